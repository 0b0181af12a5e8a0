//! SSH with a real server on loopback, and the real `docker` command behind it.

use std::{process::Command, time::Duration};

use acceptance::{
    latent::{Home, Running, master_table, program, worker_table},
    live,
    reach::Sshd,
};
use docker_wire::{
    ApiVersion, Daemon, Error, Phase,
    api::{container, system},
    transport::Ssh,
};
use tokio::time::sleep;

use super::{LABEL, works};
use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try, no_password};

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

mod an_engine_behind_ssh_works_and_its_programs_end_with_their_connections {
    use super::reached;

    #[tokio::test]
    async fn docker_20_10() {
        reached("20.10.24", "docker-20.10").await;
    }

    #[tokio::test]
    async fn docker_26_1() {
        reached("26.1.5", "docker-26.1").await;
    }

    #[tokio::test]
    async fn docker_28_5() {
        reached("28.5.2", "docker-28.5").await;
    }

    /// With Docker's command, and with its own under that name, as Debian's `podman-docker` has it.
    #[tokio::test]
    async fn podman_4_3() {
        reached("podman-4.3.1", "docker-20.10").await;
        reached("podman-4.3.1", "podman-4.3").await;
    }

    #[tokio::test]
    async fn podman_5_8() {
        reached("podman-5.8.6", "docker-28.5").await;
        reached("podman-5.8.6", "podman-5.8").await;
    }
}

async fn reached(release: &str, command: &str) {
    let engine = live::named(release);
    let sshd = Sshd::with(&engine, command);
    // The first asks for a socket by its path; the second leaves it to what the other machine's environment says.
    let named = Daemon::over(ssh(&sshd, "ssh_config").socket(engine.socket().display().to_string()));
    assert_eq!(named.versions().await.unwrap().release, engine.version);
    drop(named);
    let daemon = Daemon::over(ssh(&sshd, "ssh_config"));
    works(&daemon, &engine.busybox_image).await;
    assert_eq!(daemon.versions().await.unwrap().release, engine.version);
    ended(&sshd, 1).await;
    let before = sshd.clients();
    for _ in 0..20 {
        daemon.send(system::Ping::new()).await.unwrap();
    }
    assert_eq!(sshd.clients(), before, "connections are used again");
    drop(daemon);
    ended(&sshd, 0).await;
}

/// Waits until so many connections are left.
async fn ended(sshd: &Sshd, left: usize) {
    for _ in 0..100 {
        if sshd.clients().len() == left {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("not {left} of ssh run, but {:?}", sshd.clients());
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
    says(&error, "docker: ");
    says(&error, "not found");
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
        let status = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
        assert!(status.unwrap().success());
    }
    let error = logs.next().await.unwrap().unwrap_err();
    assert_eq!(error.phase(), Phase::Exchange, "{error:#}");
    // The next request has a connection of its own.
    docker.send(container::Remove::new(&id).force(true).v(true)).await.unwrap();
}

/// A whole life of `latent` with its engine behind SSH: checked, run, listed, killed, taken over, and cleaned up.
#[test]
fn workers_run_on_an_engine_behind_ssh() {
    let engine = live::engine();
    let sshd = Sshd::up(&engine);
    let host = format!("ssh://root@127.0.0.1:{}", sshd.port);
    let master = master(&["linux-1"]);
    let dockerfile = format!("FROM {}\nLABEL docker-wire.reach=1\n", engine.worker_image);
    let keys = format!("dockerfile = {dockerfile:?}\nbuild_wait_timeout = \"2m\"");
    let home = Home::new(&master, &host, &["linux-1"], &keys);
    let word = |word: &str, more: &[&str]| {
        let mut command = sshd.logging_in(home.command(word));
        let output = command.args(more).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };

    let (code, said) = word("check", &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("{host}: engine {}", engine.version)), "{said}");

    let mut latent = Running::start(sshd.logging_in(home.command("run")));
    succeeded_at_first_try(&master.wait(&master.force("echo", 1, &[]), 2 * MINUTE));
    let (_, said) = word("ps", &[]);
    assert!(said.lines().any(|line| line.starts_with("linux-1") && line.contains("running")), "{said}");
    let (code, said) = word("reap", &["--dry-run"]);
    assert_eq!((code, said.lines().last()), (Some(0), Some("0 would be removed")), "{said}");

    latent.kill();
    let mut latent = Running::start(sshd.logging_in(home.command("run")));
    latent.wait_for("adopted", Some("linux-1"), 0, MINUTE);
    // The connections are cut while it runs; the next call makes new ones.
    for pid in sshd.clients() {
        drop(Command::new("kill").args(["-KILL", &pid.to_string()]).status());
    }
    latent.drain(2 * MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());

    home.rewrite(&format!(
        "state_dir = {:?}\n{}{}",
        home.state(),
        master_table(&master),
        worker_table("linux-1", &host, &format!("image = {:?}", engine.worker_image))
    ));
    let (code, said) = word("gc", &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("{host}: latent-built:")) && said.contains(" removed"), "{said}");
    for _ in 0..100 {
        if sshd.clients().is_empty() {
            return;
        }
        std::thread::sleep(SECOND / 10);
    }
    panic!("ssh still runs: {:?}", sshd.clients());
}

#[test]
fn a_command_runs_on_an_engine_behind_ssh_and_what_ssh_says_is_told() {
    let engine = live::engine();
    let sshd = Sshd::up(&engine);
    let host = format!("ssh://root@127.0.0.1:{}", sshd.port);
    let exec = ["exec", "-H", &host, "--image", &engine.busybox_image, "--", "sh", "-c", "echo over; exit 3"];
    let output = sshd.logging_in(program()).args(exec).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "over\n");

    let home = Home::with(&format!(
        "[master]\nurl = \"http://127.0.0.1:1\"\nmasterFQDN = \"m\"\n{}",
        worker_table("linux-1", &host, "image = \"x\"")
    ));
    let mut check = sshd.logging_in_as(home.command("check"), "stranger_config");
    let output = check.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("Permission denied (publickey)"), "{said}");
}
