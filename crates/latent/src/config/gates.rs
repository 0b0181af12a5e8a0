//! Which options an API version lacks: what the container of a worker says, held against the catalogue.

use docker_wire::{
    ApiVersion,
    catalogue::{Said, broken, rows::CONTAINER_CREATE, rows::IMAGE_BUILD},
};
use serde_json::{Map, Value, json};

use super::{hostconfig, worker::Worker};

/// Whether the engine's own init can be asked for; a version that is not pinned is newer than that.
pub(super) fn has_init(version: Option<ApiVersion>) -> bool {
    let body = Map::from_iter([("HostConfig".to_owned(), json!({ "Init": true }))]);
    let said = said(body);
    version.is_none_or(|version| broken(&CONTAINER_CREATE, version, &said).is_empty())
}

/// Lists the options of a worker that a version lacks: each names option and versions.
pub(super) fn lacking(worker: &Worker, version: ApiVersion) -> Vec<String> {
    let mut body = Map::new();
    body.insert("HostConfig".to_owned(), worker.host_config.clone());
    body.extend(worker.networking_config.clone().map(|it| ("NetworkingConfig".to_owned(), it)));
    let mut create = said(body);
    create.query.extend(worker.platform.clone().map(|it| ("platform".into(), it)));
    let mut build = Said::default();
    if worker.dockerfile.is_some() || worker.context.is_some() {
        build.query.extend(worker.target.clone().map(|it| ("target".into(), it)));
        build.query.extend(worker.platform.clone().map(|it| ("platform".into(), it)));
    }
    let found = broken(&CONTAINER_CREATE, version, &create).into_iter();
    let found = found.chain(broken(&IMAGE_BUILD, version, &build));
    let mut lines: Vec<String> = found.map(|gated| option(&gated.place, &gated.to_string())).collect();
    lines.dedup();
    lines
}

fn said(body: Map<String, Value>) -> Said {
    let mut said = Said::default();
    said.json = Some(body.into());
    said
}

/// Names the option in place of the place in the request.
fn option(place: &str, line: &str) -> String {
    let pointer = place.split('`').nth(1).unwrap_or(place);
    let said = line.strip_prefix(place).unwrap_or(line);
    let mut steps = pointer.trim_start_matches('/').split('/');
    let option = match (steps.next(), steps.next()) {
        (Some("HostConfig"), Some(api)) => {
            let rest: String = steps.map(|step| format!(".{step}")).collect();
            format!("hostconfig.{}{rest}", hostconfig::alias(api).unwrap_or(api))
        }
        (Some("NetworkingConfig"), _) => "networking_config".to_owned(),
        _ => pointer.to_owned(),
    };
    format!("`{option}`{said}")
}
