//! Engines that are dead, hang, stop in the middle or come back: each ends in the right error, in bounded time.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use docker_wire::{
    ApiVersion, Client, Daemon, Phase,
    api::{container, image, system},
    follow::Followed,
    transport::{Timeouts, Unix},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    task::JoinHandle,
};

const SOON: Duration = Duration::from_secs(5);

/// An engine that can be ended and started again.
struct Engine {
    task: JoinHandle<()>,
}

impl Engine {
    /// Answers each request by what its target is told to be answered by, and then does nothing more.
    fn start(socket: &Path, answer: fn(&str) -> &'static [u8]) -> Self {
        let _ = std::fs::remove_file(socket);
        let listener = UnixListener::bind(socket).unwrap();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, answer));
            }
        });
        Self { task }
    }

    /// Ends it, with all its connections.
    async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

async fn serve(mut stream: UnixStream, answer: fn(&str) -> &'static [u8]) {
    let mut request = Vec::new();
    while !request.windows(4).any(|part| part == b"\r\n\r\n") {
        if matches!(stream.read_buf(&mut request).await, Ok(0) | Err(_)) {
            return;
        }
    }
    let _ = stream.write_all(answer(&String::from_utf8_lossy(&request))).await;
    std::future::pending::<()>().await;
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("s");
    (folder, socket)
}

fn client(socket: &Path) -> Client {
    Daemon::over(Unix::new(socket)).pin(ApiVersion::V1_41)
}

#[tokio::test]
async fn a_dead_engine_is_unreachable_at_once() {
    let (_folder, socket) = place();
    let began = Instant::now();
    let error = client(&socket).send(system::Version::new()).await.unwrap_err();
    assert_eq!((error.phase(), error.may_have_reached_engine()), (Phase::Connect, false));
    Engine::start(&socket, |_| b"").stop().await;
    let error = client(&socket).send(system::Version::new()).await.unwrap_err();
    assert!(error.to_string().contains("nothing listens"), "{error}");
    assert!(began.elapsed() < SOON);
}

#[tokio::test]
async fn an_engine_that_hangs_ends_in_the_head_timer() {
    let (_folder, socket) = place();
    let engine = Engine::start(&socket, |_| b"");
    let docker = client(&socket).with_timeouts(Timeouts::new().head(Duration::from_millis(50)));
    let error = docker.send(container::Start::new("c")).await.unwrap_err();
    assert_eq!((error.timer(), error.may_have_reached_engine()), (Some("head"), true));
    engine.stop().await;
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_ends_in_the_idle_timer() {
    let (_folder, socket) = place();
    let engine = Engine::start(&socket, |_| b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"A");
    let docker = client(&socket).with_timeouts(Timeouts::new().idle(Duration::from_millis(50)));
    let error = docker.send(system::Version::new()).await.unwrap_err();
    assert_eq!((error.timer(), error.phase()), (Some("idle"), Phase::Exchange));
    engine.stop().await;
}

#[tokio::test]
async fn an_engine_that_ends_within_a_stream_is_a_broken_exchange() {
    let (_folder, socket) = place();
    let engine = Engine::start(&socket, one_event);
    let mut events = client(&socket).send(system::Events::new()).await.unwrap();
    events.next().await.unwrap().unwrap();
    engine.stop().await;
    let error = tokio::time::timeout(SOON, events.next()).await.unwrap().unwrap().unwrap_err();
    assert_eq!((error.phase(), error.is_timeout()), (Phase::Exchange, false));
}

/// Reads a stream to its end, which an error is.
macro_rules! last {
    ($stream:ident, $next:ident) => {
        loop {
            match tokio::time::timeout(SOON, $stream.$next()).await.unwrap() {
                None => break Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => break Err(error),
            }
        }
    };
}

#[tokio::test]
async fn whatever_streams_ends_soon_where_the_engine_dies() {
    let (_folder, socket) = place();
    let engine = Engine::start(&socket, one_piece);
    let docker = client(&socket);
    let mut logs = docker.send(container::Logs::new("c").follow(true)).await.unwrap();
    let mut events = docker.send(system::Events::new()).await.unwrap();
    let mut stats = docker.send(container::Stats::new("c").stream(true)).await.unwrap();
    let mut pull = docker.send(image::Pull::new("a")).await.unwrap();
    let mut build = docker.send(image::Build::from_dockerfile("FROM a")).await.unwrap();
    let mut archive = docker.send(container::GetArchive::new("c", "/a")).await.unwrap();
    let waiting = docker.send(container::Wait::new("c")).await.unwrap();
    let mut attached = docker.send(container::Attach::new("c")).await.unwrap();
    logs.next().await.unwrap().unwrap();
    events.next().await.unwrap().unwrap();
    stats.next().await.unwrap().unwrap();
    pull.next().await.unwrap().unwrap();
    build.next().await.unwrap().unwrap();
    archive.next().await.unwrap().unwrap();
    attached.read().await.unwrap().unwrap();
    let asked = tokio::spawn({
        let docker = docker.clone();
        async move { docker.send(system::Version::new()).await.map(drop) }
    });
    settle().await;

    engine.stop().await;

    for (what, ended) in [
        ("logs", last!(logs, next)),
        ("events", last!(events, next)),
        ("statistics", last!(stats, next)),
        ("a pull", last!(pull, next)),
        ("a build", last!(build, next)),
        ("an archive", last!(archive, next)),
        ("a wait", tokio::time::timeout(SOON, waiting.exit()).await.unwrap().map(drop)),
        ("a question", tokio::time::timeout(SOON, asked).await.unwrap().unwrap()),
    ] {
        let error = ended.expect_err(what);
        assert_eq!((error.phase(), error.is_timeout()), (Phase::Exchange, false), "{what}: {error:#}");
        assert!(error.may_have_reached_engine());
    }
    // What comes over a raw stream has no frame around it, so that its end is an end like any other.
    last!(attached, read).unwrap();
}

/// One piece of whatever streams, and no end.
fn one_piece(request: &str) -> &'static [u8] {
    let target = request.split(' ').nth(1).unwrap_or_default();
    let ends = |part: &str| target.contains(part);
    match () {
        () if ends("/attach") => {
            b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\x01\0\0\0\0\0\0\x02hi"
        }
        () if ends("/logs") => {
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n\x01\0\0\0\0\0\0\x02hi\r\n"
        }
        () if ends("/version") => b"",
        () if ends("/wait") => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        () => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{}\r\n\r\n",
    }
}

#[tokio::test]
async fn a_restart_within_followed_events_is_a_gap() {
    let (_folder, socket) = place();
    let engine = Engine::start(&socket, one_event);
    let mut events = client(&socket).follow(system::Events::new());
    let Some(Ok(Followed::Event(event))) = events.next().await else { panic!("no event") };
    assert_eq!(event.action, "start");
    engine.stop().await;
    let engine = Engine::start(&socket, one_event);
    let next = tokio::time::timeout(SOON, events.next()).await.unwrap();
    assert!(matches!(next, Some(Ok(Followed::Gap(_)))), "{next:?}");
    // The event that comes again is the one that was seen.
    let again = tokio::time::timeout(Duration::from_millis(100), events.next()).await;
    assert!(again.is_err(), "{again:?}");
    engine.stop().await;
}

#[tokio::test]
async fn a_wait_that_is_cut_is_asked_again() {
    let (_folder, socket) = place();
    let waits = |_: &str| -> &'static [u8] { b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" };
    let engine = Engine::start(&socket, waits);
    let docker = client(&socket);
    let waiting = tokio::spawn(async move { docker.exit("c").await });
    // Until the connection stands, there is nothing to cut.
    settle().await;
    engine.stop().await;
    let again =
        Engine::start(&socket, |_| b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"StatusCode\":7}");
    let exit = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap().unwrap();
    assert_eq!(exit.code, 7);
    again.stop().await;
}

#[tokio::test]
async fn a_slow_reader_holds_the_engine_back_and_loses_nothing() {
    let (_folder, socket) = place();
    let listener = UnixListener::bind(&socket).unwrap();
    let written = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = written.clone();
    const FRAMES: usize = 4000;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
        let mut frame = b"1008\r\n\x01\0\0\0\0\0\x10\0".to_vec();
        frame.extend([b'x'; 4096]);
        frame.extend(b"\r\n");
        for _ in 0..FRAMES {
            stream.write_all(&frame).await.unwrap();
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
        stream.write_all(b"0\r\n\r\n").await.unwrap();
    });
    let mut logs = client(&socket).send(container::Logs::new("c").follow(true)).await.unwrap();
    let first = logs.next().await.unwrap().unwrap();
    settle().await;
    let ahead = written.load(std::sync::atomic::Ordering::SeqCst);
    assert!(ahead < FRAMES / 4, "the engine was not held back: {ahead} frames");
    let mut length = first.bytes.len();
    while let Some(piece) = logs.next().await {
        length += piece.unwrap().bytes.len();
    }
    assert_eq!(length, FRAMES * 4096);
}

/// Lets everybody else do what there is to do.
async fn settle() {
    for _ in 0..5000 {
        tokio::task::yield_now().await;
    }
}

fn one_event(_: &str) -> &'static [u8] {
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
      4d\r\n{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"a\"},\"timeNano\":5000001}\r\n\r\n"
}
