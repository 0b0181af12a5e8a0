//! What a container is made of, and what is said about it.

use std::net::Ipv4Addr;

use docker_wire::{
    api::{container, volume},
    model::{HostConfig, LogConfig, Mount, PortBinding, RestartName, RestartPolicy, Ulimit},
};

use super::{BUSYBOX, LABEL, Lab, create, exit_code, remove, scenarios, shell, sleeper, start, status};

scenarios! {
    create_with_options;
    create_with_a_health_check;
    inspect_with_size;
    list_with_size;
    top;
    changes;
    stats_once;
    stats_stream;
    remove_with_volume;
    prune_containers;
}

/// What a container is asked to be is what it is.
async fn create_with_options(lab: Lab) {
    let docker = lab.docker;
    let named = volume::Create::new().name("docker-wire-options").labels([(LABEL, "1")]);
    docker.send(named).await.unwrap();
    let host = HostConfig::new()
        .memory(64 << 20)
        .cpu_shares(512)
        .mounts([Mount::volume("docker-wire-options", "/data")])
        .port_bindings([(80, vec![PortBinding::at(Ipv4Addr::LOCALHOST, 0)])])
        .restart_policy(RestartPolicy::new().name(RestartName::OnFailure).maximum_retry_count(2))
        .cap_add(["NET_ADMIN"])
        .extra_hosts(["master:192.0.2.1"])
        .tmpfs([("/scratch", "size=1m")])
        .ulimits([Ulimit::both("nofile", 256)])
        .log_config(LogConfig::new().r#type("json-file").config([("max-size", "1m")]))
        .init(true)
        .readonly_rootfs(true);
    let all = shell("exit 0")
        .name("docker-wire-options")
        .hostname("inside")
        .user("nobody")
        .working_dir("/data")
        .stop_signal("SIGINT")
        .exposed_ports(["80/tcp"])
        .host_config(host);
    let id = create(&docker, all).await;

    let found = docker.send(container::Inspect::new("docker-wire-options")).await.unwrap().into_inner();
    assert_eq!((found.id, found.name.as_str()), (id.clone(), "/docker-wire-options"));
    assert_eq!(found.config.hostname.as_deref(), Some("inside"));
    assert_eq!(found.config.user.as_deref(), Some("nobody"));
    assert_eq!(found.config.working_dir.as_deref(), Some("/data"));
    assert_eq!(found.host_config.memory, Some(64 << 20));
    assert_eq!(found.host_config.restart_policy.unwrap().maximum_retry_count, Some(2));
    assert_eq!(found.host_config.init, Some(true));
    let mount = found.mounts.iter().find(|mount| mount.destination == "/data").unwrap();
    assert_eq!(mount.name.as_deref(), Some("docker-wire-options"));
    remove(&docker, &id).await;
    docker.send(volume::Remove::new("docker-wire-options")).await.unwrap();
}

/// A container without a health check that its image could bring says nothing of its health.
async fn create_with_a_health_check(lab: Lab) {
    use docker_wire::model::Healthcheck;
    let docker = lab.docker;
    let check = Healthcheck::new().test(["NONE"]);
    let id = create(&docker, shell("exit 0").healthcheck(check)).await;
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(found.state.health.is_none_or(|health| health.log.is_empty()));
    let gone = docker.send(container::Inspect::new("docker-wire-healthy")).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
    remove(&docker, &id).await;
}

/// Sizes are told when they are asked for.
async fn inspect_with_size(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo 12345 > /made")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let found = docker.send(container::Inspect::new(&id).size(true)).await.unwrap().into_inner();
    assert!(found.size_rw.is_some_and(|size| size >= 6), "{:?}", found.size_rw);
    assert!(found.size_root_fs.is_some_and(|size| size > 100_000), "{:?}", found.size_root_fs);
    remove(&docker, &id).await;
}

/// A list says sizes when they are asked for, and as many containers as are wanted.
async fn list_with_size(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true").name("docker-wire-sized")).await;
    let sized = container::List::new().all(true).size(true).limit(1);
    let found = docker.send(sized).await.unwrap().into_inner();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, id);
    assert!(found[0].size_root_fs.is_some_and(|size| size > 100_000), "{:?}", found[0].size_root_fs);
    remove(&docker, &id).await;
}

/// The processes of a container are told by `ps`.
async fn top(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("exec sleep 601")).await;
    start(&docker, &id).await;
    let top = docker.send(container::Top::new(&id)).await.unwrap().into_inner();
    assert!(top.titles.iter().any(|title| title.starts_with("PID")), "{:?}", top.titles);
    assert!(top.processes.iter().flatten().any(|word| word.contains("601")), "{:?}", top.processes);
    let narrow = container::Top::new(&id).ps_args(lab.engine.says("-o pid,comm", "pid,comm"));
    let narrow = docker.send(narrow).await.unwrap().into_inner();
    assert_eq!(narrow.titles, ["PID", "COMMAND"]);
    remove(&docker, &id).await;
}

/// What a container changed in its files is told.
async fn changes(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo new > /made; rm /etc/group; echo more >> /etc/passwd")).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let mut found = docker.send(container::Changes::new(&id)).await.unwrap().into_inner();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    let kind = |path: &str| found.iter().find(|it| it.path == path).and_then(|it| it.kind);
    assert_eq!((kind("/etc"), kind("/made"), kind("/etc/passwd")), (Some(0), Some(1), Some(0)), "{found:?}");
    assert_eq!(kind("/etc/group"), Some(2), "{found:?}");
    remove(&docker, &id).await;
}

/// One look at what a container uses.
async fn stats_once(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let once = container::Stats::new(&id).stream(false).one_shot(true);
    let mut stats = docker.send(once).await.unwrap();
    let found = stats.next().await.unwrap().unwrap();
    // Docker 26 and 28 do not say whose it is when they look but once; Podman 4 never does.
    let says_whose = ["docker_20_10", "podman_5_8"].contains(&lab.engine.test);
    assert_eq!(found.id.as_deref(), says_whose.then_some(&*id));
    assert!(found.read.starts_with("20"), "{}", found.read);
    assert!(stats.next().await.is_none());
    remove(&docker, &id).await;
}

/// What a container uses is told again and again, until nobody listens.
async fn stats_stream(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let mut stats = docker.send(container::Stats::new(&id)).await.unwrap();
    let first = stats.next().await.unwrap().unwrap();
    let second = stats.next().await.unwrap().unwrap();
    assert!(first.read < second.read, "{} and {}", first.read, second.read);
    drop(stats);
    remove(&docker, &id).await;
}

/// A volume without a name goes with its container when that is wished.
async fn remove_with_volume(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true").volumes(["/anonymous"])).await;
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    let name = found.mounts[0].name.clone().unwrap();
    docker.send(volume::Inspect::new(&name)).await.unwrap();
    docker.send(container::Remove::new(&id).v(true)).await.unwrap();
    assert!(docker.send(volume::Inspect::new(&name)).await.unwrap_err().is_not_found());
}

/// What ended goes, what runs stays.
async fn prune_containers(lab: Lab) {
    use docker_wire::api::Filters;
    let docker = lab.docker;
    let mark = ("docker-wire.prune", "this");
    let ended = create(&docker, shell("exit 0").labels([mark])).await;
    start(&docker, &ended).await;
    assert_eq!(exit_code(&docker, &ended).await, 0);
    let runs = create(&docker, container::Create::new(BUSYBOX).cmd(["sleep", "600"]).labels([mark])).await;
    start(&docker, &runs).await;
    let filters = Filters::new().label(format!("{}={}", mark.0, mark.1));
    let pruned = docker.send(container::Prune::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(pruned.containers_deleted, [ended.as_str()]);
    let gone = docker.send(container::Inspect::new(&ended)).await.unwrap_err();
    assert_eq!(status(&gone), 404);
    docker.send(container::Inspect::new(&runs)).await.unwrap();
    remove(&docker, &runs).await;
}
