//! Commands in a running container, in all forms.

use docker_wire::{
    Client,
    api::{container, exec},
};

use super::{Lab, kill, line, read_all, remove, scenarios, sleeper};

scenarios! {
    exec_streams;
    exec_stdin;
    exec_tty;
    exec_detached;
    exec_not_running;
}

async fn exec_create(docker: &Client, create: exec::Create) -> String {
    docker.send(create).await.unwrap().into_inner().id
}

async fn code(docker: &Client, exec: &str) -> Option<i64> {
    let found = docker.send(exec::Inspect::new(exec)).await.unwrap().into_inner();
    assert!(!found.running);
    found.exit_code
}

/// Exec tells both streams apart and the exit code.
async fn exec_streams(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "echo out; sleep 0.3; echo err >&2; exit 3"]);
    let run = exec_create(&docker, run).await;

    let before = docker.send(exec::Inspect::new(&run)).await.unwrap().into_inner();
    assert_eq!((before.running, before.container_id.as_str()), (false, id.as_str()));
    let mut stream = docker.send(exec::Start::new(&run)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("out\n".to_owned(), "err\n".to_owned()));
    assert_eq!(code(&docker, &run).await, Some(3));
    remove(&docker, &id).await;
}

/// Exec reads what is written after its input was closed.
async fn exec_stdin(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec_create(&docker, exec::Create::new(&id, ["cat"]).attach_stdin(true)).await;

    let mut stream = docker.send(exec::Start::new(&run)).await.unwrap();
    stream.write("one\n").await.unwrap();
    assert_eq!(line(&mut stream).await, "one\n");
    stream.write("two\n").await.unwrap();
    stream.close_stdin().await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("two\n".to_owned(), String::new()));
    assert_eq!(code(&docker, &run).await, Some(0));
    remove(&docker, &id).await;
}

/// Exec on a console has one stream with carriage returns.
async fn exec_tty(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec::Create::new(
        &id,
        ["sh", "-c", "tty >/dev/null && echo console; sleep 0.3; echo err >&2; exit 4"],
    );
    let run = exec_create(&docker, run.attach_stdin(true).tty(true)).await;

    let mut stream = docker.send(exec::Start::new(&run).tty(true)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("console\r\nerr\r\n".to_owned(), String::new()));
    assert_eq!(code(&docker, &run).await, Some(4));
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(found.state.running && found.config.tty != Some(true));
    remove(&docker, &id).await;
}

/// A detached exec answers at once.
async fn exec_detached(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sleep", "600"]).attach_stdout(false).attach_stderr(false);
    let run = exec_create(&docker, run).await;

    docker.send(exec::Start::new(&run).detach()).await.unwrap();
    let all = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().exec_ids;
    assert!(all.contains(&run), "{all:?}");
    let found = docker.send(exec::Inspect::new(&run)).await.unwrap().into_inner();
    assert!(found.running);
    assert_eq!(found.container_id, id);
    assert_eq!(found.exit_code, lab.engine.says(None, Some(0)));
    remove(&docker, &id).await;
}

/// Exec in a container that does not run is a conflict.
async fn exec_not_running(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    kill(&docker, &id).await;
    assert_eq!(super::exit_code(&docker, &id).await, 137);

    let error = docker.send(exec::Create::new(&id, ["true"])).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(lab.engine.says(409, 500)), "{error}");
    let words = lab.engine.says("is not running", "can only create exec sessions on running containers");
    assert!(error.message().unwrap_or_default().contains(words), "{error}");
    remove(&docker, &id).await;
}
