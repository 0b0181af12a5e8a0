//! Services of a swarm and their tasks.

use std::time::Duration;

use docker_wire::{
    Client,
    api::{Filters, config, network, secret, service, system, task},
    model::{
        ContainerSpec, EndpointMode, EndpointSpec, NetworkAttachmentConfig, RestartCondition, ServiceMode,
        Task, TaskConfig, TaskRestartPolicy, TaskSecret, TaskSpec, TaskState,
    },
    reply::Lines,
};

use super::{BUSYBOX, LABEL, LIMIT, Lab, is_live, scenarios, swarm};

scenarios! {
    service_life on [docker] or "Podman has no swarm";
    service_scales on [docker] or "Podman has no swarm";
    service_job on [docker] or "Podman has no swarm";
    service_uses on [docker] or "Podman has no swarm";
    service_refuses on [docker] or "Podman has no swarm";
}

const NAME: &str = "docker-wire-service";

/// Describes what a task runs: once, whatever comes of it.
fn shell(line: &str) -> TaskSpec {
    let container = ContainerSpec::new().image(BUSYBOX).command(["sh", "-c", line]).labels([(LABEL, "1")]);
    let once = TaskRestartPolicy::new().condition(RestartCondition::Never);
    TaskSpec::new().container_spec(container).restart_policy(once)
}

/// Describes a service, of which nothing but its name is known on the network.
fn described(line: &str) -> service::Create {
    let endpoint = EndpointSpec::new().mode(EndpointMode::Dnsrr);
    service::Create::new(NAME, shell(line)).endpoint_spec(endpoint).labels([(LABEL, "1")])
}

/// Watches for what containers of tasks do.
async fn watch(docker: &Client, action: &str) -> Lines<docker_wire::model::EventMessage> {
    let filters = Filters::new().r#type("container").label(LABEL).event(action);
    docker.send(system::Events::new().filters(filters)).await.unwrap()
}

/// Waits until that was done so many times, and the manager has heard of it.
async fn done(mut events: Lines<docker_wire::model::EventMessage>, times: usize) {
    for _ in 0..times {
        events.next().await.unwrap().unwrap();
    }
    settle().await;
}

/// Waits until the manager is done with what it began.
async fn settle() {
    if is_live() {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
}

async fn tasks(docker: &Client) -> Vec<Task> {
    docker.send(task::List::new().filters(Filters::new().service(NAME))).await.unwrap().into_iter().collect()
}

/// A service without a task is made, listed, looked at, changed, put back and removed.
async fn service_life(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let create = described("true").mode(ServiceMode::replicas(0));
    let id = docker.send(create).await.unwrap().into_inner().id;
    let all =
        docker.send(service::List::new().filters(Filters::new().name(NAME)).status(true)).await.unwrap();
    let status = all.first().and_then(|service| service.service_status.clone()).unwrap();
    assert_eq!((status.running_tasks, status.desired_tasks), (Some(0), Some(0)));

    let found = docker.send(service::Inspect::new(NAME)).await.unwrap().into_inner();
    assert_eq!((&found.id, found.spec.name.as_deref()), (&id, Some(NAME)));
    let spec = found.spec.labels([(LABEL, "1"), ("more", "2")]);
    docker.send(service::Update::new(&id, found.version.index.unwrap(), spec)).await.unwrap();
    let changed = docker.send(service::Inspect::new(&id).insert_defaults(true)).await.unwrap().into_inner();
    assert_eq!(changed.spec.labels.unwrap()["more"], "2");
    assert!(changed.previous_spec.is_some() && changed.spec.update_config.is_some());

    let found = docker.send(service::Inspect::new(&id)).await.unwrap().into_inner();
    let back = service::Update::new(&id, found.version.index.unwrap(), found.spec).rollback();
    docker.send(back).await.unwrap();
    settle().await;
    let found = docker.send(service::Inspect::new(&id)).await.unwrap().into_inner();
    assert!(!found.spec.labels.unwrap().contains_key("more"));
    docker.send(service::Remove::new(&id)).await.unwrap();
    assert!(docker.send(service::Inspect::new(&id)).await.unwrap_err().is_not_found());
    swarm::leave(&docker).await;
}

/// Two tasks run, then one.
async fn service_scales(lab: Lab) {
    let docker = swarm::outside(&lab);
    let node = swarm::init(&docker).await;
    let started = watch(&docker, "start").await;
    let id = docker
        .send(described("trap 'exit 0' TERM; while :; do sleep 0.1; done").mode(ServiceMode::replicas(2)))
        .await
        .unwrap()
        .into_inner()
        .id;
    done(started, 2).await;
    let running = tasks(&docker).await;
    let mut slots: Vec<_> = running.iter().map(|task| task.slot.unwrap()).collect();
    slots.sort_unstable();
    assert_eq!(slots, [1, 2]);
    let first = running.iter().find(|task| task.slot == Some(1)).unwrap();
    let one = docker.send(task::Inspect::new(&first.id)).await.unwrap().into_inner();
    assert_eq!((&one.service_id, &one.node_id), (&id, &node));
    assert_eq!(one.status.state, Some(TaskState::Running));

    let ended = watch(&docker, "die").await;
    let found = docker.send(service::Inspect::new(&id)).await.unwrap().into_inner();
    let fewer = found.spec.mode(ServiceMode::replicas(1));
    docker.send(service::Update::new(&id, found.version.index.unwrap(), fewer)).await.unwrap();
    done(ended, 1).await;
    let running = Filters::new().service(NAME).desired_state("running");
    assert_eq!(docker.send(task::List::new().filters(running)).await.unwrap().len(), 1);
    let ended = watch(&docker, "die").await;
    docker.send(service::Remove::new(&id)).await.unwrap();
    done(ended, 1).await;
    swarm::leave(&docker).await;
}

/// A job of two tasks ends, and its log is read by service and by task.
async fn service_job(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let ended = watch(&docker, "die").await;
    let job = described("echo out; sleep 0.3; echo err >&2").mode(ServiceMode::job(1));
    let id = docker.send(job).await.unwrap().into_inner().id;
    done(ended, 1).await;

    let all = tasks(&docker).await;
    assert!(
        all.len() == 1 && all.iter().all(|task| task.status.state == Some(TaskState::Complete)),
        "{all:?}"
    );
    let log = docker.send(service::Logs::new(&id)).await.unwrap();
    let (out, err) = log.collect(LIMIT).await.unwrap();
    assert_eq!((&out[..], &err[..]), (&b"out\n"[..], &b"err\n"[..]));
    let log = docker.send(task::Logs::new(&all[0].id).stderr(false).timestamps(true)).await.unwrap();
    let (out, err) = log.collect(LIMIT).await.unwrap();
    let out = String::from_utf8(out.to_vec()).unwrap();
    assert!(out.starts_with("20") && out.ends_with("Z out\n") && err.is_empty(), "{out}");
    let log = docker.send(service::Logs::new(NAME).stdout(false).details(true).tail(2)).await.unwrap();
    let (out, err) = log.collect(LIMIT).await.unwrap();
    assert!(out.is_empty() && String::from_utf8_lossy(&err).contains(&id), "{err:?}");
    docker.send(service::Remove::new(&id)).await.unwrap();
    swarm::leave(&docker).await;
}

/// A task finds a secret, a config and a network.
async fn service_uses(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let secret =
        docker.send(secret::Create::new("docker-wire-secret", "between us")).await.unwrap().into_inner();
    let config =
        docker.send(config::Create::new("docker-wire-config", "for all")).await.unwrap().into_inner();
    let overlay = network::Create::new("docker-wire-overlay").driver("overlay").labels([(LABEL, "1")]);
    let overlay = docker.send(overlay).await.unwrap().into_inner().id;

    let ended = watch(&docker, "die").await;
    // How long the secret is is none.
    let line =
        "wc -c < /run/secrets/docker-wire-secret; wc -c < /docker-wire-config; test -e /sys/class/net/eth0";
    let template = shell(line);
    let container = template.container_spec.clone().unwrap();
    let container = container
        .secrets([TaskSecret::of(&secret.id, "docker-wire-secret")])
        .configs([TaskConfig::of(&config.id, "docker-wire-config")]);
    let template = template.container_spec(container).networks([NetworkAttachmentConfig::to(&overlay)]);
    let job = service::Create::new(NAME, template)
        .endpoint_spec(EndpointSpec::new().mode(EndpointMode::Dnsrr))
        .mode(ServiceMode::job(1))
        .labels([(LABEL, "1")]);
    let id = docker.send(job).await.unwrap().into_inner().id;
    done(ended, 1).await;
    let (out, err) = docker.send(service::Logs::new(&id)).await.unwrap().collect(LIMIT).await.unwrap();
    assert_eq!((&out[..], &err[..]), (&b"10\n7\n"[..], &b""[..]));

    let in_use = docker.send(secret::Remove::new(&secret.id)).await.unwrap_err();
    assert!(in_use.message().unwrap_or_default().contains("in use"), "{in_use}");
    docker.send(service::Remove::new(&id)).await.unwrap();
    docker.send(secret::Remove::new(&secret.id)).await.unwrap();
    docker.send(config::Remove::new(&config.id)).await.unwrap();
    swarm::leave(&docker).await;
}

/// What cannot be is refused, and what is not there is not found.
async fn service_refuses(lab: Lab) {
    let docker = swarm::outside(&lab);
    swarm::init(&docker).await;
    let error = docker.send(service::Create::new(NAME, TaskSpec::new())).await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(400), "{error}");
    let create = || described("true").mode(ServiceMode::replicas(0));
    let id = docker.send(create()).await.unwrap().into_inner().id;
    assert!(docker.send(create()).await.unwrap_err().is_conflict());
    let found = docker.send(service::Inspect::new(&id)).await.unwrap().into_inner();
    let error = docker.send(service::Update::new(&id, 1, found.spec)).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("out of sequence"), "{error}");
    for error in [
        docker.send(service::Inspect::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(service::Remove::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(service::Logs::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(task::Inspect::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(task::Logs::new("nothing")).await.map(drop).unwrap_err(),
    ] {
        assert!(error.is_not_found(), "{error}");
    }
    docker.send(service::Remove::new(&id)).await.unwrap();
    swarm::leave(&docker).await;
}
