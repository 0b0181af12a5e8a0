//! A real Buildbot master for as long as a test holds it, by the scripts of `tests/buildbot`.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, Command, Output},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{live, raw};

/// The password of every worker of a [`Master`].
pub const WORKER_PASSWORD: &str = "worker-5e1c7c";

/// A user and password that may control a [`Master`] that asks for a login.
pub const CONTROL: (&str, &str) = ("ctl", "ctlpw");

/// A user and password that may only look.
pub const VIEWER: (&str, &str) = ("viewer", "viewerpw");

/// How a master is set up.
#[derive(Debug, Clone)]
pub struct MasterOptions {
    /// Names of its workers.
    pub workers: Vec<String>,
    /// How many builds a worker runs at a time; `None` for no limit.
    pub max_builds: Option<u32>,
    /// Whom it asks for a login.
    pub login: Login,
    /// Lines of Python at the end of its configuration.
    pub local: String,
    /// Where it finds further Python packages; nowhere if empty.
    pub python_path: String,
}

impl Default for MasterOptions {
    /// One worker `linux-1` that runs one build at a time, and no login.
    fn default() -> Self {
        Self {
            workers: vec!["linux-1".into()],
            max_builds: Some(1),
            login: Login::Nobody,
            local: String::new(),
            python_path: String::new(),
        }
    }
}

impl MasterOptions {
    /// Starts a master in a folder, new or not; returns what the script says.
    #[track_caller]
    fn start(&self, scripts: &Path, dir: &Path) -> String {
        let local = dir.join("master/local.cfg");
        fs::create_dir_all(dir.join("master"))
            .and_then(|()| fs::write(&local, &self.local))
            .unwrap_or_else(|error| panic!("{}: {error}", local.display()));
        let mut up = Command::new(scripts.join("master-up"));
        up.arg(dir).args(["--pb-interface", &live::engine().host_ip]);
        up.args(["--workers", &self.workers.join(",")]);
        up.args(["--auth", self.login.word()]);
        if let Some(limit) = self.max_builds {
            up.args(["--max-builds", &limit.to_string()]);
        }
        if !self.python_path.is_empty() {
            up.env("PYTHONPATH", &self.python_path);
        }
        succeed(&mut up)
    }
}

/// Whom a master asks for a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Nobody.
    Nobody,
    /// Whoever controls something; everybody may look.
    ForControl,
    /// Everybody.
    Always,
}

/// A running master with the builders `echo`, `sleep` (property `seconds`) and `fail`; taken down when dropped.
///
/// It listens for workers on [`Engine::host_ip`](live::Engine::host_ip), for the web on 127.0.0.1.
#[derive(Debug)]
pub struct Master {
    /// Base of the web and REST, `http://127.0.0.1:PORT/`.
    pub url: String,
    /// The port workers connect to.
    pub pb_port: u16,
    /// Its folder; the log is `twistd.log` there.
    pub dir: PathBuf,
    scripts: PathBuf,
    options: MasterOptions,
}

impl Master {
    /// Starts a master and waits until it answers.
    ///
    /// # Panics
    ///
    /// Panics if it does not come up.
    #[must_use]
    #[track_caller]
    pub fn up(options: &MasterOptions) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = live::run_folder().join("masters").join(name);
        let scripts = PathBuf::from(live::variable("LATENT_LIVE_BUILDBOT_DIR"));
        let said = options.start(&scripts, &dir);
        let value = |key: &str| {
            said.lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .unwrap_or_else(|| panic!("master-up does not name {key}: {said}"))
                .to_owned()
        };
        Self {
            url: value("BB_URL"),
            pb_port: value("BB_PB_PORT").parse().unwrap_or_else(|error| panic!("BB_PB_PORT: {error}")),
            dir,
            scripts,
            options: options.clone(),
        }
    }

    /// Kills it and starts it again on the same ports, with the same database.
    ///
    /// # Panics
    ///
    /// Panics if it does not come up.
    #[track_caller]
    pub fn crash_and_start(&self) {
        let pid = self.pid().to_string();
        succeed(Command::new("kill").args(["-KILL", &pid]));
        // The next one begins its log anew.
        let _ = fs::rename(self.dir.join("twistd.log"), self.dir.join(format!("twistd.{pid}.log")));
        let _ = fs::remove_file(self.dir.join("twistd.pid"));
        self.options.start(&self.scripts, &self.dir);
    }

    /// Forces `n` builds of a builder and returns the numbers of their requests.
    #[track_caller]
    pub fn force(&self, builder: &str, n: usize, properties: &[(&str, &str)]) -> Vec<u64> {
        let mut force = self.force_build();
        force.arg(builder).args(["-n", &n.to_string()]);
        for (key, value) in properties {
            force.args(["-p", &format!("{key}={value}")]);
        }
        let requests: Vec<u64> = parse(&succeed(&mut force)).iter().map(|r| r.number).collect();
        assert_eq!(requests.len(), n, "requests of {builder}");
        requests
    }

    /// Waits until requests are complete, or for so long; returns them in the given order, complete or not.
    #[must_use]
    #[track_caller]
    pub fn wait(&self, requests: &[u64], patience: Duration) -> Vec<Request> {
        let list: Vec<String> = requests.iter().map(u64::to_string).collect();
        let mut wait = self.force_build();
        wait.args(["--requests", &list.join(",")]);
        wait.args(["--wait", &patience.as_secs().to_string()]);
        // The exit status only says whether all ended well, which is for the caller to judge.
        let mut found = parse(&text(&output(&mut wait).stdout));
        assert_eq!(found.len(), requests.len(), "requests waited for");
        found.sort_by_key(|request| requests.iter().position(|number| *number == request.number));
        found
    }

    /// Reads `api/v2/PATH` as somebody who is not logged in.
    ///
    /// # Panics
    ///
    /// Panics if the master cannot be read.
    #[must_use]
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let mut said = None;
        // A busy master answers a reading now and then never; it harms nobody to ask again.
        for _ in 0..6 {
            let patience = Duration::from_secs(10);
            match raw::tcp(self.address(), "GET", &format!("/api/v2/{path}"), None, patience) {
                Ok(answer) => return answer.json(),
                Err(error) => said = Some(error),
            }
        }
        panic!("GET {path} of the master: {said:?}");
    }

    /// Calls a method of `api/v2/PATH`, on a master that asks nobody for a login; returns its result.
    ///
    /// # Panics
    ///
    /// Panics if the master does not do it.
    #[track_caller]
    pub fn call(&self, path: &str, method: &str, params: &Value) -> Value {
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let patience = Duration::from_secs(60);
        let answer = raw::tcp(self.address(), "POST", &format!("/api/v2/{path}"), Some(&call), patience);
        let answer = answer.unwrap_or_else(|error| panic!("{method} of {path}: {error}")).json();
        answer["result"].clone()
    }

    /// The id of its process.
    ///
    /// # Panics
    ///
    /// Panics if it does not run.
    #[must_use]
    #[track_caller]
    pub fn pid(&self) -> u32 {
        let pid = self.dir.join("twistd.pid");
        let number = fs::read_to_string(&pid).unwrap_or_else(|error| panic!("{}: {error}", pid.display()));
        number.trim().parse().unwrap_or_else(|error| panic!("{}: {error}", pid.display()))
    }

    /// Where its web server listens, `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    /// Waits until a worker is, or is no longer, connected.
    ///
    /// # Panics
    ///
    /// Panics if that does not happen in time.
    #[track_caller]
    pub fn wait_connected(&self, worker: &str, connected: bool, patience: Duration) {
        let tick = Duration::from_millis(50);
        for _ in 0..=patience.as_millis() / tick.as_millis() {
            let found = &self.get(&format!("workers/{worker}"))["workers"][0]["connected_to"];
            if found.as_array().is_some_and(|list| list.is_empty() != connected) {
                return;
            }
            thread::sleep(tick);
        }
        panic!("{worker}: connected is not {connected} after {patience:?}");
    }

    /// Whether somebody who controls it has to log in.
    #[must_use]
    pub fn asks_for_login(&self) -> bool {
        self.options.login != Login::Nobody
    }

    /// Reads the master's log so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.join("twistd.log")).unwrap_or_default()
    }

    fn force_build(&self) -> Command {
        let mut command = Command::new(self.scripts.join("force-build"));
        // Options first: the script's parser does not take its two positions apart.
        if self.asks_for_login() {
            let (user, password) = CONTROL;
            command.args(["--user", &format!("{user}:{password}")]);
        }
        command.arg(&self.dir);
        command
    }
}

impl Drop for Master {
    fn drop(&mut self) {
        if thread::panicking() {
            show_tail(&self.dir, &self.log());
            keep_logs(&self.dir);
        }
        // Should this fail, the end of the run stops what is in the folder of masters.
        let _ = Command::new(self.scripts.join("master-down")).arg(&self.dir).status();
    }
}

/// A build request, as the master shows it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its id.
    pub number: u64,
    /// Whether it has an outcome.
    pub complete: bool,
    /// The outcome in the master's word, such as `SUCCESS`, if there is one.
    pub results: Option<String>,
    /// Its builds: more than one when the first was tried again.
    pub builds: Vec<Build>,
}

/// A build, as the master shows it.
#[derive(Debug, Clone)]
pub struct Build {
    /// Its id.
    pub id: u64,
    /// The worker it was given to.
    pub worker: Option<String>,
    /// The outcome in the master's word, such as `SUCCESS`, if there is one.
    pub results: Option<String>,
    /// What its steps wrote.
    pub log: String,
}

impl Build {
    /// Returns the id of the container the build ran in, as its log tells.
    ///
    /// # Panics
    ///
    /// Panics if the log names none.
    #[must_use]
    #[track_caller]
    pub fn container(&self) -> &str {
        self.log
            .lines()
            .find_map(|line| line.strip_prefix("container "))
            .unwrap_or_else(|| panic!("build {} names no container: {}", self.id, self.log))
    }
}

impl Login {
    fn word(self) -> &'static str {
        match self {
            Self::Nobody => "no",
            Self::ForControl => "yes",
            Self::Always => "strict",
        }
    }
}

#[track_caller]
fn parse(lines: &str) -> Vec<Request> {
    lines.lines().map(|line| request(line)).collect()
}

#[track_caller]
fn request(line: &str) -> Request {
    let value: Value =
        serde_json::from_str(line).unwrap_or_else(|error| panic!("force-build: {error}: {line}"));
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let builds = value["builds"].as_array().into_iter().flatten();
    Request {
        number: value["request"].as_u64().unwrap_or_default(),
        complete: value["complete"].as_bool().unwrap_or_default(),
        results: word(&value["results"]),
        builds: builds
            .map(|build| Build {
                id: build["id"].as_u64().unwrap_or_default(),
                worker: word(&build["worker"]),
                results: word(&build["results"]),
                log: word(&build["log"]).unwrap_or_default(),
            })
            .collect(),
    }
}

#[track_caller]
fn succeed(command: &mut Command) -> String {
    let output = output(command);
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Copies the logs of a master whose test failed beside the tests' program, where the end of the run leaves them.
#[expect(clippy::print_stderr, reason = "a failing test says where its master's logs are")]
fn keep_logs(dir: &Path) {
    let here = env::current_exe().unwrap_or_default();
    let kept = here.with_file_name("failed").join(dir.file_name().unwrap_or_default());
    let copy = || -> io::Result<()> {
        fs::create_dir_all(&kept)?;
        for file in fs::read_dir(dir)?.flatten().map(|entry| entry.path()) {
            let is_log = file.extension().is_some_and(|it| it == "log" || it == "jsonl");
            if let Some(name) = file.file_name().filter(|_| is_log) {
                fs::copy(&file, kept.join(name))?;
            }
        }
        Ok(())
    };
    match copy() {
        Ok(()) => eprintln!("its logs are kept in {}", kept.display()),
        Err(error) => eprintln!("its logs cannot be kept in {}: {error}", kept.display()),
    }
}

#[expect(clippy::print_stderr, reason = "a failing test shows what its master said")]
fn show_tail(dir: &Path, log: &str) {
    let lines: Vec<&str> = log.lines().collect();
    let tail = &lines[lines.len().saturating_sub(40)..];
    eprintln!("the end of the log of {}:\n{}", dir.display(), tail.join("\n"));
}
