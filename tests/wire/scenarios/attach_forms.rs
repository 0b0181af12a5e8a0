//! The other forms of attaching to a container.

use docker_wire::{ApiVersion, api::container};

use super::{
    BUSYBOX, LABEL, Lab, create, exit_code, line, read_all, remove, scenarios, shell, start, typist,
};

scenarios! {
    attach_one_stream;
    attach_with_logs on [docker podman_5_8] or "writes the ends of logged lines outside of its frames";
    attach_detach_keys on [docker] or "does not end the stream at the keys that leave it";
    attach_resized_console;
    attach_over_a_web_socket on [docker] or "has no such operation";
    attach_not_running on [docker] or "waits until the container runs";
}

/// Only what is asked for comes.
async fn attach_one_stream(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo out; echo err >&2")).await;
    let attach = container::Attach::new(&id).stdout(false).stderr(true);
    let mut stream = docker.send(attach).await.unwrap();
    start(&docker, &id).await;
    assert_eq!(read_all(&mut stream).await, (String::new(), "err\n".to_owned()));
    assert_eq!(exit_code(&docker, &id).await, 0);
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(!found.state.running);
    remove(&docker, &id).await;
}

/// What was written before comes first, then what is written.
async fn attach_with_logs(lab: Lab) {
    let docker = lab.docker;
    let id =
        create(&docker, shell("echo before; trap 'echo after; exit 0' USR1; while :; do sleep 0.1; done"))
            .await;
    start(&docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"before\n");
    drop(log);
    let mut stream = docker.send(container::Attach::new(&id).logs(true)).await.unwrap();
    let wanted = b"before\n";
    let mut first = Vec::new();
    while first.len() < wanted.len() {
        first.extend_from_slice(&stream.read().await.unwrap().unwrap().bytes);
    }
    assert_eq!(first, wanted);
    docker.send(container::Kill::new(&id).signal(docker_wire::api::Signal::USR1)).await.unwrap();
    assert_eq!(read_all(&mut stream).await.0, "after\n");
    assert_eq!(exit_code(&docker, &id).await, 0);
    remove(&docker, &id).await;
}

/// The keys that leave a console leave its container running.
async fn attach_detach_keys(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("read line; exec sleep 600").open_stdin(true).tty(true)).await;
    start(&docker, &id).await;
    let attach = container::Attach::new(&id).stdin(true).tty(true).detach_keys("ctrl-x,x");
    let mut stream = docker.send(attach).await.unwrap();
    stream.write("hello\n").await.unwrap();
    assert_eq!(line(&mut stream).await, "hello\r\n");
    stream.write(&b"\x18x"[..]).await.unwrap();
    while let Some(piece) = stream.read().await {
        piece.unwrap();
    }
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(found.state.running);
    remove(&docker, &id).await;
}

/// A console is as large as it was made.
async fn attach_resized_console(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, typist("read line; sleep 0.3; stty size; exit 6")).await;
    let mut stream = docker.send(container::Attach::new(&id).stdin(true).tty(true)).await.unwrap();
    start(&docker, &id).await;
    assert_eq!(line(&mut stream).await, "ready\r\n");
    docker.send(container::Resize::new(&id, 41, 119)).await.unwrap();
    stream.write("go on\n").await.unwrap();
    assert_eq!(line(&mut stream).await, "go on\r\n");
    assert_eq!(read_all(&mut stream).await.0, "41 119\r\n");
    assert_eq!(exit_code(&docker, &id).await, 6);
    let over = docker.send(container::Resize::new(&id, 1, 1)).await.unwrap_err();
    assert!(over.is_conflict(), "{over}");
    remove(&docker, &id).await;
}

/// Attaching without a stream to what does not run shows its log and ends.
async fn attach_not_running(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo said")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let mut stream = docker.send(container::Attach::new(&id).stream(false).logs(true)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("said\n".to_owned(), String::new()));
    remove(&docker, &id).await;
}

/// Over a WebSocket a container reads, answers and sees the end; from 1.42 only what is asked for is attached.
async fn attach_over_a_web_socket(lab: Lab) {
    let docker = lab.docker;
    let cat = container::Create::new(BUSYBOX).cmd(["cat"]).labels([(LABEL, "1")]);
    let id = create(&docker, cat.open_stdin(true).stdin_once(true)).await;
    start(&docker, &id).await;
    let mut attach = container::AttachWebsocket::new(&id);
    if docker.version() >= ApiVersion::V1_42 {
        attach = attach.stdin(true).stdout(true);
    }
    let mut socket = docker.send(attach).await.unwrap();
    for line in ["a line\n", "and one more\n"] {
        socket.write(line).await.unwrap();
        let mut echoed = Vec::new();
        while echoed.len() < line.len() {
            echoed.extend(socket.read().await.unwrap().unwrap());
        }
        assert_eq!(echoed, line.as_bytes());
    }
    socket.close().await.unwrap();
    assert!(socket.read().await.is_none());
    assert_eq!(exit_code(&docker, &id).await, 0);
    remove(&docker, &id).await;

    let gone = docker.send(container::AttachWebsocket::new(&id)).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone:#}");
}
