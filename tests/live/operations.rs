//! What an operator sees and does while real builds run: `explain`, `drain`, `resume`, and the journal afterwards.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use acceptance::{
    latent::{Home, master_table, program, worker_table},
    live,
    master::{CONTROL, WORKER_PASSWORD},
    raw,
};
use serde_json::Value;

use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try, no_password};

/// Runs a command to its end and returns its exit code and all that it said.
#[track_caller]
fn done(mut command: Command) -> (Option<i32>, String) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// Runs `latent WORD … --config FILE`.
#[track_caller]
fn latent(home: &Home, words: &[&str]) -> (Option<i32>, String) {
    let mut command = program();
    command.args(words).arg("--config").arg(home.config());
    done(command)
}

/// What is told of a worker, as soon as it is as wanted.
#[track_caller]
fn explained(home: &Home, worker: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let give_up = Instant::now() + MINUTE;
    loop {
        let (code, said) = latent(home, &["explain", worker, "--json"]);
        assert_eq!(code, Some(0), "{said}");
        let told = serde_json::from_str::<Value>(&said).unwrap()["workers"][0].clone();
        if wanted(&told) {
            return told;
        }
        assert!(Instant::now() < give_up, "never {what}: {told}");
        thread::sleep(SECOND / 20);
    }
}

/// A container that ends before it attaches is explained by its code, its log, its image and its host.
#[test]
fn a_container_that_ends_too_soon_explains_itself() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let script = "for n in $(seq 250); do echo line $n; done; printf 'caf\\\\351 %s\\n' $WORKERPASS; exit 3";
    let keys = format!("image = {:?}\ncommand = [\"sh\", \"-c\", \"{script}\"]", engine.busybox_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut running = home.run();
    master.force("echo", 1, &[]);
    let told = explained(&home, "linux-1", "backs off", |told| told["phase"] == "backing-off");
    let failure = &told["failure"];
    assert_eq!((&failure["exit_code"], &failure["out_of_memory"]), (&3.into(), &false.into()), "{told}");
    assert_eq!(
        (&failure["class"], &failure["made"]["host"]),
        (&"Infra".into(), &engine.host.as_str().into())
    );
    assert_eq!(failure["made"]["image"], engine.busybox_image.as_str());
    assert!(failure["made"]["digest"].as_str().unwrap().starts_with("sha256:"), "{told}");
    let lines = failure["log_tail"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]), (200, &"line 52".into()), "{told}");
    assert_eq!(lines[199], "caf\u{fffd} <redacted>");
    let (_, words) = latent(&home, &["explain"]);
    for part in
        ["linux-1: backing-off", "exit code 3", "(sha256:", "the last 200 lines", "the next try is in"]
    {
        assert!(words.contains(part), "{part} in {words}");
    }
    let (line, _) = running.wait_for("backing off", Some("linux-1"), 0, MINUTE);
    assert_eq!(
        (&line["fields"]["exit_code"], &line["fields"]["class"]),
        (&3.into(), &"infra".into()),
        "{line}"
    );
    running.drain(MINUTE);
    no_password(&home, &(running.text() + &words));
    assert_eq!(home.leaked(), 0);
}

/// Workers that build, wait for room and have no work are told apart; draining lets what builds finish.
#[test]
fn builds_are_explained_and_drained_and_the_journal_replays() {
    let engine = live::engine();
    let names = ["linux-1", "linux-2"];
    let master = master(&names);
    let mut text = master_table(&master);
    text.push_str(&format!("\n[[host]]\ndocker_host = {:?}\ncapacity = 1\n", engine.host));
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"", engine.worker_image);
    names.iter().for_each(|name| text.push_str(&worker_table(name, &engine.host, &keys)));
    let home = Home::with(&text);
    let mut running = home.run();
    let requests = master.force("sleep", 2, &[("seconds", "4")]);
    let building = |told: &Value| told["phase"] == "building";
    let (line, _) = running.wait_for("building", None, 0, MINUTE);
    let first = line["fields"]["worker"].as_str().unwrap().to_owned();
    let told = explained(&home, &first, "building", building);
    let id = told["instance"].as_str().unwrap();
    assert!(home.containers().iter().any(|container| container["Id"] == id), "{told}");
    assert_eq!(told["link"], "Building");
    let other = if first == names[0] { names[1] } else { names[0] };
    let told = explained(&home, other, "waits", |told| told["waits"] == "room");
    assert_eq!(told["room_taken_by"], serde_json::json!([first]), "{told}");

    // The other takes over as soon as the first has finished its build and gone.
    let (code, said) = latent(&home, &["drain", &first]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("{first} building")) && said.contains("is drained"), "{said}");
    let used = succeeded_at_first_try(&master.wait(&requests, MINUTE));
    assert_eq!(used.len(), 2, "{used:?}");
    let told = explained(&home, &first, "drained", |told| told["drained"] == true);
    assert_eq!(told["phase"], "closed");
    assert_eq!(latent(&home, &["resume", &first]).0, Some(0));
    explained(&home, &first, "resumed", |told| told["drained"] == false && told["phase"] != "closed");

    let last = master.force("sleep", 1, &[("seconds", "3")]);
    explained(&home, other, "building", building);
    let (code, said) = latent(&home, &["drain"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("drained; nothing is left\n"), "{said}");
    assert_eq!(running.wait(MINUTE).code(), Some(0));
    succeeded_at_first_try(&master.wait(&last, MINUTE));
    assert_eq!(home.leaked(), 0);
    no_password(&home, &running.text());

    for piece in fs::read_dir(home.state().join("journal")).unwrap() {
        let mut replay = program();
        replay.arg("replay").arg(piece.unwrap().path());
        let (code, said) = done(replay);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("decided linux-1: Start") && said.contains("every event has the effects"),
            "{said}"
        );
    }
}

/// A container of the worker's own image is started on its network, opens a connection and is gone again.
#[test]
fn doctor_tries_the_way_to_the_master_from_where_the_worker_will_be() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let examine = |text: &str| {
        let home = Home::with(text);
        let (code, said) = latent(&home, &["doctor", "--json"]);
        let told: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
        for password in [WORKER_PASSWORD, CONTROL.1] {
            assert!(!said.contains(password), "a password was said:\n{said}");
        }
        // A doctor changes nothing, not even the state folder.
        assert!(!home.state().exists());
        (code, told)
    };
    let text = |image: &str| {
        let table = worker_table("linux-1", &engine.host, &format!("image = {image:?}"));
        master_table(&master) + &table
    };
    let left = || {
        let all = raw::containers_with_label(engine.socket(), "latent.managed=1");
        let named = |it: &Value| it["Names"].to_string().contains("latent-doctor");
        all.iter().filter(|it| named(it)).count()
    };

    let (code, told) = examine(&text(&engine.worker_image));
    assert_eq!((code, &told["healthy"]), (Some(0), &true.into()), "{told:#}");
    finding(&told, "reach", "fine", "its container reaches");
    finding(&told, "image", "fine", "is there (sha256:");
    finding(&told, "engine", "fine", "processors");
    finding(&told, "master", "fine", "the master knows every worker");

    let port = format!("worker_port = {}", master.pb_port);
    let (code, told) = examine(&text(&engine.worker_image).replace(&port, "worker_port = 1"));
    assert_eq!(code, Some(5), "{told:#}");
    finding(&told, "reach", "wrong", "refused");

    let (code, told) = examine(&text("no-such-image-at-all"));
    assert_eq!(code, Some(4), "{told:#}");
    finding(&told, "image", "wrong", "is not there");
    assert_eq!(left(), 0, "a container was left");
}

/// The finding of an area and level that says something.
#[track_caller]
fn finding<'a>(told: &'a Value, area: &str, level: &str, words: &str) -> &'a Value {
    let all = told["findings"].as_array().unwrap();
    let fits = |it: &&Value| {
        it["area"] == area && it["level"] == level && it["text"].as_str().unwrap().contains(words)
    };
    all.iter().find(fits).unwrap_or_else(|| panic!("{area} {level} {words} in {told:#}"))
}
