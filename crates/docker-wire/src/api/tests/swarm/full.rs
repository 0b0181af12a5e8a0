//! Operations with everything said that can be said.

use std::time::Duration;

use crate::{
    api::{Timestamp, service, swarm, task},
    auth::RegistryAuth,
    model::{
        AppArmorMode, AppArmorOpts, BindOptions, ConfigSpec, ContainerSpec, CredentialSpec, Driver,
        DriverConfig, EndpointMode, EndpointSpec, ExternalCa, ExternalCaProtocol, FailureAction,
        GenericResource, Healthcheck, ImageOptions, Mount, MountType, NetworkAttachmentConfig,
        NetworkAttachmentSpec, NodeAvailability, NodePlatform, NodeRole, NodeSpec, Nothing, Placement,
        PlacementPreference, PluginSpec, PluginSpecPrivilege, PortConfig, PortProtocol, Privileges,
        Propagation, PublishMode, ReplicatedJob, ReplicatedService, ResourceLimits, ResourceObject,
        RestartCondition, SeLinuxContext, SeccompMode, SeccompOpts, SecretSpec, ServiceMode, ServiceSpec,
        SwarmCa, SwarmDispatcher, SwarmEncryption, SwarmOrchestration, SwarmRaft, SwarmSpec,
        SwarmTaskDefaults, TaskConfig, TaskDns, TaskResources, TaskRestartPolicy, TaskSecret, TaskSpec,
        TmpfsOptions, Ulimit, UpdateConfig, UpdateOrder, VolumeOptions,
    },
};

const SECOND: Duration = Duration::from_secs(1);

fn driver() -> Driver {
    Driver::new().name("d").options([("k", "v")])
}

pub(in crate::api::tests) fn auth() -> RegistryAuth {
    RegistryAuth::password("user", "hunter2")
}

pub(in crate::api::tests) fn ca(key: &str) -> SwarmCa {
    let external = ExternalCa::new()
        .protocol(ExternalCaProtocol::Cfssl)
        .url("https://ca.example")
        .options([("token", key)])
        .ca_cert("PEM");
    SwarmCa::new()
        .node_cert_expiry(SECOND)
        .external_cas([external])
        .signing_ca_cert("PEM")
        .signing_ca_key(key)
        .force_rotate(1)
}

fn swarm_spec() -> SwarmSpec {
    SwarmSpec::new()
        .name("default")
        .labels([("k", "v")])
        .orchestration(SwarmOrchestration::new().task_history_retention_limit(5))
        .raft(
            SwarmRaft::new()
                .snapshot_interval(1)
                .keep_old_snapshots(2)
                .log_entries_for_slow_followers(3)
                .election_tick(10)
                .heartbeat_tick(1),
        )
        .dispatcher(SwarmDispatcher::new().heartbeat_period(SECOND))
        .ca_config(ca("key"))
        .encryption_config(SwarmEncryption::new().auto_lock_managers(true))
        .task_defaults(SwarmTaskDefaults::new().log_driver(driver()))
}

pub(in crate::api::tests) fn init() -> swarm::Init {
    swarm::Init::new("0.0.0.0:2377")
        .advertise_addr("192.0.2.1")
        .data_path_addr("eth0")
        .data_path_port(4789)
        .default_addr_pool(["10.20.0.0/16"])
        .force_new_cluster(false)
        .subnet_size(24)
        .spec(swarm_spec())
        .auto_lock_managers(true)
        .availability(NodeAvailability::Active)
}

pub(in crate::api::tests) fn join() -> swarm::Join {
    swarm::Join::new(["192.0.2.1:2377"], "SWMTKN")
        .listen_addr("0.0.0.0")
        .advertise_addr("192.0.2.2")
        .data_path_addr("eth0")
        .availability(NodeAvailability::Pause)
}

pub(in crate::api::tests) fn swarm_update() -> swarm::Update {
    swarm::Update::new(7, swarm_spec())
        .rotate_worker_token(true)
        .rotate_manager_token(false)
        .rotate_manager_unlock_key(true)
}

pub(in crate::api::tests) fn node_spec() -> NodeSpec {
    NodeSpec::new()
        .name("n")
        .labels([("rack", "2")])
        .role(NodeRole::Worker)
        .availability(NodeAvailability::Drain)
}

pub(in crate::api::tests) fn secret_spec() -> SecretSpec {
    SecretSpec::new().name("x").labels([("k", "v")]).data("hunter2").driver(driver()).templating(driver())
}

pub(in crate::api::tests) fn config_spec() -> ConfigSpec {
    ConfigSpec::new().name("x").labels([("k", "v")]).data("text").templating(driver())
}

pub(in crate::api::tests) fn service_create() -> service::Create {
    let spec = service_spec();
    let create = service::Create::new("s", spec.task_template.unwrap_or_default())
        .name("s")
        .mode(spec.mode.unwrap_or_default())
        .labels([("k", "v")])
        .networks([NetworkAttachmentConfig::to("n").aliases(["a"]).driver_opts([("k", "v")])])
        .auth(auth());
    create
        .update_config(update_config(FailureAction::Continue))
        .rollback_config(update_config(FailureAction::Pause))
        .endpoint_spec(endpoint_spec())
}

pub(in crate::api::tests) fn service_update() -> service::Update {
    service::Update::new("s", 9, service_spec())
        .registry_auth_from(service::RegistryAuthFrom::PreviousSpec)
        .rollback()
        .auth(RegistryAuth::identity_token("token"))
}

pub(in crate::api::tests) fn service_logs() -> service::Logs {
    service::Logs::new("s")
        .tty(true)
        .details(true)
        .follow(true)
        .stdout(true)
        .stderr(false)
        .since(Timestamp::from_secs(1))
        .timestamps(true)
        .tail(10)
}

pub(in crate::api::tests) fn task_logs() -> task::Logs {
    task::Logs::new("t")
        .tty(true)
        .details(false)
        .follow(true)
        .stdout(false)
        .stderr(true)
        .since(Timestamp::from_secs(1))
        .timestamps(true)
        .tail(0)
}

fn update_config(failure_action: FailureAction) -> UpdateConfig {
    UpdateConfig::new()
        .parallelism(1)
        .delay(SECOND)
        .failure_action(failure_action)
        .monitor(SECOND)
        .max_failure_ratio(0.25)
        .order(UpdateOrder::StartFirst)
}

fn endpoint_spec() -> EndpointSpec {
    let port = PortConfig::new()
        .name("http")
        .protocol(PortProtocol::Udp)
        .target_port(80)
        .published_port(8080)
        .publish_mode(PublishMode::Host);
    EndpointSpec::new().mode(EndpointMode::Dnsrr).ports([port])
}

fn service_spec() -> ServiceSpec {
    let mode = ServiceMode::new()
        .replicated(ReplicatedService::new().replicas(2))
        .global(Nothing {})
        .replicated_job(ReplicatedJob::new().max_concurrent(1).total_completions(2))
        .global_job(Nothing {});
    ServiceSpec::new()
        .name("s")
        .labels([("k", "v")])
        .task_template(task_spec())
        .mode(mode)
        .update_config(update_config(FailureAction::Continue))
        .rollback_config(update_config(FailureAction::Pause))
        .networks([NetworkAttachmentConfig::to("n").aliases(["a"]).driver_opts([("k", "v")])])
        .endpoint_spec(endpoint_spec())
}

fn task_spec() -> TaskSpec {
    let resources = || [GenericResource::discrete("SSD", 3), GenericResource::named("GPU", "UUID1")];
    let limits = ResourceLimits::new().nano_cpus(1).memory_bytes(2).pids(3).generic_resources(resources());
    let reservations = ResourceObject::new().nano_cpus(1).memory_bytes(2).generic_resources(resources());
    let privilege = PluginSpecPrivilege::new().name("network").description("d").value(["host"]);
    let plugin =
        PluginSpec::new().name("p").remote("r/p").privileges([privilege]).disabled(false).env(["A=1"]);
    TaskSpec::new()
        .plugin_spec(plugin)
        .container_spec(container_spec())
        .network_attachment_spec(NetworkAttachmentSpec::new().container_id("c"))
        .resources(
            TaskResources::new().limits(limits).reservations(reservations).swap_bytes(4).memory_swappiness(5),
        )
        .restart_policy(
            TaskRestartPolicy::new()
                .condition(RestartCondition::OnFailure)
                .delay(SECOND)
                .max_attempts(3)
                .window(SECOND),
        )
        .placement(
            Placement::new()
                .constraints(["node.role==worker"])
                .preferences([PlacementPreference::spread_over("engine.labels.dc")])
                .max_replicas(1)
                .platforms([NodePlatform::new().architecture("x86_64").os("linux")]),
        )
        .force_update(1)
        .runtime("container")
        .networks([NetworkAttachmentConfig::to("n").aliases(["a"]).driver_opts([("k", "v")])])
        .log_driver(driver())
}

fn container_spec() -> ContainerSpec {
    ContainerSpec::new()
        .image("busybox")
        .labels([("k", "v")])
        .command(["sh"])
        .args(["-c", "true"])
        .hostname("{{.Node.Hostname}}")
        .env(["A=1"])
        .dir("/w")
        .user("u")
        .groups(["g"])
        .privileges(privileges())
        .stop_signal("SIGINT")
        .tty(false)
        .open_stdin(false)
        .read_only(true)
        .mounts(mounts())
        .stop_grace_period(SECOND)
        .healthcheck(
            Healthcheck::new()
                .test(["NONE"])
                .interval(SECOND)
                .timeout(SECOND)
                .retries(3)
                .start_period(SECOND)
                .start_interval(SECOND),
        )
        .hosts(["192.0.2.1 name"])
        .dns_config(TaskDns::new().nameservers(["192.0.2.1"]).search(["example"]).options(["ndots:1"]))
        .secrets([TaskSecret::of("id", "name")])
        .configs([TaskConfig::of("id", "name").runtime(Nothing {})])
        .oom_score_adj(1)
        .isolation("default")
        .init(true)
        .sysctls([("net.core.somaxconn", "1")])
        .capability_add(["CAP_NET_ADMIN"])
        .capability_drop(["CAP_CHOWN"])
        .ulimits([Ulimit::both("nofile", 5)])
}

fn privileges() -> Privileges {
    Privileges::new()
        .credential_spec(CredentialSpec::new().config("c").file("f").registry("r"))
        .selinux_context(SeLinuxContext::new().disable(false).user("u").role("r").r#type("t").level("l"))
        .seccomp(SeccompOpts::new().mode(SeccompMode::Custom).profile("{}"))
        .app_armor(AppArmorOpts::new().mode(AppArmorMode::Disabled))
        .no_new_privileges(true)
}

fn mounts() -> [Mount; 5] {
    let bind = BindOptions::new()
        .propagation(Propagation::Rslave)
        .non_recursive(true)
        .create_mountpoint(true)
        .read_only_non_recursive(true)
        .read_only_force_recursive(true);
    let volume = VolumeOptions::new()
        .no_copy(true)
        .labels([("k", "v")])
        .driver_config(DriverConfig::new().name("local").options([("k", "v")]))
        .subpath("a");
    let tmpfs = TmpfsOptions::new().size_bytes(1).mode(0o700).options([vec!["noexec".to_owned()]]);
    [
        Mount::bind("/a", "/b").read_only(true).consistency("default").bind_options(bind),
        Mount::volume("v", "/v").volume_options(volume),
        Mount::tmpfs("/t").tmpfs_options(tmpfs),
        Mount::new()
            .r#type(MountType::Image)
            .source("i")
            .target("/i")
            .image_options(ImageOptions::new().subpath("a")),
        Mount::new().r#type(MountType::Cluster).source("c").target("/c").cluster_options(Nothing {}),
    ]
}
