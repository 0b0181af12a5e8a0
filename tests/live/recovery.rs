//! `latent run` dies at the worst moments, or is told to leave, and is started again: no build is lost, nothing leaks.

use std::{
    thread,
    time::{Duration, Instant},
};

use acceptance::{
    latent::{Home, Running},
    live,
    master::Master,
    raw,
};
use serde_json::Value;

use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try, no_password};

/// A master, its worker `linux-1` and a configuration for it.
fn place() -> (Master, Home) {
    let master = master(&["linux-1"]);
    let keys = format!("image = {:?}", live::engine().worker_image);
    let home = Home::new(&master, &live::engine().host, &["linux-1"], &keys);
    (master, home)
}

/// Waits until the engine shows containers of this configuration as wanted.
#[track_caller]
fn wait_containers(home: &Home, what: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let give_up = Instant::now() + MINUTE;
    loop {
        let found = home.containers();
        if wanted(&found) {
            return found;
        }
        assert!(Instant::now() < give_up, "never {what}: {found:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// The moments of a start and a build at which it is killed.
const MOMENTS: [&str; 6] = ["starting", "created", "running", "started", "attached", "building"];

#[track_caller]
fn wait_moment(moment: &str, latent: &Running, home: &Home) {
    match moment {
        "created" => drop(wait_containers(home, moment, |found| !found.is_empty())),
        "running" => {
            drop(wait_containers(home, moment, |found| found.iter().any(|c| c["State"] == "running")));
        }
        line => drop(latent.wait_for(line, Some("linux-1"), 0, MINUTE)),
    }
}

/// Killed at each moment, with an instance on its way or building, and started anew: adopted or removed, never leaked.
#[test]
fn sigkill_while_a_container_starts_leaks_nothing() {
    let (master, home) = place();
    for moment in MOMENTS {
        let mut latent = home.run();
        let requests = master.force("sleep", 1, &[("seconds", "3")]);
        wait_moment(moment, &latent, &home);
        latent.kill();
        let before = home.containers();
        drop(latent);

        let mut latent = home.run();
        let done = master.wait(&requests, 2 * MINUTE);
        let used = succeeded_at_first_try(&done);
        if moment == "attached" || moment == "building" {
            let ids: Vec<_> = before.iter().filter_map(|container| container["Id"].as_str()).collect();
            assert!(used.iter().all(|id| ids.contains(&id.as_str())), "{moment}: {used:?} is not of {ids:?}");
        }
        latent.drain(MINUTE);
        assert_eq!(home.leaked(), 0, "{moment}:\n{}", latent.text());
        no_password(&home, &latent.text());
    }
}

/// Killed at many offsets into a start, over and over, while requests wait: all of them succeed at their first try.
#[test]
fn sigkill_at_any_offset_loses_no_build() {
    let (master, home) = place();
    let kills = live::times(100);
    let requests = master.force("sleep", kills.div_ceil(4), &[("seconds", "1")]);
    for number in 0..kills {
        let mut latent = home.run();
        latent.wait_for("running", None, 0, MINUTE);
        thread::sleep(Duration::from_millis(number as u64 * 397 % 2500));
        latent.kill();
    }
    let mut latent = home.run();
    succeeded_at_first_try(&master.wait(&requests, 5 * MINUTE));
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

#[test]
fn sigterm_leaves_the_container_and_the_next_start_adopts_it() {
    for signal in ["TERM", "INT"] {
        let (master, home) = place();
        let mut latent = home.run();
        let requests = master.force("sleep", 1, &[("seconds", "4")]);
        latent.wait_for("building", Some("linux-1"), 0, MINUTE);

        latent.signal(signal);
        assert_eq!(latent.wait(10 * SECOND).code(), Some(0));
        let left = home.containers();
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0]["State"], "running");

        let mut latent = home.run();
        let (line, _) = latent.wait_for("adopted", Some("linux-1"), 0, MINUTE);
        let id = left[0]["Id"].as_str().unwrap();
        assert_eq!(line["fields"]["container"], id[..12], "{line}");
        let used = succeeded_at_first_try(&master.wait(&requests, MINUTE));
        assert!(used.contains(id), "{used:?}");
        latent.drain(MINUTE);
        assert_eq!(home.leaked(), 0);
    }
}

/// An idle container that is adopted takes the next build.
#[test]
fn an_adopted_idle_container_builds() {
    let master = master(&["linux-1"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"", live::engine().worker_image);
    let home = Home::new(&master, &live::engine().host, &["linux-1"], &keys);
    let mut latent = home.run();
    let first = master.force("echo", 1, &[]);
    let first = succeeded_at_first_try(&master.wait(&first, MINUTE));
    latent.wait_for("idle", Some("linux-1"), 0, MINUTE);
    latent.kill();

    let mut latent = home.run();
    latent.wait_for("adopted", Some("linux-1"), 0, MINUTE);
    let second = master.force("echo", 1, &[]);
    assert_eq!(succeeded_at_first_try(&master.wait(&second, MINUTE)), first);
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// A container that somebody else removes while it builds: the master gives the build to the next container, and
/// nothing is left of the first.
#[test]
fn a_container_that_is_removed_from_outside_is_replaced() {
    let (master, home) = place();
    let mut latent = home.run();
    let requests = master.force("sleep", 1, &[("seconds", "2")]);
    let (_, next) = latent.wait_for("building", Some("linux-1"), 0, MINUTE);
    // In its step: a connection lost while the master still prepares the build wedges the master (its issue 5832).
    step_runs(&master);
    let id = home.containers()[0]["Id"].as_str().unwrap().to_owned();
    let target = format!("/containers/{id}?force=1&v=1");
    assert_eq!(raw::engine(live::engine().socket(), "DELETE", &target, None).status, 204);

    latent.wait_for("building", Some("linux-1"), next, MINUTE);
    let done = master.wait(&requests, MINUTE);
    let results: Vec<_> = done[0].builds.iter().map(|build| build.results.as_deref()).collect();
    assert_eq!(results, [Some("RETRY"), Some("SUCCESS")], "the master's own second try");
    assert_ne!(done[0].builds[1].container(), id);
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// Waits until the step `sleep` of the first build prints.
#[track_caller]
fn step_runs(master: &Master) {
    let give_up = Instant::now() + MINUTE;
    loop {
        let steps = master.get("builds/1/steps");
        let runs = |step: &Value| step["name"] == "sleep" && !step["started_at"].is_null();
        if steps["steps"].as_array().is_some_and(|steps| steps.iter().any(runs)) {
            return;
        }
        assert!(Instant::now() < give_up, "the step never ran: {steps}");
        thread::sleep(Duration::from_millis(20));
    }
}
