//! What is mounted into a container.

use super::macros::{request, words};

request! {
    /// Something that is mounted into a container. Since API 1.25.
    pub struct Mount {
        /// Where in the container.
        target: text = "Target",
        /// What: a path of the host, or the name of a volume or image.
        source: text = "Source",
        /// Of which type it is.
        r#type: one(MountType) = "Type",
        /// Whether the container may only read it.
        read_only: flag = "ReadOnly",
        /// How consistent it is (macOS): `default`, `consistent`, `cached`, `delegated`. Since API 1.28.
        consistency: text = "Consistency",
        /// Options of a bind mount.
        bind_options: one(BindOptions) = "BindOptions",
        /// Options of a volume.
        volume_options: one(VolumeOptions) = "VolumeOptions",
        /// Options of an image. Since API 1.48.
        image_options: one(ImageOptions) = "ImageOptions",
        /// Options of a tmpfs.
        tmpfs_options: one(TmpfsOptions) = "TmpfsOptions",
        /// Options of a cluster volume; there are none yet. Since API 1.42.
        cluster_options: one(super::Nothing) = "ClusterOptions",
    }
}

impl Mount {
    /// Makes a mount of a path of the host.
    pub fn bind(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Bind).source(source).target(target)
    }

    /// Makes a mount of a named volume.
    pub fn volume(name: impl Into<String>, target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Volume).source(name).target(target)
    }

    /// Makes a mount of a file system in memory.
    pub fn tmpfs(target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Tmpfs).target(target)
    }
}

words! {
    /// The type of a mount.
    pub enum MountType {
        /// A path of the host.
        Bind = "bind",
        /// A cluster volume. Since API 1.42.
        Cluster = "cluster",
        /// An image. Since API 1.48.
        Image = "image",
        /// A named pipe of Windows. Since API 1.32.
        Npipe = "npipe",
        /// A file system in memory.
        Tmpfs = "tmpfs",
        /// A volume.
        Volume = "volume",
    }
}

request! {
    /// Options of a bind mount.
    pub struct BindOptions {
        /// How mounts within it spread.
        propagation: one(Propagation) = "Propagation",
        /// Whether mounts below it are left out. Since API 1.40.
        non_recursive: flag = "NonRecursive",
        /// Whether the source is made if it is missing. Since API 1.42.
        create_mountpoint: flag = "CreateMountpoint",
        /// Whether read-only does not hold for mounts below it. Since API 1.44.
        read_only_non_recursive: flag = "ReadOnlyNonRecursive",
        /// Whether it is an error if read-only cannot hold for mounts below it. Since API 1.44.
        read_only_force_recursive: flag = "ReadOnlyForceRecursive",
    }
}

words! {
    /// How mounts within a bind mount spread.
    pub enum Propagation {
        /// Not at all, without mounts below.
        Private = "private",
        /// Not at all.
        Rprivate = "rprivate",
        /// Both ways, without mounts below.
        Shared = "shared",
        /// Both ways.
        Rshared = "rshared",
        /// Into the container, without mounts below.
        Slave = "slave",
        /// Into the container.
        Rslave = "rslave",
    }
}

request! {
    /// Options of a volume.
    pub struct VolumeOptions {
        /// Whether the volume is not filled with what the image has at the target.
        no_copy: flag = "NoCopy",
        /// Labels of a volume that is made.
        labels: options = "Labels",
        /// The driver of a volume that is made.
        driver_config: one(DriverConfig) = "DriverConfig",
        /// The path within the volume that is mounted. Since API 1.45.
        subpath: text = "Subpath",
    }
}

request! {
    /// The driver of a volume, and its options.
    pub struct DriverConfig {
        /// The driver's name.
        name: text = "Name",
        /// Its options. Not shown by `Debug`.
        options: secret_options = "Options",
    }
}

request! {
    /// Options of an image that is mounted.
    pub struct ImageOptions {
        /// The path within the image that is mounted.
        subpath: text = "Subpath",
    }
}

request! {
    /// Options of a file system in memory.
    pub struct TmpfsOptions {
        /// Its size in bytes.
        size_bytes: int = "SizeBytes",
        /// Its permission bits.
        mode: int = "Mode",
        /// Mount options: each a name, or a name and a value. Since API 1.46.
        options: list(Vec<String>) = "Options",
    }
}
