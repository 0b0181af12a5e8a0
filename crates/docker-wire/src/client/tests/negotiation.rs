use super::*;
use crate::{Phase, api::system};

const ALL: std::ops::RangeInclusive<ApiVersion> = ApiVersion::OLDEST..=ApiVersion::NEWEST;

fn range(min: Option<u16>, max: Option<u16>) -> Supported {
    let version = |minor: Option<u16>| minor.map(|minor| ApiVersion::new(1, minor));
    Supported::new(version(min), version(max))
}

fn forbidden(api: &str) -> Response<Body> {
    answer(403, "text/html", api, "<html>no</html>")
}

#[tokio::test(start_paused = true)]
async fn fifty_who_negotiate_at_once_ask_once() {
    let sent = Scripted::new([version("1.41", "1.12")]);
    let daemon = sent.daemon();
    let all: Vec<_> = (0..50)
        .map(|_| {
            let daemon = daemon.clone();
            tokio::spawn(async move { daemon.negotiate(ALL).await.unwrap().version() })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap(), ApiVersion::V1_41);
    }
    assert_eq!(sent.targets(), ["/version"]);
    daemon.negotiate(ALL).await.unwrap();
    assert_eq!(sent.targets().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_by_those_who_waited_and_not_kept() {
    let sent = Scripted::new([]);
    sent.then(Err(TransportError::broken("it broke").because("the cable was cut")));
    sent.then(Ok(version("1.41", "1.12")));
    let daemon = sent.daemon();
    let all: Vec<_> = (0..50)
        .map(|_| {
            let daemon = daemon.clone();
            tokio::spawn(async move { daemon.negotiate(ALL).await.unwrap_err() })
        })
        .collect();
    for one in all {
        let error = one.await.unwrap();
        assert_eq!(error.phase(), Phase::Exchange);
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("it broke"), "{source}");
    }
    assert_eq!(sent.targets().len(), 1);
    assert_eq!(daemon.negotiate(ALL).await.unwrap().version(), ApiVersion::V1_41);
    assert_eq!(sent.targets().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn who_asks_may_give_up_and_the_next_asks_anew() {
    let sent = Scripted::new([version("1.41", "1.12")]);
    let daemon = sent.daemon();
    let asking = daemon.negotiate(ALL);
    tokio::time::timeout(Duration::from_millis(10), asking).await.unwrap_err();
    assert_eq!(daemon.negotiate(ALL).await.unwrap().version(), ApiVersion::V1_41);
    assert_eq!(sent.targets().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_newest_version_of_both_is_pinned() {
    let (v41, v45) = (ApiVersion::V1_41, ApiVersion::V1_45);
    for (max, min, wanted, expected) in [
        ("1.41", "1.12", ALL, v41),
        ("1.51", "1.24", v41..=v45, v45),
        ("1.55", "1.40", ApiVersion::OLDEST..=v41, v41),
        ("1.45", "1.24", v45..=v45, v45),
        // Podman takes every version and names these.
        ("1.41", "1.24", ALL, v41),
        // Engines before 1.13 do not tell their oldest version.
        ("1.24", "", ALL, ApiVersion::V1_24),
        // An engine newer than the catalogue is spoken to in a version that the catalogue knows.
        ("1.99", "1.44", ALL, ApiVersion::NEWEST),
    ] {
        let sent = Scripted::new([version(max, min)]);
        let docker = sent.daemon().negotiate(wanted).await.unwrap();
        assert_eq!(docker.version(), expected, "{min} to {max}");
        docker.send(system::Ping).await.unwrap();
        assert_eq!(sent.targets()[1], format!("/v{expected}/_ping"));
    }
}

#[tokio::test(start_paused = true)]
async fn no_common_version_names_both_ranges() {
    for (max, min, wanted) in [
        ("1.55", "1.44", ApiVersion::OLDEST..=ApiVersion::V1_43),
        ("1.40", "1.12", ApiVersion::V1_41..=ApiVersion::NEWEST),
    ] {
        let sent = Scripted::new([version(max, min)]);
        let error = sent.daemon().negotiate(wanted.clone()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "no common API version: the engine (20.10.24) takes {min} to {max}, and this client wants {} to {}",
                wanted.start(),
                wanted.end()
            )
        );
        assert_eq!(error.supported().unwrap().to_string(), format!("{min} to {max}"));
        assert_eq!(sent.targets().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_version_tells_the_range() {
    let old = "client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version";
    let new = r#"{"message":"client version 1.42 is too new. Maximum supported API version is 1.41"}"#;
    let old_in_json = format!("{{\"message\":\"{old}\"}}\n");
    for (media_type, body, min, max) in [
        ("text/plain; charset=utf-8", format!("{old}\n"), Some(12), Some(41)),
        ("application/json", old_in_json, Some(12), Some(41)),
        ("application/json", new.to_owned(), None, Some(41)),
    ] {
        let sent = Scripted::new([answer(400, media_type, "1.41", &body)]);
        let daemon = sent.daemon();
        assert_eq!(daemon.supported(), range(None, None));
        let error = daemon.pin(ApiVersion::V1_42).send(system::Ping).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
        assert_eq!(error.supported(), Some(range(min, max)), "{body}");
        assert_eq!(daemon.supported(), range(min, max));
        assert!(error.message().unwrap().starts_with("client version 1."), "{error}");
    }
    let sent = Scripted::new([answer(400, "application/json", "1.41", r#"{"message":"bad parameter"}"#)]);
    let error = sent.daemon().pin(ApiVersion::V1_41).send(system::Ping).await.unwrap_err();
    assert_eq!(error.supported(), None);
}

#[tokio::test(start_paused = true)]
async fn any_reply_tells_the_newest_version() {
    let sent = Scripted::new([answer(404, "application/json", "1.45", r#"{"message":"no"}"#)]);
    let daemon = sent.daemon();
    daemon.pin(ApiVersion::V1_41).send(system::Ping).await.unwrap_err();
    assert_eq!(daemon.clone().supported(), range(None, Some(45)));
    // What an engine tells is asked again when a reply shows that it is another one.
    sent.then(Ok(version("1.45", "1.24")));
    let docker = daemon.negotiate(ALL).await.unwrap();
    sent.then(Ok(answer(200, "text/plain", "1.51", "OK")));
    docker.send(system::Ping).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_45);
    sent.then(Ok(version("1.51", "1.24")));
    assert_eq!(daemon.negotiate(ALL).await.unwrap().version(), ApiVersion::V1_51);
    assert_eq!(daemon.negotiate(ALL).await.unwrap().version(), ApiVersion::V1_51);
    assert_eq!(sent.targets(), ["/v1.41/_ping", "/version", "/v1.45/_ping", "/version"]);
}

#[tokio::test(start_paused = true)]
async fn a_forbidden_question_is_answered_by_its_head() {
    let sent = Scripted::new([forbidden("1.41")]);
    let versions = sent.daemon().versions().await.unwrap();
    assert_eq!((versions.min, versions.max), (ApiVersion::V1_24, ApiVersion::V1_41));
    assert_eq!(versions.release, "");
    let sent = Scripted::new([forbidden("")]);
    assert_eq!(sent.daemon().versions().await.unwrap_err().phase(), Phase::Answer);
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_names_no_version_is_unreadable() {
    let sent = Scripted::new([answer(200, "application/json", "", "{}")]);
    assert_eq!(sent.daemon().negotiate(ALL).await.unwrap_err().phase(), Phase::Decode);
}

#[cfg(feature = "net")]
#[tokio::test(start_paused = true)]
async fn the_environment_pins_within_the_range_of_the_caller() {
    let resolution = |version| crate::Resolution {
        host: crate::Host::default(),
        tls: None,
        version: Some(version),
        tried: Vec::new(),
    };
    let daemon = Daemon::found(&resolution(ApiVersion::V1_30)).unwrap();
    assert_eq!(daemon.negotiate(ALL).await.unwrap().version(), ApiVersion::V1_30);
    let error = daemon.negotiate(ApiVersion::V1_41..=ApiVersion::NEWEST).await.unwrap_err();
    assert_eq!(error.to_string(), "DOCKER_API_VERSION is 1.30, and this client wants 1.41 to 1.55");
    assert_eq!(error.phase(), Phase::Prepare);
    for (minor, meant) in [(4, "1.40"), (410, "1.41")] {
        let daemon = Daemon::found(&resolution(ApiVersion::new(1, minor))).unwrap();
        let error = daemon.negotiate(ALL).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "DOCKER_API_VERSION is 1.{minor}, and this client wants 1.24 to 1.55; perhaps {meant} is meant"
            )
        );
    }
    let daemon = Daemon::found(&resolution(ApiVersion::new(2, 0))).unwrap();
    let error = daemon.negotiate(ALL).await.unwrap_err();
    assert_eq!(error.to_string(), "DOCKER_API_VERSION is 2.0, and this client wants 1.24 to 1.55");
}

#[tokio::test(start_paused = true)]
async fn a_pin_outside_the_catalogue_is_sent_as_it_is() {
    let sent = Scripted::new([]);
    let daemon = sent.daemon();
    let below = daemon.pin(ApiVersion::new(1, 20)).send(system::Ping).await.unwrap_err();
    assert!(below.is_gated() && sent.targets().is_empty());
    daemon.pin(ApiVersion::new(1, 60)).send(system::Ping).await.unwrap();
    daemon.send(system::Ping).await.unwrap();
    assert_eq!(sent.targets(), ["/v1.60/_ping", "/_ping"]);
}
