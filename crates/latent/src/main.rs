//! The program `latent`; see [`latent::cli`].

fn main() -> std::process::ExitCode {
    latent::cli::main()
}
