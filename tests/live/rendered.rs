//! Containers whose options depend on their builds, and what is handed to them beside the environment.

use std::{fs, process::Command};

use acceptance::{
    latent::{Home, master_table, program, worker_table},
    live,
    master::WORKER_PASSWORD,
    proxy::Proxy,
    raw,
};
use serde_json::{Value, json};

use crate::{MINUTE, builds::master, builds::succeeded_at_first_try, no_password};

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

/// Two builds that ask for different things get containers of their own, although an idle one is there.
#[test]
fn a_container_is_what_its_build_asks_for() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!(
        "image = \"%(prop:image:~nowhere)s\"\ncommand = [\"sh\", \"-c\", {WORKER:?}]\n\
         hostname = \"box-%(prop:seconds)s\"\nvolumes = [\"live-%(prop:seconds)s:/cache\", \"/scratch\"]\n\
         hostconfig = {{ mem_limit = \"%(prop:seconds)sm\", init = false }}\nbuild_wait_timeout = \"10m\""
    );
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    let mut flavours = Vec::new();
    for seconds in ["128", "192"] {
        let from = latent.lines();
        let asked = [("seconds", seconds), ("image", engine.worker_image.as_str())];
        let requests = master.force("echo", 1, &asked);
        latent.wait_for("started", Some("linux-1"), from, MINUTE);
        let it = inspect(&home);
        assert_eq!(it["Config"]["Hostname"], format!("box-{seconds}"));
        assert_eq!(it["HostConfig"]["Binds"], json!([format!("live-{seconds}:/cache")]));
        assert_eq!(it["HostConfig"]["Memory"], seconds.parse::<u64>().unwrap() << 20);
        assert_eq!(it["HostConfig"]["Init"], false);
        let mounted: Vec<_> = it["Mounts"].as_array().unwrap().iter().map(|m| &m["Destination"]).collect();
        assert!(mounted.contains(&&json!("/scratch")), "{mounted:?}");
        flavours.push(it["Config"]["Labels"]["latent.flavour"].as_str().unwrap().to_owned());
        assert_eq!(succeeded_at_first_try(&master.wait(&requests, MINUTE)).len(), 1);
        latent.wait_for("gone", Some("linux-1"), from, MINUTE);
    }
    assert_ne!(flavours[0], flavours[1]);
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
    for seconds in ["128", "192"] {
        delete(&format!("/volumes/live-{seconds}"));
    }
}

/// What only the configuration may ask for, asked for by a build: no container, and a line that says why.
#[test]
fn a_build_cannot_mount_the_engine_s_machine() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = format!("image = {:?}\nvolumes = [\"%(prop:image:~cache)s:/x\"]", engine.busybox_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let mut latent = home.run();
    master.force("echo", 1, &[("image", "/etc")]);
    let (line, _) = latent.wait_for("failed", Some("linux-1"), 0, MINUTE);
    assert_eq!(line["fields"]["class"], "rejected");
    let reason = line["fields"]["reason"].as_str().unwrap();
    assert!(reason.contains("ask for the folder /etc of the engine's machine"), "{reason}");
    assert_eq!(home.containers(), [Value::Null; 0]);
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// The password and a secret come as files: the worker attaches with it, and neither is in what the engine, the log or
/// the state shows.
#[test]
fn secrets_come_as_files_and_are_shown_nowhere() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let script = format!(
        "echo I was told $(cat /run/secrets/token) and $MODE; \
         [ -z \"$WORKERPASS\" ] && export WORKERPASS=$(cat $WORKERPASS_FILE); {WORKER}"
    );
    let keys = format!(
        "image = {:?}\nentrypoint = [\"sh\", \"-c\"]\ncommand = [{script:?}]\nsecret_delivery = \"file\"\n\
         secrets = {{ \"/run/secrets/token\" = {{ file = \"token\" }} }}\nenvironment = {{ MODE = \"live-mode\" }}\n\
         labels = {{ team = \"ci\" }}\nuser = \"1000:1000\"\nworkdir = \"/tmp\"\nmemory = \"256m\"\ncpus = 0.5\n\
         hardened = true\nfollowStartupLogs = true\nmaster_protocol = \"pb\"\nbuild_wait_timeout = \"10m\"",
        engine.worker_image
    );
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let token = "live-token-0451";
    fs::write(home.folder().join("token"), token).unwrap();
    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    succeeded_at_first_try(&master.wait(&requests, MINUTE));

    let it = inspect(&home);
    let environment = it["Config"]["Env"].as_array().unwrap();
    for line in ["WORKERPASS_FILE=/run/latent/worker-password", "MODE=live-mode", "BUILDMASTER_PROTOCOL=pb"] {
        assert!(environment.contains(&line.into()), "no {line}: {environment:?}");
    }
    assert_eq!(it["Config"]["Entrypoint"], json!(["sh", "-c"]));
    assert_eq!((&it["Config"]["User"], &it["Config"]["WorkingDir"]), (&"1000:1000".into(), &"/tmp".into()));
    assert_eq!(it["Config"]["Labels"]["team"], "ci");
    assert_eq!(
        (&it["HostConfig"]["Memory"], &it["HostConfig"]["NanoCpus"]),
        (&(256 << 20).into(), &500_000_000.into())
    );
    assert_eq!(it["HostConfig"]["SecurityOpt"], json!(["no-new-privileges"]));
    assert_eq!(it["HostConfig"]["CapDrop"], json!(["ALL"]));
    assert_eq!(it["HostConfig"]["PidsLimit"], 1024);
    let listed = get("/containers/json?all=1");
    for shown in [it.to_string(), listed.to_string()] {
        assert!(!shown.contains(WORKER_PASSWORD) && !shown.contains(token), "{shown}");
    }

    latent.drain(MINUTE);
    let text = latent.text();
    assert!(text.contains("I was told <redacted> and live-mode"), "{text}");
    assert!(!text.contains(token), "{text}");
    no_password(&home, &text);
    assert_eq!(home.leaked(), 0);
}

/// An image that latent built is built anew when its recipe changes, and goes with `latent gc`.
#[test]
fn a_recipe_that_changes_makes_another_image_and_the_old_one_is_collected() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys = |mark: &str| {
        format!(
            "dockerfile = \"FROM {} AS one\\nARG MARK\\nLABEL live-mark=$MARK\\nFROM scratch\\n\"\n\
             target = \"one\"\nbuildargs = {{ MARK = {mark:?} }}",
            engine.worker_image
        )
    };
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys("first"));
    let images = |mark: &str| {
        let filters = format!("%7B%22label%22%3A%5B%22live-mark%3D{mark}%22%5D%7D");
        get(&format!("/images/json?filters={filters}"))
    };
    let build = |home: &Home| {
        let mut latent = home.run();
        let requests = master.force("echo", 1, &[]);
        assert_eq!(succeeded_at_first_try(&master.wait(&requests, 2 * MINUTE)).len(), 1);
        latent.drain(MINUTE);
        latent.text()
    };
    assert!(build(&home).contains("building the image"));
    assert!(!build(&home).contains("building the image"), "the same recipe is the same image");
    let first = images("first");
    assert!(first[0]["RepoTags"][0].as_str().unwrap().starts_with("latent-built:"), "{first}");

    let text = fs::read_to_string(home.config()).unwrap().replace("MARK = \"first\"", "MARK = \"second\"");
    home.rewrite(&text);
    assert!(build(&home).contains("building the image"));
    let dry = home.command("gc").arg("--dry-run").output().unwrap();
    assert!(dry.status.success(), "{dry:?}");
    assert_eq!(
        (images("first").as_array().unwrap().len(), images("second").as_array().unwrap().len()),
        (1, 1)
    );
    let done = home.command("gc").output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let name = first[0]["RepoTags"][0].as_str().unwrap();
    assert!(String::from_utf8_lossy(&done.stdout).contains(name), "{done:?}");
    assert_eq!(
        (images("first").as_array().unwrap().len(), images("second").as_array().unwrap().len()),
        (0, 1)
    );
    home.rewrite(
        &text
            .replace("dockerfile = ", "image = \"x\"\n# dockerfile = ")
            .replace("target", "# target")
            .replace("buildargs", "# buildargs"),
    );
    let done = home.command("gc").output().unwrap();
    assert!(done.status.success(), "{done:?}");
    assert_eq!(images("second"), json!([]));
    assert_eq!(home.leaked(), 0);
}

/// `latent check` names what the version that will be negotiated lacks; nothing is created for it.
#[test]
fn options_that_the_engine_lacks_are_named_by_check() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let keys =
        format!("image = {:?}\nhostconfig = {{ annotations = {{ a = \"b\" }} }}", engine.busybox_image);
    let home = Home::new(&master, &engine.host, &["linux-1"], &keys);
    let done = home.command("check").output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(said.contains("`hostconfig.annotations` needs API 1.43"), "{said}");
}

/// The recipes of `contrib`, built on a base that this machine can have, one on the other; the worker of the second
/// attaches with a password from a file. The first comes as an archive, the second as a folder.
#[test]
fn the_recipes_of_contrib_build() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let contrib = format!("{}/../crates/latent/contrib", env!("CARGO_MANIFEST_DIR"));
    let archived = |recipe: &str, home: &Home| {
        let archive = home.folder().join("context.tar.gz");
        let done = Command::new("tar")
            .args([
                "-czf".as_ref(),
                archive.as_os_str(),
                "-C".as_ref(),
                format!("{contrib}/{recipe}").as_ref(),
            ])
            .arg(".")
            .status();
        assert!(done.is_ok_and(|status| status.success()));
    };
    let keys = |image: &str, context: &str, base: &str| {
        format!(
            "image = {image:?}\ncustom_context = true\ndockerfile = {context:?}\nsecret_delivery = \"file\"\n\
             buildargs = {{ BASE = {base:?}, PACKAGES = \"\" }}"
        )
    };
    let home = Home::with("");
    archived("worker", &home);
    let base = home.folder().join("Dockerfile");
    fs::write(&base, format!("FROM {}\nENV PATH=/opt/own/bin:/usr/bin:/bin\n", engine.worker_image)).unwrap();
    let words = ["image", "build", "-t", "live-contrib:base", "-H", &engine.host];
    assert!(program().args(words).arg(&base).output().unwrap().status.success());
    let folder = format!("{contrib}/pythonnode");
    let minimal = keys("live-contrib:worker", "context.tar.gz", "live-contrib:base");
    let derived = keys("live-contrib:node", &folder, "live-contrib:worker");
    for worker in [minimal, derived] {
        let worker = worker_table("linux-1", &engine.host, &worker);
        home.rewrite(&format!("state_dir = \"state\"\n{}{worker}", master_table(&master)));
        let mut latent = home.run();
        let requests = master.force("echo", 1, &[]);
        assert_eq!(succeeded_at_first_try(&master.wait(&requests, 2 * MINUTE)).len(), 1);
        latent.drain(MINUTE);
        assert!(latent.text().contains("building the image"), "{}", latent.text());
        no_password(&home, &latent.text());
        assert_eq!(home.leaked(), 0);
    }
    let node = get("/images/live-contrib:node/json");
    let path = "PATH=/opt/venv/bin:/opt/own/bin:/usr/bin:/bin";
    assert!(node["Config"]["Env"].as_array().unwrap().contains(&path.into()), "{}", node["Config"]);
    the_line_of_the_readme_tries("live-contrib:worker");
    for image in ["node", "worker", "base"] {
        delete(&format!("/images/live-contrib:{image}"));
    }
}

/// The line by which the README has a newcomer try the worker's image says that all is well with the image it has built.
fn the_line_of_the_readme_tries(image: &str) {
    let engine = live::engine();
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/latent/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let line = readme.lines().find(|line| line.starts_with("latent try ")).unwrap();
    let words: Vec<&str> = line.split('#').next().unwrap().split_whitespace().skip(1).collect();
    let name = *words.last().unwrap();
    let tag = format!("/images/{image}/tag?repo={name}&tag=latest");
    assert_eq!(raw::engine(engine.socket(), "POST", &tag, None).status, 201);
    let done = program().args(&words).env("DOCKER_HOST", &engine.host).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    delete(&format!("/images/{name}:latest"));
    assert!(done.status.success() && said.contains("exit code "), "{line}\n{said}");
}

/// Two addresses of one engine stand for two engines: each build runs where it asks for, after a restart of latent the
/// container is found where it is, and an engine that is not listed is refused.
#[test]
fn a_build_chooses_its_engine() {
    let engine = live::engine();
    let master = master(&["linux-1"]);
    let (first, second) = (Proxy::to(engine.socket()), Proxy::to(engine.socket()));
    let keys = format!(
        "image = {:?}\ndocker_hosts = [{:?}]\nbuild_wait_timeout = \"10m\"\nbuilds_may_be_incompatible = false",
        engine.worker_image,
        second.host()
    );
    let host = format!("%(prop:image:~{})s", first.host());
    let home = Home::new(&master, &host, &["linux-1"], &keys);
    let created =
        |proxy: &Proxy| proxy.targets().iter().filter(|it| it.contains("/containers/create?")).count();
    let removed = |proxy: &Proxy| proxy.targets().iter().filter(|it| it.starts_with("DELETE ")).count();

    let latent = home.run();
    let requests = master.force("echo", 1, &[("image", &second.host())]);
    let used = succeeded_at_first_try(&master.wait(&requests, MINUTE));
    assert_eq!((created(&first), created(&second)), (0, 1));
    latent.signal("TERM");
    let mut latent = {
        let mut latent = latent;
        latent.wait(MINUTE);
        home.run()
    };
    latent.wait_for("adopted", Some("linux-1"), 0, MINUTE);
    latent.drain(MINUTE);
    // It is one engine, so either address is where it is.
    assert_eq!(removed(&first) + removed(&second), 1, "{used:?}");
    assert_eq!(home.leaked(), 0);

    let mut latent = home.run();
    let requests = master.force("echo", 1, &[]);
    succeeded_at_first_try(&master.wait(&requests, MINUTE));
    assert_eq!((created(&first), created(&second)), (1, 1));
    latent.drain(MINUTE);
    let mut latent = home.run();
    master.force("echo", 1, &[("image", "unix:///elsewhere")]);
    let (line, _) = latent.wait_for("failed", Some("linux-1"), 0, MINUTE);
    let reason = line["fields"]["reason"].as_str().unwrap();
    assert!(reason.contains("the build asks for the engine unix:///elsewhere; it may be "), "{reason}");
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}

/// The two commands with which an image is made and tried by hand.
#[test]
fn a_lone_dockerfile_becomes_an_image_that_can_be_tried() {
    let engine = live::engine();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Dockerfile");
    fs::write(
        &file,
        format!("FROM {}\nARG SECONDS\nENV SECONDS=$SECONDS\nCMD sleep $SECONDS\n", engine.busybox_image),
    )
    .unwrap();
    let latent = |words: &[&str]| {
        let stdin = fs::File::open(&file).unwrap();
        let done = program().args(words).args(["-H", &engine.host]).stdin(stdin).output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    };
    let image = "live-tried:1";
    let build = |seconds: &str, from: &str| {
        let arg = format!("SECONDS={seconds}");
        let (code, said) = latent(&["image", "build", "-t", image, "--build-arg", &arg, from]);
        assert!(code == Some(0) && said.contains("FROM"), "{said}");
    };
    build("600", file.to_str().unwrap());
    let (code, said) = latent(&["try", image, "--seconds", "1"]);
    assert!(code == Some(0) && said.contains("exit code 143"), "{said}");
    build("0", "-");
    let (code, said) = latent(&["try", image]);
    assert!(code == Some(1) && said.contains("it ended by itself"), "{said}");
    let (code, said) = latent(&["try", "live-nowhere:1"]);
    assert!(
        code == Some(1) && said.contains("it does not start") && said.contains("live-nowhere:1"),
        "{said}"
    );
    let left = get("/containers/json?all=1").to_string();
    assert!(!left.contains("latent-try-"), "{left}");
    delete(&format!("/images/{image}"));
}
