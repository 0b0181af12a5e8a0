//! To a registry and back, and what that answers.

use acceptance::live;
use docker_wire::{
    Phase,
    api::{image, system},
    auth::RegistryAuth,
};

use super::{Lab, forget, scenarios, tiny};

scenarios! {
    push_and_pull;
    push_fails;
    push_needs_a_password;
    auth;
    auth_fails;
}

/// What is pushed can be pulled.
async fn push_and_pull(lab: Lab) {
    let docker = lab.docker;
    let name = format!("{}/docker-wire/{}", live::REGISTRY, lab.engine.test);
    tiny(&docker, &name).await;
    docker.send(image::Push::new(&name).tag("latest")).await.unwrap().finish().await.unwrap();
    forget(&docker, &name).await;
    docker.send(image::Pull::new(&name).tag("latest")).await.unwrap().finish().await.unwrap();
    let found = docker.send(image::Inspect::new(&name)).await.unwrap().into_inner();
    assert!(found.repo_digests.iter().any(|digest| digest.starts_with(&name)), "{:?}", found.repo_digests);
    forget(&docker, &name).await;
}

/// Where nobody listens, nothing can be pushed.
async fn push_fails(lab: Lab) {
    let docker = lab.docker;
    let name = "127.0.0.1:9/docker-wire";
    tiny(&docker, name).await;
    let error = match docker.send(image::Push::new(name).tag("latest")).await {
        Ok(progress) => progress.finish().await.map(drop).unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.phase(), Phase::Answer);
    assert!(error.message().is_some_and(|said| said.contains("127.0.0.1:9")), "{error}");
    forget(&docker, name).await;
}

/// A registry that knows who may push.
async fn push_needs_a_password(lab: Lab) {
    let docker = lab.docker;
    let name = format!("{}/docker-wire/{}", live::PRIVATE_REGISTRY, lab.engine.test);
    tiny(&docker, &name).await;
    let stranger = RegistryAuth::password("stranger", "not-the-password");
    let refused = match docker.send(image::Push::new(&name).tag("latest").auth(stranger)).await {
        Ok(progress) => progress.finish().await.map(drop).unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(refused.phase(), Phase::Answer);
    let known = RegistryAuth::password(live::REGISTRY_USER, live::REGISTRY_PASSWORD);
    let push = image::Push::new(&name).tag("latest").auth(known);
    docker.send(push).await.unwrap().finish().await.unwrap();
    forget(&docker, &name).await;
}

fn login(lab: &Lab, password: &str) -> system::Auth {
    // Podman speaks plain HTTP to this name alone.
    let registry = lab.engine.says(live::PRIVATE_REGISTRY, "localhost:5001");
    system::Auth::new().username(live::REGISTRY_USER).password(password).serveraddress(registry)
}

/// A registry takes a password.
async fn auth(lab: Lab) {
    let said = lab.docker.send(login(&lab, live::REGISTRY_PASSWORD)).await.unwrap().into_inner();
    assert_eq!(said.status, "Login Succeeded");
    let ping = lab.docker.send(system::Ping::new()).await.unwrap();
    assert_eq!(ping.api_version, Some(lab.engine.api));
}

/// A registry does not take another one.
async fn auth_fails(lab: Lab) {
    let refused = lab.docker.send(login(&lab, "not-the-password")).await.unwrap_err();
    assert!(refused.status().is_some_and(|status| status.is_client_error() || status.is_server_error()));
    assert!(!refused.to_string().contains("not-the-password"), "{refused}");
}
