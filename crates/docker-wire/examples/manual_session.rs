//! A container by hand: created from an image, started, its log read, stopped, waited for.
//!
//! `cargo run -p docker-wire --example manual_session -- IMAGE [HOST]`, on the engine that the `docker` command would
//! use, or on HOST: `unix:///path` or `tcp://host:port`.

use std::{io::Write, time::Duration};

use docker_wire::{ApiVersion, Daemon, Resolution, api::container};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let image = arguments.next().ok_or("which image?")?;
    let found = Resolution::from_environment(arguments.next().as_deref())?;
    let docker = Daemon::found(&found)?.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?;

    let created = docker.send(container::Create::new(image)).await?;
    docker.send(container::Start::new(&created.id)).await?;
    let mut logs = docker.send(container::Logs::new(&created.id)).await?;
    while let Some(piece) = logs.next().await.transpose()? {
        std::io::stdout().write_all(&piece.bytes)?;
    }
    match docker.send(container::Stop::new(&created.id).t(Duration::from_secs(10))).await {
        Err(error) if error.is_not_modified() => {} // It has ended by itself.
        other => drop(other?),
    }
    let exit = docker.send(container::Wait::new(&created.id)).await?.exit().await?;
    writeln!(std::io::stdout(), "exit code {}", exit.code)?;
    docker.send(container::Remove::new(&created.id).v(true)).await?;
    Ok(())
}
