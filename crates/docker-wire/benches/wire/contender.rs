//! The same work by three clients.

mod hyper;
mod raw;
mod summary;
mod wire;

use std::{
    fs::File,
    io::{BufWriter, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use docker_wire::{ApiVersion, Client, Daemon, transport::Unix};
use http::Method;
use tokio::task::JoinSet;

/// What is written to an echo at once.
const ECHO: [u8; 64] = [b'x'; 64];
/// How large the pieces of an archive and of a throughput are.
const PIECE: usize = 32 << 10;
/// How large the pieces of a context are, which the floors send.
const CONTEXT_PIECE: usize = 256 << 10;
/// The life of a container after its creation; `{}` is its id.
const LIFECYCLE: [(Method, &str); 4] = [
    (Method::POST, "/v1.41/containers/{}/start"),
    (Method::POST, "/v1.41/containers/{}/wait"),
    (Method::GET, "/v1.41/containers/{}/logs?stdout=true&stderr=true"),
    (Method::DELETE, "/v1.41/containers/{}"),
];

/// What is to be done, over and over.
#[derive(Clone)]
pub(crate) enum Work {
    Ping,
    Inspect,
    /// A list of 1,000 containers, decoded by all but `raw`.
    List,
    /// One stream of so many units, of a kind that the stub knows.
    Logs(&'static str),
    /// The same, where this crate lends what it reads.
    LogsLent(&'static str),
    /// The log of a container of an engine, of so many lines.
    LogsOf(String),
    Attach,
    Pull,
    Events,
    Build {
        folder: PathBuf,
        gzip: bool,
    },
    Download,
    /// Create, start, wait, logs, remove, of a container that does nothing.
    Lifecycle {
        image: String,
    },
    Echo,
    Throughput,
}

/// Who does it.
pub(crate) enum Contender {
    /// System calls. One lane only.
    Raw { socket: PathBuf, idle: Mutex<Option<UnixStream>> },
    /// Connections of hyper, one for each lane.
    Hyper { socket: PathBuf, idle: Arc<Mutex<Vec<hyper::Connection>>> },
    /// This crate.
    Wire { socket: PathBuf, client: Client },
}

impl Contender {
    pub(crate) fn named(name: &str, socket: &Path) -> Self {
        let socket = socket.to_owned();
        match name {
            "raw" => Self::Raw { socket, idle: Mutex::default() },
            "hyper" => Self::Hyper { socket, idle: Arc::default() },
            _ => {
                let client = Daemon::over(Unix::new(&socket)).pin(ApiVersion::V1_41);
                Self::Wire { socket, client }
            }
        }
    }

    /// Does it `count` times, in so many tasks at once.
    pub(crate) async fn run(&self, work: &Work, lanes: usize, count: usize) {
        if lanes == 1 {
            return self.lane(work, count).await;
        }
        let mut tasks = JoinSet::new();
        for lane in 0..lanes {
            let count = count / lanes + usize::from(lane < count % lanes);
            let (this, work) = (self.another(), work.clone());
            tasks.spawn(async move { this.lane(&work, count).await });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    }

    /// The same client for another task.
    fn another(&self) -> Self {
        match self {
            Self::Raw { socket, .. } => Self::Raw { socket: socket.clone(), idle: Mutex::default() },
            Self::Hyper { socket, idle } => Self::Hyper { socket: socket.clone(), idle: idle.clone() },
            Self::Wire { socket, client } => Self::Wire { socket: socket.clone(), client: client.clone() },
        }
    }

    async fn lane(&self, work: &Work, count: usize) {
        match self {
            Self::Raw { socket, idle } => {
                let kept = idle.lock().unwrap().take();
                let mut stream = kept.unwrap_or_else(|| raw::connect(socket));
                raw::run(&mut stream, work, count);
                if !work.takes_over() {
                    *idle.lock().unwrap() = Some(stream);
                }
            }
            Self::Hyper { socket, idle } => {
                let kept = idle.lock().unwrap().pop();
                let mut connection = match kept {
                    Some(connection) => connection,
                    None => hyper::connect(socket).await,
                };
                hyper::run(&mut connection, work, count).await;
                if !work.takes_over() {
                    idle.lock().unwrap().push(connection);
                }
            }
            Self::Wire { client, .. } => wire::run(client, work, count).await,
        }
    }

    /// Asks the stub how many connections it has accepted, over a connection that it does not count.
    pub(crate) async fn connections(&self) -> usize {
        let (Self::Raw { socket, .. } | Self::Hyper { socket, .. } | Self::Wire { socket, .. }) = self;
        hyper::text(&mut hyper::connect(socket).await, "/connections").await.parse().unwrap()
    }
}

impl Work {
    fn takes_over(&self) -> bool {
        matches!(self, Self::Attach | Self::Echo | Self::Throughput)
    }
}

/// What a container is created of, and its id in the answer.
fn creation(image: &str) -> String {
    format!(r#"{{"Image":"{image}","Cmd":["true"]}}"#)
}

fn id(created: &[u8]) -> String {
    let text = std::str::from_utf8(created).unwrap();
    text.split("\"Id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Packs a folder as simply as it goes, and hands it on in pieces.
fn pack(folder: &Path, gzip: bool, hand_on: impl FnMut(&[u8])) {
    let out = BufWriter::with_capacity(CONTEXT_PIECE, HandOn(hand_on));
    if gzip { packed_by_gzip(folder, out) } else { drop(packed(folder, out).into_inner().ok()) }
}

fn packed<W: Write>(folder: &Path, out: W) -> W {
    let mut archive = tar::Builder::new(out);
    // Holes are data to an engine.
    archive.sparse(false);
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort_unstable();
    while let Some(path) = folders.pop() {
        let name = path.strip_prefix(folder).unwrap().to_owned();
        if path.is_dir() {
            folders.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            archive.append_file(name, &mut File::open(&path).unwrap()).unwrap();
        }
    }
    archive.into_inner().unwrap()
}

#[cfg(feature = "gzip")]
fn packed_by_gzip(folder: &Path, out: impl Write) {
    let out = flate2::write::GzEncoder::new(out, flate2::Compression::default());
    packed(folder, out).finish().unwrap().flush().unwrap();
}

#[cfg(not(feature = "gzip"))]
fn packed_by_gzip(_: &Path, _: impl Write) {
    unreachable!("the case needs the feature")
}

/// A writer that hands on what it gets.
struct HandOn<F>(F);

impl<F: FnMut(&[u8])> Write for HandOn<F> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
