//! Every operation against its row of the catalogue: with everything set that can be set, it says each place once
//! and nothing else.

mod container;
mod image;
mod network;
mod sample;
#[cfg(feature = "net")]
mod socket;
mod swarm;
mod system;
mod volume;

use std::collections::{BTreeMap, BTreeSet};

#[cfg(feature = "net")]
use crate::transport::BoxFuture;
use crate::{
    catalogue::{Gate, Place, Policy, Row, rows},
    error::Context,
    operation::{Operation, Parts, prepare},
    version::ApiVersion,
};

/// What one type says; several types of one row say it together.
struct Case {
    row: &'static Row,
    parts: Parts,
    /// What is left of it at a version when the rest is dropped; `None` if the version has no such operation.
    at: Box<dyn Fn(ApiVersion) -> Option<Parts>>,
    /// Sends it; what the engine answers is not read.
    #[cfg(feature = "net")]
    send: Box<dyn Fn(crate::Client) -> BoxFuture<'static, Result<(), crate::Error>>>,
}

fn case<O: Operation + 'static>(make: impl Fn() -> O + Clone + 'static) -> Case {
    let parts = make().into_parts().unwrap();
    #[cfg(feature = "net")]
    let send = {
        let make = make.clone();
        move |client: crate::Client| -> BoxFuture<'static, _> {
            let operation = make();
            Box::pin(async move { client.send(operation).await.map(drop) })
        }
    };
    let at = move |version: ApiVersion| {
        let mut parts = make().into_parts().unwrap();
        crate::catalogue::admit(O::ROW, version, &mut parts.said, Policy::Drop).ok()?;
        // The request can be put together as well, and the pin is in the path that is sent.
        let request = prepare(make(), Some(version), Policy::Drop, &mut Context::default()).unwrap();
        assert_eq!(request.method().as_str(), O::ROW.method);
        assert!(request.uri().path().starts_with(&format!("/v{version}/")), "{}", request.uri());
        Some(parts)
    };
    Case {
        row: O::ROW,
        parts,
        at: Box::new(at),
        #[cfg(feature = "net")]
        send: Box::new(send),
    }
}

fn cases() -> BTreeMap<&'static str, Vec<Case>> {
    let mut cases: BTreeMap<&'static str, Vec<Case>> = BTreeMap::new();
    let groups = [
        container::cases(),
        image::cases(),
        network::cases(),
        swarm::cases(),
        system::cases(),
        volume::cases(),
    ];
    for case in groups.into_iter().flatten() {
        cases.entry(case.row.id).or_default().push(case);
    }
    cases
}

#[test]
fn every_operation_has_a_type() {
    let cases = cases();
    let missing: Vec<&str> =
        rows::ALL.iter().map(|row| row.id).filter(|id| !cases.contains_key(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_can_be_set_is_what_the_catalogue_has() {
    let mut wrong = Vec::new();
    for (id, cases) in cases() {
        let row = cases[0].row;
        let mut said: BTreeSet<String> = BTreeSet::new();
        for case in &cases {
            said.extend(places(row, &case.parts));
        }
        let known: BTreeSet<String> = row.gates.iter().filter_map(name).collect();
        wrong.extend(known.difference(&said).map(|place| format!("{id} cannot say {place}")));
        wrong.extend(said.difference(&known).map(|place| format!("{id} says {place}, which nobody knows")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_left_at_a_version_is_what_the_version_has() {
    for (id, cases) in cases() {
        let row = cases[0].row;
        for version in ApiVersion::ALL.iter().copied() {
            let left: Vec<_> = cases.iter().filter_map(|case| (case.at)(version)).collect();
            assert_eq!(left.is_empty(), !row.admits(version), "{id} at {version}");
            let left: BTreeSet<String> = left.iter().flat_map(|parts| places(row, parts)).collect();
            let all: BTreeSet<String> = cases.iter().flat_map(|case| places(row, &case.parts)).collect();
            for gate in row.gates.iter().filter(|gate| gate.condition.is_none() && row.admits(version)) {
                let Some(place) = name(gate).filter(|place| all.contains(place)) else { continue };
                assert_eq!(left.contains(&place), reaches(row, gate, version), "{id} at {version}: {place}");
            }
        }
    }
}

/// A place in a body is reached only if everything above it is there, and filters only if there is any.
fn reaches(row: &Row, gate: &Gate, version: ApiVersion) -> bool {
    if gate.place == Place::Query("filters") {
        let any = row.gates_at(version).any(|gate| matches!(gate.place, Place::Filter(_)));
        return any && gate.admits(version);
    }
    let Place::Body(at) = gate.place else { return gate.admits(version) };
    let above = row.gates.iter().filter(|other| match other.place {
        Place::Body(other) => at == other || at.strip_prefix(other).is_some_and(|rest| rest.starts_with('/')),
        _ => false,
    });
    above.filter(|other| other.condition.is_none()).all(|other| other.admits(version))
}

/// The name of a gate's place; the media type belongs to a body, and is nobody's to set, and any key is said to filters.
fn name(gate: &Gate) -> Option<String> {
    match gate.place {
        Place::Filter(_) => None,
        Place::Header(name) if name.eq_ignore_ascii_case("content-type") => None,
        _ => Some(within(gate)),
    }
}

fn within(gate: &Gate) -> String {
    match gate.place {
        Place::Path(name) => format!("path {name}"),
        Place::Query(name) => format!("query {name}"),
        Place::Filter(name) => format!("filter {name}"),
        Place::Header(name) => format!("header {}", name.to_lowercase()),
        Place::Body(at) => format!("body {at}"),
    }
}

/// All places that a request says something at.
fn places(row: &Row, parts: &Parts) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    places.extend(parts.path.iter().map(|(name, _)| format!("path {name}")));
    places.extend(parts.said.query.iter().map(|(name, _)| format!("query {name}")));
    // What the operation itself declares to be in no version is no place of the catalogue.
    let headers =
        parts.said.headers.keys().filter(|name| !parts.said.extra.iter().any(|extra| extra == name.as_str()));
    places.extend(headers.map(|name| format!("header {name}")));
    if let Some(json) = &parts.said.json {
        sample::pointers(row, json, "", &mut places);
    }
    if parts.stream.is_some() {
        places.insert("body ".to_owned());
    }
    places
}
