//! What is found when the process begins, and what lists say of it afterwards.

use super::bench::{Bench, lost, old, plan, sighting};
use crate::fleet::{Event, Exit, IdlePolicy, Limits, Link, Note, Outcome};

const LONG: IdlePolicy = IdlePolicy::After(600_000);

fn cold() -> Bench {
    Bench::cold(vec![plan("w", LONG)], Limits::default())
}

/// Has the adopted instance of worker `w` end.
fn end(b: &mut Bench) {
    let exit = Exit { code: Some(137), out_of_memory: false, log_tail: vec![] };
    let sighting = sighting("w", old(4), false);
    b.step(Event::Exited(sighting.worker, sighting.instance, exit));
}

#[test]
fn a_connection_that_shows_at_the_first_list_has_a_minute_to_end_from_then_on() {
    let mut b = cold();
    b.link("w", Link::Idle).pass(3_600_000).list(vec![]).asks(&[]);
    b.pass(59_999).asks(&[]);
    b.pass(1).asks(&["resume"]);
}

#[test]
fn an_adopted_instance_that_ends_in_its_build_is_no_start_that_failed() {
    let mut b = cold();
    b.link("w", Link::Building).list(vec![sighting("w", old(4), true)]);
    assert_eq!(b.status("w").builds, 1);
    end(&mut b);
    assert!(matches!(b.notes()[..], [Note::Stopping(_)]), "{:?}", b.notes());

    let mut b = cold();
    b.link("w", Link::Idle).list(vec![sighting("w", old(4), true)]);
    assert_eq!(b.status("w").builds, 0);
    end(&mut b);
    assert!(matches!(b.notes()[..], [Note::Stopping(_), Note::BackingOff(..)]), "{:?}", b.notes());
}

#[test]
fn a_second_list_that_does_not_show_it_does_not_hurry_the_next_look() {
    let mut b = Bench::attached(LONG);
    b.list(vec![]).asks(&["find 7-0"]);
    b.settle("w", lost()).list(vec![]).asks(&[]);
    b.pass(999).asks(&[]);
    b.pass(1).asks(&["find 7-0"]);
    b.settle("w", Outcome::Found(sighting("w", super::bench::generation(0), true))).pass(60_000).asks(&[]);
}

#[test]
fn a_doubt_after_a_doubt_that_was_settled_is_looked_into_at_once() {
    let mut b = Bench::attached(LONG);
    b.list(vec![]).settle("w", lost()).pass(1_000).settle("w", lost());
    b.list(vec![sighting("w", super::bench::generation(0), true)]).asks(&[]);
    b.list(vec![]).asks(&["find 7-0"]);
}
