//! `latent run` takes another configuration on SIGHUP, or keeps the one it has; no build is lost either way.

use acceptance::{
    latent::{Home, Running, master_table, worker_table},
    live,
    master::Master,
};

use crate::{
    MINUTE, SECOND,
    builds::{master, succeeded_at_first_try},
    no_password,
};

const TAKEN: &str = "the configuration is taken";
const KEPT: &str = "the configuration is not taken, and the one before stays";

/// Replaces the workers of a configuration, and has it read again.
#[track_caller]
fn rewrite(home: &Home, master: &Master, workers: &[(&str, &str)], latent: &Running) {
    let engine = live::engine();
    let mut text = format!("state_dir = {:?}\n{}", home.state(), master_table(master));
    for (worker, keys) in workers {
        let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"\n{keys}", engine.worker_image);
        text.push_str(&worker_table(worker, &engine.host, &keys));
    }
    home.rewrite(&text);
    latent.signal("HUP");
}

#[test]
fn another_configuration_is_taken_while_builds_run_and_a_bad_one_is_not() {
    let master = master(&["linux-1", "linux-2"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"", live::engine().worker_image);
    let home = Home::new(&master, &live::engine().host, &["linux-1"], &keys);
    let mut latent = home.run();

    // Made otherwise in its build: the build ends where it began, and the next has another container.
    let first = master.force("sleep", 1, &[("seconds", "4")]);
    let (_, from) = latent.wait_for("building", Some("linux-1"), 0, MINUTE);
    let both = [("linux-1", "environment = { MADE = \"otherwise\" }"), ("linux-2", "")];
    rewrite(&home, &master, &both, &latent);
    let (line, from) = latent.wait_for(TAKEN, None, from, 10 * SECOND);
    assert_eq!(line["fields"]["changes"], "added: linux-2; replaced when idle: linux-1", "{line}");
    let old = succeeded_at_first_try(&master.wait(&first, MINUTE));
    let (_, from) = latent.wait_for("gone", Some("linux-1"), from, MINUTE);
    let second = master.force("sleep", 2, &[("seconds", "4")]);
    for worker in ["linux-1", "linux-2"] {
        latent.wait_for("building", Some(worker), from, MINUTE);
    }

    // A file that says nothing sensible, and one that asks for what only a restart takes, change nothing.
    let from = latent.lines();
    home.rewrite("[master\n");
    latent.signal("HUP");
    let (line, from) = latent.wait_for(KEPT, None, from, 10 * SECOND);
    assert!(line["fields"]["error"].as_str().is_some_and(|error| error.contains("TOML")), "{line}");
    home.rewrite(&format!(
        "state_dir = \"/nowhere\"\n{}{}",
        master_table(&master),
        worker_table("linux-1", &live::engine().host, &keys)
    ));
    latent.signal("HUP");
    let (line, from) = latent.wait_for(KEPT, None, from, 10 * SECOND);
    assert!(line["fields"]["error"].as_str().is_some_and(|error| error.contains("restart")), "{line}");

    // One that is named no more finishes its build and goes; the other goes on as it was.
    rewrite(&home, &master, &both[..1], &latent);
    let (line, from) = latent.wait_for(TAKEN, None, from, 10 * SECOND);
    assert_eq!(line["fields"]["changes"], "removed: linux-2", "{line}");
    let fresh = succeeded_at_first_try(&master.wait(&second, MINUTE));
    assert!(fresh.len() == 2 && fresh.is_disjoint(&old), "{fresh:?} after {old:?}");
    latent.wait_for("gone", Some("linux-2"), from, MINUTE);
    assert_eq!(home.containers().len(), 1, "the other stays for its timeout");
    let third = master.wait(&master.force("echo", 2, &[]), MINUTE);
    let same = succeeded_at_first_try(&third);
    assert!(same.is_subset(&fresh) && same.len() == 1, "{same:?} of {fresh:?}");
    assert!(third.iter().all(|request| request.builds[0].worker.as_deref() == Some("linux-1")), "{third:?}");

    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());
}
