//! An engine dies in the middle of everything, without any notice, and comes back: what ends, ends soon and as it should,
//! and what can go on goes on.

use std::{future::Future, path::Path};

use acceptance::own_engine::OwnEngine;
use docker_wire::{
    ApiVersion, Client, Daemon, Error, Phase,
    api::{container, exec, image, system},
    follow::Followed,
    reply::{Hijacked, Progress},
    transport::Unix,
};
use tokio::net::UnixStream;

use crate::{MINUTE, SECOND};

const BUSYBOX: &str = "busybox:latest";

/// Reads a stream to its end, which an error is.
macro_rules! last {
    ($stream:ident) => {
        loop {
            match $stream.next().await {
                None => break Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => break Err(error),
            }
        }
    };
}

#[tokio::test]
async fn docker_20_dies_in_the_middle_of_everything_and_comes_back() {
    dies_and_comes_back("docker-20.10").await;
}

#[tokio::test]
async fn docker_28_dies_in_the_middle_of_everything_and_comes_back() {
    dies_and_comes_back("docker-28.5").await;
}

#[tokio::test]
async fn podman_dies_in_the_middle_of_everything_and_comes_back() {
    dies_and_comes_back("podman-5.8").await;
}

async fn dies_and_comes_back(name: &str) {
    let engine = OwnEngine::of(name, "mortal");
    let daemon = Daemon::over(Unix::new(&engine.socket));
    let docker = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await.unwrap();
    let id = begun(&docker).await;

    let mut logs = docker.send(container::Logs::new(&id).follow(true).stdout(true)).await.unwrap();
    assert_eq!(logs.next().await.unwrap().unwrap().bytes, "begun\n");
    let attached = docker.send(container::Attach::new(&id).stdin(true)).await.unwrap();
    let executed = executed(&docker, &id).await;
    let build = building(&docker).await;
    let mut events = docker.send(system::Events::new()).await.unwrap();
    let mut stats = docker.send(container::Stats::new(&id).stream(true)).await.unwrap();
    stats.next().await.unwrap().unwrap();
    let waiting = docker.send(container::Wait::new(&id)).await.unwrap();
    let mut followed = docker.follow(system::Events::new()).patience(MINUTE);
    // It asks when it is first read, and then nothing is missed.
    let (seen, ()) = tokio::join!(soon("an event", followed.next()), async {
        tokio::time::sleep(SECOND).await;
        happens(&docker, "before").await;
    });
    assert!(matches!(seen, Some(Ok(Followed::Event(_)))), "{seen:?}");
    let exit = tokio::spawn({
        let (docker, id) = (docker.clone(), id.clone());
        async move { docker.exit(&id).await }
    });
    // It may not have asked yet.
    tokio::time::sleep(SECOND / 2).await;

    engine.signal("KILL");

    // What has a frame around it is known to be cut.
    broken("logs", soon("the end of logs", async { last!(logs) }).await);
    broken("events", soon("the end of events", async { last!(events) }).await);
    broken("stats", soon("the end of stats", async { last!(stats) }).await);
    broken("a build", soon("the end of a build", build.finish()).await);
    broken("a wait", soon("the end of a wait", waiting.exit()).await);
    // A raw stream has no frame, so that its end looks like any other.
    soon("the end of attach", ended(attached)).await;
    soon("the end of exec", ended(executed)).await;
    // The sockets of a dead process are closed one after another, and until that of its door is, it takes connections.
    soon("a closed door", shut(&engine.socket)).await;
    let error = soon("an answer", docker.send(container::Inspect::new(&id))).await.unwrap_err();
    assert_eq!((error.phase(), error.may_have_reached_engine()), (Phase::Connect, false), "{error}");
    assert!(error.to_string().contains("is not running") || error.to_string().contains("no such socket"));

    engine.start();

    let exit = soon("an exit", exit).await.unwrap().unwrap();
    let state = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert!(!state.running, "{state:?}");
    assert_eq!(Some(exit.code), state.exit_code, "{state:?}");
    // What had come before comes first.
    while !matches!(soon("a gap", followed.next()).await.unwrap().unwrap(), Followed::Gap(_)) {}
    happens(&docker, "after").await;
    loop {
        let next = soon("an event after the gap", followed.next()).await.unwrap().unwrap();
        if matches!(&next, Followed::Event(event) if format!("{event:?}").contains("docker-wire-after")) {
            break;
        }
    }
    docker.send(container::Remove::new(&id).force(true)).await.unwrap();
}

/// Waits for what must come within some seconds, however dead the engine is.
async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    let Ok(done) = tokio::time::timeout(40 * SECOND, work).await else { panic!("{what} never came") };
    done
}

#[track_caller]
fn broken<T>(what: &str, ended: Result<T, Error>) {
    let Err(error) = ended else { panic!("{what}: it went on") };
    assert_eq!((error.phase(), error.is_timeout()), (Phase::Exchange, false), "{what}: {error:#}");
    assert!(error.may_have_reached_engine());
}

/// Waits until nobody takes connections at a socket.
async fn shut(socket: &Path) {
    while UnixStream::connect(socket).await.is_ok() {
        tokio::time::sleep(SECOND / 100).await;
    }
}

async fn ended(mut stream: Hijacked) {
    while let Some(Ok(_)) = stream.read().await {}
}

/// Starts a container that says that it has begun and goes on.
async fn begun(docker: &Client) -> String {
    let create = container::Create::new(BUSYBOX)
        .cmd(["sh", "-c", "echo begun; exec sleep 600"])
        .open_stdin(true)
        .name("docker-wire-mortal");
    let id = docker.send(create).await.unwrap().into_inner().id;
    docker.send(container::Start::new(&id)).await.unwrap();
    id
}

async fn executed(docker: &Client, id: &str) -> Hijacked {
    let create = exec::Create::new(id, ["sh", "-c", "echo in; exec sleep 600"]);
    let exec = docker.send(create).await.unwrap().into_inner().id;
    let mut stream = docker.send(exec::Start::new(exec)).await.unwrap();
    assert_eq!(stream.read().await.unwrap().unwrap().bytes, "in\n");
    stream
}

/// Starts a build that is in a step which takes long.
async fn building(docker: &Client) -> Progress {
    let dockerfile = format!("FROM {BUSYBOX}\nRUN echo half-way; sleep 600\n");
    let mut progress = docker.send(image::Build::from_dockerfile(dockerfile).nocache(true)).await.unwrap();
    let mut said = String::new();
    while !said.contains("half-way\n") {
        said += &progress.next().await.unwrap().unwrap().stream.unwrap_or_default();
    }
    progress
}

/// Does something that is an event: a container comes and goes.
async fn happens(docker: &Client, when: &str) {
    let create = container::Create::new(BUSYBOX).name(format!("docker-wire-{when}"));
    let id = docker.send(create).await.unwrap().into_inner().id;
    docker.send(container::Remove::new(id)).await.unwrap();
}
