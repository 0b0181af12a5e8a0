//! TLS with a real `dockerd --tlsverify`.

use std::{path::Path, process::Command};

use acceptance::{latent::Home, live, reach::TlsEngine};
use docker_wire::{
    ApiVersion, Daemon, Error, Host, Phase, Resolution,
    api::system,
    transport::{Tcp, TlsFiles},
};

use super::works;

fn at(host: &str, files: &TlsFiles) -> Daemon {
    let host: Host = host.parse().unwrap();
    Daemon::over(host.transport(Some(files)).unwrap())
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

#[tokio::test]
async fn clients_with_a_certificate_are_served_and_all_others_are_told_why_not() {
    let engine = TlsEngine::up("docker-28.5");
    let folder = |kind: &str| engine.certificates.join(kind);
    let ca = folder("client-rsa").join("ca.pem");

    for (kind, key) in [
        ("client-rsa", "key.pem"),
        ("client-rsa", "key-pkcs1.pem"),
        ("client-ecdsa", "key.pem"),
        ("client-ecdsa", "key-sec1.pem"),
    ] {
        let files = TlsFiles::new().ca(&ca).identity(folder(kind).join("cert.pem"), folder(kind).join(key));
        for host in [engine.host.clone(), engine.host.replace("127.0.0.1", "localhost")] {
            works(&at(&host, &files), "busybox:latest").await;
        }
    }

    let with = |kind: &str| TlsFiles::in_folder(folder(kind));
    says(&refused(&at(&engine.host, &with("client-untrusted"))).await, "the engine refused our certificate");
    says(&refused(&at(&engine.host, &with("client-expired"))).await, "the engine refused our certificate");
    says(&refused(&at(&engine.host, &TlsFiles::new().ca(&ca))).await, "wants a client certificate");
    let other_ca = engine.certificates.join("other-ca/ca.pem");
    says(
        &refused(&at(&engine.host, &with("client-rsa").ca(other_ca))).await,
        "no trusted authority has signed the engine's certificate",
    );
    let mut blind = with("client-ecdsa").verify(false);
    blind.ca = None;
    works(&at(&engine.host, &blind), "busybox:latest").await;

    // Plain text to the port for TLS, and TLS to the port for plain text.
    let plain = Daemon::over(Tcp::new("127.0.0.1", engine.port()).unwrap());
    says(&refused(&plain).await, "the other side wants TLS, and was spoken to in plain text");
    says(&refused(&at(&live::engine().tcp, &with("client-rsa"))).await, "does not speak TLS");

    resolved(&engine).await;
    latent_reaches_it(&engine);
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
    works(&Daemon::found(&found).unwrap(), "busybox:latest").await;

    let config = tempfile::tempdir().unwrap();
    let pem = |name: &str| format!("{name}={}", certificates.join(format!("{name}.pem")).display());
    let endpoint = format!("host={},{},{},{}", engine.host, pem("ca"), pem("cert"), pem("key"));
    docker(config.path(), &["context", "create", "behind-tls", "--docker", &endpoint]);
    docker(
        config.path(),
        &["context", "create", "nobody", "--docker", &format!("host={},skip-tls-verify=true", engine.host)],
    );
    docker(config.path(), &["context", "use", "behind-tls"]);
    let environment = |name: &str| (name == "DOCKER_CONFIG").then(|| config.path().display().to_string());
    let found = Resolution::find(None, environment).unwrap();
    assert_eq!(found.host.to_string(), engine.host);
    works(&Daemon::found(&found).unwrap(), "busybox:latest").await;

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
fn docker(config: &Path, arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("engines/engine");
    let mut command = Command::new(script);
    command.args(["cli", "docker-28.5@tls"]).args(arguments);
    command.env("ENGINES_RUN", live::run_folder()).env("DOCKER_CONFIG", config);
    // For contexts to count, nothing may name a host.
    command.env_remove("DOCKER_HOST").env_remove("DOCKER_CONTEXT");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `latent check` asks that engine for its versions before it asks a master, which is not there.
fn latent_reaches_it(engine: &TlsEngine) {
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
    let folder = |kind: &str| format!("\"{}\"", engine.certificates.join(kind).display());
    let (code, said) = check(&folder("client-rsa"));
    assert_eq!(code, Some(5), "the master is missing, and nothing else: {said}");
    assert!(said.contains(&format!("to {}", ApiVersion::V1_51)), "{said}");
    let (code, said) = check(&folder("client-untrusted"));
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("the engine refused our certificate"), "{said}");
    let (code, said) = check("{ ca = \"missing.pem\" }");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("`tls`: ") && said.contains("missing.pem cannot be read"), "{said}");
}
