//! Where secrets are: in the environment of a container, if that is how they are delivered, and nowhere else. Not in what
//! any command says at the most talkative level, in labels, in the state folder, or in what the engine tells.

use std::{
    fs,
    process::{Command, Stdio},
};

use acceptance::{
    latent::{Home, Running, program},
    live::{self, PRIVATE_REGISTRY, REGISTRY_USER},
    master::{CONTROL, WORKER_PASSWORD},
    raw,
};
use serde_json::Value;

use crate::{MINUTE, builds::master, builds::succeeded_at_first_try, read_all};

/// A registry's password, which no registry need take to be leaked.
const REGISTRY_SECRET: &str = "registry-9b2f40c1d7";

/// A worker's program that shows what it was given, and then does its work.
const SHOWS: &str = "export WORKERPASS=${WORKERPASS:-$(cat /run/latent/worker-password)}; echo given $WORKERPASS; \
                     exec /usr/bin/python3 /opt/worker/run.py";

/// Everything that must not be said, and its usual disguises.
fn secrets() -> Vec<String> {
    let plain = [WORKER_PASSWORD, CONTROL.1, REGISTRY_SECRET].map(str::to_owned);
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{}:{}", CONTROL.0, CONTROL.1),
    );
    plain.into_iter().chain([basic, "TWISTED_SESSION".to_owned()]).collect()
}

#[track_caller]
fn says_none(what: &str, text: &str) {
    for secret in secrets() {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{what} says `{secret}`");
    }
}

/// Every way to deliver the password, with everything logged that can be, in both forms.
#[test]
fn a_secret_is_where_it_was_delivered_and_nowhere_else() {
    for (delivery, format) in [("env", "human"), ("file", "json")] {
        let engine = live::engine();
        let master = master(&["linux-1"]);
        let keys = format!(
            "image = {:?}\ncommand = [\"sh\", \"-c\", {SHOWS:?}]\nfollowStartupLogs = true\n\
             secret_delivery = \"{delivery}\"\nbuild_wait_timeout = \"10m\"",
            engine.worker_image
        );
        let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
        let text = fs::read_to_string(home.config()).unwrap();
        home.rewrite(&format!(
            "{text}\n[[registry]]\naddress = \"{PRIVATE_REGISTRY}\"\nuser = \"{REGISTRY_USER}\"\n\
             password = \"{REGISTRY_SECRET}\"\n"
        ));
        let mut run = program();
        run.args(["--log-format", format, "run", "--config"]).arg(home.config()).env("RUST_LOG", "trace");
        let mut latent = Running::start(run);
        let requests = master.force("sleep", 1, &[("seconds", "1")]);
        succeeded_at_first_try(&master.wait(&requests, 2 * MINUTE));

        let found = home.containers();
        assert_eq!(found.len(), 1, "{found:?}\n{}", latent.text());
        let target = format!("/containers/{}/json", found[0]["Id"].as_str().unwrap());
        let mut inspected = raw::engine(engine.socket(), "GET", &target, None).json();
        let environment = inspected["Config"]["Env"].take().to_string();
        assert_eq!(environment.contains(WORKER_PASSWORD), delivery == "env", "{environment}");
        says_none("the rest of the inspected container", &inspected.to_string());
        says_none("the list of containers", &Value::from(found).to_string());
        for command in [["ps"].as_slice(), &["explain", "linux-1"], &["check"], &["reap", "--dry-run"]] {
            says_none(&format!("latent {}", command.join(" ")), &said(&home, command));
        }
        latent.drain(MINUTE);
        let text = latent.text();
        assert!(text.contains("<redacted>"), "what the worker printed was followed: {text}");
        assert!(text.contains("DEBUG") && text.contains("TRACE"), "everything was logged");
        says_none("the log", &text);
        let mut kept = Vec::new();
        read_all(&home.state(), &mut kept);
        assert!(!kept.is_empty());
        for (file, text) in kept {
            says_none(&file, &text);
        }
        assert_eq!(home.leaked(), 0);
    }
}

/// Both streams of a command at the most talkative level, however it ends.
fn said(home: &Home, words: &[&str]) -> String {
    let mut command: Command = program();
    command.args(words).arg("--config").arg(home.config()).env("RUST_LOG", "trace").stdin(Stdio::null());
    let done = command.output().unwrap();
    let text = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(!text.is_empty(), "latent {words:?} says nothing");
    text
}
