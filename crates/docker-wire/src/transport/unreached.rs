//! Why there is no connection, in words that say what to do.

use std::{error::Error as StdError, io};

use crate::error::{TransportError, TransportErrorKind};

/// What was to be connected to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Socket,
    Port,
    #[cfg_attr(not(any(feature = "tls", test)), expect(dead_code, reason = "without TLS nobody speaks it"))]
    TlsPort,
}

/// Says what a person can do about a connection that could not be had; leaves every other error as it is.
pub(super) fn explain(error: TransportError, place: Place) -> TransportError {
    let words = match error.kind() {
        TransportErrorKind::Timeout("connect") => Some(format!("{error}; {}", silence(place))),
        TransportErrorKind::Unsent => io_cause(&error).and_then(|cause| of_system(cause, place)),
        _ => None,
    };
    match words {
        Some(words) => error.saying(words),
        None => error,
    }
}

/// Says what is behind a connection that neither succeeds nor fails.
fn silence(place: Place) -> &'static str {
    match place {
        Place::Socket => "the engine takes no new connections: it hangs, or has too much to do",
        Place::Port => "is the machine up, and does no firewall drop what is sent there?",
        Place::TlsPort => {
            "is the machine up, does no firewall drop what is sent there, and does the other side speak TLS?"
        }
    }
}

/// Says what an error of the operating system means there.
fn of_system(cause: &io::Error, place: Place) -> Option<String> {
    Some(match (cause.kind(), place) {
        (io::ErrorKind::NotFound, Place::Socket) => {
            "there is no such socket; is the engine running?".to_owned()
        }
        (io::ErrorKind::PermissionDenied, Place::Socket) => {
            "permission denied; only root and the socket's group may use it".to_owned()
        }
        (io::ErrorKind::ConnectionRefused, Place::Socket) => {
            "nothing listens on the socket; the engine is not running".to_owned()
        }
        (io::ErrorKind::PermissionDenied, _) => {
            "permission denied; a firewall or a sandbox of this machine forbids it".to_owned()
        }
        (io::ErrorKind::ConnectionRefused, _) => {
            "nothing listens on that port; is the engine running, and does it listen on TCP?".to_owned()
        }
        (io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable, _) => {
            format!("no way leads to that machine: {cause}")
        }
        (io::ErrorKind::TimedOut, _) => format!("{cause}; {}", silence(place)),
        _ => return None,
    })
}

/// Finds the operating system's error among the causes.
fn io_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a io::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: io::ErrorKind, place: Place) -> String {
        let error = TransportError::unsent("as it was").because(io::Error::from(kind));
        let error = explain(error, place);
        assert_eq!(error.kind(), TransportErrorKind::Unsent);
        error.to_string()
    }

    #[test]
    fn what_the_system_says_is_said_with_what_to_do() {
        use io::ErrorKind::{
            ConnectionRefused, HostUnreachable, NetworkUnreachable, NotFound, PermissionDenied, TimedOut,
        };
        for (kind, place, words) in [
            (NotFound, Place::Socket, "there is no such socket; is the engine running?"),
            (
                PermissionDenied,
                Place::Socket,
                "permission denied; only root and the socket's group may use it",
            ),
            (ConnectionRefused, Place::Socket, "nothing listens on the socket; the engine is not running"),
            (
                PermissionDenied,
                Place::Port,
                "permission denied; a firewall or a sandbox of this machine forbids it",
            ),
            (
                ConnectionRefused,
                Place::TlsPort,
                "nothing listens on that port; is the engine running, and does it listen on TCP?",
            ),
            (HostUnreachable, Place::Port, "no way leads to that machine: host unreachable"),
            (NetworkUnreachable, Place::Port, "no way leads to that machine: network unreachable"),
            (
                TimedOut,
                Place::Port,
                "timed out; is the machine up, and does no firewall drop what is sent there?",
            ),
            (NotFound, Place::Port, "as it was"),
        ] {
            assert_eq!(said(kind, place), words);
        }
    }

    #[test]
    fn what_was_sent_is_not_explained_away() {
        let error = TransportError::broken("cut").because(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(explain(error, Place::Port).to_string(), "cut");
        assert_eq!(
            explain(TransportError::timeout("head"), Place::Port).kind(),
            TransportErrorKind::Timeout("head")
        );
    }
}
