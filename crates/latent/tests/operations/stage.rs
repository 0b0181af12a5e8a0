//! An engine without images, a master with one request, and the program between them.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "worker-pass-7c1e";

/// The value of a property of the request.
pub(crate) const SECRET: &str = "s3cret-property";

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    folder: TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = UnixListener::bind(folder.path().join("engine.sock")).unwrap();
        thread::spawn(move || {
            engine.incoming().map_while(Result::ok).for_each(|stream| serve(stream, engine_says));
        });
        let master = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = master.local_addr().unwrap().port();
        thread::spawn(move || {
            master.incoming().map_while(Result::ok).for_each(|stream| serve(stream, master_says));
        });
        let state = folder.path().join("state");
        let socket = folder.path().join("engine.sock");
        let text = format!(
            "state_dir = {state:?}\n[master]\nurl = \"http://127.0.0.1:{port}\"\nmasterFQDN = \"10.0.0.1\"\n\
             [[worker]]\nname = \"w1\"\npassword = \"{PASSWORD}\"\ndocker_host = \"unix://{}\"\n\
             image = \"absent:1\"\n",
            socket.display()
        );
        fs::write(folder.path().join("latent.toml"), text).unwrap();
        Self { folder }
    }

    /// Replaces something in the configuration.
    pub(crate) fn change(&self, from: &str, to: &str) {
        let path = self.folder().join("latent.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, words: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latent"));
        for name in [
            "DOCKER_HOST",
            "DOCKER_TLS",
            "DOCKER_TLS_VERIFY",
            "RUST_LOG",
            "NOTIFY_SOCKET",
            "WATCHDOG_USEC",
            "WATCHDOG_PID",
        ] {
            command.env_remove(name);
        }
        command.args(words).envs(environment.iter().copied()).stdin(Stdio::null());
        command
    }

    /// Runs a command that needs no configuration.
    pub(crate) fn alone(&self, words: &[&str]) -> Output {
        self.command(words, &[]).output().unwrap()
    }

    /// Runs a command with the configuration.
    pub(crate) fn latent(&self, words: &[&str]) -> Output {
        self.latent_with(words, &[])
    }

    pub(crate) fn latent_with(&self, words: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = self.command(words, environment);
        command.arg("--config").arg(self.folder().join("latent.toml")).output().unwrap()
    }

    /// Starts `latent run` and waits until it can be asked.
    pub(crate) fn run(&self, environment: &[(&str, &str)]) -> Running {
        self.run_into(environment, fs::File::create(self.folder().join("log")).unwrap())
    }

    /// Starts it with another place for its log.
    pub(crate) fn run_into(&self, environment: &[(&str, &str)], to: impl Into<Stdio>) -> Running {
        let log = self.folder().join("log");
        let mut command = self.command(&["--log-format", "json", "run"], environment);
        command.arg("--config").arg(self.folder().join("latent.toml"));
        let child = command.stdout(Stdio::null()).stderr(to).spawn().unwrap();
        let running = Running { child, log };
        self.until("it listens", || self.folder().join("state/control.sock").exists().then_some(()));
        running
    }

    /// Looks again and again until there is something.
    #[track_caller]
    pub(crate) fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            let log = fs::read_to_string(self.folder().join("log")).unwrap_or_default();
            assert!(Instant::now() < give_up, "never {what}:\n{log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The newest piece of the journal.
    pub(crate) fn journal(&self) -> PathBuf {
        let entries = fs::read_dir(self.folder().join("state/journal")).unwrap();
        entries.map(|entry| entry.unwrap().path()).max().unwrap()
    }
}

/// A running process, killed when dropped.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(kill.unwrap().success());
    }

    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended is as dead.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Answers one request and closes.
fn serve(stream: impl Read + Write, says: fn(&str, &str) -> (u16, String)) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap_or_default() == 0 {
            return;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    // Whoever has gone away needs no answer.
    drop(stream.by_ref().take(length).read_to_end(&mut Vec::new()));
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, body) = says(method, path);
    let answer = format!(
        "HTTP/1.1 {status} So\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    drop(stream.get_mut().write_all(answer.as_bytes()));
}

fn engine_says(_: &str, path: &str) -> (u16, String) {
    if path.ends_with("/version") {
        return (200, r#"{"Version":"26.1.5","ApiVersion":"1.45","MinAPIVersion":"1.24"}"#.to_owned());
    }
    if path.ends_with("/info") {
        let told = r#"{"SystemTime":"2001-01-01T00:00:00Z","NCPU":2,"MemTotal":4294967296,
            "InitBinary":"docker-init","InitCommit":{"ID":"N/A"}}"#;
        return (200, told.to_owned());
    }
    // Of another latent, so that only who asks for those of any sees it.
    if path.contains("/containers/json") && path.contains("latent.managed") {
        let listed = r#"[{"Id":"0123456789abcdef","Image":"i:1","State":"running","Status":"Up 2 minutes",
            "Labels":{"latent.managed":"1","latent.owner":"feedfacefeedface","latent.worker":"far-1"}}]"#;
        return (200, listed.to_owned());
    }
    if path.contains("/containers/json") {
        return (200, "[]".to_owned());
    }
    (404, r#"{"message":"no such thing"}"#.to_owned())
}

fn master_says(method: &str, path: &str) -> (u16, String) {
    let path = path.trim_start_matches("/api/v2/");
    let worker = r#"{"workerid":1,"name":"w1","connected_to":[],"configured_on":[{"builderid":1,"masterid":1}],
        "paused":false,"pause_reason":null,"graceful":false}"#;
    let body = match path.split('?').next().unwrap_or_default() {
        _ if method == "POST" => {
            return (501, r#"{"error":{"code":-32601,"message":"no such method"}}"#.to_owned());
        }
        "masters" => r#"{"masters":[]}"#.to_owned(),
        "workers" | "workers/1" => format!(r#"{{"workers":[{worker}]}}"#),
        "builds" => r#"{"builds":[]}"#.to_owned(),
        "buildrequests" => {
            r#"{"buildrequests":[{"buildrequestid":7,"builderid":1,"claimed":false}]}"#.to_owned()
        }
        "buildrequests/7" => {
            format!(
                r#"{{"buildrequests":[{{"buildrequestid":7,"properties":{{"token":["{SECRET}","x"]}}}}]}}"#
            )
        }
        _ => return (404, r#"{"error":"no such thing"}"#.to_owned()),
    };
    (200, body)
}
