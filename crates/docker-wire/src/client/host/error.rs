//! Why an address, or what the environment says about it, cannot be used.

use std::fmt;

use crate::version::ParseVersionError;

/// Says why an address, or what the environment says about it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostError {
    /// The address has a scheme that is not spoken here.
    Scheme(String),
    /// The address is not complete or not well formed.
    Malformed(String),
    /// The address holds a password, or a user where nobody logs in; it is not repeated.
    Secret,
    /// The name of the user or of the machine could be taken for something else by SSH or a shell.
    Unsafe(String),
    /// TLS is asked for, and this build has none; it never falls back to plain text.
    TlsNotBuilt,
    /// The context that is asked for cannot be used, or says less than the environment about TLS.
    Context(String),
    /// `DOCKER_API_VERSION` holds no version.
    Version(ParseVersionError),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(address) => write!(
                f,
                "`{}` has a scheme that is not spoken here; \
                 use unix:///path, tcp://host:port, https://host:port or ssh://user@host",
                shown(address)
            ),
            Self::Malformed(address) => write!(
                f,
                "`{}` is no engine address; \
                 write unix:///path, tcp://host:port, https://host:port or ssh://user@host",
                shown(address)
            ),
            Self::Secret => f.write_str(
                "the address holds a password, or a user where nobody logs in; \
                 write tcp://host:port, or ssh://user@host with a key",
            ),
            Self::Unsafe(address) => write!(
                f,
                "`{}` names a user or a machine that SSH or a shell could take for an option or a command",
                shown(address)
            ),
            Self::TlsNotBuilt => f.write_str(
                "TLS is asked for, which this build does not have (feature `tls`); it will not connect in plain text",
            ),
            Self::Context(why) => f.write_str(why),
            Self::Version(error) => write!(f, "DOCKER_API_VERSION: {error}"),
        }
    }
}

/// Shows what was written on one line, and not all of it if it goes on for ever.
fn shown(address: &str) -> String {
    let start: String = address.chars().take(200).collect();
    start.escape_debug().to_string()
}

impl std::error::Error for HostError {}
