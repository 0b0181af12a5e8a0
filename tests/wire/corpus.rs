//! The recordings as a whole: complete, nothing among them twice, and every operation of the catalogue.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use docker_wire::{
    catalogue::{self, rows},
    replay::{Fixture, Recorded},
};

use serde_json::Value;

use crate::scenarios::{ENGINES, Engine, Family, Scenario, all};

/// What `latent demo` replays; it is recorded with the others, and is no scenario.
const DEMO: &str = "demo";

/// Operations without a recorded success: an engine's family, the operation, and why.
const NEVER: &str = include_str!("corpus/never.tsv");

/// Recordings that are not the same each time they are made, with the reason: what `cargo xtask record --check` and
/// `verify` let pass.
const VARIES: &str = include_str!("corpus/varies.tsv");

#[test]
fn each_engine_has_a_recording_of_each_scenario_that_it_can_do() {
    for engine in ENGINES {
        let mut wanted: BTreeSet<String> =
            all().filter(|it| it.runs_on(engine)).map(|it| Scenario::fixture(it.name)).collect();
        let found = recorded(engine);
        if found.contains(DEMO) {
            wanted.insert(DEMO.to_owned());
        }
        let (more, missing): (Vec<_>, Vec<_>) =
            (found.difference(&wanted).collect(), wanted.difference(&found).collect());
        assert!(more.is_empty() && missing.is_empty(), "{}: {more:?} {missing:?}", engine.folder);
        assert!(found.len() >= 60, "{}: {} scenarios", engine.folder, found.len());
    }
}

#[test]
fn a_scenario_that_is_left_out_somewhere_says_why() {
    let mut names = BTreeSet::new();
    for scenario in all() {
        assert!(names.insert(scenario.name), "{} is there twice", scenario.name);
        let everywhere = ENGINES.iter().all(|engine| scenario.runs_on(engine));
        assert_ne!(everywhere, scenario.elsewhere.is_some_and(|why| why.len() > 8), "{scenario:?}");
    }
}

#[test]
fn no_two_scenarios_ask_for_the_same_in_the_same_order() {
    let mut twice = BTreeSet::new();
    for engine in ENGINES {
        let mut seen: BTreeMap<Vec<String>, String> = BTreeMap::new();
        for name in recorded(engine) {
            let fields = fields(engine, &name);
            let said = |it: &Recorded<'_>| fields.get(&it.number).cloned().unwrap_or_default();
            let asked = open(engine, &name).recorded().map(|it| asked(&it) + &said(&it)).collect();
            if let Some(other) = seen.insert(asked, name.clone()) {
                twice.insert(format!("{other} = {name}"));
            }
        }
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn every_operation_has_succeeded_or_there_is_a_reason() {
    let mut wrong = Vec::new();
    for (family, word) in [(Family::Docker, "docker"), (Family::Podman, "podman")] {
        let done = succeeded(family);
        let excused: BTreeMap<&str, &str> =
            NEVER.lines().filter_map(|line| line.strip_prefix(word)?.trim_start().split_once('\t')).collect();
        for row in rows::ALL {
            match (done.contains(row.id), excused.get(row.id)) {
                (true, Some(_)) => wrong.push(format!("{word} {}: excused, and succeeds", row.id)),
                (false, None) => wrong.push(format!("{word} {}: never succeeds, without a reason", row.id)),
                _ => {}
            }
        }
        let unknown = excused.keys().filter(|id| catalogue::operation(id).is_none());
        wrong.extend(unknown.map(|id| format!("{word} {id}: no operation")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_may_vary_is_recorded_and_has_something_that_can() {
    let mut wrong = Vec::new();
    let mut listed = BTreeSet::new();
    for line in VARIES.lines().filter(|line| !line.starts_with('#')) {
        let [engines, scenarios, how, why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        assert!(why.len() > 12, "{line}: say why");
        for name in engines.split(' ') {
            let of: Vec<_> = ENGINES.iter().filter(|it| name == "all" || is_called(it, name)).collect();
            assert!(!of.is_empty(), "{line}: no engine is called {name}");
            for (engine, scenario) in
                of.into_iter().flat_map(|engine| scenarios.split(' ').map(move |scenario| (engine, scenario)))
            {
                if !listed.insert((engine.folder, scenario, how)) {
                    wrong.push(format!("{scenario} {how}: {} is named twice", engine.folder));
                }
                let path = engine.fixtures().join(scenario).with_extension("jsonl");
                let Ok(text) = fs::read_to_string(path) else {
                    wrong.push(format!("{scenario} {how}: {} has no such recording", engine.folder));
                    continue;
                };
                if !can_vary(&text, how) {
                    wrong.push(format!(
                        "{scenario} {how}: nothing of it is in the recording of {}",
                        engine.folder
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_called(engine: &Engine, name: &str) -> bool {
    name == engine.folder || name == engine.says("docker", "podman")
}

/// Tells whether there is something in a recording that chance can cut or order in another way, or that field.
fn can_vary(text: &str, how: &str) -> bool {
    let has_field = |value: &Value| {
        let last = how.rsplit('/').find(|part| part.parse::<u32>().is_err()).unwrap_or_default();
        value.to_string().contains(&format!("\"{last}\""))
            || value.to_string().contains(&format!("\\\"{last}\\\""))
    };
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    match how {
        // A stream, a list or a size.
        "chance" => lines.any(|it| {
            let said = it["json"].to_string();
            it["from"] == "engine"
                || ["[\"", "},{", "Size\":", "SpaceReclaimed\":"].iter().any(|sign| said.contains(sign))
        }),
        "body" => lines.any(|it| it["json"].as_array().is_some_and(|list| list.len() > 1)),
        _ => lines.any(|it| has_field(&it)),
    }
}

/// The operations with a recorded success.
fn succeeded(family: Family) -> BTreeSet<&'static str> {
    let mut done = BTreeSet::new();
    for engine in ENGINES.iter().filter(|engine| engine.family == family) {
        for name in recorded(engine) {
            let fixture = open(engine, &name);
            let well = fixture.recorded().filter(|it| it.status == 101 || (200..300).contains(&it.status));
            done.extend(well.filter_map(|it| catalogue::route(it.method, path(&it)).map(|it| it.row.id)));
        }
    }
    done
}

/// What each request says beside its target: the names of the fields in its body, and how often the client wrote.
fn fields(engine: &Engine, name: &str) -> BTreeMap<u64, String> {
    let text = fs::read_to_string(engine.fixtures().join(name).with_extension("jsonl")).unwrap();
    let mut said: BTreeMap<u64, String> = BTreeMap::new();
    for line in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let Some(exchange) = line["x"].as_u64() else { continue };
        let said = said.entry(exchange).or_default();
        if line["request"].is_object() {
            let names = line["json"].as_object().into_iter().flat_map(|body| body.keys());
            names.for_each(|name| *said += &format!(" {name}"));
        }
        if line["from"] == "client" {
            said.push('>');
        }
    }
    said
}

/// What was asked: the operation, the names of what is in the query, and how it went.
fn asked(exchange: &Recorded<'_>) -> String {
    let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
    let mut names: Vec<&str> =
        query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    names.sort_unstable();
    let row = catalogue::route(exchange.method, path(exchange));
    let operation = row.map_or_else(|| path(exchange).to_owned(), |route| route.row.path.to_owned());
    format!("{} {operation}?{} {}", exchange.method, names.join("&"), exchange.status)
}

/// The path of a request without the version in front.
fn path<'a>(exchange: &Recorded<'a>) -> &'a str {
    let path = exchange.target.split('?').next().unwrap_or_default();
    match path[1..].split_once('/') {
        Some((version, rest)) if version.starts_with("v1.") => &path[path.len() - rest.len() - 1..],
        _ => path,
    }
}

fn open(engine: &Engine, name: &str) -> Fixture {
    Fixture::open(engine.fixtures().join(name).with_extension("jsonl")).unwrap()
}

/// The names of the recordings of an engine.
fn recorded(engine: &Engine) -> BTreeSet<String> {
    fs::read_dir(engine.fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}
