//! Mounts that we refuse, said to each engine by hand: it refuses them, too, or takes them for something else.

use acceptance::{
    live::{self, Engine},
    raw,
};
use docker_wire::{
    ApiVersion, api::container, catalogue::Policy, error::Context, model::HostConfig, operation::prepare,
};
use serde_json::{Value, json};

/// What an engine says to a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Refused,
    Taken,
}

use Outcome::{Refused, Taken};

/// What is wrong; and what Docker and Podman say to it.
fn wrong() -> Vec<(Value, Outcome, Outcome)> {
    let both = |said| (said, Refused, Refused);
    // Podman looks at it when the container starts, or does without.
    let docker = |said| (said, Refused, Taken);
    vec![
        both(json!({"Mounts": [{"Type": "volume", "Source": "vol"}]})),
        both(json!({"Mounts": [{"Type": "bind", "Source": "/tmp", "Target": "data"}]})),
        docker(json!({"Mounts": [{"Type": "volume", "Source": "vol", "Target": "/data/.."}]})),
        both(json!({"Mounts": [{"Type": "bind", "Target": "/data"}]})),
        both(json!({"Mounts": [{"Type": "bind", "Source": "src", "Target": "/data"}]})),
        both(json!({"Mounts": [{"Type": "volume", "Source": "/tmp", "Target": "/data"}]})),
        both(json!({"Mounts": [{"Type": "tmpfs", "Source": "vol", "Target": "/data"}]})),
        docker(json!({"Mounts": [{
            "Type": "volume", "Source": "vol", "Target": "/data", "BindOptions": {"Propagation": "rslave"}
        }]})),
        docker(json!({"Mounts": [{
            "Type": "bind", "Source": "/tmp", "Target": "/data", "VolumeOptions": {"NoCopy": true}
        }]})),
        // The size is nobody's.
        (
            json!({"Mounts": [{"Type": "bind", "Source": "/tmp", "Target": "/data", "TmpfsOptions": {"SizeBytes": 4096}}]}),
            Taken,
            Taken,
        ),
        both(
            json!({"Mounts": [{"Type": "tmpfs", "Target": "/data"}, {"Type": "tmpfs", "Target": "/x/../data/"}]}),
        ),
        both(json!({"Binds": ["/tmp:/data", "/var:/data"]})),
        both(json!({"Binds": ["vol"]})),
        both(json!({"Binds": ["vol:data"]})),
        docker(json!({"Binds": ["vol:/"]})),
        both(json!({"Binds": [":/data"]})),
        both(json!({"Binds": ["/tmp:/data:or"]})),
        both(json!({"Binds": ["/tmp:/data:ro,rw"]})),
        both(json!({"Binds": ["/tmp:/data:z,Z"]})),
        // Docker takes it for no options at all.
        (json!({"Binds": ["/tmp:/data:"]}), Taken, Refused),
        both(json!({"Binds": ["/tmp:/data:ro:z"]})),
        both(json!({"Binds": ["./src:/data"]})),
        docker(json!({"Binds": ["v:/data"]})),
    ]
}

/// A mount without a type, and what is said to it by release: Podman came to take it for a volume.
fn without_type(release: &str) -> (Value, Outcome) {
    let outcome = if release == "podman-5.8.6" { Taken } else { Refused };
    (json!({"Mounts": [{"Source": "vol", "Target": "/data"}]}), outcome)
}

/// What may look wrong and is not.
fn right() -> Vec<Value> {
    vec![
        json!({"Mounts": [{"Type": "bind", "Source": "/tmp", "Target": "/data/../etc/x"}]}),
        json!({"Mounts": [{"Type": "volume", "Target": "/data"}]}),
        json!({"Mounts": [{"Type": "tmpfs", "Target": "/data", "ReadOnly": true}]}),
        json!({"Binds": ["/tmp:/data:ro,rslave"]}),
        json!({"Binds": ["docker-wire.mounts:/data:nocopy"]}),
        json!({"Binds": ["/tmp:/data:z"]}),
    ]
}

#[test]
fn docker_20_10() {
    are_refused("20.10.24");
}

#[test]
fn docker_26_1() {
    are_refused("26.1.5");
}

#[test]
fn docker_28_5() {
    are_refused("28.5.2");
}

#[test]
fn podman_4_3() {
    are_refused("podman-4.3.1");
}

#[test]
fn podman_5_8() {
    are_refused("podman-5.8.6");
}

#[track_caller]
fn are_refused(release: &str) {
    let engine = live::named(release);
    let is_podman = release.starts_with("podman");
    let mut other = Vec::new();
    let wrong =
        wrong().into_iter().map(|(said, docker, podman)| (said, if is_podman { podman } else { docker }));
    let wrong = wrong.chain([without_type(release)]).map(|(said, outcome)| (said, false, outcome));
    for (said, is_right, expected) in wrong.chain(right().into_iter().map(|said| (said, true, Taken))) {
        assert_eq!(ours(&said), is_right, "{said}");
        let (found, why) = theirs(&engine, &said);
        if found != expected {
            other.push(format!("{found:?} {said} {why}"));
        }
    }
    assert!(other.is_empty(), "{release}:\n{}", other.join("\n"));
}

/// Tells whether we would send it.
fn ours(said: &Value) -> bool {
    let host_config: HostConfig = serde_json::from_value(said.clone()).unwrap();
    let create = container::Create::new("busybox").host_config(host_config);
    prepare(create, Some(ApiVersion::V1_41), Policy::Refuse, &mut Context::default()).is_ok()
}

fn theirs(engine: &Engine, said: &Value) -> (Outcome, String) {
    let body = json!({"Image": engine.busybox_image, "Cmd": ["true"], "HostConfig": said});
    let answer = raw::engine(engine.socket(), "POST", "/v1.41/containers/create", Some(&body));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.status >= 400 {
        return (Refused, format!("{} {text}", answer.status));
    }
    let id = answer.json()["Id"].as_str().unwrap().to_owned();
    let gone = raw::engine(engine.socket(), "DELETE", &format!("/v1.41/containers/{id}?v=1&force=1"), None);
    assert!(gone.status < 300, "{}", String::from_utf8_lossy(&gone.body));
    (Taken, String::new())
}
