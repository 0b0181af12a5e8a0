//! What each operation puts on a socket, read by a server of a few lines.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

use super::cases;
use crate::{
    Daemon, Host,
    catalogue::{Policy, rows},
    version::ApiVersion,
};

/// Keeps the first line of each request, and says no to it. A connection has one request.
async fn serve(listener: UnixListener, lines: Arc<Mutex<Vec<String>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        answer(stream, &lines).await;
    }
}

async fn answer(mut stream: UnixStream, lines: &Mutex<Vec<String>>) {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        if matches!(stream.read_buf(&mut bytes).await, Ok(0) | Err(_)) {
            return;
        }
    }
    let line = String::from_utf8_lossy(&bytes).lines().next().unwrap().to_owned();
    lines.lock().unwrap().push(line);
    let _ =
        stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
}

/// Sends every operation at a version and returns the ids of those that were sent.
async fn sent_at(pinned: ApiVersion) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let lines = Arc::default();
    let server = tokio::spawn(serve(UnixListener::bind(&path).unwrap(), Arc::clone(&lines)));
    // Some places are in no version together.
    let client = Daemon::at(&Host::Unix(path)).unwrap().pin(pinned).with_policy(Policy::Drop);

    let mut ids = Vec::new();
    for case in cases().into_values().flatten() {
        let before = lines.lock().unwrap().len();
        let error = (case.send)(client.clone()).await.unwrap_err();
        let lines: Vec<String> = lines.lock().unwrap().split_off(before);
        if (case.at)(pinned).is_none() {
            assert!(error.is_gated() && lines.is_empty(), "{} at {pinned}: {lines:?}", case.row.id);
            continue;
        }
        let [line] = lines.as_slice() else { panic!("{} at {pinned}: {error}, {lines:?}", case.row.id) };
        let start = format!("{} /v{pinned}/", case.row.method);
        assert!(line.starts_with(&start) && line.ends_with(" HTTP/1.1"), "{}: {line}", case.row.id);
        let target = line[start.len() - 1..].split([' ', '?']).next().unwrap();
        let route = crate::catalogue::route(case.row.method, target).map(|route| route.row.id);
        assert_eq!(route, Some(case.row.id), "{line}");
        ids.push(case.row.id);
    }
    server.abort();
    ids.dedup();
    ids
}

#[tokio::test]
async fn the_pinned_version_is_in_the_bytes_of_every_request() {
    for pinned in [ApiVersion::OLDEST, ApiVersion::V1_41, ApiVersion::NEWEST] {
        let sent = sent_at(pinned).await;
        let known: Vec<_> = rows::ALL.iter().filter(|row| row.admits(pinned)).map(|row| row.id).collect();
        assert_eq!(sent, known, "{pinned}");
    }
}
