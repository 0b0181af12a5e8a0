//! Replies that were recorded from real engines, mutated like the samples.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use super::mutate;
use crate::model::{
    AuthResult, BuildCachePruned, ContainerCreated, ContainerInspect, ContainerSummary, ContainerTop,
    ContainerUpdated, ContainersPruned, DataUsage, EventMessage, ExecCreated, ExecInspect, FilesystemChange,
    ImageCommitted, ImageDeleted, ImageHistoryItem, ImageInspect, ImageSummary, ImagesPruned, NetworkCreated,
    NetworkInspect, NetworkSummary, NetworksPruned, SystemInfo, SystemVersion, Volume, VolumeList,
    VolumesPruned, WaitReply,
};
use crate::replay::Fixture;

#[test]
fn recorded_replies_bear_every_mutation() {
    let mut seen = BTreeSet::new();
    for path in recordings() {
        let fixture = Fixture::open(&path).unwrap();
        for recorded in fixture.recorded().filter(|recorded| (200..300).contains(&recorded.status)) {
            let operation = operation(recorded.method, recorded.target);
            let body = recorded.frames().unwrap().concat();
            let items = match serde_json::from_slice(&body) {
                Ok(Value::Array(items)) => items,
                Ok(other) => vec![other],
                Err(_) => continue,
            };
            for item in items.iter().filter(|item| item.is_object()) {
                // Once per engine and operation is enough.
                if seen.insert((path.parent().map(PathBuf::from), operation.clone())) {
                    decode(&operation, item);
                }
            }
        }
    }
    assert!(seen.len() > 100, "{seen:?}");
}

/// Mutates a reply as the model of its operation; operations without one are of no interest.
fn decode(operation: &str, reply: &Value) {
    match operation {
        "GET /version" => mutate::<SystemVersion>(reply),
        "GET /info" => mutate::<SystemInfo>(reply),
        "GET /events" => mutate::<EventMessage>(reply),
        "GET /system/df" => mutate::<DataUsage>(reply),
        "POST /containers/create" => mutate::<ContainerCreated>(reply),
        "GET /containers/json" => mutate::<ContainerSummary>(reply),
        "GET /containers/*/json" => mutate::<ContainerInspect>(reply),
        "POST /containers/*/wait" => mutate::<WaitReply>(reply),
        "POST /containers/prune" => mutate::<ContainersPruned>(reply),
        "POST /containers/*/exec" => mutate::<ExecCreated>(reply),
        "GET /exec/*/json" => mutate::<ExecInspect>(reply),
        "GET /images/json" => mutate::<ImageSummary>(reply),
        "GET /images/*/json" => mutate::<ImageInspect>(reply),
        "GET /networks" => mutate::<NetworkSummary>(reply),
        "GET /networks/*" => mutate::<NetworkInspect>(reply),
        "POST /networks/create" => mutate::<NetworkCreated>(reply),
        "GET /containers/*/top" => mutate::<ContainerTop>(reply),
        "GET /containers/*/changes" => mutate::<FilesystemChange>(reply),
        "POST /containers/*/update" => mutate::<ContainerUpdated>(reply),
        "GET /images/*/history" => mutate::<ImageHistoryItem>(reply),
        "POST /images/prune" => mutate::<ImagesPruned>(reply),
        "DELETE /images/*" => mutate::<ImageDeleted>(reply),
        "POST /commit" => mutate::<ImageCommitted>(reply),
        "POST /networks/prune" => mutate::<NetworksPruned>(reply),
        "POST /volumes/prune" => mutate::<VolumesPruned>(reply),
        "POST /build/prune" => mutate::<BuildCachePruned>(reply),
        "POST /auth" => mutate::<AuthResult>(reply),
        "GET /volumes" => mutate::<VolumeList>(reply),
        "GET /volumes/*" | "POST /volumes/create" => mutate::<Volume>(reply),
        _ => {}
    }
}

/// The method and path of a request, without version and names.
fn operation(method: &str, target: &str) -> String {
    let path = target.split('?').next().unwrap_or_default();
    let mut segments: Vec<&str> = path.split('/').skip(1).collect();
    if segments.first().is_some_and(|first| first.starts_with("v1.")) {
        segments.remove(0);
    }
    let fixed = ["json", "create", "prune", "df"];
    if segments.len() > 1 && !fixed.contains(&segments[1]) {
        // The name of an image has slashes.
        let end = if segments.len() > 2 { segments.len() - 1 } else { 2 };
        segments.splice(1..end, ["*"]);
    }
    format!("{method} /{}", segments.join("/"))
}

fn recordings() -> Vec<PathBuf> {
    let engines = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/engine");
    let files = |dir: PathBuf| fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = files(engines).filter(|path| path.is_dir()).flat_map(files).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    paths
}
