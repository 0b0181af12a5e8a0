//! Replies whose body is read from the socket, past hyper.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, header};

use super::{Server, end, get, head, ping};
use crate::{
    body::{Body, Feeder},
    error::{TransportError, TransportErrorKind},
    transport::{Transport, Unix, timed::Streams},
};

const HEAD: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                       5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nA: b\r\n\r\n";
const TOLD: &str = "hello world";

fn streamed(mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(Streams);
    request
}

/// Reads a streamed reply to its end.
async fn read(transport: &Unix) -> Result<String, TransportError> {
    let mut body = transport.call(streamed(get())).await?.into_body();
    let mut all = Vec::new();
    while let Some(piece) = body.next().await {
        all.extend_from_slice(&piece?);
    }
    Ok(String::from_utf8(all).unwrap())
}

/// Serves the same reply to each request, in writes of so many bytes.
fn answering(reply: &str, at_once: usize) -> Server {
    let reply = reply.as_bytes().to_vec();
    Server::new(move |mut stream| {
        while head(&mut stream) {
            for part in reply.chunks(at_once) {
                if stream.write_all(part).is_err() {
                    return;
                }
            }
        }
    })
}

#[tokio::test]
async fn a_stream_that_was_read_to_its_end_gives_its_connection_back() {
    for at_once in [1, 2, 7, 1000] {
        let server = answering(CHUNKED, at_once);
        let transport = Unix::new(server.socket());
        for _ in 0..20 {
            assert_eq!(read(&transport).await.unwrap(), TOLD);
        }
        assert_eq!(server.accepted(), 1, "{at_once} bytes at once");
    }
}

#[tokio::test]
async fn streams_and_ordinary_exchanges_take_turns_on_one_connection() {
    let server = answering(&format!("{HEAD}2\r\nOK\r\n0\r\n\r\n"), 1000);
    let transport = Unix::new(server.socket());
    for _ in 0..20 {
        assert_eq!(read(&transport).await.unwrap(), "OK");
        ping(&transport).await;
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_on_many_threads_do_not_disturb_each_other() {
    let server = answering(CHUNKED, 5);
    let transport = Arc::new(Unix::new(server.socket()));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let transport = transport.clone();
        lanes.spawn(async move {
            for _ in 0..50 {
                assert_eq!(read(&transport).await.unwrap(), TOLD);
            }
        });
    }
    while let Some(lane) = lanes.join_next().await {
        lane.unwrap();
    }
    assert!(server.accepted() <= 8, "{} connections", server.accepted());
}

#[tokio::test]
async fn a_piece_is_passed_on_as_soon_as_it_is_there() {
    let (go_on, waits) = mpsc::channel::<()>();
    let waits = Arc::new(Mutex::new(waits));
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        stream.write_all(format!("{HEAD}5\r\nhel").as_bytes()).unwrap();
        waits.lock().unwrap().recv().unwrap();
        stream.write_all(b"lo\r\n0\r\n\r\n").unwrap();
    });
    let mut body = Unix::new(server.socket()).call(streamed(get())).await.unwrap().into_body();
    assert_eq!(body.next().await.unwrap().unwrap(), "hel");
    go_on.send(()).unwrap();
    assert_eq!(body.next().await.unwrap().unwrap(), "lo");
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn a_reader_that_does_not_care_gets_at_once_what_is_there() {
    let (go_on, waits) = mpsc::channel::<()>();
    let waits = Arc::new(Mutex::new(waits));
    let server = Server::new(move |mut stream| {
        while head(&mut stream) {
            stream.write_all(format!("{HEAD}3\r\nhel\r\n2\r\nlo\r\n6\r\n wo").as_bytes()).unwrap();
            waits.lock().unwrap().recv().unwrap();
            stream.write_all(b"rld\r\n0\r\n\r\n").unwrap();
        }
    });
    let transport = Unix::new(server.socket());
    for _ in 0..3 {
        let mut body = transport.call(streamed(get())).await.unwrap().into_body();
        assert_eq!(body.next_joined().await.unwrap().unwrap(), "hello");
        assert_eq!(body.next_joined().await.unwrap().unwrap(), " wo");
        go_on.send(()).unwrap();
        assert_eq!(body.next_joined().await.unwrap().unwrap(), "rld");
        assert!(body.next_joined().await.is_none());
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_stream_that_is_cut_anywhere_is_an_error_and_never_silence() {
    let lengths = Arc::new(Mutex::new(0..CHUNKED.len()));
    let server = Server::new(move |mut stream| {
        let length = lengths.lock().unwrap().next();
        head(&mut stream);
        stream.write_all(&CHUNKED.as_bytes()[..length.unwrap_or(0)]).unwrap();
    });
    let transport = Unix::new(server.socket());
    for length in 0..CHUNKED.len() {
        let error = read(&transport).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Broken, "{length} bytes");
        let cut = error.to_string().starts_with("the reply was cut short: ");
        assert_eq!(cut, length >= HEAD.len(), "{length} bytes: {error}");
    }
    assert_eq!(server.accepted(), CHUNKED.len());
}

#[tokio::test]
async fn a_stream_that_is_not_chunked_as_it_says_is_an_error_that_names_it() {
    let server = answering(&format!("{HEAD}5\r\nhello\r\nhello\r\n"), 1000);
    let transport = Unix::new(server.socket());
    for connections in 1..=2 {
        let error = read(&transport).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "the reply is not chunked as it should be: `h` stands where the size of a chunk should begin"
        );
        assert_eq!(server.accepted(), connections);
    }
}

#[tokio::test]
async fn every_other_reply_to_a_streamed_request_is_read_as_ever() {
    let chunked = |head: &str| format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    let waits = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nA: b\r\n\r\n";
    for (reply, wanted, kept) in [
        (whole.to_owned(), "hi", true),
        ("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), "", true),
        (format!("\r\n\r\n{whole}"), "hi", true),
        (format!("{waits}{whole}"), "hi", true),
        (format!("{waits}{}", chunked("Transfer-Encoding: chunked")), "hi", true),
        (chunked("Transfer-Encoding: gzip, Chunked"), "hi", true),
        (chunked("Transfer-Encoding: chunked\r\nConnection: close"), "hi", false),
        (chunked("Transfer-Encoding: chunked") + "unasked", "hi", false),
        (whole.to_owned() + "unasked", "hi", false),
        (chunked("Transfer-Encoding: chunked").replacen("\r\n\r\n", "\n\n", 1), "hi", true),
    ] {
        // What comes unasked must come in one go to be seen in time.
        let cuts: &[usize] = if kept { &[1, 3, 1000] } else { &[1000] };
        for at_once in cuts {
            let server = answering(&reply, *at_once);
            let transport = Unix::new(server.socket());
            for _ in 0..3 {
                assert_eq!(read(&transport).await.unwrap(), wanted, "{reply:?}, {at_once} at once");
            }
            assert_eq!(server.accepted(), if kept { 1 } else { 3 }, "{reply:?}, {at_once} at once");
        }
    }
}

#[tokio::test]
async fn a_reply_without_a_length_ends_with_its_connection() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhello world").unwrap();
    });
    assert_eq!(read(&Unix::new(server.socket())).await.unwrap(), TOLD);
}

#[tokio::test]
async fn what_is_no_head_is_the_error_that_it_is_without_a_stream() {
    let huge = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "b".repeat(600 << 10));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(101));
    for reply in ["hello\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "\x15\x03\x01\0\x02\x02\x16", &huge, &many] {
        let server = answering(reply, 10_000);
        let transport = Unix::new(server.socket());
        let ordinary = transport.call(get()).await.unwrap_err();
        let error = transport.call(streamed(get())).await.unwrap_err();
        assert_eq!(error.to_string(), ordinary.to_string());
        assert_eq!(error.kind(), ordinary.kind());
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection_at_once() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        stream.write_all(format!("{HEAD}4\r\nhalf\r\n").as_bytes()).unwrap();
        closed.send(stream.read(&mut [0]).unwrap_or(0)).unwrap();
    });
    let transport = Unix::new(server.socket());
    for connections in 1..=2 {
        let mut body = transport.call(streamed(get())).await.unwrap().into_body();
        assert_eq!(body.next().await.unwrap().unwrap(), "half");
        drop(body);
        // No task has to run before.
        assert_eq!(seen.recv_timeout(Duration::from_secs(5)).unwrap(), 0);
        assert_eq!(server.accepted(), connections);
    }
}

#[tokio::test]
async fn a_stream_that_is_given_up_before_its_head_closes_its_connection() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\n").unwrap();
        closed.send(stream.read(&mut [0]).unwrap_or(0)).unwrap();
    });
    let transport = Unix::new(server.socket());
    let given_up = tokio::time::timeout(Duration::from_millis(50), transport.call(streamed(get()))).await;
    assert!(given_up.is_err());
    assert_eq!(end(&seen).await, 0);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_meanwhile_is_replaced_for_a_stream() {
    let (closed, seen) = mpsc::channel();
    let server = Server::new(move |mut stream: UnixStream| {
        head(&mut stream);
        stream.write_all(CHUNKED.as_bytes()).unwrap();
        drop(stream);
        closed.send(0).unwrap();
    });
    let transport = Unix::new(server.socket());
    for connections in 1..=5 {
        assert_eq!(read(&transport).await.unwrap(), TOLD);
        seen.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(server.accepted(), connections);
    }
}

/// Asks for a stream by a request whose body is fed meanwhile.
async fn upload(transport: &Unix) -> (Feeder, Body) {
    let (feeder, body) = Body::channel(1);
    let mut request = streamed(get());
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(header::TRANSFER_ENCODING, "chunked".parse().unwrap());
    *request.body_mut() = body;
    feeder.feed(Bytes::from_static(b"begun")).await.unwrap();
    (feeder, transport.call(request).await.unwrap().into_body())
}

#[tokio::test]
async fn a_request_is_still_written_while_its_reply_streams() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
        stream.write_all(HEAD.as_bytes()).unwrap();
        let mut all = Vec::new();
        while !all.ends_with(b"0\r\n\r\n") {
            let mut part = [0; 100];
            let length = stream.read(&mut part).unwrap();
            all.extend_from_slice(&part[..length]);
            stream.write_all(b"2\r\nok\r\n").unwrap();
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
        while head(&mut stream) {
            stream.write_all(super::OK).unwrap();
        }
    });
    let transport = Unix::new(server.socket());
    let (feeder, mut body) = upload(&transport).await;
    for _ in 0..3 {
        feeder.feed(Bytes::from_static(b"more")).await.unwrap();
        assert_eq!(body.next().await.unwrap().unwrap(), "ok");
    }
    drop(feeder);
    while let Some(piece) = body.next().await {
        assert_eq!(piece.unwrap(), "ok");
    }
    // The connection is used again.
    ping(&transport).await;
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_request_that_fails_while_its_reply_streams_is_an_error_of_the_stream() {
    let server = Server::new(|mut stream| {
        head(&mut stream);
        stream.write_all(HEAD.as_bytes()).unwrap();
        while stream.read(&mut [0; 100]).unwrap_or(0) > 0 {}
    });
    let transport = Unix::new(server.socket());
    let (feeder, mut body) = upload(&transport).await;
    let waiting = tokio::spawn(async move { body.next().await });
    tokio::task::yield_now().await;
    feeder.fail(TransportError::input("a file cannot be read")).await.unwrap();
    let error = tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap();
    let error = error.unwrap().unwrap_err();
    assert!(error.to_string().starts_with("the reply was cut short: "), "{error}");
}
