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

/// With symbols, which format 1 does not have.
const NAMED: &str = r#"{"fixture":3}
{"x":0,"t":0,"request":{"method":"POST","target":"/containers/create","headers":{"content-type":"application/json"}},"json":{"Image":"busybox"}}
{"x":0,"t":1,"reply":{"status":201},"json":{"Id":"<container:1>"},"bound":{"container:1":"8f3a8f3a8f3a8f3a"}}
{"x":1,"t":2,"request":{"method":"POST","target":"/containers/<container:1:12>/start"}}
{"x":1,"t":3,"reply":{"status":204},"utf8":""}
{"t":4,"end":"recording"}
"#;

#[test]
fn bad_input_is_one_clear_line_and_a_code() {
    let home = Home::new();
    home.write("a.jsonl", FIXTURE);
    home.write("cut.jsonl", FIXTURE.split_once("{\"t\":8").unwrap().0);
    home.write("torn.jsonl", FIXTURE.split_once("\"POST\"").unwrap().0);
    home.write("newer.jsonl", &NAMED.replacen('3', "4", 1));
    home.write("unbound.jsonl", &NAMED.replace("<container:1:12>", "<container:2>"));
    home.write("shorter.jsonl", &NAMED.replace("8f3a8f3a8f3a8f3a", "8f3a"));
    home.write("misnamed.jsonl", &NAMED.replace("\"container:1\"", "\"contaner:1\""));
    home.write("older.jsonl", &NAMED.replacen('3', "1", 1));
    home.write("file", "");
    let busy = home.unix("busy");
    let _busy = UnixListener::bind(home.path("busy")).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("tcp://{}", port.local_addr().unwrap());
    let engine =
        Running::start(home.tool("replay", &["--listen", &home.unix("e"), "--from", "a.jsonl", "--keep"]));
    let (free, live) = (home.unix("free"), engine.host.clone());
    let taken =
        format!("cannot listen on {port}: somebody listens there already; stop it, or take another address");
    let play: [(&str, &str); 10] = [
        ("none.jsonl", "none.jsonl: the fixture cannot be read: No such file or directory (os error 2)"),
        (".", ".: the fixture cannot be read: Is a directory (os error 21)"),
        ("file", "file:1: no fixture header: the first line is empty"),
        (
            "cut.jsonl",
            "cut.jsonl:9: the file stops before `\"end\":\"recording\"`: it was cut, or its recording never finished",
        ),
        (
            "torn.jsonl",
            "torn.jsonl:4: bad event: EOF while parsing a value at line 1 column 33; the file was cut here",
        ),
        ("newer.jsonl", "newer.jsonl:1: fixture format 4 is not known here; this docker-wire reads up to 3"),
        (
            "older.jsonl",
            "older.jsonl:3: `bound`, `multiplex`, `tar` and `file` came with format 2, and the header says 1",
        ),
        (
            "unbound.jsonl",
            "unbound.jsonl:4: the client uses `<container:2>`, which nothing above has bound: no reply tells it",
        ),
        ("shorter.jsonl", "shorter.jsonl:4: `<container:1:12>` asks for 12 characters of a value that has 4"),
        (
            "misnamed.jsonl",
            "misnamed.jsonl:3: `contaner:1` in `bound` is no symbol; one looks like `container:1`",
        ),
    ];
    for (from, words) in play {
        home.refuses(&["replay", "--listen", &free, "--from", from], 3, words);
    }
    let table: [(&[&str], i32, &str); 8] = [
        (
            &["replay", "--listen", &busy, "--from", "a.jsonl"],
            3,
            "cannot listen on unix://HOME/busy: somebody listens there already; stop it, or take another address",
        ),
        (
            &["replay", "--listen", &home.unix("file"), "--from", "a.jsonl"],
            3,
            "cannot listen on unix://HOME/file: a file that is no socket is in the way",
        ),
        (
            &["replay", "--listen", "tcp://0.0.0.0:0", "--from", "a.jsonl"],
            2,
            "tcp://0.0.0.0:0 can be reached from other machines; --allow-remote allows that",
        ),
        (&["record", "--listen", &port, "--engine", &live], 3, &taken),
        (
            &["record", "--listen", &free, "--engine", &live, "--to", "file/b.jsonl"],
            3,
            "file/b.jsonl cannot be written: the folder file cannot be made: File exists (os error 17)",
        ),
        (
            &["record", "--listen", &free, "--engine", &live, "--to", "."],
            3,
            ". cannot be written: it is a folder",
        ),
        (
            &["record", "--listen", &free, "--engine", "ftp://x"],
            2,
            "`ftp://x` has a scheme that is not spoken here; use unix:///path, tcp://host:port, https://host:port or ssh://user@host",
        ),
        (
            &["record", "--listen", &free, "--engine", &home.unix("nothing")],
            4,
            "SystemVersion: cannot reach unix://HOME/nothing: there is no such socket; is the engine running?: No such file or directory (os error 2)",
        ),
    ];
    for (arguments, code, words) in table {
        home.refuses(arguments, code, words);
    }
    let usage: [(&[&str], &str); 5] = [
        (&["replay", "--from", "a.jsonl"], "--listen <ADDRESS>"),
        (
            &["replay", "--listen", "http://x", "--from", "a.jsonl"],
            "write unix:///path or tcp://127.0.0.1:port",
        ),
        (&["replay", "--listen", &free, "--timing", "fast"], "write immediate, exact, or a factor above 0"),
        (&["record", "--listen", &free, "--engine", &live, "--repeat", "/x"], "write a method and a path"),
        (&["record", "--listen", &free, "--repeat", "POST /x"], "only GET and HEAD ask"),
    ];
    for (arguments, words) in usage {
        let done = home.tool(arguments[0], &arguments[1..]).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.code() == Some(2) && said.contains(words), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty() && !home.path("free").exists(), "{arguments:?}");
    }
    assert_eq!(engine.end("TERM").status.code(), Some(1), "nobody asked for what was recorded");
    let left = ["a.jsonl.recording", "fixture.jsonl", "fixture.jsonl.recording", "..recording"];
    assert!(left.iter().all(|name| !home.path(name).exists()), "what cannot begin leaves nothing behind");
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

    /// Runs the tool, which must do nothing but say why.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], code: i32, words: &str) {
        let done = self.tool(arguments[0], &arguments[1..]).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap().replace(self.0.path().to_str().unwrap(), "HOME");
        assert_eq!(said, format!("docker-wire: {words}\n"), "{arguments:?}");
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty() && !self.path("free").exists(), "{arguments:?}");
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
