//! `latent exec`: one command in a fresh container, and nothing left of it.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use acceptance::{latent::program, live, raw};
use serde_json::Value;

use crate::{MINUTE, SECOND};

/// Containers of `latent exec` have no owner to tell them apart, so these tests take turns.
static TURN: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn exec(arguments: &[&str]) -> Command {
    let engine = live::engine();
    let mut command = program();
    command.args(["exec", "--host", &engine.host, "--image", &engine.busybox_image]).args(arguments);
    command
}

fn output(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

/// The containers of `latent exec`, by their names; those of `latent run` have others.
fn containers() -> Vec<Value> {
    let mut all = raw::containers_with_label(live::engine().socket(), "latent.managed=1");
    all.retain(|container| {
        container["Names"][0].as_str().is_some_and(|name| name.starts_with("/latent-exec-"))
    });
    all
}

#[track_caller]
fn nothing_is_left() {
    assert!(containers().is_empty(), "{:?}", containers());
}

#[test]
fn both_streams_come_apart_with_the_command_s_exit_code() {
    let _turn = alone();
    let done = output(exec(&["--", "sh", "-c", "echo out; echo err >&2; exit 3"]));
    assert_eq!(done.stdout, b"out\n");
    assert_eq!(done.stderr, b"err\n");
    assert_eq!(done.status.code(), Some(3));
    nothing_is_left();
}

#[test]
fn the_same_over_tcp_at_a_pinned_version() {
    let _turn = alone();
    let engine = live::engine();
    let mut command = program();
    command.args(["exec", "--host", &engine.tcp, "--api-version", "1.24", "--image", &engine.busybox_image]);
    command.args(["--env", "A=b c", "--", "sh", "-c", "echo \"$A\"; exit 137"]);
    let done = output(command);
    assert_eq!((done.stdout.as_slice(), done.status.code()), (&b"b c\n"[..], Some(137)), "{done:?}");
    nothing_is_left();
}

#[test]
fn two_mebibytes_on_each_stream_are_whole() {
    let _turn = alone();
    let script = "head -c 2097152 /dev/zero | tr '\\0' o & head -c 2097152 /dev/zero | tr '\\0' e >&2; wait";
    let done = output(exec(&["--", "sh", "-c", script]));
    assert_eq!(done.status.code(), Some(0));
    for (stream, letter) in [(&done.stdout, b'o'), (&done.stderr, b'e')] {
        assert_eq!(stream.len(), 2 << 20);
        assert!(stream.iter().all(|byte| *byte == letter));
    }
    nothing_is_left();
}

#[test]
fn ctrl_c_in_mid_run_leaves_no_container() {
    let _turn = alone();
    let mut child = exec(&["--", "sh", "-c", "echo begun; sleep 60"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "begun\n");
    assert_eq!(containers().len(), 1);

    let began = Instant::now();
    signal("INT", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(began.elapsed() < 10 * SECOND, "it took {:?}", began.elapsed());
    nothing_is_left();
}

/// Wherever it falls: before the engine was asked for anything, while it creates, attaches or starts, and after.
#[test]
fn ctrl_c_at_any_moment_leaves_no_container() {
    let _turn = alone();
    let mut codes = std::collections::BTreeMap::<Option<i32>, u32>::new();
    for offset in (0..live::times(400).max(60)).map(|step| 5 * step as u64 % 300) {
        let mut child = exec(&["--", "sleep", "60"]).stdin(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(offset));
        signal("INT", child.id());
        *codes.entry(child.wait().unwrap().code()).or_default() += 1;
    }
    // A signal before latent listens for one ends it as any program.
    assert!(codes.keys().all(|code| matches!(code, None | Some(130))), "{codes:?}");
    nothing_is_left();
}

#[test]
fn what_cannot_be_run_is_one_clear_line_and_125() {
    let _turn = alone();
    let engine = live::engine();
    let table: &[(&[&str], &str)] = &[
        (&["--host", &engine.host, "--image", "no-such-image:1", "--", "true"], "no-such-image:1"),
        (
            &["--host", &engine.host, "--image", &engine.busybox_image, "--", "no-such-command"],
            "no-such-command",
        ),
        (&["--host", "unix:///nowhere.sock", "--image", "x", "--", "true"], "/nowhere.sock"),
        (&["--host", "tcp://127.0.0.1:1", "--image", "x", "--", "true"], "127.0.0.1:1"),
        (&["--host", "ssh://somewhere", "--image", "x", "--", "true"], "ssh://somewhere"),
        (&["--host", &engine.host, "--api-version", "1.55", "--image", "x", "--", "true"], "1.55"),
    ];
    for (arguments, named) in table {
        let mut command = program();
        let done = output({
            command.arg("exec").args(*arguments);
            command
        });
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(125), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.starts_with("latent: ") && said.contains(named), "{said}");
    }
    nothing_is_left();
}

/// An engine that takes the connection and says nothing must not make Ctrl-C wait for it.
#[test]
fn ctrl_c_does_not_wait_for_an_engine_that_is_silent() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("tcp://{}", silent.local_addr().unwrap());
    let mut command = program();
    command.args(["exec", "--host", &host, "--image", "x", "--", "true"]);
    let mut child = command.stdin(Stdio::null()).spawn().unwrap();
    let (_connection, _) = silent.accept().unwrap();
    signal("INT", child.id());
    let give_up = Instant::now() + MINUTE / 6;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > give_up {
            child.kill().unwrap();
            panic!("latent still waits for the engine");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status().unwrap();
    assert!(sent.success(), "SIG{name} was not sent");
}
