//! Nothing is left open by what was given up: ten thousand requests, dropped at all stages.

#![cfg(all(feature = "net", target_os = "linux"))]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests stop the test, as tests do")]

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use docker_wire::{
    ApiVersion, Client, Daemon,
    api::{container, system},
    transport::Unix,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    sync::Notify,
    time::timeout,
};

const GIVEN_UP: usize = 10_000;

#[tokio::test]
async fn ten_thousand_requests_that_are_given_up_leave_no_descriptor_open() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::start(folder.path().join("s"));
    let docker = Daemon::over(Unix::new(folder.path().join("s"))).pin(ApiVersion::V1_41);
    give_up(&docker, &engine, 0).await;
    engine.is_alone().await;
    let before = open_files();

    for stage in 0..GIVEN_UP {
        give_up(&docker, &engine, stage).await;
    }

    engine.is_alone().await;
    assert_eq!(open_files(), before);
}

/// Gives up a request: before it is sent, while its answer is awaited, within a stream, or as a raw connection.
async fn give_up(docker: &Client, engine: &Engine, stage: usize) {
    match stage % 4 {
        0 => drop(docker.send(system::Version::new())),
        1 => {
            let asked = docker.send(system::Version::new());
            tokio::select! {
                _ = asked => panic!("nobody answers that"),
                () = engine.asked.notified() => {}
            }
        }
        2 => {
            let mut events = docker.send(system::Events::new()).await.unwrap();
            events.next().await.unwrap().unwrap();
        }
        _ => {
            let mut attached = docker.send(container::Attach::new("c")).await.unwrap();
            attached.read().await.unwrap().unwrap();
        }
    }
}

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Answers streams with a first piece, and nothing else at all.
struct Engine {
    connections: Arc<AtomicUsize>,
    asked: Arc<Notify>,
}

impl Engine {
    fn start(socket: std::path::PathBuf) -> Self {
        let listener = UnixListener::bind(socket).unwrap();
        let engine = Self { connections: Arc::default(), asked: Arc::default() };
        let (connections, asked) = (engine.connections.clone(), engine.asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (connections, asked) = (connections.clone(), asked.clone());
                tokio::spawn(async move {
                    serve(stream, &asked).await;
                    connections.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        engine
    }

    /// Waits until every connection is closed.
    async fn is_alone(&self) {
        let all_closed = async {
            while self.connections.load(Ordering::SeqCst) > 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(10), all_closed).await.expect("all connections are closed soon");
    }
}

async fn serve(mut stream: UnixStream, asked: &Notify) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if matches!(stream.read_buf(&mut request).await, Ok(0) | Err(_)) {
            return;
        }
    }
    let answer: &[u8] = if request.windows(8).any(|part| part == b"/events ") {
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{}\r\n\r\n"
    } else if request.starts_with(b"POST") {
        b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\x01\0\0\0\0\0\0\x02hi"
    } else {
        asked.notify_one();
        b""
    };
    let _ = stream.write_all(answer).await;
    while matches!(stream.read_buf(&mut request).await, Ok(1..)) {}
}
