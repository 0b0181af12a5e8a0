//! What went wrong with TLS, in words that say what to do.

use std::{error::Error as StdError, fmt, io, path::Path};

use ::rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use crate::error::{TransportError, TransportErrorKind};

/// A handshake that failed: the words, and rustls' own error for who debugs.
#[derive(Debug)]
pub(super) struct Failure {
    words: String,
    #[expect(dead_code, reason = "for Debug; its words are in `words`")]
    cause: io::Error,
}

impl Failure {
    /// Says what went wrong with a server of that name, to which we have a certificate to show or none.
    pub(super) fn handshake(cause: io::Error, name: &str, identity: bool) -> Self {
        let words = match (of_io(&cause), cause.kind()) {
            (Some(error), _) => words(error, name, identity),
            (None, io::ErrorKind::UnexpectedEof) => {
                "the other side closed the connection during the TLS handshake; does it speak TLS?".to_owned()
            }
            (None, _) => format!("the TLS handshake failed: {cause}"),
        };
        Self { words, cause }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl StdError for Failure {}

/// Says why our certificate and key do not go together.
pub(super) fn identity(error: Error, cert: &Path, key: &Path) -> TransportError {
    let (cert, key) = (cert.display(), key.display());
    let words = match error {
        Error::InconsistentKeys(_) => {
            format!("the private key {key} is not the key of the certificate {cert}")
        }
        Error::InvalidCertificate(_) => format!("{cert} holds a certificate that cannot be read"),
        _ => format!("{cert} and {key} cannot be used together"),
    };
    TransportError::unsent(words).because(error)
}

/// Finds out that a server refused our certificate, which in TLS 1.3 shows only after the handshake.
///
/// A server reads no request before it has accepted the certificate, so such a request certainly reached no engine.
pub(super) fn late(error: TransportError, identity: bool) -> TransportError {
    if matches!(error.kind(), TransportErrorKind::Timeout(_)) {
        return error;
    }
    let refusal = {
        let mut next: Option<&(dyn StdError + 'static)> = Some(&error);
        let mut found = None;
        while let Some(cause) = next {
            let alert = cause.downcast_ref::<io::Error>().and_then(of_io);
            found = found.or(alert.and_then(|alert| refusal(alert, identity)));
            next = cause.source();
        }
        found
    };
    match refusal {
        Some(words) => TransportError::unsent(words).because(error),
        None => error,
    }
}

fn of_io(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// Says what a server's alert means that is about our certificate.
fn refusal(error: &Error, identity: bool) -> Option<String> {
    let Error::AlertReceived(alert) = error else { return None };
    let why = match alert {
        AlertDescription::CertificateRequired => return Some(WANTED.to_owned()),
        AlertDescription::CertificateExpired => "it is expired or not valid yet",
        AlertDescription::UnknownCA => "no authority that the engine trusts has signed it",
        AlertDescription::CertificateRevoked => "it is revoked",
        // Docker up to 20.10 says so of a certificate that is not there, too, in every version of TLS.
        AlertDescription::BadCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::NoCertificate => {
            if !identity {
                return Some(WANTED.to_owned());
            }
            "it is expired, of another authority or not for clients"
        }
        AlertDescription::AccessDenied => "its owner may not do this",
        _ => return None,
    };
    Some(format!("the engine refused our certificate: {why}"))
}

const WANTED: &str = "the engine wants a client certificate; name a certificate and a key";

fn words(error: &Error, name: &str, identity: bool) -> String {
    if let Some(words) = refusal(error, identity) {
        return words;
    }
    match error {
        Error::InvalidCertificate(error) => server_certificate(error, name),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "the other side does not speak TLS; is it a port for plain text?".to_owned()
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion) | Error::PeerIncompatible(_) => {
            format!("no common way to speak TLS (1.2 and 1.3 are spoken here): {error}")
        }
        Error::AlertReceived(AlertDescription::HandshakeFailure) => {
            "the engine ended the TLS handshake; it may want another client certificate or other ciphers"
                .to_owned()
        }
        Error::NoCertificatesPresented => "the engine showed no certificate".to_owned(),
        _ => format!("the TLS handshake failed: {error}"),
    }
}

fn server_certificate(error: &CertificateError, name: &str) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the engine's certificate is expired; is the clock right?".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the engine's certificate is not valid yet; is the clock right?".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "no trusted authority has signed the engine's certificate; name its CA".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the engine's certificate is not for `{name}`: {error}")
        }
        CertificateError::Revoked => "the engine's certificate is revoked".to_owned(),
        // Such a reason has no other name here than its words.
        CertificateError::Other(why) if why.to_string() == "CaUsedAsEndEntity" => {
            "the engine's certificate is an authority's (CA:TRUE), which is for signing others; give it one of its own, \
             with `openssl req -x509` by -addext basicConstraints=critical,CA:FALSE"
                .to_owned()
        }
        _ => format!("the engine's certificate cannot be accepted: {error}"),
    }
}
