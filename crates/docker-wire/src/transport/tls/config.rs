//! What a TLS connection trusts and shows, read once and shared by all connections.

use std::{fmt, fs, path::Path, sync::Arc};

use ::rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};

use super::{failure, unverified::Unverified};
use crate::{error::TransportError, transport::TlsFiles};

/// Holds what TLS connections trust and show. Cheap to clone.
#[derive(Clone)]
pub struct TlsConfig(Arc<ClientConfig>);

impl TlsConfig {
    /// Reads the files; TLS 1.2 and 1.3 are spoken.
    ///
    /// # Errors
    ///
    /// Fails, naming the file and what to do, if one cannot be read or holds no certificate or key, if the key is
    /// encrypted or is not the certificate's, if only one of the two is named, and if no CA is named and the
    /// system's certificates cannot be had (feature `native-certs`).
    pub fn from_files(files: &TlsFiles) -> Result<Self, TransportError> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| TransportError::unsent("no TLS version can be spoken").because(error))?;
        let builder = if files.verify {
            builder.with_root_certificates(roots(files.ca.as_deref())?)
        } else {
            let verifier = Arc::new(Unverified::new(provider.clone()));
            builder.dangerous().with_custom_certificate_verifier(verifier)
        };
        let config = match (&files.cert, &files.key) {
            (Some(cert), Some(key)) => {
                let (chain, secret) = (certificates(cert)?, private_key(key, &provider)?);
                let both = builder.with_client_auth_cert(chain, secret);
                both.map_err(|error| failure::identity(error, cert, key))?
            }
            (None, None) => builder.with_no_client_auth(),
            (Some(one), None) => return Err(half(one, "key")),
            (None, Some(one)) => return Err(half(one, "certificate")),
        };
        Ok(Self(Arc::new(config)))
    }

    /// Takes a configuration of the caller's as it is, with the provider that it names.
    pub fn from_rustls(config: Arc<ClientConfig>) -> Self {
        Self(config)
    }

    /// Tells whether there is a certificate to show.
    pub(super) fn has_identity(&self) -> bool {
        self.0.client_auth_cert_resolver.has_certs()
    }

    pub(super) fn rustls(&self) -> Arc<ClientConfig> {
        self.0.clone()
    }
}

/// Shows nothing: a configuration holds a private key.
impl fmt::Debug for TlsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsConfig")
    }
}

fn half(there: &Path, missing: &str) -> TransportError {
    let there = there.display();
    TransportError::unsent(format!("{there} is of no use without its {missing}; name both or neither"))
}

fn roots(ca: Option<&Path>) -> Result<RootCertStore, TransportError> {
    let Some(path) = ca else { return system_roots() };
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|error| {
            let path = path.display();
            TransportError::unsent(format!("{path} holds a certificate that cannot be trusted: {error}"))
        })?;
    }
    Ok(roots)
}

#[cfg(feature = "native-certs")]
fn system_roots() -> Result<RootCertStore, TransportError> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added > 0 {
        return Ok(roots);
    }
    let why = found.errors.first().map_or_else(|| "there are none".to_owned(), ToString::to_string);
    Err(TransportError::unsent(format!("the system's certificates cannot be had ({why}); name a CA")))
}

#[cfg(not(feature = "native-certs"))]
fn system_roots() -> Result<RootCertStore, TransportError> {
    Err(TransportError::unsent(
        "no CA is named, and this build does not read the system's certificates (feature `native-certs`)",
    ))
}

fn read(path: &Path) -> Result<Vec<u8>, TransportError> {
    fs::read(path)
        .map_err(|error| TransportError::unsent(format!("{} cannot be read: {error}", path.display())))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TransportError> {
    let bytes = read(path)?;
    let path = path.display();
    let found: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(TransportError::unsent(format!("{path} holds no certificate in PEM"))),
        Err(error) => Err(TransportError::unsent(format!("{path} is not well-formed PEM: {error}"))),
    }
}

fn private_key(path: &Path, provider: &CryptoProvider) -> Result<PrivateKeyDer<'static>, TransportError> {
    let bytes = read(path)?;
    let path = path.display();
    let text = String::from_utf8_lossy(&bytes);
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(TransportError::unsent(format!(
            "the private key {path} is encrypted; decrypt it with `openssl pkey -in {path} -out PLAIN.pem`"
        )));
    }
    // Of what is in the file, nothing is repeated: it may be a secret under a wrong heading.
    let key = PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| {
        let why = match error {
            pem::Error::NoItemsFound => "holds no private key in PEM",
            _ => "is not well-formed PEM",
        };
        TransportError::unsent(format!("{path} {why}"))
    })?;
    match provider.key_provider.load_private_key(key.clone_key()) {
        Ok(_) => Ok(key),
        Err(_) => Err(TransportError::unsent(format!(
            "the private key {path} cannot be used; take RSA with 2048 to 8192 bits, ECDSA on P-256 or P-384, or Ed25519"
        ))),
    }
}
