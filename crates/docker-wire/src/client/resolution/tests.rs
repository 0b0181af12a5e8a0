//! The order in which an engine is looked for, in folders and environments of the tests' own.

use std::{collections::BTreeMap, fs};

use serde_json::json;
use tempfile::TempDir;

use super::*;

/// A home with what `docker` keeps in it.
struct Home {
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
    sockets: Vec<PathBuf>,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().display().to_string();
        let variables = [("HOME", home.clone()), ("XDG_RUNTIME_DIR", format!("{home}/run"))].into();
        Self { folder, variables, sockets: vec![DEFAULT_SOCKET.into()] }
    }

    fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    fn sockets(mut self, paths: &[&str]) -> Self {
        self.sockets = paths.iter().map(|path| self.folder.path().join(path)).collect();
        self
    }

    fn file(self, path: &str, text: &(impl ToString + ?Sized)) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.to_string()).unwrap();
        self
    }

    fn context(self, id: &str, name: &str, docker: &serde_json::Value) -> Self {
        let meta = json!({ "Name": name, "Metadata": {}, "Endpoints": { "docker": docker } });
        self.file(&format!(".docker/contexts/meta/{id}/meta.json"), &meta)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn find(&self, explicit: Option<&str>) -> Result<Resolution, HostError> {
        let environment = |name: &str| self.variables.get(name).cloned();
        Resolution::look(explicit, &environment, &|path| self.sockets.iter().any(|socket| socket == path))
    }

    fn host(&self) -> String {
        self.find(None).unwrap().host.to_string()
    }

    fn explain(&self) -> String {
        self.find(None).unwrap().explain().replace(&self.folder.path().display().to_string(), "~")
    }
}

#[test]
fn each_place_counts_only_if_those_before_it_say_nothing() {
    let mut home = Home::new()
        .context("aa", "one", &json!({ "Host": "tcp://one:1" }))
        .context("bb", "two", &json!({ "Host": "tcp://two:1" }))
        .file(".docker/config.json", &json!({ "currentContext": "two" }))
        .set("DOCKER_CONTEXT", "one")
        .set("DOCKER_HOST", "tcp://env:1");
    assert_eq!(home.find(Some("tcp://said:1")).unwrap().host.to_string(), "tcp://said:1");
    assert_eq!(home.host(), "tcp://env:1");
    home = home.set("DOCKER_HOST", "");
    assert_eq!(home.host(), "tcp://one:1");
    home = home.set("DOCKER_CONTEXT", "");
    assert_eq!(home.host(), "tcp://two:1");
    assert_eq!(
        home.explain(),
        "DOCKER_HOST is not set; DOCKER_CONTEXT is not set; \
         tcp://two:1, of the context `two`, from ~/.docker/config.json"
    );
    home = home.file(".docker/config.json", &json!({ "auths": {} }));
    assert_eq!(home.host(), "unix:///var/run/docker.sock");
    assert_eq!(
        home.explain(),
        "DOCKER_HOST is not set; DOCKER_CONTEXT is not set; ~/.docker/config.json names no context; \
         unix:///var/run/docker.sock, the default"
    );
}

#[test]
fn the_default_context_is_what_comes_without_one() {
    let home = Home::new()
        .context("aa", "one", &json!({ "Host": "tcp://one:1" }))
        .file(".docker/config.json", &json!({ "currentContext": "one" }))
        .set("DOCKER_CONTEXT", "default");
    assert_eq!(home.host(), "unix:///var/run/docker.sock");
}

#[test]
fn docker_config_says_where_contexts_are() {
    let home = Home::new().context("aa", "one", &json!({ "Host": "ssh://me@one" }));
    let elsewhere = home.path("elsewhere").display().to_string();
    fs::rename(home.path(".docker"), &elsewhere).unwrap();
    let home = home.set("DOCKER_CONFIG", elsewhere).set("DOCKER_CONTEXT", "one");
    assert_eq!(home.host(), "ssh://me@one");
}

#[test]
fn other_sockets_count_only_if_nothing_was_said_and_the_default_is_not_there() {
    let places = [
        "run/docker.sock",
        ".docker/run/docker.sock",
        ".docker/desktop/docker.sock",
        ".colima/default/docker.sock",
        "run/podman/podman.sock",
    ];
    for from in 0..places.len() {
        let home = Home::new().sockets(&places[from..]);
        assert_eq!(home.host(), format!("unix://{}", home.path(places[from]).display()));
    }
    let home = Home::new().sockets(&places).set("DOCKER_HOST", "unix:///nowhere.sock");
    assert_eq!(home.host(), "unix:///nowhere.sock");
    let home = Home::new().sockets(&[]);
    assert_eq!(
        home.explain(),
        "DOCKER_HOST is not set; DOCKER_CONTEXT is not set; there is no ~/.docker/config.json; \
         there is no /var/run/docker.sock; no ~/run/docker.sock; no ~/.docker/run/docker.sock; \
         no ~/.docker/desktop/docker.sock; no ~/.colima/default/docker.sock; no ~/run/podman/podman.sock; \
         no /run/podman/podman.sock; unix:///var/run/docker.sock all the same, the default"
    );
}

#[test]
fn a_context_that_cannot_be_used_is_an_error_and_no_fallback() {
    let home = Home::new()
        .context("aa", "bad", &json!({ "Host": "nonsense" }))
        .context("bb", "empty", &json!({ "Host": "" }))
        .file(
            ".docker/contexts/meta/cc/meta.json",
            &json!({ "Name": "kube", "Endpoints": { "kubernetes": {} } }),
        );
    let missing = |name: &str, words: &str| {
        let environment = |variable: &str| match variable {
            "DOCKER_CONTEXT" => Some(name.to_owned()),
            other => home.variables.get(other).cloned(),
        };
        let said = Resolution::find(None, environment).unwrap_err().to_string();
        assert!(said.contains(words) && said.contains("(from DOCKER_CONTEXT)"), "{said}");
    };
    missing("bad", "the context `bad`: `nonsense` is no engine address");
    missing("empty", "the context `empty` names no engine");
    missing("kube", "the context `kube` names no engine");
    missing("none", "there is no context `none` in ");
    missing("../aa", "there is no context `../aa` in ");
}

#[test]
fn a_configuration_that_cannot_be_read_says_so_and_not_what_is_in_it() {
    for (text, where_it_is) in [
        ("{\"auths\": hunter2", "line 1, column 11"),
        ("7", "line 1, column 1"),
        ("{\"currentContext\": 7}", "its currentContext is no text"),
    ] {
        let home = Home::new().file(".docker/config.json", text);
        assert_eq!(home.host(), "unix:///var/run/docker.sock");
        let explained = home.explain();
        let wanted = format!("~/.docker/config.json cannot be understood ({where_it_is})");
        assert!(explained.contains(&wanted), "{explained}");
        assert!(!explained.contains("hunter2"));
    }
}

#[test]
fn a_version_in_the_environment_pins() {
    let with = |text: &str| Home::new().set("DOCKER_API_VERSION", text).find(None);
    assert_eq!(with("1.41").unwrap().version, Some(ApiVersion::V1_41));
    assert_eq!(with("").unwrap().version, None);
    // Whether a version is taken is for the caller's range to say, when it is negotiated.
    for (text, major, minor) in [("v1.41", 1, 41), ("1.4", 1, 4), ("1.410", 1, 410), ("2.0", 2, 0)] {
        assert_eq!(with(text).unwrap().version, Some(ApiVersion::new(major, minor)));
    }
    for text in ["latest", " 1.41", "1.", "-1.41", "1.41.0"] {
        assert_eq!(
            with(text).unwrap_err().to_string(),
            format!(
                "DOCKER_API_VERSION: `{text}` is no API version; write two numbers and a dot, such as 1.41"
            )
        );
    }
}

#[cfg(not(feature = "tls"))]
#[test]
fn tls_is_never_silently_left_out() {
    let home = || Home::new().set("DOCKER_TLS_VERIFY", "1");
    assert_eq!(home().set("DOCKER_HOST", "tcp://h:2376").find(None), Err(HostError::TlsNotBuilt));
    assert_eq!(home().find(Some("tcp://h")), Err(HostError::TlsNotBuilt));
    assert_eq!(home().find(None), Err(HostError::TlsNotBuilt));
    assert_eq!(Home::new().find(Some("https://h")), Err(HostError::TlsNotBuilt));
    let context = Home::new()
        .context("aa", "one", &json!({ "Host": "tcp://one:1" }))
        .file(".docker/contexts/tls/aa/docker/ca.pem", "")
        .set("DOCKER_CONTEXT", "one");
    assert_eq!(context.find(None), Err(HostError::TlsNotBuilt));
}

#[test]
fn a_proxy_that_the_command_line_would_use_is_said_to_be_unused() {
    let said = |host: &str, name: &'static str| {
        Home::new().set("DOCKER_HOST", host).set(name, "http://me:hunter2@proxy:3128").explain()
    };
    for name in ["HTTP_PROXY", "http_proxy"] {
        assert_eq!(
            said("tcp://far:2375", name),
            format!(
                "tcp://far:2375, from DOCKER_HOST; {name} is set and not used, engines are reached directly"
            )
        );
    }
    for (host, name) in [
        ("tcp://far:2375", "HTTPS_PROXY"),
        ("tcp://127.0.0.1:2375", "HTTP_PROXY"),
        ("tcp://[::1]:2375", "HTTP_PROXY"),
        ("tcp://localhost:2375", "HTTP_PROXY"),
        ("unix:///x", "HTTP_PROXY"),
        ("ssh://far", "HTTP_PROXY"),
    ] {
        assert_eq!(said(host, name), format!("{host}, from DOCKER_HOST"));
    }
}

#[cfg(feature = "tls")]
mod tls {
    use super::*;

    #[test]
    fn the_environment_names_the_files() {
        let home = Home::new().set("DOCKER_TLS_VERIFY", "0").set("DOCKER_HOST", "tcp://h:1");
        let home = home.file(".docker/key.pem", "").file(".docker/cert.pem", "").file("certs/key.pem", "");
        let tls = home.find(None).unwrap().tls.unwrap();
        let path = |name: &str| Some(home.path(name));
        assert_eq!((tls.ca, tls.cert, tls.verify), (path(".docker/ca.pem"), path(".docker/cert.pem"), true));
        let certs = home.path("certs").display().to_string();
        let home = home.set("DOCKER_CERT_PATH", certs);
        let tls = home.find(Some("tcp://said:1")).unwrap().tls.unwrap();
        assert_eq!(
            (tls.ca, tls.cert, tls.key),
            (Some(home.path("certs/ca.pem")), None, Some(home.path("certs/key.pem")))
        );
    }

    #[test]
    fn tls_without_verification_is_asked_for_by_its_own_variable() {
        let home = Home::new().set("DOCKER_TLS", "1").set("DOCKER_HOST", "tcp://h:1");
        assert!(!home.find(None).unwrap().tls.unwrap().verify);
        let home = home.set("DOCKER_TLS_VERIFY", "1");
        assert!(home.find(None).unwrap().tls.unwrap().verify);
    }

    #[test]
    fn tls_alone_means_this_machine_on_its_port() {
        let home = Home::new().set("DOCKER_TLS_VERIFY", "1");
        let found = home.find(None).unwrap();
        assert_eq!(found.host.to_string(), "tcp://localhost:2376");
        assert!(found.tls.is_some());
    }

    #[test]
    fn tls_of_the_environment_does_not_count_for_sockets() {
        let home = Home::new().set("DOCKER_TLS_VERIFY", "1").set("DOCKER_HOST", "unix:///x");
        let found = home.find(None).unwrap();
        assert_eq!(found.tls, None);
        assert_eq!(
            found.explain(),
            "unix:///x, from DOCKER_HOST; TLS is asked for, which counts for tcp only"
        );
    }

    #[test]
    fn a_context_has_its_own_files_and_its_own_verification() {
        let home = Home::new()
            .context("aa", "one", &json!({ "Host": "tcp://one:1" }))
            .context("bb", "two", &json!({ "Host": "tcp://two:1", "SkipTLSVerify": true }))
            .context("cc", "plain", &json!({ "Host": "tcp://plain:1" }))
            .file(".docker/contexts/tls/aa/docker/cert.pem", "")
            .file(".docker/contexts/tls/aa/docker/key.pem", "");
        let home = home.set("DOCKER_CONTEXT", "one");
        let tls = home.find(None).unwrap().tls.unwrap();
        assert!(tls.verify && tls.ca.is_none());
        assert_eq!(tls.key, Some(home.path(".docker/contexts/tls/aa/docker/key.pem")));
        let home = home.set("DOCKER_CONTEXT", "two");
        assert_eq!(home.find(None).unwrap().tls, Some(TlsFiles::new().verify(false)));
        let home = home.set("DOCKER_CONTEXT", "plain");
        assert_eq!(home.find(None).unwrap().tls, None);
    }

    #[test]
    fn a_context_in_plain_text_is_refused_where_tls_is_asked_for() {
        let home = Home::new()
            .context("cc", "plain", &json!({ "Host": "tcp://plain:1" }))
            .set("DOCKER_CONTEXT", "plain")
            .set("DOCKER_TLS_VERIFY", "1");
        let said = home.find(None).unwrap_err().to_string();
        assert!(said.starts_with("DOCKER_TLS_VERIFY is set, and the context `plain`"), "{said}");
    }
}
