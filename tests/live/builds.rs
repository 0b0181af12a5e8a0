//! Builds of a real master on containers that `latent run` starts.

use std::{collections::BTreeSet, time::Duration};

use acceptance::{
    latent::Home,
    live,
    master::{Login, Master, MasterOptions, Request},
    random::Random,
};

use crate::{MINUTE, no_password};

/// Twenty builds over two builders and two workers: each succeeds at its first try, each in a container of its own.
#[test]
fn twenty_builds_on_twenty_fresh_containers() {
    let engine = live::engine();
    let master = master(&["linux-1", "linux-2"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"0s\"", engine.worker_image);
    let home = Home::new(&master, &engine.host, &["linux-1", "linux-2"], &keys);
    let mut latent = home.run();

    let mut requests = master.force("echo", 10, &[]);
    requests.extend(master.force("sleep", 10, &[("seconds", "0.2")]));
    let done = master.wait(&requests, 5 * MINUTE);

    let containers = succeeded_at_first_try(&done);
    assert_eq!(containers.len(), 20, "{containers:?}");
    let workers: BTreeSet<_> = done.iter().map(|request| request.builds[0].worker.clone()).collect();
    assert_eq!(workers.len(), 2, "both workers built");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());
}

/// With a timeout an idle container takes the next build, and still none is lost when it goes.
#[test]
fn an_idle_container_takes_further_builds() {
    let engine = live::engine();
    let master = master(&["linux-1", "linux-2"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"5s\"", engine.worker_image);
    let home = Home::new(&master, &engine.host, &["linux-1", "linux-2"], &keys);
    let mut latent = home.run();

    let mut requests = master.force("echo", 5, &[]);
    requests.extend(master.force("sleep", 5, &[("seconds", "0.2")]));
    let done = master.wait(&requests, 3 * MINUTE);

    let containers = succeeded_at_first_try(&done);
    assert!(containers.len() <= 4, "10 builds took {} containers", containers.len());
    // By itself, after the timeout.
    let mut stopped = 0;
    for _ in ["linux-1", "linux-2"] {
        stopped = latent.wait_for("gone", None, stopped, MINUTE).1;
    }
    assert_eq!(home.leaked(), 0);
    // A later request gets a container again.
    let again = master.force("echo", 1, &[]);
    let fresh = succeeded_at_first_try(&master.wait(&again, MINUTE));
    assert!(fresh.is_disjoint(&containers));
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

#[test]
fn a_build_over_tcp() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let home = Home::new(&master, &engine.tcp, &["linux-1"], &format!("image = {:?}", engine.worker_image));
    let mut latent = home.run();

    let requests = master.force("echo", 1, &[]);
    succeeded_at_first_try(&master.wait(&requests, MINUTE));

    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// Requests that come at any moment of a container's last build and of its end: none is tried twice, none is lost.
#[test]
fn requests_aimed_at_the_end_of_a_container_are_never_lost() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let home = Home::new(&master, &engine.host, &["linux-1"], &format!("image = {:?}", engine.worker_image));
    let mut latent = home.run();
    let mut random = Random::new(live::seed());
    let (mut requests, mut from) = (master.force("echo", 1, &[]), 0);
    let trials = live::times(200);

    while requests.len() < trials {
        // From the start of a build to the next start: the request falls anywhere in it.
        from = latent.wait_for("building", Some("linux-1"), from, MINUTE).1;
        std::thread::sleep(Duration::from_millis(random.below(1800)));
        requests.extend(master.force("echo", 1, &[]));
    }

    let containers = succeeded_at_first_try(&master.wait(&requests, 3 * MINUTE));
    assert_eq!(containers.len(), trials, "one container a build");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// A master that asks for a login, whose workers run one build at a time.
pub(crate) fn master(workers: &[&str]) -> Master {
    let workers = workers.iter().map(|worker| (*worker).to_owned()).collect();
    Master::up(&MasterOptions { workers, login: Login::ForControl, ..MasterOptions::default() })
}

/// Every request has one build, and that succeeded; returns the containers.
#[track_caller]
pub(crate) fn succeeded_at_first_try(done: &[Request]) -> BTreeSet<String> {
    for request in done {
        assert_eq!(request.results.as_deref(), Some("SUCCESS"), "{request:?}");
        assert_eq!(request.builds.len(), 1, "tried again: {request:?}");
    }
    done.iter().map(|request| request.builds[0].container().to_owned()).collect()
}
