//! A container's own streams, taken over.

use docker_wire::{Daemon, api::container};

use super::{LABEL, busybox, create, exit_code, pinned, play, read_all, remove, start};

#[tokio::test]
async fn an_attached_container_reads_until_its_input_is_closed() {
    play("attach-stdin", half_close).await;
}

async fn half_close(daemon: Daemon) {
    let docker = pinned(&daemon);
    let cat = container::Create::new(busybox()).cmd(["cat"]).labels([(LABEL, "1")]);
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

#[tokio::test]
async fn an_attached_console_shows_what_is_typed() {
    play("attach-tty", console).await;
}

async fn console(daemon: Daemon) {
    let docker = pinned(&daemon);
    let sh = container::Create::new(busybox()).cmd(["sh"]).labels([(LABEL, "1")]);
    let sh = sh.attach_stdin(true).open_stdin(true).stdin_once(true).tty(true);
    let id = create(&docker, sh).await;

    let mut stream = docker.send(container::Attach::new(&id).stdin(true).tty(true)).await.unwrap();
    start(&docker, &id).await;
    stream.write("echo $((20 + 22)); exit 6\n").await.unwrap();
    let (shown, errors) = read_all(&mut stream).await;
    assert!(shown.contains("echo $((20 + 22))") && shown.contains("42\r\n"), "{shown:?}");
    assert_eq!(errors, "");
    assert_eq!(exit_code(&docker, &id).await, 6);
    remove(&docker, &id).await;
}

#[tokio::test]
async fn attaching_to_nothing_is_refused_with_the_reason() {
    play("attach-not-found", nothing).await;
}

async fn nothing(daemon: Daemon) {
    let error = pinned(&daemon).send(container::Attach::new("docker-wire-nothing")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), Some("No such container: docker-wire-nothing"));
}
