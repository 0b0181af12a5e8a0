//! No option without bad input, and no field that somebody forgot to think of.

use std::{collections::BTreeSet, fs};

use docker_wire::catalogue::{Place, rows::CONTAINER_CREATE};

use super::{super::hostconfig, bad::expected_lines, *};

/// A date: no option takes one.
const DATE: &str = "1979-05-27";

/// Lines, but the one that says the same key as another line.
fn beside(line: &str, lines: &[&str]) -> String {
    let key = line.split(' ').next().unwrap_or_default();
    let others = lines.iter().filter(|it| !it.starts_with(&format!("{key} = ")));
    others.map(|line| format!("{line}\n")).collect()
}

fn of_worker(line: &str) -> String {
    let head: Vec<&str> =
        HEAD.lines().filter(|it| !line.starts_with("names") || !it.starts_with("name ")).collect();
    let more: &[&str] = match line.split(' ').next().unwrap_or_default() {
        "image" | "dockerfile" => &["image = \"x\""],
        "target" | "buildargs" => &["image = \"x\"", "dockerfile = \"FROM x\""],
        "encoding" => &["custom_context = true", "dockerfile = \"context\""],
        _ => &["image = \"x\""],
    };
    format!("{}{line}\n{}", beside(line, &head), beside(line, more))
}

fn of_master(line: &str) -> String {
    let others = beside(line, &["url = \"http://m\"", "user = \"u\"", "password = \"p\""]);
    with("").replace("url = \"http://127.0.0.1:8010\"\n", &format!("{line}\n{others}"))
}

fn of_policy(line: &str) -> String {
    format!("{}\n[policy]\n{line}\n", with(""))
}

fn of_registry(line: &str) -> String {
    let password: &[&str] = &["address = \"r.example\"", "user = \"u\"", "password = \"p\""];
    let others = if line.starts_with("identity") { &password[..1] } else { password };
    format!("{}\n[[registry]]\n{line}\n{}", with(""), beside(line, others))
}

fn of_host(line: &str) -> String {
    let others =
        ["docker_host = \"unix:///var/run/docker.sock\"", "start_command = \"a\"", "stop_command = \"b\""];
    format!("{}\n[[host]]\n{line}\n{}", with(""), beside(line, &others))
}

/// Makes a configuration in which one line stands in a table.
type Written = fn(&str) -> String;

/// Each table, what stands before its keys in a message, and a configuration in which a key of it may be written.
const TABLES: [(&str, &str, Written); 5] = [
    ("[[worker]]", "", of_worker),
    ("[master]", "master.", of_master),
    ("[policy]", "policy.", of_policy),
    ("[[registry]]", "registry[0].", of_registry),
    ("[[host]]", "host[0].", of_host),
];

#[test]
fn every_option_refuses_a_value_of_another_type() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("context"), [0x1f, 0x8b, 8]).unwrap();
    let mut count = 0;
    for (table, path, configuration) in TABLES {
        for key in documented(table) {
            let text = configuration(&format!("{key} = {DATE}"));
            let error = parse_in(folder.path(), &text).expect_err(&text).to_string();
            let said = error.lines().any(|line| {
                line.contains(&format!("`{path}{key}` must be ")) && line.ends_with(", not a date")
            });
            assert!(said, "{table} {key}: {error}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
    let error = parse(&format!("state_dir = {DATE}\n{}", with(""))).unwrap_err().to_string();
    assert_eq!(error, "latent.toml:1:13: `state_dir` must be a string, not a date");
}

/// An option's name in the other style: `build_wait_timeout` as `buildWaitTimeout`, `masterFQDN` as `master_fqdn`.
fn twin(key: &str) -> String {
    if key.contains('_') {
        let mut words = key.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        return words.fold(first, |all, word| all + &word[..1].to_uppercase() + &word[1..]);
    }
    let mut before = 'A';
    let step = |c: char| {
        let begins = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        before = c;
        [begins.then_some('_'), Some(c.to_ascii_lowercase())]
    };
    key.chars().flat_map(step).flatten().collect()
}

#[test]
fn every_option_is_known_in_the_other_style_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("context"), [0x1f, 0x8b, 8]).unwrap();
    for (table, _, configuration) in TABLES {
        for key in documented(table) {
            let other = twin(key);
            let text =
                configuration(&format!("{key} = {DATE}")).replace(&format!("{key} ="), &format!("{other} ="));
            let error = parse_in(folder.path(), &text).expect_err(&text).to_string();
            assert!(!error.contains(&format!("unknown key `{other}`")), "{table} {key}: {error}");
            assert!(error.contains(&format!("{other}` must be ")), "{table} {key}: {error}");
        }
    }
    assert_eq!(
        (twin("build_wait_timeout").as_str(), twin("masterFQDN").as_str()),
        ("buildWaitTimeout", "master_fqdn")
    );
}

/// Beside the wrong type, each option has a row in `bad_workers.txt` or `bad_files.txt` that names it.
#[test]
fn every_option_has_a_row_of_bad_input() {
    let lines = expected_lines();
    let mut without = Vec::new();
    for (table, path, _) in TABLES {
        for key in documented(table) {
            let path = path.replace("[0]", "");
            let names = [format!("`{path}{key}"), format!("`{}[0].{key}", path.trim_end_matches('.'))];
            let named = |line: &String| {
                let missing = line.contains(&format!("missing `{key}`"));
                missing
                    || names.iter().any(|name| {
                        let after = line.find(name.as_str()).map(|at| &line[at + name.len()..]);
                        after.is_some_and(|after| after.starts_with(['`', '.', '[']))
                    })
            };
            if !lines.iter().any(named) {
                without.push(format!("{table} {key}"));
            }
        }
    }
    assert_eq!(without, [""; 0], "write rows for them");
}

#[test]
fn every_field_of_hostconfig_refuses_a_value_of_another_type_under_both_names() {
    for (api, alias) in hostconfig::names() {
        for name in [api, alias] {
            let text = with(&format!("hostconfig = {{ {name} = {DATE} }}"));
            let error = parse(&text).expect_err(name).to_string();
            assert!(error.contains(&format!("`hostconfig.{name}`")), "{error}");
        }
    }
}

/// Where ours differ from the catalogue: what no engine that was released reads, what only the command line uses, and what
/// docker-py still knows, which is refused with the reason.
const APART: [&str; 3] = ["Capabilities", "ContainerIDFile", "LxcConf"];

#[test]
fn the_fields_of_hostconfig_are_those_of_the_catalogue() {
    let of_catalogue: BTreeSet<&str> = CONTAINER_CREATE
        .gates
        .iter()
        .filter(|gate| matches!(gate.place, Place::Body(_)))
        .filter_map(|gate| gate.place.at().strip_prefix("/HostConfig/"))
        .filter(|field| !field.contains('/'))
        .collect();
    let of_ours: BTreeSet<&str> = hostconfig::names().map(|(api, _)| api).collect();
    let apart: Vec<_> = of_catalogue.symmetric_difference(&of_ours).copied().collect();
    assert!(of_ours.len() > 60, "{}", of_ours.len());
    assert_eq!(apart, APART);
}

/// The keyword arguments of docker-py's `HostConfig`, 7.1.
const DOCKER_PY: &str = "auto_remove binds blkio_weight blkio_weight_device cap_add cap_drop cgroup_parent cgroupns \
    cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpuset_cpus cpuset_mems \
    device_cgroup_rules device_read_bps device_read_iops device_requests device_write_bps device_write_iops devices \
    dns dns_opt dns_search extra_hosts group_add init init_path ipc_mode isolation kernel_memory links log_config \
    lxc_conf mem_limit mem_reservation mem_swappiness memswap_limit mounts nano_cpus network_mode oom_kill_disable \
    oom_score_adj pid_mode pids_limit port_bindings privileged publish_all_ports read_only restart_policy runtime \
    security_opt shm_size storage_opt sysctls tmpfs ulimits userns_mode uts_mode volume_driver volumes_from";

#[test]
fn every_name_of_docker_py_is_known() {
    let known: BTreeSet<&str> = hostconfig::names().map(|(_, alias)| alias).collect();
    let unknown: Vec<_> = DOCKER_PY.split_whitespace().filter(|name| !known.contains(name)).collect();
    assert_eq!(unknown, [""; 0]);
}

/// Fields that say nothing of what is outside the container, whatever a build makes of them. A new field is judged before
/// it is here or in the policy.
const INSIDE: &[&str] = &[
    "AutoRemove",
    "Binds",
    "BlkioDeviceReadBps",
    "BlkioDeviceReadIOps",
    "BlkioDeviceWriteBps",
    "BlkioDeviceWriteIOps",
    "BlkioWeight",
    "BlkioWeightDevice",
    "CapDrop",
    "ConsoleSize",
    "CpuCount",
    "CpuPercent",
    "CpuPeriod",
    "CpuQuota",
    "CpuRealtimePeriod",
    "CpuRealtimeRuntime",
    "CpuShares",
    "CpusetCpus",
    "CpusetMems",
    "DiskQuota",
    "Dns",
    "DnsOptions",
    "DnsSearch",
    "ExtraHosts",
    "IOMaximumBandwidth",
    "IOMaximumIOps",
    "Init",
    "KernelMemory",
    "KernelMemoryTCP",
    "LxcConf",
    "Memory",
    "MemoryReservation",
    "MemorySwap",
    "MemorySwappiness",
    "Mounts",
    "NanoCpus",
    "PidsLimit",
    "ReadonlyRootfs",
    "RestartPolicy",
    "ShmSize",
    "StorageOpt",
    "Tmpfs",
    "Ulimits",
];

#[test]
fn every_field_of_hostconfig_is_judged_by_the_policy() {
    for (api, _) in hostconfig::names() {
        let judged = policy::is_judged(api);
        // Mounts and binds are judged by what they mount.
        assert_ne!(judged, INSIDE.contains(&api), "{api} is on one of the lists, and on one only");
    }
}
