//! What making a request costs, gates included: `cargo bench -p docker-wire --bench prepare`.
//!
//! A creation of a container with 60 fields becomes an HTTP request at an old pin and at the newest. The time is that of
//! the best of some rounds, without that of copying the operation. With `--count N` it is made N times at one pin and
//! nothing is measured, so that `valgrind --tool=callgrind` can count instructions: the difference between two counts.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark reports on a terminal and may die"
)]

use std::{hint::black_box, time::Instant};

use docker_wire::{
    ApiVersion,
    api::container::Create,
    catalogue::Policy,
    error::Context,
    model::{
        ByteSize, EndpointSettings, Healthcheck, HostConfig, Mount, NetworkingConfig, PortBinding,
        RestartPolicy, Ulimit,
    },
    operation::prepare,
};
use http::Request;

const ROUNDS: usize = 1000;
const TIMES: u32 = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let operation = create();
    while let Some(argument) = arguments.next() {
        if argument == "--count" {
            let count: u32 = arguments.next().unwrap().parse().unwrap();
            let pinned = arguments.next().map_or(ApiVersion::NEWEST, |text| text.parse().unwrap());
            (0..count).for_each(|_| drop(black_box(make(&operation, pinned))));
            return;
        }
    }
    let body = make(&operation, ApiVersion::NEWEST).into_body();
    let body: serde_json::Value = serde_json::from_slice(body.as_whole().unwrap()).unwrap();
    println!("{} fields, {} bytes", fields(&body), body.to_string().len());
    let copy = best(|| drop(black_box(operation.clone())));
    for pinned in [ApiVersion::V1_41, ApiVersion::NEWEST] {
        let made = best(|| drop(black_box(make(&operation, pinned))));
        println!("prepare at {pinned}: {:.0} ns", made - copy);
    }
}

fn make(operation: &Create, pinned: ApiVersion) -> Request<docker_wire::Body> {
    prepare(operation.clone(), Some(pinned), Policy::Refuse, &mut Context::default()).unwrap()
}

/// Nanoseconds of one call, in the best round.
fn best(mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        (0..TIMES).for_each(|_| work());
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(TIMES));
    }
    best
}

/// Counts the fields that have a plain value or a list of such.
fn fields(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Object(entries) if !entries.is_empty() => entries.values().map(fields).sum(),
        serde_json::Value::Array(items) if items.iter().any(serde_json::Value::is_object) => {
            items.iter().map(fields).sum()
        }
        _ => 1,
    }
}

fn create() -> Create {
    let host_config = HostConfig::new()
        .binds(["/srv/src:/src:ro"])
        .network_mode("ci")
        .auto_remove(false)
        .restart_policy(RestartPolicy::on_failure(2))
        .port_bindings([(9989, vec![PortBinding::at([127, 0, 0, 1], 0)])])
        .cap_add(["SYS_PTRACE"])
        .cap_drop(["NET_RAW"])
        .dns(["9.9.9.9"])
        .dns_search(["example.org"])
        .extra_hosts(["db:10.0.0.2"])
        .group_add(["audio"])
        .ipc_mode("private")
        .oom_score_adj(100)
        .pid_mode("")
        .privileged(false)
        .readonly_rootfs(true)
        .security_opt(["no-new-privileges"])
        .shm_size(ByteSize::mib(64))
        .sysctls([("net.core.somaxconn", "1024")])
        .runtime("runc")
        .memory(ByteSize::gib(2))
        .memory_swap(ByteSize::gib(2))
        .memory_reservation(ByteSize::gib(1))
        .nano_cpus(2_000_000_000)
        .cpuset_cpus("0-1")
        .pids_limit(512)
        .init(true)
        .oom_kill_disable(false)
        .ulimits([Ulimit::both("nofile", 1024)])
        .mounts([Mount::bind("/var/cache/ci", "/cache").read_only(true), Mount::volume("work", "/work")]);
    let endpoint = EndpointSettings::new().aliases(["worker"]);
    Create::new("registry.example:5000/ci/worker:7")
        .name("worker-1")
        .platform("linux/amd64")
        .hostname("worker-1")
        .user("1000:1000")
        .attach_stdin(false)
        .attach_stdout(false)
        .attach_stderr(false)
        .exposed_ports(["9989/tcp"])
        .tty(false)
        .open_stdin(false)
        .env(["BUILDMASTER=master.example", "BUILDMASTER_PORT=9989", "WORKERNAME=worker-1"])
        .cmd(["buildbot-worker", "start", "--nodaemon"])
        .healthcheck(Healthcheck::new().test(["CMD", "true"]).retries(3))
        .working_dir("/buildbot")
        .entrypoint(["/usr/bin/dumb-init"])
        .labels([("owner", "ci"), ("epoch", "7")])
        .stop_signal("SIGTERM")
        .stop_timeout(10)
        .host_config(host_config)
        .networking_config(NetworkingConfig::new().endpoints_config([("ci", endpoint)]))
}
