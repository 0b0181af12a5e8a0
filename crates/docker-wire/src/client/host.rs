//! The address of an engine.

mod error;
mod parse;
#[cfg(test)]
mod tests;

#[cfg(feature = "net")]
use std::sync::Arc;
use std::{fmt, path::PathBuf};

pub use self::error::HostError;
#[cfg(feature = "net")]
use crate::{
    error::TransportError,
    transport::{self, TlsFiles, Transport},
};

/// The socket that an engine listens on where nothing else was said.
pub const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// The address of an engine.
///
/// | written | what |
/// |---|---|
/// | `unix:///path`, `/path` | a unix socket; spaces and `%` mean themselves |
/// | `unix://@name` | a socket in Linux' abstract namespace |
/// | `tcp://host[:port][/prefix]`, `http://…`, `host:port` | TCP, port 2375; in the clear unless TLS is asked for beside it |
/// | `https://host[:port][/prefix]` | TCP with TLS, port 2376 |
/// | `ssh://[user@]host[:port][/path]` | the engine of another machine by its `docker` command, over SSH |
///
/// An IPv6 address stands in brackets. A password has no place in an address.
///
/// # Examples
///
/// ```
/// use docker_wire::Host;
///
/// let host: Host = "tcp://127.0.0.1:2375".parse()?;
/// assert_eq!(host.to_string(), "tcp://127.0.0.1:2375");
/// let host: Host = "unix:///run/user/1000/docker.sock".parse()?;
/// assert_eq!(host, Host::Unix("/run/user/1000/docker.sock".into()));
/// # Ok::<(), docker_wire::HostError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Host {
    /// A unix socket; a path that begins with `@` is in the abstract namespace.
    Unix(PathBuf),
    /// TCP: plain, unless TLS is asked for beside it.
    Tcp {
        /// A host name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
        /// What stands before every path; empty, or `/` and more without a slash at the end.
        prefix: String,
    },
    /// TCP with TLS.
    Https {
        /// A host name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
        /// What stands before every path; empty, or `/` and more without a slash at the end.
        prefix: String,
    },
    /// The engine that the `docker` command of another machine speaks to.
    Ssh {
        /// Who logs in; none is SSH's choice.
        user: Option<String>,
        /// A host name, an alias of SSH's own configuration, or an IP address without brackets.
        host: String,
        /// The port; none is SSH's choice.
        port: Option<u16>,
        /// The engine's socket on that machine; none is its `docker` command's choice.
        path: Option<String>,
    },
}

impl Host {
    /// Makes the transport to the engine at this address; `tls` says that TLS is wanted, whom to trust and who we are.
    ///
    /// Does no I/O but reading those files.
    ///
    /// # Errors
    ///
    /// Fails if the address names no possible host, if the files cannot be used, if TLS is wanted on a socket that is
    /// not TCP, and if what the address asks for is not compiled in: `https` and `tls` need the feature `tls`, `ssh` the
    /// feature `ssh`. There is no fallback to plain text.
    #[cfg(feature = "net")]
    pub fn transport(&self, tls: Option<&TlsFiles>) -> Result<Arc<dyn Transport>, TransportError> {
        match (self, tls) {
            (Self::Unix(path), None) => Ok(Arc::new(transport::Unix::new(path))),
            (Self::Tcp { host, port, prefix }, None) => {
                Ok(Arc::new(transport::Tcp::with_prefix(host, *port, prefix)?))
            }
            (Self::Tcp { host, port, prefix } | Self::Https { host, port, prefix }, files) => {
                encrypted(host, *port, prefix, files)
            }
            (Self::Ssh { .. }, None) => self.over_ssh(),
            (Self::Unix(_) | Self::Ssh { .. }, Some(_)) => {
                Err(TransportError::unsent(format!("TLS is spoken on tcp only, and the engine is at {self}")))
            }
        }
    }

    #[cfg(all(feature = "net", feature = "ssh"))]
    fn over_ssh(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let Self::Ssh { user, host, port, path } = self else {
            return Err(TransportError::unsent(format!("{self} is not reached over SSH")));
        };
        let mut ssh = transport::Ssh::new(host)?;
        if let Some(user) = user {
            ssh = ssh.user(user)?;
        }
        if let Some(port) = port {
            ssh = ssh.port(*port);
        }
        if let Some(path) = path {
            ssh = ssh.socket(path);
        }
        Ok(Arc::new(ssh))
    }

    #[cfg(all(feature = "net", not(feature = "ssh")))]
    fn over_ssh(&self) -> Result<Arc<dyn Transport>, TransportError> {
        Err(TransportError::unsent(format!(
            "{self} needs SSH, which this build does not have (feature `ssh`)"
        )))
    }
}

#[cfg(feature = "tls")]
fn encrypted(
    host: &str,
    port: u16,
    prefix: &str,
    files: Option<&TlsFiles>,
) -> Result<Arc<dyn Transport>, TransportError> {
    let config = match files {
        Some(files) => transport::TlsConfig::from_files(files)?,
        None => transport::TlsConfig::from_files(&TlsFiles::new())?,
    };
    Ok(Arc::new(transport::Tls::with_prefix(host, port, prefix, &config)?))
}

#[cfg(all(feature = "net", not(feature = "tls")))]
fn encrypted(
    host: &str,
    port: u16,
    _prefix: &str,
    _files: Option<&TlsFiles>,
) -> Result<Arc<dyn Transport>, TransportError> {
    Err(TransportError::unsent(format!(
        "TLS is asked for at {host}:{port}, which this build does not have (feature `tls`); \
         it will not connect in plain text"
    )))
}

/// The socket that an engine listens on where nothing else was said.
impl Default for Host {
    fn default() -> Self {
        Self::Unix(DEFAULT_SOCKET.into())
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp { host, port, prefix } => write!(f, "tcp://{}:{port}{prefix}", bracketed(host)),
            Self::Https { host, port, prefix } => write!(f, "https://{}:{port}{prefix}", bracketed(host)),
            Self::Ssh { user, host, port, path } => {
                f.write_str("ssh://")?;
                if let Some(user) = user {
                    write!(f, "{user}@")?;
                }
                f.write_str(&bracketed(host))?;
                if let Some(port) = port {
                    write!(f, ":{port}")?;
                }
                f.write_str(&path.as_deref().map(parse::encoded).unwrap_or_default())
            }
        }
    }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}
