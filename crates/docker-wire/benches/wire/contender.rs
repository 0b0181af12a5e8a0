//! The same work by two clients.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use docker_wire::{
    ApiVersion, Client, Daemon,
    api::{container, system},
    transport::Unix,
};
use http::{Request, Response, header};
use http_body_util::{BodyExt, Empty};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::UnixStream, task::JoinSet};

type Connection = http1::SendRequest<Empty<Bytes>>;

/// What is to be done, over and over.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    Ping,
    Inspect,
    /// One stream of so many frames, of a kind that the stub knows.
    Logs(&'static str),
}

/// Who does it.
pub(crate) enum Contender {
    /// Connections of hyper, one for each lane, with nothing on top.
    Hyper { socket: PathBuf, idle: Arc<Mutex<Vec<Connection>>> },
    /// This crate.
    Wire { socket: PathBuf, client: Client },
}

impl Contender {
    pub(crate) fn hyper(socket: &Path) -> Self {
        Self::Hyper { socket: socket.to_owned(), idle: Arc::default() }
    }

    pub(crate) fn wire(socket: &Path) -> Self {
        let client = Daemon::over(Unix::new(socket)).pin(ApiVersion::V1_41);
        Self::Wire { socket: socket.to_owned(), client }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Hyper { .. } => "hyper",
            Self::Wire { .. } => "wire",
        }
    }

    /// Does it `count` times, in so many tasks at once.
    pub(crate) async fn run(&self, work: Work, lanes: usize, count: usize) {
        let mut tasks = JoinSet::new();
        for lane in 0..lanes {
            let count = count / lanes + usize::from(lane < count % lanes);
            match self {
                Self::Hyper { socket, idle } => {
                    let (socket, idle) = (socket.clone(), idle.clone());
                    tasks.spawn(async move {
                        let kept = idle.lock().unwrap().pop();
                        let mut connection = match kept {
                            Some(connection) => connection,
                            None => connect(&socket).await,
                        };
                        by_hyper(&mut connection, work, count).await;
                        idle.lock().unwrap().push(connection);
                    });
                }
                Self::Wire { client, .. } => {
                    let client = client.clone();
                    tasks.spawn(async move { by_wire(&client, work, count).await });
                }
            }
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    }

    /// Asks the stub how many connections it has accepted, over a connection that it does not count.
    pub(crate) async fn connections(&self) -> usize {
        let (Self::Hyper { socket, .. } | Self::Wire { socket, .. }) = self;
        let reply = get(&mut connect(socket).await, "/connections").await;
        let bytes = reply.into_body().collect().await.unwrap().to_bytes();
        std::str::from_utf8(&bytes).unwrap().parse().unwrap()
    }
}

async fn by_wire(client: &Client, work: Work, count: usize) {
    match work {
        Work::Ping => {
            for _ in 0..count {
                client.send(system::Ping::new()).await.unwrap();
            }
        }
        Work::Inspect => {
            for _ in 0..count {
                client.send(container::Inspect::new("bench")).await.unwrap();
            }
        }
        Work::Logs(kind) => {
            let mut logs = client.send(container::Logs::new(format!("{kind}-{count}"))).await.unwrap();
            let mut pieces = 0;
            while let Some(piece) = logs.next().await {
                pieces += usize::from(!piece.unwrap().bytes.is_empty());
            }
            assert!(pieces >= count, "{pieces} pieces of {count} frames");
        }
    }
}

async fn by_hyper(connection: &mut Connection, work: Work, count: usize) {
    match work {
        Work::Ping => {
            for _ in 0..count {
                read(get(connection, "/v1.41/_ping").await).await;
            }
        }
        Work::Inspect => {
            for _ in 0..count {
                read(get(connection, "/v1.41/containers/bench/json").await).await;
            }
        }
        Work::Logs(kind) => {
            let target = format!("/v1.41/containers/{kind}-{count}/logs?stdout=true&stderr=true");
            read(get(connection, &target).await).await;
        }
    }
}

/// Counts the bytes of a reply, and looks at none.
async fn read(mut response: Response<Incoming>) {
    let mut bytes = 0;
    while let Some(frame) = response.frame().await {
        bytes += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    assert!(bytes > 0 && response.status().is_success());
}

async fn get(connection: &mut Connection, target: &str) -> Response<Incoming> {
    connection.ready().await.unwrap();
    let request = Request::get(target).header(header::HOST, "localhost").body(Empty::new()).unwrap();
    connection.send_request(request).await.unwrap()
}

async fn connect(socket: &Path) -> Connection {
    let stream = UnixStream::connect(socket).await.unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}
