//! Signals that end a command, or have it read its configuration again.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// SIGINT or SIGTERM: end.
    End,
    /// SIGQUIT: finish everything first.
    Drain,
    /// SIGHUP: read the configuration again; without one, end.
    Reload,
}

/// Waits for signals that ask for something.
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    quit: Signal,
    hangup: Signal,
}

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            quit: signal(SignalKind::quit())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Returns what the next one asks for. Cancel safe.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::End,
            _ = self.terminate.recv() => Asked::End,
            _ = self.quit.recv() => Asked::Drain,
            _ = self.hangup.recv() => Asked::Reload,
        }
    }

    /// Returns when one asks to end, at once or later. Cancel safe.
    pub(super) async fn end(&mut self) {
        while self.next().await == Asked::Reload {}
    }
}
