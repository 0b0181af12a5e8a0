//! The old form of attach and exec: no `Upgrade` is asked for, and after the head of a `200` the connection is raw.
//!
//! HTTP has no place for it, and neither has an HTTP library: the head is read here, before hyper sees the
//! connection. The engine is asked in today's form.

use std::{error::Error as StdError, io};

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{
    exchange::{refusal, strip},
    raw,
    wire::Wire,
};
use crate::{
    body::Body,
    transport::{Opened, Transport},
    version::ApiVersion,
};

/// The longest head that is looked at.
const HEAD: usize = 64 << 10;
const HEADERS: usize = 100;
/// The longest body that an exec's start can have.
const BODY: usize = 64 << 10;

/// What an engine calls the stream where nobody asked for an upgrade, framed or not.
const RAW_STREAM: &str = "application/vnd.docker.raw-stream";

/// Reads the first request of a connection, and returns it where it is of the old form; otherwise the connection is as
/// if nothing had been read.
pub(super) async fn first(wire: &mut Wire) -> Result<Option<Request<Body>>, io::Error> {
    let mut read = BytesMut::with_capacity(4 << 10);
    let mut missing = 1;
    while missing > 0 {
        match wire.read_buf(&mut read).await? {
            0 => break,
            _ => missing = still_missing(&read),
        }
    }
    let request = if missing == 0 { parse(&mut read) } else { None };
    wire.put_back(read);
    Ok(request)
}

/// Tells how many bytes at least must come before it is known what the request is.
fn still_missing(read: &[u8]) -> usize {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    match head.parse(read) {
        Ok(httparse::Status::Partial) => usize::from(read.len() < HEAD),
        Ok(httparse::Status::Complete(end)) if is_old(&head) => {
            let body = content_length(&head).filter(|length| *length <= BODY).unwrap_or_default();
            (end + body).saturating_sub(read.len())
        }
        // hyper says what is wrong with it.
        Ok(httparse::Status::Complete(_)) | Err(_) => 0,
    }
}

/// Takes a request of the old form from the front of what was read.
fn parse(read: &mut BytesMut) -> Option<Request<Body>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(end)) = head.parse(read) else {
        return None;
    };
    let length = content_length(&head).unwrap_or_default();
    if !is_old(&head) || length > BODY {
        return None;
    }
    let mut request = Request::post(head.path?).body(()).ok()?;
    for field in head.headers.iter() {
        let value = HeaderValue::from_bytes(field.value).ok()?;
        request.headers_mut().append(field.name.parse::<HeaderName>().ok()?, value);
    }
    let body = read.get(end..end + length)?;
    if starts_detached(body) {
        return None;
    }
    let body = Bytes::copy_from_slice(body);
    read.advance(end + body.len());
    let headers = request.headers_mut();
    strip(headers, false);
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("tcp"));
    Some(request.map(|()| Body::from(body)))
}

/// Whether a head asks for a raw stream without saying so.
fn is_old(head: &httparse::Request<'_, '_>) -> bool {
    let has = |name: &str| head.headers.iter().any(|field| field.name.eq_ignore_ascii_case(name));
    head.method == Some(Method::POST.as_str())
        && head.path.is_some_and(becomes_raw)
        && !has("upgrade")
        && !has("transfer-encoding")
        && !has("expect")
}

/// Whether a target is that of attach or of an exec's start, with or without a version in front.
fn becomes_raw(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let mut segments: Vec<&str> = path.split('/').skip(1).collect();
    let version = segments.first().and_then(|first| first.strip_prefix('v'));
    if version.is_some_and(|version| version.parse::<ApiVersion>().is_ok()) {
        segments.remove(0);
    }
    matches!(segments[..], ["containers", _, "attach"] | ["exec", _, "start"])
}

/// Whether a body starts an exec that nobody listens to, which is an ordinary exchange.
fn starts_detached(body: &[u8]) -> bool {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    body["Detach"] == true
}

fn content_length(head: &httparse::Request<'_, '_>) -> Option<usize> {
    let field = head.headers.iter().find(|field| field.name.eq_ignore_ascii_case("content-length"))?;
    std::str::from_utf8(field.value).ok()?.trim().parse().ok()
}

/// Answers it, on a connection that serves nothing else. An error means that the client or the engine has gone.
pub(super) async fn serve<T: Transport>(
    mut wire: Wire,
    transport: &T,
    request: Request<Body>,
) -> Result<(), Box<dyn StdError + Send + Sync>> {
    let opened = match transport.open(request).await {
        Ok(opened) => opened,
        Err(error) => Opened::Refused(refusal(error)?),
    };
    match opened {
        Opened::Stream(response) => {
            let (mut parts, duplex) = response.into_parts();
            strip(&mut parts.headers, false);
            parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(RAW_STREAM));
            wire.write_all(&head(StatusCode::OK, &parts.headers)).await?;
            raw::pass(wire, duplex).await;
        }
        Opened::Refused(response) => {
            let (mut parts, mut body) = response.into_parts();
            strip(&mut parts.headers, false);
            // Its end is the end of the connection.
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            wire.write_all(&head(parts.status, &parts.headers)).await?;
            while let Some(piece) = body.next().await {
                wire.write_all(&piece?).await?;
            }
            wire.shutdown().await?;
        }
    }
    Ok(())
}

/// Writes the head of a response.
fn head(status: StatusCode, headers: &HeaderMap) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

#[cfg(test)]
mod tests {
    use super::{Bytes, BytesMut, parse};

    fn body(request: &str) -> Option<Bytes> {
        let mut read = BytesMut::from(request);
        let parsed = parse(&mut read);
        // What is not taken stays, for hyper or as the first bytes of the raw stream.
        assert_eq!(&read, if parsed.is_some() { "raw" } else { request });
        parsed.map(|request| request.into_body().as_whole().unwrap().clone())
    }

    #[test]
    fn only_attach_and_exec_without_an_upgrade_are_of_the_old_form() {
        assert_eq!(body("POST /containers/a/attach?stream=1 HTTP/1.1\r\nHost: d\r\n\r\nraw").unwrap(), "");
        let start = "POST /v1.24/exec/e/start HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}raw";
        assert_eq!(body(start).unwrap(), "{}");
        for other in [
            "POST /v1.24/exec/e/start HTTP/1.1\r\nContent-Length: 15\r\n\r\n{\"Detach\":true}",
            "POST /containers/a/attach HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
            "GET /containers/a/attach HTTP/1.1\r\n\r\n",
            "POST /containers/a/start HTTP/1.1\r\n\r\n",
            "POST /exec/e/start HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "POST /containers/a/attach HTT",
        ] {
            assert_eq!(body(other), None, "{other}");
        }
    }
}
