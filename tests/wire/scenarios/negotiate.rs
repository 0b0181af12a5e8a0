//! Which version is spoken.

use docker_wire::{
    ApiVersion, Phase,
    api::{container, system},
};

use super::{Lab, scenarios};

scenarios! {
    negotiate;
    negotiate_nothing;
    version_too_new on [docker] or "takes every version in a path, also those that do not exist";
}

/// The highest common version is pinned.
async fn negotiate(lab: Lab) {
    let Lab { engine, daemon, .. } = lab;
    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::NEWEST).await.unwrap();
    assert_eq!(docker.version(), engine.api, "the engine's highest");
    docker.send(system::Ping::new()).await.unwrap();
    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::V1_35).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_35, "ours; the engine is not asked again");
    docker.send(container::List::new().limit(1)).await.unwrap();
    let docker = daemon.negotiate(ApiVersion::V1_41..=ApiVersion::V1_41).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_41);
}

/// Without a common version the error names both ranges.
async fn negotiate_nothing(lab: Lab) {
    let error = lab.daemon.negotiate(ApiVersion::V1_54..=ApiVersion::V1_55).await.unwrap_err();
    assert_eq!(error.phase(), Phase::Answer);
    let text = error.to_string();
    let theirs = format!("{} to {}", lab.engine.min, lab.engine.api);
    assert!(text.contains(&theirs) && text.contains("1.54 to 1.55"), "{text}");
}

/// A version that the engine does not speak is refused in its own words.
async fn version_too_new(lab: Lab) {
    let docker = lab.daemon.pin("1.99".parse().unwrap());
    let error = docker.send(container::List::new()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert_eq!(error.version(), "1.99".parse().ok());
    let said = format!("client version 1.99 is too new. Maximum supported API version is {}", lab.engine.api);
    assert_eq!(error.message(), Some(said.as_str()));
}
