//! The files of a TLS connection: who is trusted, and who we are.

use std::path::{Path, PathBuf};

/// Names the PEM files of a TLS connection. Plain data; nothing is read until a connection is prepared.
///
/// # Examples
///
/// ```
/// use docker_wire::transport::TlsFiles;
///
/// let files = TlsFiles::new().ca("pki/ca.pem").identity("pki/cert.pem", "pki/key.pem");
/// assert!(files.verify);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct TlsFiles {
    /// The certificates of the authorities that are trusted; none means those of the system.
    pub ca: Option<PathBuf>,
    /// Our certificate, with what stands between it and its authority after it.
    pub cert: Option<PathBuf>,
    /// The private key of our certificate: PKCS#8, PKCS#1 or SEC1, and not encrypted.
    pub key: Option<PathBuf>,
    /// Whether the engine's certificate is verified. Without it, whoever answers is taken for the engine.
    pub verify: bool,
}

impl TlsFiles {
    /// Trusts what the system trusts, and shows no certificate.
    pub fn new() -> Self {
        Self { ca: None, cert: None, key: None, verify: true }
    }

    /// Names what is in a folder as the `docker` CLI does: `ca.pem`, and `cert.pem` and `key.pem` where they are there.
    pub fn in_folder(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        let there = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
        Self { ca: Some(folder.join("ca.pem")), cert: there("cert.pem"), key: there("key.pem"), verify: true }
    }

    /// Sets the certificates of the authorities that are trusted.
    #[must_use]
    pub fn ca(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca = Some(path.into());
        self
    }

    /// Sets our certificate and its key.
    #[must_use]
    pub fn identity(mut self, cert: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        (self.cert, self.key) = (Some(cert.into()), Some(key.into()));
        self
    }

    /// Sets whether the engine's certificate is verified.
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }
}

impl Default for TlsFiles {
    fn default() -> Self {
        Self::new()
    }
}
