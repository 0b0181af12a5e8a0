//! The scenarios of which the configuration alone decides; which of them are here says `fleet::scenarios`.

use serde_json::{Value, json};

use super::*;
use crate::fleet::{Class, Properties};

/// What is wrong with a worker of which these lines are all beside name, password and engine.
#[track_caller]
fn wrong(lines: &str) -> String {
    parse(&format!("{HEAD}{lines}\n")).expect_err(lines).to_string()
}

/// What a build with these properties makes of a worker.
fn built(worker: &Worker, properties: Value) -> Result<Worker, String> {
    let properties: Properties = serde_json::from_value(properties).unwrap();
    worker.for_build(&properties).map_err(|error| {
        assert_eq!(error.class(), Class::Rejected);
        error.to_string()
    })
}

#[test]
fn s86_neither_image_nor_dockerfile_is_an_error_with_what_to_write() {
    assert_eq!(
        wrong("command = []"),
        "latent.toml:3:1: missing `image` or `dockerfile` in [[worker]] `linux-1`; write image = \"my_project_worker\""
    );
}

#[test]
fn s87_an_image_alone_and_a_dockerfile_alone_are_enough() {
    let worker = |line: &str| parse(&format!("{HEAD}{line}\n")).unwrap().workers.remove(0);
    let image = worker("image = \"debian:13\"");
    assert_eq!((image.image.is_some(), image.dockerfile), (true, None));
    let dockerfile = worker("dockerfile = \"FROM debian:13\"");
    assert_eq!((dockerfile.image, dockerfile.dockerfile.as_deref()), (None, Some("FROM debian:13")));
}

#[test]
fn s92_volumes_are_binds_verbatim_and_what_is_none_is_an_error_also_in_a_build() {
    let worker =
        worker("volumes = [\"/src:/a\", \"/src:/b:ro\", \"cache-%(prop:p:-x)s:/c:rw\", \"/scratch\"]");
    let made = built(&worker, json!({ "p": "y" })).unwrap();
    assert_eq!(made.host_config["Binds"], json!(["/src:/a", "/src:/b:ro", "cache-y:/c:rw"]));
    let targets: Vec<_> =
        made.volumes.iter().map(|volume| (volume.target(), volume.is_read_only())).collect();
    assert_eq!(targets, [("/a", false), ("/b", true), ("/c", false), ("/scratch", false)]);

    let no_mount = "`abcd=efgh` has no `:`; write source:target, such as cache:/cache";
    let written = wrong("image = \"i\"\nvolumes = [\"abcd=efgh\"]");
    assert!(written.ends_with(&format!("`volumes[0]`: {no_mount}")), "{written}");
    let rendered = super::worker("volumes = [\"%(prop:v:-a1:/b)s\"]");
    let error = built(&rendered, json!({ "v": "abcd=efgh" })).unwrap_err();
    assert!(error.ends_with(no_mount), "{error}");
}

#[test]
fn s93_hostconfig_is_passed_on_with_binds_and_an_init_unless_there_is_to_be_none() {
    let lines = |init: &str| {
        format!(
            "volumes = [\"/src/app:/opt/app\"]\n\
             hostconfig = {{ network_mode = \"fake\", dns = [\"1.1.1.1\", \"1.2.3.4\"]{init} }}"
        )
    };
    let passed = |init: bool| json!({ "NetworkMode": "fake", "Dns": ["1.1.1.1", "1.2.3.4"], "Init": init, "Binds": ["/src/app:/opt/app"] });
    assert_eq!(worker(&lines("")).host_config, passed(true));
    assert_eq!(worker(&lines(", init = false")).host_config, passed(false));
    assert_eq!(worker(&lines(", init = true")).host_config, passed(true));
}

#[test]
fn s94_every_option_that_buildbot_renders_is_rendered_from_a_build_s_properties() {
    let lines = "\
docker_hosts = [\"unix:///one.sock\", \"unix:///two.sock\"]\n\
dockerfile = \"FROM %(prop:a:-x)s\"\n\
buildargs = { A = \"%(prop:a:-x)s\" }\n\
target = \"%(prop:a:-x)s\"\n\
hostname = \"%(prop:a:-x)s\"\n\
volumes = [\"/%(prop:a:-x)s\"]\n\
hostconfig = { dns_search = [\"%(prop:a:-x)s\"] }\n";
    let text = with(lines)
        .replace("debian:13", "%(prop:a:-x)s:1")
        .replace("unix:///var/run/docker.sock", "unix:///%(prop:host:-one)s.sock");
    let worker = parse(&text).unwrap().workers.remove(0);
    for (properties, value, host) in
        [(json!({ "a": "seen", "host": "two" }), "seen", "two"), (json!({}), "x", "one")]
    {
        let made = built(&worker, properties.clone()).unwrap();
        assert_eq!(made.image.and_then(|it| it.constant()), Some(format!("{value}:1")));
        assert_eq!(made.dockerfile, Some(format!("FROM {value}")));
        assert_eq!(made.buildargs, [("A".to_owned(), value.to_owned())].into());
        assert_eq!((made.target.as_deref(), made.hostname.as_deref()), (Some(value), Some(value)));
        assert_eq!(made.volumes[0].target(), format!("/{value}"));
        assert_eq!(made.host_config["DnsSearch"], json!([value]));
        let properties: Properties = serde_json::from_value(properties).unwrap();
        assert_eq!(worker.host_for(&properties).unwrap().to_string(), format!("unix:///{host}.sock"));
    }
}

#[test]
fn s100_a_password_must_be_that_of_the_master_and_none_is_made_up() {
    let head = HEAD.replace("password = \"p\"\n", "");
    let error = parse(&format!("{head}image = \"i\"\n")).unwrap_err().to_string();
    assert!(error.contains("missing `password` in [[worker]] `linux-1`; write password = "), "{error}");
    let made_up = HEAD.replace("\"p\"", "{ generate = true }");
    let error = parse(&format!("{made_up}image = \"i\"\n")).unwrap_err().to_string();
    assert!(error.ends_with("where latent cannot put a new one; write the same one here"), "{error}");
}

#[test]
fn s103_every_documented_network_is_a_network_mode_and_two_that_differ_are_an_error() {
    for network in ["bridge", "host", "none", "container:db_1", "my-net"] {
        let mode = worker(&format!("networking_config = \"{network}\"")).host_config["NetworkMode"].clone();
        assert_eq!(mode, network);
        let both = format!("networking_config = \"{network}\"\nhostconfig = {{ network_mode = \"other\" }}");
        let error = wrong(&format!("image = \"i\"\n{both}"));
        let conflict =
            format!("`{network}` differs from `hostconfig.network_mode`, `other`; keep one of them");
        assert!(error.ends_with(&conflict), "{error}");
    }
}

#[test]
fn s105_an_ipv6_address_of_the_master_is_handed_to_the_worker_without_its_brackets() {
    for (written, host, port) in [
        ("2001:db8::1", "2001:db8::1", 9989),
        ("[2001:db8::1]", "2001:db8::1", 9989),
        ("[2001:db8::1]:9990", "2001:db8::1", 9990),
    ] {
        let worker = worker(&format!("masterFQDN = \"{written}\""));
        assert_eq!((worker.buildmaster.as_str(), worker.buildmaster_port), (host, port), "{written}");
    }
}
