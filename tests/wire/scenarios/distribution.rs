//! What a registry says of an image before it is pulled.

use acceptance::live;
use docker_wire::{
    Client,
    api::{distribution, image},
    auth::RegistryAuth,
};

use super::{BUSYBOX, Lab, scenarios};

scenarios! {
    distribution_tells on [docker] or "Podman does not ask registries for others";
    distribution_fails on [docker] or "Podman does not ask registries for others";
}

async fn pushed(docker: &Client, repository: &str, auth: Option<RegistryAuth>) {
    docker.send(image::Tag::new(BUSYBOX, repository).tag("one")).await.unwrap();
    let push = image::Push::new(repository).tag("one");
    let push = auth.into_iter().fold(push, image::Push::auth);
    docker.send(push).await.unwrap().finish().await.unwrap();
    docker.send(image::Remove::new(format!("{repository}:one"))).await.unwrap();
}

/// The digest and the platform of an image, of a registry that asks nothing and of one that asks who it is.
async fn distribution_tells(lab: Lab) {
    let docker = lab.docker;
    let known = || RegistryAuth::password(live::REGISTRY_USER, live::REGISTRY_PASSWORD);
    for (registry, auth) in [(live::REGISTRY, None), (live::PRIVATE_REGISTRY, Some(known()))] {
        let repository = format!("{registry}/docker-wire/told-{}", lab.engine.test.replace('_', "-"));
        pushed(&docker, &repository, auth.clone()).await;
        let ask = || distribution::Inspect::new(format!("{repository}:one"));
        let found =
            docker.send(auth.clone().into_iter().fold(ask(), distribution::Inspect::auth)).await.unwrap();
        let found = found.into_inner();
        assert!(found.descriptor.digest.starts_with("sha256:"), "{found:?}");
        assert_eq!(found.platforms.first().and_then(|it| it.os.as_deref()), Some("linux"));
        if auth.is_some() {
            let error = docker.send(ask()).await.unwrap_err();
            assert!(error.message().unwrap_or_default().contains("no basic auth credentials"), "{error}");
        }
    }
}

/// An image that is not there, and a registry that is not.
async fn distribution_fails(lab: Lab) {
    let docker = lab.docker;
    let nothing = format!("{}/docker-wire/nothing:one", live::REGISTRY);
    let error = docker.send(distribution::Inspect::new(nothing)).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("unknown"), "{error}");
    let error = docker.send(distribution::Inspect::new("127.0.0.1:9/nothing:one")).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("127.0.0.1:9"), "{error}");
    let error = docker.send(distribution::Inspect::new("NO/NAME")).await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(400), "{error}");
}
