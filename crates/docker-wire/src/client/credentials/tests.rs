//! Files and helpers of the tests' own; the helper is a script beside this file.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

fn config(config: &Value) -> (TempDir, Credentials) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    let helpers = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client/credentials/tests");
    let credentials = Credentials::in_folder(folder.path()).helpers_in(helpers);
    (folder, credentials)
}

fn decoded(header: &str) -> Value {
    serde_json::from_slice(&URL_SAFE.decode(header).unwrap()).unwrap()
}

async fn found(credentials: &Credentials, registry: &str) -> Value {
    let auth = credentials.for_registry(registry).await;
    auth.map_or(Value::Null, |auth| decoded(&auth.header()))
}

#[tokio::test]
async fn a_helper_is_asked_by_its_protocol() {
    let (_folder, credentials) = config(&json!({ "credsStore": "test" }));
    let good = json!({ "username": "me", "password": "s3cret", "serveraddress": "good.example" });
    assert_eq!(found(&credentials, "good.example").await, good);
    assert_eq!(found(&credentials, "https://good.example/v2/").await, good);
    let token = json!({ "identitytoken": "identity", "serveraddress": "token.example" });
    assert_eq!(found(&credentials, "token.example").await, token);
    let hub = credentials.for_image("library/busybox").await.unwrap();
    assert_eq!(decoded(&hub.header())["username"], "hub");
    assert!(credentials.for_image("unknown.example/app").await.is_none());
}

#[tokio::test]
async fn what_goes_wrong_means_no_credentials() {
    let (_folder, credentials) = config(&json!({
        "credHelpers": { "missing.example": "nonexistent", "evil.example": "../../../bin/sh" },
        "credsStore": "test",
        "auths": { "good.example": {} },
    }));
    for registry in ["fails", "leaks", "broken", "empty", "missing", "evil"] {
        assert_eq!(found(&credentials, &format!("{registry}.example")).await, Value::Null, "{registry}");
    }
    assert_eq!(found(&credentials, "good.example").await["username"], "me");
    let (folder, credentials) = config(&json!({ "auths": "no" }));
    assert_eq!(found(&credentials, "good.example").await, Value::Null);
    fs::remove_file(folder.path().join("config.json")).unwrap();
    assert_eq!(found(&credentials, "good.example").await, Value::Null);
    fs::create_dir(folder.path().join("config.json")).unwrap();
    assert_eq!(found(&credentials, "good.example").await, Value::Null);
}

#[tokio::test]
async fn the_words_of_a_failure_hold_no_secret() {
    let helper = helper::Helper::new(
        "test",
        Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client/credentials/tests")),
    );
    let patience = Duration::from_secs(30);
    let said = |server: &'static str| {
        let helper = &helper;
        async move { helper::get(helper, server, patience).await.err().unwrap() }
    };
    assert_eq!(said("fails.example").await, "`docker-credential-test get` failed: the keychain is locked");
    assert_eq!(said("leaks.example").await, "`docker-credential-test get` failed");
    assert_eq!(said("broken.example").await, "the answer of `docker-credential-test` cannot be understood");
    let soon = Duration::from_millis(50);
    let late = helper::get(&helper, "slow.example", soon).await.err().unwrap();
    assert_eq!(late, "`docker-credential-test get` took longer than 50 ms");
}

#[tokio::test]
async fn a_build_gets_all_that_is_known() {
    let (_folder, credentials) = config(&json!({
        "auths": { "good.example": {}, "file.example": { "auth": "bWU6cHc=" } },
        "credHelpers": { "token.example": "test", "file.example": "" },
        "credsStore": "test",
    }));
    let credentials = credentials.registry("given.example", RegistryAuth::password("us", "pw"));
    let all = decoded(&credentials.all().await.header());
    let registries: Vec<_> = all.as_object().unwrap().keys().collect();
    assert_eq!(
        registries,
        ["file.example", "given.example", "good.example", "https://index.docker.io/v1/", "token.example"]
    );
    assert_eq!(all["file.example"]["password"], "pw");
}

#[tokio::test]
async fn what_is_given_counts_first_and_is_not_shown() {
    let (_folder, credentials) = config(&json!({ "credsStore": "test" }));
    let credentials = credentials
        .registry("https://good.example/", RegistryAuth::password("us", "hunter2"))
        .registry("index.docker.io", RegistryAuth::password("us", "hunter2"));
    assert_eq!(found(&credentials, "good.example").await["username"], "us");
    assert_eq!(found(&credentials, "docker.io").await["username"], "us");
    let shown = format!("{credentials:?}");
    assert!(shown.contains("good.example") && !shown.contains("hunter2"), "{shown}");
    assert!(Credentials::none().for_image("busybox").await.is_none());
}
