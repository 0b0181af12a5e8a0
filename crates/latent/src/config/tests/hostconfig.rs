use serde_json::{Value, json};

use super::*;

/// The `HostConfig` that a table gives, without the default `Init`.
fn host_config(table: &str) -> Value {
    let mut value = worker(&format!("hostconfig = {{ {table} }}")).host_config;
    assert_eq!(value.as_object_mut().unwrap().remove("Init"), Some(Value::Bool(true)));
    value
}

#[test]
fn both_names_of_a_field_give_the_api_s() {
    let table = [
        ("mem_limit = \"512m\"", json!({ "Memory": 536_870_912 })),
        ("Memory = 512", json!({ "Memory": 512 })),
        ("mem_limit = 1.5", json!({ "Memory": 1 })),
        ("mem_limit = \"1k\", Memory = 1024", json!({ "Memory": 1024 })),
        ("memswap_limit = -1", json!({ "MemorySwap": -1 })),
        ("memswap_limit = \"-1\"", json!({ "MemorySwap": -1 })),
        ("nano_cpus = 1500000000", json!({ "NanoCpus": 1_500_000_000 })),
        ("cpu_rt_period = 1", json!({ "CpuRealtimePeriod": 1 })),
        ("cpuset_cpus = \"0-3\"", json!({ "CpusetCpus": "0-3" })),
        ("read_only = true", json!({ "ReadonlyRootfs": true })),
        ("uts_mode = \"host\"", json!({ "UTSMode": "host" })),
        ("cgroupns = \"private\"", json!({ "CgroupnsMode": "private" })),
        ("dns_opt = [\"ndots:1\"]", json!({ "DnsOptions": ["ndots:1"] })),
        ("auto_remove = false", json!({ "AutoRemove": false })),
        ("pids_limit = 100", json!({ "PidsLimit": 100 })),
        ("network_mode = \"host\"", json!({ "NetworkMode": "host" })),
    ];
    for (text, value) in table {
        assert_eq!(host_config(text), value, "{text}");
    }
    assert_eq!(worker("hostconfig = { init = false }").host_config, json!({ "Init": false }));
}

#[test]
fn short_forms_give_what_the_api_wants() {
    let fuse =
        json!({ "PathOnHost": "/dev/fuse", "PathInContainer": "/dev/fuse", "CgroupPermissions": "rwm" });
    let binding = json!({ "80/tcp": [{ "HostIp": "127.0.0.1", "HostPort": "8080" }] });
    let table = [
        ("devices = [\"/dev/fuse\"]", json!({ "Devices": [fuse] })),
        ("devices = [\"/dev/fuse:/dev/fuse:rwm\"]", json!({ "Devices": [fuse] })),
        ("extra_hosts = [\"a:10.0.0.1\"]", json!({ "ExtraHosts": ["a:10.0.0.1"] })),
        ("extra_hosts = { b = \"::1\", a = \"h\" }", json!({ "ExtraHosts": ["a:h", "b:::1"] })),
        ("links = { db = \"d\" }", json!({ "Links": ["db:d"] })),
        (
            "ulimits = [{ name = \"nofile\", soft = 1 }]",
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 1, "Hard": 1 }] }),
        ),
        (
            "ulimits = [{ Name = \"nofile\", Soft = 1, Hard = 2 }]",
            json!({ "Ulimits": [{ "Name": "nofile", "Soft": 1, "Hard": 2 }] }),
        ),
        ("sysctls = { \"net.core.somaxconn\" = 9 }", json!({ "Sysctls": { "net.core.somaxconn": "9" } })),
        ("group_add = [5, \"audio\"]", json!({ "GroupAdd": ["5", "audio"] })),
        ("tmpfs = [\"/a\", \"/b:size=1m\"]", json!({ "Tmpfs": { "/a": "", "/b": "size=1m" } })),
        ("tmpfs = { \"/b\" = \"size=1m\" }", json!({ "Tmpfs": { "/b": "size=1m" } })),
        ("volumes_from = \"a, b:ro\"", json!({ "VolumesFrom": ["a", "b:ro"] })),
        ("restart_policy = { Name = \"no\" }", json!({ "RestartPolicy": { "Name": "no" } })),
        ("restart_policy = \"no\"", json!({ "RestartPolicy": { "Name": "no" } })),
        ("port_bindings = { 80 = \"127.0.0.1:8080\" }", json!({ "PortBindings": binding })),
        (
            "port_bindings = { \"53/udp\" = [53, \"54\"] }",
            json!({ "PortBindings": { "53/udp": [{ "HostPort": "53" }, { "HostPort": "54" }] } }),
        ),
        (
            "log_config = { type = \"json-file\", config = { \"max-file\" = 3 } }",
            json!({ "LogConfig": { "Type": "json-file", "Config": { "max-file": "3" } } }),
        ),
        (
            "device_requests = [{ count = -1, capabilities = [[\"gpu\"]] }]",
            json!({ "DeviceRequests": [{ "Count": -1, "Capabilities": [["gpu"]] }] }),
        ),
        (
            "device_read_bps = [{ Path = \"/dev/sda\", Rate = \"1m\" }]",
            json!({ "BlkioDeviceReadBps": [{ "Path": "/dev/sda", "Rate": 1_048_576 }] }),
        ),
        (
            "mounts = [{ Type = \"tmpfs\", target = \"/t\", tmpfs_options = { size_bytes = \"1k\" } }]",
            json!({ "Mounts": [{ "Type": "tmpfs", "Target": "/t", "TmpfsOptions": { "SizeBytes": 1024 } }] }),
        ),
    ];
    for (text, value) in table {
        assert_eq!(host_config(text), value, "{text}");
    }
}

#[test]
fn mounts_of_both_keys_are_merged() {
    let table = [
        ("binds = [\"/c:/d:ro\"]", json!(["/a:/b", "/c:/d:ro"])),
        ("Binds = [\"/c:/d:ro\"]", json!(["/a:/b", "/c:/d:ro"])),
        ("binds = { \"/c\" = { bind = \"/d\", mode = \"ro\" } }", json!(["/a:/b", "/c:/d:ro"])),
        ("binds = { \"/c\" = { bind = \"/d\", ro = true } }", json!(["/a:/b", "/c:/d:ro"])),
        (
            "binds = { \"/c\" = { bind = \"/d\", propagation = \"rshared\" } }",
            json!(["/a:/b", "/c:/d:rw,rshared"]),
        ),
    ];
    for (text, binds) in table {
        let worker = worker(&format!("volumes = [\"/a:/b\"]\nhostconfig = {{ {text} }}"));
        assert_eq!(worker.host_config["Binds"], binds, "{text}");
        assert_eq!(worker.volumes[1].target(), "/d");
    }
}

#[test]
fn a_table_of_its_own_is_a_hostconfig_too() {
    let worker = worker("[worker.hostconfig]\nmem_limit = \"1k\"\n[worker.hostconfig.sysctls]\na = 1");
    assert_eq!(worker.host_config, json!({ "Init": true, "Memory": 1024, "Sysctls": { "a": "1" } }));
}

#[test]
fn networks_are_read_in_every_form() {
    let static_address =
        json!({ "ci": { "IPAMConfig": { "IPv4Address": "10.1.2.3", "IPv6Address": "fd00::3" } } });
    let aliases = json!({ "ci": { "Aliases": ["w"] } });
    let table = [
        ("\"bridge\"", "bridge", None),
        ("\"host\"", "host", None),
        ("\"none\"", "none", None),
        ("\"container:db_1\"", "container:db_1", None),
        ("\"my-net.1\"", "my-net.1", None),
        ("{ name = \"ci\" }", "ci", None),
        ("{ name = \"ci\", aliases = [\"w\"] }", "ci", Some(&aliases)),
        ("{ EndpointsConfig = { ci = { Aliases = [\"w\"] } } }", "ci", Some(&aliases)),
        (
            "{ name = \"ci\", ipv4_address = \"10.1.2.3\", ipv6_address = \"fd00::3\" }",
            "ci",
            Some(&static_address),
        ),
    ];
    for (text, mode, endpoints) in table {
        let worker = worker(&format!("networking_config = {text}"));
        assert_eq!(worker.host_config["NetworkMode"], mode, "{text}");
        let endpoints = endpoints.map(|endpoints| json!({ "EndpointsConfig": endpoints }));
        assert_eq!(worker.networking_config, endpoints, "{text}");
    }
}

#[test]
fn two_ways_to_say_a_network_may_agree() {
    let equal = worker("networking_config = \"host\"\nhostconfig = { network_mode = \"host\" }");
    assert_eq!(equal.host_config["NetworkMode"], "host");
    let several =
        "networking_config = { EndpointsConfig = { a = {}, b = {} } }\nhostconfig = { NetworkMode = \"b\" }";
    assert_eq!(worker(several).networking_config, Some(json!({ "EndpointsConfig": { "a": {}, "b": {} } })));
}
