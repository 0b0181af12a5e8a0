//! Where a worker's engine is: `docker_host`.

use std::{fmt, path::PathBuf, str::FromStr};

use docker_wire::{Host, transport::TlsFiles};

use super::{
    address::{join, loopback, number, split},
    error::ParseError,
};

/// The socket of an engine where `unix://` names none.
const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// Names the engine that runs a worker; its `Display` is the canonical form, `unix:///path`, `tcp://host:port`,
/// `https://host:port` with TLS, or `ssh://[user@]host[:port][/path]`.
///
/// It is written `unix:///path`, `unix://path` (the same), `tcp://host:port`, `http://host:port` (the same) or
/// `host:port`; without a host it is 127.0.0.1. TLS is spoken with `https://host:port`, and where `tls` asks for it.
/// With `ssh://` the `docker` command of that machine is run over SSH, as [`Host::Ssh`] has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DockerHost {
    /// A unix socket.
    Unix(PathBuf),
    /// TCP.
    Tcp {
        /// A name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
        /// Whether TLS is spoken, and with what; none is plain TCP.
        tls: Option<TlsFiles>,
    },
    /// The engine of another machine, over SSH.
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

impl DockerHost {
    /// Tells whether requests leave this machine unprotected.
    pub fn is_exposed(&self) -> bool {
        match self {
            Self::Unix(_) | Self::Ssh { .. } => false,
            Self::Tcp { host, tls, .. } => tls.is_none() && !loopback(host),
        }
    }

    /// Tells whether another one is the same place, however it is spoken to.
    pub fn is_at(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tcp { host, port, .. }, Self::Tcp { host: its, port: theirs, .. }) => {
                (host, port) == (its, theirs)
            }
            _ => self == other,
        }
    }

    /// Tells whether TLS is spoken, and with what.
    pub fn tls(&self) -> Option<&TlsFiles> {
        match self {
            Self::Unix(_) | Self::Ssh { .. } => None,
            Self::Tcp { tls, .. } => tls.as_ref(),
        }
    }

    /// Speaks TLS; what is not TCP stays as it is.
    #[must_use]
    pub fn with_tls(self, files: TlsFiles) -> Self {
        match self {
            Self::Unix(_) | Self::Ssh { .. } => self,
            Self::Tcp { host, port, .. } => Self::Tcp { host, port, tls: Some(files) },
        }
    }
}

impl fmt::Display for DockerHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp { host, port, tls } => {
                let scheme = if tls.is_some() { "https" } else { "tcp" };
                write!(f, "{scheme}://{}", join(host, *port))
            }
            Self::Ssh { user, host, port, path } => {
                let (user, host, path) = (user.clone(), host.clone(), path.clone());
                write!(f, "{}", Host::Ssh { user, host, port: *port, path })
            }
        }
    }
}

impl FromStr for DockerHost {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("unix", path)) => unix(text, path),
            Some(("tcp" | "http", address)) => tcp(text, address),
            Some(("https", address)) => Ok(tcp(text, address)?.with_tls(TlsFiles::new())),
            Some(("ssh", _)) => ssh(text),
            Some((scheme, _)) => Err(ParseError::new(format!(
                "{scheme}:// is not spoken here; write unix:///path, tcp://host:port, https://host:port or ssh://user@host"
            ))),
            None if text.starts_with('/') => {
                Err(ParseError::new(format!("`{text}` has no scheme; write unix://{text}")))
            }
            None => tcp(text, text),
        }
    }
}

fn unix(text: &str, path: &str) -> Result<DockerHost, ParseError> {
    if path.contains(['?', '#', '\0']) {
        return Err(ParseError::new(format!("`{text}` has more than a path; write unix:///path")));
    }
    let path = match path {
        "" => DEFAULT_SOCKET.to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        path => format!("/{path}"),
    };
    Ok(DockerHost::Unix(path.into()))
}

fn tcp(text: &str, address: &str) -> Result<DockerHost, ParseError> {
    let malformed =
        || ParseError::new(format!("`{text}` is no engine; write unix:///path or tcp://host:port"));
    let address = address.strip_suffix('/').unwrap_or(address);
    if address.contains('@') {
        // What stands before the sign may be a password, so the text is not repeated.
        return Err(ParseError::new("the address holds a user; write tcp://host:port"));
    }
    if address.contains(['/', '?', '#']) {
        return Err(ParseError::new(format!("`{text}` has more than host and port; write tcp://host:port")));
    }
    let local = format!("127.0.0.1{address}");
    let address = if address.starts_with(':') && split(address).is_none() { &local } else { address };
    let (host, port) = split(address).ok_or_else(malformed)?;
    let Some(port) = port else {
        let fixed = join(host, 2375);
        return Err(ParseError::new(format!("`{text}` has no port; write tcp://{fixed}")));
    };
    let port = number(port).ok_or_else(malformed)?;
    Ok(DockerHost::Tcp { host: host.to_owned(), port, tls: None })
}

/// Reads what the client itself reads in no other way.
fn ssh(text: &str) -> Result<DockerHost, ParseError> {
    match text.parse() {
        Ok(Host::Ssh { user, host, port, path }) => Ok(DockerHost::Ssh { user, host, port, path }),
        Ok(_) => Err(ParseError::new(format!("`{text}` is no engine; write ssh://user@host"))),
        Err(error) => Err(ParseError::new(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_one_canonical_form() {
        let table = [
            ("unix:///run/docker.sock", "unix:///run/docker.sock"),
            ("unix://run/docker.sock", "unix:///run/docker.sock"),
            ("unix://", "unix:///var/run/docker.sock"),
            ("tcp://localhost:2375", "tcp://localhost:2375"),
            ("tcp://:2375", "tcp://127.0.0.1:2375"),
            ("tcp://[::1]:2375/", "tcp://[::1]:2375"),
            ("http://build1:80", "tcp://build1:80"),
            ("build1:2375", "tcp://build1:2375"),
            ("https://build1:2376", "https://build1:2376"),
            (":2375", "tcp://127.0.0.1:2375"),
            ("ssh://build1", "ssh://build1"),
            ("ssh://ci@build1:2222/run/a%20b.sock", "ssh://ci@build1:2222/run/a%20b.sock"),
            ("ssh://ci@[::1]:22/", "ssh://ci@[::1]:22"),
        ];
        for (text, canonical) in table {
            let host: DockerHost = text.parse().unwrap();
            assert_eq!(host.to_string(), canonical, "{text}");
            assert_eq!(canonical.parse(), Ok(host));
        }
    }

    #[test]
    fn what_is_no_engine_says_what_to_write() {
        let schemes = "write unix:///path, tcp://host:port, https://host:port or ssh://user@host";
        let no_ssh = format!("is no engine address; {schemes}");
        let table = [
            ("tcp://build1", "`tcp://build1` has no port; write tcp://build1:2375".to_owned()),
            ("tcp://::1", "`tcp://::1` has no port; write tcp://[::1]:2375".to_owned()),
            ("build1", "`build1` has no port; write tcp://build1:2375".to_owned()),
            ("/run/d.sock", "`/run/d.sock` has no scheme; write unix:///run/d.sock".to_owned()),
            ("ssh://", format!("`ssh://` {no_ssh}")),
            ("ssh://ci@h:x", format!("`ssh://ci@h:x` {no_ssh}")),
            (
                "ssh://u:secret@h",
                "the address holds a password, or a user where nobody logs in; write tcp://host:port, \
                 or ssh://user@host with a key"
                    .to_owned(),
            ),
            (
                "ssh://-oProxyCommand=x",
                "`ssh://-oProxyCommand=x` names a user or a machine that SSH or a shell could take for an option \
                 or a command"
                    .to_owned(),
            ),
            ("npipe:////./pipe/d", format!("npipe:// is not spoken here; {schemes}")),
            ("fd://3", format!("fd:// is not spoken here; {schemes}")),
            ("tcp://u:secret@h:1", "the address holds a user; write tcp://host:port".to_owned()),
            ("tcp://h:1/a", "`tcp://h:1/a` has more than host and port; write tcp://host:port".to_owned()),
            ("tcp://h:0", "`tcp://h:0` is no engine; write unix:///path or tcp://host:port".to_owned()),
            ("", "`` is no engine; write unix:///path or tcp://host:port".to_owned()),
        ];
        for (text, message) in table {
            assert_eq!(text.parse::<DockerHost>().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn only_tcp_off_the_loopback_is_exposed() {
        for (text, exposed) in [
            ("unix://", false),
            ("localhost:1", false),
            ("[::1]:1", false),
            ("a:1", true),
            ("https://a:1", false),
            ("ssh://a", false),
        ] {
            assert_eq!(text.parse::<DockerHost>().unwrap().is_exposed(), exposed, "{text}");
        }
    }
}
