//! Ports of a container that can be reached from outside.

use std::{fmt, net::IpAddr, str::FromStr};

use super::{
    ParseValueError, from_text,
    port::{ContainerPort, Protocol, parts, range},
};
use crate::model::PortBinding;

/// Ports of a container, and where on the host they can be reached, as `docker run -p` takes them.
///
/// # Examples
///
/// ```
/// use docker_wire::{api::container, model::{ContainerPort, Publish}};
/// use std::net::Ipv4Addr;
///
/// let local: Publish = "127.0.0.1:8080:80".parse()?;
/// assert_eq!(local, Publish::new(ContainerPort::tcp(80)).host_port(8080).host_ip(Ipv4Addr::LOCALHOST));
/// let many = "[::1]:9000-9010:9000-9010/udp".parse::<Publish>()?;
/// assert_eq!(many.bindings().count(), 11);
/// let create = container::Create::new("nginx").publish("8080:80").publish(local);
/// # Ok::<(), docker_wire::model::ParseValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Publish {
    ip: Option<IpAddr>,
    /// The first and the last port of the host; none for any that is free.
    host: Option<(u16, u16)>,
    /// The first and the last port inside.
    inside: (u16, u16),
    protocol: Protocol,
}

impl Publish {
    /// Publishes a port at any free port of the host, on all its addresses.
    pub fn new(port: impl Into<ContainerPort>) -> Self {
        let port = port.into();
        Self { ip: None, host: None, inside: (port.number(), port.number()), protocol: port.protocol() }
    }

    /// Sets the port of the host.
    #[must_use]
    pub fn host_port(self, port: u16) -> Self {
        Self { host: Some((port, port)), ..self }
    }

    /// Sets the one address of the host.
    #[must_use]
    pub fn host_ip(self, ip: impl Into<IpAddr>) -> Self {
        Self { ip: Some(ip.into()), ..self }
    }

    /// Lists each port inside with its binding.
    ///
    /// A range of the host for one port inside is given on as it is: the engine takes a free one of them.
    pub fn bindings(self) -> impl Iterator<Item = (ContainerPort, PortBinding)> {
        let Self { ip, host, inside: (first, last), protocol } = self;
        (first..=last).map(move |number| {
            let host_port = match host {
                None => String::new(),
                Some((from, to)) if first == last && from != to => format!("{from}-{to}"),
                // Both ranges are equally long.
                Some((from, _)) => from.saturating_add(number - first).to_string(),
            };
            let binding = PortBinding::new().host_port(host_port);
            let binding = ip.into_iter().fold(binding, |binding, ip| binding.host_ip(ip.to_string()));
            (ContainerPort::new(number, protocol), binding)
        })
    }
}

impl From<ContainerPort> for Publish {
    fn from(port: ContainerPort) -> Self {
        Self::new(port)
    }
}

impl FromStr for Publish {
    type Err = ParseValueError;

    /// Reads `80`, `8080:80`, `127.0.0.1:8080:80`, `[::1]::80/udp`, and ranges such as `8080-8090:80-90`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why: String| ParseValueError::new(text, "published port", why);
        let (rest, protocol) = parts(text).map_err(wrong)?;
        let (rest, inside) = rest.rsplit_once(':').unwrap_or(("", rest));
        let (ip, host) = match rest.rsplit_once(':') {
            Some((ip, host)) => (Some(address(ip).map_err(wrong)?), host),
            None => (None, rest),
        };
        let inside = range(inside).map_err(wrong)?;
        let host = (!host.is_empty()).then(|| range(host)).transpose().map_err(wrong)?;
        let long = |(first, last): (u16, u16)| last - first;
        if let Some(host) = host.filter(|host| long(inside) > 0 && long(*host) != long(inside)) {
            let (host, inside) = (u32::from(long(host)) + 1, u32::from(long(inside)) + 1);
            return Err(wrong(format!("{host} ports of the host are no place for {inside} inside")));
        }
        Ok(Self { ip, host, inside, protocol })
    }
}

/// Reads an IPv4 address, or an IPv6 address in brackets.
fn address(text: &str) -> Result<IpAddr, String> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let read = match inner {
        Some(inner) => inner.parse().map(IpAddr::V6).ok(),
        None => text.parse().map(IpAddr::V4).ok(),
    };
    let hint = if text.contains(':') && inner.is_none() { "; write IPv6 in brackets" } else { "" };
    read.ok_or_else(|| format!("`{}` is no address of the host{hint}", text.escape_debug()))
}

impl fmt::Display for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = |(first, last): (u16, u16)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        let host = self.host.map(range).unwrap_or_default();
        match self.ip {
            Some(IpAddr::V4(ip)) => write!(f, "{ip}:{host}:")?,
            Some(IpAddr::V6(ip)) => write!(f, "[{ip}]:{host}:")?,
            None if self.host.is_some() => write!(f, "{host}:")?,
            None => {}
        }
        write!(f, "{}/{}", range(self.inside), self.protocol)
    }
}

from_text!(Publish);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_docker_run_takes_them() {
        for (text, shown, bindings) in [
            ("80", "80/tcp", vec![("80/tcp", None, "")]),
            ("8080:80", "8080:80/tcp", vec![("80/tcp", None, "8080")]),
            ("127.0.0.1:8080:80", "127.0.0.1:8080:80/tcp", vec![("80/tcp", Some("127.0.0.1"), "8080")]),
            ("127.0.0.1::80", "127.0.0.1::80/tcp", vec![("80/tcp", Some("127.0.0.1"), "")]),
            ("[::1]:53:53/udp", "[::1]:53:53/udp", vec![("53/udp", Some("::1"), "53")]),
            ("90-91:80-81", "90-91:80-81/tcp", vec![("80/tcp", None, "90"), ("81/tcp", None, "91")]),
            ("9000-9010:80", "9000-9010:80/tcp", vec![("80/tcp", None, "9000-9010")]),
            ("80-81", "80-81/tcp", vec![("80/tcp", None, ""), ("81/tcp", None, "")]),
            ("65535:65535", "65535:65535/tcp", vec![("65535/tcp", None, "65535")]),
        ] {
            let read: Publish = text.parse().unwrap();
            assert_eq!(read.to_string(), shown);
            assert_eq!(shown.parse(), Ok(read));
            let made: Vec<_> = read
                .bindings()
                .map(|(port, binding)| (port.to_string(), binding.host_ip, binding.host_port.unwrap()))
                .collect();
            let expected: Vec<_> = bindings
                .into_iter()
                .map(|(port, ip, host)| (port.to_owned(), ip.map(str::to_owned), host.to_owned()))
                .collect();
            assert_eq!(made, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_published_port_says_why() {
        for (text, why) in [
            ("", "`` is no number from 0 to 65535"),
            ("8080:", "`` is no number from 0 to 65535"),
            ("8080:http", "`http` is no number from 0 to 65535"),
            ("localhost:8080:80", "`localhost` is no address of the host"),
            ("::1:8080:80", "`::1` is no address of the host; write IPv6 in brackets"),
            ("[127.0.0.1]:8080:80", "`[127.0.0.1]` is no address of the host"),
            ("8080:80/icmp", "`icmp` is none of tcp, udp, sctp"),
            ("90-92:80-81", "3 ports of the host are no place for 2 inside"),
            ("90:80-81", "1 ports of the host are no place for 2 inside"),
            ("0-70000:80", "`70000` is no number from 0 to 65535"),
            ("81-80", "81-80 ends before it begins"),
            (":80:80", "`` is no address of the host"),
            ("256.0.0.1:80:80", "`256.0.0.1` is no address of the host"),
            ("1.2.3.4:x:80", "`x` is no number from 0 to 65535"),
            ("80 :80", "`80 ` is no number from 0 to 65535"),
        ] {
            let error = text.parse::<Publish>().unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` is no published port: {why}"));
        }
    }
}
