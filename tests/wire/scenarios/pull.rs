//! A pull that cannot work.

use docker_wire::{Phase, api::image};

use http::Method;

use super::{Lab, scenarios};

scenarios! {
    pull_fails;
    pull_bad_name;
}

/// An image that cannot be had is an error that names the registry.
async fn pull_fails(lab: Lab) {
    let docker = lab.docker;
    // Nothing listens there, on any machine.
    let pull = image::Pull::new("127.0.0.1:9/nothing").tag("1");
    let error = match docker.send(pull).await {
        Ok(progress) => progress.finish().await.unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.phase(), Phase::Answer);
    let words = if lab.engine.test == "podman_5_8" { "connection refused" } else { "127.0.0.1:9" };
    assert!(error.message().unwrap_or_default().contains(words), "{error}");
}

/// A name that is none is refused.
async fn pull_bad_name(lab: Lab) {
    // By hand, for `image::Pull` would not even ask.
    let pull = lab.docker.request(Method::POST, "/images/create");
    let pull = pull.query("fromImage", "docker-wire/UPPER").query("tag", "latest");
    let error = lab.docker.send(pull).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(lab.engine.says(400, 500)), "{error}");
    assert!(error.message().unwrap_or_default().contains("lowercase"), "{error}");
    let nameless = lab.docker.send(image::Inspect::new("docker-wire/UPPER")).await.unwrap_err();
    assert!(nameless.status().is_some_and(|status| status.as_u16() >= 400), "{nameless}");
}
