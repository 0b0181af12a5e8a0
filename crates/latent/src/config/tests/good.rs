use std::{fs, time::Duration};

use docker_wire::ApiVersion;
use serde_json::json;

use super::*;
use crate::fleet::{Properties, WorkerName};

/// Every key of the first form of `latent.toml`.
const FULL: &str = r#"
state_dir = "/var/lib/latent"

[master]
url = "http://127.0.0.1:8010"
user = "latent"
password = { file = "master-password" }
worker_port = 9989
masterFQDN = "buildmaster.example"

[[worker]]
name = "linux-1"
password = { env = "LINUX1_PASS" }
docker_host = "tcp://localhost:2375"
version = "1.41"
image = "%(prop:image:-my_project_worker)s"
command = []
volumes = ["cache:/cache", "/srv/src:/src:ro"]
hostconfig = { mem_limit = "2g", dns = ["9.9.9.9"] }
networking_config = "bridge"
followStartupLogs = true
build_wait_timeout = "0s"
"#;

#[test]
fn the_full_configuration_gives_these_values() {
    let folder = tempfile::tempdir().unwrap();
    write_secret(&folder.path().join("master-password"), "hunter2\n", 0o600);
    let config = parse_in(folder.path(), FULL).unwrap();

    assert_eq!(config.state_dir, Path::new("/var/lib/latent"));
    assert_eq!(config.master.url.to_string(), "http://127.0.0.1:8010");
    let login = config.master.login.unwrap();
    assert_eq!((login.user.as_str(), login.password.expose()), ("latent", "hunter2"));
    assert_eq!(config.master.worker_port, 9989);
    assert_eq!(config.master.master_fqdn.to_string(), "buildmaster.example");
    assert_eq!(config.warnings, []);

    let [worker] = config.workers.as_slice() else { panic!("one worker") };
    assert_eq!(worker.name, WorkerName("linux-1".to_owned()));
    assert_eq!(worker.password.expose(), "pass-1");
    assert_eq!(worker.docker_host.to_string(), "tcp://localhost:2375");
    assert_eq!(worker.version, Some(ApiVersion::V1_41));
    let image = worker.image.as_ref().unwrap();
    assert_eq!(image.render(&Properties::new()).unwrap(), "my_project_worker");
    assert_eq!(worker.dockerfile, None);
    assert_eq!(worker.pull, PullPolicy::Never);
    assert_eq!(worker.command, Vec::<String>::new());
    assert_eq!(worker.hostname, None);
    assert_eq!(worker.volumes.len(), 2);
    assert!(worker.volumes[1].is_read_only());
    assert_eq!(
        worker.host_config,
        json!({
            "Binds": ["cache:/cache", "/srv/src:/src:ro"],
            "Dns": ["9.9.9.9"],
            "Init": true,
            "Memory": 2_147_483_648_u64,
            "NetworkMode": "bridge",
        })
    );
    assert_eq!(worker.networking_config, None);
    assert!(worker.follow_startup_logs);
    assert_eq!((worker.buildmaster.as_str(), worker.buildmaster_port), ("buildmaster.example", 9989));
    assert_eq!(worker.build_wait_timeout, Idle::AfterEachBuild);
    assert_eq!(worker.missing_timeout, Some(Duration::from_secs(300)));
    assert_eq!((worker.max_builds, worker.builds_per_instance), (1, None));
}

#[test]
fn a_silent_configuration_has_the_defaults() {
    let config = parse(&with("")).unwrap();
    assert_eq!(config.state_dir, Path::new("/var/lib/latent"));
    assert_eq!(config.master.login, None);
    assert_eq!(config.master.worker_port, 9989);
    let worker = &config.workers[0];
    assert_eq!((worker.buildmaster.as_str(), worker.buildmaster_port), ("ci.example", 9989));
    assert_eq!(worker.host_config, json!({ "Init": true }));
    assert_eq!(worker.version, None);
    assert!(!worker.follow_startup_logs);
}

#[test]
fn every_name_of_a_key_means_the_same() {
    let document = "\
followStartupLogs = true\nmasterFQDN = \"m:1\"\nalwaysPull = true\nautopull = true\n";
    let snake = "\
follow_startup_logs = true\nmaster_fqdn = \"m:1\"\nalways_pull = true\nautopull = true\n";
    assert_eq!(worker(document), worker(snake));
    assert_eq!(worker(&format!("{document}{}", snake.replace("autopull = true\n", ""))), worker(document));
}

#[test]
fn one_definition_makes_several_workers() {
    let names = |lines: &str| -> Vec<String> {
        let text = with("").replace("name = \"linux-1\"", lines);
        parse(&text).unwrap().workers.into_iter().map(|worker| worker.name.0).collect()
    };
    assert_eq!(names("names = [\"b\", \"a\"]"), ["b", "a"]);
    assert_eq!(names("name = \"linux-{n}\"\ncount = 3"), ["linux-1", "linux-2", "linux-3"]);
    assert_eq!(names("name = \"one\""), ["one"]);
    let text = with("").replace("name = \"linux-1\"", "name = \"x\"\ncount = 1");
    assert!(parse(&text).is_err());
}

#[test]
fn a_worker_may_reach_the_master_elsewhere() {
    let at = |text: &str| {
        let worker = worker(&format!("masterFQDN = {text:?}"));
        (worker.buildmaster, worker.buildmaster_port)
    };
    assert_eq!(at("other"), ("other".to_owned(), 9989));
    assert_eq!(at("other:1"), ("other".to_owned(), 1));
    assert_eq!(at("[::1]:1"), ("::1".to_owned(), 1));
    let text = with("").replace("[master]", "[master]\nworker_port = 7\nmasterFQDN = \"ci:8\"");
    assert_eq!(parse(&text).unwrap().workers[0].buildmaster_port, 8);
}

#[test]
fn idle_and_missing_timeouts_are_read() {
    let table = [
        ("0", Idle::AfterEachBuild),
        ("\"0s\"", Idle::AfterEachBuild),
        ("5", Idle::After(Duration::from_secs(5))),
        ("\"2m\"", Idle::After(Duration::from_secs(120))),
        ("-1", Idle::Never),
        ("\"never\"", Idle::Never),
    ];
    for (text, idle) in table {
        assert_eq!(worker(&format!("build_wait_timeout = {text}")).build_wait_timeout, idle, "{text}");
    }
    assert_eq!(worker("missing_timeout = \"90s\"").missing_timeout, Some(Duration::from_secs(90)));
    assert_eq!(worker("missing_timeout = -1").missing_timeout, None);
    let many = worker("build_wait_timeout = 5\nmax_builds = 3\nbuilds_per_instance = 10");
    assert_eq!((many.max_builds, many.builds_per_instance), (3, Some(10)));
}

#[test]
fn pull_policies_are_read() {
    let table = [
        ("", PullPolicy::Never),
        ("autopull = false", PullPolicy::Never),
        ("autopull = true", PullPolicy::Missing),
        ("autopull = true\nalwaysPull = true", PullPolicy::Always),
        ("pull = \"never\"", PullPolicy::Never),
        ("pull = \"missing\"", PullPolicy::Missing),
        ("pull = \"always\"\nautopull = true\nalwaysPull = true", PullPolicy::Always),
    ];
    for (lines, policy) in table {
        assert_eq!(worker(lines).pull, policy, "{lines}");
    }
}

#[test]
fn commands_and_versions_are_read() {
    assert_eq!(worker("command = \"sh -c 'a b'\"").command, ["sh", "-c", "a b"]);
    assert_eq!(worker("command = [\"a b\"]").command, ["a b"]);
    assert_eq!(worker("version = \"auto\"").version, None);
    assert_eq!(worker("hostname = \"box-1\"").hostname.as_deref(), Some("box-1"));
}

#[test]
fn a_dockerfile_is_content_or_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "# a\nfrom scratch\n").unwrap();
    let text = with("").replace("image = \"debian:13\"", "dockerfile = { file = \"Dockerfile\" }");
    let worker = parse_in(folder.path(), &text).unwrap().workers.remove(0);
    assert_eq!((worker.image, worker.dockerfile.as_deref()), (None, Some("# a\nfrom scratch\n")));
    let text = with("dockerfile = '''\nFROM debian\nRUN true\n'''");
    assert_eq!(parse(&text).unwrap().workers[0].dockerfile.as_deref(), Some("FROM debian\nRUN true\n"));
}

#[test]
fn what_is_dangerous_is_a_warning() {
    let warnings = |lines: &str| -> Vec<String> {
        parse(&with(lines)).unwrap().warnings.iter().map(ToString::to_string).collect()
    };
    let at = "latent.toml:3:1: [[worker]] `linux-1`:";
    assert_eq!(warnings("volumes = [\"cache:/cache\"]"), Vec::<String>::new());
    assert_eq!(
        warnings("hostconfig = { privileged = true }"),
        [format!("{at} it is privileged, so its builds are root on the engine's machine")]
    );
    assert_eq!(
        warnings("volumes = [\"/:/host\", \"/var/run/docker.sock:/var/run/docker.sock\"]"),
        [
            format!("{at} `/:/host` gives its builds the engine's machine"),
            format!("{at} `/var/run/docker.sock:/var/run/docker.sock` gives its builds the engine's machine"),
        ]
    );
    let table = [
        ("volumes = [\"/var/run:/r\"]", "`/var/run:/r` gives its builds the engine's machine"),
        ("volumes = [\"//:/r\"]", "`//:/r` gives its builds the engine's machine"),
        (
            "hostconfig = { mounts = [{ type = \"bind\", source = \"/\", target = \"/r\" }] }",
            "the mount of `/` gives its builds the engine's machine",
        ),
        (
            "hostconfig = { cap_add = [\"CHOWN\", \"CAP_SYS_ADMIN\"] }",
            "the capability CAP_SYS_ADMIN gives its builds the engine's machine",
        ),
        (
            "hostconfig = { security_opt = [\"seccomp=unconfined\"] }",
            "`seccomp=unconfined` takes away what keeps its builds in the container",
        ),
        (
            "hostconfig = { pid_mode = \"host\" }",
            "its builds share what `hostconfig.pid_mode` names with the engine's machine",
        ),
    ];
    for (lines, what) in table {
        assert_eq!(warnings(lines), [format!("{at} {what}")], "{lines}");
    }
    assert_eq!(warnings("volumes = [\"/var/runner:/r\", \"/run/docker:/d\"]"), Vec::<String>::new());
    assert_eq!(
        warnings("masterFQDN = \"127.0.0.1\""),
        [format!(
            "{at} in its own network `127.0.0.1` is the container itself; set masterFQDN, where the master is on the \
             engine's machine to \"host.docker.internal\" with hostconfig.extra_hosts = \
             [\"host.docker.internal:host-gateway\"]"
        )]
    );
    let advised = "masterFQDN = \"host.docker.internal\"\n\
        hostconfig = { extra_hosts = [\"host.docker.internal:host-gateway\"] }";
    assert_eq!(warnings(advised), Vec::<String>::new());
    assert_eq!(warnings("masterFQDN = \"127.0.0.1\"\nnetworking_config = \"host\""), Vec::<String>::new());
    let text = with("").replace("unix:///var/run/docker.sock", "tcp://build1:2375");
    assert_eq!(
        parse(&text).unwrap().warnings[0].to_string(),
        "latent.toml:6:15: `docker_host`: tcp://build1:2375 is neither encrypted nor asks who calls"
    );
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_may_read_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    write_secret(&path, "hunter2\r\n", 0o640);
    let text = with("").replace("password = \"p\"", "password = { file = \"secret\" }");
    let config = parse_in(folder.path(), &text).unwrap();
    assert_eq!(config.workers[0].password.expose(), "hunter2");
    let shown = path.display();
    assert_eq!(
        config.warnings[0].to_string(),
        format!("latent.toml:5:21: `password.file`: {shown} can be read by others; run chmod 600 {shown}")
    );
}

#[test]
fn paths_begin_at_the_folder_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latent.toml");
    fs::write(&path, format!("state_dir = \"state\"\n{}", with(""))).unwrap();
    assert_eq!(Config::load(&path).unwrap().state_dir, folder.path().join("state"));
}

fn write_secret(path: &Path, text: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
