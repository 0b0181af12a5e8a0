//! Images from a registry: credentials, and pulls only when the registry has something new.

use acceptance::{
    latent::{Home, Running},
    live::{self, PRIVATE_REGISTRY, REGISTRY_PASSWORD, REGISTRY_USER},
    raw,
};
use docker_wire::{ApiVersion, Daemon, api::image, auth::RegistryAuth};

use crate::{MINUTE, builds::master, no_password};

/// Puts an image that the engine has into the private registry.
fn push(from: &str, repository: &str) {
    let engine = live::engine();
    let pushing = async {
        let client = Daemon::at(&engine.host.parse().unwrap()).unwrap().pin(ApiVersion::V1_41);
        client.send(image::Tag::new(from, repository).tag("1")).await.unwrap();
        let auth = RegistryAuth::password(REGISTRY_USER, REGISTRY_PASSWORD);
        client.send(image::Push::new(repository).tag("1").auth(auth)).await.unwrap().finish().await.unwrap();
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(pushing);
}

#[track_caller]
fn run_until(home: &Home, message: &str) -> (Running, String) {
    let latent = home.run();
    let (line, _) = latent.wait_for(message, Some("linux-1"), 0, MINUTE);
    let reason = line["fields"]["reason"].as_str().unwrap_or_default().to_owned();
    (latent, reason)
}

#[test]
fn an_image_is_pulled_with_credentials_and_again_only_when_it_has_changed() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let repository = format!("{PRIVATE_REGISTRY}/live/pulled");
    push(&engine.busybox_image, &repository);
    let delete = format!("/images/{repository}:1?noprune=1");
    assert_eq!(raw::engine(engine.socket(), "DELETE", &delete, None).status, 200);

    let keys = format!("image = \"{repository}:1\"\ncommand = \"sleep 600\"\npull = \"if-digest-changed\"");
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    master.force("echo", 1, &[]);
    let (mut latent, reason) = run_until(&home, "failed");
    assert!(reason.contains("no basic auth credentials"), "{reason}");
    latent.drain(MINUTE);

    let text = std::fs::read_to_string(home.config()).unwrap();
    home.rewrite(&format!(
        "{text}\n[[registry]]\naddress = \"{PRIVATE_REGISTRY}\"\nuser = \"{REGISTRY_USER}\"\npassword = \"{REGISTRY_PASSWORD}\"\n"
    ));
    let pulls = || {
        let (mut latent, _) = run_until(&home, "started");
        latent.drain(MINUTE);
        let text = latent.text();
        assert!(!text.contains(REGISTRY_PASSWORD), "{text}");
        no_password(&home, &text);
        text.matches("pulling the image").count()
    };
    assert_eq!(pulls(), 1, "it was not there");
    assert_eq!(pulls(), 0, "the registry has the same");
    push(&engine.worker_image, &repository);
    // The engine itself has the new one under that name now; the old one stands for what is not new.
    let tag = format!("/images/{}/tag?repo={repository}&tag=1", engine.busybox_image);
    assert_eq!(raw::engine(engine.socket(), "POST", &tag, None).status, 201);
    assert_eq!(pulls(), 1, "the registry has another");
    assert_eq!(home.leaked(), 0);
    assert_eq!(raw::engine(engine.socket(), "DELETE", &delete, None).status, 200);
}
