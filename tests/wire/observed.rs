//! What real engines did with what their API version has and has not: a table that people read, held against the
//! catalogue here and against the recordings in [`scenarios::observed`](crate::scenarios).
//!
//! Every row is one thing that a request can say and one engine. It was said with the gate off ([`Policy::Warn`]), once
//! at the nearest version that has it not and once at the nearest that has it, as far as the engine takes them, and
//! what came of it was read back.
//!
//! [`Policy::Warn`]: docker_wire::catalogue::Policy::Warn

use std::{collections::BTreeMap, fmt, fs, path::Path};

use docker_wire::{
    ApiVersion,
    catalogue::{self, Below, Condition, Gate, Place, Source},
};

/// What an engine did with something that was said to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// What was asked for.
    Honoured,
    /// As if it had not been said.
    Ignored,
    /// Nothing, and it said so.
    Refused,
    /// Something else.
    Differs,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Honoured => "honoured",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
            Self::Differs => "differs",
        })
    }
}

/// A version and what happened there.
pub(crate) type Side = (ApiVersion, Outcome);

/// One thing that was said to one engine. Its form as text is its row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observation {
    /// Which scenario of `scenarios::observed` saw it.
    pub(crate) scenario: String,
    /// Operation, kind of place, place and condition, as the facts write them.
    pub(crate) place: String,
    /// The release of the engine.
    pub(crate) engine: String,
    /// At the nearest version that has it not, if the engine takes one.
    pub(crate) without: Option<Side>,
    /// At the nearest version that has it, if the engine takes one.
    pub(crate) with: Option<Side>,
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<Side>| side.map_or("-".to_owned(), |(at, done)| format!("{at} {done}"));
        let Self { scenario, place, engine, without, with } = self;
        let (place, condition) = match *place.splitn(4, ' ').collect::<Vec<_>>() {
            [operation, kind, at, condition] => (format!("{operation}\t{kind}\t{at}"), condition),
            _ => (place.replace(' ', "\t"), "-"),
        };
        write!(f, "{scenario}\t{place}\t{condition}\t{engine}\t{}\t{}", side(*without), side(*with))
    }
}

/// Finds the gate of a place that is written as `operation kind place`, with `= value` or `more than one` behind it
/// where it has a condition.
pub(crate) fn gate(place: &str) -> &'static Gate {
    let [operation, kind, rest] = *place.splitn(3, ' ').collect::<Vec<_>>() else { panic!("{place}") };
    let (at, condition) = rest.split_once(' ').unwrap_or((rest, ""));
    let row = catalogue::operation(operation).unwrap_or_else(|| panic!("no operation {operation}"));
    let is = |gate: &&Gate| kind_and_at(gate.place) == (kind, at) && condition_of(gate) == condition;
    row.gates.iter().find(is).unwrap_or_else(|| panic!("the catalogue has no {place}"))
}

fn kind_and_at(place: Place) -> (&'static str, &'static str) {
    match place {
        Place::Path(at) => ("path", at),
        Place::Query(at) => ("query", at),
        Place::Filter(at) => ("filter", at),
        Place::Header(at) => ("header", at),
        Place::Body(at) => ("body", at),
        _ => panic!("a new kind of place"),
    }
}

fn condition_of(gate: &Gate) -> String {
    match gate.condition {
        None => String::new(),
        Some(Condition::MoreThanOne) => "more than one".to_owned(),
        Some(Condition::Value(value)) => format!("= {value}"),
        Some(_) => panic!("a new kind of condition"),
    }
}

/// Reads the table.
pub(crate) fn table() -> Vec<Observation> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/observed.tsv");
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(observation).collect()
}

fn observation(line: &str) -> Observation {
    let [scenario, operation, kind, at, condition, engine, without, with] =
        *line.split('\t').collect::<Vec<_>>()
    else {
        panic!("{line}")
    };
    let side = |cell: &str| {
        let (version, outcome) = cell.split_once(' ')?;
        let all = [Outcome::Honoured, Outcome::Ignored, Outcome::Refused, Outcome::Differs];
        let outcome = all.into_iter().find(|known| known.to_string() == outcome);
        Some((version.parse().unwrap(), outcome.unwrap_or_else(|| panic!("{line}"))))
    };
    let condition = if condition == "-" { String::new() } else { format!(" {condition}") };
    Observation {
        scenario: scenario.to_owned(),
        place: format!("{operation} {kind} {at}{condition}"),
        engine: engine.to_owned(),
        without: side(without),
        with: side(with),
    }
}

/// What is known of each place, engines from the oldest to the newest as the table has them.
fn by_place() -> BTreeMap<String, Vec<Observation>> {
    let mut places = BTreeMap::<_, Vec<_>>::new();
    for row in table() {
        places.entry(row.place.clone()).or_default().push(row);
    }
    places
}

/// What the oldest engine does that does not simply do it: that is what the catalogue says of engines that lack it.
fn lacking(rows: &[Observation]) -> Option<Outcome> {
    rows.iter().filter_map(|row| row.without).map(|(_, done)| done).find(|done| *done != Outcome::Honoured)
}

#[test]
fn the_sides_are_those_of_the_catalogues_ranges() {
    for row in table() {
        let gate = gate(&row.place);
        assert!(row.without.is_none_or(|(version, _)| !gate.admits(version)), "{row}");
        assert!(row.with.is_none_or(|(version, _)| gate.admits(version)), "{row}");
    }
}

#[test]
fn the_catalogue_says_what_engines_were_seen_to_do() {
    for (place, rows) in by_place() {
        let gate = gate(&place);
        let said = match gate.below {
            Below::Ignored => Outcome::Ignored,
            Below::Refused => Outcome::Refused,
            Below::Differs => Outcome::Differs,
            _ => panic!("a new kind of `below`"),
        };
        match lacking(&rows) {
            Some(seen) => {
                assert_eq!(said, seen, "{place}: the catalogue, and what was seen");
                assert_eq!(gate.source, Source::Observed, "{place}: the source is the observation");
            }
            None => assert_ne!(gate.source, Source::Observed, "{place}: no engine was seen to lack it"),
        }
    }
}

#[test]
fn what_the_catalogue_calls_observed_was_observed() {
    let places = by_place();
    for row in catalogue::rows::ALL {
        for gate in row.gates.iter().filter(|gate| gate.source == Source::Observed) {
            let (kind, at) = kind_and_at(gate.place);
            let place = format!("{} {kind} {at} {}", row.id, condition_of(gate));
            assert!(places.contains_key(place.trim_end()), "{place} is in no row of observed.tsv");
        }
    }
}

/// What the catalogue's versions have by their types and specifications, and no engine was seen to heed: services do not
/// hand it on.
const HEEDED_BY_NONE: &[&str] = &[
    "/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/CreateMountpoint",
    "/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/ReadOnlyForceRecursive",
    "/TaskTemplate/ContainerSpec/Mounts/*/BindOptions/ReadOnlyNonRecursive",
    "/TaskTemplate/ContainerSpec/Mounts/*/Type = image",
];

#[test]
fn what_a_version_has_is_honoured_by_an_engine_that_was_seen() {
    for (place, rows) in by_place() {
        let honoured = rows.iter().filter_map(|row| row.with).any(|(_, done)| done == Outcome::Honoured);
        let heeded = !HEEDED_BY_NONE.iter().any(|none| place.ends_with(&format!(" body {none}")));
        assert_eq!(honoured, heeded, "{place}: whether an engine does what the catalogue says there is");
    }
}

#[test]
fn at_least_forty_places_were_seen_from_both_sides() {
    let seen = by_place().into_values().filter(|rows| lacking(rows).is_some()).count();
    assert!(seen >= 40, "{seen}");
}
