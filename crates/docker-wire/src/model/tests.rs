//! What decoding makes of replies that are not as they should be, and what encoding makes of models.

#[cfg(feature = "replay")]
mod recorded;

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{
    ContainerConfig, ContainerInspect, ContainerStatus, ContainerSummary, EventMessage, ExecInspect,
    ImageInspect, ImageSummary, Nothing, ProgressLine, SystemInfo, SystemVersion, WaitReply,
};

#[test]
fn no_mutation_of_a_key_makes_decoding_fail_or_changes_another_field() {
    mutate::<ContainerInspect>(&inspect());
    mutate::<ContainerSummary>(&json!({
        "Id": "c", "Names": ["/n"], "Image": "i", "ImageID": "sha256:0", "Command": "sh", "Created": 1,
        "Ports": [{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 81, "Type": "tcp"}], "Labels": {"a": "b"},
        "State": "running", "Status": "Up", "HostConfig": {"NetworkMode": "default"}, "SizeRw": 5,
        "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.2"}}},
        "Mounts": [{"Type": "volume", "Name": "v", "RW": true}],
    }));
    mutate::<ImageInspect>(&json!({
        "Id": "sha256:0", "RepoTags": ["a:1"], "RepoDigests": [], "Created": "2024-01-01T00:00:00Z", "Size": 5,
        "Config": {"Env": ["PATH=/"], "Cmd": ["sh"], "Labels": {"a": "b"}}, "Architecture": "amd64", "Os": "linux",
        "GraphDriver": {"Name": "overlay2", "Data": {"a": "b"}}, "RootFS": {"Type": "layers", "Layers": ["x"]},
        "Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"},
        "Descriptor": {"mediaType": "m", "digest": "d", "size": 1, "platform": {"os": "linux"}},
    }));
    mutate::<ImageSummary>(&json!({
        "Id": "sha256:0", "ParentId": "", "RepoTags": ["a:1"], "RepoDigests": null, "Created": 1, "Size": 2,
        "SharedSize": -1, "VirtualSize": 2, "Labels": null, "Containers": -1,
    }));
    mutate::<SystemVersion>(&json!({
        "Platform": {"Name": "p"}, "Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12",
        "Components": [{"Name": "Engine", "Version": "20.10.24", "Details": {"Os": "linux"}}], "Experimental": true,
    }));
    mutate::<SystemInfo>(&json!({
        "ID": "x", "Containers": 1, "DriverStatus": [["a", "b"]], "NCPU": 2, "MemTotal": 5, "Labels": ["a=b"],
        "Runtimes": {"runc": {"path": "runc"}}, "HttpProxy": "http://u:p@h", "Warnings": null, "OSType": "linux",
    }));
    mutate::<EventMessage>(&json!({
        "Type": "container", "Action": "die", "Actor": {"ID": "c", "Attributes": {"exitCode": "0"}}, "time": 1,
        "timeNano": 1_000_000_001_i64, "scope": "local",
    }));
    mutate::<ExecInspect>(&json!({
        "ID": "e", "Running": false, "ExitCode": 3, "Pid": 0, "ContainerID": "c",
        "ProcessConfig": {"tty": false, "entrypoint": "sh", "arguments": ["-c"], "privileged": false},
    }));
    mutate::<WaitReply>(&json!({"StatusCode": 0, "Error": {"Message": "no"}}));
    mutate::<ProgressLine>(&json!({
        "status": "Downloading", "id": "l", "progress": "[=>]", "progressDetail": {"current": 1, "total": 2},
        "aux": {"ID": "x"}, "errorDetail": {"code": 1, "message": "m"}, "error": "m", "stream": "s",
    }));
}

/// Is shown a sample of each model.
pub(super) trait Visitor {
    fn visit<T: DeserializeOwned + std::fmt::Debug>(&self, sample: &str);
}

#[test]
fn every_model_bears_every_mutation() {
    struct Mutate;

    impl Visitor for Mutate {
        fn visit<T: DeserializeOwned + std::fmt::Debug>(&self, sample: &str) {
            let sample: Value = serde_json::from_str(sample).unwrap();
            let model: T = read(&sample);
            let shown = format!("{model:?}");
            assert!(!shown.contains(" extra: "), "{shown}");
            mutate::<T>(&sample);
        }
    }

    super::generated::samples::each(&Mutate);
}

#[test]
fn null_is_absent() {
    let summary: ContainerSummary =
        read(&json!({"Names": null, "Labels": null, "State": null, "Created": null}));
    assert_eq!(summary, ContainerSummary::default());
}

#[test]
fn scalars_are_read_as_what_they_say() {
    let summary: ContainerSummary = read(&json!({"Created": "17", "Image": 5, "Labels": {"n": 1}}));
    assert_eq!((summary.created, summary.image.as_str(), summary.labels["n"].as_str()), (Some(17), "5", "1"));
    let config: ContainerConfig = read(&json!({"Entrypoint": "sh", "Tty": "true", "StopTimeout": 3.0}));
    assert_eq!(config.entrypoint, Some(vec!["sh".to_owned()]));
    assert_eq!((config.tty, config.stop_timeout), (Some(true), Some(3)));
}

#[test]
fn unknown_words_and_fields_are_kept() {
    let summary: ContainerSummary = read(&json!({"State": "hibernating", "Pod": {"Id": "p"}}));
    assert_eq!(summary.state, Some(ContainerStatus::Other("hibernating".to_owned())));
    assert_eq!(summary.extra["Pod"], json!({"Id": "p"}));
}

#[test]
fn what_is_no_object_is_no_reply() {
    for text in ["null", "[]", "1", "", "{\"Id\":"] {
        assert!(serde_json::from_str::<ContainerInspect>(text).is_err(), "{text:?}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", read::<ContainerInspect>(&inspect()));
    assert!(shown.contains("\"alpine\"") && !shown.contains("hunter2"), "{shown}");
    let shown =
        format!("{:?}", read::<SystemInfo>(&json!({"HttpProxy": "http://u:hunter2@h", "New": "hunter2"})));
    assert!(shown.contains("New") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_durable_nothing_is_an_empty_object() {
    assert_eq!(serde_json::to_value(Nothing {}).unwrap(), json!({}));
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Deletes, nulls and retypes every key in turn.
fn mutate<T: DeserializeOwned + std::fmt::Debug>(payload: &Value) {
    let substitutes = [
        None,
        Some(json!(null)),
        Some(json!(5)),
        Some(json!(1e300)),
        Some(json!("x")),
        Some(json!(true)),
        Some(json!([])),
        Some(json!(["x", null, {}])),
        Some(json!({})),
        Some(json!({"x": {"y": []}})),
    ];
    let mut pointers = Vec::new();
    collect(payload, &mut Vec::new(), &mut pointers);
    let mut more = payload.clone();
    more.as_object_mut().unwrap().insert("Never heard of".to_owned(), json!({"a": [1]}));
    let with_more = fields(&read::<T>(&more));
    assert!(fields(&read::<T>(payload)).iter().all(|field| with_more.contains(field)));
    for pointer in &pointers {
        let mut others: Map<String, Value> = payload.as_object().unwrap().clone();
        others.remove(&pointer[0]);
        let others = fields(&read::<T>(&Value::Object(others)));
        for substitute in &substitutes {
            let mut mutated = payload.clone();
            substitute_at(&mut mutated, pointer, substitute.as_ref());
            let read: Result<T, _> = serde_json::from_str(&mutated.to_string());
            let read = read.unwrap_or_else(|error| panic!("{pointer:?} = {substitute:?}: {error}"));
            let fields: HashSet<String> = fields(&read).into_iter().collect();
            for field in &others {
                assert!(fields.contains(field), "{pointer:?} = {substitute:?} changed {field}");
            }
        }
    }
}

fn collect(value: &Value, path: &mut Vec<String>, pointers: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (key, child) in children {
        path.push(key);
        pointers.push(path.clone());
        collect(child, path, pointers);
        path.pop();
    }
}

fn substitute_at(value: &mut Value, path: &[String], substitute: Option<&Value>) {
    match (value, path, substitute) {
        (Value::Object(map), [key], None) => drop(map.remove(key)),
        (Value::Object(map), [key], Some(substitute)) => drop(map.insert(key.clone(), substitute.clone())),
        (Value::Array(list), [index], None) => drop(list.remove(index.parse::<usize>().unwrap())),
        (Value::Array(list), [index], Some(substitute)) => {
            list[index.parse::<usize>().unwrap()] = substitute.clone();
        }
        (Value::Object(map), [key, rest @ ..], _) => {
            substitute_at(map.get_mut(key).unwrap(), rest, substitute);
        }
        (Value::Array(list), [index, rest @ ..], _) => {
            substitute_at(&mut list[index.parse::<usize>().unwrap()], rest, substitute);
        }
        (other, path, _) => panic!("{path:?} in {other}"),
    }
}

/// The fields of a model as it shows itself.
fn fields(model: &impl std::fmt::Debug) -> Vec<String> {
    let shown = format!("{model:#?}");
    let mut fields: Vec<String> = Vec::new();
    for line in shown.lines().skip(1) {
        match fields.last_mut() {
            Some(field)
                if line.starts_with("     ") || line.starts_with("    }") || line.starts_with("    ]") =>
            {
                field.push_str(line);
            }
            _ => fields.push(line.to_owned()),
        }
    }
    // What nobody knows is counted there, and a mutation may add to it.
    fields.retain(|field| !field.starts_with("    extra: "));
    fields
}

fn inspect() -> Value {
    json!({
        "Id": "c", "Created": "2024-01-01T00:00:00Z", "Path": "sh", "Args": ["-c"], "Image": "sha256:0", "Name": "/n",
        "State": {
            "Status": "exited", "Running": false, "OOMKilled": true, "ExitCode": 137, "Error": "", "Pid": 0,
            "StartedAt": "2024-01-01T00:00:00Z",
            "Health": {"Status": "healthy", "FailingStreak": 0, "Log": [{"ExitCode": 0, "Output": "ok"}]},
        },
        "RestartCount": 1, "Driver": "overlay2", "ExecIDs": null, "GraphDriver": {"Name": "o", "Data": {"a": "b"}},
        "HostConfig": {
            "Binds": ["a:/a"], "Memory": 5, "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": "hunter2"}}, "ConsoleSize": [0, 0],
            "DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}],
        },
        "Mounts": [{"Type": "bind", "Source": "/a", "Destination": "/a", "RW": true}],
        "Config": {"Image": "alpine", "Env": ["TOKEN=hunter2"], "Labels": {"a": "b"}, "ExposedPorts": {"80/tcp": {}}},
        "NetworkSettings": {
            "Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "81/tcp": null},
            "Networks": {"bridge": {"Aliases": null, "IPAddress": "172.17.0.2", "IPPrefixLen": 16}},
        },
    })
}
