//! What engines tell about containers.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use super::reply::{names, reply};

reply! {
    /// A container that was created.
    #[derive(Debug)]
    pub struct Created {
        /// Its id.
        id "Id": String,
        /// What the engine did otherwise than asked.
        warnings "Warnings": Vec<String>,
    }

    /// One container in a list.
    #[derive(Debug)]
    pub struct ContainerSummary {
        /// Its id.
        id "Id": String,
        /// Its names, each with a leading slash.
        names "Names": Vec<String>,
        /// The image's name as it was asked for, or its id.
        image "Image": String,
        /// The image's id.
        image_id "ImageID": String,
        /// The command, as text.
        command "Command": String,
        /// When it was created, in seconds since 1970.
        created "Created": i64,
        /// What it is doing.
        state "State": ContainerStatus,
        /// The same for people, such as `Up 2 minutes`.
        status "Status": String,
        /// Its labels.
        labels "Labels": BTreeMap<String, String>,
        /// Its ports.
        ports "Ports": Vec<PortSummary>,
        /// The size of what it has written, in bytes; only where it was asked for.
        size_rw "SizeRw": Option<i64>,
        /// The size of all its files, in bytes; only where it was asked for.
        size_root_fs "SizeRootFs": Option<i64>,
        /// Its mounts.
        mounts "Mounts": Vec<MountPoint>,
    }

    /// A port of a container in a list.
    #[derive(Debug)]
    pub struct PortSummary {
        /// The address of the host.
        ip "IP": String,
        /// The port in the container.
        private_port "PrivatePort": u64,
        /// The port of the host, where it is published.
        public_port "PublicPort": Option<u64>,
        /// `tcp`, `udp` or `sctp`.
        kind "Type": String,
    }

    /// Something mounted into a container.
    #[derive(Debug)]
    pub struct MountPoint {
        /// `bind`, `volume`, `tmpfs`, …
        kind "Type": String,
        /// The volume's name.
        name "Name": String,
        /// The path on the host.
        source "Source": String,
        /// The path in the container.
        destination "Destination": String,
        /// The volume's driver.
        driver "Driver": String,
        /// Options as they were given.
        mode "Mode": String,
        /// Whether it can be written.
        rw "RW": bool,
        /// How later mounts propagate.
        propagation "Propagation": String,
    }

    /// Everything about one container.
    #[derive(Debug)]
    pub struct ContainerInspect {
        /// Its id.
        id "Id": String,
        /// When it was created, as RFC 3339 text.
        created "Created": String,
        /// The program that runs.
        path "Path": String,
        /// Its arguments.
        args "Args": Vec<String>,
        /// What it is doing.
        state "State": ContainerState,
        /// The image's id.
        image "Image": String,
        /// Its name, with a leading slash.
        name "Name": String,
        /// How often the engine has started it again.
        restart_count "RestartCount": i64,
        /// What it was created from.
        config "Config": ConfigReply,
        /// What of the host it may use, as the engine tells it.
        host_config "HostConfig": Value,
        /// Its networks, as the engine tells them.
        network_settings "NetworkSettings": Value,
        /// Its mounts.
        mounts "Mounts": Vec<MountPoint>,
    }

    /// What a container is doing.
    #[derive(Debug)]
    pub struct ContainerState {
        /// In one word.
        status "Status": ContainerStatus,
        /// Whether its first process lives, paused or not.
        running "Running": bool,
        /// Whether it is paused.
        paused "Paused": bool,
        /// Whether the engine is starting it again.
        restarting "Restarting": bool,
        /// Whether the kernel ended a process of it for want of memory.
        oom_killed "OOMKilled": bool,
        /// Whether the engine failed to remove it.
        dead "Dead": bool,
        /// The first process, as the host numbers it; 0 while there is none.
        pid "Pid": i64,
        /// How it ended; 0 while it has not.
        exit_code "ExitCode": i64,
        /// Why it could not be started.
        error "Error": String,
        /// When it was started, as RFC 3339 text.
        started_at "StartedAt": String,
        /// When it ended, as RFC 3339 text.
        finished_at "FinishedAt": String,
    }

    /// What a container was created from, as the engine tells it.
    pub struct ConfigReply {
        /// The host name.
        hostname "Hostname": String,
        /// The user.
        user "User": String,
        /// Whether it has a terminal; its output is then one raw stream.
        tty "Tty": bool,
        /// Whether standard input stays open while nobody is attached.
        open_stdin "OpenStdin": bool,
        /// Environment variables as `NAME=value`.
        env "Env": Vec<String>,
        /// The command.
        cmd "Cmd": Vec<String>,
        /// The entry point.
        entrypoint "Entrypoint": Vec<String>,
        /// The image's name as it was asked for.
        image "Image": String,
        /// The working directory.
        working_dir "WorkingDir": String,
        /// Its labels.
        labels "Labels": BTreeMap<String, String>,
        /// The signal that stops it.
        stop_signal "StopSignal": String,
        /// Seconds from the stop signal to the kill.
        stop_timeout "StopTimeout": Option<i64>,
    }
}

names! {
    /// What a container is doing, in one word.
    pub enum ContainerStatus {
        /// Created and never started.
        Created "created",
        /// Its first process lives.
        Running "running",
        /// Its processes are stopped where they are.
        Paused "paused",
        /// The engine starts it again.
        Restarting "restarting",
        /// The engine removes it.
        Removing "removing",
        /// It ended.
        Exited "exited",
        /// The engine failed to remove it.
        Dead "dead",
    }
}

/// Shows the names of environment variables and never their values.
impl fmt::Debug for ConfigReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.env.iter().map(|variable| variable.split('=').next().unwrap_or_default());
        f.debug_struct("ConfigReply")
            .field("image", &self.image)
            .field("cmd", &self.cmd)
            .field("env", &names.collect::<Vec<_>>())
            .field("labels", &self.labels)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_missing_collections_are_empty() {
        let inspect: ContainerInspect = serde_json::from_str(
            r#"{"Id":"a","Args":null,"Mounts":null,"Config":{"Cmd":null,"Labels":null}}"#,
        )
        .unwrap();
        assert_eq!(inspect.id, "a");
        assert!(inspect.args.is_empty() && inspect.config.labels.is_empty());
    }

    #[test]
    fn an_unknown_status_is_kept() {
        let state: ContainerState = serde_json::from_str(r#"{"Status":"stopping","ExitCode":"3"}"#).unwrap();
        assert_eq!(state.status, ContainerStatus::Other("stopping".into()));
        assert_eq!(state.exit_code, 3, "a number as text is a number");
    }

    #[test]
    fn fields_that_the_model_does_not_have_are_kept() {
        let summary: ContainerSummary =
            serde_json::from_str(r#"{"Id":"a","ImageManifestDescriptor":{"size":1}}"#).unwrap();
        assert_eq!(summary.extra["ImageManifestDescriptor"]["size"], 1);
    }

    #[test]
    fn every_field_retyped_in_turn_still_decodes() {
        let whole = serde_json::json!({
            "Id": "a", "Created": "x", "Path": "p", "Args": ["b"], "Image": "i", "Name": "/n", "RestartCount": 0,
            "State": {"Status": "running", "Running": true, "Pid": 1, "ExitCode": 0},
            "Config": {"Env": ["A=b"], "Cmd": ["c"], "Labels": {"k": "v"}, "StopTimeout": 3},
            "Mounts": [{"Type": "bind", "RW": true}],
        });
        let keys: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
        for key in keys {
            for wrong in [
                serde_json::json!(null),
                "x".into(),
                7.into(),
                true.into(),
                serde_json::json!([1]),
                serde_json::json!({"z": []}),
            ] {
                let mut changed = whole.clone();
                changed[&key] = wrong;
                let model: ContainerInspect = serde_json::from_value(changed).unwrap();
                assert!(key == "Id" || model.id == "a", "{key}");
            }
        }
    }

    #[test]
    fn values_of_environment_variables_are_not_shown() {
        let config: ConfigReply = serde_json::from_str(r#"{"Env":["WORKERPASS=hidden"]}"#).unwrap();
        let shown = format!("{config:?}");
        assert!(shown.contains("WORKERPASS") && !shown.contains("hidden"));
    }
}
