//! What runs inside the demonstration's container: a worker that waits, and builds that print.

use std::{
    io::{self, Write},
    thread,
    time::Duration,
};

/// What the worker prints when it is ready.
pub const READY: &str = "worker ready";

/// Waits for builds until it is told to end.
///
/// # Errors
///
/// Fails if standard output is gone or signals cannot be awaited.
pub async fn wait() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut out = io::stdout();
    writeln!(out, "{READY}")?;
    out.flush()?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    writeln!(out, "worker ends")?;
    out.flush()
}

/// Runs one build: prints its steps with a little time between them.
///
/// # Errors
///
/// Fails if standard output is gone.
pub fn build(number: &str) -> io::Result<()> {
    let mut out = io::stdout();
    for step in ["fetching the sources", "compiling", "running 12 tests, all passed"] {
        thread::sleep(Duration::from_millis(120));
        writeln!(out, "build {number}: {step}")?;
        out.flush()?;
    }
    Ok(())
}
