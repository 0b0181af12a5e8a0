//! Holds the models against the gates of the requests that they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{Field, Group, Model, Range};
use crate::codegen::facts::{Fact, Operation, Place, Tag};

/// A place in the body of an operation.
type At<'a> = (&'a str, String);

/// Refuses a field whose range is not that of its gates, and a gate without a field.
pub(super) fn agree(groups: &BTreeMap<String, Group>, tags: &BTreeMap<String, Tag>) -> Result<(), String> {
    let models: BTreeMap<&str, (&str, &Model)> = groups
        .values()
        .flat_map(|group| {
            group.models.iter().map(|model| (model.name.as_str(), (group.file.as_str(), model)))
        })
        .collect();
    let operations: BTreeMap<&str, &Operation> =
        tags.values().flatten().map(|(id, operation)| (id.as_str(), operation)).collect();
    let mut places: BTreeMap<&str, BTreeSet<At<'_>>> = BTreeMap::new();
    for (file, model) in models.values() {
        for place in &model.places {
            let (id, pointer) = place.split_at(place.find('/').unwrap_or(place.len()));
            let Some((id, _)) = operations.get_key_value(id) else {
                return Err(format!("{file}:{}: there is no operation `{id}`", model.line));
            };
            spread(model, &(*id, pointer.to_owned()), &models, &mut places);
        }
    }
    let mut covered: BTreeSet<At<'_>> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, at) in &places {
        let Some((file, model)) = models.get(name) else { continue };
        for field in &model.fields {
            if let Err(why) = judge(field, at, &operations, &mut covered) {
                wrong.push(format!("{file}:{}: {}: {why}", field.line, field.key));
            }
        }
    }
    let roots = places.values().flatten().map(|(id, _)| *id).collect::<BTreeSet<_>>();
    for id in roots {
        let stated = |at: &str| places.values().flatten().any(|(other, root)| *other == id && root == at);
        for (pointer, _) in bodies(operations[id]) {
            let known = covered.contains(&(id, pointer.clone())) || stated(&pointer);
            if !known && !pointer.is_empty() && !pointer.ends_with("/*") {
                wrong.push(format!("{id}: no model has a field for {pointer}"));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Notes where a model stands, and everything within it.
fn spread<'a>(
    model: &'a Model,
    at: &At<'a>,
    models: &BTreeMap<&'a str, (&'a str, &'a Model)>,
    places: &mut BTreeMap<&'a str, BTreeSet<At<'a>>>,
) {
    if !places.entry(&model.name).or_default().insert(at.clone()) {
        return;
    }
    for field in &model.fields {
        let Some((name, below)) = field.r#type.as_ref().and_then(|r#type| r#type.shape.model()) else {
            continue;
        };
        if let Some((_, inner)) = models.get(name) {
            spread(inner, &(at.0, format!("{}/{}{below}", at.1, field.key)), models, places);
        }
    }
}

/// A field is there from the first to the last version of any of its places; what holds for its surroundings as well
/// need not be said.
fn judge<'a>(
    field: &Field,
    places: &BTreeSet<At<'a>>,
    operations: &BTreeMap<&str, &Operation>,
    covered: &mut BTreeSet<At<'a>>,
) -> Result<(), String> {
    let mut own = Vec::new();
    let mut around = Vec::new();
    for (id, pointer) in places {
        let operation = operations[id];
        let at = format!("{pointer}/{}", field.key);
        let Some(gate) = gate(operation, &at) else { continue };
        own.push(gate);
        around.push(gate_around(operation, pointer));
        covered.insert((id, at.clone()));
        let opaque = field.r#type.as_ref().is_some_and(|r#type| r#type.shape.is_any());
        for (inner, _) in bodies(operation) {
            let inside = inner.strip_prefix(&at).is_some_and(|rest| rest.starts_with('/'));
            if inside && opaque {
                covered.insert((id, inner));
            }
        }
    }
    if own.is_empty() {
        return Ok(());
    }
    let (own, around) = (union(&own), union(&around));
    let since = (own.since > around.since).then_some(own.since).flatten();
    let until = own.until.filter(|_| own.until != around.until);
    let said = |what: &str, said: Option<u16>, wanted: Option<u16>, free: Option<u16>| match said {
        _ if said == wanted || (wanted.is_none() && said.is_some() && said == free) => Ok(()),
        _ => Err(format!("{what} is {}, and the gates say {}", shown(said), shown(wanted.or(free)))),
    };
    said("since", field.range.since, since, own.since)?;
    said("until", field.range.until, until, own.until)
}

fn shown(minor: Option<u16>) -> String {
    minor.map_or("-".to_owned(), |minor| format!("1.{minor}"))
}

fn gate(operation: &Operation, at: &str) -> Option<Range> {
    bodies(operation).find(|(pointer, _)| pointer == at).map(|(_, fact)| range(fact))
}

/// What surrounds a field: the nearest place above that has a gate, or the operation.
fn gate_around(operation: &Operation, pointer: &str) -> Range {
    let mut at = pointer;
    loop {
        if let Some(range) = gate(operation, at) {
            return range;
        }
        match at.rfind('/') {
            Some(end) => at = &at[..end],
            None => return range(&operation.own),
        }
    }
}

/// The places of a body, without those that hold under a condition only.
fn bodies(operation: &Operation) -> impl Iterator<Item = (String, &Fact)> {
    operation.gates.iter().filter(|fact| fact.condition.is_none()).filter_map(|fact| match &fact.place {
        Place::Body(segments) => {
            Some((segments.iter().fold(String::new(), |at, segment| at + "/" + segment), fact))
        }
        Place::Operation(_) | Place::Path(_) | Place::Query(_) | Place::Filter(_) | Place::Header(_) => None,
    })
}

fn range(fact: &Fact) -> Range {
    Range { since: Some(fact.since), until: fact.until }
}

fn union(ranges: &[Range]) -> Range {
    let since = ranges.iter().filter_map(|range| range.since).min();
    let ends = ranges.iter().map(|range| range.until);
    let until = ends.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other))).flatten();
    Range { since, until }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codegen::{facts, models::read};

    const OWN: &str = "A\trequest\t-\tMake\t-\t-\t-\tAn a.";

    fn judged(fields: &[&str]) -> Result<(), String> {
        let gates = "Make\toperation\tPOST /make\t-\t1.25\t-\trefused\tspec\t-\t-\t-\n\
                     Make\tbody\t-\tobject\t1.25\t-\tignored\ttypes\t-\t-\t-\n\
                     Make\tbody\t/Old\tstring\t1.25\t1.41\tignored\ttypes\t-\t-\t-\n\
                     Make\tbody\t/Young\tstring\t1.30\t-\tignored\ttypes\t-\t-\t-\n";
        let tag = facts::file(&format!("{}\n{gates}", facts::COLUMNS)).unwrap();
        let rows = format!("{}\n{OWN}\n{}\n", read::COLUMNS, fields.join("\n"));
        let group = Group { file: "a.tsv".to_owned(), models: read::file(&rows).unwrap() };
        agree(&BTreeMap::from([("a".to_owned(), group)]), &BTreeMap::from([("make".to_owned(), tag)]))
    }

    const OLD: &str = "A\trequest\told\tOld\ttext\t-\t1.41\tAn old one.";
    const YOUNG: &str = "A\trequest\tyoung\tYoung\ttext\t1.30\t-\tA young one.";

    #[test]
    fn a_model_with_the_ranges_of_its_gates_agrees() {
        assert_eq!(judged(&[OLD, YOUNG]), Ok(()));
        // What holds for the operation as well may be said or not.
        assert_eq!(judged(&["A\trequest\told\tOld\ttext\t1.25\t1.41\tAn old one.", YOUNG]), Ok(()));
    }

    #[test]
    fn another_range_is_refused_with_its_line() {
        for (young, why) in [
            (
                "A\trequest\tyoung\tYoung\ttext\t1.31\t-\tA.",
                "a.tsv:4: Young: since is 1.31, and the gates say 1.30",
            ),
            (
                "A\trequest\tyoung\tYoung\ttext\t-\t-\tA.",
                "a.tsv:4: Young: since is -, and the gates say 1.30",
            ),
            (
                "A\trequest\tyoung\tYoung\ttext\t1.30\t1.40\tA.",
                "a.tsv:4: Young: until is 1.40, and the gates say -",
            ),
        ] {
            assert_eq!(judged(&[OLD, young]), Err(why.to_owned()));
        }
    }

    #[test]
    fn a_gate_without_a_field_is_refused() {
        assert_eq!(judged(&[OLD]), Err("Make: no model has a field for /Young".to_owned()));
    }
}
