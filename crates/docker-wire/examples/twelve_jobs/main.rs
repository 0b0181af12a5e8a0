//! The twelve things that everybody wants of an engine, in forty lines: `jobs.rs`, which the tests replay as well.
//!
//! `cargo run -p docker-wire --example twelve_jobs -- busybox`

mod jobs;

use std::{error::Error, fs, io::Write};

use docker_wire::{Daemon, Resolution};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let image = std::env::args().nth(1).unwrap_or_else(|| "busybox".to_owned());
    let folder = std::env::temp_dir().join(format!("twelve-jobs-{}", std::process::id()));
    fs::create_dir(&folder)?;
    fs::write(folder.join("file"), "copied\n")?;
    let daemon = Daemon::found(&Resolution::from_environment(None)?)?;
    let told = jobs::jobs(&daemon, &image, &folder).await;
    fs::remove_dir_all(&folder)?;
    for line in told? {
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(())
}
