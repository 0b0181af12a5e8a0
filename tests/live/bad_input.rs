//! Bad input: each one clear line, and an exit code that says where to look (3 configuration, 4 engine, 5 master).

use std::{
    fs,
    os::unix::{fs::PermissionsExt, net::UnixListener},
    process::{Command, Output, Stdio},
    time::Duration,
};

use acceptance::{
    latent::{Home, Running, master_table, worker_table},
    live,
    master::{CONTROL, Master, VIEWER, WORKER_PASSWORD},
};
use serde_json::Value;

use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try, no_password};

const MASTER_NOWHERE: &str = "[master]\nurl = \"http://127.0.0.1:1\"\nmasterFQDN = \"m\"\n";

#[track_caller]
fn ends(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

/// Expects `latent check` to end with this code and one line that holds all of these words.
#[track_caller]
pub(crate) fn refused(text: &str, code: i32, words: &[&str]) {
    let home = Home::with(text);
    refused_by(home.command("check"), code, words);
}

#[track_caller]
fn refused_by(command: Command, code: i32, words: &[&str]) {
    let shown = format!("{command:?}");
    let done = ends(command);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(code), "{shown}: {said}");
    let errors: Vec<_> = said.lines().filter(|line| line.starts_with("latent: ")).collect();
    assert_eq!(errors.len(), 1, "{said}");
    assert_eq!(
        said.trim_end().lines().last(),
        Some(errors[0]),
        "the error is one line, and the last: {said}"
    );
    for word in words {
        assert!(errors[0].contains(word), "no `{word}` in: {said}");
    }
    for secret in [WORKER_PASSWORD, CONTROL.1, "wrong-secret"] {
        assert!(!said.contains(secret), "{said}");
    }
}

fn config(engine: &str, keys: &str) -> String {
    format!("{MASTER_NOWHERE}{}", worker_table("linux-1", engine, keys))
}

#[test]
fn wrong_configurations() {
    let host = &live::engine().host;
    let table: [(String, &[&str]); 8] = [
        (config(host, "image = \"x\"\nvolums = []"), &["unknown key `volums`", "did you mean `volumes`?"]),
        (config(host, ""), &["missing `image` or `dockerfile`"]),
        (config(host, "image = \"x\"\nvolumes = [\"cache\"]"), &["`cache` has no `:`", "source:target"]),
        (config(host, "image = \"x\"\nversion = \"1.99\""), &["API 1.99 is not known"]),
        (config("ssh://ci:secret@engine", "image = \"x\""), &["`docker_host`", "holds a password"]),
        (config(host, "image = \"x\"\nhostconfig = { mem_limt = 1 }"), &["did you mean `mem_limit`?"]),
        (config(host, "image = \"x\"\nbuild_wait_timeout = \"5\""), &["`5` has no unit"]),
        ("[master\n".into(), &["not valid TOML"]),
    ];
    for (text, words) in &table {
        refused(text, 3, words);
    }
    let home = Home::with("");
    fs::remove_file(home.config()).unwrap();
    refused_by(home.command("check"), 3, &["latent.toml", "No such file"]);
}

#[test]
fn engines_that_cannot_be_used() {
    let engine = live::engine();
    refused(&config("unix:///nowhere.sock", "image = \"x\""), 4, &["/nowhere.sock"]);
    refused(&config("tcp://127.0.0.1:1", "image = \"x\""), 4, &["127.0.0.1:1", "nothing listens"]);
    // Known to us, not to this engine.
    let pinned = config(&engine.host, "image = \"x\"\nversion = \"1.50\"");
    refused(&pinned, 4, &["linux-1", "1.50", "1.12", "1.41"]);
    // Something else listens there.
    let master = master(&["linux-1"]);
    let wrong = format!("tcp://{}", master.url.trim_start_matches("http://").trim_end_matches('/'));
    refused(&config(&wrong, "image = \"x\""), 4, &["127.0.0.1"]);
}

#[test]
fn a_socket_without_permission() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("engine.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let text = config(&format!("unix://{}", socket.display()), "image = \"x\"");
    let (path, binary) = (folder.path().join("latent.toml"), folder.path().join("latent"));
    fs::write(&path, format!("state_dir = {:?}\n{text}", folder.path().join("state"))).unwrap();
    // Where the tree is may be closed to others, so that the program is taken along.
    fs::copy(live::latent(), &binary).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary);
    command.args(["check", "--config"]).arg(&path);
    refused_by(command, 4, &["engine.sock", "ermission denied"]);
}

#[test]
fn masters_that_cannot_be_used() {
    let host = &live::engine().host;
    let master = master(&["linux-1"]);
    let worker = worker_table("linux-1", host, "image = \"x\"");
    let table = master_table(&master);
    let nowhere = table.replace(&master.url, "http://127.0.0.1:1/");
    let other = table.replace(&master.url, &live::engine().tcp.replace("tcp:", "http:"));
    let below = table.replace(&master.url, &format!("{}ci/", master.url));
    let wrong = table.replace(CONTROL.1, "wrong-secret");
    let nobody = table.replace("user = ", "# ").replace("\npassword = ", "\n# ");
    let viewer = table.replace(CONTROL.1, VIEWER.1).replace(CONTROL.0, VIEWER.0);
    let unknown = worker_table("linux-7", host, "image = \"x\"");

    let table: [(String, &[&str]); 7] = [
        (nowhere + &worker, &["cannot reach the master", "127.0.0.1:1", "is the master running"]),
        (other + &worker, &["is not a Buildbot master"]),
        (below + &worker, &["is not a Buildbot master"]),
        (wrong + &worker, &["refuses the password of user `ctl`"]),
        (nobody + &worker, &["does not let anybody control workers"]),
        (viewer + &worker, &["does not let user `viewer` control workers"]),
        (table + &unknown, &["knows no worker `linux-7`", "it knows `linux-1`"]),
    ];
    for (text, words) in &table {
        refused(text, 5, words);
        // `run` says the same, and no container is left by it.
        let home = Home::with(text);
        let done = ends(home.command("run"));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(5), "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
        assert_eq!(home.leaked(), 0);
    }
}

#[test]
fn a_state_folder_in_use_is_said() {
    let master = master(&["linux-1"]);
    let home = Home::new(&master, &live::engine().host, &["linux-1"], "image = \"x\"");
    let mut first = home.run();
    first.wait_for("running", None, 0, MINUTE);
    let second = ends(home.command("run"));
    assert_eq!(second.status.code(), Some(3), "{second:?}");
    // What runs for long says its errors where it says the rest, in the form that was asked for.
    let said: Vec<_> = second.stderr.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let last: Value = serde_json::from_slice(said[said.len() - 1]).unwrap();
    assert_eq!(last["level"], "ERROR", "{last}");
    for word in ["another latent", "state_dir"] {
        assert!(last["fields"]["message"].as_str().unwrap().contains(word), "no `{word}` in: {last}");
    }
    first.drain(MINUTE);
}

/// The build stays pending, the reason names the image, and the engine is not asked again and again.
#[test]
fn an_image_that_does_not_exist_keeps_the_build_waiting() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let home = Home::new(&master, &engine.host, &["linux-1"], "image = \"no-such-image:1\"");
    let mut latent = home.run();

    let requests = master.force("echo", 1, &[]);
    let (line, next) = failed(&latent, 0, MINUTE);
    assert_eq!(line["fields"]["class"], "rejected", "{line}");
    assert!(line["fields"]["reason"].as_str().unwrap().contains("no-such-image:1"), "{line}");
    assert_eq!(line["level"], "ERROR");
    // The next try comes after ten seconds, and no other before.
    let before = std::time::Instant::now();
    failed(&latent, next, MINUTE);
    assert!(before.elapsed() > 9 * SECOND, "tried again after {:?}", before.elapsed());
    assert_eq!(latent.text().matches("\"message\":\"starting\"").count(), 2);

    let waiting = master.wait(&requests, Duration::ZERO);
    assert!(!waiting[0].complete && waiting[0].builds.is_empty(), "{waiting:?}");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    no_password(&home, &latent.text());
}

/// Pinned by the operator, and refused by the engine: said with both versions, and no obstacle to the end of it all.
#[test]
fn a_version_that_the_engine_does_not_speak_keeps_the_build_waiting() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!("image = {:?}\nversion = \"1.50\"", engine.worker_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    let (line, next) = failed(&latent, 0, MINUTE);
    let reason = line["fields"]["reason"].as_str().unwrap();
    assert!(["1.50", "1.12", "1.41"].iter().all(|version| reason.contains(version)), "{reason}");
    latent.wait_for("gone", Some("linux-1"), next, MINUTE);
    assert!(master.wait(&requests, Duration::ZERO)[0].builds.is_empty());
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// It says once that the engine is away, and works as soon as it is there.
#[test]
fn an_engine_that_is_away_is_waited_for() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("sock");
    let host = format!("unix://{}", socket.display());
    let home = Home::new(&master, &host, &["linux-1"], &format!("image = {:?}", engine.worker_image));
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    let (line, _) = latent.wait_for("cannot list instances", None, 0, MINUTE);
    assert!(line["fields"]["error"].as_str().unwrap().contains("sock"), "{line}");
    std::thread::sleep(5 * SECOND);
    assert_eq!(latent.text().matches("cannot list instances").count(), 1);
    std::os::unix::fs::symlink(engine.socket(), &socket).unwrap();
    succeeded_at_first_try(&master.wait(&requests, MINUTE));
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// A master that takes the connection and says nothing does not make SIGTERM wait for it.
#[test]
fn sigterm_does_not_wait_for_a_master_that_is_silent() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let text = MASTER_NOWHERE.replace("http://127.0.0.1:1", &url);
    let home = Home::with(&(text + &worker_table("linux-1", &live::engine().host, "image = \"x\"")));
    let mut latent = home.run();
    let _connection = silent.accept().unwrap();
    latent.signal("TERM");
    assert_eq!(latent.wait(3 * SECOND).code(), Some(0));
}

fn failed(latent: &Running, from: usize, patience: Duration) -> (Value, usize) {
    latent.wait_for("failed", Some("linux-1"), from, patience)
}

/// What `latent check` says when all is well.
#[test]
fn a_configuration_that_is_right_is_checked_whole() {
    let engine = live::engine();
    let master: Master = master(&["linux-1", "linux-2"]);
    let text = master_table(&master)
        + &worker_table("linux-1", &engine.host, "image = \"x\"\nversion = \"1.40\"")
        + &worker_table("linux-2", &engine.tcp, "image = \"x\"");
    let home = Home::with(&text);
    let done = ends(home.command("check"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    for words in [
        "2 workers",
        "API 1.12 to 1.41",
        "`linux-1` uses API 1.40",
        "`linux-2` uses API 1.41",
        "knows every worker",
    ] {
        assert!(said.contains(words), "no `{words}` in: {said}");
    }
    assert!(!home.state().exists(), "a check changes nothing");
}
