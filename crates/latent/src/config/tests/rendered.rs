//! What the properties of a build make of a worker.

use serde_json::{Value, json};

use super::*;
use crate::fleet::{Class, Properties};

fn properties(value: Value) -> Properties {
    serde_json::from_value(value).unwrap()
}

/// The worker that lines and properties make.
fn built(lines: &str, value: Value) -> Result<Worker, String> {
    worker(lines).for_build(&properties(value)).map_err(|error| {
        assert_eq!(error.class(), Class::Rejected);
        error.to_string()
    })
}

#[test]
fn every_option_that_may_depend_on_properties_does() {
    let lines = "\
dockerfile = \"FROM %(prop:base:-debian)s\\nRUN date +%%Y\"\n\
target = \"%(prop:stage:-)s\"\n\
buildargs = { VERSION = \"%(prop:version:~0)s\", FIXED = \"100%\" }\n\
hostname = \"%(prop:h:-%(prop:workername)s)s\"\n\
volumes = [\"cache-%(prop:project:-none)s:/cache\", \"/srv/src:/src:ro\"]\n\
hostconfig = { mem_limit = \"%(prop:mem:-1g)s\", dns = [\"%(prop:dns:-9.9.9.9)s\"], sysctls = {} }\n";
    let plain = worker(lines);
    assert!(plain.depends_on_properties());
    assert_eq!(plain.dockerfile.as_deref(), Some("FROM debian\nRUN date +%Y"));
    assert_eq!(plain.hostname.as_deref(), Some("linux-1"));

    let build = json!({
        "base": "alpine", "stage": "final", "version": 3, "h": "box", "project": "p1", "mem": "64m",
        "dns": "1.1.1.1",
    });
    let worker = built(lines, build).unwrap();
    assert_eq!(worker.dockerfile.as_deref(), Some("FROM alpine\nRUN date +%Y"));
    assert_eq!(worker.target.as_deref(), Some("final"));
    let args = [("FIXED", "100%"), ("VERSION", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(worker.buildargs, args.into());
    assert_eq!(worker.hostname.as_deref(), Some("box"));
    assert_eq!(
        worker.host_config,
        json!({
            "Binds": ["cache-p1:/cache", "/srv/src:/src:ro"],
            "Dns": ["1.1.1.1"],
            "Init": true,
            "Memory": 64 << 20,
            "Sysctls": {},
        })
    );
}

#[test]
fn properties_come_in_the_order_of_buildbot() {
    let lines = "hostname = \"%(prop:a:-none)s\"\nproperties = { a = \"worker\" }\n";
    assert_eq!(built(lines, json!({ "a": "build" })).unwrap().hostname.as_deref(), Some("worker"));
    let lines = "hostname = \"%(prop:a:-none)s\"\ndefaultProperties = { a = \"default\" }\n";
    assert_eq!(built(lines, json!({ "a": "build" })).unwrap().hostname.as_deref(), Some("build"));
    assert_eq!(built(lines, json!({})).unwrap().hostname.as_deref(), Some("default"));
    let name = "hostname = \"%(prop:workername)s\"\nproperties = { workername = \"x\" }\n";
    assert_eq!(built(name, json!({ "workername": "y" })).unwrap().hostname.as_deref(), Some("linux-1"));
    let names = with("hostname = \"%(prop:workername)s\"").replace("\"linux-1\"", "\"w-{n}\"\ncount = 2");
    let workers = parse(&names).unwrap().workers;
    assert_eq!(workers[1].for_build(&Properties::new()).unwrap().hostname.as_deref(), Some("w-2"));
}

#[test]
fn what_properties_make_is_checked_as_what_is_written() {
    let table = [
        (
            "hostname = \"%(prop:h)s\"",
            json!({}),
            "the build has no property `h`; set it, or write a default: %(prop:h:-default)s",
        ),
        (
            "hostname = \"%(prop:h)s\"",
            json!({ "h": "a b" }),
            "with the build's properties, `hostname`: `a b` is no host name; write letters, digits, `-` and `.`, \
             63 at most",
        ),
        (
            "volumes = [\"%(prop:v)s:/c\"]",
            json!({ "v": "x:/y" }),
            "with the build's properties, `volumes[0]`: `x:/y:/c` has the source `x`; the name of a volume has two \
             letters at least",
        ),
        (
            "hostconfig = { mem_limit = \"%(prop:m)s\" }",
            json!({ "m": ["a"] }),
            "the build's property `m` is a list or a table; it must be a text, a number or a boolean",
        ),
    ];
    for (lines, build, why) in table {
        assert_eq!(built(lines, build).unwrap_err(), why);
    }
    let text = with("").replace("\"debian:13\"", "\"%(prop:image)s\"");
    let worker = parse(&text).unwrap().workers.remove(0);
    let error = worker.for_build(&properties(json!({ "image": "a b" }))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "with the build's properties, `image`: `a b` is no image; write a name such as debian:13"
    );
}

#[test]
fn builds_cannot_ask_for_what_reaches_beyond_the_container() {
    let table = [
        ("volumes = [\"%(prop:p)s:/c\"]", "/etc", "the folder /etc of the engine's machine"),
        ("volumes = [\"%(prop:p)s:/c\"]", "/", "the folder / of the engine's machine"),
        (
            "volumes = [\"%(prop:p)s:/c\"]",
            "/var/run/docker.sock",
            "the folder /var/run/docker.sock of the engine's machine",
        ),
        ("volumes = [\"/srv/%(prop:p)s:/c\"]", "../etc", "the folder /srv/../etc of the engine's machine"),
        ("hostconfig = { network_mode = \"%(prop:p)s\" }", "host", "NetworkMode = host"),
        ("hostconfig = { network_mode = \"%(prop:p)s\" }", "container:db", "NetworkMode = container:db"),
        ("hostconfig = { pid_mode = \"%(prop:p)s\" }", "host", "PidMode = host"),
        ("hostconfig = { ipc_mode = \"%(prop:p)s\" }", "host", "IpcMode = host"),
        ("hostconfig = { cap_add = [\"CHOWN\", \"%(prop:p)s\"] }", "SYS_ADMIN", "CapAdd = \"SYS_ADMIN\""),
        ("hostconfig = { runtime = \"%(prop:p)s\" }", "other", "Runtime = \"other\""),
        (
            "hostconfig = { security_opt = [\"%(prop:p)s\"] }",
            "seccomp=unconfined",
            "SecurityOpt = \"seccomp=unconfined\"",
        ),
        (
            "hostconfig = { mounts = [{ type = \"bind\", source = \"%(prop:p)s\", target = \"/t\" }] }",
            "/etc",
            "the folder /etc of the engine's machine",
        ),
        (
            "hostconfig = { mounts = [{ type = \"%(prop:p)s\", source = \"/etc\", target = \"/t\" }] }",
            "bind",
            "the folder /etc of the engine's machine",
        ),
    ];
    for (lines, value, what) in table {
        let why = format!("the build's properties ask for {what}, which only the configuration may");
        assert_eq!(built(lines, json!({ "p": value })).unwrap_err(), why, "{lines}");
    }
    let devices = "hostconfig = { devices = [\"%(prop:p)s\"] }";
    assert!(built(devices, json!({ "p": "/dev/sda" })).unwrap_err().contains("ask for Devices = "));
}

#[test]
fn what_the_configuration_itself_asks_for_is_allowed() {
    let lines = "\
volumes = [\"/etc:/e:ro\", \"cache-%(prop:p)s:/c\"]\nhardened = true\n\
hostconfig = { privileged = true, cap_add = [\"SYS_ADMIN\"], network_mode = \"host\" }\n";
    let worker = built(lines, json!({ "p": "x1" })).unwrap();
    assert_eq!(worker.host_config["Privileged"], true);
    assert_eq!(worker.volumes.len(), 2);
}

#[test]
fn the_policy_allows_folders_to_builds() {
    let text = with("volumes = [\"/srv/cache/%(prop:p)s:/c\"]");
    let text = format!("{text}\n[policy]\nallowed_binds = [\"/srv/cache/\"]\n");
    let worker = parse(&text).unwrap().workers.remove(0);
    assert!(worker.for_build(&properties(json!({ "p": "one" }))).is_ok());
    assert!(worker.for_build(&properties(json!({ "p": "../../etc" }))).is_err());
}

/// The context that a build's properties make of a text, with a policy.
fn context(text: &str, allowed: &str, build: Value) -> Result<String, String> {
    let text = with(&format!("custom_context = true\ndockerfile = {text:?}"));
    let text = format!("{text}\n[policy]\nallowed_contexts = {allowed}\n");
    let config = parse(&text).map_err(|error| error.to_string())?;
    let made = config.workers[0].for_build(&properties(build)).map_err(|error| error.to_string())?;
    Ok(made.context.map(|context| context.to_string()).unwrap_or_default())
}

#[test]
fn builds_choose_the_branch_of_a_repository_and_no_other_place_that_the_policy_does_not_allow() {
    let p = |value: &str| json!({ "p": value });
    let team = "[\"https://git.example/team/\", \"git@git.example:team\"]";
    let allowed = [
        ("https://git.example/x.git#%(prop:p:-main)s:worker", "[]", "v2"),
        ("https://u:tok@git.example/x.git#%(prop:p:-main)s", "[]", "feature/a"),
        ("https://git.example/team/%(prop:p:-x)s.git#main", team, "images"),
        ("git@git.example:team/%(prop:p:-x)s.git", team, "images"),
        ("%(prop:p:-https://git.example/team/x.git)s", team, "https://git.example/team/y.tar.gz"),
    ];
    for (text, policy, value) in allowed {
        let made = context(text, policy, p(value)).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert!(made.contains(value) && !made.contains("tok"), "{made}");
    }
    let refused = [
        ("https://git.example/%(prop:p:-team/x)s.git", "other/x", "https://git.example/other/x.git"),
        ("https://git.example/team/%(prop:p:-x)s.git", "../other", "https://git.example/team/../other.git"),
        ("https://git.example/team/%(prop:p:-x)s.git", "%2e%2E/o", "https://git.example/team/%2e%2E/o.git"),
        ("https://git.example%(prop:p:-/team/x)s", "@169.254.169.254/x", "https://169.254.169.254/x"),
        ("https://git.example/team%(prop:p:-/x)s", "s/x", "https://git.example/teams/x"),
        ("%(prop:p:-https://git.example/team/x)s", "http://git.example/team/x", "http://git.example/team/x"),
        ("%(prop:p:-https://git.example/team/x)s", "/etc", "/etc"),
        ("%(prop:p:-https://git.example/team/x)s", "../../root", "/etc/latent/../../root"),
    ];
    for (text, value, what) in refused {
        let why = format!(
            "the build's properties ask for {what} as build context, which only the configuration may"
        );
        assert_eq!(context(text, team, p(value)).unwrap_err(), why, "{text}");
    }
    let error = context("https://git.example/x.git#%(prop:p:-x)s", "[]", p("--upload-pack=x")).unwrap_err();
    assert!(error.contains("what stands behind `#` is no branch, tag or commit"), "{error}");
    // A default is judged when the file is read.
    let error = context("https://git.example/%(prop:p:-x)s.git", "[]", p("x")).unwrap_err();
    let why = "its default for a property asks for https://git.example/x.git as build context; write it without a \
               property, or allow it in [policy]";
    assert!(error.ends_with(why), "{error}");
}

#[test]
fn what_depends_on_nothing_is_the_same_for_every_build() {
    let worker = worker("hostname = \"h\"\nvolumes = [\"/anonymous\", \"/srv/100%:/s\"]");
    assert!(!worker.depends_on_properties());
    let built = worker.for_build(&properties(json!({ "hostname": "other" }))).unwrap();
    assert_eq!((built.hostname, built.volumes), (worker.hostname, worker.volumes));
}

#[test]
fn builds_choose_among_the_engines_that_are_listed() {
    let text = with("docker_hosts = [\"tcp://127.0.0.1:1\", \"unix:///b\"]")
        .replace("\"unix:///var/run/docker.sock\"", "\"%(prop:engine:-unix:///a)s\"");
    let config = parse(&text).unwrap();
    let worker = &config.workers[0];
    assert!(worker.chooses_host() && worker.depends_on_properties());
    assert_eq!(worker.docker_host.to_string(), "unix:///a");
    let all: Vec<_> = config.docker_hosts().iter().map(ToString::to_string).collect();
    assert_eq!(all, ["unix:///a", "unix:///b", "tcp://127.0.0.1:1"]);
    let host =
        |engine: &str| worker.host_for(&properties(json!({ "engine": engine }))).map(|it| it.to_string());
    assert_eq!(host("unix:///b").unwrap(), "unix:///b");
    assert!(
        host("ftp://x").unwrap_err().to_string().starts_with("with the build's properties, `docker_host`: ")
    );
    assert_eq!(worker.host_for(&Properties::new()).unwrap(), worker.docker_host);
}

#[test]
fn what_no_build_could_choose_is_an_error() {
    let error = |host: &str, others: &str| {
        let text = with(others).replace("\"unix:///var/run/docker.sock\"", host);
        parse(&text).unwrap_err().to_string()
    };
    assert_eq!(
        error("\"%(prop:e:-unix:///a)s\"", ""),
        "latent.toml:6:15: `docker_host`: a build chooses it, and there is no `docker_hosts`; list those that it may be"
    );
    assert_eq!(
        error("\"%(prop:e)s\"", "docker_hosts = [\"unix:///b\"]"),
        "latent.toml:6:15: `docker_host`: it needs a default, as in %(prop:NAME:-unix:///path)s"
    );
    assert_eq!(
        error("\"unix:///a\"", "docker_hosts = [\"unix:///b\"]"),
        "latent.toml:6:15: `docker_host`: no build chooses among `docker_hosts`; write docker_host = \
         \"%(prop:NAME:-…)s\""
    );
    let host = "\"%(prop:e:-unix:///a)s\"";
    assert!(error(host, "docker_hosts = [\"ftp://b\"]").contains("`docker_hosts[0]`"));
    assert!(error(host, "docker_hosts = \"unix:///b\"").contains("must be a list of engines"));
    let spoken = error("\"%(prop:e:-ftp://b)s\"", "docker_hosts = [\"unix:///b\"]");
    assert!(spoken.contains("ftp:// is not spoken here"), "{spoken}");
}
