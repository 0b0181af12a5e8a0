//! An engine that is away, hangs, is killed or has no room: builds wait or are the master's to try again, and nothing is
//! left when it is well.

use std::{fs, process::Command, thread, time::Instant};

use acceptance::{
    latent::{Home, Running},
    live,
    master::Master,
    own_engine::OwnEngine,
    raw,
};

use crate::{
    MINUTE, SECOND,
    builds::{master, succeeded_at_first_try},
};

/// An engine of its own with a master and its worker, and `latent` that runs.
struct Place {
    engine: OwnEngine,
    master: Master,
    home: Home,
    latent: Running,
    before: std::collections::BTreeSet<String>,
}

impl Place {
    fn new(tag: &str) -> Self {
        let engine = OwnEngine::up(tag);
        let before = raw::everything(&engine.socket);
        let master = master(&["linux-1"]);
        let keys = format!("image = {:?}", live::engine().worker_image);
        let home = Home::new(&master, &engine.host(), &["linux-1"], &keys).counted_on(&engine.socket);
        let latent = home.run();
        latent.wait_for("running", None, 0, MINUTE);
        Self { engine, master, home, latent, before }
    }

    /// Waits for a line that puts off the next start, by what it must say.
    fn backs_off(&self, from: usize, words: &str) -> usize {
        let what = format!("a back-off because of `{words}`");
        let (line, next) = self.latent.wait_line(&what, from, 2 * MINUTE, |line| {
            let fields = &line["fields"];
            fields["message"] == "backing off"
                && fields["reason"].as_str().is_some_and(|it| it.contains(words))
        });
        assert_eq!(line["fields"]["class"], "infra", "{line}");
        next
    }

    fn leaves_nothing(mut self) {
        self.latent.drain(MINUTE);
        assert_eq!(self.home.leaked(), 0);
        assert_eq!(raw::everything(&self.engine.socket), self.before, "{}", self.latent.text());
    }
}

/// Stopped before a build and killed in one: the first waits, the second is tried again by the master.
#[test]
fn an_engine_that_was_away_goes_on_where_it_was() {
    let place = Place::new("away");
    place.engine.stop();
    let requests = place.master.force("echo", 1, &[]);
    place.backs_off(0, "docker.sock");
    let waiting = place.master.wait(&requests, SECOND / 2);
    assert!(!waiting[0].complete && waiting[0].builds.is_empty(), "{waiting:?}");
    place.engine.start();
    succeeded_at_first_try(&place.master.wait(&requests, 2 * MINUTE));

    let from = place.latent.lines();
    let requests = place.master.force("sleep", 1, &[("seconds", "4")]);
    place.latent.wait_for("building", Some("linux-1"), from, MINUTE);
    // Past the preparation, in which the master does not survive the loss of a connection (its issue 5832).
    thread::sleep(2 * SECOND);
    place.engine.crash();
    thread::sleep(SECOND);
    place.engine.start();
    let done = place.master.wait(&requests, 2 * MINUTE);
    let results: Vec<_> = done[0].builds.iter().map(|build| build.results.as_deref()).collect();
    assert_eq!(results, [Some("RETRY"), Some("SUCCESS")], "{}", place.latent.text());
    place.leaves_nothing();
}

/// Frozen when a container is to be created: the call is given up, its outcome looked up later, the build succeeds.
#[test]
fn an_engine_that_hangs_is_asked_again_when_it_answers() {
    let place = Place::new("hung");
    // Once it has built, the engine has told what it has, and the next start is not put off for that.
    succeeded_at_first_try(&place.master.wait(&place.master.force("echo", 1, &[]), MINUTE));
    let (_, from) = place.latent.wait_for("gone", Some("linux-1"), 0, MINUTE);
    place.engine.signal("STOP");
    let requests = place.master.force("echo", 1, &[]);
    let (_, next) = place.latent.wait_for("starting", Some("linux-1"), from, MINUTE);
    let began = Instant::now();
    // Longer than any short call may take.
    thread::sleep(35 * SECOND);
    place.engine.signal("CONT");
    let (_, _) = place.latent.wait_for("started", Some("linux-1"), next, 2 * MINUTE);
    assert!(began.elapsed() < 2 * MINUTE, "{:?}", began.elapsed());
    succeeded_at_first_try(&place.master.wait(&requests, 2 * MINUTE));
    place.leaves_nothing();
}

/// No room for another container: an `infra` failure with the engine's words, and a build when there is room again.
#[test]
fn an_engine_out_of_disk_is_waited_for() {
    let place = Place::new("full");
    // What the engine keeps of a container itself, on a disk of one page.
    let containers = place.engine.folder().join("data/containers");
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=4k", "none"]).arg(&containers).output();
    assert!(mounted.as_ref().is_ok_and(|done| done.status.success()), "{mounted:?}");
    // It may be full with less.
    let _ = fs::write(containers.join("full"), [0; 8192]);
    let requests = place.master.force("echo", 1, &[]);
    let next = place.backs_off(0, "no space left on device");
    let waiting = place.master.wait(&requests, SECOND / 2);
    assert!(!waiting[0].complete && waiting[0].builds.is_empty(), "{waiting:?}");
    let unmounted = Command::new("umount").arg(&containers).output();
    assert!(unmounted.as_ref().is_ok_and(|done| done.status.success()), "{unmounted:?}");
    place.latent.wait_for("starting", Some("linux-1"), next, MINUTE);
    succeeded_at_first_try(&place.master.wait(&requests, 2 * MINUTE));
    place.leaves_nothing();
}
