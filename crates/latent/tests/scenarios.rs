//! The tables of the documentation name tests that exist: that of scenarios, which leaves none out, and that of options.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const TABLE: &str = include_str!("../src/fleet/scenarios.rs");

/// The cells of each row that begins with a scenario.
fn rows() -> Vec<Vec<String>> {
    let lines = TABLE.lines().filter_map(|line| line.strip_prefix("//! | S"));
    lines
        .map(|line| line.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn number(row: &[String]) -> u32 {
    row[0].parse().unwrap()
}

/// The scenarios whose numbers a test bears: 5 and 6 of `s05_s06_…`.
fn numbers(test: &str) -> Vec<u32> {
    test.split('_').map_while(|part| part.strip_prefix('s')?.parse().ok()).collect()
}

/// The names in backticks of a cell.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names of all tests of the project.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["crates/latent/src", "crates/latent/tests", "crates/docker-wire/src", "tests"] {
        sources(&root.join(folder), &mut files);
    }
    let mut tests = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let (mut marked, mut module) = (false, None);
        for line in text.lines() {
            // One test for each engine stands in a module that bears the name.
            if let Some(name) = line.strip_prefix("mod ").and_then(|line| line.strip_suffix(" {")) {
                module = Some(name.to_owned());
            } else if line == "}" {
                module = None;
            }
            let line = line.trim();
            let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
            if let (true, Some(rest)) = (marked, function) {
                tests.extend(rest.split(['(', '<']).next().map(str::to_owned));
                tests.extend(module.take_if(|name| name != "tests"));
            }
            marked = line.starts_with("#[test]")
                || line.starts_with("#[tokio::test")
                || (marked && line.starts_with("#["));
        }
    }
    tests
}

#[test]
fn every_scenario_has_one_row() {
    let numbers: Vec<_> = rows().iter().map(|row| number(row)).collect();
    assert_eq!(numbers, (1..=107).collect::<Vec<_>>());
    for row in rows() {
        assert_eq!(row.len(), 4, "{row:?}");
        let untried = row[3].is_empty() || row[3].contains("not tried");
        assert!(!untried, "S{} names no change that its test was seen to catch", row[0]);
    }
}

#[test]
fn every_test_that_the_table_names_exists_and_bears_its_number() {
    let tests = tests();
    for row in rows() {
        let named = names(&row[1]);
        assert_eq!(named.len(), 1, "S{} needs one test of its own", row[0]);
        assert!(
            numbers(named[0]).contains(&number(&row)),
            "S{}: `{}` bears another number",
            row[0],
            named[0]
        );
        let beside = names(&row[2]).into_iter().filter(|name| name.contains('_') && !name.contains('/'));
        for test in named.into_iter().chain(beside) {
            assert!(tests.contains(test), "S{}: there is no test `{test}`", row[0]);
        }
    }
}

/// A claim is a test, the beginning of its name and `…`, a module with tests, or a file of bad input.
#[test]
fn every_proof_that_the_table_of_options_names_exists() {
    let head = "//! | Buildbot | here | proven by |";
    let table = include_str!("../src/config.rs").lines().skip_while(|line| *line != head).skip(2);
    let rows: Vec<&str> = table.map_while(|line| line.strip_prefix("//! | ")).collect();
    assert!(rows.len() > 35, "{rows:?}");
    let tests = tests();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for row in rows {
        let proofs = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or_default();
        assert!(!names(proofs).is_empty(), "{row}");
        for proof in names(proofs) {
            let exists = if let Some(begin) = proof.strip_suffix('…') {
                tests.iter().any(|test| test.starts_with(begin))
            } else if proof.ends_with(".txt") {
                sources.join("config/tests").join(proof).is_file()
            } else if proof.contains("::") {
                let path = sources.join(proof.replace("::", "/"));
                fs::read_to_string(path.with_extension("rs")).is_ok_and(|text| text.contains("#[test]"))
            } else {
                tests.contains(proof)
            };
            assert!(exists, "there is no `{proof}`: {row}");
        }
    }
}

#[test]
fn every_test_that_the_table_of_results_names_exists() {
    let tests = tests();
    let lines = include_str!("../src/master.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
    let rows: Vec<_> = lines.skip(1).map(|line| line.rsplit(" | ").next().unwrap()).collect();
    assert_eq!(rows.len(), 8, "{rows:?}");
    for row in rows {
        let named = names(row);
        assert_eq!(named.len(), 1, "{row}");
        assert!(tests.contains(named[0]), "there is no test `{}`", named[0]);
    }
}

#[test]
fn every_test_that_bears_a_number_bears_that_of_a_scenario() {
    let numbered: Vec<_> = tests().into_iter().filter(|test| !numbers(test).is_empty()).collect();
    assert!(numbered.len() > 90, "{numbered:?}");
    for test in numbered {
        assert!(numbers(&test).iter().all(|scenario| (1..=107).contains(scenario)), "{test}");
    }
}
