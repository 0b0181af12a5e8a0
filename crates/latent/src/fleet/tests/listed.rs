//! Lists of the engine: adoption at the beginning, leftovers later.

use std::collections::BTreeMap;

use super::bench::{Bench, EPOCH, ONCE, generation, lost, old, plan, sighting};
use crate::fleet::{
    Effect, Event, Fleet, Generation, IdlePolicy, InstanceId, Limits, Link, MasterEvent, Note, Outcome,
    Phase, Plan, Time, Wait, WorkerName,
};

const LONG: IdlePolicy = IdlePolicy::After(600_000);

fn cold(idle: IdlePolicy) -> Bench {
    Bench::cold(vec![plan("w", idle)], Limits::default())
}

#[test]
fn nothing_is_started_before_the_first_list() {
    let mut b = cold(ONCE);
    b.wanted("w").pass(1_000_000).asks(&[]);
    b.list(vec![]).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-0"]);
}

#[test]
fn s45_a_running_instance_of_an_earlier_process_is_adopted() {
    let mut b = cold(LONG);
    b.list(vec![sighting("w", old(4), true)]).asks(&[]);
    let id = InstanceId("w/3-4".into());
    assert_eq!(b.notes(), [&Note::Adopted(old(4), id)]);
    b.link("w", Link::Building).asks(&[]);
    b.pass(14_999).asks(&[]);
    b.pass(1).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(3_600_000).asks(&[]);
    b.link("w", Link::Idle).pass(600_000).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 3-4"]);
}

#[test]
fn an_adopted_instance_that_is_used_once_may_have_been_used() {
    let mut b = cold(ONCE);
    b.link("w", Link::Building);
    b.list(vec![sighting("w", old(4), true)]).asks(&["hold"]);
    b.settle("w", Outcome::Done).pass(60_000).asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
}

#[test]
fn an_adopted_instance_that_never_attaches_is_given_up() {
    let mut b = cold(LONG);
    b.list(vec![sighting("w", old(4), true)]).pass(15_000).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(104_999).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
}

#[test]
fn s107_only_the_newest_running_instance_is_adopted_and_the_others_go_one_by_one() {
    let mut b = cold(LONG);
    let left = [(2, true), (5, false), (4, true), (1, false)];
    let left = left.map(|(number, running)| sighting("w", old(number), running));
    b.list(left.into()).asks(&["kill 3-1"]);
    assert_eq!(b.status("w").generation, Some(old(4)));
    b.settle("w", Outcome::Stopped).asks(&["kill 3-2"]);
    b.settle("w", Outcome::Stopped).asks(&["kill 3-5"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
}

#[test]
fn leftovers_go_before_anything_starts() {
    let mut b = cold(ONCE);
    b.wanted("w").list(vec![sighting("w", old(1), false)]).asks(&["kill 3-1"]);
    assert_eq!(b.status("w").waits, Some(Wait::Leftover));
    b.settle("w", lost()).pass(999).asks(&[]);
    b.pass(1).asks(&["kill 3-1"]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-0"]);
}

#[test]
fn leftovers_take_room_until_they_are_gone() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::cold(vec![plan("v", ONCE), plan("w", ONCE)], limits);
    b.list(vec![sighting("v", old(1), false)]).asks(&["v: kill 3-1", "resume"]);
    b.settle("w", Outcome::Done).wanted("w").asks(&[]);
    b.settle("v", Outcome::Stopped).asks(&["v: resume", "start 7-0"]);
}

#[test]
fn a_stray_instance_goes_when_two_lists_in_a_row_show_it() {
    for worker in ["w", "nobody"] {
        let stray = || vec![sighting(worker, old(1), true)];
        let mut b = Bench::one(ONCE);
        b.list(stray()).asks(&[]);
        b.list(vec![]).list(stray()).asks(&[]);
        b.list(stray());
        assert_eq!(b.calls(worker).len(), 1, "{:?}", b.last);
        b.list(stray()).asks(&[]);
        b.settle(worker, lost()).pass(1_000);
        assert_eq!(b.calls(worker).len(), 1);
        b.settle(worker, Outcome::Stopped).pass(1_000_000).asks(&[]);
    }
}

#[test]
fn the_instance_in_use_is_no_stray() {
    let mut b = Bench::building(LONG);
    for _ in 0..3 {
        b.list(vec![sighting("w", generation(0), true)]).asks(&[]);
    }
}

#[test]
fn a_stray_waits_for_the_call_in_flight() {
    let mut b = Bench::one(ONCE);
    let stray = || vec![sighting("w", old(1), true)];
    b.wanted("w").list(stray()).list(stray()).asks(&[]);
    b.settle("w", super::bench::started("w", 0)).asks(&["kill 3-1"]);
}

#[test]
fn a_stray_that_builds_is_left_to_finish() {
    let mut b = Bench::one(ONCE);
    let stray = || vec![sighting("w", old(1), true)];
    b.link("w", Link::Building).list(stray()).list(stray()).asks(&[]);
    b.link("w", Link::Idle).asks(&["kill 3-1"]);
}

#[test]
fn numbers_that_a_forgotten_process_used_are_skipped() {
    let mut b = cold(ONCE);
    let used = Generation { epoch: EPOCH, number: 8 };
    b.wanted("w").list(vec![sighting("w", used, false)]).asks(&["kill 7-8"]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-9"]);
}

#[test]
fn close_waits_for_the_first_list_and_for_leftovers() {
    let mut b = cold(ONCE);
    b.close();
    assert!(!b.fleet.is_closed());
    b.list(vec![sighting("nobody", old(1), true)]).settle("w", Outcome::Done);
    assert!(!b.fleet.is_closed(), "the next list says whether it stays");
    b.list(vec![sighting("nobody", old(1), true)]).asks(&["nobody: kill 3-1"]);
    assert!(!b.fleet.is_closed());
    b.settle("nobody", Outcome::Stopped);
    assert!(b.fleet.is_closed());
    assert_eq!(b.phase(), Phase::Closed);
}

#[test]
fn a_host_that_does_not_answer_does_not_block_another() {
    let plans = ["here", "away"].map(|host| Plan::new(WorkerName(host.into()), host));
    let mut fleet = Fleet::new(EPOCH, plans.into(), Limits::default());
    let wanted = |name: &str| Event::Master(WorkerName(name.into()), MasterEvent::Wanted(BTreeMap::new()));
    fleet.step(Time(0), wanted("away"));
    fleet.step(Time(0), wanted("here"));
    let asked = fleet.step(Time(1), Event::Listed("here".into(), vec![]));
    let [Effect::Resume(worker, call)] = &asked[..] else { panic!("{asked:?}") };
    let started = fleet.step(Time(2), Event::Settled(worker.clone(), *call, Outcome::Done));
    assert!(started.iter().any(|effect| matches!(effect, Effect::Start(worker, ..) if worker.0 == "here")));
    assert!(!fleet.is_closed());
}

#[test]
fn a_limit_over_all_hosts_waits_until_all_are_known() {
    let plans = ["here", "away"].map(|host| Plan::new(WorkerName(host.into()), host));
    let limits = Limits { hosts: BTreeMap::new(), instances: Some(1) };
    let mut fleet = Fleet::new(EPOCH, plans.into(), limits);
    fleet.step(Time(0), Event::Master(WorkerName("here".into()), MasterEvent::Wanted(BTreeMap::new())));
    let asked = fleet.step(Time(1), Event::Listed("here".into(), vec![]));
    let [Effect::Resume(worker, call)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(fleet.step(Time(2), Event::Settled(worker.clone(), *call, Outcome::Done)), []);
    let started = fleet.step(Time(3), Event::Listed("away".into(), vec![]));
    assert!(started.iter().any(|effect| matches!(effect, Effect::Start(worker, ..) if worker.0 == "here")));
}

#[test]
fn of_two_found_at_the_beginning_none_is_stopped_while_one_of_them_builds() {
    let mut b = Bench::cold(vec![plan("w", ONCE)], Limits::default());
    b.link("w", Link::Building);
    b.list(vec![sighting("w", old(1), true), sighting("w", old(2), true)]);
    assert_eq!(b.count("kill"), 0, "{:?}", b.all);
    b.link("w", Link::Idle);
    assert_eq!(b.count("kill 3-1"), 1, "{:?}", b.all);
}
