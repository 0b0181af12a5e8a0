//! What engines say of swarms, as they say it: shapes that the specifications do not have, zeros left out, `null`.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::model::{
    ConfigCreated, LocalNodeState, Node, NodeAvailability, NodeRole, NodeState, Nothing, Plugin,
    PluginPrivilege, PublishMode, Reachability, Secret, SecretCreated, Service, ServiceCreated, ServiceMode,
    Swarm, SystemInfo, Task, TaskState, UnlockKey, UpdateState,
};

fn read<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> T {
    let model: T = serde_json::from_value(value).unwrap();
    let shown = format!("{model:?}");
    assert!(!shown.contains("extra:"), "something is not known: {shown}");
    for secret in ["SWMTKN", "SWMKEY", "hunter2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    model
}

#[test]
fn a_swarm_and_its_tokens() {
    let swarm: Swarm = read(json!({
        "ID": "kuoc9z1jmp5n0gdxubimncmcx", "Version": {"Index": 11}, "CreatedAt": "2026-11-23T20:12:15.2Z",
        "UpdatedAt": "2026-11-23T20:12:15.8Z",
        "Spec": {
            "Name": "default", "Labels": {}, "Orchestration": {"TaskHistoryRetentionLimit": 5},
            "Raft": {
                "SnapshotInterval": 10000, "KeepOldSnapshots": 0, "LogEntriesForSlowFollowers": 500,
                "ElectionTick": 10, "HeartbeatTick": 1,
            },
            "Dispatcher": {"HeartbeatPeriod": 5_000_000_000_i64},
            "CAConfig": {"NodeCertExpiry": 7_776_000_000_000_000_i64}, "TaskDefaults": {},
            "EncryptionConfig": {"AutoLockManagers": false},
        },
        "TLSInfo": {"TrustRoot": "PEM", "CertIssuerSubject": "MBM=", "CertIssuerPublicKey": "MFk="},
        "RootRotationInProgress": false, "DefaultAddrPool": ["10.0.0.0/8"], "SubnetSize": 24, "DataPathPort": 4789,
        "JoinTokens": {"Worker": "SWMTKN-1-x-w", "Manager": "SWMTKN-1-x-m"},
    }));
    assert_eq!(*swarm.join_tokens.worker, "SWMTKN-1-x-w");
    assert_eq!(*swarm.join_tokens.manager, "SWMTKN-1-x-m");
    let expiry = swarm.spec.ca_config.as_ref().and_then(|ca| ca.node_cert_expiry).unwrap();
    assert_eq!(expiry.duration().as_secs(), 90 * 24 * 3600);
    // What was read can be sent again as it is.
    let spec = serde_json::to_value(&swarm.spec).unwrap();
    assert_eq!(spec["Raft"]["KeepOldSnapshots"], 0);
    assert_eq!(spec["TaskDefaults"], json!({}));
    let key: UnlockKey = read(json!({"UnlockKey": "SWMKEY-1-x"}));
    assert_eq!(key.unlock_key.as_deref().map(String::as_str), Some("SWMKEY-1-x"));
}

#[test]
fn an_engine_in_and_out_of_a_swarm() {
    let info = |swarm: Value| read::<SystemInfo>(json!({"ID": "x", "Swarm": swarm})).swarm;
    let out = info(json!({
        "NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": false, "Error": "",
        "RemoteManagers": null,
    }));
    assert_eq!((out.local_node_state, out.remote_managers.len()), (Some(LocalNodeState::Inactive), 0));
    assert!(out.cluster.is_none() && out.nodes.is_none());
    let inside = info(json!({
        "NodeID": "n", "NodeAddr": "192.0.2.1", "LocalNodeState": "active", "ControlAvailable": true, "Error": "",
        "RemoteManagers": [{"NodeID": "n", "Addr": "192.0.2.1:2377"}], "Nodes": 1, "Managers": 1,
        "Cluster": {"ID": "c", "Version": {"Index": 5}, "DefaultAddrPool": null, "Spec": {"Labels": null}},
    }));
    assert_eq!(inside.cluster.map(|cluster| cluster.version.index), Some(Some(5)));
    assert_eq!(inside.remote_managers[0].addr, "192.0.2.1:2377");
}

#[test]
fn a_manager_and_a_worker() {
    let node = |more: Value| {
        let mut node = json!({
            "ID": "n", "Version": {"Index": 9}, "Spec": {"Labels": null, "Role": "manager", "Availability": "active"},
            "Description": {
                "Hostname": "h", "Platform": {"Architecture": "x86_64", "OS": "linux"},
                "Resources": {"NanoCPUs": 2_000_000_000_i64, "MemoryBytes": 25_276_510_208_i64},
                "Engine": {"EngineVersion": "20.10.24", "Plugins": [{"Type": "Network", "Name": "bridge"}]},
                "TLSInfo": {},
            },
            "Status": {"State": "ready", "Addr": "192.0.2.1"},
        });
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read::<Node>(node)
    };
    let manager = node(json!({
        "ManagerStatus": {"Leader": true, "Reachability": "reachable", "Addr": "192.0.2.1:2377"},
    }));
    assert_eq!(manager.spec.role, Some(NodeRole::Manager));
    assert_eq!(manager.spec.availability, Some(NodeAvailability::Active));
    assert_eq!(manager.status.state, Some(NodeState::Ready));
    let status = manager.manager_status.unwrap();
    assert_eq!((status.leader, status.reachability), (true, Some(Reachability::Reachable)));
    assert!(node(json!({"Status": {"State": "down", "Message": "gone"}})).manager_status.is_none());
}

#[test]
fn a_service_that_is_taken_back() {
    let spec = |replicas: i64| {
        json!({
            "Name": "web", "Labels": {},
            "TaskTemplate": {
                "ContainerSpec": {
                    "Image": "busybox", "Env": ["PASSWORD=hunter2"], "TTY": true, "DNSConfig": {},
                    "Isolation": "default", "StopGracePeriod": 10_000_000_000_i64,
                    "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1_000_000_000},
                    "Mounts": [{"Type": "tmpfs", "Target": "/t", "TmpfsOptions": {"Options": [["noexec"]]}}],
                    "Secrets": [{"File": null, "SecretID": "s", "SecretName": "pw"}],
                },
                "Resources": {"Limits": {"Pids": 50}, "Reservations": {"GenericResources": [
                    {"DiscreteResourceSpec": {"Kind": "SSD", "Value": 3}},
                    {"NamedResourceSpec": {"Kind": "GPU", "Value": "u"}},
                ]}},
                "RestartPolicy": {"Condition": "any", "Delay": 5_000_000_000_i64, "MaxAttempts": 0},
                "Placement": {"Constraints": ["node.role==worker"], "Preferences": [{"Spread": null}]},
                "ForceUpdate": 0, "Runtime": "container",
            },
            "Mode": {"Replicated": {"Replicas": replicas}},
            "UpdateConfig": {"Parallelism": 0, "FailureAction": "pause", "MaxFailureRatio": 0.5, "Order": "stop-first"},
            "EndpointSpec": {"Mode": "vip", "Ports": [
                {"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 8088, "PublishMode": "ingress"},
            ]},
        })
    };
    let service: Service = read(json!({
        "ID": "s", "Version": {"Index": 40}, "CreatedAt": "2026-11-23T20:12:16Z", "UpdatedAt": "2026-11-23T20:12:17Z",
        "Spec": spec(1), "PreviousSpec": spec(2),
        "Endpoint": {
            "Spec": {"Mode": "vip"}, "VirtualIPs": [{"NetworkID": "n", "Addr": "10.0.0.3/24"}],
            "Ports": [{"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 30000, "PublishMode": "host"}],
        },
        "UpdateStatus": {"State": "rollback_started", "StartedAt": "2026-11-23T20:12:17Z", "Message": "by hand"},
    }));
    assert_eq!(service.spec.mode, Some(ServiceMode::replicas(1)));
    assert_eq!(service.previous_spec.and_then(|spec| spec.mode), Some(ServiceMode::replicas(2)));
    assert_eq!(service.update_status.and_then(|status| status.state), Some(UpdateState::RollbackStarted));
    assert_eq!(service.endpoint.ports[0].publish_mode, Some(PublishMode::Host));
    let ratio = service.spec.update_config.as_ref().and_then(|config| config.max_failure_ratio);
    assert_eq!(ratio, Some(0.5));
    let task = service.spec.task_template.as_ref().unwrap();
    let container = task.container_spec.as_ref().unwrap();
    assert_eq!(container.env.as_deref(), Some(&vec!["PASSWORD=hunter2".to_owned()]));
    assert!(container.secrets.as_ref().is_some_and(|secrets| secrets[0].file.is_none()));
    let interval = container.healthcheck.as_ref().and_then(|check| check.interval);
    assert_eq!(interval.map(|interval| interval.duration().as_secs()), Some(1));
    assert!(service.job_status.is_none() && service.service_status.is_none());
}

#[test]
fn a_job_and_its_first_run() {
    let service: Service = read(json!({
        "ID": "j", "Version": {"Index": 19},
        "Spec": {"Name": "job", "Mode": {"GlobalJob": {}}},
        "ServiceStatus": {"RunningTasks": 0, "DesiredTasks": 2, "CompletedTasks": 2},
        "JobStatus": {"JobIteration": {}, "LastExecution": "2026-11-23T20:09:52Z"},
    }));
    assert_eq!(service.spec.mode, Some(ServiceMode::job_on_each_node()));
    assert_eq!(service.service_status.and_then(|status| status.completed_tasks), Some(2));
    let job = service.job_status.unwrap();
    assert_eq!((job.job_iteration.index, job.last_execution.as_str()), (None, "2026-11-23T20:09:52Z"));
    assert_eq!(service.spec.mode.unwrap().global_job, Some(Nothing {}));
    let created: ServiceCreated = read(json!({"ID": "s", "Warnings": null}));
    assert_eq!((created.id.as_str(), created.warnings.len()), ("s", 0));
}

#[test]
fn a_task_with_its_network() {
    let task: Task = read(json!({
        "ID": "t", "Version": {"Index": 34}, "Labels": {}, "ServiceID": "s", "Slot": 1, "NodeID": "n",
        "Spec": {
            "ContainerSpec": {"Image": "busybox", "Init": false}, "ForceUpdate": 0,
            "PluginSpec": {
                "name": "p", "remote": "r",
                "privileges": [{"name": "network", "value": ["host"]}], "env": ["A=hunter2"],
            },
        },
        "GenericResources": [{"NamedResourceSpec": {"Kind": "GPU", "Value": "u"}}],
        "Status": {
            "Timestamp": "2026-11-23T20:12:17Z", "State": "failed", "Message": "started", "Err": "non-zero exit (3)",
            "ContainerStatus": {"ContainerID": "c", "PID": 0, "ExitCode": 3}, "PortStatus": {},
        },
        "DesiredState": "shutdown", "JobIteration": {"Index": 2}, "Volumes": null,
        "NetworksAttachments": [{
            "Network": {
                "ID": "n", "Version": {"Index": 5},
                "Spec": {
                    "Name": "ingress", "Labels": null, "DriverConfiguration": {}, "Ingress": true,
                    "IPAMOptions": {"Driver": {}}, "Scope": "swarm",
                },
                "DriverState": {"Name": "overlay", "Options": {"vxlanid_list": "4096"}},
                "IPAMOptions": {"Driver": {"Name": "default"}, "Configs": [
                    {"Subnet": "10.0.0.0/24", "Gateway": "10.0.0.1"},
                ]},
            },
            "Addresses": ["10.0.0.4/24"],
        }],
    }));
    assert_eq!((task.status.state, task.desired_state), (Some(TaskState::Failed), Some(TaskState::Shutdown)));
    assert_eq!(task.status.container_status.and_then(|container| container.exit_code), Some(3));
    assert_eq!(task.job_iteration.and_then(|run| run.index), Some(2));
    let attachment = &task.networks_attachments[0];
    assert_eq!(attachment.network.spec.name, "ingress");
    assert_eq!(
        attachment.network.ipam_options.as_ref().map(|ipam| ipam.configs[0].gateway.as_str()),
        Some("10.0.0.1")
    );
    let plugin = task.spec.plugin_spec.unwrap();
    assert_eq!((plugin.name.as_deref(), plugin.privileges.map(|list| list.len())), (Some("p"), Some(1)));
    // A node of another product, and of an engine before 1.37, which wrote what it did not have.
    let bare: Task =
        read(json!({"ID": "t", "Status": {"State": "lost", "ContainerStatus": {}}, "Slot": null}));
    assert_eq!(bare.status.state, Some(TaskState::Other("lost".to_owned())));
    assert_eq!(
        (bare.slot, bare.status.container_status.and_then(|container| container.exit_code)),
        (None, None)
    );
}

#[test]
fn secrets_and_configs() {
    let secret: Secret =
        read(json!({"ID": "s", "Version": {"Index": 15}, "Spec": {"Name": "pw", "Labels": null}}));
    assert_eq!((secret.spec.name.as_deref(), secret.spec.data), (Some("pw"), None));
    let config: crate::model::Config =
        read(json!({"ID": "c", "Spec": {"Name": "conf", "Data": "aHVudGVyMg"}}));
    assert_eq!(
        config.spec.data.map(crate::model::Data::into_bytes),
        Some(b"hunter2".to_vec()),
        "padding or not"
    );
    let odd: crate::model::Config = read(json!({"ID": "c", "Spec": {"Data": "no base64"}}));
    assert_eq!(odd.spec.data, None);
    assert_eq!(read::<SecretCreated>(json!({"ID": "s"})).id, "s");
    assert_eq!(read::<ConfigCreated>(json!({"ID": "c"})).id, "c");
}

#[test]
fn a_plugin_as_engines_write_it() {
    let plugin: Plugin = read(json!({
        "Id": "p", "Name": "my/p:1", "Enabled": false, "PluginReference": "r/p:1",
        "Settings": {"Mounts": [], "Env": ["TOKEN=hunter2"], "Args": null, "Devices": []},
        "Config": {
            "DockerVersion": "20.10.24", "Description": "", "Documentation": "", "Entrypoint": ["/p"], "WorkDir": "",
            "Interface": {"Types": ["docker.volumedriver/1.0"], "Socket": "p.sock"}, "User": {},
            "Network": {"Type": "host"}, "PropagatedMount": "", "IpcHost": false, "PidHost": false,
            "Linux": {"Capabilities": null, "AllowAllDevices": false, "Devices": [
                {"Name": "d", "Description": "", "Settable": ["path"], "Path": null},
            ]},
            "Mounts": null, "Env": [{"Name": "TOKEN", "Description": "", "Settable": ["value"], "Value": "hunter2"}],
            "Args": {"Name": "", "Description": "", "Settable": null, "Value": null},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:0"]},
        },
    }));
    assert_eq!(plugin.config.interface.types, ["docker.volumedriver/1.0"]);
    assert_eq!(*plugin.settings.env, ["TOKEN=hunter2"]);
    assert_eq!(plugin.config.linux.devices[0].path, None);
    assert_eq!(plugin.config.root_fs.map(|layers| layers.diff_ids.len()), Some(1));
    let privilege: PluginPrivilege = read(json!({"Name": "network", "Description": "", "Value": ["host"]}));
    assert_eq!(privilege.value, Some(vec!["host".to_owned()]));
}
