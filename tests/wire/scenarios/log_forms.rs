//! The other forms of a log.

use docker_wire::{
    api::{Timestamp, container},
    model::{HostConfig, LogConfig},
};

use super::{LIMIT, Lab, create, exit_code, remove, scenarios, shell, start, status};

scenarios! {
    logs_one_stream;
    logs_since_until;
    logs_details;
    logs_follow_console;
    logs_of_nothing;
    logs_cannot_be_read on [docker] or "reads back what any of its drivers has written, or has no such driver";
}

/// Each of the streams alone.
async fn logs_one_stream(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo out; echo err >&2")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let out = docker.send(container::Logs::new(&id).stderr(false)).await.unwrap();
    assert_eq!(out.collect(LIMIT).await.unwrap(), (b"out\n".to_vec(), Vec::new()));
    let err = docker.send(container::Logs::new(&id).stdout(false)).await.unwrap();
    assert_eq!(err.collect(LIMIT).await.unwrap(), (Vec::new(), b"err\n".to_vec()));
    let neither = docker.send(container::Logs::new(&id).stdout(false).stderr(false)).await.map(drop);
    assert_eq!(status(&neither.unwrap_err()), 400);
    remove(&docker, &id).await;
}

/// Only what was written in a time.
async fn logs_since_until(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo now")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let long_ago = Timestamp::from_secs(1);
    let since = docker.send(container::Logs::new(&id).since(long_ago)).await.unwrap();
    assert_eq!(since.collect(LIMIT).await.unwrap().0, b"now\n");
    let until = docker.send(container::Logs::new(&id).until(long_ago)).await.unwrap();
    assert_eq!(until.collect(LIMIT).await.unwrap().0, b"");
    let never = Timestamp::from_secs(4_102_444_800);
    let between = docker.send(container::Logs::new(&id).since(long_ago).until(never).tail(0)).await.unwrap();
    assert_eq!(between.collect(LIMIT).await.unwrap().0, b"");
    remove(&docker, &id).await;
}

/// The labels that the log keeps stand before each line, where the engine can do that.
async fn logs_details(lab: Lab) {
    let docker = lab.docker;
    let log = LogConfig::new().r#type("json-file").config([("labels", "kept")]);
    let asked = shell("echo said").labels([("kept", "yes")]).host_config(HostConfig::new().log_config(log));
    let id = create(&docker, asked).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let log = docker.send(container::Logs::new(&id).details(true)).await.unwrap();
    let (out, _) = log.collect(LIMIT).await.unwrap();
    let said = String::from_utf8(out).unwrap();
    assert_eq!(said, lab.engine.says("kept=yes said\n", "said\n"));
    remove(&docker, &id).await;
}

/// The log of a console, while it is written.
async fn logs_follow_console(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo one; sleep 0.3; echo two").tty(true)).await;
    start(&docker, &id).await;
    let log = docker.send(container::Logs::new(&id).tty(true).follow(true).tail(100)).await.unwrap();
    assert_eq!(log.collect(LIMIT).await.unwrap(), (b"one\r\ntwo\r\n".to_vec(), Vec::new()));
    assert_eq!(exit_code(&docker, &id).await, 0);
    remove(&docker, &id).await;
}

/// What never ran has written nothing, and what is not there has no log.
async fn logs_of_nothing(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo never")).await;
    let log = docker.send(container::Logs::new(&id)).await.unwrap();
    assert_eq!(log.collect(LIMIT).await.unwrap(), (Vec::new(), Vec::new()));
    let missing = docker.send(container::Logs::new("docker-wire-missing")).await.map(drop).unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}

/// A driver that keeps nothing has nothing to read.
async fn logs_cannot_be_read(lab: Lab) {
    let docker = lab.docker;
    let none = HostConfig::new().log_config(LogConfig::new().r#type("none"));
    let id = create(&docker, shell("echo lost").host_config(none)).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let refused = match docker.send(container::Logs::new(&id)).await {
        Ok(log) => log.collect(LIMIT).await.map(drop).unwrap_err(),
        Err(error) => error,
    };
    assert!(refused.message().unwrap_or_default().contains("does not support reading"), "{refused}");
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.host_config.log_config.unwrap().r#type.as_deref(), Some("none"));
    remove(&docker, &id).await;
}
