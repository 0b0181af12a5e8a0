//! What the operations of swarms put on the wire, with everything set that can be set.

pub(super) mod full;
mod replies;

use std::time::Duration;

use http::header;
use serde_json::json;

use super::{request, sent, target};
use crate::{
    api::{Filters, config, node, plugin, secret, service, session, swarm, task},
    catalogue::Policy,
    codec::archive::Archive,
    error::Context,
    model::{
        ContainerSpec, NodeAvailability, PluginPrivilege, ServiceMode, ServiceSpec, SwarmSpec, TaskSpec,
    },
    operation::{Operation, prepare},
    version::ApiVersion,
};

#[test]
fn swarm_operations() {
    assert_eq!(target(swarm::Inspect::new()), "GET /v1.51/swarm");
    assert_eq!(target(swarm::UnlockKey::new()), "GET /v1.51/swarm/unlockkey");
    assert_eq!(target(swarm::Leave::new().force(true)), "POST /v1.51/swarm/leave?force=true");
    assert_eq!(target(full::init()), "POST /v1.51/swarm/init");
    assert_eq!(target(full::join()), "POST /v1.51/swarm/join");
    assert_eq!(
        target(full::swarm_update()),
        "POST /v1.51/swarm/update?version=7&rotateWorkerToken=true&rotateManagerToken=false\
         &rotateManagerUnlockKey=true"
    );
    assert_eq!(sent(swarm::Unlock::new("SWMKEY")), json!({"UnlockKey": "SWMKEY"}));
    assert_eq!(
        sent(swarm::Init::new("eth0").extra("Odd", 1)),
        json!({"ListenAddr": "eth0", "Odd": 1}),
        "what was not set is not sent"
    );
    assert_eq!(sent(full::join())["JoinToken"], "SWMTKN");
}

#[test]
fn node_operations() {
    let spec = full::node_spec();
    assert_eq!(
        target(node::List::new().filters(Filters::new().role("manager").membership("accepted"))),
        r#"GET /v1.51/nodes?filters={"membership":["accepted"],"role":["manager"]}"#
    );
    assert_eq!(target(node::Inspect::new("n")), "GET /v1.51/nodes/n");
    assert_eq!(target(node::Remove::new("n").force(true)), "DELETE /v1.51/nodes/n?force=true");
    let update = node::Update::new("n", 12, spec);
    assert_eq!(target(update.clone()), "POST /v1.51/nodes/n/update?version=12");
    assert_eq!(
        sent(update.clone()),
        json!({"Name": "n", "Labels": {"rack": "2"}, "Role": "worker", "Availability": "drain"})
    );
}

#[test]
fn service_operations() {
    assert_eq!(
        target(service::List::new().filters(Filters::new().mode("replicated-job")).status(true)),
        r#"GET /v1.51/services?filters={"mode":["replicated-job"]}&status=true"#
    );
    assert_eq!(
        target(service::Inspect::new("s").insert_defaults(true)),
        "GET /v1.51/services/s?insertDefaults=true"
    );
    assert_eq!(target(service::Remove::new("s")), "DELETE /v1.51/services/s");
    assert_eq!(target(full::service_create()), "POST /v1.51/services/create");
    assert_eq!(
        target(full::service_update()),
        "POST /v1.51/services/s/update?version=9&registryAuthFrom=previous-spec&rollback=previous"
    );
    assert_eq!(
        target(full::service_logs()),
        "GET /v1.51/services/s/logs?details=true&follow=true&stdout=true&stderr=false&since=1&timestamps=true&tail=10"
    );
}

#[test]
fn a_job_is_sent_as_it_was_said() {
    let container = ContainerSpec::new()
        .image("busybox")
        .command(["sleep", "1"])
        .stop_grace_period(Duration::from_secs(2))
        .init(true);
    let job =
        service::Create::new("job", TaskSpec::new().container_spec(container)).mode(ServiceMode::job(3));
    assert_eq!(
        sent(job),
        json!({
            "Name": "job",
            "TaskTemplate": {"ContainerSpec": {
                "Image": "busybox", "Command": ["sleep", "1"], "StopGracePeriod": 2_000_000_000_u64, "Init": true,
            }},
            "Mode": {"ReplicatedJob": {"MaxConcurrent": 3, "TotalCompletions": 3}},
        })
    );
    assert_eq!(
        sent(service::Create::from_spec(ServiceSpec::new()).mode(ServiceMode::on_each_node())),
        json!({"Mode": {"Global": {}}})
    );
}

#[test]
fn task_operations() {
    assert_eq!(
        target(task::List::new().filters(Filters::new().service("s").node("n").desired_state("running"))),
        r#"GET /v1.51/tasks?filters={"desired-state":["running"],"node":["n"],"service":["s"]}"#
    );
    assert_eq!(target(task::Inspect::new("t")), "GET /v1.51/tasks/t");
    assert_eq!(
        target(full::task_logs()),
        "GET /v1.51/tasks/t/logs?details=false&follow=true&stdout=false&stderr=true&since=1&timestamps=true&tail=0"
    );
    assert!(full::task_logs().into_parts().unwrap().tty && full::service_logs().into_parts().unwrap().tty);
    assert!(!task::Logs::new("t").into_parts().unwrap().tty);
}

#[test]
fn secrets_and_configs() {
    assert_eq!(
        target(secret::List::new().filters(Filters::new().name("a"))),
        r#"GET /v1.51/secrets?filters={"name":["a"]}"#
    );
    assert_eq!(target(secret::Inspect::new("x")), "GET /v1.51/secrets/x");
    assert_eq!(target(secret::Remove::new("x")), "DELETE /v1.51/secrets/x");
    assert_eq!(target(config::List::new()), "GET /v1.51/configs");
    assert_eq!(target(config::Inspect::new("x")), "GET /v1.51/configs/x");
    assert_eq!(target(config::Remove::new("x")), "DELETE /v1.51/configs/x");
    assert_eq!(sent(secret::Create::new("x", "hunter2")), json!({"Name": "x", "Data": "aHVudGVyMg=="}));
    assert_eq!(sent(config::Create::new("x", vec![0xff, 0xfe])), json!({"Name": "x", "Data": "//4="}));
    assert_eq!(
        target(secret::Update::new("x", 3, full::secret_spec())),
        "POST /v1.51/secrets/x/update?version=3"
    );
}

#[test]
fn plugin_operations() {
    let privilege = || PluginPrivilege::new().name("network").description("d").value(["host"]);
    assert_eq!(
        target(plugin::List::new().filters(Filters::new().enabled(true).capability("volumedriver"))),
        r#"GET /v1.51/plugins?filters={"capability":["volumedriver"],"enabled":["true"]}"#
    );
    assert_eq!(target(plugin::Inspect::new("vieux/sshfs:1")), "GET /v1.51/plugins/vieux/sshfs:1/json");
    assert_eq!(target(plugin::Remove::new("p").force(true)), "DELETE /v1.51/plugins/p?force=true");
    assert_eq!(target(plugin::Disable::new("p").force(true)), "POST /v1.51/plugins/p/disable?force=true");
    assert_eq!(
        target(plugin::Enable::new("p").timeout(Duration::from_millis(900))),
        "POST /v1.51/plugins/p/enable?timeout=1"
    );
    assert_eq!(target(plugin::Push::new("p")), "POST /v1.51/plugins/p/push");
    let privileges = plugin::Privileges::new("r/p").name("p").auth(full::auth());
    assert_eq!(target(privileges.clone()), "GET /v1.51/plugins/privileges?remote=r/p&name=p");
    let pull = plugin::Pull::new("r/p").name("p").privileges([privilege()]).auth(full::auth());
    assert_eq!(target(pull.clone()), "POST /v1.51/plugins/pull?remote=r/p&name=p");
    assert_eq!(sent(pull.clone()), json!([{"Name": "network", "Description": "d", "Value": ["host"]}]));
    assert_eq!(sent(plugin::Pull::new("r/p")), json!([]), "an engine insists on a list");
    let upgrade = plugin::Upgrade::new("p", "r/p:2").privileges([privilege()]).auth(full::auth());
    assert_eq!(target(upgrade.clone()), "POST /v1.51/plugins/p/upgrade?remote=r/p:2");
    let set = plugin::Set::new("p", ["DEBUG=1"]);
    assert_eq!(
        (target(set.clone()), sent(set.clone())),
        ("POST /v1.51/plugins/p/set".into(), json!(["DEBUG=1"]))
    );
    let create = || plugin::Create::new("p", Archive::new().file("config.json", 0o644, "{}"));
    assert_eq!(target(create()), "POST /v1.51/plugins/create?name=p");
    assert_eq!(request(create()).headers()[header::CONTENT_TYPE], "application/x-tar");
}

#[test]
fn a_session_asks_for_its_own_protocol() {
    let open = session::Open::new("id").name("n").shared_key("k").methods(["/a/B", "/c/D"]);
    // Under the strictest policy: the session's headers are no version's business.
    let request = prepare(open, Some(ApiVersion::V1_41), Policy::Refuse, &mut Context::default()).unwrap();
    assert_eq!(request.uri(), "/v1.41/session");
    assert_eq!(request.headers()[header::UPGRADE], "h2c");
    assert_eq!(request.headers()["x-docker-expose-session-uuid"], "id");
    let methods: Vec<_> = request.headers().get_all("x-docker-expose-session-grpc-method").iter().collect();
    assert_eq!(methods, ["/a/B", "/c/D"]);
}

#[test]
fn nothing_secret_is_shown() {
    let shown = format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        full::init().extra("Odd", "hunter2"),
        swarm::Join::new(["m"], "hunter2"),
        swarm::Unlock::new("hunter2"),
        swarm::Update::new(1, SwarmSpec::new().ca_config(full::ca("hunter2"))),
        secret::Create::new("x", "hunter2"),
        config::Create::new("x", "hunter2"),
        service::Create::new("s", TaskSpec::new().container_spec(ContainerSpec::new().env(["A=hunter2"])))
            .auth(full::auth()),
        service::Update::new("s", 1, ServiceSpec::new()).auth(full::auth()),
        plugin::Set::new("p", ["A=hunter2"]),
        plugin::Pull::new("p").auth(full::auth()),
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains("aHVudGVyMg"), "{shown}");
    let request = request(full::service_create());
    assert!(request.headers()["x-registry-auth"].is_sensitive());
}

#[test]
fn what_is_younger_than_the_pin_is_refused() {
    let refused = |operation: service::Create, version| {
        let error = prepare(operation, Some(version), Policy::Refuse, &mut Context::default()).err();
        error.and_then(|error| error.gated().map(|gated| gated.at.clone()))
    };
    let job = service::Create::from_spec(ServiceSpec::new().mode(ServiceMode::job_on_each_node()));
    assert_eq!(refused(job.clone(), ApiVersion::V1_40).as_deref(), Some("/Mode/GlobalJob"));
    assert_eq!(refused(job, ApiVersion::V1_41), None);
    let join = swarm::Join::new(["m"], "t").availability(NodeAvailability::Pause);
    let error = prepare(join, Some(ApiVersion::new(1, 27)), Policy::Refuse, &mut Context::default());
    assert!(error.is_err_and(|error| error.is_gated()));
}

#[test]
fn what_a_caller_adds_passes_every_policy_and_no_gate_is_passed_with_it() {
    let init = |init: swarm::Init| {
        let request = prepare(init, Some(ApiVersion::V1_40), Policy::Refuse, &mut Context::default())?;
        Ok::<_, crate::Error>(
            serde_json::from_slice::<serde_json::Value>(request.body().as_whole().unwrap()).unwrap(),
        )
    };
    let spec = SwarmSpec::new().extra("Deep", 2);
    let sent = init(swarm::Init::new("eth0").extra("Odd", 1).spec(spec)).unwrap();
    assert_eq!(sent, json!({"ListenAddr": "eth0", "Odd": 1, "Spec": {"Deep": 2}}));
    let old = prepare(
        swarm::Init::new("eth0").extra("Odd", 1).subnet_size(24),
        Some(ApiVersion::new(1, 38)),
        Policy::Refuse,
        &mut Context::default(),
    );
    assert!(old.is_err_and(|error| error.is_gated()));
}
