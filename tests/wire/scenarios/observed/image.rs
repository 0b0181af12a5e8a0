//! What is said of images, and what is said to the whole engine.

use docker_wire::{Client, api::image, codec::archive::Archive, operation::Raw};
use http::Method;
use serde_json::{Value, json};

use super::{Lab, Outcome, Refused, Watch, ask, get, post, read_back};
use crate::scenarios::{LABEL, LIMIT};

/// A platform that no image here is of.
const OTHER: &str = r#"{"os":"linux","architecture":"arm64"}"#;

const IMAGE: &str = "observed:1";

/// An image of one small file.
async fn import(newest: &Client) {
    let files = Archive::new().file("file", 0o644, "a\n");
    let import = image::Import::new(files).repo("observed").tag("1").changes([format!("LABEL {LABEL}=1")]);
    newest.send(import).await.unwrap().finish().await.unwrap();
}

/// An engine that reads the platform finds no image of it.
fn by_platform<T>(reply: Result<T, Refused>) -> Outcome {
    match reply {
        Ok(_) => Outcome::Ignored,
        Err(Refused(error)) => {
            let message = error.message().unwrap_or_default();
            assert!(message.contains("platform"), "{error}");
            Outcome::Honoured
        }
    }
}

pub(super) async fn observed_images(lab: Lab) {
    let mut watch = Watch::new(lab, "images");
    let newest = watch.lab.docker.clone();
    import(&newest).await;
    let named = |method: Method, what: &str| {
        let path = format!("/images/{IMAGE}{what}");
        Raw::new(method, path)
    };
    let get_image = |what: &str| named(Method::GET, what);

    watch
        .both("ImageHistory query platform", async |docker| {
            by_platform(ask(&docker, get_image("/history").query("platform", OTHER)).await)
        })
        .await;
    watch
        .both("ImageInspect query platform", async |docker| {
            by_platform(ask(&docker, get_image("/json").query("platform", OTHER)).await)
        })
        .await;
    watch
        .both("ImageGet query platform", async |docker| {
            by_platform(ask(&docker, get_image("/get").query("platform", OTHER)).await)
        })
        .await;
    watch
        .both("ImageGetAll query platform", async |docker| {
            let save = Raw::new(Method::GET, "/images/get").query("names", IMAGE);
            by_platform(ask(&docker, save.query("platform", OTHER)).await)
        })
        .await;
    watch.both("ImageLoad query platform", async |docker| loaded(&docker, &newest).await).await;
    watch
        .both("ImageDelete query platforms", async |docker| {
            let outcome =
                by_platform(ask(&docker, named(Method::DELETE, "").query("platforms", OTHER)).await);
            if outcome == Outcome::Ignored {
                import(&newest).await;
            }
            outcome
        })
        .await;
    watch
        .both("ImageList query filter", async |docker| {
            let list = Raw::new(Method::GET, "/images/json").query("filter", "no-such-image");
            let found = ask(&docker, list).await.unwrap();
            if found == json!([]) { Outcome::Honoured } else { Outcome::Ignored }
        })
        .await;
    watch
        .both("ImageList query shared-size", async |docker| {
            let list = Raw::new(Method::GET, "/images/json").query("shared-size", 1);
            let found = ask(&docker, list).await.unwrap();
            if found[0]["SharedSize"] == json!(-1) { Outcome::Ignored } else { Outcome::Honoured }
        })
        .await;
    ask(&newest, named(Method::DELETE, "")).await.unwrap();
    watch.finish();
}

/// Loads what was saved.
async fn loaded(docker: &Client, newest: &Client) -> Outcome {
    let saved = newest.send(newest.request(Method::GET, format!("/images/{IMAGE}/get"))).await.unwrap();
    let saved = saved.collect(LIMIT).await.unwrap();
    let load = docker.request(Method::POST, "/images/load").query("platform", OTHER);
    let said =
        docker.send(load.body("application/x-tar", saved)).await.unwrap().collect(LIMIT).await.unwrap();
    // There is no image of that platform in it, and nothing more is said of that.
    if String::from_utf8_lossy(&said).contains("Loaded image") { Outcome::Ignored } else { Outcome::Honoured }
}

/// Networks, volumes and what the engine keeps.
pub(super) async fn observed_objects(lab: Lab) {
    let mut watch = Watch::new(lab, "objects");
    let newest = watch.lab.docker.clone();
    watch.both("NetworkCreate body /EnableIPv4", async |docker| without_ipv4(&docker, &newest).await).await;
    watch
        .both("SystemDataUsage query type", async |docker| {
            let usage = Raw::new(Method::GET, "/system/df").query("type", "volume");
            let found = ask(&docker, usage).await.unwrap();
            if found["Images"].is_null() { Outcome::Honoured } else { Outcome::Ignored }
        })
        .await;
    for place in ["reserved-space", "max-used-space", "min-free-space"] {
        watch
            .both(&format!("BuildPrune query {place}"), async |docker| {
                // An engine that reads it says that this is no number.
                let prune = Raw::new(Method::POST, "/build/prune").extra(place).query(place, "much");
                match ask(&docker, prune).await {
                    Ok(_) => Outcome::Ignored,
                    Err(Refused(error)) => {
                        assert!(error.message().unwrap_or_default().contains("much"), "{error}");
                        Outcome::Honoured
                    }
                }
            })
            .await;
    }
    watch.finish();
}

async fn without_ipv4(docker: &Client, newest: &Client) -> Outcome {
    let subnet = json!({ "Config": [{ "Subnet": "fd00:77::/64" }] });
    let network = json!({
        "Name": "observed-six", "EnableIPv6": true, "EnableIPv4": false, "IPAM": subnet, "Labels": { LABEL: "1" },
    });
    let made = match post(docker, "/networks/create", &network).await {
        Ok(made) => made,
        Err(_) => return Outcome::Refused,
    };
    let path = format!("/networks/{}", made["Id"].as_str().unwrap());
    let found = get(newest, &path).await;
    ask(newest, newest.request(Method::DELETE, path)).await.unwrap();
    match found.get("EnableIPv4") {
        None | Some(Value::Bool(true)) => Outcome::Ignored,
        found => match read_back(found, &json!(false)) {
            Outcome::Honoured => Outcome::Honoured,
            other => panic!("{other}: {found:?}"),
        },
    }
}
