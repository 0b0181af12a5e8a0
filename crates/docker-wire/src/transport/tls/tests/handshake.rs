//! Who is trusted, what is spoken, and what is said when it does not work.

use ::rustls::{AlertDescription, ClientConfig, ProtocolVersion, RootCertStore, crypto::ring};
use std::sync::Arc;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use super::{
    super::failure::Failure, Pki, Server, Tls, TlsConfig, get, ping, pki::Kind, server::Met, trusting,
};
use crate::{
    error::{TransportError, TransportErrorKind},
    transport::{Tcp, TlsFiles, Transport},
};

async fn refused(files: &TlsFiles, host: &str, port: u16) -> String {
    let tls = Tls::new(host, port, &TlsConfig::from_files(files).unwrap()).unwrap();
    let error = ping(&tls).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Unsent, "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn each_version_is_spoken_with_a_server_that_has_no_other() {
    let pki = Pki::new();
    for (only, version) in [(2, ProtocolVersion::TLSv1_2), (3, ProtocolVersion::TLSv1_3)] {
        let server = Server::start(pki.server(Kind::Good, true, Some(only))).await;
        let tls = trusting(&pki, &server);
        assert_eq!(ping(&tls).await.unwrap(), "OK");
        assert_eq!(ping(&tls).await.unwrap(), "OK");
        let met = Met { version: Some(version), name: None, identified: true };
        assert_eq!(server.met(), [met], "one connection for both");
    }
}

#[tokio::test]
async fn a_server_is_told_its_name_unless_that_is_an_address() {
    let pki = Pki::new();
    let server = Server::start(pki.server(Kind::Good, false, None)).await;
    let config = TlsConfig::from_files(&pki.files()).unwrap();
    for host in ["localhost", "127.0.0.1"] {
        ping(&Tls::new(host, server.port, &config).unwrap()).await.unwrap();
    }
    let names: Vec<_> = server.met().into_iter().map(|met| met.name).collect();
    assert_eq!(names, [Some("localhost".to_owned()), None]);
}

#[tokio::test]
async fn a_server_that_is_not_the_engine_is_refused_and_named() {
    let pki = Pki::new();
    for (kind, words) in [
        (Kind::Stranger, "no trusted authority has signed the engine's certificate; name its CA"),
        (Kind::Old, "the engine's certificate is expired; is the clock right?"),
        (Kind::Early, "the engine's certificate is not valid yet; is the clock right?"),
        (
            Kind::Authority,
            "the engine's certificate is an authority's (CA:TRUE), which is for signing others; give it one of its own, \
             with `openssl req -x509` by -addext basicConstraints=critical,CA:FALSE",
        ),
    ] {
        let server = Server::start(pki.server(kind, false, None)).await;
        assert_eq!(refused(&pki.files(), "127.0.0.1", server.port).await, words);
        assert_eq!(server.met(), []);
    }
    let server = Server::start(pki.server(Kind::Elsewhere, false, None)).await;
    for host in ["127.0.0.1", "localhost"] {
        let words = refused(&pki.files(), host, server.port).await;
        let expected = format!("the engine's certificate is not for `{host}`");
        assert!(words.starts_with(&expected) && words.contains("engine.example"), "{words}");
    }
    let tls = Tls::new("::1", 1, &TlsConfig::from_files(&pki.files()).unwrap()).unwrap();
    assert_eq!(&*tls.endpoint(), "https://[::1]:1");
}

#[tokio::test]
async fn without_verification_anybody_is_taken_for_the_engine() {
    let pki = Pki::new();
    let server = Server::start(pki.server(Kind::Stranger, false, None)).await;
    let config = TlsConfig::from_files(&TlsFiles::new().verify(false)).unwrap();
    assert_eq!(ping(&Tls::new("127.0.0.1", server.port, &config).unwrap()).await.unwrap(), "OK");
}

#[tokio::test]
async fn a_client_without_the_right_certificate_has_certainly_sent_nothing() {
    let pki = Pki::new();
    for only in [2, 3] {
        let server = Server::start(pki.server(Kind::Good, true, Some(only))).await;
        let words = refused(&pki.files(), "127.0.0.1", server.port).await;
        assert_eq!(words, "the engine wants a client certificate; name a certificate and a key");
        for (who, why) in [
            ("stranger", "no authority that the engine trusts has signed it"),
            ("old", "it is expired or not valid yet"),
        ] {
            let files =
                pki.files().identity(pki.path(&format!("{who}.pem")), pki.path(&format!("{who}.key")));
            let words = refused(&files, "127.0.0.1", server.port).await;
            assert_eq!(words, format!("the engine refused our certificate: {why}"), "TLS 1.{only}");
        }
        assert_eq!(server.met(), []);
    }
}

#[test]
fn an_engine_that_calls_a_missing_certificate_a_bad_one_is_understood() {
    let said = |alert, identity| {
        let alert = std::io::Error::other(::rustls::Error::AlertReceived(alert));
        Failure::handshake(alert, "engine", identity).to_string()
    };
    for alert in [AlertDescription::BadCertificate, AlertDescription::CertificateRequired] {
        assert_eq!(said(alert, false), "the engine wants a client certificate; name a certificate and a key");
    }
    assert_eq!(
        said(AlertDescription::BadCertificate, true),
        "the engine refused our certificate: it is expired, of another authority or not for clients"
    );
}

#[tokio::test]
async fn a_port_for_plain_text_is_recognized() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let words = refused(&Pki::new().files(), "127.0.0.1", port).await;
    assert_eq!(words, "the other side does not speak TLS; is it a port for plain text?");
    server.await.unwrap();
}

#[tokio::test]
async fn plain_text_to_a_port_for_tls_is_recognized() {
    let pki = Pki::new();
    let server = Server::start(pki.server(Kind::Good, false, None)).await;
    let error: TransportError = Tcp::new("127.0.0.1", server.port).unwrap().call(get()).await.unwrap_err();
    assert_eq!(error.to_string(), "the answer is not HTTP; does the other side want TLS?");
}

#[tokio::test]
async fn a_configuration_of_the_callers_is_taken_as_it_is() {
    let pki = Pki::new();
    let server = Server::start(pki.server(Kind::Good, false, None)).await;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&::rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let config = TlsConfig::from_rustls(Arc::new(config));
    let tls = Tls::new("127.0.0.1", server.port, &config).unwrap();
    let error = ping(&tls).await.unwrap_err();
    assert!(error.to_string().contains("no trusted authority"), "{error}");
}
