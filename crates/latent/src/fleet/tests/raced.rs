//! What happens at the same time: builds, connections, looks at the engine and stops that cross each other.

use super::bench::{Bench, ONCE, generation, lost, refused, sighting, started};
use crate::fleet::{Class, Effect, IdlePolicy, Link, Outcome, Phase, Properties};

const TEN: IdlePolicy = IdlePolicy::After(10_000);

fn there() -> Outcome {
    Outcome::Found(sighting("w", generation(0), true))
}

#[test]
fn s09_an_instance_that_nobody_wants_any_more_goes_with_one_stop() {
    let mut b = Bench::attached(ONCE);
    b.unwanted("w").pass(29_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).settle("w", Outcome::Done);
    b.pass(3_600_000).asks(&[]);
    assert_eq!((b.count("start"), b.count("stop"), b.count("kill")), (1, 1, 0));
}

#[test]
fn s10_a_build_that_comes_later_runs_on_the_instance_that_waits() {
    let mut b = Bench::attached(IdlePolicy::After(1_000));
    b.unwanted("w").pass(900).wanted("w").link("w", Link::Building).unwanted("w");
    b.pass(60_000).asks(&[]);
    b.link("w", Link::Idle).pass(999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    assert_eq!(b.count("start"), 1);
}

#[test]
fn s17_an_instance_that_died_unseen_before_it_attached_is_found_out_by_the_next_list() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0));
    b.pass(10_000).list(vec![sighting("w", generation(0), true)]).asks(&[]);
    b.pass(10_000).list(vec![sighting("w", generation(0), false)]).asks(&["find 7-0"]);
    b.settle("w", Outcome::Found(sighting("w", generation(0), false))).asks(&["kill 7-0"]);
    b.settle("w", Outcome::Stopped).pass(10_000).asks(&["start 7-1"]);
}

#[test]
fn s18_a_look_that_fails_after_the_attach_leaves_the_build_alone() {
    for outcome in [lost(), refused(Class::Infra)] {
        let mut b = Bench::one(TEN);
        b.wanted("w").settle("w", started("w", 0)).list(vec![]).asks(&["find 7-0"]);
        let look = b.all.last().cloned();
        b.link("w", Link::Idle).link("w", Link::Building);
        let Some(Effect::Find(_, call, _)) = look else { panic!("{look:?}") };
        b.settle_call("w", call, outcome).asks(&[]);
        b.list(vec![sighting("w", generation(0), true)]).pass(600_000).asks(&[]);
        assert_eq!(b.phase(), Phase::Building);
    }
}

#[test]
fn s19_looks_that_fail_before_the_attach_are_no_sign_of_death() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").settle("w", started("w", 0)).list(vec![]).asks(&["find 7-0"]);
    for wait in [1, 2, 4, 8] {
        b.settle("w", lost()).pass(wait * 1_000).asks(&["find 7-0"]);
    }
    b.settle("w", there()).asks(&[]);
    b.link("w", Link::Idle).link("w", Link::Building).asks(&["hold"]);
}

#[test]
fn s21_a_list_asks_nothing_of_what_does_not_run_yet_or_goes() {
    let mut b = Bench::one(TEN);
    b.list(vec![]).asks(&[]);
    b.wanted("w").list(vec![]).asks(&[]);
    b.settle("w", started("w", 0)).link("w", Link::Idle).asks(&[]);
    b.pass(10_000).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.list(vec![]).list(vec![]).asks(&[]);
    assert_eq!(b.count("find"), 0);
}

#[test]
fn s22_s23_a_connection_that_fails_right_after_the_attach_brings_a_fresh_instance() {
    let mut b = Bench::attached(ONCE);
    b.pass(200).link("w", Link::Detached).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done);
    b.pass(10_000);
    assert_eq!((b.count("start"), b.count("stop")), (2, 1));
}

#[test]
fn s27_a_start_that_is_given_up_and_fails_is_stopped_once_before_the_next() {
    let mut b = Bench::one(ONCE);
    b.wanted("w").unwanted("w").asks(&["cancel"]);
    b.wanted("w").settle("w", refused(Class::Infra)).asks(&["kill 7-0"]);
    b.pass(600_000).asks(&[]);
    b.settle("w", Outcome::Stopped).asks(&["start 7-1"]);
    assert_eq!(b.count("kill"), 1);
}

#[test]
fn s37_s39_a_connection_that_is_cut_in_silence_costs_the_build_and_nothing_else() {
    let mut b = Bench::building(TEN);
    b.pass(100_000).asks(&[]);
    b.link("w", Link::Detached).pass(10_000).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).pass(10_000);
    assert_eq!(b.count("start 7-1"), 1);
    b.settle("w", started("w", 1)).link("w", Link::Building).pass(60_000).asks(&[]);
}

#[test]
fn s40_s41_a_dead_connection_of_the_last_instance_only_delays_the_next_start() {
    for during in [false, true] {
        let mut b = Bench::attached(TEN);
        b.unwanted("w").pass(10_000).settle("w", Outcome::Released).asks(&["stop 7-0"]);
        if during {
            b.wanted("w").asks(&[]);
        }
        b.settle("w", Outcome::Stopped).asks(&[]);
        b.pass(60_000).asks(&["resume"]);
        b.settle("w", Outcome::Done).wanted("w").asks(&[]);
        b.pass(40_000).asks(&[]);
        b.link("w", Link::Detached).asks(&["start 7-1"]);
    }
}

#[test]
fn s43_who_wants_an_instance_whose_connection_is_gone_gets_a_fresh_one() {
    let mut b = Bench::attached(IdlePolicy::After(600_000));
    b.unwanted("w").link("w", Link::Detached).pass(5_000).wanted("w").asks(&[]);
    b.pass(5_000).asks(&["release anyway"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).pass(10_000);
    assert_eq!(b.count("start 7-1"), 1);
}

#[test]
fn s47_a_connection_that_comes_back_while_the_instance_is_stopped_changes_nothing() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.unwanted("w").pass(24 * 3_600_000).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).link("w", Link::Idle).asks(&[]);
    assert_eq!(b.phase(), Phase::Stopping);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).asks(&["resume"]);
    b.settle("w", Outcome::Done).asks(&[]);
    b.wanted("w").asks(&["start 7-1"]);
    b.settle("w", started("w", 1)).link("w", Link::Idle).asks(&[]);
    assert_eq!(b.phase(), Phase::Idle);
}

#[test]
fn s48_a_connection_is_never_taken_for_that_of_the_next_instance() {
    let mut b = Bench::attached(IdlePolicy::Never);
    b.pass(24 * 3_600_000).settle("w", Outcome::Released).settle("w", Outcome::Stopped).asks(&[]);
    b.pass(60_000).settle("w", Outcome::Done).wanted("w").pass(3_600_000).asks(&[]);
    b.link("w", Link::Detached).asks(&["start 7-1"]);
}

#[test]
fn s51_nothing_starts_while_the_builds_of_a_dead_instance_are_cleaned_up() {
    for idle in [ONCE, TEN] {
        let mut b = Bench::building(idle);
        b.exited("w", 0, 137).asks(&["kill 7-0"]);
        b.settle("w", Outcome::Stopped).pass(30_000).asks(&[]);
        b.link("w", Link::Detached);
        if idle == ONCE {
            b.asks(&["resume"]).settle("w", Outcome::Done);
        }
        b.asks(&["start 7-1"]);
    }
}

#[test]
fn s55_work_of_another_flavour_gets_an_instance_of_its_own_after_the_build() {
    let flavour = |image: &str| Properties::from([("image".into(), image.into())]);
    let mut b = Bench::one(ONCE);
    b.wanted_with("w", flavour("a")).settle("w", started("w", 0)).link("w", Link::Building);
    b.settle("w", Outcome::Done).wanted_with("w", flavour("b")).asks(&[]);
    b.link("w", Link::Idle).settle("w", Outcome::Released).asks(&["stop 7-0"]);
    b.link("w", Link::Detached).settle("w", Outcome::Stopped).settle("w", Outcome::Done);
    b.asks(&["start 7-1"]);
    let start = b.all.last().expect("an effect");
    assert!(matches!(start, Effect::Start(_, _, _, with) if *with == flavour("b")), "{start:?}");
}

#[test]
fn s56_s58_work_of_another_flavour_starts_nothing_beside_an_instance_that_waits() {
    let flavour = |image: &str| Properties::from([("image".into(), image.into())]);
    let mut b = Bench::one(TEN);
    b.wanted_with("w", flavour("a")).settle("w", started("w", 0)).link("w", Link::Building);
    b.link("w", Link::Idle).wanted_with("w", flavour("b")).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
    b.settle("w", Outcome::Released).link("w", Link::Detached).asks(&[]);
    b.settle("w", Outcome::Stopped).settle("w", Outcome::Done).asks(&["start 7-1"]);
    let start = b.all.last().expect("an effect");
    assert!(matches!(start, Effect::Start(_, _, _, with) if *with == flavour("b")), "{start:?}");
}

#[test]
fn what_builds_after_all_while_it_is_looked_for_is_not_stopped() {
    let mut b = Bench::attached(TEN);
    b.pass(5_000).list(vec![]).asks(&["find 7-0"]);
    let look = b.all.last().cloned();
    let Some(Effect::Find(_, call, _)) = look else { panic!("{look:?}") };
    b.pass(5_000).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&[]);
    assert_eq!(b.phase(), Phase::Draining);
    b.link("w", Link::Building).settle_call("w", call, there()).pass(600_000);
    assert_eq!((b.phase(), b.count("stop"), b.count("kill")), (Phase::Building, 0, 0));
    b.settle("w", Outcome::Done).link("w", Link::Idle).pass(9_999).asks(&[]);
    b.pass(1).asks(&["release idle"]);
    b.settle("w", Outcome::Released).asks(&["stop 7-0"]);
}

#[test]
fn a_leftover_waits_while_nobody_knows_whether_the_start_was_done() {
    let mut b = Bench::one(TEN);
    let stray = || vec![sighting("w", super::bench::old(1), false)];
    b.wanted("w").settle("w", lost()).asks(&["find 7-0"]);
    b.settle("w", lost()).list(stray()).list(stray()).asks(&[]);
    b.pass(1_000).asks(&["find 7-0"]);
    b.settle("w", there()).asks(&["kill 3-1"]);
}
