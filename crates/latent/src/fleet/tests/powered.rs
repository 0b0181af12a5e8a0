//! Hosts that are switched on for their workers and off after them: Buildbot's machines.

use std::collections::BTreeMap;

use super::bench::{Bench, ONCE, name, plan, refused, sighting, started};
use crate::fleet::{
    Class, Event, Fleet, IdlePolicy, Limits, Link, MasterEvent, Outcome, Phase, Plan, Power, Time,
};

const TEN: IdlePolicy = IdlePolicy::After(10_000);

/// A fleet whose host is off and was seen before; it stays on for so long after a build.
fn off(plans: Vec<Plan>, idle: u64) -> Bench {
    let mut b = Bench::cold(plans, Limits::default());
    let power = Power { idle, ..Power::default() };
    let fleet = std::mem::replace(&mut b.fleet, Fleet::new(0, vec![], Limits::default()));
    b.fleet = fleet.powered(BTreeMap::from([("host".to_owned(), power)]));
    b.list(vec![]);
    for worker in ["w", "v"] {
        if b.last.iter().any(|effect| matches!(effect, crate::fleet::Effect::Resume(n, _) if n.0 == worker)) {
            settle_resume(&mut b, worker);
        }
    }
    b.pass(20 * 60_000).asks(&["sleep host"]);
    b.switched(Outcome::Done).asks(&[]);
    b.all.clear();
    b
}

fn settle_resume(b: &mut Bench, worker: &str) {
    let call = b.all.iter().find_map(|effect| match effect {
        crate::fleet::Effect::Resume(n, call) if n.0 == worker => Some(*call),
        _ => None,
    });
    let last = b.last.clone();
    b.settle_call(worker, call.expect("a resume"), Outcome::Done);
    b.last = last;
}

fn one(idle: IdlePolicy, after: u64) -> Bench {
    off(vec![plan("w", idle)], after)
}

/// Wakes the host, starts the worker and has it build.
fn building(b: &mut Bench) {
    b.wanted("w").asks(&["wake host"]);
    b.switched(Outcome::Done).asks(&[]);
    b.list(vec![]).asks(&["start 7-0"]);
    b.settle("w", started("w", 0)).link("w", Link::Idle);
    b.unwanted("w").link("w", Link::Building);
}

#[test]
fn s74_s75_the_host_is_switched_off_when_its_last_build_has_ended_and_its_instance_is_gone() {
    // How the build ended is no business of the core.
    let mut b = one(ONCE, 0);
    building(&mut b);
    b.settle("w", Outcome::Done).link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released)
        .link("w", Link::Detached)
        .settle("w", Outcome::Stopped)
        .asks(&["resume", "sleep host"]);
    b.switched(Outcome::Done).settle("w", Outcome::Done).pass(3_600_000).asks(&[]);
}

#[test]
fn s76_it_stays_on_for_its_idle_timeout_after_the_build() {
    let mut b = one(IdlePolicy::Never, 5_000);
    building(&mut b);
    b.link("w", Link::Idle).asks(&[]);
    b.pass(4_900).asks(&[]);
    b.pass(100).asks(&["release idle"]);
    b.settle("w", Outcome::Released).link("w", Link::Detached).settle("w", Outcome::Stopped);
    b.asks(&["resume", "sleep host"]);
}

#[test]
fn s77_a_build_before_the_timeout_keeps_it_on_however_long_the_build_takes() {
    let mut b = one(IdlePolicy::Never, 5_000);
    building(&mut b);
    b.link("w", Link::Idle).pass(3_900).asks(&[]);
    b.link("w", Link::Building).pass(3_600_000).asks(&[]);
    b.link("w", Link::Idle).pass(4_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn s78_s79_a_host_that_cannot_be_switched_on_is_tried_again_later_and_starts_nothing() {
    for outcome in [refused(Class::Infra), Outcome::Lost("timeout".into())] {
        let mut b = one(ONCE, 0);
        b.wanted("w").asks(&["wake host"]);
        b.switched(outcome).asks(&[]);
        assert_eq!(b.phase(), Phase::Waiting);
        b.pass(9_999).asks(&[]);
        b.pass(1).asks(&["wake host"]);
        assert_eq!(b.count("start"), 0);
    }
}

#[test]
fn s80_a_host_that_cannot_be_switched_off_counts_as_off() {
    let mut b = one(ONCE, 0);
    building(&mut b);
    b.settle("w", Outcome::Done).link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "sleep host"]);
    b.switched(refused(Class::Infra)).asks(&[]);
    settle_last_resume(&mut b);
    b.wanted("w").asks(&["wake host"]);
}

fn settle_last_resume(b: &mut Bench) {
    let call = b.all.iter().rev().find_map(|effect| match effect {
        crate::fleet::Effect::Resume(_, call) => Some(*call),
        _ => None,
    });
    b.settle_call("w", call.expect("a resume"), Outcome::Done);
}

#[test]
fn s81_all_instances_on_it_go_before_it_does() {
    let mut b = off(vec![plan("v", IdlePolicy::Never), plan("w", IdlePolicy::Never)], 0);
    b.wanted("v").wanted("w").switched(Outcome::Done);
    b.list(vec![]).asks(&["v: start 7-0", "start 7-1"]);
    b.settle("v", started("v", 0)).settle("w", started("w", 1));
    b.link("v", Link::Idle).link("w", Link::Idle).unwanted("v").unwanted("w").asks(&[]);
    b.link("w", Link::Building).pass(60_000).asks(&[]);
    b.link("w", Link::Idle).asks(&["v: release idle", "release idle"]);
    b.settle("v", Outcome::Released).asks(&["v: stop 7-0"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-1"]);
    b.link("v", Link::Detached).settle("v", Outcome::Stopped).asks(&["v: resume"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "sleep host"]);
}

#[test]
fn s82_two_workers_that_need_it_switch_it_on_once() {
    let mut b = off(vec![plan("v", ONCE), plan("w", ONCE)], 0);
    b.wanted("v").asks(&["wake host"]);
    b.wanted("w").asks(&[]);
    b.switched(Outcome::Done).list(vec![]).asks(&["v: start 7-0", "start 7-1"]);
    assert_eq!(b.count("wake"), 1);
}

#[test]
fn s83_a_host_that_stays_off_leaves_none_of_two_workers_started() {
    let mut b = off(vec![plan("v", ONCE), plan("w", ONCE)], 0);
    b.wanted("v").wanted("w").switched(refused(Class::Infra));
    b.unwanted("v").unwanted("w").pass(3_600_000).asks(&[]);
    assert_eq!((b.count("wake"), b.count("v: start"), b.count("start")), (1, 0, 0));
}

#[test]
fn s84_a_worker_that_is_wanted_while_it_is_switched_off_waits_and_switches_it_on() {
    let mut b = one(ONCE, 0);
    building(&mut b);
    b.settle("w", Outcome::Done).link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "sleep host"]);
    settle_last_resume(&mut b);
    b.wanted("w").asks(&[]);
    b.switched(Outcome::Done).asks(&["wake host"]);
    b.switched(Outcome::Done).list(vec![]).asks(&["start 7-1"]);
}

#[test]
fn s85_a_host_on_which_no_build_comes_is_switched_off_after_twenty_minutes() {
    let mut b = one(TEN, 0);
    b.wanted("w").switched(Outcome::Done).unwanted("w");
    b.list(vec![]).pass(20 * 60_000 - 1).asks(&[]);
    b.pass(1).asks(&["sleep host"]);
}

#[test]
fn an_old_list_does_not_switch_on_what_is_off() {
    let mut b = one(ONCE, 0);
    b.list(vec![sighting("w", super::bench::old(1), true)]).asks(&[]);
    assert_eq!(b.phase(), Phase::Absent);
}

#[test]
fn a_host_of_which_nothing_is_known_is_switched_on_before_the_master_may_use_its_workers() {
    let mut b = Bench::cold(vec![plan("w", ONCE)], Limits::default());
    let fleet = std::mem::replace(&mut b.fleet, Fleet::new(0, vec![], Limits::default()));
    b.fleet = fleet.powered(BTreeMap::from([("host".to_owned(), Power::default())]));
    b.step(Event::Master(name("w"), MasterEvent::Link(Link::Detached))).asks(&[]);
    b.wanted("w").asks(&["wake host"]);
    b.switched(Outcome::Done).asks(&[]);
    b.list(vec![]).asks(&["resume"]);
}

#[test]
fn close_switches_it_off_at_once_and_waits_for_it() {
    let mut b = one(TEN, 60_000);
    building(&mut b);
    b.close().settle("w", Outcome::Done).link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "sleep host"]);
    settle_last_resume(&mut b);
    assert!(!b.fleet.is_closed());
    b.switched(Outcome::Done);
    assert!(b.fleet.is_closed());
    assert_eq!(b.fleet.deadline(), None);
    assert_eq!(b.fleet.status(Time(b.now)).len(), 1);
}
