//! What `record` and `replay` share: where clients connect, how long they are served, and the program to run.

use std::{
    ffi::OsString,
    io::{self, Write},
    os::unix::process::ExitStatusExt,
    process::{Command, ExitStatus},
    time::Duration,
};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::{sleep, timeout},
};

use crate::serve::{Connections, Listen, Server};

/// For how long clients are waited for that have just ended: their last bytes are on the way.
const GRACE: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
pub(super) struct Serving {
    /// Where clients connect: unix:///path or tcp://127.0.0.1:PORT, with port 0 for one that is free. With a PROGRAM
    /// it may be left out, for a socket of its own
    #[arg(long, value_name = "ADDRESS", required_unless_present = "program")]
    listen: Option<Listen>,
    /// Let other machines connect, too. Whoever can reach an engine can do on its machine what root can
    #[arg(long)]
    allow_remote: bool,
    /// A program to run, with DOCKER_HOST set; when it ends, so does this, with its exit code
    #[arg(last = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

/// Why a command ended early: what to say, and the exit code.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) code: u8,
    pub(super) message: String,
}

impl Failed {
    pub(super) fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Says an error with what caused it.
    pub(super) fn of(code: u8, error: &dyn std::error::Error) -> Self {
        Self { code, message: super::chain(error) }
    }
}

/// An address that is listened on, and what ends it.
pub(super) struct Stage {
    pub(super) server: Server,
    pub(super) ending: Ending,
    /// Holds the socket of its own.
    folder: Option<Folder>,
}

/// What ends the serving.
pub(super) struct Ending {
    signals: [Signal; 3],
    connections: Connections,
    program: Vec<OsString>,
    address: String,
}

impl Serving {
    /// Refuses what would open an engine to others.
    pub(super) fn check(&self) -> Result<(), Failed> {
        match &self.listen {
            Some(listen) if !listen.is_local() && !self.allow_remote => {
                let message =
                    format!("{listen} can be reached from other machines; --allow-remote allows that");
                Err(Failed::new(super::USAGE, message))
            }
            _ => Ok(()),
        }
    }

    /// Listens; `failed` is the exit code if that cannot be.
    pub(super) fn start(self, failed: u8) -> Result<Stage, Failed> {
        let system = |error: io::Error| Failed::of(failed, &error);
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        let [interrupt, terminate, hangup] = kinds;
        let signals = [interrupt.map_err(system)?, terminate.map_err(system)?, hangup.map_err(system)?];
        let (listen, folder) = match self.listen {
            Some(listen) => (listen, None),
            None => {
                let folder = Folder::new().map_err(system)?;
                (Listen::Unix(folder.0.join("engine.sock")), Some(folder))
            }
        };
        let server = Server::bind(&listen).map_err(|error| Failed::new(failed, error.to_string()))?;
        let (connections, address) = (server.connections(), server.address().to_string());
        Ok(Stage { server, ending: Ending { signals, connections, program: self.program, address }, folder })
    }
}

impl Stage {
    /// Tells where clients connect, on a line that a shell can read.
    pub(super) fn announce(&self, stdout: &mut dyn Write) {
        if self.ending.program.is_empty() {
            // Who cannot be told is not there.
            drop(writeln!(stdout, "DOCKER_HOST={}", self.ending.address).and_then(|()| stdout.flush()));
        }
    }

    /// Takes it apart; the folder must live as long as the server.
    pub(super) fn parts(self) -> (Server, Ending, impl Drop) {
        (self.server, self.ending, Kept(self.folder))
    }
}

/// Keeps a folder until it is dropped.
struct Kept(Option<Folder>);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0 = None;
    }
}

impl Ending {
    /// Waits for a signal, for the end of the program, or until `enough` says after a client has left that there is
    /// nothing more to come; returns the program's exit code, or 0.
    pub(super) async fn wait(
        mut self,
        enough: impl Fn() -> bool,
        idle: Option<Duration>,
    ) -> Result<u8, Failed> {
        let [interrupt, terminate, hangup] = &mut self.signals;
        let mut connections = self.connections.clone();
        let left = async {
            let alone = |connections: &Connections| connections.count() == 0;
            loop {
                let patience = idle.filter(|_| alone(&connections)).unwrap_or(Duration::MAX);
                match timeout(patience, connections.changed()).await {
                    Ok(Some(0)) if enough() => return,
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return,
                }
            }
        };
        let code = if self.program.is_empty() {
            tokio::select! {
                _ = interrupt.recv() => 0,
                _ = terminate.recv() => 0,
                _ = hangup.recv() => 0,
                () = left => 0,
            }
        } else {
            let program = run(self.program, self.address);
            tokio::pin!(program);
            tokio::select! {
                code = &mut program => code?,
                // The terminal sends its signals to the program, too, which ends as it likes.
                _ = terminate.recv() => 128 + 15,
            }
        };
        drop(timeout(GRACE, gone(&mut self.connections)).await);
        Ok(code)
    }
}

/// Waits until nobody is connected. A client may have ended and not be noticed yet.
async fn gone(connections: &mut Connections) {
    sleep(Duration::from_millis(1)).await;
    while connections.count() > 0 && connections.changed().await.is_some() {}
}

/// Runs a program to its end.
async fn run(program: Vec<OsString>, address: String) -> Result<u8, Failed> {
    let mut words = program.into_iter();
    let name = words.next().unwrap_or_default();
    let shown = name.to_string_lossy().into_owned();
    let mut command = Command::new(name);
    // What else says where the engine is would win over it, or ask for TLS.
    command.args(words).env("DOCKER_HOST", address);
    for variable in ["DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_TLS", "DOCKER_CERT_PATH"] {
        command.env_remove(variable);
    }
    let ended = tokio::task::spawn_blocking(move || command.status()).await;
    match ended {
        Ok(Ok(status)) => Ok(code_of(status)),
        Ok(Err(error)) => Err(Failed::new(super::USAGE, format!("{shown} cannot be run: {error}"))),
        Err(_) => Err(Failed::new(super::USAGE, format!("{shown} was lost"))),
    }
}

/// The exit code as a shell tells it.
fn code_of(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// A folder that only its owner can enter, removed when dropped.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let path = std::env::temp_dir().join(format!("docker-wire-{}", std::process::id()));
        // It fails if somebody else was there first.
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
