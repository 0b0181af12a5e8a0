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

const RECORDED: &str = r#"{"fixture":3,"scenario":"a"}
{"x":0,"t":0,"request":{"method":"GET","target":"/containers/one/json"}}
{"x":0,"t":1,"reply":{"status":200},"json":{"Id":"<container:1>","Name":"one","State":"up"},"bound":{"container:1":"8f3a8f3a8f3a"}}
{"t":2,"end":"recording"}
"#;

#[test]
fn recordings_are_compared_by_status_and_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let compare = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docker-wire"));
        let done = command.arg("compare").args(arguments).current_dir(folder.path()).output().unwrap();
        let [out, wrong] = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
        (done.status.code().unwrap(), out, wrong)
    };
    write("a.jsonl", RECORDED.to_owned());
    write("later.jsonl", RECORDED.replace("8f3a", "77b1").replace("\"t\":1", "\"t\":9"));
    let newer = RECORDED.replace("\"up\"", "\"running\"").replace("\"Name\":\"one\"", "\"Names\":[\"one\"]");
    write("newer.jsonl", newer.replace("200", "203"));
    let count = |same, different| {
        format!(
            "1 recording compared: {same} the same, 0 the same but for what is chance, {different} different\n"
        )
    };
    assert_eq!(compare(&["a.jsonl", "later.jsonl", "--exact"]), (0, count(1, 0), String::new()));
    let told = "\
a.jsonl: the recording is stale, in 4 things:
- a.jsonl:2 GET /containers/one/json: changed status: recorded 200, now 203
- a.jsonl:2 GET /containers/one/json: removed /Name: \"one\"
- a.jsonl:2 GET /containers/one/json: changed /State: recorded \"up\", now \"running\"
- a.jsonl:2 GET /containers/one/json: added /Names: [\"one\"]
";
    assert_eq!(compare(&["a.jsonl", "newer.jsonl"]), (1, format!("{told}{}", count(0, 1)), String::new()));

    write("cut.jsonl", RECORDED.split_once("{\"t\":2").unwrap().0.to_owned());
    write("format.jsonl", RECORDED.replacen('3', "4", 1));
    write("edited.jsonl", RECORDED.replace("/one/", "/<container:2>/"));
    std::fs::create_dir(folder.path().join("none")).unwrap();
    for (arguments, words) in [
        (
            ["a.jsonl", "no.jsonl"],
            "no.jsonl: the fixture cannot be read: No such file or directory (os error 2)",
        ),
        (
            ["cut.jsonl", "a.jsonl"],
            "cut.jsonl:3: the file stops before `\"end\":\"recording\"`: it was cut, or its recording never finished",
        ),
        (
            ["a.jsonl", "format.jsonl"],
            "format.jsonl:1: fixture format 4 is not known here; this docker-wire reads up to 3",
        ),
        (
            ["a.jsonl", "edited.jsonl"],
            "edited.jsonl:2: the client uses `<container:2>`, which nothing above has bound: no reply tells it",
        ),
        (["none", "none"], "none has no recording in it: they end in .jsonl"),
        (["a.jsonl", "none"], "none is a folder and a.jsonl is none: compare two folders, or two recordings"),
    ] {
        assert_eq!(compare(&arguments), (2, String::new(), format!("docker-wire: {words}\n")));
    }
    let (code, _, wrong) = compare(&["a.jsonl"]);
    assert!(code == 2 && wrong.contains("<NEWER>"), "{wrong}");
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let mut child = tool(&["diff", "1.24", "1.55", "--json"]).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
