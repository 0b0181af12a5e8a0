//! The smaller commands on a real engine: `demo`, `ps`, `reap --dry-run`, and the sweep of `run`.

use std::{
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use acceptance::{
    latent::{Home, Running, program},
    live, raw,
};
use serde_json::{Value, json};

use crate::{MINUTE, builds::master, builds::succeeded_at_first_try};

#[track_caller]
fn says(mut command: Command) -> String {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{command:?}\n{out}\n{err}");
    out.into_owned()
}

/// What the demonstration runs in, and leaves.
const IMAGE: &str = concat!("/images/latent-demo:", env!("CARGO_PKG_VERSION"), "?force=1");

/// Demonstrations share an image and cannot be told apart, so these tests take turns.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Live, three builds on one container, and nothing but the image left; a second time it builds no image.
#[test]
fn the_demonstration_runs_live() {
    let _turn = alone();
    let engine = live::engine();
    let known = owners();
    // As on an engine that never saw it.
    let _ = raw::engine(engine.socket(), "DELETE", IMAGE, None);
    for (host, first) in [(&engine.host, true), (&engine.tcp, false)] {
        let mut command = program();
        command.args(["demo", "--json"]).env("DOCKER_HOST", host);
        let said = says(command);
        assert!(said.starts_with("live on engine 20.10.24"), "{said}");
        let json: Value = serde_json::from_str(said.trim_end().lines().last().unwrap()).unwrap();
        let release = engine.version.split('+').next().unwrap();
        for (key, value) in [
            ("mode", json!("live")),
            ("engine", json!(release)),
            ("api", json!("1.41")),
            ("builds", json!(3)),
            ("succeeded", json!(3)),
            ("leaked", json!(0)),
        ] {
            assert_eq!(json[key], value, "{key} of {json}");
        }
        let phases = json["phases_ms"].as_object().unwrap();
        for phase in ["substantiate", "attach", "builds", "idle", "insubstantiate", "total"] {
            assert!(phases.get(phase).is_some_and(Value::is_u64), "no {phase} in {json}");
        }
        assert_eq!(phases.contains_key("image"), first, "{json}");
        assert!(phases["idle"].as_u64().unwrap() >= 1900, "{json}");
    }
    assert_eq!(owners(), known, "the demonstration left something");
}

/// The owners of all that is on the engine under a state folder that no test has: the demonstration's.
fn owners() -> Vec<Value> {
    let mut all = raw::containers_with_label(live::engine().socket(), "latent.managed=1");
    all.retain(|container| container["Labels"]["latent.worker"] == "demo-1");
    all
}

#[test]
fn a_demonstration_that_is_interrupted_leaves_nothing() {
    let _turn = alone();
    let engine = live::engine();
    let known = owners();
    for offset in [0, 300, 1200, 2500] {
        let mut command = program();
        command.args(["demo", "--json", "--host", &engine.host]).stdout(Stdio::null()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        thread::sleep(Duration::from_millis(offset));
        // It may be over already.
        let _ = Command::new("kill").arg("-INT").arg(child.id().to_string()).status();
        child.wait().unwrap();
        assert_eq!(owners(), known, "after {offset} ms");
    }
}

#[test]
fn no_engine_is_replayed_and_says_so() {
    let mut command = program();
    command.args(["demo", "--json"]).env("DOCKER_HOST", "unix:///nowhere.sock");
    let said = says(command);
    let first = said.lines().next().unwrap();
    assert!(
        first.starts_with("replaying a recording of engine") && first.contains("/nowhere.sock"),
        "{first}"
    );
    let json: Value = serde_json::from_str(said.trim_end().lines().last().unwrap()).unwrap();
    assert_eq!(
        (&json["mode"], &json["succeeded"], &json["leaked"]),
        (&"replay".into(), &3.into(), &0.into())
    );
}

/// A container with labels of our choice, removed when dropped.
struct Planted(String);

impl Planted {
    fn new(name: &str, labels: &Value, runs: bool) -> Self {
        let engine = live::engine();
        let order = json!({ "Image": engine.busybox_image, "Cmd": ["sleep", "600"], "Labels": labels });
        let target = format!("/containers/create?name={name}");
        let made = raw::engine(engine.socket(), "POST", &target, Some(&order)).json();
        let it = Self(made["Id"].as_str().unwrap().to_owned());
        if runs {
            let start = format!("/containers/{}/start", it.0);
            assert_eq!(raw::engine(engine.socket(), "POST", &start, None).status, 204);
        }
        it
    }

    fn is_there(&self) -> bool {
        let target = format!("/containers/{}/json", self.0);
        raw::engine(live::engine().socket(), "GET", &target, None).status == 200
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        let target = format!("/containers/{}?force=1", self.0);
        let _ = raw::engine(live::engine().socket(), "DELETE", &target, None);
    }
}

/// Five of ours that nobody accounts for, and five that only look like it.
///
/// Some of ours run if they are planted before a start. What begins to run beside a process is no orphan: only another
/// process of this owner can have started it.
fn plant(owner: &str, before: bool) -> (Vec<Planted>, Vec<Planted>) {
    let label = |owner: &str, worker: &str, generation: &str| {
        json!({ "latent.managed": "1", "latent.owner": owner, "latent.worker": worker,
            "latent.generation": generation })
    };
    let short = &owner[..8];
    let name = |worker: &str, generation: &str| format!("latent-{short}-{worker}-{generation}");
    let ours = [("linux-1", "0-1", true), ("linux-1", "0-2", false), ("gone-1", "0-3", true)]
        .into_iter()
        .chain([("gone-1", "0-4", false), ("gone-2", "0-5", true)])
        .map(|(worker, generation, runs)| {
            Planted::new(&name(worker, generation), &label(owner, worker, generation), runs && before)
        });
    let other = "0123456789abcdef0123456789abcdef";
    let foreign = [
        // Another owner's, its name as ours would be.
        (name("linux-1", "0-6"), label(other, "linux-1", "0-6"), true),
        (name("gone-1", "0-7"), json!({}), true),
        (format!("look-{short}-1"), json!({ "latent.managed": "1" }), false),
        // An owner that only begins like ours.
        (format!("look-{short}-2"), label(&format!("{owner}0"), "linux-1", "0-8"), true),
        (format!("look-{short}-3"), json!({ "latent.worker": "linux-1", "latent.generation": "0-9" }), true),
    ];
    let foreign = foreign.into_iter().map(|(name, labels, runs)| Planted::new(&name, &labels, runs));
    (ours.collect(), foreign.collect())
}

#[test]
fn ps_and_reap_show_what_is_there_and_a_start_removes_orphans_alone() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"", engine.worker_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    assert!(says(home.command("ps")).starts_with("WORKER"));
    let reap = || {
        let mut command = home.command("reap");
        command.arg("--dry-run");
        says(command)
    };
    assert!(reap().contains("nothing has run"));

    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    let used = succeeded_at_first_try(&master.wait(&requests, MINUTE));
    let id = used.first().unwrap();
    let listed = says(home.command("ps"));
    let line = listed.lines().find(|line| line.contains(&id[..12])).unwrap_or_else(|| panic!("{listed}"));
    assert!(line.contains("linux-1") && line.contains("1-0") && line.contains("running"), "{line}");
    // Whoever knows the engine alone sees it, too: over the socket, and over plain TCP on the loopback, of which nobody is warned.
    for host in [&engine.host, &engine.tcp] {
        let done = program().args(["ps", "-H", host]).output().unwrap();
        let listed = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
        assert!(listed.starts_with(&format!("{host}: engine ")), "{listed}");
        assert!(listed.lines().any(|it| it.contains(&id[..12]) && it.contains("linux-1")), "{listed}");
    }
    assert!(reap().ends_with("0 would be removed\n"), "{}", reap());
    latent.drain(MINUTE);

    let owner = home.label().unwrap().trim_start_matches("latent.owner=").to_owned();
    let (ours, foreign) = plant(&owner, true);
    let shown = reap();
    // One runs under the name of a worker that is configured, so the next start decides about it.
    assert!(shown.ends_with("4 would be removed\n"), "{shown}");
    assert!(foreign.iter().all(|it| !shown.contains(&it.0[..12])), "{shown}");

    let mut latent = home.run();
    // It might attach yet, so it is taken over; all others go, those of workers that are not configured at the
    // second list, a minute later.
    latent.wait_for("adopted", Some("linux-1"), 0, MINUTE);
    let (adopted, strays) = ours.split_first().unwrap();
    gone(strays, 2 * MINUTE, &latent);
    assert!(adopted.is_there());
    latent.drain(MINUTE);
    assert!(!adopted.is_there());
    assert!(foreign.iter().all(Planted::is_there), "a foreign container was touched");
    assert_eq!(home.leaked(), 0);
}

/// Waits until none of these containers is there.
#[track_caller]
fn gone(containers: &[Planted], patience: Duration, latent: &Running) {
    let give_up = Instant::now() + patience;
    while containers.iter().any(Planted::is_there) {
        assert!(Instant::now() < give_up, "an orphan is still there:\n{}", latent.text());
        thread::sleep(Duration::from_millis(50));
    }
}

/// An orphan that appears while it runs goes within two sweeps; one that only looks like it stays.
#[test]
fn an_orphan_goes_within_two_sweeps() {
    if live::times(10) < 10 {
        // Two sweeps are two minutes: in a long run only.
        return;
    }
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let home = Home::new(&master, &engine.host, &["linux-1"], &format!("image = {:?}", engine.worker_image));
    let mut latent = home.run();
    latent.wait_for("running", None, 0, MINUTE);
    let owner = home.label().unwrap().trim_start_matches("latent.owner=").to_owned();
    let (ours, foreign) = plant(&owner, false);
    gone(&ours, 2 * MINUTE + MINUTE / 2, &latent);
    assert!(foreign.iter().all(Planted::is_there), "a foreign container was touched");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}
