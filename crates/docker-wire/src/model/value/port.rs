//! A port of a container.

use std::{fmt, str::FromStr};

use super::{ParseValueError, from_text};

/// A port inside a container, such as `80/tcp`.
///
/// # Examples
///
/// ```
/// use docker_wire::model::ContainerPort;
///
/// assert_eq!("53/udp".parse(), Ok(ContainerPort::udp(53)));
/// assert_eq!(ContainerPort::from(80).to_string(), "80/tcp");
/// assert_eq!(
///     "80/tpc".parse::<ContainerPort>().unwrap_err().to_string(),
///     "`80/tpc` is no port: `tpc` is none of tcp, udp, sctp"
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerPort {
    number: u16,
    protocol: Protocol,
}

/// What is spoken at a port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl ContainerPort {
    /// Makes a port of a protocol.
    pub const fn new(number: u16, protocol: Protocol) -> Self {
        Self { number, protocol }
    }

    /// Makes a TCP port.
    pub const fn tcp(number: u16) -> Self {
        Self::new(number, Protocol::Tcp)
    }

    /// Makes a UDP port.
    pub const fn udp(number: u16) -> Self {
        Self::new(number, Protocol::Udp)
    }

    /// Makes an SCTP port.
    pub const fn sctp(number: u16) -> Self {
        Self::new(number, Protocol::Sctp)
    }

    /// Tells the number.
    pub const fn number(self) -> u16 {
        self.number
    }

    /// Tells the protocol.
    pub const fn protocol(self) -> Protocol {
        self.protocol
    }
}

/// A TCP port.
impl From<u16> for ContainerPort {
    fn from(number: u16) -> Self {
        Self::tcp(number)
    }
}

impl From<ContainerPort> for String {
    fn from(port: ContainerPort) -> Self {
        port.to_string()
    }
}

impl FromStr for ContainerPort {
    type Err = ParseValueError;

    /// Reads `80`, which is TCP, or `80/udp`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why: String| ParseValueError::new(text, "port", why);
        let (numbers, protocol) = parts(text).map_err(wrong)?;
        match range(numbers).map_err(wrong)? {
            (first, last) if first == last => Ok(Self::new(first, protocol)),
            _ => Err(wrong("it is a range, and one port is asked for".to_owned())),
        }
    }
}

/// Parts `80-90/udp` into numbers and protocol.
pub(super) fn parts(text: &str) -> Result<(&str, Protocol), String> {
    let Some((numbers, protocol)) = text.split_once('/') else { return Ok((text, Protocol::Tcp)) };
    let protocol = match protocol {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        "sctp" => Protocol::Sctp,
        other => return Err(format!("`{}` is none of tcp, udp, sctp", other.escape_debug())),
    };
    Ok((numbers, protocol))
}

/// Reads `80` or `80-90`.
pub(super) fn range(text: &str) -> Result<(u16, u16), String> {
    let number = |part: &str| -> Result<u16, String> {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = part.parse().ok().filter(|_| digits);
        number.ok_or_else(|| format!("`{}` is no number from 0 to 65535", part.escape_debug()))
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if last < first { Err(format!("{first}-{last} ends before it begins")) } else { Ok((first, last)) }
}

impl fmt::Display for ContainerPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.protocol)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        })
    }
}

from_text!(ContainerPort);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_read_and_written() {
        for (text, port, shown) in [
            ("80", ContainerPort::tcp(80), "80/tcp"),
            ("80/tcp", ContainerPort::tcp(80), "80/tcp"),
            ("53/udp", ContainerPort::udp(53), "53/udp"),
            ("65535/sctp", ContainerPort::sctp(65535), "65535/sctp"),
        ] {
            assert_eq!(text.parse(), Ok(port));
            assert_eq!(port.to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_port_says_why() {
        for (text, why) in [
            ("", "`` is no number from 0 to 65535"),
            ("http", "`http` is no number from 0 to 65535"),
            ("+80", "`+80` is no number from 0 to 65535"),
            ("65536", "`65536` is no number from 0 to 65535"),
            ("80/", "`` is none of tcp, udp, sctp"),
            ("80/TCP", "`TCP` is none of tcp, udp, sctp"),
            ("80-81", "it is a range, and one port is asked for"),
            ("81-80", "81-80 ends before it begins"),
        ] {
            let error = text.parse::<ContainerPort>().unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` is no port: {why}"));
        }
    }
}
