//! Every filter of the catalogue, and one that it has not, said to each engine by hand: what is taken and what is refused.

use std::collections::BTreeMap;

use acceptance::{live, own_engine::OwnEngine, raw};
use docker_wire::{
    ApiVersion,
    catalogue::{Below, Gate, Place, Row, rows},
};
use serde_json::{Value, json};

/// A name that nothing has.
const NOTHING: &str = "docker-wire.filters";

/// A key that no engine has.
const UNKNOWN: &str = "nonsense";

/// A value that is no boolean, no number and no time.
const UNREADABLE: &str = "maybe";

/// What Podman has none of, and says so at each path.
const ABSENT: [&str; 6] = ["node", "service", "task", "config", "plugin", "build"];

/// How engines begin to say that it is about a filter.
const WORDS: [&str; 4] = ["invalid", "not a valid", "unsupported", "pars"];

/// What an engine made of a key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Taken,
    Refused,
}

use Outcome::{Refused, Taken};

/// What Podman does otherwise than the catalogue says of Docker: an operation, a key, perhaps with a value that is none, and
/// what became of it.
type Otherwise = &'static [(&'static str, &'static str, Outcome)];

const PODMAN_4_3: Otherwise = &[
    ("ContainerList", "expose", Refused),
    ("ContainerList", "is-task", Refused),
    ("ContainerList", "isolation", Refused),
    ("ContainerList", "publish", Refused),
    // Younger than the version that it says it has.
    ("ImageList", "until", Taken),
    ("ImageSearch", "is-automated=maybe", Taken),
    ("ImageSearch", "is-official=maybe", Taken),
    ("NetworkList", "scope", Refused),
    ("NetworkList", "type", Refused),
    ("SecretList", UNKNOWN, Taken),
    ("VolumePrune", "label!", Refused),
];

const PODMAN_5_8: Otherwise = &[
    ("ContainerList", "expose", Refused),
    ("ContainerList", "is-task", Refused),
    ("ContainerList", "isolation", Refused),
    ("ContainerList", "publish", Refused),
    ("ImageSearch", "is-automated=maybe", Taken),
    ("ImageSearch", "is-official=maybe", Taken),
    ("NetworkList", "scope", Refused),
    ("NetworkList", "type", Refused),
    ("SecretList", UNKNOWN, Taken),
    // What Docker ignores, it refuses: it has no events of these.
    ("SystemEvents", "config", Refused),
    ("SystemEvents", "daemon", Refused),
    ("SystemEvents", "network", Refused),
    ("SystemEvents", "node", Refused),
    ("SystemEvents", "plugin", Refused),
    ("SystemEvents", "scope", Refused),
    ("SystemEvents", "secret", Refused),
    ("SystemEvents", "service", Refused),
    ("SystemEvents", UNKNOWN, Refused),
    ("VolumePrune", "all", Refused),
];

#[test]
fn docker_20_10() {
    are_as_the_catalogue_says("20.10.24", &[]);
}

#[test]
fn docker_26_1() {
    are_as_the_catalogue_says("26.1.5", &[]);
}

#[test]
fn docker_28_5() {
    are_as_the_catalogue_says("28.5.2", &[]);
}

#[test]
fn podman_4_3() {
    are_as_the_catalogue_says("podman-4.3.1", PODMAN_4_3);
}

#[test]
fn podman_5_8() {
    are_as_the_catalogue_says("podman-5.8.6", PODMAN_5_8);
}

#[track_caller]
fn are_as_the_catalogue_says(release: &str, otherwise: Otherwise) {
    let is_podman = release.starts_with("podman");
    let engine = OwnEngine::of(&live::named(release).name, "filters");
    let ask =
        |method: &str, target: &str, body: Option<&Value>| raw::engine(&engine.socket, method, target, body);
    let version: ApiVersion =
        ask("GET", "/version", None).json()["ApiVersion"].as_str().unwrap().parse().unwrap();
    // There must be something that `before` and `since` can name.
    let _ = ask(
        "POST",
        &format!("/v1.41/containers/create?name={NOTHING}"),
        Some(&json!({"Image": "busybox:latest"})),
    )
    .json();
    if !is_podman {
        let swarm = json!({"ListenAddr": "127.0.0.1:2377", "AdvertiseAddr": "127.0.0.1"});
        let _ = ask("POST", "/swarm/init", Some(&swarm)).json();
    }
    let otherwise: BTreeMap<_, _> =
        otherwise.iter().map(|(row, key, outcome)| ((*row, *key), *outcome)).collect();
    let mut wrong = Vec::new();
    for row in rows::ALL.iter().filter(|row| row.query("filters").is_some()) {
        let is_absent = is_podman && ABSENT.contains(&row.tag);
        let gates = row.gates.iter().filter(|gate| matches!(gate.place, Place::Filter(_)));
        for (gate, is_read) in gates.flat_map(said).chain([(None, true)]) {
            let key = gate.map_or(UNKNOWN, |gate| gate.place.at());
            let answer = ask(row.method, &target(row, key, gate, is_read, version), None);
            if is_absent {
                assert!([404, 405, 503].contains(&answer.status), "{} is there: {}", row.id, answer.status);
                continue;
            }
            // A filter that is taken may still find no registry, no node and no service.
            let text = String::from_utf8_lossy(&answer.body).to_lowercase();
            let about = WORDS.iter().any(|word| text.contains(word));
            let found = if answer.status >= 400 && about { Refused } else { Taken };
            let usual = match gate {
                None if row.id == "SystemEvents" => Taken,
                None => Refused,
                Some(gate) if gate.admits(version) && is_read => Taken,
                Some(gate) if gate.below == Below::Ignored && is_read => Taken,
                Some(_) => Refused,
            };
            let name = if is_read { key.to_owned() } else { format!("{key}={UNREADABLE}") };
            let expected = otherwise.get(&(row.id, name.as_str())).copied().unwrap_or(usual);
            if found != expected {
                wrong.push(format!("(\"{}\", \"{name}\", {found:?}), // {} {text}", row.id, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{release} at {version}:\n{}", wrong.join("\n"));
}

/// With a value that can be read, and with one that cannot, if there is any.
fn said(gate: &'static Gate) -> impl Iterator<Item = (Option<&'static Gate>, bool)> {
    let is_typed = gate.r#type != "string";
    [(Some(gate), true)].into_iter().chain(is_typed.then_some((Some(gate), false)))
}

/// Asks with a key and a value of its type, or of none, and, so that nothing is removed, with a name that nothing has.
fn target(row: &Row, key: &str, gate: Option<&Gate>, is_read: bool, version: ApiVersion) -> String {
    let value = match (key, gate.map_or("string", |gate| gate.r#type)) {
        _ if !is_read => UNREADABLE,
        (_, "boolean") => "true",
        (_, "integer") => "0",
        (_, "string:time") => "24h",
        ("before" | "since", _) if row.id == "ImageList" => "busybox:latest",
        ("publish" | "expose", _) => "80/tcp",
        _ => gate.and_then(|gate| gate.values.first().copied()).unwrap_or(NOTHING),
    };
    let mut filters = BTreeMap::from([(key, json!([value]))]);
    if row.method == "POST" {
        let narrow = if row.id == "BuildPrune" { "id" } else { "label" };
        filters.entry(narrow).or_insert(json!([NOTHING]));
    }
    let more = match row.id {
        "SystemEvents" => "since=1&until=2&",
        "ImageSearch" => "term=x&",
        _ => "",
    };
    format!("/v{version}{}?{more}{}", row.path, raw::filters(&json!(filters)))
}
