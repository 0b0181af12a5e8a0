//! Reads the address of an engine.

use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{Host, HostError};
use crate::transport::ssh_name::is_safe;

/// The port of an engine on plain TCP where an address names none.
const PLAIN_PORT: u16 = 2375;

/// The port of an engine with TLS where an address names none.
const TLS_PORT: u16 = 2376;

impl FromStr for Host {
    type Err = HostError;

    /// Reads the forms that [`Host`] lists.
    fn from_str(address: &str) -> Result<Self, HostError> {
        read(address).map_err(|error| if may_hold_password(address) { HostError::Secret } else { error })
    }
}

fn read(address: &str) -> Result<Host, HostError> {
    let malformed = || HostError::Malformed(address.to_owned());
    match address.split_once("://") {
        Some(("unix", "")) => Ok(Host::default()),
        Some(("unix", path)) if path.starts_with('/') => Ok(Host::Unix(path.into())),
        Some(("unix", name)) if name.starts_with('@') => match name {
            "@" => Err(malformed()),
            _ => Ok(Host::Unix(name.into())),
        },
        // `unix://run/docker.sock` is a common slip for three slashes.
        Some(("unix", path)) => Ok(Host::Unix(format!("/{path}").into())),
        Some(("tcp" | "http", rest)) => {
            let Place { host, port, prefix } = place(rest, PLAIN_PORT, malformed)?;
            Ok(Host::Tcp { host, port, prefix })
        }
        Some(("https", rest)) => {
            let Place { host, port, prefix } = place(rest, TLS_PORT, malformed)?;
            Ok(Host::Https { host, port, prefix })
        }
        Some(("ssh", rest)) => ssh(address, rest),
        // A user alone may be a token, so it is not repeated.
        Some((_, rest)) if rest.contains('@') => Err(HostError::Secret),
        Some(_) => Err(HostError::Scheme(address.to_owned())),
        None if address.starts_with('/') => Ok(Host::Unix(address.into())),
        None if address.contains(':') => {
            let Place { host, port, prefix } = place(address, PLAIN_PORT, malformed)?;
            Ok(Host::Tcp { host, port, prefix })
        }
        None if address.contains('@') => Err(HostError::Secret),
        None => Err(malformed()),
    }
}

/// Tells whether an address that cannot be read could have a password in it, wherever that stands, so that an error
/// must not repeat it.
fn may_hold_password(address: &str) -> bool {
    let mut schemes = ["unix://", "tcp://", "http://", "https://", "ssh://"].iter();
    let rest = schemes.find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    rest.rsplit_once('@').is_some_and(|(before, _)| before.contains(':'))
}

struct Place {
    host: String,
    port: u16,
    prefix: String,
}

/// Reads `host[:port][/prefix]`.
fn place(rest: &str, usual: u16, malformed: impl Fn() -> HostError) -> Result<Place, HostError> {
    let (authority, prefix) = match rest.find('/') {
        Some(slash) => (&rest[..slash], rest[slash..].trim_end_matches('/')),
        None => (rest, ""),
    };
    if authority.contains('@') {
        return Err(HostError::Secret);
    }
    let odd = |c: char| "?#\\\"<>^`{|}".contains(c) || c.is_whitespace() || c.is_control();
    if authority.contains(odd) || prefix.contains(odd) {
        return Err(malformed());
    }
    let (host, port) = host_and_port(authority).ok_or_else(&malformed)?;
    let host = if host.is_empty() { "127.0.0.1" } else { host };
    Ok(Place { host: host.to_owned(), port: port.unwrap_or(usual), prefix: prefix.to_owned() })
}

/// Reads `host[:port]`, with an IPv6 address in brackets.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (host, after) = v6.split_once(']')?;
            if !host.contains(':') || !host.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c)) {
                return None;
            }
            (host, after.strip_prefix(':').or(if after.is_empty() { Some("") } else { None })?)
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let port = match port {
        "" => None,
        // `+80` and `080` are numbers, and no ports.
        digits if digits.starts_with(['+', '0']) => return None,
        digits => Some(digits.parse().ok()?),
    };
    Some((host, port))
}

/// Reads `[user@]host[:port][/path]`.
fn ssh(address: &str, rest: &str) -> Result<Host, HostError> {
    let (authority, path) = match rest.find('/') {
        Some(slash) => (&rest[..slash], &rest[slash..]),
        None => (rest, ""),
    };
    let (user, machine) = match authority.rsplit_once('@') {
        Some((user, machine)) => (Some(user), machine),
        None => (None, authority),
    };
    if user.is_some_and(|user| user.contains(':')) {
        return Err(HostError::Secret);
    }
    let malformed = || HostError::Malformed(address.to_owned());
    let (host, port) = host_and_port(machine).ok_or_else(malformed)?;
    if host.is_empty() || user == Some("") || path.contains(['?', '#']) {
        return Err(malformed());
    }
    if !is_safe(host) || !user.is_none_or(is_safe) {
        return Err(HostError::Unsafe(address.to_owned()));
    }
    let path = percent_decode_str(path).decode_utf8().map_err(|_| malformed())?;
    if path.contains(char::is_control) {
        return Err(malformed());
    }
    let path = Some(path.into_owned()).filter(|path| !path.trim_matches('/').is_empty());
    Ok(Host::Ssh { user: user.map(str::to_owned), host: host.to_owned(), port, path })
}

/// Writes a path as it stands in an address.
pub(super) fn encoded(path: &str) -> String {
    const ODD: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'?').add(b'#');
    utf8_percent_encode(path, ODD).to_string()
}
