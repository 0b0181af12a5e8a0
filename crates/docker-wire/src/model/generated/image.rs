// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `image`.

use std::collections::BTreeMap;

use crate::model::{ContainerConfig, GraphDriver, macros::{reply, request}};

reply! {
    /// Everything that the engine knows about one image.
    pub struct ImageInspect {
        /// Its id.
        id: String = "Id",
        /// The names and tags that it has.
        repo_tags: Vec<String> = "RepoTags",
        /// The names and digests that registries know it by.
        repo_digests: Vec<String> = "RepoDigests",
        /// The id of the image that it was built on.
        parent: String = "Parent",
        /// A comment.
        comment: String = "Comment",
        /// When it was made (RFC 3339).
        created: Option<String> = "Created",
        /// The container that it was made of. Until API 1.44.
        container: String = "Container",
        /// What ran in that container. Until API 1.44.
        container_config: Option<ContainerConfig> = "ContainerConfig",
        /// The release of the engine that made it.
        docker_version: String = "DockerVersion",
        /// Who made it.
        author: String = "Author",
        /// What runs in its containers.
        config: ContainerConfig = "Config",
        /// The architecture, such as `amd64`.
        architecture: String = "Architecture",
        /// The variant of the architecture. Since API 1.41.
        variant: Option<String> = "Variant",
        /// The operating system.
        os: String = "Os",
        /// The version of the operating system.
        os_version: Option<String> = "OsVersion",
        /// Its size in bytes.
        size: Option<i64> = "Size",
        /// Its size in bytes. Until API 1.43.
        virtual_size: Option<i64> = "VirtualSize",
        /// Details of the storage driver.
        graph_driver: Option<GraphDriver> = "GraphDriver",
        /// Its layers.
        root_fs: ImageRootFs = "RootFS",
        /// What this engine knows about it.
        metadata: ImageMetadata = "Metadata",
        /// Its target in the content store. Since API 1.48.
        descriptor: Option<Descriptor> = "Descriptor",
        /// Its manifests, if they were asked for. Since API 1.48.
        manifests: Vec<serde_json::Value> = "Manifests",
    }
}

reply! {
    /// The layers of an image.
    pub struct ImageRootFs {
        /// `layers`.
        r#type: String = "Type",
        /// The digests of the layers, lowest first.
        layers: Vec<String> = "Layers",
    }
}

reply! {
    /// What one engine knows about an image.
    pub struct ImageMetadata {
        /// When it was last given a name (RFC 3339).
        last_tag_time: String = "LastTagTime",
    }
}

reply! {
    /// An image in a list.
    pub struct ImageSummary {
        /// Its id.
        id: String = "Id",
        /// The id of the image that it was built on.
        parent_id: String = "ParentId",
        /// The names and tags that it has.
        repo_tags: Vec<String> = "RepoTags",
        /// The names and digests that registries know it by.
        repo_digests: Vec<String> = "RepoDigests",
        /// When it was made, in seconds since 1970.
        created: Option<i64> = "Created",
        /// Its size in bytes.
        size: Option<i64> = "Size",
        /// The size in bytes that it shares with others; -1 if that was not asked for.
        shared_size: Option<i64> = "SharedSize",
        /// Its size in bytes. Until API 1.43.
        virtual_size: Option<i64> = "VirtualSize",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// How many containers use it; -1 if that is not known.
        containers: Option<i64> = "Containers",
        /// Its target in the content store. Since API 1.48.
        descriptor: Option<Descriptor> = "Descriptor",
        /// Its manifests, if they were asked for. Since API 1.47.
        manifests: Vec<serde_json::Value> = "Manifests",
    }
}

reply! {
    /// Something that was removed with an image: a name or an image.
    pub struct ImageDeleted {
        /// The name that was removed.
        untagged: Option<String> = "Untagged",
        /// The id of the image that was removed.
        deleted: Option<String> = "Deleted",
    }
}

reply! {
    /// Content in a store, as the OCI describes it.
    pub struct Descriptor {
        /// The media type.
        media_type: String = "mediaType",
        /// The digest.
        digest: String = "digest",
        /// The size in bytes.
        size: Option<i64> = "size",
        /// Where else it can be had.
        urls: Vec<String> = "urls",
        /// Annotations.
        annotations: BTreeMap<String, String> = "annotations",
        /// The content itself, in base64.
        data: Option<String> = "data",
        /// The platform that it is for.
        platform: Option<Platform> = "platform",
        /// The type of an artifact.
        artifact_type: Option<String> = "artifactType",
    }
}

request! {
    /// A platform, as the OCI describes it.
    pub struct Platform {
        /// The architecture, such as `arm64`.
        architecture: text = "architecture",
        /// The operating system, such as `linux`.
        os: text = "os",
        /// The version of the operating system.
        os_version: text = "os.version",
        /// Features of the operating system.
        os_features: texts = "os.features",
        /// The variant of the architecture, such as `v8`.
        variant: text = "variant",
    }
}
