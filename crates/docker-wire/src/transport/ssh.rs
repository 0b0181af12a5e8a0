//! An engine of another machine, over SSH: by the program `ssh` here and the program `docker` there.

#[cfg(test)]
mod tests;
mod tunnel;

use std::{
    error::Error as StdError,
    ffi::OsString,
    fmt, io,
    process::Stdio,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use http::{HeaderValue, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::process::Command;
use tower_service::Service;

use self::tunnel::Tunnel;
use super::{BoxFuture, Opened, Transport, hyper::Pooled, ssh_name::is_safe};
use crate::{body::Body, error::TransportError};

/// Speaks to the engine of another machine, over connections that are kept and used again.
///
/// Each connection is one `ssh … docker system dial-stdio`, which ends with the connection. Who logs in and how is SSH's
/// own configuration; nobody is asked for a password, so there must be a key or an agent. A new connection is tried with
/// a ping before it is used, so whatever is wrong with SSH or with the other machine is an error to connect, in the
/// words of the programs.
pub struct Ssh {
    plan: Plan,
    pooled: OnceLock<Pooled>,
}

impl Ssh {
    /// Names the machine, as `ssh` would be told it; the first request connects.
    ///
    /// # Errors
    ///
    /// Fails if the name could be taken for an option or a command.
    pub fn new(host: &str) -> Result<Self, TransportError> {
        let host = name(host)?;
        let plan =
            Plan { program: "ssh".into(), args: Vec::new(), user: None, host, port: None, socket: None };
        Ok(Self { plan, pooled: OnceLock::new() })
    }

    /// Sets who logs in.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn user(mut self, user: &str) -> Result<Self, TransportError> {
        self.plan.user = Some(name(user)?);
        Ok(self)
    }

    /// Sets the port of the SSH server.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.plan.port = Some(port);
        self
    }

    /// Sets the path of the engine's socket on that machine; by default its `docker` command chooses.
    #[must_use]
    pub fn socket(mut self, path: impl Into<String>) -> Self {
        self.plan.socket = Some(path.into());
        self
    }

    /// Adds arguments of `ssh` itself, such as `-F` and a file, before all others.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.plan.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets the program that is run; by default `ssh`.
    #[must_use]
    pub fn program(mut self, program: impl Into<OsString>) -> Self {
        self.plan.program = program.into();
        self
    }

    fn pooled(&self) -> &Pooled {
        self.pooled.get_or_init(|| {
            let connector = Connector { plan: Arc::new(self.plan.clone()) };
            let host = HeaderValue::from_static("localhost");
            Pooled::new(connector, Uri::default(), host, String::new())
        })
    }
}

fn name(name: &str) -> Result<String, TransportError> {
    if is_safe(name) {
        return Ok(name.to_owned());
    }
    let name = name.escape_debug();
    Err(TransportError::unsent(format!("`{name}` could be taken for an option or a command by SSH")))
}

impl Transport for Ssh {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(self.pooled().call(request))
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(self.pooled().open(request))
    }

    fn endpoint(&self) -> Arc<str> {
        self.plan.to_string().into()
    }
}

impl fmt::Debug for Ssh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ssh").field("endpoint", &self.plan.to_string()).finish_non_exhaustive()
    }
}

/// What is run for each connection.
#[derive(Clone)]
struct Plan {
    program: OsString,
    args: Vec<OsString>,
    user: Option<String>,
    host: String,
    port: Option<u16>,
    socket: Option<String>,
}

impl Plan {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).args(["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"]);
        if let Some(user) = &self.user {
            command.args(["-l", user]);
        }
        if let Some(port) = self.port {
            command.args(["-p", &port.to_string()]);
        }
        // After this nothing is an option any more; what follows the host is read by a shell over there.
        command.args(["--", &self.host, "docker"]);
        if let Some(path) = &self.socket {
            command.args(["--host", &quoted(&format!("unix://{path}"))]);
        }
        command.args(["system", "dial-stdio"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // An interrupt from the keyboard is for us: what is told to the engine then still needs the connection.
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

/// Makes one word of a text for any POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ssh://")?;
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        if self.host.contains(':') { write!(f, "[{}]", self.host) } else { f.write_str(&self.host) }?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(self.socket.as_deref().unwrap_or_default())
    }
}

/// Runs a program for each connection.
#[derive(Clone)]
struct Connector {
    plan: Arc<Plan>,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Tunnel>;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _place: Uri) -> Self::Future {
        let plan = self.plan.clone();
        Box::pin(async move {
            let mut tunnel = Tunnel::spawn(plan.command()).map_err(|error| {
                let program = plan.program.to_string_lossy();
                let hint = if error.kind() == io::ErrorKind::NotFound { "; is it installed?" } else { "" };
                format!("`{program}` cannot be run: {error}{hint}")
            })?;
            tunnel.ping().await?;
            Ok(TokioIo::new(tunnel))
        })
    }
}
