//! Commands in a running container, in all forms.

use docker_wire::{Client, Daemon, api::exec};

use super::{kill, pinned, play, read_all, remove, sleeper};

async fn exec_create(docker: &Client, create: exec::Create) -> String {
    docker.send(create).await.unwrap().into_inner().id
}

async fn code(docker: &Client, exec: &str) -> Option<i64> {
    let found = docker.send(exec::Inspect::new(exec)).await.unwrap().into_inner();
    assert!(!found.running);
    found.exit_code
}

#[tokio::test]
async fn exec_tells_both_streams_apart_and_the_exit_code() {
    play("exec-streams", streams).await;
}

async fn streams(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "echo out; echo err >&2; exit 3"]);
    let run = exec_create(&docker, run).await;

    let mut stream = docker.send(exec::Start::new(&run)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("out\n".to_owned(), "err\n".to_owned()));
    assert_eq!(code(&docker, &run).await, Some(3));
    remove(&docker, &id).await;
}

#[tokio::test]
async fn exec_reads_what_is_written_after_its_input_was_closed() {
    play("exec-stdin", stdin).await;
}

async fn stdin(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let run = exec_create(&docker, exec::Create::new(&id, ["cat"]).attach_stdin(true)).await;

    let mut stream = docker.send(exec::Start::new(&run)).await.unwrap();
    stream.write("one\n").await.unwrap();
    stream.write("two\n").await.unwrap();
    stream.close_stdin().await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("one\ntwo\n".to_owned(), String::new()));
    assert_eq!(code(&docker, &run).await, Some(0));
    remove(&docker, &id).await;
}

#[tokio::test]
async fn exec_on_a_console_has_one_stream_with_carriage_returns() {
    play("exec-tty", tty).await;
}

async fn tty(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "tty >/dev/null && echo console; echo err >&2; exit 4"]);
    let run = exec_create(&docker, run.attach_stdin(true).tty(true)).await;

    let mut stream = docker.send(exec::Start::new(&run).tty(true)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("console\r\nerr\r\n".to_owned(), String::new()));
    assert_eq!(code(&docker, &run).await, Some(4));
    remove(&docker, &id).await;
}

#[tokio::test]
async fn a_detached_exec_answers_at_once() {
    play("exec-detached", detached).await;
}

async fn detached(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sleep", "600"]).attach_stdout(false).attach_stderr(false);
    let run = exec_create(&docker, run).await;

    docker.send(exec::Start::new(&run).detach()).await.unwrap();
    let found = docker.send(exec::Inspect::new(&run)).await.unwrap().into_inner();
    assert!(found.running);
    assert_eq!(found.container_id, id);
    assert_eq!(found.exit_code, None);
    remove(&docker, &id).await;
}

#[tokio::test]
async fn exec_in_a_container_that_does_not_run_is_a_conflict() {
    play("exec-not-running", not_running).await;
}

async fn not_running(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    kill(&docker, &id).await;
    assert_eq!(super::exit_code(&docker, &id).await, 137);

    let error = docker.send(exec::Create::new(&id, ["true"])).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert!(error.message().unwrap_or_default().contains("is not running"), "{error}");
    remove(&docker, &id).await;
}
