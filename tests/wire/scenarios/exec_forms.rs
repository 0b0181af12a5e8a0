//! The other forms of a command in a container: with and without a console, input, and somebody who listens.

use docker_wire::{
    Client,
    api::{container, exec},
    reply::Logs,
};

use super::{Lab, create, line, read_all, remove, scenarios, shell, sleeper, start, status};

scenarios! {
    exec_tty_output;
    exec_tty_typed;
    exec_detached_stdin;
    exec_detached_tty;
    exec_detached_tty_stdin;
    exec_as_somebody;
    exec_detach_keys on [docker] or "ends the stream without a word that it was left";
    exec_not_found;
}

/// Creates and starts a container whose log shows what commands write to its first process.
async fn listener(docker: &Client) -> (String, Logs) {
    let id = create(docker, shell("echo ready; exec sleep 600")).await;
    start(docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ready\n");
    (id, log)
}

async fn next_line(log: &mut Logs) -> String {
    String::from_utf8(log.next().await.unwrap().unwrap().bytes.to_vec()).unwrap()
}

/// A console without input; a command is started once.
async fn exec_tty_output(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "echo out; sleep 0.3; echo err >&2"]).tty(true);
    let run = docker.send(run).await.unwrap().into_inner().id;
    let mut stream = docker.send(exec::Start::new(&run).tty(true)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, ("out\r\nerr\r\n".to_owned(), String::new()));
    // Docker has taken over the connection before it looks, and says it there.
    match docker.send(exec::Start::new(&run).tty(true)).await {
        Ok(mut stream) => assert!(read_all(&mut stream).await.0.contains("has already run")),
        Err(error) => assert_eq!((status(&error), lab.engine.is_podman()), (500, true), "{error}"),
    }
    remove(&docker, &id).await;
}

/// What is typed is shown, and the console is as large as it was made.
async fn exec_tty_typed(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let asks = "echo ready; read line; sleep 0.3; stty size; exit 4";
    let run = exec::Create::new(&id, ["sh", "-c", asks]).attach_stdin(true).tty(true);
    let run = docker.send(run).await.unwrap().into_inner().id;
    let mut stream = docker.send(exec::Start::new(&run).tty(true)).await.unwrap();
    // Until something is written, there is no console.
    assert_eq!(line(&mut stream).await, "ready\r\n");
    docker.send(exec::Resize::new(&run, 43, 121)).await.unwrap();
    stream.write("go on\n").await.unwrap();
    assert_eq!(line(&mut stream).await, "go on\r\n");
    assert_eq!(read_all(&mut stream).await, ("43 121\r\n".to_owned(), String::new()));
    let found = docker.send(exec::Inspect::new(&run)).await.unwrap().into_inner();
    assert_eq!((found.running, found.exit_code), (false, Some(4)));
    remove(&docker, &id).await;
}

/// A command whose input was said to be attached, and is not.
async fn exec_detached_stdin(lab: Lab) {
    let docker = lab.docker;
    let (id, mut log) = listener(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "touch /ran; echo ran > /proc/1/fd/1"]);
    let run = run.attach_stdin(true).attach_stdout(false).attach_stderr(false);
    let run = docker.send(run).await.unwrap().into_inner().id;
    docker.send(exec::Start::new(&run).detach()).await.unwrap();
    assert_eq!(next_line(&mut log).await, "ran\n");
    let file = docker.send(container::ArchiveInfo::new(&id, "/ran")).await.unwrap().into_inner();
    assert_eq!(file.size, Some(0));
    remove(&docker, &id).await;
}

/// A command with a console that nobody looks at.
async fn exec_detached_tty(lab: Lab) {
    let docker = lab.docker;
    let (id, mut log) = listener(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "tty > /proc/1/fd/1"]).tty(true);
    let run = docker.send(run).await.unwrap().into_inner().id;
    docker.send(exec::Start::new(&run).tty(true).detach()).await.unwrap();
    let shown = next_line(&mut log).await;
    assert!(shown.starts_with("/dev/") || shown == "not a tty\n", "{shown:?}");
    remove(&docker, &id).await;
}

/// All three at once.
async fn exec_detached_tty_stdin(lab: Lab) {
    let docker = lab.docker;
    let (id, mut log) = listener(&docker).await;
    let run = exec::Create::new(&id, ["sh", "-c", "echo ran > /proc/1/fd/1; exec sleep 600"]);
    let run = run.attach_stdin(true).tty(true);
    let run = docker.send(run).await.unwrap().into_inner().id;
    docker.send(exec::Start::new(&run).tty(true).detach()).await.unwrap();
    assert_eq!(next_line(&mut log).await, "ran\n");
    let found = docker.send(exec::Inspect::new(&run)).await.unwrap().into_inner();
    assert!(found.running);
    docker.send(exec::Resize::new(&run, 20, 60)).await.unwrap();
    remove(&docker, &id).await;
}

/// A user, a folder and an environment of its own.
async fn exec_as_somebody(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    for (user, name) in [("nobody", "nobody"), ("0:0", "root")] {
        let run = exec::Create::new(&id, ["sh", "-c", "echo $(id -un) $(pwd) $GREETING"]);
        let run = run.user(user).working_dir("/tmp").env(["GREETING=hello"]);
        let run = docker.send(run).await.unwrap().into_inner().id;
        let mut stream = docker.send(exec::Start::new(&run)).await.unwrap();
        assert_eq!(read_all(&mut stream).await, (format!("{name} /tmp hello\n"), String::new()));
    }
    let refused = docker.send(exec::Create::new(&id, [""; 0])).await.unwrap_err();
    assert_eq!(status(&refused), lab.engine.says(400, 500), "{refused}");
    remove(&docker, &id).await;
}

/// The keys that leave a console end the stream.
async fn exec_detach_keys(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let run = exec::Create::new(&id, ["cat"]).attach_stdin(true).tty(true).detach_keys("ctrl-x,x");
    let run = docker.send(run).await.unwrap().into_inner().id;
    let mut stream = docker.send(exec::Start::new(&run).tty(true)).await.unwrap();
    stream.write(&b"\x18x"[..]).await.unwrap();
    let (shown, _) = read_all(&mut stream).await;
    assert!(shown.is_empty() || shown.contains("read escape sequence"), "{shown:?}");
    let runs = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(runs.state.running);
    remove(&docker, &id).await;
}

/// A command that there is not.
async fn exec_not_found(lab: Lab) {
    let docker = lab.docker;
    let nothing = "0000000000000000000000000000000000000000000000000000000000000000";
    let missing = docker.send(exec::Inspect::new(nothing)).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let missing = docker.send(exec::Start::new(nothing)).await.map(drop).unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let missing = docker.send(exec::Resize::new(nothing, 1, 1)).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let missing = docker.send(exec::Create::new("docker-wire-missing", ["true"])).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
}
