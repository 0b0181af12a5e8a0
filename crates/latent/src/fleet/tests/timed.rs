//! Which times a worker sets: none at which nothing could change.

use super::bench::{Bench, ONCE, generation, lost, plan, refused, sighting, started};
use crate::fleet::{Class, IdlePolicy, Limits, Link, Outcome, Time};

const LONG: IdlePolicy = IdlePolicy::After(600_000);

#[test]
fn before_the_first_list_no_time_changes_anything() {
    let mut b = Bench::cold(vec![plan("w", LONG)], Limits::default());
    b.wanted("w");
    assert_eq!(b.fleet.deadline(), None);
    b.link("w", Link::Idle);
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn a_connection_under_the_name_of_a_worker_that_nobody_wants_is_waited_for_without_end() {
    let mut b = Bench::one(LONG);
    b.link("w", Link::Idle);
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn a_worker_whose_connection_has_ended_waits_for_the_answer_of_the_master_alone() {
    let mut b = Bench::building(ONCE);
    b.unwanted("w").link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn who_waits_for_room_sets_no_time() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::warm_within(vec![plan("v", LONG), plan("w", LONG)], limits);
    b.wanted("v").asks(&["v: start 7-0"]).wanted("w").asks(&[]);
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn the_wait_after_a_failure_matters_only_to_a_worker_that_is_wanted() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    assert_eq!(b.fleet.deadline(), Some(Time(10_000)));
    b.unwanted("w");
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn an_instance_that_was_never_attached_has_no_time_but_that_to_attach() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", started("w", 0));
    assert_eq!(b.fleet.deadline(), Some(Time(120_000)));
    b.link("w", Link::Idle).link("w", Link::Detached);
    assert_eq!(b.fleet.deadline(), Some(Time(10_000)));
}

#[test]
fn a_doubt_that_has_gone_leaves_no_time_behind() {
    let mut b = Bench::attached(LONG);
    b.list(vec![]).settle("w", lost());
    assert_eq!(b.fleet.deadline(), Some(Time(1_000)));
    b.list(vec![sighting("w", generation(0), true)]);
    assert_eq!(b.fleet.deadline(), Some(Time(600_000)));
}
