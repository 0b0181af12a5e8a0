use std::collections::BTreeMap;

use serde_json::json;

use super::*;

/// A master with some workers and requests, told in few words.
#[derive(Default)]
struct World {
    workers: Vec<serde_json::Value>,
    builds: Vec<serde_json::Value>,
    requests: Vec<serde_json::Value>,
    standing: BTreeMap<String, Standing>,
}

impl World {
    fn worker(mut self, name: &str, connected: bool, builders: &[u64]) -> Self {
        let connected: &[u8] = if connected { &[1] } else { &[] };
        let builders: Vec<_> = builders.iter().map(|id| json!({"builderid": id, "masterid": 1})).collect();
        self.workers.push(json!({"workerid": self.workers.len() + 1, "name": name,
            "connected_to": connected, "configured_on": builders}));
        self
    }

    fn paused(mut self, reason: &str) -> Self {
        let last = self.workers.last_mut().unwrap();
        last["paused"] = json!(true);
        last["pause_reason"] = json!(reason);
        self
    }

    fn standing(mut self, standing: Standing) -> Self {
        let name = self.workers.last().unwrap()["name"].as_str().unwrap().to_owned();
        self.standing.insert(name, standing);
        self
    }

    fn request(mut self, id: u64, builder: u64) -> Self {
        self.requests.push(json!({"buildrequestid": id, "builderid": builder}));
        self
    }

    fn priority(mut self, priority: i64) -> Self {
        self.requests.last_mut().unwrap()["priority"] = json!(priority);
        self
    }

    fn claimed(mut self) -> Self {
        self.requests.last_mut().unwrap()["claimed"] = json!(true);
        self
    }

    fn build(mut self, worker: u64, request: u64) -> Self {
        self.builds.push(json!({"workerid": worker, "buildrequestid": request}));
        self
    }

    fn sights(&self) -> Vec<(String, Link, Option<u64>)> {
        let snapshot = Snapshot {
            workers: serde_json::from_value(json!(self.workers)).unwrap(),
            builds: serde_json::from_value(json!(self.builds)).unwrap(),
            requests: serde_json::from_value(json!(self.requests)).unwrap(),
        };
        let names: Vec<_> =
            self.workers.iter().map(|row| WorkerName(row["name"].as_str().unwrap().into())).collect();
        observe(&snapshot, &names, |name| self.standing.get(&name.0).copied().unwrap_or_default())
            .into_iter()
            .map(|sight| (sight.worker.0, sight.link, sight.wanted))
            .collect()
    }

    fn wanted(&self) -> Vec<Option<u64>> {
        self.sights().into_iter().map(|(_, _, wanted)| wanted).collect()
    }
}

fn held() -> Standing {
    Standing { held: true, ..Standing::default() }
}

fn started() -> Standing {
    Standing { started: true, ..Standing::default() }
}

#[test]
fn one_request_wants_one_absent_worker() {
    let world = World::default().worker("a", false, &[1]).worker("b", false, &[1]).request(1, 1);
    assert_eq!(world.wanted(), [Some(1), None]);
}

#[test]
fn a_worker_that_was_wanted_stays_so() {
    let before = Standing { wanted: true, ..Standing::default() };
    let world =
        World::default().worker("a", false, &[1]).worker("b", false, &[1]).standing(before).request(1, 1);
    assert_eq!(world.wanted(), [None, Some(1)]);
}

#[test]
fn a_starting_worker_takes_the_request_it_was_started_for() {
    let world =
        World::default().worker("a", false, &[1]).worker("b", false, &[1]).standing(started()).request(1, 1);
    assert_eq!(world.wanted(), [None, Some(1)]);
}

#[test]
fn an_idle_worker_takes_the_oldest_request_and_the_rest_want_absent_ones() {
    let world = World::default()
        .worker("a", false, &[1])
        .worker("b", true, &[1])
        .worker("c", false, &[1])
        .request(1, 1)
        .request(2, 1);
    assert_eq!(world.wanted(), [Some(2), Some(1), None]);
}

#[test]
fn priority_goes_before_age() {
    let world = World::default().worker("a", false, &[1]).request(1, 1).request(2, 1).priority(5);
    assert_eq!(world.wanted(), [Some(2)]);
}

#[test]
fn requests_move_so_that_all_are_served() {
    // Greedy would give request 1 to `a`, which alone can serve request 2.
    let world =
        World::default().worker("a", false, &[1, 2]).worker("b", false, &[1]).request(1, 1).request(2, 2);
    assert_eq!(world.wanted(), [Some(2), Some(1)]);
}

#[test]
fn requests_of_foreign_builders_want_nobody() {
    let world = World::default().worker("a", false, &[1]).request(1, 9);
    assert_eq!(world.wanted(), [None]);
}

#[test]
fn a_building_worker_is_wanted_only_when_no_absent_one_is_left() {
    let world = World::default()
        .worker("a", true, &[1])
        .build(1, 1)
        .worker("b", false, &[1])
        .request(1, 1)
        .claimed()
        .request(2, 1);
    assert_eq!(world.sights()[0], ("a".into(), Link::Building, None));
    assert_eq!(world.wanted(), [None, Some(2)]);
    assert_eq!(world.request(3, 1).wanted(), [Some(3), Some(2)]);
}

#[test]
fn a_held_worker_takes_nothing_from_an_absent_one() {
    let world = World::default()
        .worker("a", true, &[1])
        .paused("latent: draining")
        .standing(held())
        .worker("b", false, &[1])
        .request(1, 1);
    assert_eq!(world.wanted(), [None, Some(1)]);
}

#[test]
fn a_lone_held_worker_is_wanted_for_its_next_instance() {
    let world = World::default().worker("a", true, &[1]).standing(held()).request(1, 1);
    assert_eq!(world.wanted(), [Some(1)]);
}

#[test]
fn a_worker_that_a_person_paused_is_left_alone() {
    let world = World::default().worker("a", false, &[1]).paused("broken disk").request(1, 1);
    assert_eq!(world.sights(), [("a".into(), Link::Detached, None)]);
}

#[test]
fn a_pause_with_our_mark_and_no_intent_is_ours() {
    let world = World::default().worker("a", false, &[1]).paused("latent: draining").request(1, 1);
    assert_eq!(world.wanted(), [Some(1)]);
}

#[test]
fn a_collapsed_request_wants_nobody() {
    // For some milliseconds it is claimed, incomplete, and will never have a build.
    let world = World::default().worker("a", false, &[1]).request(1, 1).claimed();
    assert_eq!(world.wanted(), [None]);
}

#[test]
fn a_claimed_request_without_a_build_keeps_an_idle_worker_wanted() {
    let world = World::default().worker("a", true, &[1]).worker("b", false, &[1]).request(1, 1).claimed();
    assert_eq!(world.sights()[0], ("a".into(), Link::Idle, Some(1)));
    assert_eq!(world.wanted()[1], None);
}

#[test]
fn a_build_whose_worker_has_gone_leaves_the_worker_detached() {
    let world = World::default().worker("a", false, &[1]).build(1, 1).request(1, 1).claimed();
    assert_eq!(world.sights(), [("a".into(), Link::Detached, None)]);
}

#[test]
fn an_overdue_worker_does_not_keep_a_request_from_others() {
    let late = Standing { wanted: true, overdue: true, ..Standing::default() };
    let world =
        World::default().worker("a", false, &[1]).standing(late).worker("b", false, &[1]).request(1, 1);
    assert_eq!(world.wanted(), [Some(1), Some(1)]);
}

#[test]
fn several_builders_and_workers_are_all_put_to_use() {
    let world = World::default()
        .worker("a", false, &[1, 2, 3])
        .worker("b", false, &[1, 2])
        .worker("c", false, &[1])
        .request(1, 1)
        .request(2, 2)
        .request(3, 3)
        .request(4, 3);
    assert_eq!(world.wanted(), [Some(3), Some(2), Some(1)]);
}

#[test]
fn a_flood_of_requests_is_shared_out_quickly() {
    let mut world = World::default();
    for number in 0..40 {
        world = world.worker(&format!("w{number}"), false, &[1, 2]);
    }
    for id in 0..5_000 {
        world = world.request(id, 1 + id % 3);
    }
    assert_eq!(world.wanted().iter().flatten().count(), 40);
}

#[test]
fn a_worker_unknown_to_the_master_is_not_reported() {
    let snapshot = Snapshot::default();
    assert_eq!(observe(&snapshot, &[WorkerName("x".into())], |_| Standing::default()), []);
}
