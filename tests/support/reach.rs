//! Engines behind TLS and behind SSH, started by the tests that need them, in the folder of their run.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    live,
    own_engine::{engine_script, script},
};

/// A further instance of an engine, reached over TCP by clients with a certificate. It is taken down when dropped.
#[derive(Debug)]
pub struct TlsEngine {
    /// Its name in `tests/engines`, such as `docker-28.5@tls`.
    pub name: String,
    /// Where it answers, `tcp://127.0.0.1:PORT`.
    pub host: String,
    /// A folder for each kind of client: `client-rsa`, `client-ecdsa`, `client-untrusted`, `client-expired`.
    pub certificates: PathBuf,
}

impl TlsEngine {
    /// Starts it, with a busybox image.
    ///
    /// # Panics
    ///
    /// Panics if it does not start.
    #[must_use]
    #[track_caller]
    pub fn up(engine: &str) -> Self {
        let name = format!("{engine}@tls");
        script(&["up", &name, "--tls"]);
        script(&["images", &name]);
        let certificates = PathBuf::from(told(&name, "DOCKER_CERT_PATH="));
        let certificates = certificates.parent().map(Path::to_owned).unwrap_or_default();
        Self { host: told(&name, "DOCKER_HOST="), certificates, name }
    }

    /// Starts it again with what it has, at another port, so that it shows another certificate: `server-ecdsa` or
    /// `server-expired`.
    ///
    /// # Panics
    ///
    /// Panics if it does not start.
    #[track_caller]
    pub fn show(&mut self, certificate: &str) {
        script(&["down", &self.name]);
        script(&["up", &self.name, "--tls", &format!("--cert={certificate}")]);
        self.host = told(&self.name, "DOCKER_HOST=");
    }

    /// The port of it.
    #[must_use]
    pub fn port(&self) -> u16 {
        let port = self.host.rsplit(':').next().and_then(|port| port.parse().ok());
        port.unwrap_or_else(|| panic!("no port in {}", self.host))
    }
}

/// Finds a variable in what the engines' script says of an engine.
#[track_caller]
fn told(name: &str, variable: &str) -> String {
    let told = script(&["env", name, "--tls"]);
    let mut words = told.split_whitespace();
    let word = words.find_map(|word| word.strip_prefix(variable));
    word.unwrap_or_else(|| panic!("no {variable} in {told}")).to_owned()
}

impl Drop for TlsEngine {
    fn drop(&mut self) {
        script(&["down", &self.name, "--purge"]);
    }
}

/// An SSH server of this machine's own programs on a free port of 127.0.0.1, with keys of its own. It ends when dropped.
#[derive(Debug)]
pub struct Sshd {
    child: Child,
    folder: tempfile::TempDir,
    /// Where it listens.
    pub port: u16,
}

impl Sshd {
    /// Starts it; who logs in finds the `docker` command of an engine, which leads there.
    ///
    /// # Panics
    ///
    /// Panics if it does not start; it needs Debian's `openssh-server`.
    #[must_use]
    #[track_caller]
    pub fn up(engine: &live::Engine) -> Self {
        Self::with(engine, &engine.name)
    }

    /// Starts it; who logs in finds the command of an engine of that name as `docker`, and in the environment what leads it
    /// to the other engine.
    ///
    /// # Panics
    ///
    /// As [`up`](Self::up).
    #[must_use]
    #[track_caller]
    pub fn with(engine: &live::Engine, command: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("sshd-").tempdir_in(live::run_folder());
        let folder = folder.unwrap_or_else(|error| panic!("no folder for sshd: {error}"));
        let path = |name: &str| folder.path().join(name).display().to_string();
        for key in ["host", "client", "stranger"] {
            run(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &path(key)]));
        }
        let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = listener.unwrap_or_else(|error| panic!("no free port: {error}")).port();
        // A `docker` of this machine is not found by who logs in.
        let search = std::env::var("PATH").unwrap_or_default();
        let docker = format!(
            "#!/bin/sh\nPATH='{search}' ENGINES_RUN='{}' exec '{}' cli {command} \"$@\"\n",
            live::run_folder().display(),
            engine_script().display(),
        );
        write(&folder.path().join("bin/docker"), &docker);
        run(Command::new("chmod").args(["755", &path("bin/docker")]));
        // Docker's command reads the one, Podman's the other.
        let host = &engine.host;
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
             UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
             SetEnv PATH={} DOCKER_HOST={host} CONTAINER_HOST={host}\n",
            path("host"),
            path("client.pub"),
            path("bin"),
        );
        write(&folder.path().join("sshd_config"), &config);
        let host_key = fs::read_to_string(path("host.pub")).unwrap_or_default();
        write(&folder.path().join("known"), &format!("[127.0.0.1]:{port} {host_key}"));
        let stranger = fs::read_to_string(path("stranger.pub")).unwrap_or_default();
        write(&folder.path().join("unknown"), &format!("[127.0.0.1]:{port} {stranger}"));
        for (name, key, known) in [
            ("ssh_config", "client", "known"),
            ("stranger_config", "stranger", "known"),
            ("other_config", "client", "unknown"),
        ] {
            let text = format!(
                "IdentityFile {}\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {}\n\
                 GlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n",
                path(key),
                path(known)
            );
            write(&folder.path().join(name), &text);
        }
        // The folder of the separated process is made by the package's service, which does not run here.
        let _ = fs::create_dir_all("/run/sshd");
        let log =
            fs::File::create(folder.path().join("log")).unwrap_or_else(|error| panic!("no log: {error}"));
        let child = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", &path("sshd_config")])
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("/usr/sbin/sshd: {error}; install openssh-server"));
        let sshd = Self { child, folder, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return sshd;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("sshd does not listen: {}", sshd.log());
    }

    /// The path of a configuration for `ssh`: `ssh_config` logs in, `stranger_config` has a key that nobody knows, and
    /// `other_config` expects another server.
    #[must_use]
    pub fn config(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets a program find an `ssh` that logs in here, as somebody's own configuration would have it.
    #[must_use]
    pub fn logging_in(&self, command: Command) -> Command {
        self.logging_in_as(command, "ssh_config")
    }

    /// As [`logging_in`](Self::logging_in), with a configuration as [`config`](Self::config) names it.
    #[must_use]
    #[track_caller]
    pub fn logging_in_as(&self, mut command: Command, name: &str) -> Command {
        let folder = self.folder.path().join(format!("bin-{name}"));
        let program = folder.join("ssh");
        let script = format!("#!/bin/sh\nexec /usr/bin/ssh -F '{}' \"$@\"\n", self.config(name).display());
        write(&program, &script);
        run(Command::new("chmod").arg("755").arg(&program));
        let search = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{search}", folder.display()));
        command
    }

    /// What the server says.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Lists the processes of `ssh` that were started with a configuration of this server.
    #[must_use]
    pub fn clients(&self) -> Vec<u32> {
        let mark = self.folder.path().display().to_string();
        let ours = |pid: &u32| {
            let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let program = line.split('\0').next().unwrap_or_default();
            program.rsplit('/').next() == Some("ssh") && line.contains(&mark)
        };
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(ours).collect()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn run(command: &mut Command) {
    let status = command.status();
    assert!(status.as_ref().is_ok_and(std::process::ExitStatus::success), "{command:?}: {status:?}");
}

#[track_caller]
fn write(path: &Path, text: &str) {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
