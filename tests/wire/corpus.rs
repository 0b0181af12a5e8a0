//! The recordings as a whole: complete, and nothing among them twice.

use std::{collections::BTreeSet, fs};

use crate::scenarios::{ENGINES, Engine, Scenario, all};

/// What `latent demo` replays; it is recorded with the others, and is no scenario.
const DEMO: &str = "demo";

#[test]
fn each_engine_has_a_recording_of_each_scenario_that_it_can_do() {
    for engine in ENGINES {
        let mut wanted: BTreeSet<String> =
            all().filter(|it| it.runs_on(engine)).map(|it| Scenario::fixture(it.name)).collect();
        let found = recorded(engine);
        if found.contains(DEMO) {
            wanted.insert(DEMO.to_owned());
        }
        assert_eq!(found, wanted, "{}: left what is there, right what the scenarios say", engine.folder);
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

/// The names of the recordings of an engine.
fn recorded(engine: &Engine) -> BTreeSet<String> {
    fs::read_dir(engine.fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}
