//! SSH with a real server on loopback, and the real `docker` command behind it.

use std::time::Duration;

use acceptance::{live, reach::Sshd};
use docker_wire::{
    ApiVersion, Daemon, Error, Phase,
    api::{container, system},
    transport::Ssh,
};
use tokio::time::sleep;

use super::{LABEL, works};

fn ssh(sshd: &Sshd, config: &str) -> Ssh {
    let args = ["-F".into(), sshd.config(config).into_os_string()];
    Ssh::new("127.0.0.1").unwrap().user("root").unwrap().port(sshd.port).args(args)
}

async fn refused(ssh: Ssh) -> Error {
    let error = Daemon::over(ssh).send(system::Ping::new()).await.unwrap_err();
    assert_eq!(error.phase(), Phase::Connect, "{error}");
    error
}

#[track_caller]
fn says(error: &Error, words: &str) {
    assert!(error.to_string().contains(words), "{error}\n  lacks {words}");
}

#[tokio::test]
async fn an_engine_behind_ssh_works_and_its_programs_end_with_their_connections() {
    let engine = live::engine();
    let sshd = Sshd::up(&engine);
    let daemon = Daemon::over(ssh(&sshd, "ssh_config").socket(engine.socket().display().to_string()));
    works(&daemon, &engine.busybox_image).await;
    assert_eq!(daemon.versions().await.unwrap().release, engine.version);
    let before = sshd.clients();
    assert!(!before.is_empty());
    for _ in 0..20 {
        daemon.send(system::Ping::new()).await.unwrap();
    }
    assert_eq!(sshd.clients(), before, "connections are used again");
    drop(daemon);
    for _ in 0..100 {
        if sshd.clients().is_empty() {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("ssh still runs: {:?}", sshd.clients());
}

#[tokio::test]
async fn the_words_of_ssh_and_of_the_other_machine_are_in_the_error() {
    let engine = live::engine();
    let sshd = Sshd::up(&engine);
    says(&refused(ssh(&sshd, "stranger_config")).await, "ssh: root@127.0.0.1: Permission denied (publickey)");
    says(&refused(ssh(&sshd, "other_config")).await, "Host key verification failed");
    says(&refused(ssh(&sshd, "ssh_config").port(1)).await, "Connection refused");
    says(&refused(ssh(&sshd, "ssh_config").socket("/nowhere/d o'c.sock")).await, "/nowhere/d o'c.sock");
    let odd = ssh(&sshd, "ssh_config").socket("/tmp/$(touch pwned);x.sock");
    says(&refused(odd).await, "$(touch pwned);x.sock");
    std::fs::remove_file(sshd.config("bin/docker")).unwrap();
    let error = refused(ssh(&sshd, "ssh_config").args(["-o", "SetEnv=X=y"])).await;
    // Another `docker` of this machine may be found then; it finds no engine of this run.
    assert!(error.to_string().contains("docker"), "{error}");
}

#[tokio::test]
async fn a_connection_that_is_lost_in_a_stream_is_an_error_of_the_stream() {
    let engine = live::engine();
    let sshd = Sshd::up(&engine);
    let daemon = Daemon::over(ssh(&sshd, "ssh_config"));
    let docker = daemon.pin(ApiVersion::V1_41);
    let create = container::Create::new(&engine.busybox_image)
        .cmd(["sh", "-c", "echo here; sleep 600"])
        .labels([(LABEL, "1")]);
    let id = docker.send(create).await.unwrap().into_inner().id;
    docker.send(container::Start::new(&id)).await.unwrap();
    let mut logs = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(logs.next().await.unwrap().unwrap().bytes, "here\n");
    for pid in sshd.clients() {
        let status = std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status();
        assert!(status.unwrap().success());
    }
    let error = logs.next().await.unwrap().unwrap_err();
    assert_eq!(error.phase(), Phase::Exchange, "{error:#}");
    // The next request has a connection of its own.
    docker.send(container::Remove::new(&id).force(true).v(true)).await.unwrap();
}
