//! A server of a few lines with TLS, on a port of the system's choice.

use std::sync::{Arc, Mutex};

use ::rustls::{ProtocolVersion, server::ServerConfig};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// What the server learned of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Met {
    pub(super) version: Option<ProtocolVersion>,
    /// The name that the client asked for.
    pub(super) name: Option<String>,
    /// Whether the client showed a certificate.
    pub(super) identified: bool,
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    pub(super) port: u16,
    met: Arc<Mutex<Vec<Met>>>,
    task: AbortHandle,
}

impl Server {
    /// Answers every request; one for `/upgrade` becomes a raw stream, of which everything comes back in capitals
    /// after its end, and then the end, said or (`/upgrade?cut`) not.
    pub(super) async fn start(config: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let met = Arc::new(Mutex::new(Vec::new()));
        let (acceptor, seen) = (TlsAcceptor::from(config), met.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), seen.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let (_, connection) = stream.get_ref();
                    seen.lock().unwrap().push(Met {
                        version: connection.protocol_version(),
                        name: connection.server_name().map(str::to_owned),
                        identified: connection.peer_certificates().is_some(),
                    });
                    serve(stream).await;
                });
            }
        });
        Self { port, met, task: task.abort_handle() }
    }

    pub(super) fn met(&self) -> Vec<Met> {
        self.met.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TlsStream<TcpStream>) {
    let mut head = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        head.push(byte);
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
        if text.contains(" /upgrade") {
            return raw(stream, text.contains("?cut")).await;
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK").await.unwrap();
        stream.flush().await.unwrap();
    }
}

async fn raw(mut stream: TlsStream<TcpStream>, cut: bool) {
    let reply = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
    stream.write_all(reply).await.unwrap();
    stream.flush().await.unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    received.make_ascii_uppercase();
    stream.write_all(&received).await.unwrap();
    stream.flush().await.unwrap();
    if cut {
        stream.into_inner().0.shutdown().await.unwrap();
    } else {
        stream.shutdown().await.unwrap();
    }
}
