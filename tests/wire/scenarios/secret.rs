//! Secrets and configs of a swarm.

use docker_wire::api::{Filters, config, secret};

use super::{LABEL, Lab, scenarios, swarm};

scenarios! {
    secret_life on [docker] or "Podman has no secrets in its Docker API that a service could use";
    secret_refuses on [docker] or "Podman has no secrets in its Docker API that a service could use";
    config_life on [docker] or "Podman has no swarm";
    config_refuses on [docker] or "Podman has no swarm";
}

/// A secret is made, listed, looked at, relabelled and removed, and never told.
async fn secret_life(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let create = secret::Create::new("docker-wire-secret", "between us").labels([(LABEL, "1")]);
    let id = docker.send(create).await.unwrap().into_inner().id;
    let named = Filters::new().name("docker-wire-secret");
    let all = docker.send(secret::List::new().filters(named)).await.unwrap();
    assert_eq!(all.iter().map(|secret| &secret.id).collect::<Vec<_>>(), [&id]);

    let found = docker.send(secret::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.spec.name.as_deref(), Some("docker-wire-secret"));
    assert!(found.spec.data.is_none());
    let spec = found.spec.labels([(LABEL, "1"), ("more", "2")]);
    docker.send(secret::Update::new(&id, found.version.index.unwrap(), spec)).await.unwrap();
    let changed = docker.send(secret::Inspect::new("docker-wire-secret")).await.unwrap().into_inner();
    assert_eq!(changed.spec.labels.unwrap()["more"], "2");

    docker.send(secret::Remove::new(&id)).await.unwrap();
    assert!(docker.send(secret::Inspect::new(&id)).await.unwrap_err().is_not_found());
    swarm::leave(&docker).await;
}

/// Names are unique and have a form, and what is secret stays as it is.
async fn secret_refuses(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let create = |name: &str| secret::Create::new(name, "between us").labels([(LABEL, "1")]);
    let id = docker.send(create("docker-wire-secret")).await.unwrap().into_inner().id;
    let error = docker.send(create("docker-wire-secret")).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    let error = docker.send(create("no name/at all")).await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(400), "{error}");
    assert!(docker.send(secret::Remove::new("nothing")).await.unwrap_err().is_not_found());

    let found = docker.send(secret::Inspect::new(&id)).await.unwrap().into_inner();
    let renamed = secret::Update::new(&id, found.version.index.unwrap(), found.spec.name("another"));
    let error = docker.send(renamed).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("only updates to Labels"), "{error}");
    docker.send(secret::Remove::new(&id)).await.unwrap();
    swarm::leave(&docker).await;
}

/// A config is what a secret is, and is told.
async fn config_life(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let create = config::Create::new("docker-wire-config", "for all to read").labels([(LABEL, "1")]);
    let id = docker.send(create).await.unwrap().into_inner().id;
    let all = docker.send(config::List::new().filters(Filters::new().id(&id))).await.unwrap();
    assert_eq!(all.iter().map(|config| &config.id).collect::<Vec<_>>(), [&id]);

    let found = docker.send(config::Inspect::new("docker-wire-config")).await.unwrap().into_inner();
    assert_eq!(found.id, id);
    assert!(found.spec.data.is_some());
    let spec = found.spec.labels([(LABEL, "1"), ("more", "2")]);
    docker.send(config::Update::new(&id, found.version.index.unwrap(), spec)).await.unwrap();
    let changed = docker.send(config::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(changed.spec.labels.unwrap()["more"], "2");

    docker.send(config::Remove::new("docker-wire-config")).await.unwrap();
    assert!(docker.send(config::Inspect::new(&id)).await.unwrap_err().is_not_found());
    swarm::leave(&docker).await;
}

/// A config has a name that no other has, and a change is made to what was last seen.
async fn config_refuses(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let create = || config::Create::new("docker-wire-config", "for all to read").labels([(LABEL, "1")]);
    let id = docker.send(create()).await.unwrap().into_inner().id;
    assert!(docker.send(create()).await.unwrap_err().is_conflict());
    let found = docker.send(config::Inspect::new(&id)).await.unwrap().into_inner();
    let stale = config::Update::new(&id, 1, found.spec.labels([("more", "2")]));
    let error = docker.send(stale).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("out of sequence"), "{error}");
    assert!(docker.send(config::Inspect::new("nothing")).await.unwrap_err().is_not_found());
    docker.send(config::Remove::new(&id)).await.unwrap();
    swarm::leave(&docker).await;
}
