//! Fields of containers that are created and looked at, and of their updates.

use docker_wire::Client;
use http::Method;
use serde_json::{Value, json};

use super::{Lab, Outcome, Refused, Watch, ask, get, post, read_back};
use crate::scenarios::{BUSYBOX, LABEL};

/// What a container is created with, and where inspect shows it.
struct Field {
    place: &'static str,
    host_config: Value,
    shown: &'static str,
    as_what: Value,
}

fn mount(place: &'static str, mount: Value, shown: &'static str, as_what: Value) -> Field {
    let mounts = Value::Array(vec![mount]);
    Field { place, host_config: json!({ "Mounts": mounts }), shown, as_what }
}

fn fields() -> Vec<Field> {
    let bind = |options: Value| json!({ "Type": "bind", "Source": "/dev", "Target": "/t", "ReadOnly": true, "BindOptions": options });
    vec![
        Field {
            place: "ContainerCreate body /HostConfig/Annotations",
            host_config: json!({ "Annotations": { "a": "b" } }),
            shown: "/HostConfig/Annotations",
            as_what: json!({ "a": "b" }),
        },
        Field {
            place: "ContainerCreate body /HostConfig/KernelMemory",
            host_config: json!({ "KernelMemory": 67_108_864 }),
            shown: "/HostConfig/KernelMemory",
            as_what: json!(67_108_864),
        },
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/BindOptions/NonRecursive",
            bind(json!({ "NonRecursive": true })),
            "/HostConfig/Mounts/0/BindOptions/NonRecursive",
            json!(true),
        ),
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/BindOptions/CreateMountpoint",
            bind(json!({ "CreateMountpoint": true })),
            "/HostConfig/Mounts/0/BindOptions/CreateMountpoint",
            json!(true),
        ),
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/BindOptions/ReadOnlyForceRecursive",
            bind(json!({ "ReadOnlyForceRecursive": true, "Propagation": "rprivate" })),
            "/HostConfig/Mounts/0/BindOptions/ReadOnlyForceRecursive",
            json!(true),
        ),
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/VolumeOptions/Subpath",
            json!({ "Type": "volume", "Source": "observed", "Target": "/v", "VolumeOptions": { "Subpath": "s" } }),
            "/HostConfig/Mounts/0/VolumeOptions/Subpath",
            json!("s"),
        ),
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/TmpfsOptions/Options",
            json!({ "Type": "tmpfs", "Target": "/t", "TmpfsOptions": { "Options": [["noexec"]] } }),
            "/HostConfig/Mounts/0/TmpfsOptions/Options",
            json!([["noexec"]]),
        ),
        mount(
            "ContainerCreate body /HostConfig/Mounts/*/Type = image",
            json!({ "Type": "image", "Source": BUSYBOX, "Target": "/i" }),
            "/HostConfig/Mounts/0/Type",
            json!("image"),
        ),
    ]
}

/// Fields that inspect shows as they were said.
pub(super) async fn observed_create(lab: Lab) {
    let mut watch = Watch::new(lab, "create");
    let newest = watch.lab.docker.clone();
    for field in fields() {
        let body = json!({ "HostConfig": field.host_config });
        watch
            .both(field.place, async |docker| {
                created(&docker, &newest, &body, field.shown, &field.as_what).await
            })
            .await;
    }
    let health = json!({ "Healthcheck": { "Test": ["CMD", "true"], "StartInterval": 2_000_000_000_u64 } });
    let (shown, said) = ("/Config/Healthcheck/StartInterval", &health["Healthcheck"]["StartInterval"]);
    let place = "ContainerCreate body /Healthcheck/StartInterval";
    watch.both(place, async |docker| created(&docker, &newest, &health, shown, said).await).await;

    // An image of another machine is not there: refusing it is what is asked for.
    let place = "ContainerCreate query platform";
    watch
        .both(place, async |docker| {
            let body = container(&json!({}));
            match post_as(&docker, Some("linux/arm64"), &body).await {
                Ok(made) => {
                    remove(&newest, &made).await;
                    Outcome::Ignored
                }
                Err(Refused(error)) => {
                    assert!(error.message().unwrap_or_default().contains("platform"), "{error}");
                    Outcome::Honoured
                }
            }
        })
        .await;
    ask(&newest, newest.request(Method::DELETE, "/volumes/observed")).await.unwrap();
    watch.finish();
}

/// What is said of networks.
pub(super) async fn observed_endpoints(lab: Lab) {
    let mut watch = Watch::new(lab, "endpoints");
    let newest = watch.lab.docker.clone();
    for name in ["observed-one", "observed-two"] {
        post(&newest, "/networks/create", &json!({ "Name": name, "Labels": { LABEL: "1" } })).await.unwrap();
    }
    let on = |endpoint: Value| {
        json!({
            "HostConfig": { "NetworkMode": "observed-one" },
            "NetworkingConfig": { "EndpointsConfig": { "observed-one": endpoint } },
        })
    };
    let one = "/NetworkSettings/Networks/observed-one";
    let priority = on(json!({ "GwPriority": 7 }));
    let shown = format!("{one}/GwPriority");
    let place = "ContainerCreate body /NetworkingConfig/EndpointsConfig/*/GwPriority";
    watch.both(place, async |docker| created(&docker, &newest, &priority, &shown, &json!(7)).await).await;

    let address = json!("02:42:ac:00:00:07");
    let mac = on(json!({ "MacAddress": address }));
    let shown = format!("{one}/MacAddress");
    let place = "ContainerCreate body /NetworkingConfig/EndpointsConfig/*/MacAddress";
    watch.both(place, async |docker| started(&docker, &newest, &mac, &shown, &address).await).await;

    let mut two = on(json!({}));
    two["NetworkingConfig"]["EndpointsConfig"]["observed-two"] = json!({ "Aliases": ["second"] });
    let shown = "/NetworkSettings/Networks/observed-two/Aliases/0";
    let place = "ContainerCreate body /NetworkingConfig/EndpointsConfig more than one";
    watch.both(place, async |docker| created(&docker, &newest, &two, shown, &json!("second")).await).await;

    let place = "NetworkConnect body /EndpointConfig/GwPriority";
    watch
        .both(place, async |docker| {
            let made = post(&newest, "/containers/create", &container(&json!({}))).await.unwrap();
            let connect = json!({ "Container": made["Id"], "EndpointConfig": { "GwPriority": 7 } });
            let connected = post(&docker, "/networks/observed-one/connect", &connect).await;
            let outcome = match connected {
                Ok(_) => shown_as(&newest, &made, &format!("{one}/GwPriority"), &json!(7)).await,
                Err(_) => Outcome::Refused,
            };
            remove(&newest, &made).await;
            outcome
        })
        .await;
    for name in ["observed-one", "observed-two"] {
        ask(&newest, newest.request(Method::DELETE, format!("/networks/{name}"))).await.unwrap();
    }
    watch.finish();
}

/// What a container is changed to.
pub(super) async fn observed_update(lab: Lab) {
    let mut watch = Watch::new(lab, "update");
    let newest = watch.lab.docker.clone();
    for (place, body, shown) in [
        ("ContainerUpdate body /PidsLimit", json!({ "PidsLimit": 77 }), "/HostConfig/PidsLimit"),
        (
            "ContainerUpdate body /KernelMemory",
            json!({ "KernelMemory": 67_108_864 }),
            "/HostConfig/KernelMemory",
        ),
    ] {
        let said = body.as_object().and_then(|body| body.values().next()).unwrap().clone();
        watch
            .both(place, async |docker| {
                let made = post(&newest, "/containers/create", &container(&json!({}))).await.unwrap();
                let path = format!("/containers/{}/update", id(&made));
                let outcome = match post(&docker, &path, &body).await {
                    Ok(_) => shown_as(&newest, &made, shown, &said).await,
                    Err(_) => Outcome::Refused,
                };
                remove(&newest, &made).await;
                outcome
            })
            .await;
    }
    watch.finish();
}

/// Describes a container that does nothing, with more.
pub(super) fn container(more: &Value) -> Value {
    let nothing = json!({ "Image": BUSYBOX, "Cmd": ["sleep", "60"], "Labels": { LABEL: "1" } });
    merged(nothing, more.clone())
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

pub(super) fn id(made: &Value) -> &str {
    made["Id"].as_str().unwrap()
}

/// Creates a container at one version and looks at it at the newest.
async fn created(docker: &Client, newest: &Client, body: &Value, shown: &str, said: &Value) -> Outcome {
    match post(docker, "/containers/create", &container(body)).await {
        Ok(made) => {
            let outcome = shown_as(newest, &made, shown, said).await;
            remove(newest, &made).await;
            outcome
        }
        Err(_) => Outcome::Refused,
    }
}

/// The same of a container that runs.
async fn started(docker: &Client, newest: &Client, body: &Value, shown: &str, said: &Value) -> Outcome {
    match post(docker, "/containers/create", &container(body)).await {
        Ok(made) => {
            post(newest, &format!("/containers/{}/start", id(&made)), &json!({})).await.unwrap();
            let outcome = match shown_as(newest, &made, shown, said).await {
                // Every endpoint has one.
                Outcome::Differs => Outcome::Ignored,
                other => other,
            };
            remove(newest, &made).await;
            outcome
        }
        Err(_) => Outcome::Refused,
    }
}

async fn shown_as(newest: &Client, made: &Value, shown: &str, said: &Value) -> Outcome {
    let found = get(newest, &format!("/containers/{}/json", id(made))).await;
    read_back(found.pointer(shown), said)
}

async fn post_as(docker: &Client, platform: Option<&str>, body: &Value) -> Result<Value, Refused> {
    let request = docker.request(Method::POST, "/containers/create").json(body);
    let request = platform.into_iter().fold(request, |request, platform| request.query("platform", platform));
    ask(docker, request).await
}

pub(super) async fn remove(newest: &Client, made: &Value) {
    let remove = newest.request(Method::DELETE, format!("/containers/{}", id(made)));
    ask(newest, remove.query("force", true).query("v", true)).await.unwrap();
}
