//! What `docker login` keeps.

use std::{io, path::Path};

use docker_wire::client::credentials::Credentials;

use super::engine;

/// Checks that whatever stands in a `config.json`, credentials are found or not, and that `Debug` shows no secret.
pub fn check(data: &[u8]) {
    if let Err(error) = look(data) {
        panic!("the disk: {error}");
    }
}

fn look(data: &[u8]) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("config.json"), data)?;
    engine::run(ask(folder.path(), data));
    Ok(())
}

async fn ask(folder: &Path, data: &[u8]) {
    // No helper is there, so that none is run.
    let credentials = Credentials::in_folder(folder).helpers_in(folder.join("none"));
    let all = format!("{:?}", credentials.all().await);
    for registry in ["docker.io", "a.example", "b.example:5000", "localhost"] {
        let found = credentials.for_registry(registry).await;
        let shown = format!("{found:?}{credentials:?}{all}");
        for secret in secrets(data) {
            assert!(!shown.contains(&secret), "{shown} shows {secret:?}");
        }
        let image = credentials.for_image(&format!("{registry}/app:1")).await;
        assert_eq!(format!("{image:?}"), format!("{found:?}"));
    }
}

/// The passwords in a file, if it is one: those that are long enough to stand nowhere by chance.
fn secrets(data: &[u8]) -> Vec<String> {
    let config: serde_json::Value = serde_json::from_slice(data).unwrap_or_default();
    let entries = config["auths"].as_object().into_iter().flatten();
    let keys = ["password", "auth", "identitytoken", "registrytoken"];
    let texts = entries.flat_map(|(_, entry)| keys.map(|key| entry[key].as_str().unwrap_or_default()));
    texts.filter(|text| text.len() >= 12).map(str::to_owned).collect()
}
