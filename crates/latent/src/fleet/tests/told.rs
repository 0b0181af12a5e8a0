//! What people are told: of a worker, of the rows that applied, of connections and ends.

use std::collections::BTreeSet;

use super::bench::{Bench, ONCE, started};
use crate::fleet::{IdlePolicy, Link, Note, Outcome, Wait};

const LONG: IdlePolicy = IdlePolicy::After(600_000);

#[test]
fn the_decisions_are_those_of_the_last_step_in_order() {
    let mut b = Bench::building(ONCE);
    let rows =
        |b: &Bench| b.fleet.decisions().into_iter().map(|one| (one.worker.0, one.row)).collect::<Vec<_>>();
    let row = |row: &str| ("w".to_owned(), row.to_owned());
    b.link("w", Link::Idle);
    assert_eq!(rows(&b), [row("Release(Spent)")]);
    b.settle("w", Outcome::Released);
    assert_eq!(rows(&b), [row("Discard"), row("Stop")]);
    b.pass(1);
    b.wanted("w");
    assert_eq!(rows(&b), []);
}

#[test]
fn every_wait_has_words_of_its_own() {
    let all = [
        Wait::List,
        Wait::Leftover,
        Wait::Hangup,
        Wait::Resume,
        Wait::Foreign,
        Wait::Backoff,
        Wait::Host,
        Wait::Room,
        Wait::Cancel,
        Wait::Start,
        Wait::Find,
        Wait::Stop,
        Wait::Hold,
        Wait::Release,
        Wait::Build,
        Wait::Attach,
        Wait::Reattach,
    ];
    let words: BTreeSet<_> = all.iter().map(Wait::to_string).collect();
    assert!(words.len() == all.len() && !words.contains(""), "{words:?}");
}

#[test]
fn who_was_attached_is_awaited_back_and_who_was_not_is_awaited() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", started("w", 0));
    assert_eq!(b.status("w").waits, Some(Wait::Attach));
    b.link("w", Link::Idle).link("w", Link::Detached);
    assert_eq!(b.status("w").waits, Some(Wait::Reattach));
}

#[test]
fn an_attach_is_told_once_whether_it_begins_with_a_build_or_not() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", started("w", 0)).link("w", Link::Building);
    assert_eq!(b.notes(), [&Note::Attached, &Note::Building]);
    b.link("w", Link::Idle);
    assert_eq!(b.notes(), [&Note::Idle]);
    b.link("w", Link::Building);
    assert_eq!(b.notes(), [&Note::Building]);
}

#[test]
fn each_foreign_connection_is_told_once_whatever_it_does() {
    let mut b = Bench::one(ONCE);
    b.link("w", Link::Idle).wanted("w").pass(10_000);
    assert_eq!(b.notes().len(), 1);
    b.link("w", Link::Building).pass(3_600_000);
    assert_eq!(b.notes().len(), 0);
    b.unwanted("w").link("w", Link::Detached).link("w", Link::Idle).wanted("w").pass(10_000);
    assert_eq!(b.notes().len(), 1);
}
