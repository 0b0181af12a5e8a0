//! A registry that wants a password: push, pull, and builds on private images, on each engine.

use acceptance::live::{self, Engine, PRIVATE_REGISTRY, REGISTRY_PASSWORD, REGISTRY_USER};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use docker_wire::{
    ApiVersion, Client, Daemon, Error,
    api::image,
    auth::{RegistryAuth, RegistryConfig},
    client::credentials::Credentials,
};
use serde_json::json;

/// What `docker login` writes, in a folder of its own.
fn logged_in() -> (tempfile::TempDir, Credentials) {
    let folder = tempfile::tempdir().unwrap();
    let auth = STANDARD.encode(format!("{REGISTRY_USER}:{REGISTRY_PASSWORD}"));
    let config = json!({ "auths": { PRIVATE_REGISTRY: { "auth": auth } } });
    std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    let credentials = Credentials::in_folder(folder.path());
    (folder, credentials)
}

async fn pull(docker: &Client, name: &str, auth: Option<RegistryAuth>) -> Result<(), Error> {
    let mut pull = image::Pull::new(name);
    if let Some(auth) = auth {
        pull = pull.auth(auth);
    }
    docker.send(pull).await?.finish().await.map(drop)
}

async fn push(docker: &Client, name: &str, auth: Option<RegistryAuth>) -> Result<(), Error> {
    let mut push = image::Push::new(name);
    if let Some(auth) = auth {
        push = push.auth(auth);
    }
    docker.send(push).await?.finish().await.map(drop)
}

async fn build(docker: &Client, base: &str, made: &str, config: RegistryConfig) -> Result<(), Error> {
    let build = image::Build::from_dockerfile(format!("FROM {base}\nLABEL docker-wire.reach=1\n"));
    let build = build.t([made]).pull(true).registry_config(config);
    docker.send(build).await?.finish().await.map(drop)
}

/// What an engine or registry says must not repeat what it was told.
#[track_caller]
fn is_refused(result: Result<(), Error>) {
    let error = result.unwrap_err();
    let shown = format!("{error:#} {error:?}");
    assert!(!shown.contains(REGISTRY_PASSWORD) && !shown.contains("wr0ng"), "{shown}");
}

async fn private_images_need_the_password(engine: Engine) {
    let _turn = engine.turn().await;
    let daemon = Daemon::at(&engine.host.parse().unwrap()).unwrap();
    let docker = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await.unwrap();
    let (_folder, credentials) = logged_in();
    let repository = format!("{PRIVATE_REGISTRY}/reach/{}", engine.name);
    let (name, made) = (format!("{repository}:1"), format!("{repository}:made"));
    let wrong = || RegistryAuth::password(REGISTRY_USER, "wr0ng??>>~~").server_address(PRIVATE_REGISTRY);
    let right = credentials.for_image(&name).await;
    assert!(right.is_some());

    docker.send(image::Tag::new(&engine.busybox_image, &repository).tag("1")).await.unwrap();
    is_refused(push(&docker, &name, None).await);
    is_refused(push(&docker, &name, Some(wrong())).await);
    push(&docker, &name, right.clone()).await.unwrap();

    docker.send(image::Remove::new(&name)).await.unwrap();
    is_refused(pull(&docker, &name, None).await);
    is_refused(pull(&docker, &name, Some(wrong())).await);
    pull(&docker, &name, right).await.unwrap();

    docker.send(image::Remove::new(&name)).await.unwrap();
    is_refused(build(&docker, &name, &made, RegistryConfig::new()).await);
    is_refused(build(&docker, &name, &made, RegistryConfig::new().registry(PRIVATE_REGISTRY, wrong())).await);
    build(&docker, &name, &made, credentials.all().await).await.unwrap();
    docker.send(image::Inspect::new(&made)).await.unwrap();
    for name in [&made, &name] {
        // Builders differ in whether they keep the name of the base image.
        drop(docker.send(image::Remove::new(name).force(true)).await);
    }
}

macro_rules! on_each_engine {
    ($($test:ident: $release:literal,)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                private_images_need_the_password(live::named($release)).await;
            }
        )*
    };
}

on_each_engine! {
    docker_20_10: "20.10.24",
    docker_26_1: "26.1.5",
    docker_28_5: "28.5.2",
    podman_4_3: "podman-4.3.1",
    podman_5_8: "podman-5.8.6",
}
