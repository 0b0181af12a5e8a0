//! Workers that the operator keeps work from.

use super::bench::{Bench, ONCE, name, plan, started};
use crate::fleet::{Class, Event, IdlePolicy, Limits, Link, Outcome, Phase};

const LONG: IdlePolicy = IdlePolicy::After(600_000);

impl Bench {
    fn cordon(&mut self, worker: &str) -> &mut Self {
        self.step(Event::Cordon(name(worker)))
    }

    fn uncordon(&mut self, worker: &str) -> &mut Self {
        self.step(Event::Uncordon(name(worker)))
    }
}

#[test]
fn a_cordoned_worker_does_not_start_until_it_is_uncordoned() {
    let mut b = Bench::one(ONCE);
    b.cordon("w").wanted("w").asks(&[]);
    assert_eq!((b.phase(), b.status("w").cordoned), (Phase::Closed, true));
    b.pass(86_400_000).asks(&[]);
    b.uncordon("w").asks(&["start 7-0"]);
}

#[test]
fn a_cordoned_worker_finishes_its_build_and_goes() {
    let mut b = Bench::building(LONG);
    b.cordon("w").asks(&["hold"]).settle("w", Outcome::Done);
    b.pass(3_600_000).asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).link("w", Link::Detached).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&[]);
    assert_eq!(b.phase(), Phase::Closed);
}

#[test]
fn a_worker_that_is_uncordoned_in_its_build_goes_on_as_before() {
    let mut b = Bench::building(LONG);
    b.cordon("w").settle("w", Outcome::Done);
    b.uncordon("w").asks(&["resume"]).settle("w", Outcome::Done);
    b.link("w", Link::Idle).asks(&[]);
    assert_eq!(b.phase(), Phase::Idle);
}

#[test]
fn the_start_of_a_cordoned_worker_is_given_up() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").cordon("w").asks(&["cancel"]);
    b.settle("w", Outcome::Refused(Class::Cancelled, "given up".into())).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    b.uncordon("w").asks(&["start 7-1"]);
}

#[test]
fn a_cordoned_worker_takes_no_room_and_keeps_nobody_else_waiting() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::warm_within(vec![plan("v", ONCE), plan("w", ONCE)], limits);
    b.wanted("v").asks(&["v: start 7-0"]).settle("v", started("v", 0));
    b.wanted("w").asks(&[]).cordon("w");
    b.exited("v", 0, 0).asks(&["v: kill 7-0"]).step(Event::Cordon(name("v")));
    b.settle("v", Outcome::Stopped).asks(&[]);
    b.uncordon("w").asks(&["start 7-1"]);
}
