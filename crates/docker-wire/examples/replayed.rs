//! A client that never meets an engine: the demonstration of `latent`, read from its recording.
//!
//! `cargo run -p docker-wire --features replay --example replayed`

use std::{io::Write, path::Path};

use docker_wire::{ApiVersion, Daemon, replay::Replayer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/engine/20.10.24/demo.jsonl");
    // Only the beginning is asked for here, so the rest of the recording may go unasked.
    let replay = Replayer::open(fixture)?.lenient();
    let daemon = Daemon::over(replay.lane("engine"));
    let versions = daemon.versions().await?;
    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::V1_44).await?;
    writeln!(
        std::io::stdout(),
        "engine {} takes API {}, pinned {}",
        versions.release,
        versions.max,
        docker.version()
    )?;
    Ok(())
}
