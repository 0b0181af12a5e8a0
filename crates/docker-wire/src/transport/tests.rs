//! What becomes of a connection after each way in which an exchange can end.

mod connect;
mod streamed;

use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, header};
use tempfile::TempDir;

use super::{Opened, Transport, Unix};
use crate::{
    ApiVersion, Daemon, Host,
    api::{container, system},
    body::Body,
};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

/// A server whose behaviour on each connection is a function of a test.
struct Server {
    folder: TempDir,
    accepted: Arc<AtomicUsize>,
}

impl Server {
    fn new(serve: impl Fn(UnixStream) + Clone + Send + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("socket")).unwrap();
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = accepted.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let serve = serve.clone();
                std::thread::spawn(move || serve(stream.unwrap()));
            }
        });
        Self { folder, accepted }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

/// Reads the head of a request; `false` is the end of the connection.
fn head(stream: &mut UnixStream) -> bool {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return false;
        }
        head.push(byte[0]);
    }
    true
}

fn answer_each(mut stream: UnixStream) {
    while head(&mut stream) {
        stream.write_all(OK).unwrap();
    }
}

/// Closes after one answer, and says so when it has.
fn answer_once(mut stream: UnixStream, closed: &mpsc::Sender<usize>) {
    if head(&mut stream) {
        stream.write_all(OK).unwrap();
    }
    drop(stream);
    closed.send(0).unwrap();
}

fn get() -> Request<Body> {
    Request::get("/_ping").body(Body::empty()).unwrap()
}

async fn ping(transport: &Unix) {
    let response = transport.call(get()).await.unwrap();
    assert_eq!(response.into_body().collect(64).await.unwrap(), "OK");
}

#[tokio::test]
async fn a_connection_whose_reply_was_read_to_its_end_is_used_again() {
    let server = Server::new(answer_each);
    let transport = Unix::new(server.socket());
    for _ in 0..200 {
        ping(&transport).await;
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn there_are_no_more_connections_than_requests_at_once() {
    let server = Server::new(answer_each);
    let transport = Arc::new(Unix::new(server.socket()));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let transport = transport.clone();
        lanes.spawn(async move {
            for _ in 0..50 {
                ping(&transport).await;
            }
        });
    }
    while let Some(lane) = lanes.join_next().await {
        lane.unwrap();
    }
    assert!(server.accepted() <= 8, "{} connections", server.accepted());
}

#[tokio::test]
async fn a_reply_without_a_body_gives_its_connection_back_unread() {
    let server = Server::new(|mut stream| {
        while head(&mut stream) {
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        }
    });
    let transport = Unix::new(server.socket());
    for _ in 0..3 {
        drop(transport.call(get()).await.unwrap());
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_reply_dropped_half_way_closes_its_connection() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf").unwrap();
        closed.send(stream.read(&mut [0]).unwrap_or(0)).unwrap();
    });
    let transport = Unix::new(server.socket());
    for connections in 1..=2 {
        let mut body = transport.call(get()).await.unwrap().into_body();
        assert_eq!(body.next().await.unwrap().unwrap(), "half");
        drop(body);
        assert_eq!(end(&seen).await, 0);
        assert_eq!(server.accepted(), connections);
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_closes_its_connection() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        closed.send(stream.read(&mut [0]).unwrap_or(0)).unwrap();
    });
    let transport = Unix::new(server.socket());
    let given_up = tokio::time::timeout(Duration::from_millis(50), transport.call(get())).await;
    assert!(given_up.is_err());
    assert_eq!(end(&seen).await, 0);
}

#[tokio::test]
async fn a_connection_that_was_taken_over_is_never_used_again() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        let reply = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nfirst";
        stream.write_all(reply).unwrap();
        closed.send(stream.read(&mut [0]).unwrap_or(0)).unwrap();
    });
    let transport = Unix::new(server.socket());
    for connections in 1..=2 {
        let mut request = get();
        request.headers_mut().insert(header::CONNECTION, "Upgrade".parse().unwrap());
        request.headers_mut().insert(header::UPGRADE, "tcp".parse().unwrap());
        let Opened::Stream(response) = transport.open(request).await.unwrap() else { panic!("refused") };
        let mut duplex = response.into_body();
        assert_eq!(duplex.read().await.unwrap().unwrap(), "first");
        drop(duplex);
        assert_eq!(end(&seen).await, 0);
        assert_eq!(server.accepted(), connections);
    }
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_request_does_not_hold_up_the_next_one() {
    let server = Server::new(answer_each);
    let transport = Unix::new(server.socket());
    let (feeder, body) = Body::channel(1);
    feeder.feed(Bytes::from_static(b"begun")).await.unwrap();
    let mut upload = get();
    *upload.method_mut() = Method::PUT;
    *upload.body_mut() = body;
    let response = transport.call(upload).await.unwrap();
    assert_eq!(response.into_body().collect(64).await.unwrap(), "OK");
    tokio::time::timeout(Duration::from_secs(5), ping(&transport)).await.unwrap();
    assert_eq!(server.accepted(), 2);
    drop(feeder);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_the_program_was_busy_is_forgotten() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |stream| answer_once(stream, &closed));
    let transport = Unix::new(server.socket());
    for connections in 1..=5 {
        ping(&transport).await;
        assert_eq!(server.accepted(), connections);
        // Blocks the runtime, and with it the connection's task.
        seen.recv_timeout(Duration::from_secs(5)).unwrap();
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_forgotten() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |stream| answer_once(stream, &closed));
    let transport = Unix::new(server.socket());
    for connections in 1..=5 {
        ping(&transport).await;
        assert_eq!(server.accepted(), connections);
        end(&seen).await;
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_request_that_may_have_arrived_is_sent_once() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
    });
    let transport = Unix::new(server.socket());
    let error = transport.call(get()).await.unwrap_err();
    assert_eq!(error.kind(), crate::error::TransportErrorKind::Broken);
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn every_path_means_itself() {
    for name in ["a b", "%20", "%", "@x", "ü#?", "a//b"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let listener = UnixListener::bind(&path).unwrap();
        std::thread::spawn(move || answer_each(listener.accept().unwrap().0));
        ping(&Unix::new(path)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_name_in_the_abstract_namespace_is_no_file() {
    use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    let name = format!("docker-wire test {}", std::process::id());
    let listener = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    std::thread::spawn(move || answer_each(listener.accept().unwrap().0));
    ping(&Unix::new(format!("@{name}"))).await;
}

/// What stands behind the port of an address is before the path of each request, ordinary, streamed or upgraded.
#[tokio::test]
async fn the_base_path_of_an_address_is_kept() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host: Host = format!("tcp://{}/engines/a/", listener.local_addr().unwrap()).parse().unwrap();
    let (say, said) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, say) = (stream.unwrap(), say.clone());
            std::thread::spawn(move || {
                let mut begin = [0; 4096];
                let length = stream.read(&mut begin).unwrap();
                say.send(String::from_utf8_lossy(&begin[..length]).lines().next().unwrap().to_owned())
                    .unwrap();
                stream.write_all(OK).unwrap();
            });
        }
    });
    let docker = Daemon::at(&host).unwrap().pin(ApiVersion::V1_41);
    let asked = || said.recv_timeout(Duration::from_secs(30)).unwrap();
    docker.send(system::Ping::new()).await.unwrap();
    assert_eq!(asked(), "GET /engines/a/v1.41/_ping HTTP/1.1");
    let _ = docker.send(container::Logs::new("c").follow(true)).await;
    assert_eq!(
        asked(),
        "GET /engines/a/v1.41/containers/c/logs?follow=true&stdout=true&stderr=true HTTP/1.1"
    );
    let _ = docker.send(container::Attach::new("c").stream(true)).await;
    assert_eq!(
        asked(),
        "POST /engines/a/v1.41/containers/c/attach?stream=true&stdout=true&stderr=true HTTP/1.1"
    );
}

/// Waits for what the server saw, without stopping the connections' tasks.
async fn end(seen: &mpsc::Receiver<usize>) -> usize {
    for _ in 0..500 {
        if let Ok(read) = seen.try_recv() {
            return read;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the connection was not closed")
}
