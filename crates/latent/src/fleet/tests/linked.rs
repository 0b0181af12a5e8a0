//! What the master reports: demand, connections, builds; and how idle instances go.

use super::bench::{Bench, ONCE, generation, lost, plan, refused, sighting, started};
use crate::fleet::{Class, Effect, IdlePolicy, Link, Note, Outcome, Phase, Wait};

const TEN: IdlePolicy = IdlePolicy::After(10_000);

#[test]
fn a_building_worker_is_never_stopped() {
    for idle in [ONCE, TEN, IdlePolicy::Never] {
        let mut b = Bench::building(idle);
        b.unwanted("w").close();
        b.pass(30 * 24 * 3_600_000);
        assert_eq!((b.count("stop"), b.count("kill"), b.count("release")), (0, 0, 0));
    }
}

#[test]
fn s50_the_same_report_twice_changes_nothing() {
    let mut b = Bench::building(TEN);
    b.link("w", Link::Building).wanted("w").wanted("w");
    assert!(b.last.is_empty());
    assert_eq!(b.status("w").builds, 1);
}

#[test]
fn s08_two_requests_are_served_by_one_start() {
    let mut b = Bench::building(TEN);
    b.link("w", Link::Idle).asks(&[]).pass(50).asks(&[]);
    b.link("w", Link::Building).asks(&[]).pass(60_000).asks(&[]);
    assert_eq!(b.count("start"), 1);
}

#[test]
fn s11_an_instance_that_gets_no_build_is_stopped_after_its_timeout() {
    let mut b = Bench::attached(IdlePolicy::After(1_000));
    b.pass(999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    assert_eq!(b.notes(), [&Note::Stopping("idle".into())]);
}

#[test]
fn a_tiny_timeout_still_leaves_a_second_for_the_first_build() {
    let mut b = Bench::attached(IdlePolicy::After(5));
    b.pass(999).asks(&[]);
    b.link("w", Link::Building).link("w", Link::Idle);
    b.pass(4).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn s24_nothing_wanted_before_the_attach_discards_the_instance() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0)).asks(&[]);
    b.unwanted("w").asks(&["release idle"]);
    b.wanted("w").asks(&[]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn s106_a_start_nobody_wants_any_more_is_not_told_as_missing() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0));
    b.unwanted("w").asks(&["release idle"]);
    b.settle("w", Outcome::Released);
    assert_eq!(b.notes(), [&Note::Stopping("nothing is wanted any more".into())]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done);
    b.pass(3_600_000).asks(&[]);
    assert_eq!(b.status("w").trouble, None);
}

#[test]
fn s29_s30_what_is_wanted_while_stopping_is_started_after_the_stop() {
    let mut b = Bench::attached(TEN);
    b.unwanted("w").pass(10_000).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.wanted("w").unwanted("w").asks(&[]);
    b.wanted("w").link("w", Link::Detached).asks(&[]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
    b.pass(1_000).asks(&[]);
}

#[test]
fn s31_what_is_no_longer_wanted_while_it_waits_is_never_started() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", refused(Class::Infra)).settle("w", Outcome::Stopped);
    b.unwanted("w").pass(3_600_000).asks(&[]);
    assert_eq!(b.count("start"), 1);
}

#[test]
fn s34_s35_an_old_connection_delays_the_next_start_and_nothing_else() {
    let mut b = Bench::building(ONCE);
    b.link("w", Link::Idle).settle("w", Outcome::Released);
    b.settle("w", Outcome::Stopped).asks(&[]);
    assert_eq!(b.status("w").waits, Some(Wait::Hangup));
    b.link("w", Link::Detached).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&["start 7-1"]);
    b.settle("w", started("w", 1)).link("w", Link::Idle).asks(&[]);
}

#[test]
fn a_worker_is_let_free_although_its_old_connection_never_ends() {
    let mut b = Bench::building(ONCE);
    b.link("w", Link::Idle).settle("w", Outcome::Released).settle("w", Outcome::Stopped);
    b.pass(59_999).asks(&[]);
    b.pass(1).asks(&["resume"]);
}

#[test]
fn s44_nothing_starts_beside_a_foreign_connection_and_people_are_told_once() {
    let mut b = Bench::one(ONCE);
    b.link("w", Link::Idle).wanted("w").asks(&[]);
    b.pass(9_999);
    assert!(b.notes().is_empty());
    b.pass(1);
    assert!(matches!(b.notes()[..], [Note::Failed(Class::Infra, _)]));
    b.pass(3_600_000);
    assert!(b.last.is_empty());
    b.link("w", Link::Detached).asks(&["start 7-0"]);
}

#[test]
fn s38_a_detach_in_the_last_build_brings_a_fresh_instance() {
    let mut b = Bench::building(ONCE);
    b.link("w", Link::Detached).asks(&["release spent"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn s42_a_detached_instance_is_stopped_after_ten_seconds() {
    let mut b = Bench::attached(IdlePolicy::After(600_000));
    b.link("w", Link::Detached).pass(9_999).asks(&[]);
    assert_eq!(b.phase(), Phase::Detached);
    b.pass(1).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
}

#[test]
fn s46_a_short_detach_is_forgiven() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.link("w", Link::Detached).pass(9_000).asks(&[]);
    b.link("w", Link::Idle);
    assert_eq!(b.notes(), [&Note::Attached]);
    b.pass(23 * 3_600_000).asks(&[]);
}

#[test]
fn s52_the_last_build_takes_the_instance_with_it() {
    let mut b = Bench::building(ONCE);
    b.wanted("w").asks(&[]);
    b.link("w", Link::Idle).asks(&["release spent"]);
    b.settle("w", Outcome::Released).link("w", Link::Detached);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-1"]);
}

#[test]
fn s53_a_build_before_the_timeout_restarts_the_idle_clock() {
    let mut b = Bench::attached(TEN);
    b.pass(9_999).link("w", Link::Building).pass(50_000).asks(&[]);
    b.link("w", Link::Idle).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn s54_a_busy_drain_leaves_the_instance_to_the_build() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).settle("w", Outcome::Busy).asks(&[]);
    b.link("w", Link::Building).asks(&[]);
    b.link("w", Link::Idle).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn three_busy_drains_without_a_build_end_the_patience() {
    let mut b = Bench::attached(TEN);
    for _ in 0..3 {
        b.pass(9_999).asks(&[]);
        b.pass(1).asks(&["release idle"]);
        b.settle("w", Outcome::Busy).asks(&[]);
    }
    b.pass(10_000).asks(&["release anyway"]);
}

#[test]
fn a_build_in_between_restores_the_patience() {
    let mut b = Bench::attached(TEN);
    for _ in 0..3 {
        b.pass(10_000).settle("w", Outcome::Busy);
    }
    b.link("w", Link::Building).link("w", Link::Idle);
    b.pass(10_000).asks(&["release idle"]);
}

#[test]
fn a_busy_release_after_the_last_build_is_tried_each_second_or_when_something_changes() {
    let mut b = Bench::building(ONCE);
    b.link("w", Link::Idle).settle("w", Outcome::Busy).asks(&[]);
    b.pass(999).asks(&[]);
    b.pass(1).asks(&["release spent"]);
    b.settle("w", Outcome::Busy).unwanted("w").asks(&["release spent"]);
}

#[test]
fn an_instance_takes_as_many_builds_as_planned() {
    let mut b = Bench::warm(vec![plan("w", TEN).builds_per_instance(Some(2))]);
    b.wanted("w").settle("w", started("w", 0));
    b.link("w", Link::Building).link("w", Link::Idle).asks(&[]);
    b.link("w", Link::Building).asks(&["hold"]);
    b.settle("w", Outcome::Done).link("w", Link::Idle).asks(&["release spent"]);
}

#[test]
fn an_instance_past_its_lifetime_takes_no_further_build() {
    let mut b = Bench::building(IdlePolicy::Never);
    b.pass(24 * 3_600_000 - 1).asks(&[]);
    b.pass(1).asks(&["hold"]);
    b.settle("w", Outcome::Done).link("w", Link::Idle).asks(&["release spent"]);
}

#[test]
fn an_idle_instance_that_never_goes_goes_after_its_lifetime() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.pass(24 * 3_600_000 - 1).asks(&[]);
    b.pass(1).asks(&["release spent"]);
}

#[test]
fn a_hold_is_asked_for_until_it_is_done() {
    let mut b = Bench::attached(ONCE);
    b.link("w", Link::Building).asks(&["hold"]);
    b.settle("w", lost()).pass(999).asks(&[]);
    b.pass(1).asks(&["hold"]);
    b.settle("w", refused(Class::Infra)).pass(1_999).asks(&[]);
    b.pass(1).asks(&["hold"]);
    b.settle("w", Outcome::Done).pass(60_000).asks(&[]);
}

#[test]
fn a_release_waits_for_the_hold_in_flight() {
    let mut b = Bench::attached(ONCE);
    b.link("w", Link::Building).link("w", Link::Idle).asks(&[]);
    b.settle("w", Outcome::Done).asks(&["release spent"]);
}

#[test]
fn a_lost_release_is_asked_again_and_undone_when_a_build_came() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).settle("w", lost()).pass(1_000).asks(&["release idle"]);
    b.settle("w", lost()).link("w", Link::Building).asks(&[]);
    b.pass(2_000).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(60_000).asks(&[]);
}

#[test]
fn s36_a_stale_build_after_the_release_is_not_overrun() {
    let mut b = Bench::attached(TEN);
    b.pass(10_000).asks(&["release idle"]);
    b.link("w", Link::Building).settle("w", Outcome::Released);
    b.asks(&["resume"]).settle("w", Outcome::Done).asks(&[]);
    b.link("w", Link::Idle).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
}

#[test]
fn a_lost_start_that_attaches_while_it_is_released_is_looked_for_again() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", lost());
    b.settle("w", lost()).pass(1_000).settle("w", lost()).pass(2_000);
    b.settle("w", lost()).asks(&["release anyway"]);
    b.link("w", Link::Building).settle("w", Outcome::Released).asks(&[]);
    b.pass(60_000).asks(&["find 7-0"]);
}

#[test]
fn a_lost_start_that_is_looked_for_while_it_is_released_is_not_stopped_before_the_answer() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", lost());
    b.settle("w", lost()).pass(1_000).settle("w", lost()).pass(2_000);
    b.settle("w", lost()).asks(&["release anyway"]);
    let Some(Effect::Release(_, release, _)) = b.all.last().cloned() else { panic!("{:?}", b.all) };
    b.link("w", Link::Idle).pass(4_000).asks(&["find 7-0"]);
    b.link("w", Link::Detached).settle_call("w", release, Outcome::Released).asks(&[]);
    let Some(Effect::Find(_, find, _)) = b.all.last().cloned() else { panic!("{:?}", b.all) };
    b.link("w", Link::Building);
    b.settle_call("w", find, Outcome::Found(sighting("w", generation(0), true)));
    assert_eq!((b.count("stop"), b.count("kill")), (0, 0), "{:?}", b.all);
}
