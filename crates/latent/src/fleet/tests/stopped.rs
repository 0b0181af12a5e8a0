//! Ends: exits, stops that fail, and what must follow before the next start.

use super::bench::{Bench, ONCE, generation, lost, refused, sighting, started};
use crate::fleet::{Class, Event, IdlePolicy, Link, Note, Outcome, Phase, Time};

const TEN: IdlePolicy = IdlePolicy::After(10_000);

#[test]
fn s20_an_exit_before_the_attach_is_told_with_code_and_last_words() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0));
    b.exited("w", 0, 127).asks(&["kill 7-0"]);
    let reason = "it exited with code 127; its last words: cannot open buildbot.tac";
    let wait = Note::BackingOff(Time(10_000), Class::Infra, reason.into());
    assert_eq!(b.notes(), [&Note::Stopping(reason.into()), &wait]);
    b.settle("w", Outcome::Stopped).pass(9_999).asks(&[]);
    b.pass(1).asks(&["start 7-1"]);
}

#[test]
fn an_exit_needs_no_release() {
    let mut b = Bench::building(ONCE);
    b.exited("w", 0, 0).asks(&["kill 7-0"]);
    assert_eq!(b.count("release"), 0);
    b.settle("w", Outcome::Stopped).asks(&[]);
    b.link("w", Link::Detached).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn an_exit_in_a_build_is_no_failed_start() {
    let mut b = Bench::building(TEN);
    b.exited("w", 0, 1).link("w", Link::Detached);
    b.settle("w", Outcome::Stopped).asks(&["start 7-1"]);
}

#[test]
fn a_late_exit_is_ignored() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(10_000).settle("w", started("w", 1));
    b.exited("w", 0, 1).asks(&[]);
    assert_eq!(b.phase(), Phase::Attaching);
}

#[test]
fn an_exit_while_the_master_is_asked_is_removed_at_once_and_resumed_after_the_answer() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).asks(&["release idle"]);
    b.exited("w", 0, 1).asks(&["kill 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&[]);
    let release = crate::fleet::CallId(3);
    b.settle_call("w", release, Outcome::Released).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(10_000).asks(&["start 7-1"]);
}

#[test]
fn s72_a_stop_is_tried_for_ever_and_nothing_starts_before_it_is_confirmed() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        b.settle("w", if wait % 3 == 0 { lost() } else { refused(Class::Infra) });
        b.pass(wait * 1_000 - 1).asks(&[]);
        b.pass(1).asks(&["stop 7-0"]);
    }
    assert_eq!(b.status("w").trouble.as_deref(), Some("stop: reset"));
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn s71_a_stop_that_fails_at_once_does_not_spoil_the_next_start() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", refused(Class::Infra));
    b.pass(1_000).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).pass(9_000).asks(&["start 7-1"]);
}

#[test]
fn a_resume_is_repeated_until_it_is_done_before_the_next_start() {
    let mut b = Bench::building(ONCE);
    b.link("w", Link::Idle).settle("w", Outcome::Released).link("w", Link::Detached);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        b.settle("w", lost()).pass(wait * 1_000 - 1).asks(&[]);
        b.pass(1).asks(&["resume"]);
    }
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn a_worker_that_was_never_held_is_not_resumed() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.pass(10_000).asks(&["start 7-1"]);
}

#[test]
fn s60_close_waits_for_the_stop() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).settle("w", Outcome::Released);
    b.close().asks(&[]);
    assert!(!b.fleet.is_closed());
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    assert!(!b.fleet.is_closed());
    b.settle("w", Outcome::Done).asks(&[]);
    assert!(b.fleet.is_closed());
    assert_eq!(b.phase(), Phase::Closed);
}

#[test]
fn s61_s62_s63_close_while_starting_stops_as_soon_as_the_start_has_returned() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").close().settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&[]);
    assert!(b.fleet.is_closed());
    for attached in [false, true] {
        let mut b = Bench::one(ONCE);
        b.wanted("w").close();
        if attached {
            b.link("w", Link::Idle).asks(&[]);
        }
        b.settle("w", started("w", 0)).asks(&["release spent"]);
        b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    }
}

#[test]
fn s49_close_ends_what_never_goes_and_lets_builds_finish() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.close().asks(&["release spent"]);
    let mut b = Bench::building(IdlePolicy::Never);
    b.close().asks(&["hold"]);
    b.settle("w", Outcome::Done).pass(3_600_000).asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
}

#[test]
fn s64_s65_close_of_an_idle_fleet_is_immediate_and_final() {
    let mut b = Bench::one(ONCE);
    b.close();
    assert!(b.fleet.is_closed());
    assert_eq!(b.fleet.deadline(), None);
    b.wanted("w").asks(&[]).pass(1_000_000).asks(&[]);
}

#[test]
fn s73_close_with_a_half_open_connection_is_bounded() {
    let mut b = Bench::attached(TEN);
    b.close().settle("w", Outcome::Released).settle("w", Outcome::Stopped);
    b.pass(60_000).asks(&["resume"]);
    b.settle("w", Outcome::Done);
    assert!(b.fleet.is_closed());
}

#[test]
fn an_instance_that_a_list_does_not_show_is_looked_for() {
    let mut b = Bench::building(TEN);
    b.list(vec![]).asks(&["find 7-0"]);
    let found = Outcome::Found(sighting("w", generation(0), true));
    b.settle("w", found).asks(&[]);
    b.list(vec![sighting("w", generation(0), false)]).asks(&["find 7-0"]);
    b.settle("w", Outcome::Absent).asks(&["kill 7-0"]);
}

#[test]
fn an_instance_that_cannot_be_looked_for_is_left_alone() {
    let mut b = Bench::building(TEN);
    b.list(vec![]).settle("w", lost()).pass(999).asks(&[]);
    b.pass(1).asks(&["find 7-0"]);
    b.settle("w", lost());
    b.list(vec![sighting("w", generation(0), true)]).pass(60_000).asks(&[]);
    assert_eq!(b.phase(), Phase::Building);
}

#[test]
fn time_that_runs_backwards_stands_still() {
    let mut b = Bench::attached(TEN);
    b.pass(5_000);
    b.fleet.step(Time(0), Event::Tick);
    b.pass(5_000).asks(&["release idle"]);
}
