//! The tool as a process: exit codes, streams, and a reader who goes away.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::{
    io::{Read, Write},
    process::{Command, Output, Stdio},
};

fn tool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docker-wire"));
    command.arg("api").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], stdin: &str) -> Output {
    let mut child = tool(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_body_on_standard_input_is_checked() {
    let check = |version: &str| {
        let body = r#"{"Image":"busybox","HostConfig":{"Annotations":{"a":"b"}}}"#;
        run(&["check", "--version", version, "POST /containers/create", "-"], body)
    };
    let admitted = check("1.43");
    assert_eq!(admitted.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(admitted.stdout).unwrap(),
        "ContainerCreate  POST /containers/create at API 1.43: admitted\n"
    );
    let gated = check("1.42");
    assert_eq!(gated.status.code(), Some(1));
    assert!(String::from_utf8(gated.stdout).unwrap().contains("body `/HostConfig/Annotations`  1.43"));
    assert!(gated.stderr.is_empty());
}

#[test]
fn what_cannot_be_understood_is_said_on_standard_error() {
    for arguments in [&["show", "POST /containers/craete"][..], &["diff", "1.41", "latest"], &["nothing"]] {
        let output = run(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let mut child = tool(&["diff", "1.24", "1.55", "--json"]).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
