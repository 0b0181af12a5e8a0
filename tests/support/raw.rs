//! HTTP/1.0 by hand over any stream: one request, one whole answer, connection closed.
//!
//! Leaks are counted with this and not with `docker-wire`, so that a mistake in our lists cannot hide one.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::{self, Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use serde_json::Value;

/// The whole answer to one request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The status line and the headers, as received.
    pub head: String,
    /// The body, as received.
    pub body: Vec<u8>,
}

impl Answer {
    /// Parses the body as JSON.
    ///
    /// # Panics
    ///
    /// Panics if the status is not a success or the body is not JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "status {}: {text}", self.status);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("not JSON ({error}): {text}"))
    }
}

/// Sends a request to the engine behind a unix socket.
///
/// # Panics
///
/// Panics if there is no whole answer within a minute.
#[must_use]
#[track_caller]
pub fn engine(socket: &Path, method: &str, target: &str, body: Option<&Value>) -> Answer {
    try_engine(socket, method, target, body)
        .unwrap_or_else(|error| panic!("{method} {target} of {}: {error}", socket.display()))
}

/// As [`engine`], for an engine that may be away.
///
/// # Errors
///
/// There is no whole answer within a minute.
pub fn try_engine(socket: &Path, method: &str, target: &str, body: Option<&Value>) -> io::Result<Answer> {
    let stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    exchange(stream, method, target, body)
}

/// Sends a GET request to a server at `host:port`.
///
/// # Panics
///
/// Panics if there is no whole answer within a minute.
#[must_use]
#[track_caller]
pub fn tcp_get(address: &str, target: &str) -> Answer {
    tcp(address, "GET", target, None, PATIENCE)
        .unwrap_or_else(|error| panic!("GET {target} of {address}: {error}"))
}

/// Sends a request to a server at `host:port`.
///
/// # Errors
///
/// There is no whole answer in time.
pub fn tcp(
    address: &str,
    method: &str,
    target: &str,
    body: Option<&Value>,
    patience: Duration,
) -> io::Result<Answer> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(patience))?;
    exchange(stream, method, target, body)
}

/// Lists the containers that carry a label (`key` or `key=value`), stopped ones included.
#[must_use]
#[track_caller]
pub fn containers_with_label(socket: &Path, label: &str) -> Vec<Value> {
    let target = format!("/containers/json?all=1&{}", label_filter(label));
    elements(&engine(socket, "GET", &target, None).json())
}

/// Lists the volumes that carry a label (`key` or `key=value`).
#[must_use]
#[track_caller]
pub fn volumes_with_label(socket: &Path, label: &str) -> Vec<Value> {
    let target = format!("/volumes?{}", label_filter(label));
    elements(&engine(socket, "GET", &target, None).json()["Volumes"])
}

/// Lists the networks that carry a label (`key` or `key=value`).
#[must_use]
#[track_caller]
pub fn networks_with_label(socket: &Path, label: &str) -> Vec<Value> {
    let target = format!("/networks?{}", label_filter(label));
    elements(&engine(socket, "GET", &target, None).json())
}

/// Counts the containers, volumes and networks that carry a label: what a run with it has left behind.
#[must_use]
#[track_caller]
pub fn leaked(socket: &Path, label: &str) -> usize {
    containers_with_label(socket, label).len()
        + volumes_with_label(socket, label).len()
        + networks_with_label(socket, label).len()
}

/// Lists the containers, volumes, networks and images of an engine, whoever's they are.
///
/// Images are those that have a name or that nothing is made from.
///
/// # Panics
///
/// As [`engine`].
#[must_use]
#[track_caller]
pub fn everything(socket: &Path) -> BTreeSet<String> {
    let list = |target: &str| engine(socket, "GET", target, None).json();
    let mut all = BTreeSet::new();
    let mut add = |kind: &str, key: &str, list: &Value| {
        all.extend(elements(list).iter().map(|it| format!("{kind} {} {}", it[key], it["RepoTags"])));
    };
    add("container", "Id", &list("/containers/json?all=1"));
    add("volume", "Name", &list("/volumes")["Volumes"]);
    // By name: the networks that every engine has are made anew when it starts.
    add("network", "Name", &list("/networks"));
    add("image", "Id", &list("/images/json"));
    all
}

/// Writes filters as a query parameter.
#[must_use]
pub fn filters(filters: &Value) -> String {
    let mut query = String::from("filters=");
    for byte in filters.to_string().bytes() {
        if byte.is_ascii_alphanumeric() {
            query.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(query, "%{byte:02X}");
        }
    }
    query
}

const PATIENCE: Duration = Duration::from_secs(60);

fn exchange(
    mut stream: impl Read + Write,
    method: &str,
    target: &str,
    body: Option<&Value>,
) -> io::Result<Answer> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {target} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut received = Vec::new();
    stream.write_all(request.as_bytes())?;
    stream.read_to_end(&mut received)?;
    let split = received
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or_else(|| io::Error::other(format!("no whole head in {} bytes", received.len())))?;
    let head = String::from_utf8_lossy(&received[..split]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| io::Error::other(format!("no status in {head}")))?;
    Ok(Answer { status, head, body: received[split + 4..].to_vec() })
}

fn label_filter(label: &str) -> String {
    filters(&serde_json::json!({ "label": [label] }))
}

fn elements(list: &Value) -> Vec<Value> {
    match list {
        Value::Array(elements) => elements.clone(),
        Value::Null => Vec::new(),
        other => panic!("not a list: {other}"),
    }
}
