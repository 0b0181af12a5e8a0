//! A container's own streams, taken over.

use docker_wire::api::container;

use super::{BUSYBOX, LABEL, Lab, create, exit_code, line, read_all, remove, scenarios, start, typist};

scenarios! {
    attach_stdin;
    attach_tty;
    attach_not_found;
}

/// An attached container reads until its input is closed.
async fn attach_stdin(lab: Lab) {
    let docker = lab.docker;
    let cat = container::Create::new(BUSYBOX).cmd(["cat"]).labels([(LABEL, "1")]);
    let cat = cat.attach_stdin(true).open_stdin(true).stdin_once(true);
    let id = create(&docker, cat).await;

    let mut stream = docker.send(container::Attach::new(&id).stdin(true)).await.unwrap();
    start(&docker, &id).await;
    stream.write("a line\n").await.unwrap();
    let echoed = stream.read().await.unwrap().unwrap();
    assert_eq!(&echoed.bytes[..], b"a line\n");
    stream.write("and one more\n").await.unwrap();
    stream.close_stdin().await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("and one more\n".to_owned(), String::new()));
    assert_eq!(exit_code(&docker, &id).await, 0);
    remove(&docker, &id).await;
}

/// An attached console shows what is typed.
async fn attach_tty(lab: Lab) {
    let docker = lab.docker;
    let sh = typist("read line; sleep 0.3; echo $((line + 1)); exit 6");
    let id = create(&docker, sh).await;

    let mut stream = docker.send(container::Attach::new(&id).stdin(true).tty(true)).await.unwrap();
    start(&docker, &id).await;
    assert_eq!(line(&mut stream).await, "ready\r\n");
    stream.write("41\n").await.unwrap();
    assert_eq!(line(&mut stream).await, "41\r\n");
    assert_eq!(read_all(&mut stream).await, ("42\r\n".to_owned(), String::new()));
    assert_eq!(exit_code(&docker, &id).await, 6);
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!((found.state.exit_code, found.config.tty), (Some(6), Some(true)));
    remove(&docker, &id).await;
}

/// Attaching to nothing is refused with the reason.
async fn attach_not_found(lab: Lab) {
    let error = lab.docker.send(container::Attach::new("docker-wire-nothing")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), Some(&*lab.engine.no_such_container("docker-wire-nothing")));
}
