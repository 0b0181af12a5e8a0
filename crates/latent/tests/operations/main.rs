//! The program as a process between an engine and a master of our own: what the operator sees and does.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test, as tests do")]

mod notify;
mod stage;

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use stage::{PASSWORD, SECRET, Stage};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn says(output: &Output, code: i32) -> String {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    assert!(!format!("{out}{err}").contains(PASSWORD), "a password was said");
    format!("{out}{err}")
}

#[test]
fn ps_asks_one_engine_without_any_configuration() {
    let stage = Stage::new();
    let host = format!("unix://{}", stage.folder().join("engine.sock").display());
    let said = says(&stage.alone(&["ps", "-H", &host]), 0);
    let lines: Vec<&str> = said.lines().collect();
    let [place, header, container] = lines.as_slice() else { panic!("{said}") };
    assert_eq!(*place, format!("{host}: engine 26.1.5, API 1.24 to 1.45, spoken 1.45"));
    assert!(header.starts_with("OWNER     WORKER "), "{header}");
    for part in ["feedface  far-1 ", "0123456789ab", "running", "Up 2 minutes"] {
        assert!(container.contains(part), "{part}: {container}");
    }
    let told = says(&stage.alone(&["ps", "--json", "--host", &host]), 0);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["engine"]["api_max"], "1.45", "{told}");
    assert_eq!((&told["host"], &told["warnings"]), (&host.as_str().into(), &serde_json::json!([])));
    assert_eq!(told["containers"][0]["worker"], "far-1", "{told}");
    assert_eq!(told["containers"][0]["owner"], "feedfacefeedface", "{told}");

    let nobody = says(&stage.alone(&["ps", "-H", "unix:///nowhere.sock"]), 4);
    assert!(nobody.contains("/nowhere.sock"), "{nobody}");
    let nobody = says(&stage.alone(&["ps", "-H", "tcp://127.0.0.1:1"]), 4);
    assert!(nobody.contains("127.0.0.1:1: nothing listens on that port"), "{nobody}");
    let wrong = says(&stage.alone(&["ps", "-H", "build1"]), 2);
    assert!(wrong.contains("`build1` has no port; write tcp://build1:2375"), "{wrong}");
    let both = says(&stage.latent(&["ps", "-H", &host]), 2);
    assert!(both.contains("cannot be used with"), "{both}");

    let of_config = says(&stage.latent(&["ps", "--json"]), 0);
    let of_config: Value = serde_json::from_str(&of_config).unwrap();
    assert_eq!(of_config, serde_json::json!({ "owner": null, "hosts": [], "drained": [] }));
}

/// What `latent explain --json` says of the worker `w1`.
fn explained(stage: &Stage) -> Value {
    let said = stage.latent(&["explain", "w1", "--json"]);
    let said: Value = serde_json::from_str(&says(&said, 0)).unwrap();
    assert_eq!(said["running"], true, "{said}");
    said["workers"][0].clone()
}

#[test]
fn a_worker_that_cannot_start_is_explained_tried_again_drained_and_resumed() {
    let stage = Stage::new();
    let mut latent = stage.run(&[]);
    let told = stage.until("it backs off", || {
        let told = explained(&stage);
        (told["phase"] == "backing-off").then_some(told)
    });
    assert_eq!((&told["waits"], &told["wanted"]), (&"backoff".into(), &true.into()), "{told}");
    assert!(told["next_unix_ms"].as_u64() > told["since_unix_ms"].as_u64(), "{told}");
    let failure = &told["failure"];
    assert_eq!((&failure["stage"], &failure["class"]), (&"image".into(), &"Rejected".into()), "{told}");
    assert_eq!(failure["made"]["image"], "absent:1");
    let words = says(&stage.latent(&["explain"]), 0);
    for part in ["w1: backing-off for ", "the next try is in ", "the image absent:1 is not on the engine"] {
        assert!(words.contains(part), "{part} in {words}");
    }

    assert!(says(&stage.latent(&["retry", "w1"]), 0).contains("tried again"));
    stage.until("it has failed twice", || (explained(&stage)["failures"] == 2).then_some(()));
    let drained = says(&stage.latent(&["drain", "w1"]), 0);
    assert!(drained.ends_with("w1 is drained; `latent resume w1` ends that\n"), "{drained}");
    let told = explained(&stage);
    assert_eq!((&told["phase"], &told["drained"]), (&"closed".into(), &true.into()), "{told}");

    // What the operator wants outlives the process, however that ends.
    latent.kill();
    let without = says(&stage.latent(&["explain"]), 0);
    assert!(without.contains("w1 is drained, and stays so"), "{without}");
    assert!(says(&stage.latent(&["ps"]), 0).contains("w1 is drained; `latent resume w1` ends that"));
    let examined = stage.latent(&["doctor", "--json"]);
    found(&serde_json::from_slice(&examined.stdout).unwrap(), "state", "warning", "`w1`: it is drained");
    // The socket that is there is that of the process that was killed.
    fs::remove_file(stage.folder().join("state/control.sock")).unwrap();
    latent = stage.run(&[]);
    let told = stage.until("its master has told of the request", || {
        let told = explained(&stage);
        (told["wanted"] == true).then_some(told)
    });
    assert_eq!((&told["phase"], &told["failures"]), (&"closed".into(), &0.into()), "{told}");
    assert!(says(&stage.latent(&["explain"]), 0).contains("it is drained, also after a restart"));
    stage.change("name = \"w1\"", "name = \"w2\"");
    latent.signal("HUP");
    stage.until("w2 is known to be of no use", || {
        let told = stage.latent(&["explain", "w2"]).stdout;
        text(&told).contains("no builder of the master uses it").then_some(())
    });
    stage.until("w1 is forgotten", || stage.latent(&["explain", "w1"]).status.code().filter(|it| *it == 2));
    stage.change("name = \"w2\"", "name = \"w1\"");
    latent.signal("HUP");
    stage.until("w1 is back", || stage.latent(&["explain", "w1"]).status.code().filter(|it| *it == 0));
    stage.until("w1 is drained still", || (explained(&stage)["drained"] == true).then_some(()));

    assert!(says(&stage.latent(&["resume", "w1"]), 0).contains("takes work again"));
    assert_eq!(explained(&stage)["drained"], false);
    let unknown = says(&stage.latent(&["explain", "w2"]), 2);
    assert!(unknown.contains("no worker is called w2; there are w1"), "{unknown}");

    assert!(says(&stage.latent(&["drain"]), 0).ends_with("drained; nothing is left\n"));
    assert_eq!(latent.wait(), Some(0));
}

#[test]
fn without_a_process_the_journal_tells_what_was_known_last_and_replays() {
    let stage = Stage::new();
    let nobody = says(&stage.latent(&["explain"]), 0);
    assert!(nobody.contains("no latent runs with") && nobody.contains("it has no journal yet"), "{nobody}");
    for command in [&["drain"][..], &["retry", "w1"], &["resume", "w1"]] {
        assert!(says(&stage.latent(command), 1).contains("no latent runs with"), "{command:?}");
    }
    let mut latent = stage.run(&[]);
    stage.until("it backs off", || (explained(&stage)["phase"] == "backing-off").then_some(()));
    latent.kill();

    let told = says(&stage.latent(&["explain", "w1"]), 0);
    for part in
        ["its journal ends ", "w1: backing-off", "is not on the engine", "the engines have no container"]
    {
        assert!(told.contains(part), "{part} in {told}");
    }
    let json: Value = serde_json::from_str(&says(&stage.latent(&["explain", "--json"]), 0)).unwrap();
    assert_eq!((&json["running"], &json["last_known"][0]["phase"]), (&false.into(), &"backing-off".into()));

    let piece = stage.journal();
    let journal = fs::read_to_string(&piece).unwrap();
    assert!(journal.contains("hidden:") && !journal.contains(SECRET), "{journal}");
    assert!(!journal.contains(PASSWORD));
    let path = piece.to_str().unwrap();
    let replayed = says(&stage.alone(&["replay", path, "--worker", "w1"]), 0);
    for part in
        ["decided w1: Start", "effect  Start(", "facts   w1: AwaitBackoff", "has the effects that it had"]
    {
        assert!(replayed.contains(part), "{part} in {replayed}");
    }
    let none = says(&stage.alone(&["replay", path, "--from", "99999999"]), 0);
    assert_eq!(none.lines().count(), 1, "{none}");
    for line in says(&stage.alone(&["replay", path, "--json"]), 0).lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["agrees"], true, "{line}");
    }

    fs::write(&piece, journal.replacen("\"Rejected\"", "\"Infra\"", 1)).unwrap();
    let differs = says(&stage.alone(&["replay", path]), 1);
    assert!(differs.contains("DIFFERS"), "{differs}");
    // As a process leaves it that is killed while it writes.
    fs::write(&piece, &journal[..journal.len() - 20]).unwrap();
    assert!(says(&stage.alone(&["replay", path]), 0).contains("cut off"));
    fs::write(&piece, "{}\n").unwrap();
    assert!(says(&stage.alone(&["replay", path]), 2).contains("line 1 of the journal is not readable"));
}

/// The finding of an area and level that says something, as `doctor --json` tells it.
fn found<'a>(told: &'a Value, area: &str, level: &str, words: &str) -> &'a Value {
    let all = told["findings"].as_array().unwrap();
    let fits = |it: &&Value| {
        it["area"] == area && it["level"] == level && it["text"].as_str().unwrap().contains(words)
    };
    all.iter().find(fits).unwrap_or_else(|| panic!("{area} {level} {words} in {told:#}"))
}

#[test]
fn doctor_looks_at_everything_in_order_and_says_what_to_do() {
    let stage = Stage::new();
    let examine =
        |code| -> Value { serde_json::from_str(&says(&stage.latent(&["doctor", "--json"]), code)).unwrap() };
    let told = examine(4);
    assert_eq!(told["healthy"], false);
    found(&told, "state", "fine", "no latent runs with it now");
    found(&told, "engine", "fine", "engine 26.1.5, API 1.24 to 1.45");
    found(&told, "engine", "warning", "its clock is -");
    found(&told, "engine", "warning", "it has no docker-init, and worker `w1` asks for one");
    found(&told, "engine", "fine", "2 processors, 4096 MiB; at most 1 containers");
    let image = found(&told, "image", "wrong", "absent:1 is not there, and nothing says to pull");
    assert!(image["advice"].as_str().unwrap().contains("pull = "), "{image}");
    found(&told, "master", "fine", "the master knows every worker");
    let areas: Vec<_> = told["findings"].as_array().unwrap().iter().map(|it| it["area"].clone()).collect();
    assert_eq!((&areas[0], areas.last().unwrap()), (&"configuration".into(), &"master".into()));
    let words = says(&stage.latent(&["doctor"]), 4);
    assert!(words.contains("WRONG  image") && words.contains("→ pull or build it"), "{words}");
    assert!(words.ends_with("1 wrong, 2 to look at\n"), "{words}");

    let mut latent = stage.run(&[]);
    found(&examine(4), "state", "fine", "latent runs, with 1 workers");
    latent.kill();

    stage.change("image = ", "networking_config = \"ci\"\nimage = ");
    found(&examine(4), "engine", "wrong", "the network ci cannot be used");
    stage.change("10.0.0.1", "localhost");
    found(&examine(4), "configuration", "warning", "set masterFQDN");
    stage.change("name = \"w1\"", "name = \"w9\"");
    found(&examine(4), "master", "wrong", "knows no worker `w9`");
    stage.change("name = \"w9\"", "names = 9");
    found(&examine(3), "configuration", "wrong", "names");
    stage.change("names = 9", "name = \"w1\"");
    fs::remove_file(stage.folder().join("engine.sock")).unwrap();
    found(&examine(4), "engine", "wrong", "engine.sock");
}

/// From the call in master.cfg to a configuration that engine and master agree with, as the README has it.
#[test]
fn what_is_imported_is_checked_as_it_is_but_for_where_the_master_is() {
    let stage = Stage::new();
    let written = fs::read_to_string(stage.folder().join("latent.toml")).unwrap();
    let url = written.lines().find(|line| line.starts_with("url = ")).unwrap();
    let cfg = stage.folder().join("master.cfg");
    let call = format!(
        "c['workers'] = [worker.DockerLatentWorker('w1', '{PASSWORD}', masterFQDN='10.0.0.1',\n\
         docker_host='unix://{}', image='absent:1')]\n",
        stage.folder().join("engine.sock").display()
    );
    fs::write(&cfg, call).unwrap();
    let imported = stage.alone(&["config", "import", cfg.to_str().unwrap()]);
    assert!(imported.status.success(), "{imported:?}");
    let imported = text(&imported.stdout);
    let here = imported.replace("url = \"http://127.0.0.1:8010\"", url);
    assert_ne!(here, imported);
    fs::write(stage.folder().join("latent.toml"), here).unwrap();
    let checked = says(&stage.latent(&["check"]), 0);
    assert!(checked.contains("1 workers") && checked.contains("API 1.24 to 1.45"), "{checked}");
}

/// Each command that a README prints is one that the program takes.
#[test]
fn the_commands_of_the_readmes_are_commands() {
    let stage = Stage::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut commands = Vec::new();
    for readme in [here.join("README.md"), here.join("../../README.md")] {
        let readme = fs::read_to_string(readme).unwrap();
        let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
        let lines = blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("latent "));
        // A comment, a file that is written to, and what `exec` hands to another program are not the program's.
        let word = |line: &str| line.split([' ', '#', '>']).next().unwrap().to_owned();
        let own =
            |line: &str| line.split(['#', '>']).next().unwrap().split(" -- ").next().unwrap().to_owned();
        commands.extend(lines.map(|line| (word(line), own(line))));
    }
    assert!(commands.len() > 15, "{commands:?}");
    for (word, line) in commands {
        let mut words: Vec<_> = line.split_whitespace().collect();
        words.push("--help");
        let help = says(&stage.alone(&words), 0);
        assert!(help.contains(&format!("Usage: latent {word}")), "{line}: {help}");
    }
}

#[test]
fn every_line_of_a_json_log_is_json_with_the_same_keys() {
    let stage = Stage::new();
    let mut latent = stage.run(&[]);
    stage.until("it backs off", || (explained(&stage)["phase"] == "backing-off").then_some(()));
    // One that fails says so in the same form.
    let second = stage.latent_with(&["--log-format", "json", "run"], &[]);
    assert_eq!(second.status.code(), Some(3));
    latent.signal("TERM");
    assert_eq!(latent.wait(), Some(0));
    let log = latent.said() + &text(&second.stderr);
    let mut failed = None;
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for key in ["timestamp", "level", "target"] {
            assert!(line[key].is_string(), "{key} in {line}");
        }
        assert!(line["fields"]["message"].is_string(), "{line}");
        if line["fields"]["message"] == "failed" {
            failed = Some(line["fields"].clone());
        }
    }
    let failed = failed.unwrap();
    for (key, value) in [
        ("worker", "w1"),
        ("class", "rejected"),
        ("phase", "starting"),
        ("stage", "looking for the image"),
        ("image", "absent:1"),
    ] {
        assert_eq!(failed[key], value, "{failed}");
    }
    assert!(failed["host"].as_str().unwrap().starts_with("unix://"), "{failed}");
    assert!(log.contains("another latent (process "), "{log}");
    assert!(!log.contains(PASSWORD) && !log.contains(SECRET), "{log}");
}

#[test]
fn shells_are_completed_and_exit_codes_are_told() {
    let stage = Stage::new();
    for shell in ["bash", "zsh", "fish"] {
        let completions = says(&stage.alone(&["completions", shell]), 0);
        for word in ["explain", "drain", "replay", "doctor", "completions"] {
            assert!(completions.contains(word), "{word} for {shell}");
        }
    }
    let script = stage.folder().join("completions");
    fs::write(&script, stage.alone(&["completions", "bash"]).stdout).unwrap();
    let read = Command::new("bash").arg("-n").arg(&script).stdin(Stdio::null()).output().unwrap();
    assert!(read.status.success(), "{read:?}");
    says(&stage.alone(&["completions", "tcsh"]), 2);
    let help = says(&stage.alone(&["--help"]), 0);
    for line in ["2  the command line", "3  the configuration", "4  an engine", "5  the master"] {
        assert!(help.contains(line), "{help}");
    }
}

/// The unit names nothing that the program does not do.
#[test]
fn the_unit_says_what_the_program_does() {
    let unit =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/latent.service")).unwrap();
    for line in ["Type=notify", "WatchdogSec=", "KillMode=mixed", "TimeoutStopSec=", "ExecReload="] {
        assert!(unit.contains(line), "{line} in {unit}");
    }
}
