//! `docker-wire record` and `docker-wire replay` as processes, one in front of the other: no engine is needed.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use tempfile::TempDir;

const FIXTURE: &str = r#"{"fixture":1,"engine":{"version":"20.10.24","api":"1.41","min":"1.12","os":"linux"}}
{"x":0,"t":0,"repeat":true,"request":{"method":"GET","target":"/version"}}
{"x":0,"t":1,"reply":{"status":200,"headers":{"content-type":"application/json"}},"json":{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}}
{"x":1,"t":2,"request":{"method":"POST","target":"/containers/create","headers":{"content-type":"application/json"}},"json":{"Image":"busybox","Env":["TOKEN=<redacted>"]}}
{"x":1,"t":3,"reply":{"status":201,"headers":{"content-type":"application/json"}},"json":{"Id":"8f3a","Warnings":[]}}
{"x":2,"t":4,"request":{"method":"GET","target":"/events"}}
{"x":2,"t":5,"reply":{"status":200,"headers":{"content-type":"application/json"}}}
{"x":2,"t":6,"from":"engine","utf8":"{}\n"}
{"x":2,"t":7,"fail":"dropped"}
{"t":8,"end":"recording"}
"#;

const CREATE: &str = r#"{"Image":"busybox","Env":["TOKEN=t0p-secret"]}"#;

#[test]
fn what_is_recorded_replays_and_holds_no_secret() {
    let home = Home::new();
    home.write("a.jsonl", FIXTURE);
    let engine =
        Running::start(home.tool("replay", &["--listen", &home.unix("e"), "--from", "a.jsonl", "--keep"]));
    let mut proxy = home.tool("record", &["--listen", "tcp://127.0.0.1:0", "--to", "b.jsonl"]);
    proxy.args(["--engine", &engine.host]);
    let proxy = Running::start(proxy);
    assert!(create(&proxy.host, CREATE).ends_with(r#"{"Id":"8f3a","Warnings":[]}"#));
    // It still runs when the signal comes.
    let mut events = connect(&proxy.host);
    events.write_all(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n").unwrap();
    let mut first = [0; 12];
    events.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert!(!home.path("b.jsonl").exists(), "the file is not there before it is complete");

    let done = proxy.end("TERM");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("b.jsonl has 2 exchanges") && said.contains("redacted TOKEN, 1 times"), "{said}");
    assert_eq!(engine.end("TERM").status.code(), Some(0));
    let text = fs::read_to_string(home.path("b.jsonl")).unwrap();
    assert!(text.ends_with("\"end\":\"recording\"}\n") && text.contains(r#""fail":"dropped""#), "{text}");
    assert!(text.contains("\"version\":\"20.10.24\"") && !text.contains("t0p-secret"), "{text}");
    assert!(!home.path("b.jsonl.recording").exists());

    let again = Running::start(home.tool("replay", &["--listen", &home.unix("e"), "--from", "b.jsonl"]));
    assert!(create(&again.host, CREATE).ends_with(r#"{"Id":"8f3a","Warnings":[]}"#));
    let mut events = connect(&again.host);
    events.write_all(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n").unwrap();
    events.read_exact(&mut first).unwrap();
    drop(events);
    // Everything was asked for and nobody is connected.
    let done = again.wait();
    assert_eq!((done.status.code(), &*done.stderr), (Some(0), &b""[..]), "{done:?}");
    assert!(!home.path("e").exists(), "the socket is gone");
}

#[test]
fn a_client_that_strays_is_told_and_so_is_the_caller() {
    let home = Home::new();
    home.write("a.jsonl", FIXTURE);
    let engine = Running::start(home.tool("replay", &["--listen", &home.unix("e"), "--from", "a.jsonl"]));
    let answer = create(&engine.host, r#"{"Image":"alpine","Env":["TOKEN=t0p-secret"]}"#);
    let difference = r#"body /Image: recorded \"busybox\", asked \"alpine\""#;
    assert!(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"), "{answer}");
    assert!(answer.contains(difference), "{answer}");
    let done = engine.wait();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains(&difference.replace('\\', "")) && said.contains("a.jsonl:4"), "{said}");
    assert!(said.contains("recorded, never asked for: a.jsonl:6 GET /events"), "{said}");
    assert!(!said.contains("t0p-secret") && !answer.contains("t0p-secret"), "{said}{answer}");
}

#[test]
fn a_client_that_stops_early_shows_at_the_end() {
    let home = Home::new();
    home.write("a.jsonl", FIXTURE);
    for (signal, idle) in [(Some("TERM"), None), (Some("INT"), None), (None, Some("0.2"))] {
        let mut engine = home.tool("replay", &["--listen", &home.unix("e"), "--from", "a.jsonl"]);
        engine.args(idle.into_iter().flat_map(|idle| ["--idle", idle]));
        let engine = Running::start(engine);
        create(&engine.host, CREATE);
        let done = match signal {
            Some(signal) => engine.end(signal),
            None => engine.wait(),
        };
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(
            said.contains("recorded, never asked for: a.jsonl:6 GET /events") && !said.contains("POST"),
            "{said}"
        );
    }
}

#[test]
fn a_program_runs_in_front_of_its_own_engine() {
    let home = Home::new();
    let version: Vec<_> =
        FIXTURE.lines().filter(|line| !line.contains("\"x\":1") && !line.contains("\"x\":2")).collect();
    home.write("a.jsonl", &version.join("\n").replace("\"repeat\":true,", ""));
    let run =
        |program: &[&str]| home.tool("replay", &["--from", "a.jsonl", "--"]).args(program).output().unwrap();
    // The recorder finds the replaying engine in DOCKER_HOST, asks it for its version, and has a program of its own.
    let tool = env!("CARGO_BIN_EXE_docker-wire");
    let done =
        run(&[tool, "record", "--to", "b.jsonl", "--", "sh", "-c", "echo ran on $DOCKER_HOST; exit 3"]);
    let (out, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!(done.status.code(), Some(3), "the program's own code: {said}");
    assert!(out.starts_with("ran on unix:///") && said.contains("b.jsonl has 0 exchanges"), "{out}{said}");
    let idle = run(&["true"]);
    assert_eq!(idle.status.code(), Some(1), "the program did not ask: {idle:?}");
    let missing = run(&["no-such-program"]);
    let said = String::from_utf8(missing.stderr).unwrap();
    assert_eq!(missing.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("docker-wire: no-such-program cannot be run: ") && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn bad_input_is_one_clear_line_and_a_code() {
    let home = Home::new();
    home.write("a.jsonl", FIXTURE);
    home.write("cut.jsonl", FIXTURE.split_once("{\"t\":8").unwrap().0);
    home.write("newer.jsonl", "{\"fixture\":4000}\n");
    home.write("file", "");
    let busy = home.unix("busy");
    let _busy = UnixListener::bind(home.path("busy")).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("tcp://{}", port.local_addr().unwrap());
    let engine =
        Running::start(home.tool("replay", &["--listen", &home.unix("e"), "--from", "a.jsonl", "--keep"]));
    let (free, live) = (home.unix("free"), engine.host.clone());
    let table: [(&[&str], i32, &str); 15] = [
        (&["replay", "--from", "a.jsonl"], 2, "--listen <ADDRESS>"),
        (
            &["replay", "--listen", "http://x", "--from", "a.jsonl"],
            2,
            "write unix:///path or tcp://127.0.0.1:port",
        ),
        (&["replay", "--listen", "tcp://0.0.0.0:0", "--from", "a.jsonl"], 2, "--allow-remote allows that"),
        (
            &["replay", "--listen", &free, "--timing", "fast"],
            2,
            "write immediate, exact, or a factor above 0",
        ),
        (&["replay", "--listen", &free, "--from", "none.jsonl"], 3, "none.jsonl: the fixture cannot be read"),
        (&["replay", "--listen", &free, "--from", "cut.jsonl"], 3, "cut.jsonl"),
        (&["replay", "--listen", &free, "--from", "newer.jsonl"], 3, "newer.jsonl:1: "),
        (&["replay", "--listen", &busy, "--from", "a.jsonl"], 3, "somebody listens there already"),
        (
            &["replay", "--listen", &home.unix("file"), "--from", "a.jsonl"],
            3,
            "a file that is no socket is in the way",
        ),
        (&["record", "--listen", &port, "--engine", &live], 3, "somebody listens there already"),
        (
            &["record", "--listen", &free, "--engine", &live, "--to", "file/b.jsonl"],
            3,
            "file/b.jsonl cannot be written",
        ),
        (&["record", "--listen", &free, "--engine", "ftp://x"], 2, "`ftp://x`"),
        (&["record", "--listen", &free, "--engine", &home.unix("nothing")], 4, "is the engine running?"),
        (&["record", "--listen", &free, "--engine", &live, "--repeat", "/x"], 2, "write a method and a path"),
        (&["record", "--listen", &free, "--repeat", "POST /x"], 2, "only GET and HEAD ask"),
    ];
    for (arguments, code, words) in table {
        let done = home.tool(arguments[0], &arguments[1..]).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty() && !home.path("free").exists(), "{arguments:?}");
    }
    assert_eq!(engine.end("TERM").status.code(), Some(1), "nobody asked for what was recorded");
}

/// A folder that the tool runs in.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn unix(&self, name: &str) -> String {
        format!("unix://{}", self.path(name).display())
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn tool(&self, command: &str, arguments: &[&str]) -> Command {
        let mut tool = Command::new(env!("CARGO_BIN_EXE_docker-wire"));
        tool.arg(command)
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("DOCKER_HOST")
            .stdin(Stdio::null());
        tool
    }
}

/// The tool, serving. Killed when it is dropped.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    host: String,
}

impl Running {
    /// Starts it, and waits until it says where it listens.
    #[track_caller]
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let Some(host) = line.trim_end().strip_prefix("DOCKER_HOST=") else {
            panic!("{line}{:?}", child.wait_with_output());
        };
        Self { host: host.to_owned(), child, out }
    }

    fn end(self, signal: &str) -> Output {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.wait()
    }

    fn wait(mut self) -> Output {
        let mut stderr = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        let mut stdout = Vec::new();
        self.out.read_to_end(&mut stdout).unwrap();
        Output { status: self.child.wait().unwrap(), stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn connect(host: &str) -> Box<dyn Stream> {
    match host.split_once("://").unwrap() {
        ("unix", path) => Box::new(UnixStream::connect(Path::new(path)).unwrap()),
        (_, address) => Box::new(std::net::TcpStream::connect(address).unwrap()),
    }
}

/// Asks for a container, and returns the whole answer.
fn create(host: &str, body: &str) -> String {
    let mut client = connect(host);
    let head = "POST /containers/create HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\n";
    write!(client, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    answer
}
