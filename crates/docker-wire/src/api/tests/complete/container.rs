//! Containers, commands in them and their checkpoints.

use std::time::Duration;

use super::{
    Case, case,
    sample::{full, full_without},
};
use crate::{
    api::{Filters, Signal, Timestamp, checkpoint, container, exec},
    catalogue::rows,
    codec::archive::Archive,
    model::{ContainerConfig, ContainerUpdateBody, HostConfig, NetworkingConfig},
};

pub(super) fn cases() -> Vec<Case> {
    [lifecycle(), contents(), execs(), checkpoints()].into_iter().flatten().collect()
}

fn lifecycle() -> Vec<Case> {
    let second = Duration::from_secs(1);
    vec![
        case(create),
        case(|| container::Start::new("c").detach_keys("k").checkpoint("x").checkpoint_dir("/d")),
        case(move || container::Stop::new("c").t(second).signal(Signal::INT)),
        case(move || container::Restart::new("c").t(second).signal(Signal::INT)),
        case(|| container::Kill::new("c").signal(9)),
        case(|| container::Pause::new("c")),
        case(|| container::Unpause::new("c")),
        case(|| container::Rename::new("c", "d")),
        case(|| container::Resize::new("c", 24, 80)),
        case(|| container::Wait::new("c").condition(container::Condition::NextExit)),
        case(|| container::Remove::new("c").v(true).force(true).link(true)),
        case(container::Prune::new),
        case(|| container::Prune::new().filters(Filters::new().until("10m"))),
        case(|| container::Update::from_body("c", full::<ContainerUpdateBody>(&rows::CONTAINER_UPDATE, ""))),
    ]
}

fn contents() -> Vec<Case> {
    let time = Timestamp::from_secs(1);
    vec![
        case(|| {
            container::List::new()
                .all(true)
                .limit(1)
                .size(true)
                .filters(Filters::new().label("a"))
                .before("a")
                .since("b")
        }),
        case(|| container::Inspect::new("c").size(true)),
        case(|| container::Top::new("c").ps_args("aux")),
        case(|| container::Stats::new("c").stream(false).one_shot(true)),
        case(|| container::Changes::new("c")),
        case(|| container::Export::new("c")),
        case(|| container::GetArchive::new("c", "/")),
        case(|| container::ArchiveInfo::new("c", "/")),
        case(|| {
            container::PutArchive::new("c", "/", Archive::new().file("a", 0o644, ""))
                .no_overwrite_dir_non_dir(true)
                .copy_uid_gid(true)
        }),
        case(move || {
            container::Logs::new("c")
                .follow(true)
                .stdout(true)
                .stderr(true)
                .since(time)
                .until(time)
                .timestamps(true)
                .tail(1)
                .details(true)
                .format("json")
        }),
        case(|| {
            container::Attach::new("c")
                .stream(true)
                .logs(true)
                .stdin(true)
                .stdout(true)
                .stderr(true)
                .detach_keys("k")
        }),
        case(|| {
            container::AttachWebsocket::new("c")
                .stream(true)
                .logs(true)
                .stdin(true)
                .stdout(true)
                .stderr(true)
                .detach_keys("k")
        }),
    ]
}

fn create() -> container::Create {
    let row = &rows::CONTAINER_CREATE;
    let config = full_without::<ContainerConfig>(row, "", &["HostConfig", "NetworkingConfig"]);
    container::Create::from_config(ContainerConfig::new())
        .name("n")
        .platform("p")
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
        .healthcheck(config.healthcheck.unwrap())
        .args_escaped(true)
        .image("i")
        .volumes(["/v"])
        .working_dir("/w")
        .entrypoint(["e"])
        .network_disabled(true)
        .mac_address("m")
        .on_build(["o"])
        .labels([("a", "b")])
        .stop_signal("s")
        .stop_timeout(1)
        .shell(["s"])
        .host_config(host_config())
        .networking_config(full::<NetworkingConfig>(row, "/NetworkingConfig"))
}

/// What is mounted is looked at, so that it is not any text.
fn host_config() -> HostConfig {
    let full = full::<HostConfig>(&rows::CONTAINER_CREATE, "/HostConfig");
    let mounts = full.mounts.clone().unwrap_or_default().into_iter().map(|mount| mount.target("/t"));
    full.clone().binds(["/a:/b"]).mounts(mounts)
}

fn execs() -> Vec<Case> {
    vec![
        case(|| {
            exec::Create::new("c", ["sh"])
                .attach_stdin(true)
                .attach_stdout(true)
                .attach_stderr(true)
                .detach(true)
                .detach_keys("k")
                .env(["A=1"])
                .privileged(true)
                .tty(true)
                .user("u")
                .working_dir("/")
                .console_size(24, 80)
        }),
        case(|| exec::Start::new("e").tty(true).console_size(24, 80)),
        case(|| exec::Start::new("e").tty(true).console_size(24, 80).detach()),
        case(|| exec::Inspect::new("e")),
        case(|| exec::Resize::new("e", 24, 80)),
    ]
}

fn checkpoints() -> Vec<Case> {
    vec![
        case(|| checkpoint::Create::new("c", "x").checkpoint_dir("/d").exit(true)),
        case(|| checkpoint::List::new("c").dir("/d")),
        case(|| checkpoint::Remove::new("c", "x").dir("/d")),
    ]
}
