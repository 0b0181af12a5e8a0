//! Where workers reach the master: `masterFQDN`, and what this machine is called.

use std::{fmt, fs, net::Ipv6Addr, str::FromStr};

use super::error::ParseError;

/// Holds a host that workers connect to, and perhaps its port.
///
/// It is written `host`, `host:port`, `[v6]:port`, `[v6]` or a bare IPv6 address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterAddress {
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port, where one was written.
    pub port: Option<u16>,
}

impl MasterAddress {
    /// Finds what this machine is called.
    ///
    /// It is the kernel's host name if that has a dot, otherwise the first name with a dot that `/etc/hosts` gives to
    /// it, otherwise the bare host name; `localhost` where the kernel tells none. No name server is asked: an answer
    /// that depends on one would change while `latent` runs.
    pub fn this_machine() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let host = qualified(read("/proc/sys/kernel/hostname").trim(), &read("/etc/hosts"));
        Self { host, port: None }
    }

    /// Tells whether only this machine itself can reach the address.
    pub fn is_loopback(&self) -> bool {
        loopback(&self.host)
    }
}

impl FromStr for MasterAddress {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, rest)) = text.split_once("://") {
            let host = rest.split('/').next().unwrap_or_default();
            return Err(ParseError::new(format!(
                "`{text}` is a URL; write only the host and port: `{host}`"
            )));
        }
        let malformed = || {
            ParseError::new(format!(
                "`{text}` is no address; write host, host:port, [v6]:port or an IPv6 address"
            ))
        };
        let (host, port) = split(text).ok_or_else(malformed)?;
        let port = port.map(|port| number(port).ok_or_else(malformed)).transpose()?;
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for MasterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => f.write_str(&join(&self.host, port)),
            None => f.write_str(&self.host),
        }
    }
}

/// Puts host and port together, an IPv6 address in brackets.
pub(super) fn join(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// Splits an address into a host without brackets and the text of a port, if both look right.
pub(super) fn split(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        let port = if after.is_empty() { None } else { Some(after.strip_prefix(':')?) };
        return is_v6(host).then_some((host, port));
    }
    if is_v6(text) {
        return Some((text, None));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    is_name(host).then_some((host, port))
}

/// Reads a port; 0 is none.
pub(super) fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|port| *port != 0)
}

/// Whether a host is this machine's own loopback.
pub(super) fn loopback(host: &str) -> bool {
    let v6: Option<Ipv6Addr> = host.parse().ok();
    let v4: Option<std::net::Ipv4Addr> = host.parse().ok();
    let name = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    name || v6.is_some_and(|ip| ip.is_loopback()) || v4.is_some_and(|ip| ip.is_loopback())
}

/// An IPv6 address, perhaps with a zone as in `fe80::1%eth0`.
fn is_v6(text: &str) -> bool {
    let (address, zone) = text.split_once('%').unwrap_or((text, "zone"));
    address.parse::<Ipv6Addr>().is_ok() && !zone.is_empty() && zone.chars().all(char::is_alphanumeric)
}

/// A host name or IPv4 address; underscores occur in the names of containers.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    !text.is_empty() && text.len() <= 253 && text.chars().all(plain) && !text.starts_with(['.', '-'])
}

/// Finds the full name of a host in the text of `/etc/hosts`.
fn qualified(name: &str, hosts: &str) -> String {
    if name.is_empty() || name == "(none)" {
        return "localhost".to_owned();
    }
    if name.contains('.') {
        return name.to_owned();
    }
    let full = hosts.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let names: Vec<_> = line.split_whitespace().skip(1).collect();
        let ours = names.contains(&name);
        names.into_iter().find(|full| ours && full.contains('.') && !full.starts_with("localhost"))
    });
    full.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_address_is_read() {
        let table = [
            ("buildmaster.example", "buildmaster.example", None),
            ("buildmaster.example:9990", "buildmaster.example", Some(9990)),
            ("10.0.0.1:9989", "10.0.0.1", Some(9989)),
            ("[2001:db8::1]:9989", "2001:db8::1", Some(9989)),
            ("[::1]", "::1", None),
            ("2001:db8::1", "2001:db8::1", None),
            ("fe80::1%eth0", "fe80::1%eth0", None),
            ("my_master", "my_master", None),
        ];
        for (text, host, port) in table {
            let address: MasterAddress = text.parse().unwrap();
            assert_eq!(address, MasterAddress { host: host.to_owned(), port }, "{text}");
        }
        assert_eq!("[::1]:1".parse::<MasterAddress>().unwrap().to_string(), "[::1]:1");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let form = "write host, host:port, [v6]:port or an IPv6 address";
        for text in
            ["", ":9989", "a:", "a:0", "a:99999", "a:b", "a:1:2", "[::1", "[a]:1", "[::1]9", "a b", "-a"]
        {
            let error = text.parse::<MasterAddress>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{text}` is no address; {form}"));
        }
        assert_eq!(
            "http://localhost:9989/x".parse::<MasterAddress>().unwrap_err().to_string(),
            "`http://localhost:9989/x` is a URL; write only the host and port: `localhost:9989`"
        );
    }

    #[test]
    fn the_full_name_comes_from_the_hosts_file() {
        let hosts =
            "127.0.0.1 localhost localhost.localdomain\n# 10.0.0.9 ci.wrong ci\n10.0.0.1 ci.example ci\n";
        let table = [
            ("ci", hosts, "ci.example"),
            ("ci.other", hosts, "ci.other"),
            ("box", hosts, "box"),
            ("", hosts, "localhost"),
            ("ci", "", "ci"),
            ("ci", "127.0.0.1 localhost.localdomain ci", "ci"),
        ];
        for (name, hosts, full) in table {
            assert_eq!(qualified(name, hosts), full, "{name}");
        }
        assert!(!MasterAddress::this_machine().host.is_empty());
    }

    #[test]
    fn loopback_is_recognised() {
        for (host, expected) in [
            ("localhost", true),
            ("127.1.2.3", true),
            ("::1", true),
            ("10.0.0.1", false),
            ("ci.example", false),
        ] {
            assert_eq!(loopback(host), expected, "{host}");
        }
    }
}
