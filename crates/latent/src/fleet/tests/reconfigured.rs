//! Another configuration while workers run.

use std::collections::BTreeMap;

use super::bench::{Bench, ONCE, generation, name, old, plan, refused, sighting, started};
use crate::fleet::{
    Class, Event, IdlePolicy, Limits, Link, Note, Outcome, Phase, Plan, Power, Settings, WorkerStatus,
};

const LONG: IdlePolicy = IdlePolicy::After(600_000);
const MINUTE: u64 = 60_000;

impl Bench {
    fn reconfigured(&mut self, plans: Vec<Plan>) -> &mut Self {
        self.reconfigured_with(plans, Limits::default(), None)
    }

    fn reconfigured_with(&mut self, plans: Vec<Plan>, limits: Limits, power: Option<Power>) -> &mut Self {
        let powers = power.map(|power| ("host".to_owned(), power)).into_iter().collect();
        self.step(Event::Reconfigured(Settings { plans, limits, powers }))
    }

    fn find(&self, worker: &str) -> Option<WorkerStatus> {
        let all = self.fleet.status(crate::fleet::Time(self.now));
        all.into_iter().find(|status| status.worker.0 == worker)
    }
}

fn made_otherwise() -> Vec<Plan> {
    vec![plan("w", LONG).edition(1)]
}

/// Ends everything and expects that it ends cleanly: one stop, and nothing is left.
fn shut_down(b: &mut Bench) {
    b.close().asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done);
    assert!(b.fleet.is_closed());
    assert_eq!((b.count("start"), b.count("stop")), (1, 1));
}

#[test]
fn s66_a_start_in_flight_outlives_other_timeouts_and_the_worker_attaches() {
    let mut b = Bench::one(LONG);
    b.wanted("w").asks(&["start 7-0"]);
    b.reconfigured(vec![plan("w", IdlePolicy::Never)]).asks(&[]);
    b.settle("w", started("w", 0)).asks(&[]);
    b.link("w", Link::Idle).asks(&[]);
    assert!(!b.status("w").outdated);
    shut_down(&mut b);
}

#[test]
fn s67_a_start_in_flight_outlives_other_timeouts_and_the_worker_does_not_attach() {
    let mut b = Bench::one(LONG);
    b.wanted("w").reconfigured(vec![plan("w", LONG).attach_timeout(MINUTE)]).asks(&[]);
    b.settle("w", started("w", 0)).pass(MINUTE - 1).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.close().settle("w", Outcome::Stopped).settle("w", Outcome::Done);
    assert!(b.fleet.is_closed());
}

#[test]
fn s68_an_instance_made_before_the_change_attaches_with_what_it_was_given_and_goes_unused() {
    let mut b = Bench::one(LONG);
    b.wanted("w").link("w", Link::Idle).reconfigured(made_otherwise()).asks(&[]);
    b.settle("w", started("w", 0)).asks(&["release spent"]);
    assert!(b.status("w").outdated);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
    assert!(!b.status("w").outdated);
}

#[test]
fn s69_an_instance_that_is_made_otherwise_now_and_never_attached_is_replaced_at_once() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", started("w", 0)).asks(&[]);
    b.reconfigured(made_otherwise()).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    assert_eq!(b.notes(), [&Note::Stopping("its configuration has changed".into())]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn s70_another_missing_timeout_holds_for_an_instance_that_is_awaited() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", started("w", 0)).pass(MINUTE).asks(&[]);
    b.reconfigured(vec![plan("w", LONG).attach_timeout(3 * MINUTE)]).pass(MINUTE).asks(&[]);
    b.reconfigured(vec![plan("w", LONG).attach_timeout(3 * MINUTE).missing_timeout(2 * MINUTE + 5)])
        .asks(&[]);
    b.pass(4).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
}

#[test]
fn a_start_of_what_is_made_otherwise_now_is_given_up_without_a_wait() {
    let mut b = Bench::one(LONG);
    b.wanted("w").reconfigured(made_otherwise()).asks(&["cancel"]);
    b.settle("w", refused(Class::Cancelled)).asks(&["kill 7-0"]);
    assert_eq!(b.notes(), [&Note::Stopping("its configuration has changed".into())]);
    b.settle("w", Outcome::Stopped).asks(&["start 7-1"]);
}

#[test]
fn a_build_is_finished_on_an_instance_that_is_made_otherwise_now() {
    let mut b = Bench::building(LONG);
    b.reconfigured(made_otherwise()).asks(&["hold"]);
    b.settle("w", Outcome::Done).pass(60 * MINUTE).asks(&[]);
    assert_eq!(b.phase(), Phase::Building);
    b.link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn an_instance_that_never_goes_is_replaced_when_it_is_idle() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.reconfigured(vec![plan("w", IdlePolicy::Never).edition(1)]).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    assert_eq!(b.notes(), [&Note::Stopping("its configuration has changed".into())]);
}

#[test]
fn a_change_that_is_taken_back_in_time_replaces_nothing() {
    let mut b = Bench::building(LONG);
    b.reconfigured(made_otherwise()).settle("w", Outcome::Done);
    b.reconfigured(vec![plan("w", LONG)]).asks(&["resume"]);
    b.settle("w", Outcome::Done).link("w", Link::Idle).asks(&[]);
}

#[test]
fn another_idle_timeout_holds_at_once() {
    let mut b = Bench::attached(LONG);
    b.link("w", Link::Building).link("w", Link::Idle).pass(5_000).asks(&[]);
    b.reconfigured(vec![plan("w", IdlePolicy::After(8_000))]).asks(&[]);
    b.pass(3_000).asks(&["release idle"]);
}

#[test]
fn what_failed_is_tried_at_once_when_it_is_made_otherwise() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", refused(Class::Rejected)).settle("w", Outcome::Stopped).asks(&[]);
    assert_eq!(b.phase(), Phase::BackingOff);
    b.reconfigured(vec![plan("w", ONCE)]).asks(&[]);
    b.reconfigured(vec![plan("w", ONCE).edition(1)]).asks(&["start 7-1"]);
}

#[test]
fn a_worker_that_is_named_no_more_finishes_its_build_and_is_forgotten() {
    let mut b = Bench::building(LONG);
    b.reconfigured(vec![]).asks(&["hold"]);
    assert!(b.status("w").retired);
    b.settle("w", Outcome::Done).pass(60 * MINUTE).asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    assert!(b.fleet.uses("host"));
    b.settle("w", Outcome::Done).asks(&[]);
    assert_eq!(b.find("w"), None);
    assert!(!b.fleet.uses("host"));
}

#[test]
fn a_worker_that_is_named_no_more_starts_nothing() {
    let mut b = Bench::one(LONG);
    b.reconfigured(vec![]).wanted("w").pass(60 * MINUTE).asks(&[]);
    let mut b = Bench::one(LONG);
    b.wanted("w").reconfigured(vec![]).asks(&["cancel"]);
    b.settle("w", refused(Class::Cancelled)).settle("w", Outcome::Stopped);
    assert_eq!((b.count("start"), b.find("w")), (1, None));
}

#[test]
fn a_worker_that_is_named_again_in_time_goes_on() {
    let mut b = Bench::building(LONG);
    b.reconfigured(vec![]).settle("w", Outcome::Done);
    b.reconfigured(vec![plan("w", LONG)]).asks(&["resume"]);
    assert!(!b.status("w").retired);
    b.settle("w", Outcome::Done).link("w", Link::Idle).pass(60_000).asks(&[]);
}

#[test]
fn a_new_worker_on_a_known_host_starts_when_the_master_lets_it() {
    let mut b = Bench::one(LONG);
    b.reconfigured(vec![plan("w", LONG), plan("new", LONG)]).asks(&["new: resume"]);
    b.wanted("new").settle("new", Outcome::Done).asks(&["new: start 7-0"]);
    assert_eq!(b.find("w").map(|status| status.phase), Some(Phase::Absent));
}

#[test]
fn a_new_worker_on_a_new_host_waits_for_its_first_list() {
    let mut b = Bench::one(LONG);
    b.reconfigured(vec![plan("w", LONG), Plan::new(name("new"), "far")]).asks(&[]);
    b.wanted("new").pass(60 * MINUTE).asks(&[]);
    b.step(Event::Listed("far".into(), vec![sighting("new", old(2), true)]));
    assert_eq!(b.find("new").and_then(|status| status.generation), Some(old(2)));
}

#[test]
fn what_is_left_of_a_worker_goes_before_it_starts_again() {
    let mut b = Bench::one(LONG);
    b.list(vec![sighting("new", old(1), true)]).asks(&[]);
    b.reconfigured(vec![plan("w", LONG), plan("new", LONG)]).asks(&["new: kill 3-1"]);
    b.wanted("new").settle("new", Outcome::Stopped).asks(&["new: resume"]);
}

#[test]
fn a_worker_that_moves_leaves_its_host_after_its_build_and_starts_on_the_other() {
    let mut b = Bench::building(LONG);
    let there = || vec![Plan::new(name("w"), "far").idle(LONG)];
    b.step(Event::Listed("far".into(), vec![]));
    b.reconfigured(there()).asks(&["hold"]);
    b.settle("w", Outcome::Done).list(vec![sighting("w", generation(0), true)]).asks(&[]);
    assert!(b.fleet.uses("host") && b.fleet.uses("far"));
    b.link("w", Link::Idle).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    assert_eq!(b.status("w").host, "host");
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
    assert_eq!((b.status("w").host, b.fleet.uses("host")), ("far".into(), false));
}

#[test]
fn a_worker_that_moves_back_stays() {
    let mut b = Bench::building(LONG);
    b.reconfigured(vec![Plan::new(name("w"), "far").idle(LONG)]).settle("w", Outcome::Done);
    b.reconfigured(vec![plan("w", LONG)]).asks(&["resume"]);
    b.settle("w", Outcome::Done).link("w", Link::Idle).pass(60_000).asks(&[]);
}

#[test]
fn what_a_worker_left_where_it_moves_to_goes_before_it_starts_there() {
    let mut b = Bench::one(LONG);
    b.step(Event::Listed("far".into(), vec![sighting("w", old(1), true)]));
    b.wanted("w").reconfigured(vec![Plan::new(name("w"), "far")]).asks(&["cancel"]);
    b.settle("w", refused(Class::Cancelled)).settle("w", Outcome::Stopped).asks(&["kill 3-1"]);
    b.settle("w", Outcome::Stopped).asks(&["start 7-1"]);
}

#[test]
fn a_lower_limit_stops_nothing_and_starts_nothing() {
    let mut b = Bench::warm(vec![plan("v", LONG), plan("w", LONG)]);
    b.wanted("v").settle("v", started("v", 0)).link("v", Link::Building);
    let limits = Limits { hosts: BTreeMap::from([("host".to_owned(), 1)]), instances: None };
    b.reconfigured_with(vec![plan("v", LONG), plan("w", LONG)], limits, None).asks(&[]);
    b.wanted("w").asks(&[]);
    b.reconfigured(vec![plan("v", LONG), plan("w", LONG)]).asks(&["start 7-1"]);
}

#[test]
fn a_worker_on_a_host_that_nobody_knows_or_names_any_more_is_forgotten() {
    let mut b = Bench::cold(vec![plan("w", LONG), plan("v", LONG)], Limits::default());
    b.reconfigured(vec![plan("v", LONG)]);
    assert!(b.find("w").is_some(), "its host is still named, and may tell of an instance");
    b.reconfigured(vec![Plan::new(name("v"), "far")]);
    assert_eq!((b.find("w"), b.fleet.uses("host")), (None, false));
}

#[test]
fn a_host_that_is_switched_from_now_on_counts_as_on_where_it_answered() {
    let mut b = Bench::one(LONG);
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), Some(Power::default())).asks(&[]);
    b.wanted("w").asks(&["start 7-0"]);
    let mut b = Bench::one(LONG);
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), Some(Power::default()));
    b.pass(20 * MINUTE - 1).asks(&[]);
    b.pass(1).asks(&["sleep host"]);
}

#[test]
fn a_host_that_is_always_on_from_now_on_is_asked_anew_where_it_was_off() {
    let mut b = Bench::one(LONG);
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), Some(Power::default()));
    b.pass(20 * MINUTE).asks(&["sleep host"]);
    b.reconfigured(vec![plan("w", LONG)]).wanted("w").asks(&[]);
    b.list(vec![]).asks(&["start 7-0"]);
}

#[test]
fn another_idle_timeout_of_a_host_holds_at_once() {
    let mut b = Bench::one(LONG);
    let power = |missing_timeout| Some(Power { idle: 0, missing_timeout });
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), power(MINUTE)).pass(MINUTE - 1).asks(&[]);
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), power(2 * MINUTE)).pass(1).asks(&[]);
    b.pass(MINUTE - 1).asks(&[]);
    b.pass(1).asks(&["sleep host"]);
}

#[test]
fn a_host_that_nobody_names_any_more_is_switched_off_when_nothing_is_left_on_it() {
    let mut b = Bench::one(LONG);
    b.reconfigured_with(vec![plan("w", LONG)], Limits::default(), Some(Power::default()));
    b.wanted("w").settle("w", started("w", 0)).link("w", Link::Building);
    b.reconfigured(vec![]).asks(&["hold"]);
    b.settle("w", Outcome::Done).link("w", Link::Idle).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["sleep host"]);
    assert!(b.fleet.uses("host"));
    b.switched(Outcome::Done);
    assert!(!b.fleet.uses("host"));
}

#[test]
fn a_worker_leaves_a_host_that_has_gone_off_only_when_the_master_has_answered() {
    let power = Some(Power { idle: 0, missing_timeout: 10 * MINUTE });
    let mut b = Bench::one(ONCE);
    b.reconfigured_with(vec![plan("w", ONCE)], Limits::default(), power);
    b.wanted("w").settle("w", started("w", 0)).link("w", Link::Building).unwanted("w");
    b.settle("w", Outcome::Done).link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "sleep host"]);
    b.switched(Outcome::Done);
    b.reconfigured_with(vec![Plan::new(name("w"), "far").idle(ONCE)], Limits::default(), power);
    assert_eq!(b.status("w").host, "host");
    b.settle("w", Outcome::Done);
    assert_eq!(b.status("w").host, "far");
}
