//! What the rest of the live suite stands on, checked without a line of our own crates: the engine is the one
//! that is meant, leaks are seen, and a stock worker in a container builds for the master.

use std::{path::Path, time::Duration};

use acceptance::{
    live,
    master::{Master, MasterOptions, WORKER_PASSWORD},
    raw,
};
use serde_json::{Value, json};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn the_engine_says_the_version_that_the_run_was_told() {
    let engine = live::engine();

    let version = raw::engine(engine.socket(), "GET", "/version", None).json();

    assert_eq!(version["Version"], engine.version.as_str());
    let address = engine.tcp.trim_start_matches("tcp://");
    assert_eq!(raw::tcp_get(address, "/version").json(), version);
}

#[test]
fn a_planted_object_of_each_kind_counts_as_a_leak() {
    let engine = live::engine();
    let label = "latent.test=planted";
    let labels = json!({ "latent.test": "planted" });
    assert_eq!(raw::leaked(engine.socket(), label), 0);

    let order = json!({ "Image": engine.busybox_image, "Labels": labels });
    let container = Container::create(engine.socket(), &order);
    assert_eq!(raw::containers_with_label(engine.socket(), label).len(), 1);
    assert_eq!(raw::leaked(engine.socket(), label), 1);
    drop(container);

    let order = json!({ "Name": "planted", "Labels": labels });
    post(engine.socket(), "/volumes/create", &order);
    assert_eq!(raw::leaked(engine.socket(), label), 1);
    delete(engine.socket(), "/volumes/planted");

    post(engine.socket(), "/networks/create", &order);
    assert_eq!(raw::leaked(engine.socket(), label), 1);
    delete(engine.socket(), "/networks/planted");

    assert_eq!(raw::leaked(engine.socket(), label), 0);
}

#[test]
fn a_stock_worker_in_a_container_builds_for_the_master() {
    let engine = live::engine();
    let master = Master::up(&MasterOptions::default());
    let requests = master.force("echo", 1, &[]);

    let order = json!({
        "Image": engine.worker_image,
        "Env": [
            format!("BUILDMASTER={}", engine.host_ip),
            format!("BUILDMASTER_PORT={}", master.pb_port),
            "WORKERNAME=linux-1",
            format!("WORKERPASS={WORKER_PASSWORD}"),
        ],
    });
    let worker = Container::create(engine.socket(), &order);
    let start = format!("/containers/{}/start", worker.id);
    assert_eq!(raw::engine(engine.socket(), "POST", &start, None).status, 204);

    let done = master.wait(&requests, MINUTE);
    assert_eq!(done[0].results.as_deref(), Some("SUCCESS"), "{done:?}");
    assert_eq!(done[0].builds[0].container(), worker.id);
    assert!(done[0].builds[0].log.contains("hello from linux-1"));
    master.wait_connected("linux-1", true, MINUTE);
    drop(worker);
    master.wait_connected("linux-1", false, MINUTE);
}

/// A container that is removed when dropped.
struct Container<'a> {
    socket: &'a Path,
    id: String,
}

impl<'a> Container<'a> {
    fn create(socket: &'a Path, order: &Value) -> Self {
        let created = post(socket, "/containers/create", order);
        let Some(id) = created["Id"].as_str() else {
            panic!("not created: {created}");
        };
        Self { socket, id: id.to_owned() }
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        delete(self.socket, &format!("/containers/{}?force=1&v=1", self.id));
    }
}

fn post(socket: &Path, target: &str, order: &Value) -> Value {
    raw::engine(socket, "POST", target, Some(order)).json()
}

fn delete(socket: &Path, target: &str) {
    let status = raw::engine(socket, "DELETE", target, None).status;
    assert_eq!(status, 204, "DELETE {target}");
}
