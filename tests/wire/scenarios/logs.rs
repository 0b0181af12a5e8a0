//! What a container has written.

use docker_wire::api::container;

use super::{LIMIT, Lab, create, exit_code, remove, scenarios, shell, start};

scenarios! {
    logs_narrowed;
    logs_follow;
    logs_tty;
}

/// Logs hold both streams and can be narrowed.
async fn logs_narrowed(lab: Lab) {
    let docker = lab.docker;
    // The pauses keep the engine's order of two streams.
    let id = create(&docker, shell("echo 1; sleep 0.2; echo 2 >&2; sleep 0.2; echo 3")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let read = async |logs: container::Logs| {
        let (out, err) = docker.send(logs).await.unwrap().collect(LIMIT).await.unwrap();
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    };
    let text = |out: &str, err: &str| (out.to_owned(), err.to_owned());

    assert_eq!(read(container::Logs::new(&id)).await, text("1\n3\n", "2\n"));
    assert_eq!(read(container::Logs::new(&id).stdout(false)).await, text("", "2\n"));
    assert_eq!(read(container::Logs::new(&id).tail(1)).await, text("3\n", ""));
    let (stamped, _) = read(container::Logs::new(&id).tail(1).timestamps(true)).await;
    let (stamp, line) = stamped.split_once(' ').unwrap();
    assert!(stamp.starts_with("20") && stamp.ends_with('Z'), "{stamp}");
    assert_eq!(line, "3\n");
    remove(&docker, &id).await;
}

/// A followed log ends with its container.
async fn logs_follow(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("for i in 1 2 3; do echo $i; sleep 0.1; done; exit 2")).await;
    start(&docker, &id).await;
    let log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    let (out, err) = log.collect(LIMIT).await.unwrap();
    assert_eq!((&out[..], &err[..]), (&b"1\n2\n3\n"[..], &b""[..]));
    assert_eq!(exit_code(&docker, &id).await, 2);
    remove(&docker, &id).await;
}

/// The log of a console has no frames.
async fn logs_tty(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo out; echo err >&2").tty(true)).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let log = docker.send(container::Logs::new(&id).tty(true)).await.unwrap();
    let (out, err) = log.collect(LIMIT).await.unwrap();
    assert_eq!((&out[..], &err[..]), (&b"out\r\nerr\r\n"[..], &b""[..]));
    remove(&docker, &id).await;
}
