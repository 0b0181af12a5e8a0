//! Where one thing ends and another begins: hosts that stay on, calls of another number, words for people.

use std::{collections::BTreeMap, error::Error as _};

use super::bench::{Bench, EPOCH, ONCE, generation, lost, name, old, plan, refused, sighting, started};
use crate::fleet::{
    CallId, Class, Decision, Effect, Event, Fleet, IdlePolicy, Limits, Link, MasterEvent, Outcome, Phase,
    Plan, Power, Settings, Time, Tombstone, journal::replay,
};

const LONG: IdlePolicy = IdlePolicy::After(600_000);
const MINUTE: u64 = 60_000;

/// One worker `w`, warm, whose host is switched from now on, and stays on for ten minutes without a build.
fn switched(idle: IdlePolicy) -> Bench {
    let mut b = Bench::one(idle);
    let power = Power { idle: 0, missing_timeout: 10 * MINUTE };
    let powers = BTreeMap::from([("host".to_owned(), power)]);
    b.step(Event::Reconfigured(Settings { plans: vec![plan("w", idle)], powers, ..Settings::default() }));
    b
}

#[test]
fn what_was_seen_once_keeps_its_host_on() {
    for worker in ["w", "nobody"] {
        let mut b = switched(LONG);
        b.pass(9 * MINUTE).list(vec![sighting(worker, old(1), false)]).pass(30 * MINUTE).asks(&[]);
        b.list(vec![]).asks(&["sleep host"]);
    }
}

#[test]
fn what_is_seen_on_one_host_keeps_no_other_that_is_known_and_empty_from_going_with_its_worker() {
    let mut b = switched(LONG);
    b.step(Event::Listed("far".into(), vec![sighting("v", old(1), false)]));
    assert!(b.fleet.uses("far") && !b.fleet.uses("elsewhere"));
    b.step(Event::Listed("far".into(), vec![]));
    assert!(!b.fleet.uses("far"));
    b.pass(10 * MINUTE).asks(&["sleep host"]);
}

#[test]
fn a_worker_that_backs_off_does_not_keep_its_host_on_and_one_that_waits_for_a_connection_does() {
    let mut b = switched(LONG);
    b.wanted("w");
    for (failures, wait) in [10, 20, 40, 80, 160, 320].into_iter().enumerate() {
        b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped).pass(wait * 1_000);
        assert_eq!((b.count("start"), b.count("sleep")), (failures + 2, 0));
    }
    b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped).pass(10 * MINUTE);
    assert_eq!(b.count("sleep"), 1);

    let mut b = switched(LONG);
    b.link("w", Link::Idle).wanted("w").pass(60 * MINUTE);
    assert_eq!(b.count("sleep"), 0);
}

#[test]
fn a_host_on_which_a_build_runs_has_no_time_at_which_it_goes() {
    let mut b = switched(LONG);
    let power = Power { idle: 5 * MINUTE, missing_timeout: 10 * MINUTE };
    let powers = BTreeMap::from([("host".to_owned(), power)]);
    b.step(Event::Reconfigured(Settings { plans: vec![plan("w", LONG)], powers, ..Settings::default() }));
    b.wanted("w").settle("w", started("w", 0)).link("w", Link::Building);
    assert_eq!(b.fleet.deadline(), Some(Time(b.now + 24 * 60 * MINUTE)));
}

#[test]
fn the_end_of_another_switching_is_no_end_of_this_one() {
    let mut b = switched(LONG);
    let other = |b: &mut Bench| {
        b.step(Event::Switched("host".into(), CallId(999), Outcome::Done)).asks(&[]);
    };
    b.pass(10 * MINUTE).asks(&["sleep host"]);
    other(&mut b);
    b.wanted("w").asks(&[]);
    b.switched(Outcome::Done).asks(&["wake host"]);
    other(&mut b);
    b.list(vec![]).asks(&[]);
    b.switched(Outcome::Done).list(vec![]).asks(&["start 7-0"]);
}

#[test]
fn a_host_that_stays_dark_is_tried_again_every_hour_at_last() {
    let mut b = switched(LONG);
    b.pass(10 * MINUTE).switched(Outcome::Done).wanted("w").asks(&["wake host"]);
    for wait in [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600] {
        b.switched(lost()).pass(wait * 1_000 - 1).asks(&[]);
        b.pass(1).asks(&["wake host"]);
    }
}

#[test]
fn a_host_that_nobody_needs_is_not_switched_on_for_the_work_of_others() {
    let here = || plan("w", ONCE);
    let there = || Plan::new(name("v"), "far");
    let power = || BTreeMap::from([("far".to_owned(), Power::default())]);
    let wanted = Event::Master(name("w"), MasterEvent::Wanted(BTreeMap::new()));
    let mut fleet = Fleet::new(EPOCH, vec![here(), there()], Limits::default()).powered(power());
    let effects = fleet.step(Time(0), wanted.clone());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wake(..))), "{effects:?}");
    // Under a limit over all hosts it may hold what counts against it.
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut fleet = Fleet::new(EPOCH, vec![here(), there()], limits).powered(power());
    let effects = fleet.step(Time(0), Event::Tick);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wake(..))), "{effects:?}");
    let effects = fleet.step(Time(0), wanted);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Wake(..))), "{effects:?}");
}

#[test]
fn what_is_left_of_others_is_seen_twice_before_it_goes_when_a_worker_is_named() {
    let mut b = Bench::one(LONG);
    b.list(vec![sighting("nobody", old(1), true)]);
    b.step(Event::Reconfigured(Settings {
        plans: vec![plan("w", LONG), plan("new", LONG)],
        ..Settings::default()
    }));
    b.asks(&["new: resume"]);
}

#[test]
fn a_tombstone_says_when_its_stop_is_tried_again() {
    let mut b = Bench::one(LONG);
    let stray = || vec![sighting("nobody", old(1), true)];
    b.list(stray());
    assert_eq!(b.fleet.tombstones(), []);
    b.list(stray());
    let tombstone = |next| Tombstone { worker: name("nobody"), generation: old(1), next };
    assert_eq!(b.fleet.tombstones(), [tombstone(None)]);
    b.settle("nobody", lost());
    assert_eq!(b.fleet.tombstones(), [tombstone(Some(Time(b.now + 1_000)))]);
    assert!(b.fleet.uses("host"));
}

#[test]
fn what_is_left_is_in_the_serialized_form_of_the_fleet() {
    let mut b = Bench::one(LONG);
    b.list(vec![sighting("nobody", old(1), true)]).list(vec![sighting("nobody", old(1), true)]);
    let text = serde_json::to_string(&b.fleet).expect("a text");
    let again: Fleet = serde_json::from_str(&text).expect("a fleet");
    assert_eq!(again.tombstones().len(), 1);
}

#[test]
fn phases_are_written_as_they_are_serialized() {
    let all = [
        Phase::Absent,
        Phase::Waiting,
        Phase::BackingOff,
        Phase::Starting,
        Phase::Unknown,
        Phase::Attaching,
        Phase::Idle,
        Phase::Building,
        Phase::Detached,
        Phase::Draining,
        Phase::Stopping,
        Phase::Closed,
    ];
    for phase in all {
        assert_eq!(format!("\"{phase}\""), serde_json::to_string(&phase).expect("a text"));
    }
}

#[test]
fn an_unreadable_journal_says_why() {
    let error = replay([r#"{"format":1}"#]).expect_err("an error");
    assert!(error.source().is_some_and(|source| source.to_string().contains("epoch")), "{error:?}");
    assert!(replay([]).expect_err("an error").source().is_none());
}

#[test]
fn the_status_names_the_instance() {
    let b = Bench::attached(LONG);
    assert_eq!(b.status("w").instance, Some(sighting("w", generation(0), true).instance));
}

#[test]
fn a_worker_that_the_master_still_holds_is_not_closed() {
    let mut b = Bench::building(ONCE);
    b.close().link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", refused(Class::Infra));
    assert!(!b.fleet.is_closed());
    b.pass(1_000).asks(&["resume"]).settle("w", Outcome::Done);
    assert!(b.fleet.is_closed());
}

#[test]
fn a_lost_start_is_not_looked_for_while_the_master_is_asked_about_it() {
    let mut b = Bench::one(LONG);
    b.wanted("w").settle("w", lost());
    for wait in [1_000, 2_000] {
        b.settle("w", lost()).pass(wait).asks(&["find 7-0"]);
    }
    b.settle("w", lost()).asks(&["release anyway"]);
    b.pass(MINUTE).asks(&[]);
    b.settle("w", lost()).asks(&["find 7-0"]);
}

#[test]
fn what_is_known_and_what_was_decided_is_laid_open() {
    let mut b = Bench::one(LONG);
    b.wanted("w");
    assert_eq!(b.fleet.decisions(), [Decision { worker: name("w"), row: "Start".into() }]);
    let facts = b.fleet.facts();
    assert_eq!((facts.len(), &facts[0].worker), (1, &name("w")));
    assert_eq!(facts[0].row, "AwaitStart");
    assert!(facts[0].facts["instance"]["Starting"].is_object(), "{:?}", facts[0].facts);
}

#[test]
fn a_start_that_was_given_up_unasked_is_tried_again_after_ten_seconds_each_time() {
    let mut b = Bench::one(LONG);
    b.wanted("w");
    for number in 1..4 {
        b.settle("w", refused(Class::Cancelled)).asks(&[format!("kill 7-{}", number - 1).as_str()]);
        b.settle("w", Outcome::Stopped).pass(9_999).asks(&[]);
        b.pass(1).asks(&[format!("start 7-{number}").as_str()]);
    }
}
