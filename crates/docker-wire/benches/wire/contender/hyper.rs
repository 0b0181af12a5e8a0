//! The works by a connection of hyper's with nothing on top: it counts bytes and looks at none, but where decoding is
//! the floor.

use std::{
    path::Path,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::{
    body::{Body, Frame, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    sync::mpsc,
};

use super::{ECHO, LIFECYCLE, PIECE, Work, creation, id, pack, summary::Summary};

pub(super) type Connection = http1::SendRequest<Sent>;

/// The body of a request.
pub(crate) enum Sent {
    Whole(Option<Bytes>),
    Fed(mpsc::Receiver<Bytes>),
}

impl Body for Sent {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Fed(pieces) => pieces.poll_recv(cx).map(|piece| piece.map(|piece| Ok(Frame::data(piece)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        match self {
            Self::Whole(bytes) => {
                hyper::body::SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Fed(_) => hyper::body::SizeHint::default(),
        }
    }
}

pub(super) async fn connect(socket: &Path) -> Connection {
    let stream = UnixStream::connect(socket).await.unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection.with_upgrades());
    sender
}

pub(super) async fn run(connection: &mut Connection, work: &Work, count: usize) {
    match work {
        Work::Ping => {
            for _ in 0..count {
                get(connection, "/v1.41/_ping").await;
            }
        }
        Work::Inspect => {
            for _ in 0..count {
                get(connection, "/v1.41/containers/bench/json").await;
            }
        }
        Work::List => {
            for _ in 0..count {
                let reply = ask(connection, Method::GET, "/v1.41/containers/json", Sent::Whole(None)).await;
                let list: Vec<Summary> = serde_json::from_slice(&collect(reply).await).unwrap();
                assert_eq!(list.len(), 1000);
            }
        }
        Work::Logs(kind) | Work::LogsLent(kind) => {
            let target = format!("/v1.41/containers/{kind}-{count}/logs?stdout=true&stderr=true");
            get(connection, &target).await;
        }
        Work::LogsOf(id) => {
            get(connection, &format!("/v1.41/containers/{id}/logs?stdout=true&stderr=true")).await;
        }
        Work::Attach => {
            let mut stream = take_over(connection, &format!("attach-{count}")).await;
            let mut buffer = BytesMut::with_capacity(64 << 10);
            while stream.read_buf(&mut buffer).await.unwrap() > 0 {
                buffer.clear();
            }
        }
        Work::Pull => {
            let target = format!("/v1.41/images/create?fromImage=pull-{count}&tag=latest");
            read(ask(connection, Method::POST, &target, Sent::Whole(None)).await).await;
        }
        Work::Events => get(connection, &format!("/v1.41/events?since={count}")).await,
        Work::Build { folder, gzip } => {
            for _ in 0..count {
                let (pieces, body) = mpsc::channel(8);
                let (folder, gzip) = (folder.clone(), *gzip);
                tokio::task::spawn_blocking(move || {
                    pack(&folder, gzip, |piece| pieces.blocking_send(piece.to_vec().into()).unwrap());
                });
                read(ask(connection, Method::POST, "/v1.41/build", Sent::Fed(body)).await).await;
            }
        }
        Work::Download => {
            get(connection, &format!("/v1.41/containers/archive-{count}/archive?path=/")).await;
        }
        Work::Lifecycle { image } => {
            for _ in 0..count {
                lifecycle(connection, image).await;
            }
        }
        Work::Echo => {
            let mut stream = take_over(connection, "echo").await;
            let mut back = [0; ECHO.len()];
            for _ in 0..count {
                stream.write_all(&ECHO).await.unwrap();
                stream.read_exact(&mut back).await.unwrap();
            }
        }
        Work::Throughput => {
            let (mut reader, mut writer) = tokio::io::split(take_over(connection, "echo").await);
            let writes = tokio::spawn(async move {
                let piece = vec![0; PIECE];
                for _ in 0..count {
                    writer.write_all(&piece).await.unwrap();
                }
                writer.shutdown().await.unwrap();
            });
            let mut buffer = BytesMut::with_capacity(64 << 10);
            while reader.read_buf(&mut buffer).await.unwrap() > 0 {
                buffer.clear();
            }
            writes.await.unwrap();
        }
    }
}

async fn lifecycle(connection: &mut Connection, image: &str) {
    let body = Sent::Whole(Some(creation(image).into()));
    let created = ask(connection, Method::POST, "/v1.41/containers/create", body).await;
    let id = id(&collect(created).await);
    for (method, target) in LIFECYCLE {
        read(ask(connection, method, &target.replace("{}", &id), Sent::Whole(None)).await).await;
    }
}

async fn get(connection: &mut Connection, target: &str) {
    read(ask(connection, Method::GET, target, Sent::Whole(None)).await).await;
}

async fn ask(connection: &mut Connection, method: Method, target: &str, body: Sent) -> Response<Incoming> {
    connection.ready().await.unwrap();
    let request = Request::builder().method(method).uri(target).header(header::HOST, "localhost");
    let request = request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
    let reply = connection.send_request(request).await.unwrap();
    assert!(reply.status().is_success());
    reply
}

/// Counts the bytes of a reply, and looks at none.
async fn read(mut reply: Response<Incoming>) -> usize {
    let mut bytes = 0;
    while let Some(frame) = reply.frame().await {
        bytes += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    bytes
}

pub(super) async fn text(connection: &mut Connection, target: &str) -> String {
    let reply = ask(connection, Method::GET, target, Sent::Whole(None)).await;
    String::from_utf8(collect(reply).await).unwrap()
}

async fn collect(mut reply: Response<Incoming>) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(frame) = reply.frame().await {
        all.extend_from_slice(&frame.unwrap().into_data().unwrap());
    }
    all
}

/// Turns a connection of its own into a raw stream, and leaves a fresh one behind.
async fn take_over(connection: &mut Connection, name: &str) -> TokioIo<hyper::upgrade::Upgraded> {
    connection.ready().await.unwrap();
    let target = format!("/v1.41/containers/{name}/attach?stream=true&stdin=true&stdout=true");
    let request = Request::post(target).header(header::HOST, "localhost");
    let request = request.header(header::CONNECTION, "Upgrade").header(header::UPGRADE, "tcp");
    let reply = connection.send_request(request.body(Sent::Whole(None)).unwrap()).await.unwrap();
    assert_eq!(reply.status(), StatusCode::SWITCHING_PROTOCOLS);
    TokioIo::new(hyper::upgrade::on(reply).await.unwrap())
}
