// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `plugin`.

use crate::model::{macros::{reply, request}};

reply! {
    /// A plugin of an engine. Since API 1.25.
    pub struct Plugin {
        /// Its id.
        id: String = "Id",
        /// Its name.
        name: String = "Name",
        /// Whether it runs.
        enabled: bool = "Enabled",
        /// What was set of it.
        settings: PluginSettings = "Settings",
        /// Where it was pulled from. Since API 1.26.
        plugin_reference: String = "PluginReference",
        /// What it says of itself.
        config: PluginConfig = "Config",
    }
}

reply! {
    /// What was set of a plugin. Since API 1.25.
    pub struct PluginSettings {
        /// What is mounted into it.
        mounts: Vec<PluginMount> = "Mounts",
        /// Its environment, as `NAME=value`. Not shown by `Debug`.
        env: crate::model::Private<Vec<String>> = "Env",
        /// Its arguments.
        args: Vec<String> = "Args",
        /// Devices of the host that it gets.
        devices: Vec<PluginDevice> = "Devices",
    }
}

reply! {
    /// What a plugin says of itself. Since API 1.25.
    pub struct PluginConfig {
        /// The version of the engine that made it. API 1.29 to 1.51.
        docker_version: String = "DockerVersion",
        /// What it is for.
        description: String = "Description",
        /// Where more is told.
        documentation: String = "Documentation",
        /// How an engine speaks to it.
        interface: PluginInterface = "Interface",
        /// What it runs.
        entrypoint: Vec<String> = "Entrypoint",
        /// The directory that it runs in.
        work_dir: String = "WorkDir",
        /// Whom it runs as.
        user: PluginUser = "User",
        /// Its network.
        network: PluginNetwork = "Network",
        /// What it needs of a Linux kernel.
        linux: PluginLinux = "Linux",
        /// The path whose mounts the host sees as well.
        propagated_mount: String = "PropagatedMount",
        /// Whether it shares the host's IPC namespace. Since API 1.29.
        ipc_host: bool = "IpcHost",
        /// Whether it shares the host's process namespace. Since API 1.29.
        pid_host: bool = "PidHost",
        /// What is mounted into it.
        mounts: Vec<PluginMount> = "Mounts",
        /// Its environment.
        env: Vec<PluginEnv> = "Env",
        /// Its arguments.
        args: PluginArgs = "Args",
        /// The layers of its file system.
        root_fs: Option<PluginRootFs> = "rootfs",
    }
}

reply! {
    /// How an engine speaks to a plugin. Since API 1.25.
    pub struct PluginInterface {
        /// What it is, such as `docker.volumedriver/1.0`.
        types: Vec<String> = "Types",
        /// Its socket.
        socket: String = "Socket",
        /// What is spoken there; empty is the first protocol. Since API 1.38.
        protocol_scheme: String = "ProtocolScheme",
    }
}

reply! {
    /// Whom a plugin runs as. Since API 1.25.
    pub struct PluginUser {
        /// The user.
        uid: Option<i64> = "UID",
        /// The group.
        gid: Option<i64> = "GID",
    }
}

reply! {
    /// The network of a plugin. Since API 1.25.
    pub struct PluginNetwork {
        /// Which: `host`, `bridge` or `none`.
        r#type: String = "Type",
    }
}

reply! {
    /// What a plugin needs of a Linux kernel. Since API 1.25.
    pub struct PluginLinux {
        /// Kernel capabilities.
        capabilities: Vec<String> = "Capabilities",
        /// Whether it may use every device.
        allow_all_devices: bool = "AllowAllDevices",
        /// Devices of the host.
        devices: Vec<PluginDevice> = "Devices",
    }
}

reply! {
    /// Something that is mounted into a plugin. Since API 1.25.
    pub struct PluginMount {
        /// Its name in the settings.
        name: String = "Name",
        /// What it is for.
        description: String = "Description",
        /// What of it can be set.
        settable: Vec<String> = "Settable",
        /// The path on the host.
        source: Option<String> = "Source",
        /// The path in the plugin.
        destination: String = "Destination",
        /// Of which type it is, such as `bind`.
        r#type: String = "Type",
        /// Its options.
        options: Vec<String> = "Options",
    }
}

reply! {
    /// A device of the host in a plugin. Since API 1.25.
    pub struct PluginDevice {
        /// Its name in the settings.
        name: String = "Name",
        /// What it is for.
        description: String = "Description",
        /// What of it can be set.
        settable: Vec<String> = "Settable",
        /// The path on the host.
        path: Option<String> = "Path",
    }
}

reply! {
    /// A variable of a plugin's environment. Since API 1.25.
    pub struct PluginEnv {
        /// Its name.
        name: String = "Name",
        /// What it is for.
        description: String = "Description",
        /// What of it can be set.
        settable: Vec<String> = "Settable",
        /// What it is unless set. Not shown by `Debug`.
        value: Option<crate::model::Private<String>> = "Value",
    }
}

reply! {
    /// The arguments of a plugin. Since API 1.25.
    pub struct PluginArgs {
        /// Their name in the settings.
        name: String = "Name",
        /// What they are for.
        description: String = "Description",
        /// What of them can be set.
        settable: Vec<String> = "Settable",
        /// What they are unless set.
        value: Vec<String> = "Value",
    }
}

reply! {
    /// The layers of a plugin's file system. Since API 1.25.
    pub struct PluginRootFs {
        /// Of which type it is: `layers`.
        r#type: String = "type",
        /// Their digests.
        diff_ids: Vec<String> = "diff_ids",
    }
}

request! {
    /// Something that a plugin wants to be allowed.
    pub struct PluginPrivilege {
        /// What, such as `network` or `mount`.
        name: text = "Name",
        /// In words.
        description: text = "Description",
        /// To which extent.
        value: texts = "Value",
    }
}
