//! What is said to containers that run, and seen by what they do.

use std::time::Duration;

use docker_wire::{
    Client,
    api::{
        Signal,
        container::{self, Condition},
        exec,
    },
};

use super::{Lab, Outcome, Watch, ask};
use crate::scenarios::{create, exit_code, read_all, remove, shell, start};

pub(super) async fn observed_running(lab: Lab) {
    let mut watch = Watch::new(lab, "running");
    let newest = watch.lab.docker.clone();
    watch.both("ContainerStop query signal", async |docker| stopped(&docker, &newest).await).await;
    watch.both("ContainerRestart query signal", async |docker| restarted(&docker, &newest).await).await;
    watch.both("ContainerWait query condition", async |docker| waited(&docker, &newest).await).await;
    watch.both("ContainerStats query one-shot", async |docker| measured(&docker, &newest).await).await;
    watch.both("ContainerExec body /ConsoleSize", async |docker| sized(&docker, &newest, true).await).await;
    watch.both("ExecStart body /ConsoleSize", async |docker| sized(&docker, &newest, false).await).await;
    watch.finish();
}

const TRAPS: &str =
    "trap 'echo INT; exit 3' INT; trap 'echo TERM; exit 4' TERM; echo ready; while :; do sleep 0.1; done";

async fn trapping(newest: &Client) -> String {
    let id = create(newest, shell(TRAPS)).await;
    start(newest, &id).await;
    let mut log = newest.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ready\n");
    id
}

async fn stopped(docker: &Client, newest: &Client) -> Outcome {
    let id = trapping(newest).await;
    let stop = container::Stop::new(&id).signal(Signal::INT).t(Duration::from_secs(10));
    docker.send(stop).await.unwrap();
    let code = exit_code(newest, &id).await;
    remove(newest, &id).await;
    by_trap(&code, &3, &4)
}

async fn restarted(docker: &Client, newest: &Client) -> Outcome {
    let id = trapping(newest).await;
    let restart = container::Restart::new(&id).signal(Signal::INT).t(Duration::from_secs(10));
    docker.send(restart).await.unwrap();
    let mut log = newest.send(container::Logs::new(&id).follow(true)).await.unwrap();
    let mut said = String::new();
    // Again once it runs again.
    while said.matches("ready\n").count() < 2 {
        said += std::str::from_utf8(&log.next().await.unwrap().unwrap().bytes).unwrap();
    }
    drop(log);
    remove(newest, &id).await;
    by_trap(&said.lines().nth(1), &Some("INT"), &Some("TERM"))
}

fn by_trap<T: PartialEq + std::fmt::Debug>(seen: &T, asked: &T, default: &T) -> Outcome {
    match seen {
        seen if seen == asked => Outcome::Honoured,
        seen if seen == default => Outcome::Ignored,
        other => panic!("{other:?}"),
    }
}

/// A container that has not run yet: to wait for its next exit is to wait, and not to be told at once.
async fn waited(docker: &Client, newest: &Client) -> Outcome {
    let id = create(newest, shell("exit 8")).await;
    let waiting = docker.send(container::Wait::new(&id).condition(Condition::NextExit)).await.unwrap();
    start(newest, &id).await;
    let told = waiting.exit().await.unwrap().code;
    assert_eq!(exit_code(newest, &id).await, 8);
    remove(newest, &id).await;
    by_trap(&told, &8, &0)
}

/// One figure has none before it, and the answer that is not one-shot has.
async fn measured(docker: &Client, newest: &Client) -> Outcome {
    let id = create(newest, shell("sleep 60")).await;
    start(newest, &id).await;
    let stats = docker.request(http::Method::GET, format!("/containers/{id}/stats"));
    let stats = ask(docker, stats.query("stream", false).query("one-shot", true)).await.unwrap();
    remove(newest, &id).await;
    match stats.pointer("/precpu_stats/system_cpu_usage") {
        None => Outcome::Honoured,
        Some(_) => Outcome::Ignored,
    }
}

/// Asks the console of a command for its size, which is said when the command is created or when it is started.
async fn sized(docker: &Client, newest: &Client, at_creation: bool) -> Outcome {
    let id = create(newest, shell("sleep 60")).await;
    start(newest, &id).await;
    let command = exec::Create::new(&id, ["sh", "-c", "sleep 0.3; stty size"]).tty(true);
    let command = if at_creation {
        docker.send(command.console_size(33, 77)).await
    } else {
        newest.send(command).await
    };
    let begin = exec::Start::new(command.unwrap().into_inner().id).tty(true);
    let stream =
        if at_creation { newest.send(begin).await } else { docker.send(begin.console_size(33, 77)).await };
    let (said, _) = read_all(&mut stream.unwrap()).await;
    remove(newest, &id).await;
    // The shell's own words for a console that nobody gave a size.
    by_trap(&said.trim(), &"33 77", &"stty: standard input: No child processes")
}
