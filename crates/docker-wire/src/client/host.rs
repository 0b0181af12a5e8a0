//! Where the engine is: an address, and how it is found as the `docker` CLI finds it.

use std::{fmt, path::PathBuf, str::FromStr};

use crate::version::{ApiVersion, ParseVersionError};

/// The socket that an engine listens on where nothing else was said.
pub const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// The port of an engine on plain TCP where an address names none.
const DEFAULT_PORT: u16 = 2375;

/// The address of an engine.
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
    /// A unix socket.
    Unix(PathBuf),
    /// Plain TCP.
    Tcp {
        /// A host name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
        /// What stands before every path; empty, or `/` and more without a slash at the end.
        prefix: String,
    },
}

/// Says why an address, or what the environment says about it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostError {
    /// The address has a scheme that this build does not speak.
    Scheme(String),
    /// The address is not complete or not well formed.
    Malformed(String),
    /// TLS is asked for, and this build has none; it never falls back to plain text.
    TlsNotBuilt,
    /// `DOCKER_API_VERSION` holds no version.
    Version(ParseVersionError),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(address) => {
                write!(f, "`{address}` has a scheme that is not supported; use unix:///path or tcp://host:port")
            }
            Self::Malformed(address) => {
                write!(f, "`{address}` is no engine address; write unix:///path or tcp://host:port")
            }
            Self::TlsNotBuilt => f.write_str(
                "DOCKER_TLS_VERIFY asks for TLS, which this build does not have; it will not connect in plain text",
            ),
            Self::Version(error) => write!(f, "DOCKER_API_VERSION: {error}"),
        }
    }
}

impl std::error::Error for HostError {}

impl FromStr for Host {
    type Err = HostError;

    /// Reads `unix:///path`, `tcp://host[:port][/prefix]`, `http://…` as an alias of it, and `host:port`.
    fn from_str(address: &str) -> Result<Self, HostError> {
        let malformed = || HostError::Malformed(address.to_owned());
        match address.split_once("://") {
            Some(("unix", "")) => Ok(Self::default()),
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            // `unix://run/docker.sock` is a common slip for three slashes.
            Some(("unix", path)) => Ok(Self::Unix(format!("/{path}").into())),
            Some(("tcp" | "http", rest)) => tcp(rest).ok_or_else(malformed),
            Some(_) => Err(HostError::Scheme(address.to_owned())),
            None if address.starts_with('/') => Ok(Self::Unix(address.into())),
            None if address.contains(':') => tcp(address).ok_or_else(malformed),
            None => Err(malformed()),
        }
    }
}

/// Reads `host[:port][/prefix]`.
fn tcp(rest: &str) -> Option<Host> {
    let (authority, prefix) = match rest.find('/') {
        Some(slash) => (&rest[..slash], rest[slash..].trim_end_matches('/')),
        None => (rest, ""),
    };
    if authority.contains(['@', '?', '#', ' ']) || prefix.contains(['?', '#', ' ']) {
        return None;
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (host, after) = v6.split_once(']')?;
            (host, after.strip_prefix(':').or(if after.is_empty() { Some("") } else { None })?)
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let port = if port.is_empty() { DEFAULT_PORT } else { port.parse().ok().filter(|port| *port != 0)? };
    if host.contains(':') && !authority.starts_with('[') {
        return None;
    }
    let host = if host.is_empty() { "127.0.0.1" } else { host };
    Some(Host::Tcp { host: host.to_owned(), port, prefix: prefix.to_owned() })
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
            Self::Tcp { host, port, prefix } if host.contains(':') => {
                write!(f, "tcp://[{host}]:{port}{prefix}")
            }
            Self::Tcp { host, port, prefix } => write!(f, "tcp://{host}:{port}{prefix}"),
        }
    }
}

/// The address that was found, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolution {
    /// The address.
    pub host: Host,
    /// The version that `DOCKER_API_VERSION` pins.
    pub version: Option<ApiVersion>,
    /// What was looked at, in order, one sentence each.
    pub tried: Vec<String>,
}

impl Resolution {
    /// Finds the address as the `docker` CLI does: what was said, then `DOCKER_HOST`, then the default socket.
    ///
    /// # Errors
    ///
    /// Fails if what was found first is no address, if TLS is asked for and not built in, and if
    /// `DOCKER_API_VERSION` is no version. It does not look at whether anything answers there.
    pub fn from_environment(explicit: Option<&str>) -> Result<Self, HostError> {
        Self::find(explicit, |name| std::env::var(name).ok())
    }

    /// Finds the address in an environment of the caller's; see [`from_environment`](Self::from_environment).
    ///
    /// # Errors
    ///
    /// As [`from_environment`](Self::from_environment).
    pub fn find(
        explicit: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, HostError> {
        // An empty variable counts as unset, as for the CLI.
        let variable = |name: &str| environment(name).filter(|value| !value.is_empty());
        let mut tried = Vec::new();
        let host = match (explicit, variable("DOCKER_HOST")) {
            (Some(address), _) => {
                tried.push(format!("{address}, as was asked for"));
                address.parse()?
            }
            (None, Some(address)) => {
                tried.push(format!("{address}, from DOCKER_HOST"));
                address.parse()?
            }
            (None, None) => {
                tried.push("DOCKER_HOST is not set".to_owned());
                tried.push(format!("unix://{DEFAULT_SOCKET}, the default"));
                Host::default()
            }
        };
        if matches!(host, Host::Tcp { .. }) && variable("DOCKER_TLS_VERIFY").is_some() {
            return Err(HostError::TlsNotBuilt);
        }
        let version = variable("DOCKER_API_VERSION")
            .map(|text| text.parse())
            .transpose()
            .map_err(HostError::Version)?;
        Ok(Self { host, version, tried })
    }

    /// Tells what was looked at, in order, on one line.
    pub fn explain(&self) -> String {
        self.tried.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16, prefix: &str) -> Host {
        Host::Tcp { host: host.to_owned(), port, prefix: prefix.to_owned() }
    }

    #[test]
    fn addresses_are_read_as_the_cli_reads_them() {
        let cases = [
            ("unix:///var/run/docker.sock", Host::default()),
            ("unix://", Host::default()),
            ("unix://run/docker.sock", Host::Unix("/run/docker.sock".into())),
            ("unix:///a b/%20/x.sock", Host::Unix("/a b/%20/x.sock".into())),
            ("/tmp/x.sock", Host::Unix("/tmp/x.sock".into())),
            ("tcp://localhost:2375", tcp("localhost", 2375, "")),
            ("tcp://localhost", tcp("localhost", 2375, "")),
            ("tcp://:4243", tcp("127.0.0.1", 4243, "")),
            ("tcp://[::1]:2375", tcp("::1", 2375, "")),
            ("tcp://[::1]", tcp("::1", 2375, "")),
            ("http://h:80/base/", tcp("h", 80, "/base")),
            ("h:2375", tcp("h", 2375, "")),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_never_read_as_something_else() {
        for text in [
            "",
            "docker",
            "tcp://h:0",
            "tcp://h:port",
            "tcp://h:70000",
            "tcp://::1:2375",
            "tcp://u@h:1",
            "tcp://h:1?x",
            "tcp://[::1",
            "tcp://[::1]x",
        ] {
            assert_eq!(text.parse::<Host>(), Err(HostError::Malformed(text.to_owned())), "{text}");
        }
        for text in ["https://h:2376", "ssh://h", "npipe:////./pipe/docker_engine", "fd://", "nonsense://x"] {
            assert_eq!(text.parse::<Host>(), Err(HostError::Scheme(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        for text in ["unix:///var/run/docker.sock", "tcp://h:2375", "tcp://[::1]:1/base"] {
            assert_eq!(text.parse::<Host>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_was_said_wins_over_the_environment_and_that_over_the_default() {
        let environment = |name: &str| (name == "DOCKER_HOST").then(|| "tcp://env:1".to_owned());
        assert_eq!(Resolution::find(Some("tcp://said:1"), environment).unwrap().host, tcp("said", 1, ""));
        assert_eq!(Resolution::find(None, environment).unwrap().host, tcp("env", 1, ""));
        let found = Resolution::find(None, |_| None).unwrap();
        assert_eq!(found.host, Host::default());
        assert_eq!(found.explain(), "DOCKER_HOST is not set; unix:///var/run/docker.sock, the default");
    }

    #[test]
    fn tls_is_never_silently_left_out() {
        let environment = |name: &str| match name {
            "DOCKER_HOST" => Some("tcp://h:2376".to_owned()),
            "DOCKER_TLS_VERIFY" => Some("1".to_owned()),
            _ => None,
        };
        assert_eq!(Resolution::find(None, environment), Err(HostError::TlsNotBuilt));
    }

    #[test]
    fn a_version_in_the_environment_pins() {
        let with = |text: &'static str| {
            Resolution::find(None, move |name| (name == "DOCKER_API_VERSION").then(|| text.to_owned()))
        };
        for text in ["1.41", "v1.41"] {
            assert_eq!(with(text).unwrap().version, Some(ApiVersion::V1_41));
        }
        assert_eq!(with("").unwrap().version, None);
        // Whether a version is taken is for the caller's range to say, when it is negotiated.
        for (text, minor) in [("1.4", 4), ("1.410", 410)] {
            assert_eq!(with(text).unwrap().version, Some(ApiVersion::new(1, minor)));
        }
        assert_eq!(with("2.0").unwrap().version, Some(ApiVersion::new(2, 0)));
        for text in ["latest", " 1.41", "1.", "-1.41", "1.41.0"] {
            let error = with(text).unwrap_err().to_string();
            assert_eq!(
                error,
                format!(
                    "DOCKER_API_VERSION: `{text}` is no API version; write two numbers and a dot, such as 1.41"
                )
            );
        }
    }
}
