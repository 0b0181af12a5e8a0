//! What each operation puts on the wire, with everything set that can be set.

mod complete;
mod swarm;
mod values;

use std::time::Duration;

use http::{Request, header};
use serde_json::{Value, json};

use super::{Filters, Signal, Timestamp, container, exec, image, system};
use crate::{
    auth::{RegistryAuth, RegistryConfig},
    body::Body,
    catalogue::Policy,
    codec::archive::Archive,
    error::Context,
    model::{
        ContainerPort, EndpointSettings, Healthcheck, HostConfig, Mount, NetworkingConfig, PortBinding,
        RestartPolicy, Ulimit,
    },
    operation::{Operation, prepare},
    version::ApiVersion,
};

pub(super) fn request<O: Operation>(operation: O) -> Request<Body> {
    let mut context = Context::default();
    // Some places are in no version together; what is tested here is the request and not the gates.
    prepare(operation, Some(ApiVersion::V1_51), Policy::Warn, &mut context).unwrap()
}

pub(super) fn target<O: Operation>(operation: O) -> String {
    let request = request(operation);
    format!(
        "{} {}",
        request.method(),
        percent_encoding::percent_decode_str(&request.uri().to_string()).decode_utf8_lossy()
    )
}

pub(super) fn sent<O: Operation>(operation: O) -> Value {
    let request = request(operation);
    assert_eq!(request.headers()[header::CONTENT_TYPE], "application/json");
    serde_json::from_slice(request.body().as_whole().unwrap()).unwrap()
}

#[test]
fn system_operations() {
    assert_eq!(target(system::Ping::new()), "GET /v1.51/_ping");
    assert_eq!(target(system::Version::new()), "GET /v1.51/version");
    assert_eq!(target(system::Info::new()), "GET /v1.51/info");
    let events = system::Events::new()
        .since(Timestamp::from_secs(5))
        .until(Timestamp::from_nanos(6_000_000_001))
        .filters(Filters::new().event("die").event("oom"));
    assert_eq!(
        target(events),
        r#"GET /v1.51/events?since=5&until=6.000000001&filters={"event":["die","oom"]}"#
    );
}

#[test]
fn container_operations() {
    assert_eq!(
        target(container::Start::new("c").detach_keys("ctrl-p").checkpoint("x").checkpoint_dir("/d")),
        "POST /v1.51/containers/c/start?detachKeys=ctrl-p&checkpoint=x&checkpoint-dir=/d"
    );
    assert_eq!(
        target(container::Stop::new("c").t(Duration::from_millis(900)).signal(Signal::INT)),
        "POST /v1.51/containers/c/stop?signal=SIGINT&t=1"
    );
    assert_eq!(target(container::Stop::new("c").t(Duration::ZERO)), "POST /v1.51/containers/c/stop?t=0");
    assert_eq!(target(container::Stop::new("c").t_forever()), "POST /v1.51/containers/c/stop?t=-1");
    assert_eq!(target(container::Kill::new("c").signal(9)), "POST /v1.51/containers/c/kill?signal=9");
    assert_eq!(
        target(container::Wait::new("c").condition(container::Condition::NextExit)),
        "POST /v1.51/containers/c/wait?condition=next-exit"
    );
    assert_eq!(target(container::Inspect::new("c").size(true)), "GET /v1.51/containers/c/json?size=true");
    assert_eq!(
        target(
            container::List::new()
                .all(true)
                .limit(3)
                .size(false)
                .filters(Filters::new().label("a=b"))
                .before("x")
                .since("y")
        ),
        r#"GET /v1.51/containers/json?all=true&limit=3&size=false&filters={"label":["a=b"]}&before=x&since=y"#
    );
    assert_eq!(
        target(
            container::Logs::new("c")
                .tty(true)
                .follow(true)
                .stdout(true)
                .stderr(false)
                .since(Timestamp::from_secs(1))
                .until(Timestamp::from_secs(2))
                .timestamps(true)
                .tail(10)
                .details(true)
                .format("json")
        ),
        "GET /v1.51/containers/c/logs?follow=true&stdout=true&stderr=false&since=1&until=2&timestamps=true&tail=10\
         &details=true&format=json"
    );
    assert_eq!(
        target(container::Remove::new("c").v(true).force(true).link(false)),
        "DELETE /v1.51/containers/c?v=true&force=true&link=false"
    );
}

#[test]
fn archives_of_containers() {
    assert_eq!(target(container::GetArchive::new("c", "/a b")), "GET /v1.51/containers/c/archive?path=/a b");
    let put = || {
        container::PutArchive::new("c", "/", Archive::new().file("a", 0o644, "text"))
            .no_overwrite_dir_non_dir(true)
            .copy_uid_gid(true)
    };
    assert_eq!(
        target(put()),
        "PUT /v1.51/containers/c/archive?path=/&noOverwriteDirNonDir=true&copyUIDGID=true"
    );
    let request = request(put());
    assert_eq!(request.headers()[header::CONTENT_TYPE], "application/x-tar");
    assert_eq!(request.body().exact_length(), Some(2048));
}

#[test]
fn a_container_is_created_as_it_was_said() {
    let create = || {
        container::Create::new("img")
            .name("n")
            .platform("linux/amd64")
            .hostname("h")
            .domainname("d")
            .user("u")
            .attach_stdin(true)
            .attach_stdout(true)
            .attach_stderr(true)
            .exposed_ports(["80/tcp"])
            .tty(true)
            .open_stdin(true)
            .stdin_once(true)
            .env(["A=1"])
            .cmd(["sh"])
            .healthcheck(Healthcheck::new().test(["NONE"]).interval(Duration::from_secs(1)))
            .args_escaped(false)
            .volumes(["/v"])
            .working_dir("/w")
            .entrypoint([""])
            .network_disabled(false)
            .mac_address("02:00:00:00:00:01")
            .on_build(["RUN x"])
            .labels([("k", "v")])
            .stop_signal("SIGINT")
            .stop_timeout(4)
            .shell(["/bin/sh"])
            .host_config(
                HostConfig::new()
                    .binds(["aa:/a:ro"])
                    .memory(1 << 20)
                    .port_bindings([(ContainerPort::tcp(80), vec![PortBinding::at([127, 0, 0, 1], 0)])])
                    .restart_policy(RestartPolicy::on_failure(2))
                    .mounts([Mount::volume("v", "/v").read_only(true)])
                    .ulimits([Ulimit::both("nofile", 5)])
                    .extra("Odd", 1),
            )
            .networking_config(
                NetworkingConfig::new().endpoints_config([("net", EndpointSettings::new().aliases(["x"]))]),
            )
            .extra("Unknown", true)
    };
    assert_eq!(target(create()), "POST /v1.51/containers/create?name=n&platform=linux/amd64");
    let wanted = json!({
        "Image": "img", "Hostname": "h", "Domainname": "d", "User": "u", "AttachStdin": true, "AttachStdout": true,
        "AttachStderr": true, "ExposedPorts": {"80/tcp": {}}, "Tty": true, "OpenStdin": true, "StdinOnce": true,
        "Env": ["A=1"], "Cmd": ["sh"], "Healthcheck": {"Test": ["NONE"], "Interval": 1_000_000_000},
        "ArgsEscaped": false, "Volumes": {"/v": {}}, "WorkingDir": "/w", "Entrypoint": [""],
        "NetworkDisabled": false, "MacAddress": "02:00:00:00:00:01", "OnBuild": ["RUN x"], "Labels": {"k": "v"},
        "StopSignal": "SIGINT", "StopTimeout": 4, "Shell": ["/bin/sh"], "Unknown": true,
        "HostConfig": {
            "Binds": ["aa:/a:ro"], "Memory": 1 << 20, "Odd": 1,
            "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "0"}]},
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2},
            "Mounts": [{"Type": "volume", "Source": "v", "Target": "/v", "ReadOnly": true}],
            "Ulimits": [{"Name": "nofile", "Soft": 5, "Hard": 5}],
        },
        "NetworkingConfig": {"EndpointsConfig": {"net": {"Aliases": ["x"]}}},
    });
    assert_eq!(sent(create()), wanted);
}

#[test]
fn what_was_not_set_is_not_sent() {
    assert_eq!(sent(container::Create::new("img")), json!({"Image": "img"}));
}

#[test]
fn streams_ask_for_the_connection_and_others_do_not() {
    let attach = container::Attach::new("c").stream(true).logs(false).stdin(true).detach_keys("ctrl-c");
    assert_eq!(
        target(attach.clone()),
        "POST /v1.51/containers/c/attach?stream=true&logs=false&stdin=true&stdout=true&stderr=true&detachKeys=ctrl-c"
    );
    for request in [request(attach), request(exec::Start::new("e"))] {
        assert_eq!(request.headers()[header::UPGRADE], "tcp");
        assert_eq!(request.headers()[header::CONNECTION], "Upgrade");
    }
    assert!(!request(exec::Start::new("e").detach()).headers().contains_key(header::UPGRADE));
}

#[test]
fn the_terminal_reaches_whoever_reads_the_reply() {
    let tty = |parts: Result<crate::operation::Parts, String>| parts.unwrap().tty;
    assert!(tty(container::Logs::new("c").tty(true).into_parts()));
    assert!(tty(container::Attach::new("c").tty(true).into_parts()));
    assert!(tty(exec::Start::new("e").tty(true).into_parts()));
    assert!(!tty(exec::Start::new("e").into_parts()));
}

#[test]
fn exec_operations() {
    let create = exec::Create::new("c", ["env"])
        .attach_stdin(true)
        .attach_stdout(false)
        .attach_stderr(false)
        .detach(false)
        .detach_keys("k")
        .env(["A=1"])
        .privileged(true)
        .tty(true)
        .user("u")
        .working_dir("/w")
        .console_size(24, 80);
    assert_eq!(target(create.clone()), "POST /v1.51/containers/c/exec");
    assert_eq!(
        sent(create),
        json!({
            "AttachStdin": true, "AttachStdout": false, "AttachStderr": false, "Cmd": ["env"], "ConsoleSize": [24, 80],
            "Detach": false, "DetachKeys": "k", "Env": ["A=1"], "Privileged": true, "Tty": true, "User": "u",
            "WorkingDir": "/w",
        })
    );
    assert_eq!(target(exec::Start::new("e")), "POST /v1.51/exec/e/start");
    let start = exec::Start::new("e").tty(true).console_size(24, 80);
    assert_eq!(sent(start.clone()), json!({"Detach": false, "Tty": true, "ConsoleSize": [24, 80]}));
    assert_eq!(sent(start.detach()), json!({"Detach": true, "Tty": true, "ConsoleSize": [24, 80]}));
    assert_eq!(target(exec::Inspect::new("e")), "GET /v1.51/exec/e/json");
}

#[test]
fn credentials_are_in_the_header_and_nowhere_shown() {
    let auth = || RegistryAuth::password("user", "hunter2");
    let pull = image::Pull::new("a").auth(auth());
    let build =
        image::tests::full_build().registry_config(RegistryConfig::new().registry("r.example", auth()));
    let create = container::Create::new("a").env(["TOKEN=hunter2"]);
    let exec = exec::Create::new("a", ["x"]).env(["TOKEN=hunter2"]);
    let shown = format!("{pull:?}{build:?}{create:?}{exec:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    let encoded = auth().header();
    for (header, request) in [("x-registry-auth", request(pull)), ("x-registry-config", request(build))] {
        assert!(request.headers()[header].is_sensitive());
        assert!(!format!("{request:?}").contains(&encoded));
    }
    assert!(!format!("{:?}", create.into_parts().unwrap()).contains("hunter2"));
}
