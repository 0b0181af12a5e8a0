//! What is refused before anything is sent: the transport is a replay of nothing, which fails at any request.

use docker_wire::{
    ApiVersion, Daemon, Operation, Phase, Resolution,
    api::{Signal, container, container::Condition, exec, image},
    catalogue::Below,
    model::HostConfig,
    replay::Replayer,
};

use crate::server::{Server, answer};

const NOTHING: &str = "{\"fixture\":1}\n{\"t\":0,\"end\":\"recording\"}\n";

/// Sends an operation at a version below its field's, and checks the error and that nothing was sent.
async fn gated<O: Operation>(operation: O, field: &str, since: ApiVersion) {
    let pinned: ApiVersion = format!("1.{}", since.minor() - 1).parse().unwrap();
    let replay = Replayer::parse(NOTHING, "nothing").unwrap();

    let sent = Daemon::over(replay.clone()).pin(pinned).send(operation).await;

    let Err(error) = sent else { panic!("{field} is sent at {pinned}") };
    replay.finish().unwrap();
    assert_eq!(error.phase(), Phase::Prepare);
    assert!(!error.may_have_reached_engine());
    let gated = error.gated().unwrap_or_else(|| panic!("{error}"));
    assert_eq!((gated.operation, gated.since), (O::ROW.id, Some(since)));
    let text = error.to_string();
    for part in [O::ROW.id, field, &since.to_string(), &pinned.to_string()] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[tokio::test]
async fn a_field_below_its_version_is_named_with_both_versions_and_nothing_is_sent() {
    let create = || container::Create::new("i");
    gated(create().platform("linux/arm64"), "platform", ApiVersion::V1_41).await;
    gated(create().stop_timeout(3), "StopTimeout", ApiVersion::V1_25).await;
    gated(create().host_config(HostConfig::new().init(true)), "Init", ApiVersion::V1_25).await;
    let wait = container::Wait::new("c").condition(Condition::NextExit);
    gated(wait, "condition", ApiVersion::V1_30).await;
    gated(container::Stop::new("c").signal(Signal::INT), "signal", ApiVersion::V1_42).await;
    gated(exec::Create::new("c", ["true"]).env(["A=b"]), "Env", ApiVersion::V1_25).await;
    gated(exec::Create::new("c", ["true"]).working_dir("/"), "WorkingDir", ApiVersion::V1_35).await;
    gated(exec::Create::new("c", ["true"]).console_size(9, 9), "ConsoleSize", ApiVersion::V1_42).await;
    gated(image::List::new().shared_size(true), "shared-size", ApiVersion::V1_42).await;
    gated(image::List::new().manifests(true), "manifests", ApiVersion::V1_47).await;
    gated(image::Build::from_dockerfile("FROM i").platform("linux/arm64"), "platform", ApiVersion::V1_34)
        .await;
}

#[tokio::test]
async fn a_field_that_an_older_engine_would_ignore_says_so() {
    let replay = Replayer::parse(NOTHING, "nothing").unwrap();
    let docker = Daemon::over(replay.clone()).pin(ApiVersion::V1_41);
    let error = docker.send(container::Stop::new("c").signal(Signal::INT)).await.unwrap_err();
    assert_eq!(error.gated().map(|gated| gated.below), Some(Below::Ignored));
    assert!(error.to_string().ends_with("that engine would silently ignore it"), "{error}");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_version_in_the_environment_is_pinned_without_asking_the_engine() {
    let server = Server::start(|_| answer(200, "OK"));
    let environment = |name: &str| match name {
        "DOCKER_HOST" => Some(server.address()),
        "DOCKER_API_VERSION" => Some("1.33".to_owned()),
        _ => None,
    };
    let daemon = Daemon::found(&Resolution::find(None, environment).unwrap()).unwrap();

    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::V1_44).await.unwrap();
    assert_eq!((docker.version(), server.accepted()), (ApiVersion::V1_33, 0));
    docker.send(container::Start::new("c")).await.unwrap();
    assert_eq!(server.requests(), ["POST /v1.33/containers/c/start"]);
}
