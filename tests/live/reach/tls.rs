//! TLS with each real engine that has it: `dockerd --tlsverify`, and `podman system service --tls-client-ca`.

use std::{path::Path, process::Command, sync::Arc};

use acceptance::{latent::Home, live, own_engine::prepared, reach::TlsEngine};
use docker_wire::{
    Daemon, Error, Host, Phase, Resolution,
    api::system,
    transport::{Tcp, Tls, TlsConfig, TlsFiles},
};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version::{TLS12, TLS13},
};

use super::works;

const BUSYBOX: &str = "busybox:latest";

mod clients_with_a_certificate_are_served_and_all_others_are_told_why_not {
    use super::{has_none, serves};

    #[tokio::test]
    async fn docker_20_10() {
        serves("20.10.24").await;
    }

    #[tokio::test]
    async fn docker_26_1() {
        serves("26.1.5").await;
    }

    #[tokio::test]
    async fn docker_28_5() {
        serves("28.5.2").await;
    }

    #[test]
    fn podman_4_3() {
        has_none("podman-4.3.1", "podman-4.3@tls has no TLS for its API");
    }

    #[tokio::test]
    async fn podman_5_8() {
        serves("podman-5.8.6").await;
    }
}

/// The engine's own program takes no certificate, which is looked up and not known; so this ends when it does.
#[track_caller]
fn has_none(release: &str, why: &str) {
    let name = format!("{}@tls", live::named(release).name);
    let said = prepared(&["up", &name, "--tls"]).output().unwrap();
    assert!(!said.status.success(), "{name} has TLS: give it the tests of the others");
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains(why), "{said}");
}

async fn serves(release: &str) {
    let plain = live::named(release);
    let mut engine = TlsEngine::up(&plain.name);
    known(&engine).await;
    each_version(&engine).await;
    strangers(&engine, &plain.tcp).await;
    if engine.name.starts_with("docker") {
        resolved(&engine).await;
    }
    latent_reaches_it(&engine, &plain.version);
    other_certificates(&mut engine).await;
}

fn at(host: &str, files: &TlsFiles) -> Daemon {
    let host: Host = host.parse().unwrap();
    Daemon::over(host.transport(Some(files)).unwrap())
}

fn by_name(engine: &TlsEngine) -> String {
    engine.host.replace("127.0.0.1", "localhost")
}

fn client(engine: &TlsEngine, kind: &str) -> TlsFiles {
    TlsFiles::in_folder(engine.certificates.join(kind))
}

async fn refused(daemon: &Daemon) -> Error {
    let error = daemon.send(system::Ping::new()).await.unwrap_err();
    assert_eq!(error.phase(), Phase::Connect, "{error}");
    assert!(!error.may_have_reached_engine());
    error
}

#[track_caller]
fn says(error: &Error, words: &str) {
    assert!(error.to_string().contains(words), "{error}\n  lacks {words}");
}

/// Each usual kind of key, by address and by name.
async fn known(engine: &TlsEngine) {
    let ca = engine.certificates.join("client-rsa/ca.pem");
    for (kind, key) in [
        ("client-rsa", "key.pem"),
        ("client-rsa", "key-pkcs1.pem"),
        ("client-ecdsa", "key.pem"),
        ("client-ecdsa", "key-sec1.pem"),
    ] {
        let folder = engine.certificates.join(kind);
        let files = TlsFiles::new().ca(&ca).identity(folder.join("cert.pem"), folder.join(key));
        for host in [engine.host.clone(), by_name(engine)] {
            at(&host, &files).send(system::Ping::new()).await.unwrap();
        }
    }
    works(&at(&engine.host, &client(engine, "client-rsa")), BUSYBOX).await;
    works(&at(&by_name(engine), &client(engine, "client-ecdsa")), BUSYBOX).await;
    let mut blind = client(engine, "client-ecdsa").verify(false);
    blind.ca = None;
    at(&engine.host, &blind).send(system::Ping::new()).await.unwrap();
}

/// With a client that has no other version, half-close included: its end is told differently in each.
async fn each_version(engine: &TlsEngine) {
    for version in [&TLS12, &TLS13] {
        let config = TlsConfig::from_rustls(Arc::new(only(version, &engine.certificates.join("client-rsa"))));
        let tls = Tls::new("127.0.0.1", engine.port(), &config).unwrap();
        works(&Daemon::over(tls), BUSYBOX).await;
    }
    let nobody = TlsFiles::new().ca(engine.certificates.join("client-rsa/ca.pem"));
    says(&refused(&at(&engine.host, &nobody)).await, "wants a client certificate");
}

fn only(version: &'static SupportedProtocolVersion, folder: &Path) -> ClientConfig {
    let certificate = |name: &str| CertificateDer::from_pem_file(folder.join(name)).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate("ca.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_client_auth_cert(vec![certificate("cert.pem")], key)
        .unwrap()
}

/// Clients that the engine refuses, an engine that we refuse, and plain text on one side alone.
async fn strangers(engine: &TlsEngine, plain: &str) {
    for kind in ["client-untrusted", "client-expired"] {
        let error = refused(&at(&engine.host, &client(engine, kind))).await;
        says(&error, "the engine refused our certificate");
    }
    let stranger = client(engine, "client-rsa").ca(engine.certificates.join("other-ca/ca.pem"));
    says(
        &refused(&at(&engine.host, &stranger)).await,
        "no trusted authority has signed the engine's certificate",
    );
    let bare = Daemon::over(Tcp::new("127.0.0.1", engine.port()).unwrap());
    says(&refused(&bare).await, "the other side wants TLS, and was spoken to in plain text");
    says(&refused(&at(plain, &client(engine, "client-rsa"))).await, "does not speak TLS");
}

/// The environment and a context that the real command line has made lead there, too.
async fn resolved(engine: &TlsEngine) {
    let certificates = engine.certificates.join("client-ecdsa");
    let environment = |name: &str| match name {
        "DOCKER_HOST" => Some(engine.host.clone()),
        "DOCKER_TLS_VERIFY" => Some("1".to_owned()),
        "DOCKER_CERT_PATH" => Some(certificates.display().to_string()),
        _ => None,
    };
    let found = Resolution::find(None, environment).unwrap();
    works(&Daemon::found(&found).unwrap(), BUSYBOX).await;

    let config = tempfile::tempdir().unwrap();
    let docker = |arguments: &[&str]| docker(&engine.name, config.path(), arguments);
    let pem = |name: &str| format!("{name}={}", certificates.join(format!("{name}.pem")).display());
    let endpoint = format!("host={},{},{},{}", engine.host, pem("ca"), pem("cert"), pem("key"));
    docker(&["context", "create", "behind-tls", "--docker", &endpoint]);
    let nobody = format!("host={},skip-tls-verify=true", engine.host);
    docker(&["context", "create", "nobody", "--docker", &nobody]);
    docker(&["context", "use", "behind-tls"]);
    let environment = |name: &str| (name == "DOCKER_CONFIG").then(|| config.path().display().to_string());
    let found = Resolution::find(None, environment).unwrap();
    assert_eq!(found.host.to_string(), engine.host);
    works(&Daemon::found(&found).unwrap(), BUSYBOX).await;

    let other = |name: &str| match name {
        "DOCKER_CONTEXT" => Some("nobody".to_owned()),
        other => environment(other),
    };
    let found = Resolution::find(None, other).unwrap();
    let error = refused(&Daemon::found(&found).unwrap()).await;
    says(&error, "wants a client certificate");
    says(&error, "of the context `nobody`, from DOCKER_CONTEXT");
}

/// Runs the engine's own command line.
#[track_caller]
fn docker(engine: &str, config: &Path, arguments: &[&str]) {
    let mut command = prepared(&["cli", engine]);
    command.args(arguments).env("DOCKER_CONFIG", config);
    // For contexts to count, nothing may name a host.
    command.env_remove("DOCKER_HOST").env_remove("DOCKER_CONTEXT");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `latent check` asks that engine for its versions before it asks a master, which is not there.
fn latent_reaches_it(engine: &TlsEngine, version: &str) {
    let check = |tls: &str| {
        let home = Home::with(&format!(
            "[master]\nurl = \"http://127.0.0.1:1\"\nmasterFQDN = \"ci.example\"\n[[worker]]\nname = \"linux-1\"\n\
             password = \"p\"\nimage = \"busybox:latest\"\ndocker_host = \"{}\"\ntls = {tls}\n",
            engine.host
        ));
        let output =
            Command::new(live::latent()).args(["check", "--config"]).arg(home.config()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let ps = |kind: &str| {
        let mut ps = Command::new(live::latent());
        ps.args(["ps", "-H", &engine.host]).env("DOCKER_TLS_VERIFY", "1");
        let output = ps.env("DOCKER_CERT_PATH", engine.certificates.join(kind)).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let (code, said) = ps("client-ecdsa");
    assert!(code == Some(0) && said.contains("OWNER") && !said.contains("warning"), "{said}");
    let (code, said) = ps("client-untrusted");
    assert!(code == Some(4) && said.contains("the engine refused our certificate"), "{said}");
    let folder = |kind: &str| format!("\"{}\"", engine.certificates.join(kind).display());
    let (code, said) = check(&folder("client-rsa"));
    assert_eq!(code, Some(5), "the master is missing, and nothing else: {said}");
    assert!(said.contains(&format!(": engine {version}, API ")), "{said}");
    let (code, said) = check(&folder("client-untrusted"));
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("the engine refused our certificate"), "{said}");
    let (code, said) = check("{ ca = \"missing.pem\" }");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("`tls`: ") && said.contains("missing.pem cannot be read"), "{said}");
}

/// An engine with a key of the other kind, whose certificate is for its name alone; and one whose certificate is too old.
async fn other_certificates(engine: &mut TlsEngine) {
    engine.show("server-ecdsa");
    works(&at(&by_name(engine), &client(engine, "client-ecdsa")), BUSYBOX).await;
    let error = refused(&at(&engine.host, &client(engine, "client-ecdsa"))).await;
    says(&error, "the engine's certificate is not for `127.0.0.1`");

    engine.show("server-expired");
    let files = client(engine, "client-rsa");
    says(
        &refused(&at(&engine.host, &files)).await,
        "the engine's certificate is expired; is the clock right?",
    );
    at(&engine.host, &files.verify(false)).send(system::Ping::new()).await.unwrap();
}
