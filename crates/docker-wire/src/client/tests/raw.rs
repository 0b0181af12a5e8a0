use serde_json::json;

use super::*;
use crate::reply::Hijacked;

fn pinned(sent: &Arc<Scripted>, version: ApiVersion) -> Client {
    sent.daemon().pin(version)
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_is_sent_as_it_was_said() {
    let sent = Scripted::new([]);
    let docker = pinned(&sent, ApiVersion::V1_41);
    let create = docker
        .request(Method::POST, "/containers/create")
        .query("name", "a b")
        .query("platform", String::from("linux/arm64"))
        .header("X-Meta", "1")
        .extra("x-meta")
        .json(&json!({"Image": "busybox"}));
    assert!(!format!("{create:?}").contains("arm64"));
    let reply = docker.send(create).await.unwrap();
    assert_eq!(reply.status(), 200);
    let (method, target, headers, body) = sent.last();
    assert_eq!(
        (method, target.as_str()),
        (Method::POST, "/v1.41/containers/create?name=a%20b&platform=linux/arm64")
    );
    assert_eq!(
        (&headers["content-type"], &headers["x-meta"]),
        (&"application/json".parse().unwrap(), &"1".parse().unwrap())
    );
    assert_eq!(body, r#"{"Image":"busybox"}"#);

    let put = docker.request(Method::PUT, "/containers/{id}/archive").path("id", "we b").query("path", "/");
    docker.send(put.body("application/x-tar", "tar")).await.unwrap();
    let (_, target, headers, body) = sent.last();
    assert_eq!(target, "/v1.41/containers/we%20b/archive?path=/");
    assert_eq!((headers["content-type"].to_str().unwrap(), body.as_str()), ("application/x-tar", "tar"));
}

#[tokio::test(start_paused = true)]
async fn the_gates_of_operations_are_those_of_raw_requests_and_nothing_is_sent() {
    let sent = Scripted::new([]);
    let docker = pinned(&sent, ApiVersion::V1_40);
    let create = || docker.request(Method::POST, "/containers/create");
    let auth = |name| docker.request(Method::POST, "/images/a/b/push").header(name, "x");
    let gate = async |request| docker.send(request).await.unwrap_err().gated().cloned().unwrap();

    let gated = gate(create().query("platform", "linux")).await;
    assert_eq!(
        (gated.operation, &*gated.at, gated.since),
        ("ContainerCreate", "platform", Some(ApiVersion::V1_41))
    );
    let gated = gate(create().json(&json!({"HostConfig": {"Annotations": {}}}))).await;
    assert_eq!((&*gated.at, gated.since), ("/HostConfig/Annotations", Some(ApiVersion::V1_43)));
    let gated = gate(create().json(&json!({"HostConfig": {"Memroy": 1}}))).await;
    assert_eq!((gated.since, gated.nearest.as_deref()), (None, Some("Memory")));
    let gated = gate(create().query("nmae", "x")).await;
    assert_eq!((gated.since, gated.nearest.as_deref()), (None, Some("name")));
    let gated = gate(auth("x-registry-auht")).await;
    assert_eq!(gated.nearest.as_deref(), Some("X-Registry-Auth"));
    let gated = gate(docker.request(Method::PUT, "/volumes/v").query("version", 1)).await;
    assert_eq!((gated.operation, &*gated.place), ("VolumeUpdate", "operation"));
    // What is meant though unknown does not lift a gate.
    let gated = gate(create().query("platform", "linux").extra("platform").unlisted()).await;
    assert_eq!(gated.at, "platform");

    assert!(sent.targets().is_empty());
    docker.send(auth("x-registry-auth")).await.unwrap();
    docker.send(create().query("nmae", "x").extra("nmae")).await.unwrap();
    assert_eq!(sent.targets(), ["/v1.40/images/a/b/push", "/v1.40/containers/create?nmae=x"]);
}

#[tokio::test(start_paused = true)]
async fn a_path_that_no_version_knows_is_refused_unless_it_is_meant() {
    let sent = Scripted::new([]);
    let docker = pinned(&sent, ApiVersion::V1_41);
    let error = docker.send(docker.request(Method::POST, "/containers/web/stpo")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "path `POST /containers/web/stpo` is not in any version of the API; \
         did you mean `POST /containers/{id}/stop`?"
    );
    assert!(error.is_gated() && !error.may_have_reached_engine() && error.operation().is_none());
    assert!(sent.targets().is_empty());
    let meant = docker.request(Method::POST, "/grpc").query("any", 1).unlisted();
    docker.send(meant).await.unwrap();
    let warned = docker.with_policy(Policy::Warn);
    warned.send(docker.request(Method::GET, "/containers/web/stpo")).await.unwrap();
    assert_eq!(sent.targets(), ["/v1.41/grpc?any=1", "/v1.41/containers/web/stpo"]);
}

#[tokio::test(start_paused = true)]
async fn what_no_request_can_carry_is_told_and_not_sent() {
    let sent = Scripted::new([]);
    let docker = pinned(&sent, ApiVersion::V1_41);
    let get = |path: &str| docker.request(Method::GET, path);
    for (request, part) in [
        (get("info"), "does not begin with a slash"),
        (get("/v1.41/info"), "has a version in it"),
        (get("/info?x=1"), "say query parameters by `query`"),
        (get("/containers/../info"), "`.` or `..`"),
        (get("/containers/{id}/json"), "the id is empty"),
        (get("/containers/{id}/json").path("id", "a/../b"), "would change the path"),
        (get("/containers/{id/json").unlisted(), "has an open brace"),
        (get("/info").header("a b", "x"), "`a b` is no name of a header"),
        (get("/info").header("x-a", "x\ny"), "the header x-a cannot hold this"),
        (get("/info").header("Content-Length", "3"), "belongs to the connection"),
        (get("/info").body("a\nb", ""), "is no media type"),
        (get("/info").json(&std::collections::HashMap::from([((1, 2), 3)])), "has no JSON form"),
    ] {
        let error = docker.send(request).await.unwrap_err();
        assert!(error.to_string().contains(part) && error.phase() == crate::Phase::Prepare, "{error}");
    }
    assert!(sent.targets().is_empty());
}

#[tokio::test]
async fn an_upgrade_asks_for_a_raw_stream() {
    let sent = Scripted::new([]);
    let docker = pinned(&sent, ApiVersion::V1_41);
    let attach = docker.request(Method::POST, "/containers/web/attach").query("stream", true).tty(true);
    let _stream: Hijacked = docker.send(attach.upgrade()).await.unwrap();
    let (_, target, headers, _) = sent.last();
    assert_eq!(target, "/v1.41/containers/web/attach?stream=true");
    assert_eq!(
        (&headers["connection"], &headers["upgrade"]),
        (&"Upgrade".parse().unwrap(), &"tcp".parse().unwrap())
    );
    let gated = docker.request(Method::POST, "/containers/web/attach").query("steram", true).upgrade();
    assert!(docker.send(gated).await.unwrap_err().is_gated());
    assert_eq!(sent.targets().len(), 1);
}
