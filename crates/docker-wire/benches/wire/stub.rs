//! An engine of few words, in a process of its own: it answers from memory, over connections that it keeps.

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

const HEAD: &str = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nCache-Control: no-cache, no-store, must-revalidate\r\n\
                    Docker-Experimental: false\r\nOstype: linux\r\nPragma: no-cache\r\n\
                    Server: Docker/20.10.24 (linux)\r\nDate: Mon, 02 Jan 2023 03:04:05 GMT\r\n";
const VERSION: &str = r#"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}"#;
const INSPECT: &str = include_str!("inspect.json");

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
        let connections = Arc::new(AtomicUsize::new(0));
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, connections.clone()));
        }
    });
}

async fn serve(mut stream: UnixStream, connections: Arc<AtomicUsize>) -> io::Result<()> {
    connections.fetch_add(1, Ordering::Relaxed);
    let ping = format!("{HEAD}Content-Length: 2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOK");
    let length = INSPECT.len();
    // As the engine does where it does not know the length beforehand: one chunk of it all.
    let inspect = format!(
        "{HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{INSPECT}\r\n0\r\n\r\n"
    );
    let mut request = Vec::with_capacity(4096);
    loop {
        request.clear();
        while !request.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let target = String::from_utf8_lossy(&request);
        let target = target.split(' ').nth(1).unwrap_or_default();
        if target.ends_with("/_ping") {
            stream.write_all(ping.as_bytes()).await?;
        } else if target.ends_with("/version") {
            let reply = format!("{HEAD}Content-Length: {}\r\n\r\n{VERSION}", VERSION.len());
            stream.write_all(reply.as_bytes()).await?;
        } else if target.ends_with("/json") {
            stream.write_all(inspect.as_bytes()).await?;
        } else if target == "/connections" {
            // The connection that asks does not count.
            let count = (connections.fetch_sub(1, Ordering::Relaxed) - 1).to_string();
            let reply = format!("{HEAD}Content-Length: {}\r\n\r\n{count}", count.len());
            stream.write_all(reply.as_bytes()).await?;
        } else {
            let name = target.split('/').nth(3).unwrap_or_default();
            let (kind, count) = name.split_once('-').unwrap_or_default();
            logs(&mut stream, kind, count.parse().unwrap_or_default()).await?;
        }
    }
}

/// Sends so many frames, each a chunk of its own, as the engine does.
async fn logs(stream: &mut UnixStream, kind: &str, mut count: usize) -> io::Result<()> {
    let head = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let sizes: Vec<usize> =
        if kind == "tiny" { vec![72; 1000] } else { (0..1000).map(|index| 64 << (index * 7 % 10)).collect() };
    let frames: Vec<Vec<u8>> = sizes.into_iter().map(frame).collect();
    let block = frames.concat();
    while count > 0 {
        if count >= frames.len() {
            stream.write_all(&block).await?;
        } else {
            stream.write_all(&frames[..count].concat()).await?;
        }
        count -= count.min(frames.len());
    }
    stream.write_all(b"0\r\n\r\n").await
}

fn frame(size: usize) -> Vec<u8> {
    let mut frame = format!("{:x}\r\n", size + 8).into_bytes();
    frame.extend([1, 0, 0, 0]);
    frame.extend(u32::try_from(size).unwrap_or_default().to_be_bytes());
    frame.extend(std::iter::repeat_n(b'x', size));
    frame.extend(b"\r\n");
    frame
}
