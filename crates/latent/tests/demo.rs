//! `latent demo` as a newcomer without an engine sees it.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::process::{Command, Output};

use serde_json::Value;

#[test]
fn without_an_engine_it_says_what_was_tried_and_replays() {
    let output = demo(&["--json"], "unix:///nonexistent/docker.sock");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("replaying a recording of engine 20.10.24 (API 1.41): no engine: "), "{first}");
    assert!(first.contains("unix:///nonexistent/docker.sock, from DOCKER_HOST"), "{first}");
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["mode"], "replay");
    assert_eq!((&last["engine"], &last["api"]), (&"20.10.24".into(), &"1.41".into()));
    assert_eq!((&last["builds"], &last["succeeded"], &last["leaked"]), (&3.into(), &3.into(), &0.into()));
    assert!(last["phases_ms"]["total"].as_u64().unwrap() > 3_000, "{last}");
}

#[test]
fn an_engine_that_was_asked_for_by_name_is_not_replaced_by_a_recording() {
    let output = demo(&["--host", "unix:///nonexistent/docker.sock"], "");
    assert_eq!(output.status.code(), Some(4));
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(line.contains("there is no such socket"), "{line}");
}

fn demo(arguments: &[&str], docker_host: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latent"));
    command.arg("demo").args(arguments).env("DOCKER_HOST", docker_host).env_remove("DOCKER_TLS_VERIFY");
    command.output().unwrap()
}
