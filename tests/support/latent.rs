//! The program `latent` as a process: its configuration and state in a folder of their own, what it says, how it ends.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{live, master::CONTROL, master::Master, master::WORKER_PASSWORD, raw};

/// A `latent.toml` with its state folder. What is left on the engine is removed when it is dropped.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    /// Where its containers are listed.
    socket: PathBuf,
}

impl Home {
    /// Writes a configuration for workers of a master, all with the same keys.
    ///
    /// `keys` are lines of `[[worker]]` beside the name, the password and the engine, such as `image = "…"`.
    ///
    /// # Panics
    ///
    /// Panics if the folder cannot be written, as do all of these.
    #[must_use]
    #[track_caller]
    pub fn new(master: &Master, engine: &str, workers: &[&str], keys: &str) -> Self {
        let mut text = master_table(master);
        for worker in workers {
            text.push_str(&worker_table(worker, engine, keys));
        }
        Self::with(&text)
    }

    /// Writes a configuration as it is given, with `state_dir` before it.
    #[must_use]
    #[track_caller]
    pub fn with(text: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("home-").tempdir_in(live::run_folder());
        let folder = folder.unwrap_or_else(|error| panic!("no folder for latent: {error}"));
        let home = Self { folder, socket: live::engine().socket().to_owned() };
        let text = format!("state_dir = {:?}\n{text}", home.state());
        home.rewrite(&text);
        home
    }

    /// Counts what is left on another engine than the main one.
    #[must_use]
    pub fn counted_on(mut self, socket: &Path) -> Self {
        self.socket = socket.to_owned();
        self
    }

    /// Replaces the configuration.
    #[track_caller]
    pub fn rewrite(&self, text: &str) {
        fs::write(self.config(), text).unwrap_or_else(|error| panic!("{}: {error}", self.config().display()));
    }

    /// The path of `latent.toml`.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("latent.toml")
    }

    /// The path of the state folder.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// The folder that holds both.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The label that all containers of this configuration carry, once it has run.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        let owner = fs::read_to_string(self.state().join("owner")).ok()?;
        Some(format!("latent.owner={}", owner.trim()))
    }

    /// The containers of this configuration, as the engine lists them.
    #[must_use]
    #[track_caller]
    pub fn containers(&self) -> Vec<Value> {
        self.label().map(|label| raw::containers_with_label(&self.socket, &label)).unwrap_or_default()
    }

    /// Counts what this configuration has left behind.
    #[must_use]
    #[track_caller]
    pub fn leaked(&self) -> usize {
        let label = self.label().unwrap_or_else(|| panic!("latent never ran in {}", self.folder().display()));
        raw::leaked(&self.socket, &label)
    }

    /// Prepares `latent WORD --config FILE`, its log as JSON.
    #[must_use]
    pub fn command(&self, word: &str) -> Command {
        let mut command = program();
        command.args(["--log-format", "json", word, "--config"]).arg(self.config());
        command
    }

    /// Starts `latent run`.
    #[must_use]
    #[track_caller]
    pub fn run(&self) -> Running {
        Running::start(self.command("run"))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A test that failed must not fail others, and one that passed has nothing here.
        // An engine of a test's own may be gone already.
        if raw::try_engine(&self.socket, "GET", "/_ping", None).is_err() {
            return;
        }
        for container in self.containers() {
            let id = container["Id"].as_str().unwrap_or_default();
            let target = format!("/containers/{id}?force=1&v=1");
            let _ = raw::try_engine(&self.socket, "DELETE", &target, None);
        }
    }
}

/// The table `[master]` for a running master.
#[must_use]
pub fn master_table(master: &Master) -> String {
    let mut text = format!(
        "[master]\nurl = \"{}\"\nworker_port = {}\nmasterFQDN = \"{}\"\n",
        master.url,
        master.pb_port,
        live::engine().host_ip
    );
    if master.asks_for_login() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "user = \"{}\"\npassword = \"{}\"", CONTROL.0, CONTROL.1);
    }
    text
}

/// A table `[[worker]]` with further keys.
#[must_use]
pub fn worker_table(name: &str, engine: &str, keys: &str) -> String {
    format!(
        "\n[[worker]]\nname = \"{name}\"\npassword = \"{WORKER_PASSWORD}\"\ndocker_host = \"{engine}\"\n{keys}\n"
    )
}

/// Prepares `latent`, with nothing in its environment that changes what it does.
#[must_use]
pub fn program() -> Command {
    let mut command = Command::new(live::latent());
    for name in ["DOCKER_HOST", "DOCKER_API_VERSION", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "RUST_LOG"] {
        command.env_remove(name);
    }
    command
}

/// A running `latent`, killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    said: Arc<Said>,
}

#[derive(Debug, Default)]
struct Said {
    lines: Mutex<(Vec<String>, usize)>,
    more: Condvar,
}

impl Running {
    /// Starts a command and reads both of its streams line by line.
    ///
    /// # Panics
    ///
    /// Panics if it cannot be started.
    #[must_use]
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = Arc::new(Said::default());
        if let Some(out) = child.stdout.take() {
            said.clone().read(out);
        }
        if let Some(err) = child.stderr.take() {
            said.clone().read(err);
        }
        Self { child, said }
    }

    /// The id of the process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line of its log with this message that, if a worker is named, is about that worker.
    ///
    /// `from` is the number of lines to pass over; returned are the line and the number of the next.
    ///
    /// # Panics
    ///
    /// Panics if there is none in time, or when the process has ended without one.
    #[track_caller]
    pub fn wait_for(
        &self,
        message: &str,
        worker: Option<&str>,
        from: usize,
        patience: Duration,
    ) -> (Value, usize) {
        self.wait_line(&format!("{message:?} of {worker:?}"), from, patience, |line| {
            let fields = &line["fields"];
            fields["message"] == message && worker.is_none_or(|worker| fields["worker"] == worker)
        })
    }

    /// As [`wait_for`](Self::wait_for), for a line that a test judges itself; `what` names it.
    ///
    /// # Panics
    ///
    /// As `wait_for`.
    #[track_caller]
    pub fn wait_line(
        &self,
        what: &str,
        from: usize,
        patience: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> (Value, usize) {
        let give_up = Instant::now() + patience;
        let mut next = from;
        let mut lines = self.said.lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            while let Some(line) = lines.0.get(next) {
                next += 1;
                if let Ok(value) = serde_json::from_str(line)
                    && wanted(&value)
                {
                    return (value, next);
                }
            }
            let left = give_up.saturating_duration_since(Instant::now());
            let ended = lines.1 == 2;
            assert!(
                !ended && !left.is_zero(),
                "latent did not say {what} in {patience:?}:\n{}",
                lines.0.join("\n")
            );
            lines = self.said.more.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Sends a signal by its name, such as `QUIT`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such process any more.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "SIG{name} was not sent\n{}", self.text());
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    ///
    /// Panics if it does not in time.
    #[track_caller]
    pub fn wait(&mut self, patience: Duration) -> ExitStatus {
        let give_up = Instant::now() + patience;
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                self.said.read_out();
                return status;
            }
            assert!(Instant::now() < give_up, "latent still runs after {patience:?}:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Drains it with SIGQUIT and expects it to end well.
    ///
    /// # Panics
    ///
    /// Panics if it does not.
    #[track_caller]
    pub fn drain(&mut self, patience: Duration) {
        self.signal("QUIT");
        let status = self.wait(patience);
        assert_eq!(status.code(), Some(0), "{}", self.text());
    }

    /// Kills it, and returns when it is gone.
    pub fn kill(&mut self) {
        // One that has ended by itself is as dead.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.said.read_out();
    }

    /// All that it said so far, both streams in the order of their lines.
    #[must_use]
    pub fn text(&self) -> String {
        self.said.lines.lock().unwrap_or_else(PoisonError::into_inner).0.join("\n")
    }

    /// How many lines it said so far.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.said.lines.lock().unwrap_or_else(PoisonError::into_inner).0.len()
    }
}

impl Said {
    fn read(self: Arc<Self>, from: impl std::io::Read + Send + 'static) {
        thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                self.lines.lock().unwrap_or_else(PoisonError::into_inner).0.push(line);
                self.more.notify_all();
            }
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
            self.more.notify_all();
        });
    }

    /// Waits until both streams have been read to their ends.
    fn read_out(&self) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let second = Duration::from_secs(1);
        drop(self.more.wait_timeout_while(lines, second, |lines| lines.1 < 2));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            show(&self.text());
        }
        self.kill();
    }
}

#[expect(clippy::print_stderr, reason = "a failing test shows what latent said")]
fn show(text: &str) {
    eprintln!("what latent said:\n{text}");
}
