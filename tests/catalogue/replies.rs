//! What replies tell: the tables against the facts, read by a reader of its own.

use std::{collections::BTreeSet, fs, path::Path};

use docker_wire::{
    ApiVersion,
    catalogue::{self, Empty, ReplyField, ReplyPlace},
};

use crate::VERSIONS;

/// One row of the facts, as it is written.
#[derive(Debug, Clone, Copy)]
struct Told {
    operation: &'static str,
    /// `reply 200` or `reply-header 200`.
    within: &'static str,
    at: &'static str,
    kind: &'static str,
    since: u16,
    until: u16,
    empty: &'static str,
    condition: &'static str,
    values: &'static str,
}

fn read() -> Vec<Told> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/docker-wire/facts/replies");
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let text: &'static str = fs::read_to_string(entry.unwrap().path()).unwrap().leak();
        let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        all.extend(rows.map(|line| {
            let cells: Vec<&str> = line.split('\t').map(|cell| if cell == "-" { "" } else { cell }).collect();
            let [operation, within, at, kind, since, until, empty, _, condition, values, _] = cells[..]
            else {
                panic!("{line}")
            };
            let until = if until.is_empty() { u16::MAX } else { minor(until) };
            Told { operation, within, at, kind, since: minor(since), until, empty, condition, values }
        }));
    }
    all
}

fn minor(text: &str) -> u16 {
    text.strip_prefix("1.").unwrap().parse().unwrap()
}

/// The table's row of a fact.
fn field(told: &Told) -> Option<&'static ReplyField> {
    catalogue::operation(told.operation)?.reply_fields().iter().find(|field| {
        let (part, at) = match field.place {
            ReplyPlace::Body(at) => ("reply", at),
            ReplyPlace::Header(at) => ("reply-header", at),
            _ => return false,
        };
        let within = format!("{part} {}", field.status) == told.within;
        let value = told.condition.strip_prefix("= ").map(|value| value.trim_matches('"'));
        within && at == told.at && field.value == value
    })
}

/// What is wrong with a fact or with its row.
fn mismatch(told: &Told) -> Option<String> {
    let Some(field) = field(told) else { return Some(format!("{told:?} is not in the tables")) };
    for minor in VERSIONS {
        let version = ApiVersion::new(1, minor);
        let has = (told.since..=told.until).contains(&minor);
        if field.has(version) != has {
            return Some(format!("{told:?} at 1.{minor}: expected {has}"));
        }
        if has && field.empty_at(version) != empty(told.empty, minor) {
            return Some(format!("{told:?} at 1.{minor}: {:?}", field.empty_at(version)));
        }
    }
    let values: Vec<&str> = told.values.split('|').filter(|_| !told.values.is_empty()).collect();
    let written: Vec<&str> =
        field.values.iter().map(|value| if value.is_empty() { "\"\"" } else { value }).collect();
    (field.r#type != told.kind || written != values).then(|| format!("{told:?} is {field:?}"))
}

/// `omit to 1.51; always` at a version.
fn empty(text: &str, at: u16) -> Option<Empty> {
    let words = text
        .split("; ")
        .map(|one| one.split_once(" to ").map_or((one, u16::MAX), |(word, to)| (word, minor(to))));
    match words.into_iter().find(|(_, to)| at <= *to)?.0 {
        "omit" => Some(Empty::Omit),
        "null" => Some(Empty::Null),
        "always" => Some(Empty::Always),
        _ => None,
    }
}

#[test]
fn the_tables_tell_of_replies_what_the_facts_tell() {
    let facts = read();
    assert!(facts.len() > 3500, "only {} facts", facts.len());
    let wrong: Vec<String> = facts.iter().filter_map(mismatch).collect();
    assert!(wrong.is_empty(), "{} mismatches, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    let fields = catalogue::rows::ALL.iter().map(|row| row.reply_fields().len()).sum::<usize>();
    assert_eq!(fields, facts.len());
}

#[test]
fn shifting_the_range_of_any_reply_field_by_one_version_is_noticed() {
    for told in read() {
        let mut shifted = vec![Told { since: told.since + 1, ..told }];
        if told.since > *VERSIONS.start() {
            shifted.push(Told { since: told.since - 1, ..told });
        }
        if told.until != u16::MAX {
            shifted.extend([Told { until: told.until - 1, ..told }, Told { until: told.until + 1, ..told }]);
        }
        for shifted in shifted {
            assert!(mismatch(&shifted).is_some(), "{shifted:?} is not noticed");
        }
    }
}

/// How many fields the replies of a version have, by an earlier count; a field counts once per operation. Four
/// fields of `GET /info` up to 1.31 that are documented and told by no engine are in it.
#[test]
fn the_reply_fields_are_as_many_as_counted() {
    let facts = read();
    let count = |minor: u16| {
        let here = facts.iter().filter(|told| {
            let field = told.within.starts_with("reply ") && !told.at.is_empty() && told.condition.is_empty();
            field && !told.operation.starts_with("Checkpoint") && (told.since..=told.until).contains(&minor)
        });
        here.map(|told| (told.operation, told.at)).collect::<BTreeSet<_>>().len()
    };
    for (minor, expected) in
        [(24, 1103), (25, 1808), (31, 2200), (41, 2464), (45, 2681), (51, 2890), (52, 3072), (55, 3265)]
    {
        assert_eq!(count(minor), expected, "1.{minor}");
    }
}

#[test]
fn a_change_of_a_reply_is_in_the_difference_of_two_versions() {
    for (from, to) in [(ApiVersion::V1_41, ApiVersion::V1_45), (ApiVersion::V1_55, ApiVersion::V1_24)] {
        let changes = catalogue::diff(from, to);
        let told: BTreeSet<(&str, bool)> = changes
            .iter()
            .filter_map(|change| match change.what {
                catalogue::Changed::Reply(field) => Some((field, change)),
                _ => None,
            })
            .map(|(field, change)| {
                assert_eq!(
                    (field.has(from), field.has(to)),
                    (!change.appeared, change.appeared),
                    "{field:?}"
                );
                (field.place.at(), change.appeared)
            })
            .collect();
        assert!(told.len() > 50, "{from} to {to}: {}", told.len());
    }
}
