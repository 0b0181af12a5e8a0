//! From "my code talks to Docker" to "my test runs offline".
//!
//! `cargo run -p docker-wire --features replay --example offline` needs no engine: the fixture is there. To record it
//! anew on the engine that the `docker` command would use, which needs the image `busybox`:
//! `DOCKER_WIRE_MODE=record`; to learn whether that engine still behaves as recorded: `DOCKER_WIRE_MODE=verify`.

use std::{io::Write, path::Path};

use docker_wire::{ApiVersion, Client, Error, api::container, replay::Session};

/// The code under test: it takes a client, and does not know where that leads.
async fn greet(docker: &Client, whom: &str) -> Result<(i64, String), Error> {
    let line = format!("echo hello, {whom}; exit 3");
    let created = docker.send(container::Create::new("busybox").cmd(["sh", "-c", &line])).await?;
    docker.send(container::Start::new(&created.id)).await?;
    let exit = docker.send(container::Wait::new(&created.id)).await?.exit().await?;
    let mut logs = docker.send(container::Logs::new(&created.id)).await?;
    let mut said = String::new();
    while let Some(piece) = logs.next().await.transpose()? {
        said.push_str(&String::from_utf8_lossy(&piece.bytes));
    }
    docker.send(container::Remove::new(&created.id)).await?;
    Ok((exit.code, said))
}

/// What would stand in a `#[tokio::test]`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fixtures");
    let greeting = Session::scenario("greeting")
        .fixture_dir(fixtures)
        .run(|docker| async move { greet(&docker.pin(ApiVersion::V1_41), "world").await })
        .await??;
    assert_eq!(greeting, (3, "hello, world\n".to_owned()));
    writeln!(std::io::stdout(), "{greeting:?}")?;
    Ok(())
}
