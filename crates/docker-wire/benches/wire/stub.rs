//! An engine of few words, in a process of its own: it answers from memory, over connections that it keeps.

#[path = "stub/context.rs"]
mod context;
#[path = "stub/replies.rs"]
mod replies;

use std::{
    io::{self, Read, Write},
    path::Path,
    process::{self, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

use context::Counter;

/// The process, for as long as this lives.
pub(crate) struct Child(process::Child);

impl Child {
    pub(crate) fn start(socket: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("--stub").arg(socket).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It says one byte when it listens.
        child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
        Self(child)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Serves until standard input ends, which is when the parent does.
pub(crate) fn run(socket: &Path) {
    std::thread::spawn(|| {
        drop(io::stdin().read(&mut [0]));
        process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = UnixListener::bind(socket).unwrap();
        io::stdout().write_all(b".").and_then(|()| io::stdout().flush()).unwrap();
        let stub = Arc::new(Stub::new());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stub.connections.fetch_add(1, Ordering::Relaxed);
            let (stub, request) = (stub.clone(), Vec::with_capacity(4096));
            tokio::spawn(Connection { stub, stream, request }.serve());
        }
    });
}

/// What all connections share.
struct Stub {
    connections: AtomicUsize,
    inspect: Vec<u8>,
    list: Vec<u8>,
}

impl Stub {
    fn new() -> Self {
        let list = replies::list(1000);
        Self { connections: AtomicUsize::new(0), inspect: replies::inspect(), list }
    }
}

struct Connection {
    stub: Arc<Stub>,
    stream: UnixStream,
    request: Vec<u8>,
}

impl Connection {
    async fn serve(mut self) -> io::Result<()> {
        loop {
            self.request.clear();
            let head = loop {
                if let Some(at) = self.request.windows(4).position(|end| end == b"\r\n\r\n") {
                    break at + 4;
                }
                if self.stream.read_buf(&mut self.request).await? == 0 {
                    return Ok(());
                }
            };
            let line = String::from_utf8_lossy(&self.request[..head]).into_owned();
            let target = line.split(' ').nth(1).unwrap_or_default();
            let path = target.split('?').next().unwrap_or_default();
            let path = path.strip_prefix("/v1.41").unwrap_or(path);
            match path.split('/').collect::<Vec<_>>()[1..] {
                ["build"] => self.build(head).await?,
                [.., "echo", "attach"] => return self.echo().await,
                [.., name, "attach"] => return self.stream(name).await,
                ["events"] => self.stream(&count_of(target)).await?,
                ["images", "create"] => self.stream(&count_of(target)).await?,
                ["containers", name, "logs" | "archive"] => self.stream(name).await?,
                ref other => {
                    self.body(head, &line).await?;
                    let reply = self.answer(other);
                    self.stream.write_all(&reply).await?;
                }
            }
        }
    }

    /// Reads the body of a request that says its length.
    async fn body(&mut self, head: usize, line: &str) -> io::Result<()> {
        let length = line.to_ascii_lowercase();
        let length = length.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next());
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
        while self.request.len() < head + length {
            self.stream.read_buf(&mut self.request).await?;
        }
        Ok(())
    }

    fn answer(&self, path: &[&str]) -> Vec<u8> {
        match path {
            ["_ping"] => replies::whole("OK"),
            ["connections"] => {
                // The connection that asks does not count.
                replies::whole(&(self.stub.connections.fetch_sub(1, Ordering::Relaxed) - 1).to_string())
            }
            ["containers", "json"] => self.stub.list.clone(),
            ["containers", "create"] => {
                replies::json("201 Created", &format!(r#"{{"Id":"{:064x}","Warnings":[]}}"#, 7))
            }
            ["containers", _, "wait"] => replies::json("200 OK", r#"{"Error":null,"StatusCode":0}"#),
            ["containers", _, "json"] => self.stub.inspect.clone(),
            ["containers", ..] => {
                format!("{}\r\n", replies::HEAD.replacen("200 OK", "204 No Content", 1)).into_bytes()
            }
            ["version"] => replies::whole(
                r#"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}"#,
            ),
            _ => replies::json("404 Not Found", r#"{"message":"the stub knows nothing of the kind"}"#),
        }
    }

    /// Sends so many units of a kind, each as the engine sends it.
    async fn stream(&mut self, name: &str) -> io::Result<()> {
        // Any container has said something.
        let (kind, count) = name.split_once('-').unwrap_or(("tiny", "10"));
        let mut count: usize = count.parse().unwrap_or_default();
        let Some(repeated) = replies::repeated(kind) else {
            return self.stream.write_all(&self.answer(&[])).await;
        };
        let block = repeated.units.concat();
        self.stream.write_all(&repeated.head).await?;
        while count > 0 {
            let now = count.min(repeated.units.len());
            if now == repeated.units.len() {
                self.stream.write_all(&block).await?;
            } else {
                self.stream.write_all(&repeated.units[..now].concat()).await?;
            }
            count -= now;
        }
        self.stream.write_all(repeated.end).await
    }

    /// Reads a context and tells how many files it had.
    async fn build(&mut self, head: usize) -> io::Result<()> {
        let mut counter = Counter::default();
        let mut ended = counter.push(&self.request[head..]);
        let mut piece = vec![0; 256 << 10];
        while !ended {
            let length = self.stream.read(&mut piece).await?;
            if length == 0 {
                return Ok(());
            }
            ended = counter.push(&piece[..length]);
        }
        let (files, bytes) = (counter.files, counter.bytes);
        let lines = format!(
            "{{\"stream\":\"{files} files in {bytes} bytes\\n\"}}\r\n{{\"aux\":{{\"ID\":\"sha256:{:064x}\"}}}}\r\n",
            7
        );
        self.stream.write_all(&replies::json("200 OK", &lines)).await
    }

    /// Sends back what it gets, until the other side closes.
    async fn echo(&mut self) -> io::Result<()> {
        self.stream.write_all(replies::taken_over()).await?;
        let mut piece = vec![0; 64 << 10];
        loop {
            let length = self.stream.read(&mut piece).await?;
            if length == 0 {
                return Ok(());
            }
            self.stream.write_all(&piece[..length]).await?;
        }
    }
}

/// Finds the kind and the count of a stream, which a query must carry where the path has no place for it.
fn count_of(target: &str) -> String {
    let value = target
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("fromImage=").or_else(|| pair.strip_prefix("since=")));
    let value = value.unwrap_or_default().split('.').next().unwrap_or_default();
    if value.starts_with("pull") { value.to_owned() } else { format!("events-{value}") }
}
