//! Authorities and certificates, made anew for each test.

use std::{path::PathBuf, sync::Arc};

use ::rustls::{
    RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::{ServerConfig, WebPkiClientVerifier},
    version::{TLS12, TLS13},
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use tempfile::TempDir;

use crate::transport::TlsFiles;

/// A folder with `ca.pem`, `other-ca.pem`, and for clients `client.*`, `stranger.*`, `old.*`.
pub(super) struct Pki {
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
    other: CertifiedIssuer<'static, KeyPair>,
}

/// Who has signed a certificate, and when it is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Good,
    Stranger,
    Old,
    Early,
    /// For another machine.
    Elsewhere,
    /// For signing others, as `openssl req -x509` makes one.
    Authority,
}

impl Pki {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (authority, other) = (issuer("authority"), issuer("another authority"));
        let pki = Self { folder, authority, other };
        pki.write("ca.pem", &pki.authority.pem());
        pki.write("other-ca.pem", &pki.other.pem());
        for (name, kind) in [("client", Kind::Good), ("stranger", Kind::Stranger), ("old", Kind::Old)] {
            let (cert, key) = pki.sign("us", ExtendedKeyUsagePurpose::ClientAuth, kind);
            pki.write(&format!("{name}.pem"), &cert.pem());
            pki.write(&format!("{name}.key"), &key.serialize_pem());
        }
        pki
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// Trusts the authority, and shows nothing.
    pub(super) fn files(&self) -> TlsFiles {
        TlsFiles::new().ca(self.path("ca.pem"))
    }

    /// A server's side with a certificate for 127.0.0.1, ::1 and localhost; the versions are all where none is named.
    pub(super) fn server(&self, kind: Kind, asks: bool, only: Option<u8>) -> Arc<ServerConfig> {
        let (cert, key) = self.sign("engine", ExtendedKeyUsagePurpose::ServerAuth, kind);
        let versions = match only {
            Some(2) => vec![&TLS12],
            Some(_) => vec![&TLS13],
            None => vec![&TLS12, &TLS13],
        };
        let provider = Arc::new(ring::default_provider());
        let builder =
            ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&versions).unwrap();
        let builder = if asks {
            let mut roots = RootCertStore::empty();
            roots.add(self.authority.der().clone()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        } else {
            builder.with_no_client_auth()
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        Arc::new(builder.with_single_cert(vec![CertificateDer::from(cert.der().to_vec())], key).unwrap())
    }

    fn sign(
        &self,
        name: &str,
        purpose: ExtendedKeyUsagePurpose,
        kind: Kind,
    ) -> (rcgen::Certificate, KeyPair) {
        let names: &[&str] = match kind {
            Kind::Elsewhere => &["engine.example", "192.0.2.1"],
            _ => &["localhost", "127.0.0.1", "::1"],
        };
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.extended_key_usages = vec![purpose];
        match kind {
            Kind::Good | Kind::Stranger | Kind::Elsewhere => {}
            Kind::Old => params.not_after = date_time_ymd(2001, 1, 1),
            Kind::Early => params.not_before = date_time_ymd(4000, 1, 1),
            Kind::Authority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        }
        let key = KeyPair::generate().unwrap();
        let issuer = if kind == Kind::Stranger { &self.other } else { &self.authority };
        (params.signed_by(&key, issuer).unwrap(), key)
    }
}

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}
