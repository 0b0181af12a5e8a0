//! Starts: when, with what, and what follows from how they end.

use super::bench::{Bench, ONCE, generation, lost, name, plan, refused, sighting, started};
use crate::fleet::{Class, Effect, Event, IdlePolicy, Limits, Link, Note, Outcome, Phase, Properties, Time};

#[test]
fn a_wanted_worker_is_started_builds_and_leaves_nothing_behind() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").asks(&["start 7-0"]);
    b.settle("w", started("w", 0)).asks(&[]);
    b.link("w", Link::Idle).asks(&[]);
    b.link("w", Link::Building).asks(&["hold"]);
    b.settle("w", Outcome::Done).asks(&[]);
    b.unwanted("w").asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).asks(&[]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&[]);
    assert_eq!(b.phase(), Phase::Absent);
    assert_eq!(b.fleet.deadline(), None);
}

#[test]
fn s57_the_properties_of_the_latest_report_go_with_the_start() {
    let properties = |image: &str| Properties::from([("image".into(), image.into())]);
    let mut b = Bench::one(ONCE);
    b.wanted_with("w", properties("first"));
    b.settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    b.wanted_with("w", properties("second")).asks(&[]);
    b.pass(10_000).asks(&["start 7-1"]);
    let start = b.all.last().expect("an effect");
    assert!(matches!(start, Effect::Start(_, _, _, with) if *with == properties("second")));
}

#[test]
fn s01_two_workers_are_started_at_the_same_time() {
    let mut b = Bench::warm(vec![plan("v", ONCE), plan("w", ONCE)]);
    b.wanted("w").asks(&["start 7-0"]);
    b.wanted("v").asks(&["v: start 7-1"]);
}

#[test]
fn s02_a_refused_start_is_stopped_once() {
    let mut b = Bench::one(ONCE);
    b.wanted("w");
    b.settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    b.unwanted("w").pass(100_000).asks(&[]);
    assert_eq!((b.count("start"), b.count("kill")), (1, 1));
}

#[test]
fn s04_a_rejected_start_is_told_as_failed() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Rejected)).asks(&["kill 7-0"]);
    assert_eq!(b.notes(), [&Note::Failed(Class::Rejected, "no".into())]);
    b.settle("w", Outcome::Stopped).pass(9_999).asks(&[]);
    b.pass(1).asks(&["start 7-1"]);
}

#[test]
fn s05_a_failed_start_is_tried_again_after_ten_seconds_and_then_twenty() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra));
    assert_eq!(b.notes(), [&Note::BackingOff(Time(10_000), Class::Infra, "no".into())]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    assert_eq!(b.phase(), Phase::BackingOff);
    assert_eq!(b.status("w").next, Some(Time(10_000)));
    b.pass(9_999).asks(&[]);
    b.pass(1).asks(&["start 7-1"]);
    b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(19_999).asks(&[]);
    b.pass(1).asks(&["start 7-2"]);
}

#[test]
fn s06_the_wait_never_exceeds_an_hour_and_is_short_again_after_a_build() {
    let mut b = Bench::one(ONCE);
    b.wanted("w");
    for _ in 0..12 {
        b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
        b.pass(3_600_000);
    }
    assert_eq!(b.count("start"), 13);
    b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(3_599_999).asks(&[]);
    b.pass(1).asks(&["start 7-13"]);
    b.settle("w", started("w", 13)).link("w", Link::Building).settle("w", Outcome::Done);
    b.link("w", Link::Idle).settle("w", Outcome::Released).link("w", Link::Detached);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-14"]);
    b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(10_000).asks(&["start 7-15"]);
}

#[test]
fn no_capacity_is_nobodys_fault_and_waits_no_longer_each_time() {
    let mut b = Bench::one(ONCE);
    b.wanted("w");
    for number in 1..5 {
        b.settle("w", refused(Class::Capacity)).settle("w", Outcome::Stopped);
        b.pass(10_000).asks(&[&format!("start 7-{number}")]);
    }
}

#[test]
fn a_lost_start_that_runs_is_found_and_goes_on() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", lost()).asks(&["find 7-0"]);
    assert_eq!(b.phase(), Phase::Unknown);
    let found = Outcome::Found(sighting("w", generation(0), true));
    b.settle("w", found).asks(&[]);
    assert_eq!(b.phase(), Phase::Attaching);
    b.link("w", Link::Idle).link("w", Link::Building).asks(&["hold"]);
}

#[test]
fn s03_a_lost_start_of_which_nothing_runs_is_stopped_and_tried_again() {
    for outcome in [Outcome::Absent, Outcome::Found(sighting("w", generation(0), false))] {
        let mut b = Bench::one(ONCE);
        b.wanted("w").settle("w", lost()).settle("w", outcome).asks(&["kill 7-0"]);
        b.settle("w", Outcome::Stopped).pass(9_999).asks(&[]);
        b.pass(1).asks(&["start 7-1"]);
    }
}

#[test]
fn a_find_that_fails_is_tried_again_and_after_three_the_worker_is_released_and_stopped() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", lost()).asks(&["find 7-0"]);
    b.settle("w", lost()).pass(999).asks(&[]);
    b.pass(1).asks(&["find 7-0"]);
    b.settle("w", refused(Class::Infra)).pass(1_999).asks(&[]);
    b.pass(1).asks(&["find 7-0"]);
    b.settle("w", lost()).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
}

#[test]
fn a_lost_start_that_is_attached_is_looked_for_and_never_stopped_unseen() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", lost()).link("w", Link::Building);
    for _ in 0..10 {
        b.settle("w", lost()).pass(60_000).asks(&["find 7-0"]);
    }
}

#[test]
fn s12_an_attach_before_the_start_returns_is_an_attach() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").link("w", Link::Idle).asks(&[]);
    b.settle("w", started("w", 0)).asks(&[]);
    assert_eq!(b.phase(), Phase::Idle);
    b.pass(29_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn a_build_before_the_start_returns_counts() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").link("w", Link::Idle).link("w", Link::Building).asks(&[]);
    b.settle("w", started("w", 0)).asks(&["hold"]);
}

#[test]
fn s13_an_attach_before_a_start_that_is_refused_changes_nothing() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").link("w", Link::Building);
    b.settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    assert_eq!(b.count("kill"), 1);
}

#[test]
fn s14_an_instance_that_never_attaches_is_released_stopped_and_backed_off() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0));
    b.pass(119_999).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    let note = Note::BackingOff(Time(130_000), Class::Infra, "it did not attach in time".into());
    assert!(b.notes().contains(&&note));
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(9_999).asks(&[]);
    b.pass(1).asks(&["start 7-1"]);
}

#[test]
fn s15_a_stop_waits_for_the_start_however_late_it_is() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").pass(300_000).asks(&[]);
    b.settle("w", started("w", 0)).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
}

#[test]
fn the_missing_timeout_counts_from_the_start_call() {
    let mut b = Bench::warm(vec![plan("w", ONCE).missing_timeout(60_000)]);
    b.wanted("w").pass(30_000).settle("w", started("w", 0));
    b.pass(29_999).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
}

#[test]
fn workers_get_room_in_the_order_in_which_they_waited() {
    let hosts = [("host".to_owned(), 1)].into();
    let limits = Limits { hosts, instances: None };
    let plans = ["u", "v", "w"].map(|worker| plan(worker, IdlePolicy::After(0)));
    let mut b = Bench::warm_within(plans.into(), limits);
    b.wanted("w").asks(&["start 7-0"]);
    b.pass(1).wanted("v").asks(&[]);
    b.pass(1).wanted("u").asks(&[]);
    assert_eq!(b.status("u").phase, Phase::Waiting);
    b.unwanted("w").settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["v: start 7-1"]);
    b.settle("v", refused(Class::Infra)).settle("v", Outcome::Stopped);
    b.asks(&["u: start 7-2"]);
}

#[test]
fn a_worker_that_is_wanted_all_the_time_does_not_starve_the_others() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::warm_within(vec![plan("v", ONCE), plan("w", ONCE)], limits);
    b.wanted("w").pass(1).wanted("v");
    b.settle("w", started("w", 0)).link("w", Link::Building).settle("w", Outcome::Done);
    b.pass(5_000).link("w", Link::Idle).settle("w", Outcome::Released);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume", "v: start 7-1"]);
    b.settle("w", Outcome::Done).asks(&[]);
}

#[test]
fn who_waited_longest_is_who_was_started_longest_ago() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::warm_within(vec![plan("v", ONCE), plan("w", ONCE)], limits);
    b.wanted("v").pass(1).wanted("w");
    b.settle("v", refused(Class::Infra)).settle("v", Outcome::Stopped).asks(&["start 7-1"]);
    b.pass(15_000).settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.asks(&["v: start 7-2"]);
    b.pass(20_000).settle("v", refused(Class::Infra)).pass(30_000);
    b.settle("v", Outcome::Stopped).asks(&["start 7-3"]);
}

#[test]
fn the_limit_over_all_hosts_holds() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let mut b = Bench::warm_within(vec![plan("v", ONCE), plan("w", ONCE)], limits);
    b.wanted("v").asks(&["v: start 7-0"]);
    b.wanted("w").pass(1_000_000).asks(&[]);
}

#[test]
fn a_call_that_is_not_in_flight_settles_nothing() {
    let mut b = Bench::one(ONCE);
    b.wanted("w");
    let stale = crate::fleet::CallId(999);
    b.settle_call("w", stale, started("w", 0)).asks(&[]);
    assert_eq!(b.phase(), Phase::Starting);
    b.settle_call("nobody", stale, Outcome::Done).asks(&[]);
    assert_eq!(name("w"), b.status("w").worker);
}

#[test]
fn s32_a_start_that_nobody_waits_for_any_more_is_given_up_once() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").asks(&["start 7-0"]);
    b.unwanted("w").asks(&["cancel"]);
    b.unwanted("w").pass(1_000).asks(&[]);
    b.settle("w", refused(Class::Cancelled)).asks(&["kill 7-0"]);
    assert_eq!(b.notes(), [&Note::Stopping("nothing is wanted any more".into())]);
    b.settle("w", Outcome::Stopped).pass(3_600_000).asks(&[]);
}

#[test]
fn s25_a_cancelled_start_is_no_failure_and_the_next_one_does_not_wait() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").unwanted("w").asks(&["cancel"]);
    b.settle("w", refused(Class::Cancelled)).settle("w", Outcome::Stopped);
    assert_eq!(b.status("w").trouble, None);
    b.wanted("w").asks(&["start 7-1"]);
}

#[test]
fn s16_who_wants_it_again_while_it_is_given_up_gets_a_fresh_start_after_the_stop() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").unwanted("w").asks(&["cancel"]);
    b.wanted("w").asks(&[]);
    b.settle("w", refused(Class::Cancelled)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["start 7-1"]);
}

#[test]
fn s28_a_start_that_could_not_be_given_up_any_more_is_released_and_stopped_once() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").unwanted("w").asks(&["cancel"]);
    b.settle("w", started("w", 0)).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(3_600_000).asks(&[]);
    assert_eq!((b.count("start"), b.count("stop")), (1, 1));
}

#[test]
fn a_start_that_has_attached_already_is_not_given_up() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").link("w", Link::Idle).unwanted("w").asks(&[]);
    b.settle("w", started("w", 0)).link("w", Link::Building).asks(&["hold"]);
}

#[test]
fn an_instance_that_never_goes_is_not_given_up_while_it_starts() {
    let mut b = Bench::one(IdlePolicy::Never);
    b.wanted("w").unwanted("w").asks(&[]);
}

#[test]
fn s07_the_operator_ends_a_wait_and_the_next_failure_waits_as_long_as_it_would_have() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped).asks(&[]);
    b.step(Event::Retry(name("w"))).asks(&["start 7-1"]);
    b.settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(19_999).asks(&[]);
    b.pass(1).asks(&["start 7-2"]);
}
