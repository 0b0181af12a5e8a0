//! The catalogue against its facts: what is admitted is what the facts say, for every place and every version.
//!
//! Expected values come from a reader of its own, so a mistake of the generator, of the tables or of the walk shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test, as tests do")]

mod facts;
mod replies;
mod request;

use std::collections::HashSet;

use docker_wire::{
    ApiVersion,
    catalogue::{self, Below, Gated, Policy, Row, Said},
};
use facts::{Fact, Facts};
use serde_json::json;

const VERSIONS: std::ops::RangeInclusive<u16> = 24..=55;

#[test]
fn what_is_admitted_is_what_the_facts_say() {
    let facts = Facts::read();
    let wrong: Vec<String> = facts.all.iter().flat_map(|fact| mismatches(&facts, fact)).collect();
    assert!(facts.all.len() * VERSIONS.count() > 40_000, "only {} facts", facts.all.len());
    assert!(wrong.is_empty(), "{} mismatches, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
}

#[test]
fn shifting_the_begin_of_any_fact_by_one_version_is_noticed() {
    let facts = Facts::read();
    for fact in &facts.all {
        let later = Fact { since: fact.since + 1, ..fact.clone() };
        assert!(!mismatches(&facts, &later).is_empty(), "{later:?} is not noticed");
        let earlier = Fact { since: fact.since - 1, ..fact.clone() };
        // What an operation could say before there was the operation cannot be told, nor which filters it had without any.
        let above = match fact.within {
            "filter" => facts.plain(fact.operation, "query", "filters").unwrap(),
            _ => facts.operation(fact),
        };
        if VERSIONS.contains(&earlier.since) && (fact.is_operation() || fact.since > above.since) {
            assert!(!mismatches(&facts, &earlier).is_empty(), "{earlier:?} is not noticed");
        }
    }
}

#[test]
fn shifting_the_end_of_any_fact_by_one_version_is_noticed() {
    let facts = Facts::read();
    let ending: Vec<&Fact> = facts.all.iter().filter(|fact| fact.until != u16::MAX).collect();
    assert!(ending.len() > 20);
    for fact in ending {
        for until in [fact.until - 1, fact.until + 1] {
            let shifted = Fact { until, ..fact.clone() };
            assert!(!mismatches(&facts, &shifted).is_empty(), "{shifted:?} is not noticed");
        }
    }
}

#[test]
fn what_is_dropped_leaves_a_request_that_is_admitted() {
    let facts = Facts::read();
    for fact in &facts.all {
        let row = row(fact);
        for minor in VERSIONS.filter(|minor| facts.operation(fact).has(*minor)) {
            let mut said = request::saying(&facts, fact);
            let version = ApiVersion::new(1, minor);
            let told = catalogue::admit(row, version, &mut said, Policy::Drop);
            if fact.within == "filter" || fact.at == "filters" {
                // Without it, the answer would be about more than was asked.
                assert_eq!(told.is_ok(), expected(&facts, fact, minor), "{fact:?} at 1.{minor}");
                continue;
            }
            let told = told.unwrap();
            let left = catalogue::broken(row, version, &said);
            assert!(left.is_empty(), "{fact:?} at 1.{minor} leaves {left:?}");
            assert_eq!(told.is_empty(), expected(&facts, fact, minor), "{fact:?} at 1.{minor}");
        }
    }
}

#[test]
fn a_misspelled_name_is_refused_in_every_place() {
    let facts = Facts::read();
    for fact in facts.all.iter().filter(|fact| fact.condition.is_empty()) {
        let Some((said, name)) = misspelled(&facts, fact) else { continue };
        let gated = refusal(fact, ApiVersion::NEWEST, said).unwrap_or_else(|| panic!("{fact:?} is admitted"));
        // A place that is gone is named before what is inside it.
        if gated.since.is_none() {
            assert!(gated.at.ends_with(&name) && gated.nearest.is_some(), "{gated:?}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_refused_in_every_place() {
    let facts = Facts::read();
    let (mut bodies, mut queries) = (0, 0);
    for fact in facts.all.iter().filter(|fact| fact.condition.is_empty()) {
        let Some(said) = request::mistyping(&facts, fact) else { continue };
        *(if fact.within == "body" { &mut bodies } else { &mut queries }) += 1;
        for minor in VERSIONS.filter(|minor| expected(&facts, fact, *minor)) {
            let gated = refusal(fact, ApiVersion::new(1, minor), said.clone());
            let gated = gated.unwrap_or_else(|| panic!("{fact:?} takes anything at 1.{minor}"));
            // What it stands in may be gone while the place itself is not.
            let Some(mistyped) = gated.mistyped else {
                assert!(
                    fact.at.starts_with(&gated.at) && gated.at != fact.at,
                    "{fact:?} at 1.{minor}: {gated}"
                );
                continue;
            };
            assert_eq!((gated.at.as_str(), mistyped.expected), (fact.at, fact.kind), "{fact:?} at 1.{minor}");
            assert!(!gated.to_string().contains("something else"), "{gated}");
        }
    }
    assert!(bodies > 800 && queries > 100, "only {bodies} and {queries}");
}

#[test]
fn the_tables_have_what_the_facts_have_and_nothing_else() {
    let facts = Facts::read();
    let written: HashSet<(&str, &str)> =
        facts.all.iter().filter(|fact| !fact.is_operation()).map(|fact| (fact.operation, fact.at)).collect();
    let made: HashSet<(&str, &str)> = catalogue::rows::ALL
        .iter()
        .flat_map(|row| row.gates.iter().map(|gate| (row.id, gate.place.at())))
        .collect();
    assert_eq!(written, made);
    assert_eq!(facts.all.iter().filter(|fact| fact.is_operation()).count(), catalogue::rows::ALL.len());
}

/// How many operations, query parameters, headers and places in bodies a version has, by an earlier count. Parameters
/// that are documented and read by no engine are in it: `detachKeys`, `digests`, and `name` up to 1.26.
#[test]
fn the_facts_are_as_many_as_counted() {
    let facts = Facts::read();
    let count = |within: &str, minor: u16| {
        let here = |fact: &&Fact| {
            fact.within == within
                && fact.condition.is_empty()
                && !fact.operation.starts_with("Checkpoint")
                && !(within == "body" && fact.at.is_empty())
                && fact.has(minor)
        };
        facts.all.iter().filter(here).count()
    };
    let counts = |minor| ["operation", "query", "header", "body"].map(|within| count(within, minor));
    for (minor, expected) in [
        (24, [72, 104, 7, 412]),
        (25, [95, 133, 10, 521]),
        (30, [103, 152, 12, 632]),
        (37, [105, 157, 12, 697]),
        (40, [106, 163, 12, 731]),
        (41, [106, 165, 12, 743]),
        (42, [107, 173, 12, 791]),
        (44, [107, 173, 12, 809]),
        (48, [107, 183, 12, 825]),
        (51, [107, 185, 12, 825]),
        (52, [107, 185, 12, 823]),
        (54, [107, 185, 12, 824]),
        (55, [108, 188, 12, 839]),
    ] {
        assert_eq!(counts(minor), expected, "1.{minor}");
    }
}

/// Holds one fact against the catalogue, at every version.
fn mismatches(facts: &Facts, fact: &Fact) -> Vec<String> {
    VERSIONS.filter_map(|minor| mismatch(facts, fact, minor)).collect()
}

fn mismatch(facts: &Facts, fact: &Fact, minor: u16) -> Option<String> {
    let expected = expected(facts, fact, minor);
    let gated = refusal(fact, ApiVersion::new(1, minor), request::saying(facts, fact));
    let said = match &gated {
        None if expected => return None,
        None => "admitted".to_owned(),
        Some(gated) if !expected && names_the_cause(facts, fact, gated, minor) => return None,
        Some(gated) => gated.to_string(),
    };
    Some(format!("{fact:?} at 1.{minor}: expected {expected}, {said}"))
}

/// Tells whether a version can carry a fact: its operation, what it stands in, its place, and what is said there.
fn expected(facts: &Facts, fact: &Fact, minor: u16) -> bool {
    let operation = if fact.is_operation() { fact } else { facts.operation(fact) };
    let above = match fact.within {
        "filter" => facts.plain(fact.operation, "query", "filters"),
        _ if fact.condition.is_empty() => None,
        within => facts.plain(fact.operation, within, fact.at),
    };
    operation.has(minor) && above.is_none_or(|above| above.has(minor)) && fact.has(minor)
}

/// Tells whether a refusal is about the fact itself, or about the place or operation that it stands in.
fn names_the_cause(facts: &Facts, fact: &Fact, gated: &Gated, minor: u16) -> bool {
    if gated.place == "operation" {
        return gated.below == Below::Refused && !facts.operation(fact).has(minor) || fact.is_operation();
    }
    if gated.at != fact.at {
        return match fact.within {
            "filter" => gated.at == "filters",
            within => within == "body" && fact.at.starts_with(&gated.at),
        };
    }
    let plain = facts.plain(fact.operation, fact.within, fact.at);
    let cause = plain.filter(|plain| !plain.has(minor) && !fact.condition.is_empty()).unwrap_or(fact);
    let below = match gated.below {
        Below::Ignored => "ignored",
        Below::Refused => "refused",
        Below::Differs => "differs",
        _ => "new",
    };
    let until = gated.until.map_or(u16::MAX, ApiVersion::minor);
    gated.since.map(ApiVersion::minor) == Some(cause.since) && until == cause.until && below == cause.below
}

fn refusal(fact: &Fact, version: ApiVersion, mut said: Said) -> Option<Box<Gated>> {
    catalogue::admit(row(fact), version, &mut said, Policy::Refuse).err()
}

fn row(fact: &Fact) -> &'static Row {
    catalogue::operation(fact.operation).unwrap_or_else(|| panic!("{} is not in the tables", fact.operation))
}

/// The same place with a letter too much in its name; `None` where there is no name, or any name may stand.
fn misspelled(facts: &Facts, fact: &Fact) -> Option<(Said, String)> {
    let mut said = Said::default();
    let name = format!("{}q", fact.at.rsplit('/').next()?);
    match fact.within {
        "query" => said.query.push((name.clone().into(), "x".to_owned())),
        "filter" => said.query.push(request::filtered(&name, "x")),
        "body" if !fact.at.is_empty() => {
            let (above, _) = fact.at.rsplit_once('/')?;
            let at: &'static str = format!("{above}/{name}").leak();
            said.json = Some(request::body(facts, &Fact { at, ..fact.clone() }, json!("x")));
        }
        _ => return None,
    }
    Some((said, name))
}
