//! Served transports, asked over bare sockets by clients that are nobody's library.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use docker_wire::{
    Body, Transport, TransportError,
    replay::{Options, Recording, Replayer},
    serve::{Listen, Server},
    transport::{BoxFuture, Opened},
};
use http::{Request, Response};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_connection_is_kept_and_pipelined_requests_are_answered_in_order() {
    let replay = replayer(
        r#"{"x":0,"t":0,"request":{"method":"GET","target":"/_ping"}}
{"x":0,"t":1,"reply":{"status":200,"headers":{"api-version":"1.41"}},"utf8":"OK"}
{"x":1,"t":2,"request":{"method":"GET","target":"/info"}}
{"x":1,"t":3,"reply":{"status":200,"headers":{"content-type":"application/json"}},"json":{"ID":"e"}}"#,
    );
    let served = Served::new(replay.clone());
    let mut client = served.connect().await;
    client.write_all(b"GET /_ping HTTP/1.1\r\nHost: d\r\n\r\nGET /info HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n").await.unwrap();
    let answers = to_end(&mut client).await;
    let [before, first, second] = answers.split("HTTP/1.1 200 OK\r\n").collect::<Vec<_>>()[..] else {
        panic!("{answers}")
    };
    assert!(
        before.is_empty() && first.contains("Api-Version: 1.41\r\n") && first.ends_with("\r\n\r\nOK"),
        "{answers}"
    );
    assert!(second.ends_with("\r\n\r\n{\"ID\":\"e\"}"), "{answers}");
    replay.finish().unwrap();
    served.stop().await;
}

#[tokio::test]
async fn a_head_request_gets_the_head() {
    let replay = replayer(
        r#"{"x":0,"t":0,"request":{"method":"HEAD","target":"/containers/a/archive?path=/x"}}
{"x":0,"t":1,"reply":{"status":200,"headers":{"x-docker-container-path-stat":"e30="}}}
{"x":0,"t":1,"end":"engine"}"#,
    );
    let served = Served::new(replay.clone());
    let answer = served
        .ask("HEAD /containers/a/archive?path=/x HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")
        .await;
    assert!(answer.contains("\r\nX-Docker-Container-Path-Stat: e30=\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_upload_in_chunks_is_asked_for_and_compared() {
    let replay = replayer(
        r#"{"x":0,"t":0,"request":{"method":"PUT","target":"/containers/a/archive","headers":{"content-type":"application/x-tar"}}}
{"x":0,"t":1,"from":"client","utf8":"first second"}
{"x":0,"t":1,"end":"client"}
{"x":0,"t":2,"reply":{"status":200}}
{"x":0,"t":2,"end":"engine"}"#,
    );
    let served = Served::new(replay.clone());
    let mut client = served.connect().await;
    let head = "PUT /containers/a/archive HTTP/1.1\r\nHost: d\r\nContent-Type: application/x-tar\r\nConnection: close\r\n\
        Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    assert!(some(&mut client).await.starts_with("HTTP/1.1 100 Continue"));
    client.write_all(b"6\r\nfirst \r\n6\r\nsecond\r\n0\r\n\r\n").await.unwrap();
    let answer = to_end(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    replay.finish().unwrap();
}

const RAW: &str = r#"{"x":0,"t":0,"request":{"method":"POST","target":"/exec/e/start","headers":{"content-type":"application/json"}},"json":{"Tty":true}}
{"x":0,"t":1,"reply":{"status":101,"headers":{"connection":"Upgrade","content-type":"application/vnd.docker.raw-stream","upgrade":"tcp"}}}
{"x":0,"t":2,"from":"engine","utf8":"ready\n"}
{"x":0,"t":3,"from":"client","utf8":"all I have\n"}
{"x":0,"t":3,"end":"client"}
{"x":0,"t":4,"from":"engine","utf8":"after your end\n"}
{"x":0,"t":5,"end":"engine"}"#;

#[tokio::test]
async fn a_raw_stream_goes_on_after_the_client_has_ended_its_direction() {
    let upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";
    for (form, first) in [(upgrade, "HTTP/1.1 101 Switching Protocols\r\n"), ("", "HTTP/1.1 200 OK\r\n")] {
        let replay = replayer(RAW);
        let served = Served::new(replay.clone());
        let mut client = served.connect().await;
        let head = format!(
            "POST /exec/e/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 12\r\n{form}\r\n"
        );
        // The old form is told by the head; its body may come later.
        client.write_all(head.as_bytes()).await.unwrap();
        client.write_all(b"{\"Tty\":true}").await.unwrap();
        let head = until(&mut client, "\r\n\r\n").await;
        assert!(head.starts_with(first), "{head}");
        assert!(
            head.to_lowercase().contains("\r\ncontent-type: application/vnd.docker.raw-stream\r\n"),
            "{head}"
        );
        assert_eq!(head.contains("Upgrade: tcp"), !form.is_empty(), "{head}");
        assert_eq!(until(&mut client, "ready\n").await, "ready\n");
        client.write_all(b"all I ").await.unwrap();
        client.write_all(b"have\n").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(to_end(&mut client).await, "after your end\n");
        drop(client);
        replay.finish().unwrap();
        served.nobody_is_left().await;
    }
}

#[tokio::test]
async fn the_client_goes_on_after_the_engine_has_ended_its_direction() {
    let replay = replayer(
        r#"{"x":0,"t":0,"request":{"method":"POST","target":"/containers/a/attach?stdin=1"}}
{"x":0,"t":1,"reply":{"status":101}}
{"x":0,"t":2,"end":"engine"}
{"x":0,"t":3,"from":"client","utf8":"still here"}
{"x":0,"t":4,"end":"client"}"#,
    );
    let served = Served::new(replay.clone());
    let mut client = served.connect().await;
    let head = "POST /containers/a/attach?stdin=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    until(&mut client, "\r\n\r\n").await;
    assert_eq!(to_end(&mut client).await, "");
    client.write_all(b"still here").await.unwrap();
    client.shutdown().await.unwrap();
    served.nobody_is_left().await;
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_failure_passes_as_what_it_was() {
    let replay = replayer(
        r#"{"x":0,"t":0,"request":{"method":"GET","target":"/refused"}}
{"x":0,"t":1,"fail":"refused"}
{"x":1,"t":2,"request":{"method":"GET","target":"/reset"}}
{"x":1,"t":3,"fail":"reset"}
{"x":2,"t":4,"request":{"method":"GET","target":"/cut"}}
{"x":2,"t":5,"reply":{"status":200}}
{"x":2,"t":6,"from":"engine","utf8":"half"}
{"x":2,"t":7,"fail":"reset"}"#,
    );
    let served = Served::new(replay.clone());
    let ask = async |target: &str| {
        served.ask(&format!("GET {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")).await
    };
    let refused = ask("/refused").await;
    assert!(
        refused.starts_with("HTTP/1.1 502 Bad Gateway") && refused.contains("as recorded at"),
        "{refused}"
    );
    assert_eq!(ask("/reset").await, "");
    let cut = ask("/cut").await;
    // The last chunk never comes, so that no client takes the half for the whole.
    assert!(cut.contains("half") && !cut.contains("\r\n0\r\n"), "{cut}");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_exchange() {
    let (_feeder, body) = Body::channel(1);
    let once = Arc::new(std::sync::Mutex::new(Some(Response::new(body))));
    let file = Shared::default();
    let recording = Recording::to(file.clone(), Options::default()).unwrap();
    let served = Served::new(recording.wrap(Once(once), ""));
    let mut client = served.connect().await;
    client.write_all(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n").await.unwrap();
    until(&mut client, "\r\n\r\n").await;
    drop(client);
    served.nobody_is_left().await;
    assert!(file.text().contains(r#""fail":"dropped""#), "{}", file.text());
}

#[tokio::test]
async fn what_runs_when_serving_ends_is_dropped_and_written_down() {
    let (_feeder, body) = Body::channel(1);
    let once = Arc::new(std::sync::Mutex::new(Some(Response::new(body))));
    let file = Shared::default();
    let recording = Recording::to(file.clone(), Options::default()).unwrap();
    let served = Served::new(recording.wrap(Once(once), ""));
    let mut client = served.connect().await;
    client.write_all(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n").await.unwrap();
    until(&mut client, "\r\n\r\n").await;
    let socket = served.socket.clone();
    served.stop().await;
    recording.finish().unwrap();
    let text = file.text();
    assert!(text.contains(r#""fail":"dropped""#) && text.ends_with("\"end\":\"recording\"}\n"), "{text}");
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_socket_is_taken_only_from_the_dead() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let listen: Listen = path.to_str().unwrap().parse().unwrap();
    // What is left when a process dies.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let server = Server::bind(&listen).unwrap();
    let busy = Server::bind(&listen).unwrap_err().to_string();
    assert!(busy.ends_with("somebody listens there already; stop it, or take another address"), "{busy}");
    drop(server);
    assert!(!path.exists());
    std::fs::write(&path, "mine").unwrap();
    let file = Server::bind(&listen).unwrap_err().to_string();
    assert!(file.ends_with("a file that is no socket is in the way"), "{file}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    let nowhere: Listen = folder.path().join("no/s").to_str().unwrap().parse().unwrap();
    assert!(
        Server::bind(&nowhere).unwrap_err().to_string().contains("the folder of the socket does not exist")
    );
    let long: Listen = format!("/tmp/{}", "x".repeat(120)).parse().unwrap();
    assert!(Server::bind(&long).unwrap_err().to_string().contains("107 bytes"));
}

fn replayer(events: &str) -> Replayer {
    let text = format!("{{\"fixture\":1}}\n{events}\n{{\"t\":9,\"end\":\"recording\"}}\n");
    Replayer::parse(&text, "inline").unwrap()
}

/// A transport that is served on a socket of its own.
struct Served {
    socket: PathBuf,
    connections: docker_wire::serve::Connections,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

impl Served {
    fn new(transport: impl Transport) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let server = Server::bind(&socket.to_str().unwrap().parse().unwrap()).unwrap();
        let connections = server.connections();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(server.run(transport, async { drop(stopped.await) }));
        Self { socket, connections, stop, serving, _folder: folder }
    }

    async fn connect(&self) -> UnixStream {
        UnixStream::connect(&self.socket).await.unwrap()
    }

    /// Sends a request, and returns what comes until the connection ends.
    async fn ask(&self, request: &str) -> String {
        let mut client = self.connect().await;
        client.write_all(request.as_bytes()).await.unwrap();
        to_end(&mut client).await
    }

    async fn nobody_is_left(&self) {
        let mut connections = self.connections.clone();
        let left = async { while connections.count() > 0 && connections.changed().await.is_some() {} };
        timeout(PATIENCE, left).await.unwrap();
    }

    async fn stop(self) {
        drop(self.stop);
        timeout(PATIENCE, self.serving).await.unwrap().unwrap();
    }
}

async fn to_end(client: &mut UnixStream) -> String {
    let mut all = Vec::new();
    timeout(PATIENCE, client.read_to_end(&mut all)).await.unwrap().unwrap();
    String::from_utf8(all).unwrap()
}

async fn some(client: &mut UnixStream) -> String {
    let mut piece = [0; 4096];
    let read = timeout(PATIENCE, client.read(&mut piece)).await.unwrap().unwrap();
    String::from_utf8(piece[..read].to_vec()).unwrap()
}

async fn until(client: &mut UnixStream, end: &str) -> String {
    let mut all = String::new();
    while !all.ends_with(end) {
        let byte = timeout(PATIENCE, client.read_u8()).await.unwrap();
        all.push(char::from(byte.unwrap_or_else(|error| panic!("{error} after {all}"))));
    }
    all
}

/// Answers one call, with what it has.
struct Once(Arc<std::sync::Mutex<Option<Response<Body>>>>);

impl Transport for Once {
    fn call(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let response = self.0.lock().unwrap().take();
        Box::pin(async move { response.ok_or_else(|| TransportError::unsent("nothing is left")) })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { self.call(request).await.map(Opened::Refused) })
    }

    fn endpoint(&self) -> Arc<str> {
        "once".into()
    }
}

/// A file that can be looked at while it is written.
#[derive(Clone, Default)]
struct Shared(Arc<std::sync::Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
