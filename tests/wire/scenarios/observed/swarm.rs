//! What is said to a swarm, its secrets and its configs.

use docker_wire::Client;
use http::Method;
use serde_json::{Value, json};

use super::{Lab, Outcome, Watch, ask, get, post, read_back};
use crate::scenarios::{LABEL, swarm::outside};

/// Where a swarm of one node listens.
pub(super) const ADDRESS: &str = "127.0.0.1";

pub(super) async fn init(docker: &Client, more: &Value) -> Result<Value, super::Refused> {
    let mut init = json!({ "ListenAddr": format!("{ADDRESS}:2377"), "AdvertiseAddr": ADDRESS });
    if let (Value::Object(init), Value::Object(more)) = (&mut init, more.clone()) {
        init.extend(more);
    }
    post(docker, "/swarm/init", &init).await
}

pub(super) async fn leave(newest: &Client) {
    ask(newest, newest.request(Method::POST, "/swarm/leave").query("force", true)).await.unwrap();
}

pub(super) async fn observed_swarm(lab: Lab) {
    let mut watch = Watch::new(lab, "swarm");
    let newest = outside(&watch.lab);
    for (place, said, shown, as_what) in [
        ("SwarmInit body /DataPathPort", json!({ "DataPathPort": 7777 }), "/DataPathPort", json!(7777)),
        (
            "SwarmInit body /DefaultAddrPool",
            json!({ "DefaultAddrPool": ["10.77.0.0/16"] }),
            "/DefaultAddrPool",
            json!(["10.77.0.0/16"]),
        ),
        (
            "SwarmInit body /SubnetSize",
            json!({ "DefaultAddrPool": ["10.77.0.0/16"], "SubnetSize": 26 }),
            "/SubnetSize",
            json!(26),
        ),
    ] {
        watch
            .both(place, async |docker| match init(&docker, &said).await {
                Ok(_) => {
                    let found = get(&newest, "/swarm").await;
                    leave(&newest).await;
                    match read_back(found.pointer(shown), &as_what) {
                        // The engine's own, since there must be one.
                        Outcome::Differs => Outcome::Ignored,
                        other => other,
                    }
                }
                Err(_) => Outcome::Refused,
            })
            .await;
    }
    watch.finish();
}

/// Secrets and configs that are filled in where they are used.
pub(super) async fn observed_templates(lab: Lab) {
    let mut watch = Watch::new(lab, "templates");
    let newest = outside(&watch.lab);
    init(&newest, &json!({})).await.unwrap();
    for (kind, operation) in [("secrets", "SecretCreate"), ("configs", "ConfigCreate")] {
        for (part, shown) in
            [("/Templating", "/Spec/Templating"), ("/Templating/Name", "/Spec/Templating/Name")]
        {
            let templating = json!({ "Name": "golang" });
            let as_what = if part == "/Templating" { templating.clone() } else { json!("golang") };
            watch
                .both(&format!("{operation} body {part}"), async |docker| {
                    let create = json!({
                        "Name": "observed", "Data": "c2VjcmV0", "Templating": templating, "Labels": { LABEL: "1" },
                    });
                    let Ok(made) = post(&docker, &format!("/{kind}/create"), &create).await else {
                        return Outcome::Refused;
                    };
                    let path = format!("/{kind}/{}", made["ID"].as_str().unwrap());
                    let found = get(&newest, &path).await;
                    ask(&newest, newest.request(Method::DELETE, path)).await.unwrap();
                    read_back(found.pointer(shown), &as_what)
                })
                .await;
        }
    }
    leave(&newest).await;
    watch.finish();
}
