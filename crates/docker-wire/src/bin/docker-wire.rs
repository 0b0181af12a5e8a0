//! The tool `docker-wire`: questions to the catalogue of API versions.

fn main() -> std::process::ExitCode {
    docker_wire::cli::main()
}
