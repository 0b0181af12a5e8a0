//! What a list of containers says about each.

use std::collections::BTreeMap;

use super::{ContainerStatus, Descriptor, Health, HostConfig, MountPoint, NetworkSettings, macros::reply};

reply! {
    /// A container in a list.
    pub struct ContainerSummary {
        /// Its id.
        id: String = "Id",
        /// Its names, with a slash before each.
        names: Vec<String> = "Names",
        /// The image, as it was named.
        image: String = "Image",
        /// The id of the image.
        image_id: String = "ImageID",
        /// The manifest of its image. Since API 1.48.
        image_manifest_descriptor: Option<Descriptor> = "ImageManifestDescriptor",
        /// The command.
        command: String = "Command",
        /// When it was created, in seconds since 1970.
        created: Option<i64> = "Created",
        /// Ports that are exposed or bound.
        ports: Vec<Port> = "Ports",
        /// The size of what it changed in bytes, if that was asked for.
        size_rw: Option<i64> = "SizeRw",
        /// The size of all its files in bytes, if that was asked for.
        size_root_fs: Option<i64> = "SizeRootFs",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// What it does.
        state: Option<ContainerStatus> = "State",
        /// What it does, in words for people.
        status: String = "Status",
        /// Little of how the machine runs it.
        host_config: HostConfig = "HostConfig",
        /// Whether it is healthy. Since API 1.52.
        health: Option<Health> = "Health",
        /// Its networks.
        network_settings: NetworkSettings = "NetworkSettings",
        /// What is mounted into it.
        mounts: Vec<MountPoint> = "Mounts",
    }
}

reply! {
    /// A port in a list of containers.
    pub struct Port {
        /// The address of the host.
        ip: Option<String> = "IP",
        /// The port of the container.
        private_port: Option<i64> = "PrivatePort",
        /// The port of the host.
        public_port: Option<i64> = "PublicPort",
        /// `tcp`, `udp` or `sctp`.
        r#type: String = "Type",
    }
}
