//! Fields of services, at their creation and at their update.

use docker_wire::Client;
use http::Method;
use serde_json::{Value, json};

use super::{Lab, Outcome, Watch, ask, get, post, read_back, swarm};
use crate::scenarios::{BUSYBOX, LABEL, swarm::outside};

/// A place in the specification of a service, what it holds there, and what it says.
struct Field {
    place: &'static str,
    holder: &'static str,
    says: Value,
    shown: &'static str,
    as_what: Value,
}

const CONTAINER: &str = "/TaskTemplate/ContainerSpec";

/// A field that is shown as it was said.
fn field(place: &'static str, holder: &'static str, says: Value, shown: &'static str) -> Field {
    let as_what = shown.strip_prefix(holder).and_then(|within| says.pointer(within)).unwrap().clone();
    Field { place, holder, says, shown, as_what }
}

fn mount(place: &'static str, mount: Value, shown: &'static str) -> Field {
    let mounts = Value::Array(vec![mount]);
    field(place, CONTAINER, json!({ "Mounts": mounts }), shown)
}

#[rustfmt::skip]
fn fields() -> Vec<Field> {
    let bind = |options: Value| json!({ "Type": "bind", "Source": "/dev", "Target": "/t", "ReadOnly": true, "BindOptions": options });
    let volume = |options: Value| json!({ "Type": "volume", "Source": "observed", "Target": "/v", "VolumeOptions": options });
    let tmpfs = |options: Value| json!({ "Type": "tmpfs", "Target": "/t", "TmpfsOptions": options });
    vec![
        field("/TaskTemplate/ContainerSpec/Sysctls", CONTAINER,
            json!({ "Sysctls": { "net.core.somaxconn": "99" } }), "/TaskTemplate/ContainerSpec/Sysctls"),
        field("/TaskTemplate/ContainerSpec/CapabilityAdd", CONTAINER,
            json!({ "CapabilityAdd": ["CAP_NET_RAW"] }), "/TaskTemplate/ContainerSpec/CapabilityAdd"),
        field("/TaskTemplate/ContainerSpec/CapabilityDrop", CONTAINER,
            json!({ "CapabilityDrop": ["CAP_NET_RAW"] }), "/TaskTemplate/ContainerSpec/CapabilityDrop"),
        field("/TaskTemplate/ContainerSpec/Ulimits", CONTAINER,
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 99, "Hard": 100 }] }), "/TaskTemplate/ContainerSpec/Ulimits"),
        field("/TaskTemplate/ContainerSpec/Ulimits/*/Name", CONTAINER,
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 99, "Hard": 100 }] }), "/TaskTemplate/ContainerSpec/Ulimits/0/Name"),
        field("/TaskTemplate/ContainerSpec/Ulimits/*/Soft", CONTAINER,
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 99, "Hard": 100 }] }), "/TaskTemplate/ContainerSpec/Ulimits/0/Soft"),
        field("/TaskTemplate/ContainerSpec/Ulimits/*/Hard", CONTAINER,
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 99, "Hard": 100 }] }), "/TaskTemplate/ContainerSpec/Ulimits/0/Hard"),
        field("/TaskTemplate/ContainerSpec/OomScoreAdj", CONTAINER,
            json!({ "OomScoreAdj": 77 }), "/TaskTemplate/ContainerSpec/OomScoreAdj"),
        field("/TaskTemplate/ContainerSpec/Healthcheck/StartInterval", CONTAINER,
            json!({ "Healthcheck": { "Test": ["CMD", "true"], "StartInterval": 2_000_000_000_u64 } }),
            "/TaskTemplate/ContainerSpec/Healthcheck/StartInterval"),
        field("/TaskTemplate/ContainerSpec/Privileges/NoNewPrivileges", CONTAINER,
            json!({ "Privileges": { "NoNewPrivileges": true } }), "/TaskTemplate/ContainerSpec/Privileges/NoNewPrivileges"),
        field("/TaskTemplate/ContainerSpec/Privileges/AppArmor", CONTAINER,
            json!({ "Privileges": { "AppArmor": { "Mode": "disabled" } } }), "/TaskTemplate/ContainerSpec/Privileges/AppArmor"),
        field("/TaskTemplate/ContainerSpec/Privileges/AppArmor/Mode", CONTAINER,
            json!({ "Privileges": { "AppArmor": { "Mode": "disabled" } } }), "/TaskTemplate/ContainerSpec/Privileges/AppArmor/Mode"),
        field("/TaskTemplate/ContainerSpec/Privileges/Seccomp", CONTAINER,
            json!({ "Privileges": { "Seccomp": { "Mode": "unconfined" } } }), "/TaskTemplate/ContainerSpec/Privileges/Seccomp"),
        field("/TaskTemplate/ContainerSpec/Privileges/Seccomp/Mode", CONTAINER,
            json!({ "Privileges": { "Seccomp": { "Mode": "unconfined" } } }), "/TaskTemplate/ContainerSpec/Privileges/Seccomp/Mode"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/NonRecursive",
            bind(json!({ "NonRecursive": true })), "/TaskTemplate/ContainerSpec/Mounts/0/BindOptions/NonRecursive"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/CreateMountpoint",
            bind(json!({ "CreateMountpoint": true })), "/TaskTemplate/ContainerSpec/Mounts/0/BindOptions/CreateMountpoint"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/ReadOnlyNonRecursive",
            bind(json!({ "ReadOnlyNonRecursive": true })), "/TaskTemplate/ContainerSpec/Mounts/0/BindOptions/ReadOnlyNonRecursive"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/ReadOnlyForceRecursive",
            bind(json!({ "ReadOnlyForceRecursive": true, "Propagation": "rprivate" })),
            "/TaskTemplate/ContainerSpec/Mounts/0/BindOptions/ReadOnlyForceRecursive"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/VolumeOptions/Subpath",
            volume(json!({ "Subpath": "s" })), "/TaskTemplate/ContainerSpec/Mounts/0/VolumeOptions/Subpath"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/TmpfsOptions/Options",
            tmpfs(json!({ "Options": [["noexec"]] })), "/TaskTemplate/ContainerSpec/Mounts/0/TmpfsOptions/Options"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/Type = image",
            json!({ "Type": "image", "Source": BUSYBOX, "Target": "/i" }), "/TaskTemplate/ContainerSpec/Mounts/0/Type"),
        mount("/TaskTemplate/ContainerSpec/Mounts/*/Type = cluster",
            json!({ "Type": "cluster", "Source": "observed", "Target": "/i" }), "/TaskTemplate/ContainerSpec/Mounts/0/Type"),
        field("/TaskTemplate/Placement/MaxReplicas", "/TaskTemplate/Placement",
            json!({ "MaxReplicas": 7 }), "/TaskTemplate/Placement/MaxReplicas"),
        field("/TaskTemplate/Resources/Limits/Pids", "/TaskTemplate/Resources",
            json!({ "Limits": { "Pids": 77 } }), "/TaskTemplate/Resources/Limits/Pids"),
    ]
}

/// Describes a service without a task, with more at a place in it.
fn service(holder: &str, more: &Value) -> Value {
    let mut spec = json!({
        "Name": "observed",
        "Labels": { LABEL: "1" },
        "Mode": { "Replicated": { "Replicas": 0 } },
        "TaskTemplate": {
            "ContainerSpec": { "Image": BUSYBOX, "Command": ["true"] },
            "Placement": {},
            "Resources": {},
        },
    });
    if let (Some(Value::Object(holder)), Value::Object(more)) = (spec.pointer_mut(holder), more.clone()) {
        holder.extend(more);
    }
    spec
}

async fn shown(newest: &Client, field: &Field) -> Outcome {
    let found = get(newest, "/services/observed").await;
    read_back(found["Spec"].pointer(field.shown), &field.as_what)
}

async fn remove(newest: &Client) {
    ask(newest, newest.request(Method::DELETE, "/services/observed")).await.unwrap();
}

async fn created(docker: &Client, newest: &Client, field: &Field, spec: &Value) -> Outcome {
    match post(docker, "/services/create", spec).await {
        Ok(_) => {
            let outcome = shown(newest, field).await;
            remove(newest).await;
            outcome
        }
        Err(_) => Outcome::Refused,
    }
}

/// What is said at creation.
pub(super) async fn observed_service_create(lab: Lab) {
    let mut watch = Watch::new(lab, "service-create");
    let newest = outside(&watch.lab);
    swarm::init(&newest, &json!({})).await.unwrap();
    for field in fields() {
        let spec = service(field.holder, &field.says);
        let place = format!("ServiceCreate body {}", field.place);
        watch.both(&place, async |docker| created(&docker, &newest, &field, &spec).await).await;
    }
    let job = json!({ "ReplicatedJob": { "MaxConcurrent": 1, "TotalCompletions": 1 } });
    for (place, mode) in [
        ("/Mode/ReplicatedJob", job.clone()),
        ("/Mode/ReplicatedJob/MaxConcurrent", job.clone()),
        ("/Mode/ReplicatedJob/TotalCompletions", job),
        ("/Mode/GlobalJob", json!({ "GlobalJob": {} })),
    ] {
        let mut spec = service("", &json!({}));
        spec["Mode"] = mode;
        // No node is such, so there are no tasks.
        spec["TaskTemplate"]["Placement"]["Constraints"] = json!(["node.hostname==none"]);
        watch
            .both(&format!("ServiceCreate body {place}"), async |docker| {
                match post(&docker, "/services/create", &spec).await {
                    Ok(_) => {
                        let found = get(&newest, "/services/observed").await;
                        remove(&newest).await;
                        if found["Spec"].pointer(place).is_some() {
                            Outcome::Honoured
                        } else {
                            Outcome::Ignored
                        }
                    }
                    Err(_) => Outcome::Refused,
                }
            })
            .await;
    }
    let spec = service("", &json!({}));
    post(&newest, "/services/create", &spec).await.unwrap();
    watch
        .both("ServiceList query status", async |docker| {
            let list = docker.request(Method::GET, "/services").query("status", true);
            let found = ask(&docker, list).await.unwrap();
            if found[0]["ServiceStatus"].is_null() { Outcome::Ignored } else { Outcome::Honoured }
        })
        .await;
    remove(&newest).await;
    swarm::leave(&newest).await;
    watch.finish();
}

/// The same, said to a service that is there.
pub(super) async fn observed_service_update(lab: Lab) {
    let mut watch = Watch::new(lab, "service-update");
    let newest = outside(&watch.lab);
    swarm::init(&newest, &json!({})).await.unwrap();
    for field in fields() {
        let spec = service(field.holder, &field.says);
        let place = format!("ServiceUpdate body {}", field.place);
        watch
            .both(&place, async |docker| {
                let plain = service("", &json!({}));
                post(&newest, "/services/create", &plain).await.unwrap();
                let version = get(&newest, "/services/observed").await["Version"]["Index"].clone();
                let update =
                    docker.request(Method::POST, "/services/observed/update").query("version", version);
                let outcome = match ask(&docker, update.json(&spec)).await {
                    Ok(_) => shown(&newest, &field).await,
                    Err(_) => Outcome::Refused,
                };
                remove(&newest).await;
                outcome
            })
            .await;
    }
    swarm::leave(&newest).await;
    watch.finish();
}
