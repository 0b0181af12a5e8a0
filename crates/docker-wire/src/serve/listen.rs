//! Addresses to listen on.

use std::{
    fmt, fs, io,
    net::{Ipv4Addr, SocketAddr},
    os::unix::{
        fs::{FileTypeExt, PermissionsExt},
        net::UnixStream as Blocking,
    },
    path::{Path, PathBuf},
    str::FromStr,
};

use tokio::net::{TcpListener, UnixListener};

use super::wire::Wire;

/// Where clients can connect.
///
/// # Examples
///
/// ```
/// use docker_wire::serve::Listen;
///
/// let listen: Listen = "unix:///tmp/engine.sock".parse()?;
/// assert_eq!(listen, Listen::Unix("/tmp/engine.sock".into()));
/// let listen: Listen = "tcp://localhost:0".parse()?; // The system chooses the port.
/// assert!(listen.is_local());
/// # Ok::<(), docker_wire::serve::ListenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Listen {
    /// A unix socket.
    Unix(PathBuf),
    /// A tcp port; with 0 the system chooses one.
    Tcp(SocketAddr),
}

impl Listen {
    /// Tells whether only this machine can connect.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Unix(_) => true,
            Self::Tcp(address) => address.ip().is_loopback(),
        }
    }
}

impl FromStr for Listen {
    type Err = ListenError;

    /// Reads `unix:///path`, `/path` and `tcp://ADDRESS:PORT`, where the address is an IP address or `localhost`.
    fn from_str(text: &str) -> Result<Self, ListenError> {
        let malformed = || {
            ListenError::new(format!(
                "`{text}` is no address to listen on; write unix:///path or tcp://127.0.0.1:port"
            ))
        };
        match text.split_once("://") {
            Some(("unix", path)) if path.len() > 1 && path.starts_with('/') => Ok(Self::Unix(path.into())),
            Some(("tcp", address)) => match address.strip_prefix("localhost:") {
                Some(port) => port
                    .parse()
                    .map(|port| Self::Tcp((Ipv4Addr::LOCALHOST, port).into()))
                    .map_err(|_| malformed()),
                None => address.parse().map(Self::Tcp).map_err(|_| malformed()),
            },
            None if text.len() > 1 && text.starts_with('/') => Ok(Self::Unix(text.into())),
            Some(_) | None => Err(malformed()),
        }
    }
}

/// Shows the address as `DOCKER_HOST` takes it.
impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
        }
    }
}

/// Says why an address cannot be listened on.
#[derive(Debug)]
pub struct ListenError {
    message: String,
    source: Option<io::Error>,
}

impl ListenError {
    fn new(message: String) -> Self {
        Self { message, source: None }
    }

    fn io(listen: &Listen, error: io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "somebody listens there already; stop it, or take another address".to_owned()
            }
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::NotFound => "the folder of the socket does not exist".to_owned(),
            io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            io::ErrorKind::InvalidInput if matches!(listen, Listen::Unix(_)) => {
                "the path is too long for a socket; 107 bytes are the most".to_owned()
            }
            _ => error.to_string(),
        };
        Self { message: format!("cannot listen on {listen}: {why}"), source: Some(error) }
    }
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ListenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// What accepts connections. Dropping it removes the socket's file.
pub(super) struct Listener {
    inner: Inner,
    address: Listen,
}

enum Inner {
    Unix(UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    pub(super) fn bind(listen: &Listen) -> Result<Self, ListenError> {
        let failed = |error| ListenError::io(listen, error);
        match listen {
            Listen::Unix(path) => {
                make_room(path, listen)?;
                let inner = Inner::Unix(UnixListener::bind(path).map_err(failed)?);
                // From here on the file is removed with the listener.
                let listener = Self { inner, address: listen.clone() };
                // Whoever may write to it can do what root can.
                fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
                Ok(listener)
            }
            Listen::Tcp(address) => {
                let listener = std::net::TcpListener::bind(address).map_err(failed)?;
                listener.set_nonblocking(true).map_err(failed)?;
                let address = Listen::Tcp(listener.local_addr().map_err(failed)?);
                let inner = Inner::Tcp(TcpListener::from_std(listener).map_err(failed)?);
                Ok(Self { inner, address })
            }
        }
    }

    pub(super) fn address(&self) -> &Listen {
        &self.address
    }

    pub(super) async fn accept(&self) -> io::Result<Wire> {
        match &self.inner {
            Inner::Unix(listener) => Ok(Wire::unix(listener.accept().await?.0)),
            Inner::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // An engine's streams are many small writes; waiting for more would only delay them.
                stream.set_nodelay(true)?;
                Ok(Wire::tcp(stream))
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Listen::Unix(path) = &self.address {
            // Who has removed it already has done no harm.
            drop(fs::remove_file(path));
        }
    }
}

/// Removes a socket on which nobody listens any more.
fn make_room(path: &Path, listen: &Listen) -> Result<(), ListenError> {
    let Ok(there) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !there.file_type().is_socket() {
        return Err(ListenError::new(format!(
            "cannot listen on {listen}: a file that is no socket is in the way"
        )));
    }
    match Blocking::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| ListenError::io(listen, error))
        }
        Err(error) => Err(ListenError::io(listen, error)),
        Ok(_) => Err(ListenError::io(listen, io::ErrorKind::AddrInUse.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::Listen;

    #[test]
    fn addresses_are_read_as_they_are_shown() {
        for text in ["unix:///run/x.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:1", "tcp://0.0.0.0:2375"] {
            assert_eq!(text.parse::<Listen>().unwrap().to_string(), text);
        }
        assert_eq!("/run/x".parse::<Listen>().unwrap().to_string(), "unix:///run/x");
        assert_eq!("tcp://localhost:7".parse::<Listen>().unwrap().to_string(), "tcp://127.0.0.1:7");
        for text in
            ["", "/", "unix://", "unix://x", "tcp://127.0.0.1", "tcp://host:1", "http://127.0.0.1:1", "7"]
        {
            let error = text.parse::<Listen>().unwrap_err().to_string();
            assert!(error.contains("write unix:///path or tcp://127.0.0.1:port"), "{error}");
        }
    }

    #[test]
    fn only_loopback_is_local() {
        let local = |text: &str| text.parse::<Listen>().unwrap().is_local();
        assert!(local("unix:///x") && local("tcp://127.0.0.2:1") && local("tcp://[::1]:1"));
        assert!(!local("tcp://0.0.0.0:1") && !local("tcp://192.0.2.1:1"));
    }
}
