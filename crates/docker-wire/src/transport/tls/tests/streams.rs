//! Raw streams: each direction ends by itself, and an end that nobody said is no end.

use bytes::Bytes;
use http::Request;

use super::{Pki, Server, pki::Kind, trusting};
use crate::{
    body::{Body, Duplex},
    transport::{Opened, Transport},
};

async fn raw(server: &Server, pki: &Pki, target: &str) -> Duplex {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = target.parse().unwrap();
    match trusting(pki, server).open(request).await.unwrap() {
        Opened::Stream(response) => response.into_body(),
        Opened::Refused(response) => panic!("refused: {}", response.status()),
    }
}

#[tokio::test]
async fn closing_our_direction_leaves_the_other_open() {
    let pki = Pki::new();
    for only in [2, 3] {
        let server = Server::start(pki.server(Kind::Good, true, Some(only))).await;
        let mut duplex = raw(&server, &pki, "/upgrade").await;
        duplex.write(Bytes::from_static(b"half")).await.unwrap();
        duplex.write(Bytes::from_static(b"-closed")).await.unwrap();
        duplex.close().await.unwrap();
        let mut received = Vec::new();
        while let Some(piece) = duplex.read().await {
            received.extend_from_slice(&piece.unwrap());
        }
        assert_eq!(received, b"HALF-CLOSED", "TLS 1.{only}");
    }
}

#[tokio::test]
async fn a_stream_that_was_cut_is_an_error() {
    let pki = Pki::new();
    let server = Server::start(pki.server(Kind::Good, true, None)).await;
    let mut duplex = raw(&server, &pki, "/upgrade?cut").await;
    duplex.write(Bytes::from_static(b"half")).await.unwrap();
    duplex.close().await.unwrap();
    assert_eq!(duplex.read().await.unwrap().unwrap(), "HALF");
    let error = duplex.read().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("close_notify"), "{error}");
}
