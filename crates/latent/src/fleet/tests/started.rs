//! Starts: when, with what, and what follows from how they end.

use super::bench::{Bench, generation, lost, plan, refused, sighting, started};
use crate::fleet::{Class, Drain, Effect, IdlePolicy, InstanceId, Limits, Link, Note, Outcome, Phase, Time};

const ONCE: IdlePolicy = IdlePolicy::AfterEachBuild;

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
