//! Images from a registry: credentials, and pulls only when the registry has something new.

use std::process::Command;

use acceptance::{
    latent::{Home, Running},
    live::{self, PRIVATE_REGISTRY, REGISTRY_PASSWORD, REGISTRY_USER},
    raw,
};
use docker_wire::{ApiVersion, Daemon, api::image, auth::RegistryAuth};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

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
        let labels = home.containers()[0]["Labels"].clone();
        let image = labels["latent.image"].as_str().unwrap_or_default();
        assert!(image.starts_with(&format!("{repository}@sha256:")), "{labels}");
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

/// Starts `latent` with what `docker login` keeps.
fn logged_in(home: &Home, config: &Value) -> Running {
    Running::start(knowing(home, "run", config))
}

/// A command with what `docker login` keeps, and programs that keep credentials, in folders of the test's own.
fn knowing(home: &Home, word: &str, config: &Value) -> Command {
    let docker = home.folder().join("docker");
    let helpers = home.folder().join("helpers");
    std::fs::create_dir_all(&docker).unwrap();
    std::fs::create_dir_all(&helpers).unwrap();
    std::fs::write(docker.join("config.json"), config.to_string()).unwrap();
    let answer =
        json!({ "ServerURL": PRIVATE_REGISTRY, "Username": REGISTRY_USER, "Secret": REGISTRY_PASSWORD });
    let script = format!(
        "#!/bin/sh\ncat >/dev/null\necho \"$1\" >>'{}/asked'\necho '{answer}'\n",
        home.folder().display()
    );
    let program = helpers.join("docker-credential-ours");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = home.command(word);
    let search = std::env::var("PATH").unwrap_or_default();
    command.env("DOCKER_CONFIG", docker).env("PATH", format!("{}:{search}", helpers.display()));
    command
}

#[test]
fn what_docker_login_keeps_is_used_where_no_table_says_otherwise() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let repository = format!("{PRIVATE_REGISTRY}/live/kept");
    push(&engine.busybox_image, &repository);
    let delete = format!("/images/{repository}:1?noprune=1");
    let gone = || drop(raw::engine(engine.socket(), "DELETE", &delete, None));
    let keys = format!("image = \"{repository}:1\"\ncommand = \"sleep 600\"\npull = \"always\"");
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let plain = std::fs::read_to_string(home.config()).unwrap();
    master.force("echo", 1, &[]);
    let until = |config: &Value, message: &str| {
        gone();
        let mut latent = logged_in(&home, config);
        let (line, _) = latent.wait_for(message, Some("linux-1"), 0, MINUTE);
        latent.drain(MINUTE);
        let text = latent.text();
        assert!(!text.contains(REGISTRY_PASSWORD), "{text}");
        no_password(&home, &text);
        (line["fields"]["reason"].as_str().unwrap_or_default().to_owned(), text)
    };

    let auth = STANDARD.encode(format!("{REGISTRY_USER}:{REGISTRY_PASSWORD}"));
    let kept = json!({ "auths": { PRIVATE_REGISTRY: { "auth": auth } } });
    until(&kept, "started");
    until(&json!({ "credHelpers": { PRIVATE_REGISTRY: "ours" } }), "started");
    until(&json!({ "credsStore": "ours" }), "started");
    assert!(std::fs::read_to_string(home.folder().join("asked")).unwrap().lines().all(|word| word == "get"));

    let (reason, text) = until(&json!({ "credsStore": "nonexistent" }), "failed");
    assert!(reason.contains("no basic auth credentials"), "{reason}");
    assert!(text.contains("docker-credential-nonexistent get` cannot be run"), "{text}");

    // A table counts before what is kept, for better or worse.
    let table = |password: &str| {
        let registry = format!(
            "\n[[registry]]\naddress = \"{PRIVATE_REGISTRY}\"\nuser = \"{REGISTRY_USER}\"\npassword = \"{password}\"\n"
        );
        home.rewrite(&format!("{plain}{registry}"));
    };
    table("wrong-one");
    let (reason, _) = until(&kept, "failed");
    assert!(reason.contains("unauthorized") || reason.contains("no basic auth"), "{reason}");
    table(REGISTRY_PASSWORD);
    until(&json!({ "credsStore": "nonexistent" }), "started");

    // A private base image needs them as well.
    let dockerfile = format!(
        "dockerfile = \"FROM {repository}:1\\nLABEL a=1\\n\"\ncommand = \"sleep 600\"\npull = \"always\""
    );
    let built = Home::new(&master, &engine.host, &["linux-1"], &dockerfile);
    gone();
    let mut latent = logged_in(&built, &json!({ "credsStore": "nonexistent" }));
    let (line, _) = latent.wait_for("failed", Some("linux-1"), 0, MINUTE);
    assert!(line["fields"]["reason"].as_str().is_some_and(|why| why.contains("no basic auth")), "{line}");
    latent.drain(MINUTE);
    let mut latent = logged_in(&built, &kept);
    latent.wait_for("started", Some("linux-1"), 0, MINUTE);
    latent.drain(MINUTE);
    let state = format!("state_dir = {:?}\n", built.state());
    built.rewrite(&plain.replacen(plain.lines().next().unwrap_or_default(), state.trim(), 1));
    let collected = built.command("gc").output().unwrap();
    assert!(collected.status.success(), "{collected:?}");
    assert_eq!((home.leaked(), built.leaked()), (0, 0));
    gone();
}

/// What is found is what a pull would meet: the same credentials, asked by the same engine, of the same registry.
#[test]
fn doctor_tries_the_logins_that_a_pull_would_use() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let repository = format!("{PRIVATE_REGISTRY}/live/examined");
    push(&engine.busybox_image, &repository);
    let delete = format!("/images/{repository}:1?noprune=1");
    let gone = || drop(raw::engine(engine.socket(), "DELETE", &delete, None));
    gone();
    let keys = format!("image = \"{repository}:1\"\npull = \"missing\"");
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let plain = std::fs::read_to_string(home.config()).unwrap();
    let table = |password: &str| {
        home.rewrite(&format!(
            "{plain}\n[[registry]]\naddress = \"{PRIVATE_REGISTRY}\"\nuser = \"{REGISTRY_USER}\"\npassword = \"{password}\"\n"
        ));
    };
    let examined = |config: &Value, level: &str, words: &[&str]| {
        let mut doctor = knowing(&home, "doctor", config);
        let done = doctor.args(["--json", "--no-containers"]).output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        for secret in [REGISTRY_PASSWORD, "wr0ng"] {
            assert!(!said.contains(secret), "a password was said:\n{said}");
        }
        let told: Value = serde_json::from_slice(&done.stdout).unwrap();
        let all = told["findings"].as_array().unwrap();
        let fits = |it: &&Value| {
            it["area"] == "image" && words.iter().all(|word| it["text"].as_str().unwrap().contains(word))
        };
        let found = all.iter().find(fits).unwrap_or_else(|| panic!("{words:?} in {told:#}"));
        assert_eq!(found["level"], level, "{found}");
        done.status.code()
    };
    let nothing = json!({});
    let auth = |password: &str| STANDARD.encode(format!("{REGISTRY_USER}:{password}"));
    let kept = json!({ "auths": { PRIVATE_REGISTRY: { "auth": auth(REGISTRY_PASSWORD) } } });
    let wrong = json!({ "auths": { PRIVATE_REGISTRY: { "auth": auth("wr0ng") } } });

    examined(&nothing, "warning", &["is not shown by its registry without a login", "no basic auth"]);
    let shown =
        ["is not there yet, and is shown by its registry with the login that `docker login` keeps (sha256:"];
    assert_eq!(examined(&kept, "fine", &shown), Some(0));
    examined(&json!({ "credHelpers": { PRIVATE_REGISTRY: "ours" } }), "fine", &shown);
    examined(&wrong, "warning", &["is not shown by its registry with the login that `docker login` keeps"]);

    // A table counts before what is kept.
    table("wr0ng");
    examined(&kept, "warning", &["is not shown by its registry with the login of [[registry]]"]);
    let refused = ["the login of [[registry]]", PRIVATE_REGISTRY, "is refused"];
    assert_eq!(examined(&kept, "wrong", &refused), Some(4));
    table(REGISTRY_PASSWORD);
    examined(&wrong, "fine", &["is shown by its registry with the login of [[registry]]"]);
    assert_eq!(
        examined(&wrong, "fine", &["the login of [[registry]]", PRIVATE_REGISTRY, "is good"]),
        Some(0)
    );

    // What is there and would be pulled again is asked for as well; without its registry it is still used.
    push(&engine.busybox_image, &repository);
    let text = std::fs::read_to_string(home.config()).unwrap();
    home.rewrite(&text.replace("\"missing\"", "\"always\""));
    assert_eq!(
        examined(&nothing, "fine", &[":1 is shown by its registry with the login of [[registry]]"]),
        Some(0)
    );
    home.rewrite(&plain.replace("\"missing\"", "\"always\""));
    assert_eq!(examined(&nothing, "warning", &[":1 is not shown by its registry without a login"]), Some(0));
    gone();
    // A doctor changes nothing, not even the state folder.
    assert!(!home.state().exists());
}
