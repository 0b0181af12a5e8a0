//! An HTTP server of a few lines on a unix socket, which counts its connections.

use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    task::{AbortHandle, JoinSet},
};

/// What the server does about a request.
pub(crate) struct Answer {
    pub(crate) text: String,
    /// Whether the connection is closed then.
    pub(crate) close: bool,
}

/// Answers and keeps the connection.
pub(crate) fn answer(status: u16, body: &str) -> Answer {
    let text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    Answer { text, close: false }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    folder: TempDir,
    seen: Arc<Mutex<Seen>>,
    task: AbortHandle,
}

#[derive(Default)]
struct Seen {
    accepted: usize,
    requests: Vec<String>,
}

impl Server {
    /// Answers each request by what is said to its number, counted from 0 over all connections.
    pub(crate) fn start(say: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("s")).unwrap();
        let (seen, say) = (Arc::new(Mutex::new(Seen::default())), Arc::new(say));
        let shared = seen.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().accepted += 1;
                connections.spawn(serve(stream, shared.clone(), say.clone()));
            }
        });
        Self { folder, seen, task: task.abort_handle() }
    }

    pub(crate) fn address(&self) -> String {
        format!("unix://{}", self.folder.path().join("s").display())
    }

    /// Counts the connections so far.
    pub(crate) fn accepted(&self) -> usize {
        self.seen.lock().unwrap().accepted
    }

    /// Lists methods and targets so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads heads only: no request of these tests has a body.
async fn serve<F: Fn(usize) -> Answer>(mut stream: UnixStream, seen: Arc<Mutex<Seen>>, say: Arc<F>) {
    let mut buffer = Vec::new();
    loop {
        while let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let head: Vec<u8> = buffer.drain(..end + 4).collect();
            let line = String::from_utf8_lossy(&head).lines().next().unwrap().to_owned();
            let number = {
                let mut seen = seen.lock().unwrap();
                seen.requests.push(line.trim_end_matches(" HTTP/1.1").to_owned());
                seen.requests.len() - 1
            };
            let answer = say(number);
            if stream.write_all(answer.text.as_bytes()).await.is_err() || answer.close {
                return;
            }
        }
        if matches!(stream.read_buf(&mut buffer).await, Ok(0) | Err(_)) {
            return;
        }
    }
}
