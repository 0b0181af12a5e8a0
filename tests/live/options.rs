//! What a configuration says is what the engine runs: real containers, inspected by requests outside our code.

use std::{fs, time::Instant};

use acceptance::{
    latent::{Home, master_table, worker_table},
    live,
    master::WORKER_PASSWORD,
    proxy::Proxy,
    raw,
};
use serde_json::{Value, json};

use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try, no_password};

/// The program of the worker image, as its own command.
const WORKER: &str = "exec /usr/bin/python3 /opt/worker/run.py";

#[track_caller]
fn get(target: &str) -> Value {
    raw::engine(live::engine().socket(), "GET", target, None).json()
}

/// The one container of a configuration, inspected.
#[track_caller]
fn inspect(home: &Home) -> Value {
    let found = home.containers();
    assert_eq!(found.len(), 1, "{found:?}");
    get(&format!("/containers/{}/json", found[0]["Id"].as_str().unwrap()))
}

#[track_caller]
fn delete(target: &str) {
    let status = raw::engine(live::engine().socket(), "DELETE", target, None).status;
    assert!((200..300).contains(&status), "DELETE {target}: {status}");
}

fn environment(container: &Value) -> Vec<&str> {
    container["Config"]["Env"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Most options at once, at a pinned version, and a build on it.
#[test]
fn a_container_is_made_as_configured() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let shared = tempfile::tempdir().unwrap();
    fs::write(shared.path().join("file"), "text").unwrap();
    let proxy = Proxy::to(engine.socket());
    let keys = format!(
        "image = {:?}\ncommand = [\"sh\", \"-c\", {WORKER:?}]\nversion = \"1.40\"\nhostname = \"builder\"\n\
         volumes = [\"live-options:/cache\", \"{folder}:/read:ro\", \"{folder}:/write:rw\"]\n\
         hostconfig = {{ mem_limit = \"256m\", dns = [\"9.9.9.9\"] }}\nnetworking_config = \"bridge\"\n\
         build_wait_timeout = \"10m\"",
        engine.worker_image,
        folder = shared.path().display(),
    );
    let home = Home::new(&master, &proxy.host(), &["linux-1"], &keys);
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    let used = succeeded_at_first_try(&master.wait(&requests, MINUTE));

    let it = inspect(&home);
    assert!(used.contains(it["Id"].as_str().unwrap()));
    assert_eq!(it["Config"]["Image"], engine.worker_image.as_str());
    assert_eq!(it["Config"]["Cmd"], json!(["sh", "-c", WORKER]));
    assert_eq!(it["Config"]["Hostname"], "builder");
    let folder = shared.path().display();
    let binds = json!(["live-options:/cache", format!("{folder}:/read:ro"), format!("{folder}:/write:rw")]);
    assert_eq!(it["HostConfig"]["Binds"], binds);
    let written: Vec<_> =
        it["Mounts"].as_array().unwrap().iter().map(|m| (&m["Destination"], &m["RW"])).collect();
    for (target, writable) in [("/cache", true), ("/read", false), ("/write", true)] {
        assert!(written.contains(&(&target.into(), &writable.into())), "{written:?}");
    }
    assert_eq!(it["HostConfig"]["Memory"], 256 << 20);
    assert_eq!(it["HostConfig"]["Dns"], json!(["9.9.9.9"]));
    assert_eq!(it["HostConfig"]["Init"], true);
    assert_eq!(it["HostConfig"]["NetworkMode"], "bridge");
    for line in [
        format!("BUILDMASTER={}", engine.host_ip),
        format!("BUILDMASTER_PORT={}", master.pb_port),
        "WORKERNAME=linux-1".into(),
        format!("WORKERPASS={WORKER_PASSWORD}"),
    ] {
        assert!(environment(&it).contains(&line.as_str()), "no {line}");
    }
    let labels = &it["Config"]["Labels"];
    assert_eq!((&labels["latent.worker"], &labels["latent.generation"]), (&"linux-1".into(), &"1-0".into()));
    // The environment is the one place of the password.
    let mut rest = it.clone();
    rest["Config"]["Env"] = Value::Null;
    assert!(!rest.to_string().contains(WORKER_PASSWORD));

    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());
    // A volume that the configuration names is the operator's, and stays.
    delete("/volumes/live-options");
    let asked = proxy.targets();
    assert!(asked.iter().any(|target| target.starts_with("POST /v1.40/containers/create?")), "{asked:?}");
    let about = asked.iter().filter(|target| target.contains("/containers/") && !target.contains("/json?"));
    assert!(about.clone().count() > 4, "{asked:?}");
    assert!(about.clone().all(|target| target.contains(" /v1.40/")), "{asked:?}");
}

/// Every form of a network, each on a container of its own.
#[test]
fn every_form_of_a_network() {
    let engine = live::engine();
    let order = json!({ "Name": "live-net", "IPAM": { "Config": [{ "Subnet": "10.99.7.0/24" }] } });
    let made = raw::engine(engine.socket(), "POST", "/networks/create", Some(&order)).json();
    let order = json!({ "Image": engine.busybox_image, "Cmd": ["sleep", "600"] });
    let other =
        raw::engine(engine.socket(), "POST", "/containers/create?name=live-other", Some(&order)).json();
    let other = other["Id"].as_str().unwrap();
    let start = format!("/containers/{other}/start");
    assert_eq!(raw::engine(engine.socket(), "POST", &start, None).status, 204);

    let joined = format!("container:{other}");
    let table: [(&str, &str, &[&str]); 6] = [
        ("bridge", "\"bridge\"", &["bridge"]),
        ("host", "\"host\"", &["host"]),
        ("none", "\"none\"", &["none"]),
        ("live-net", "\"live-net\"", &["live-net"]),
        (
            "live-net",
            "{ name = \"live-net\", aliases = [\"a\"], ipv4_address = \"10.99.7.77\" }",
            &["live-net"],
        ),
        (&joined, "\"container:live-other\"", &[]),
    ];
    let names: Vec<String> = (0..table.len()).map(|number| format!("net-{number}")).collect();
    let workers: Vec<&str> = names.iter().map(String::as_str).collect();
    let master = master(&workers);
    let mut text = master_table(&master);
    for ((_, network, _), worker) in table.iter().zip(&workers) {
        let keys = format!(
            "image = {:?}\ncommand = \"sleep 600\"\nnetworking_config = {network}",
            engine.busybox_image
        );
        text.push_str(&worker_table(worker, &engine.host, &keys));
    }
    let home = Home::with(&text);
    let mut latent = home.run();
    master.force("echo", table.len(), &[]);
    for ((mode, network, networks), worker) in table.iter().zip(&workers) {
        latent.wait_for("started", Some(worker), 0, MINUTE);
        let all = home.containers();
        let found = all.iter().find(|container| container["Labels"]["latent.worker"] == *worker).unwrap();
        let it = get(&format!("/containers/{}/json", found["Id"].as_str().unwrap()));
        // The name of a container becomes its id at the engine.
        let said = it["HostConfig"]["NetworkMode"].as_str().unwrap();
        assert!(said == *mode || said == "container:live-other", "{network}: {said}");
        let seen: Vec<_> = it["NetworkSettings"]["Networks"].as_object().unwrap().keys().collect();
        assert_eq!(seen, *networks, "{network}");
        if network.contains("aliases") {
            let endpoint = &it["NetworkSettings"]["Networks"]["live-net"];
            assert_eq!(endpoint["IPAddress"], "10.99.7.77");
            assert!(endpoint["Aliases"].as_array().unwrap().contains(&"a".into()), "{endpoint}");
        }
    }
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    delete(&format!("/containers/{other}?force=1"));
    delete(&format!("/networks/{}", made["Id"].as_str().unwrap()));
}

#[test]
fn every_form_of_the_master_s_address() {
    let engine = live::engine();
    let table = [
        ("", engine.host_ip.as_str(), None),
        ("masterFQDN = \"ci.example\"", "ci.example", None),
        ("masterFQDN = \"ci.example:9990\"", "ci.example", Some(9990)),
        ("masterFQDN = \"[2001:db8::1]:9991\"", "2001:db8::1", Some(9991)),
    ];
    let names: Vec<String> = (0..table.len()).map(|number| format!("at-{number}")).collect();
    let workers: Vec<&str> = names.iter().map(String::as_str).collect();
    let master = master(&workers);
    let mut text = master_table(&master);
    for ((key, ..), worker) in table.iter().zip(&workers) {
        let keys = format!("image = {:?}\ncommand = \"sleep 600\"\n{key}", engine.busybox_image);
        text.push_str(&worker_table(worker, &engine.host, &keys));
    }
    let home = Home::with(&text);
    let mut latent = home.run();
    master.force("echo", table.len(), &[]);
    for ((key, host, port), worker) in table.iter().zip(&workers) {
        latent.wait_for("started", Some(worker), 0, MINUTE);
        let all = home.containers();
        let found = all.iter().find(|container| container["Labels"]["latent.worker"] == *worker).unwrap();
        let it = get(&format!("/containers/{}/json", found["Id"].as_str().unwrap()));
        let port = port.unwrap_or(master.pb_port);
        for line in [format!("BUILDMASTER={host}"), format!("BUILDMASTER_PORT={port}")] {
            assert!(environment(&it).contains(&line.as_str()), "{key}: no {line} in {:?}", environment(&it));
        }
    }
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// The image is built once, from the text in the configuration, and nothing of the build is left but the image.
#[test]
fn a_dockerfile_becomes_the_image() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let mark = format!("live-mark-{}", std::process::id());
    let dockerfile =
        format!("FROM {}\nENV LIVE_MARK={mark}\nRUN [\"true\", \"{mark}\"]\n", engine.worker_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &format!("dockerfile = {dockerfile:?}"));
    let mut latent = home.run();
    let requests = master.force("sleep", 2, &[("seconds", "1")]);
    latent.wait_for("building", Some("linux-1"), 0, 2 * MINUTE);
    let it = inspect(&home);
    assert!(environment(&it).contains(&format!("LIVE_MARK={mark}").as_str()));
    assert_eq!(succeeded_at_first_try(&master.wait(&requests, MINUTE)).len(), 2);
    latent.drain(MINUTE);
    assert_eq!(latent.text().matches("building the image").count(), 1, "{}", latent.text());
    assert_eq!(home.leaked(), 0);
    let image = it["Config"]["Image"].as_str().unwrap();
    assert!(image.starts_with("latent-built:"), "{image}");
    delete(&format!("/images/{image}"));
    let all = get("/containers/json?all=1");
    let of_the_build = |container: &&Value| container["Command"].as_str().is_some_and(|c| c.contains(&mark));
    assert_eq!(all.as_array().unwrap().iter().find(of_the_build), None);
}

#[test]
fn a_dockerfile_that_fails_says_which_step() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let dockerfile = format!("FROM {}\nRUN echo last words; exit 7\n", engine.busybox_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &format!("dockerfile = {dockerfile:?}"));
    let mut latent = home.run();
    master.force("echo", 1, &[]);
    let (line, _) = latent.wait_for("failed", Some("linux-1"), 0, MINUTE);
    let reason = line["fields"]["reason"].as_str().unwrap();
    assert!(reason.contains("Step 2/") && reason.contains('7'), "{reason}");
    assert_eq!(line["fields"]["class"], "rejected");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// What the worker prints until it is attached is in our log, without the password that it prints too.
#[test]
fn start_up_logs_are_followed_without_secrets() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let script = format!("echo the secret is $WORKERPASS; {WORKER}");
    let keys = format!(
        "image = {:?}\ncommand = [\"sh\", \"-c\", {script:?}]\nfollowStartupLogs = true",
        engine.worker_image
    );
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    succeeded_at_first_try(&master.wait(&requests, MINUTE));
    latent.drain(MINUTE);
    let text = latent.text();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("latent::startup")).collect();
    assert!(lines.iter().any(|line| line.contains("the secret is <redacted>")), "{text}");
    assert!(lines.iter().any(|line| line.contains("Starting Worker")), "{text}");
    no_password(&home, &text);
    assert_eq!(home.leaked(), 0);
}

/// A container that never attaches: discarded in time, its last words in our log, the next try put off.
#[test]
fn a_worker_that_never_attaches_is_discarded() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!(
        "image = {:?}\ncommand = [\"sh\", \"-c\", \"echo lost with $WORKERPASS; exec sleep 600\"]\nmissing_timeout = \"4s\"",
        engine.busybox_image
    );
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    let (_, next) = latent.wait_for("started", Some("linux-1"), 0, MINUTE);
    let began = Instant::now();
    let (line, _) = latent.wait_for("backing off", Some("linux-1"), next, MINUTE);
    assert!(line["fields"]["reason"].as_str().unwrap().contains("did not attach in time"), "{line}");
    let (_, next) = latent.wait_for("gone", Some("linux-1"), next, MINUTE);
    assert!(began.elapsed() < 20 * SECOND, "it took {:?}", began.elapsed());
    assert!(latent.text().contains("lost with <redacted>"), "{}", latent.text());
    assert_eq!(home.leaked(), 0);
    latent.wait_for("starting", Some("linux-1"), next, MINUTE);
    let waiting = master.wait(&requests, std::time::Duration::ZERO);
    assert!(!waiting[0].complete && waiting[0].builds.is_empty(), "{waiting:?}");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());
}

#[test]
fn a_worker_that_ends_at_once_says_how() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!(
        "image = {:?}\ncommand = [\"sh\", \"-c\", \"echo no master for me >&2; exit 4\"]",
        engine.busybox_image
    );
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    master.force("echo", 1, &[]);
    let said = |line: &Value| {
        let reason = line["fields"]["reason"].as_str().unwrap_or_default();
        reason.contains("exited with code 4") && reason.contains("no master for me")
    };
    latent.wait_line("how it ended", 0, MINUTE, said);
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}
