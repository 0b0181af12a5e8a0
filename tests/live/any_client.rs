//! The real `docker` command and the real docker-py through `docker-wire record`, and then, with no engine, on
//! `docker-wire replay`: the same output, the same exit codes.
//!
//! What they do is in `tests/clients`. Nothing is compared that was not seen: the programs themselves stop at an exit
//! code that is not the expected one.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
};

use acceptance::live;
use tempfile::TempDir;

use crate::SECOND;

#[test]
fn the_docker_command_replays_as_it_ran() {
    let folder = tempfile::tempdir().unwrap();
    // Whether a line of a terminal ends in two characters is between it and `script`.
    let said = recorded_and_replayed(&folder, &docker_command()).replace('\r', "");
    for fact in [
        "= 3",
        "one\ntwo\n= 0",
        "on a terminal\n= 4",
        "got typed\n= 6",
        "line 4\n= 0",
        "in exec\n= 5",
        "data\n= 0",
        "hi\nhi\n= 0",
        "Successfully tagged any-image:latest",
        "Loaded image: any-image:latest",
        "exited 0",
        "container create\ncontainer attach",
        "$ inspect any-nothing\n[]\n= 1",
    ] {
        assert!(said.contains(fact), "no {fact:?} in:\n{said}");
    }
    assert!(!said.contains("step failed"), "{said}");
}

/// What the command prints through the recording proxy is what it prints without, but for what the engine makes up.
#[test]
fn a_client_sees_no_proxy() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let mut direct = command(&docker_command(), folder.path());
    let direct = direct.env("DOCKER_HOST", &live::engine().host).output().unwrap();
    let engine = live::engine().host;
    let record = tool(&folder, &["record", "--engine", &engine, "--"], &docker_command());
    assert_eq!(direct.status.code(), record.status.code());
    assert_eq!(masked(&direct.stdout), masked(&record.stdout));
    assert_eq!(masked(&direct.stderr), masked(&without_ours(&record.stderr)));
}

#[test]
fn docker_py_replays_as_it_ran() {
    let folder = tempfile::tempdir().unwrap();
    let said = recorded_and_replayed(&folder, &docker_py());
    for fact in [
        r"run that fails: (3, b'err\n')",
        r"exec: ExecResult(exit_code=4, output=(b'out\n', b'err\n'))",
        r"\x08through\n",
        "get: ('put', 5, b'bytes')",
        r"logs: b'1\n2\n3\n'",
        "build: (['py-image:latest']",
        "network: ['py-member']",
        "event: ('container', 'destroy')",
    ] {
        assert!(said.contains(fact), "no {fact:?} in:\n{said}");
    }
}

/// The same over tcp, with the commands in the background and ended by a signal, as a script would.
#[test]
fn docker_py_replays_over_tcp() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let listen = ["--listen", "tcp://127.0.0.1:0"];
    let run = |host: &str| command(&docker_py(), folder.path()).env("DOCKER_HOST", host).output().unwrap();
    let mut record = Serving::start(&folder, &["record", "--engine", &live::engine().tcp], &listen);
    let live = run(&record.host);
    assert_eq!(record.end("TERM"), Some(0));
    let mut replay = Serving::start(&folder, &["replay"], &listen);
    same(&live, &run(&replay.host));
    // It ends by itself, when everything was asked for and nobody is connected.
    assert_eq!(replay.child.wait().unwrap().code(), Some(0));
}

/// 2 GiB, or a tenth: what passes is not held, and arrives as it left.
#[test]
fn a_large_save_passes_and_is_recorded_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let engine = live::engine().host;
    let megabytes = live::times(2048);
    let shell = |host: &str, script: &str| {
        let script = format!("set -eo pipefail; docker() {{ {} \"$@\"; }}\n{script}", docker());
        let mut bash = command(&[OsWord::from("bash"), "-c".into(), script.into()], folder.path());
        let done = bash.env("DOCKER_HOST", host).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let image = format!("any-large:{}", std::process::id());
    shell(
        &engine,
        &format!(
            "head -c {megabytes}M /dev/urandom > blob; tar -cf - blob | docker import - {image} >&2; rm blob"
        ),
    );
    let mut record =
        Serving::start(&folder, &["record", "--engine", &engine], &["--listen", &socket(&folder)]);
    let save = format!("docker save {image} | tee >(wc -c >&2) | sha256sum");
    let through = shell(&record.host, &save);
    let memory = record.most_memory();
    assert_eq!(record.end("TERM"), Some(0));
    assert_eq!(through, shell(&engine, &save), "the archive is another one");
    shell(&engine, &format!("docker rmi {image}"));
    assert!(memory <= 64 << 10, "{memory} KiB were resident while {megabytes} MiB passed");
}

type OsWord = std::ffi::OsString;

/// The clients' containers have names, so those that run the same program take turns.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Runs a program through the recorder and then on the recording, compares, and returns what it printed.
#[track_caller]
fn recorded_and_replayed(folder: &TempDir, program: &[OsWord]) -> String {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let engine = live::engine().host;
    let live = tool(folder, &["record", "--engine", &engine, "--"], program);
    let replayed = tool(folder, &["replay", "--"], program);
    same(&live, &replayed);
    String::from_utf8_lossy(&live.stdout).into_owned()
}

#[track_caller]
fn same(live: &Output, replayed: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(text(&live.stdout), text(&replayed.stdout), "{}", text(&replayed.stderr));
    assert_eq!(text(&without_ours(&live.stderr)), text(&replayed.stderr));
    assert_eq!((live.status.code(), replayed.status.code()), (Some(0), Some(0)));
}

/// Removes what `docker-wire record` says at the end.
fn without_ours(stderr: &[u8]) -> Vec<u8> {
    let theirs = stderr.split_inclusive(|byte| *byte == b'\n');
    theirs.filter(|line| !line.starts_with(b"docker-wire: ")).flatten().copied().collect()
}

/// Replaces what no two runs share: ids and digests, and the numbers of `stats` and `top`.
fn masked(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output).into_owned();
    let line =
        |line: &str| {
            if line.contains('%') || line.contains("sleep 600") {
                return "(numbers)".to_owned();
            }
            let id = |word: &str| word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            let words = line.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
            words
                .map(|word| {
                    if id(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())) {
                        "(id)"
                    } else {
                        word
                    }
                })
                .collect()
        };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn tool(folder: &TempDir, arguments: &[&str], program: &[OsWord]) -> Output {
    let mut tool = Command::new(docker_wire());
    tool.args(arguments).args(program);
    at(tool, folder.path()).output().unwrap()
}

fn command(program: &[OsWord], folder: &Path) -> Command {
    let mut command = Command::new(&program[0]);
    command.args(&program[1..]);
    at(command, folder)
}

/// Nothing of the machine's configuration of clients counts.
fn at(mut command: Command, folder: &Path) -> Command {
    command.current_dir(folder).stdin(Stdio::null()).env("ENGINES_RUN", live::run_folder());
    command.env("DOCKER_CONFIG", folder.join("config")).env_remove("DOCKER_HOST");
    command
}

fn socket(folder: &TempDir) -> String {
    format!("unix://{}", folder.path().join("s").display())
}

/// A command in the background.
struct Serving {
    child: Child,
    host: String,
}

impl Serving {
    #[track_caller]
    fn start(folder: &TempDir, arguments: &[&str], listen: &[&str]) -> Self {
        let mut tool = Command::new(docker_wire());
        tool.args(arguments).args(listen).stdout(Stdio::piped());
        let mut child = at(tool, folder.path()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim_end().strip_prefix("DOCKER_HOST=");
        Self { host: host.unwrap_or_else(|| panic!("{line}")).to_owned(), child }
    }

    /// Tells the most memory that was ever resident, in KiB.
    fn most_memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn end(&mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let ended = std::time::Instant::now();
        let code = self.child.wait().unwrap().code();
        assert!(ended.elapsed() < 10 * SECOND, "it took {:?}", ended.elapsed());
        code
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The engine's own `docker` command, as words for a shell.
fn docker() -> String {
    format!("{} cli docker-20.10", repository().join("tests/engines/engine").display())
}

fn docker_command() -> Vec<OsWord> {
    let script = repository().join("tests/clients/docker.sh");
    vec!["bash".into(), script.into(), docker().into()]
}

fn docker_py() -> Vec<OsWord> {
    static VENV: OnceLock<PathBuf> = OnceLock::new();
    let venv = VENV.get_or_init(|| {
        let made = Command::new(repository().join("tests/clients/venv")).output().unwrap();
        assert!(made.status.success(), "no environment with docker-py: {made:?}");
        PathBuf::from(String::from_utf8(made.stdout).unwrap().trim_end())
    });
    vec![venv.join("bin/python").into(), repository().join("tests/clients/docker_py.py").into()]
}

/// The program under test, built from this tree.
fn docker_wire() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--workspace", "--bin", "docker-wire", "--message-format=json"]);
        let built = build.current_dir(repository()).stderr(Stdio::inherit()).output().unwrap();
        let messages = String::from_utf8(built.stdout).unwrap();
        let executable = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)));
        executable.unwrap_or_else(|| panic!("docker-wire was not built: {}", built.status))
    })
}
