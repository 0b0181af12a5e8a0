// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `image`.

use std::collections::BTreeMap;

use crate::model::{ContainerConfig, GraphDriver, macros::{reply, request, words}};

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
        /// The version of the operating system. Since API 1.25.
        os_version: Option<String> = "OsVersion",
        /// Its size in bytes.
        size: Option<i64> = "Size",
        /// Its size in bytes. Until API 1.43.
        virtual_size: Option<i64> = "VirtualSize",
        /// Details of the storage driver.
        graph_driver: Option<GraphDriver> = "GraphDriver",
        /// Its layers.
        root_fs: ImageRootFs = "RootFS",
        /// What this engine knows about it. Since API 1.31.
        metadata: ImageMetadata = "Metadata",
        /// Its target in the content store. Since API 1.48.
        descriptor: Option<Descriptor> = "Descriptor",
        /// Its manifests, if they were asked for. Since API 1.48.
        manifests: Vec<ImageManifest> = "Manifests",
        /// Where it comes from. Since API 1.53.
        identity: Option<ImageIdentity> = "Identity",
    }
}

reply! {
    /// The layers of an image.
    pub struct ImageRootFs {
        /// `layers`.
        r#type: String = "Type",
        /// The digests of the layers, lowest first.
        layers: Vec<String> = "Layers",
        /// The layer below them (Windows). Until API 1.24.
        base_layer: Option<String> = "BaseLayer",
    }
}

reply! {
    /// What one engine knows about an image. Since API 1.31.
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
        /// The size in bytes that it shares with others; -1 if that was not asked for. Since API 1.25.
        shared_size: Option<i64> = "SharedSize",
        /// Its size in bytes. Until API 1.43.
        virtual_size: Option<i64> = "VirtualSize",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// How many containers use it; -1 if that is not known. Since API 1.25.
        containers: Option<i64> = "Containers",
        /// Its target in the content store. Since API 1.48.
        descriptor: Option<Descriptor> = "Descriptor",
        /// Its manifests, if they were asked for. Since API 1.47.
        manifests: Vec<ImageManifest> = "Manifests",
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
    /// Content in a store, as the OCI describes it. Since API 1.30.
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
        /// The content itself, in base64. Since API 1.42.
        data: Option<String> = "data",
        /// The platform that it is for.
        platform: Option<Platform> = "platform",
        /// The type of an artifact. Since API 1.43.
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

reply! {
    /// A layer of an image, and how it was made.
    pub struct ImageHistoryItem {
        /// The id of the image that ended with it; `<missing>` if it is not here.
        id: String = "Id",
        /// When it was made, in seconds since 1970.
        created: Option<i64> = "Created",
        /// The command that made it.
        created_by: String = "CreatedBy",
        /// The names that the image has.
        tags: Vec<String> = "Tags",
        /// Its size in bytes.
        size: Option<i64> = "Size",
        /// A comment.
        comment: String = "Comment",
    }
}

reply! {
    /// An image that a registry found.
    pub struct ImageFound {
        /// Its name.
        name: String = "name",
        /// What its owner says about it.
        description: String = "description",
        /// How many people like it.
        star_count: Option<i64> = "star_count",
        /// Whether it is official.
        is_official: bool = "is_official",
        /// Whether the registry built it.
        is_automated: bool = "is_automated",
    }
}

reply! {
    /// What a prune of images removed. Since API 1.25.
    pub struct ImagesPruned {
        /// Names and images.
        images_deleted: Vec<ImageDeleted> = "ImagesDeleted",
        /// Bytes that are free now.
        space_reclaimed: Option<i64> = "SpaceReclaimed",
    }
}

reply! {
    /// An image that was made of a container.
    pub struct ImageCommitted {
        /// Its id.
        id: String = "Id",
    }
}

reply! {
    /// A statement about an image. Since API 1.55.
    pub struct AttestationStatement {
        /// Where it is in the content store.
        descriptor: Option<Descriptor> = "Descriptor",
        /// What kind of statement it is.
        predicate_type: String = "PredicateType",
        /// The statement itself, if that was asked for.
        statement: Option<serde_json::Value> = "Statement",
    }
}

reply! {
    /// A manifest of an image. Since API 1.47.
    pub struct ImageManifest {
        /// Its digest.
        id: String = "ID",
        /// Where it is in the content store.
        descriptor: Descriptor = "Descriptor",
        /// Whether all of it is here.
        available: bool = "Available",
        /// Its size.
        size: ManifestSize = "Size",
        /// What it is.
        kind: Option<ManifestKind> = "Kind",
        /// About an image.
        image_data: Option<ManifestImage> = "ImageData",
        /// About an attestation.
        attestation_data: Option<ManifestAttestation> = "AttestationData",
    }
}

words! {
    /// What a manifest is of. Since API 1.47.
    pub enum ManifestKind {
        /// An image.
        Image = "image",
        /// An attestation.
        Attestation = "attestation",
        /// Something else.
        Unknown = "unknown",
    }
}

reply! {
    /// The size of what a manifest lists. Since API 1.47.
    pub struct ManifestSize {
        /// Bytes in all.
        total: Option<i64> = "Total",
        /// Bytes in the content store.
        content: Option<i64> = "Content",
    }
}

reply! {
    /// About an image. Since API 1.47.
    pub struct ManifestImage {
        /// The platform that it is for.
        platform: Platform = "Platform",
        /// The ids of containers that use it.
        containers: Vec<String> = "Containers",
        /// Its size.
        size: ManifestImageSize = "Size",
        /// Where it comes from. Since API 1.54.
        identity: Option<ImageIdentity> = "Identity",
    }
}

reply! {
    /// The size of an image. Since API 1.47.
    pub struct ManifestImageSize {
        /// Bytes of its files.
        unpacked: Option<i64> = "Unpacked",
    }
}

reply! {
    /// About an attestation. Since API 1.47.
    pub struct ManifestAttestation {
        /// The digest of the manifest that it is about.
        r#for: String = "For",
    }
}

reply! {
    /// Where an image comes from. Since API 1.53.
    pub struct ImageIdentity {
        /// Who signed it.
        signature: Vec<ImageSignature> = "Signature",
        /// Where it was pulled from.
        pull: Vec<ImagePulled> = "Pull",
        /// How it was built.
        build: Vec<ImageBuilt> = "Build",
    }
}

reply! {
    /// Where an image was pulled from. Since API 1.53.
    pub struct ImagePulled {
        /// The repository.
        repository: Option<String> = "Repository",
    }
}

reply! {
    /// How an image was built. Since API 1.53.
    pub struct ImageBuilt {
        /// The build.
        r#ref: Option<String> = "Ref",
        /// When (RFC 3339).
        created_at: String = "CreatedAt",
    }
}

reply! {
    /// A signature of an image. Since API 1.53.
    pub struct ImageSignature {
        /// What it is called.
        name: Option<String> = "Name",
        /// When it was signed.
        timestamps: Vec<SignatureTimestamp> = "Timestamps",
        /// A signer that is well known, such as `DHI`.
        known_signer: Option<String> = "KnownSigner",
        /// The name that was signed.
        docker_reference: Option<String> = "DockerReference",
        /// Who signed.
        signer: Option<ImageSigner> = "Signer",
        /// The format, such as `bundle-v0.3`.
        signature_type: Option<String> = "SignatureType",
        /// Why it does not hold.
        error: Option<String> = "Error",
        /// Doubts about it.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// A time that somebody vouches for. Since API 1.53.
    pub struct SignatureTimestamp {
        /// How, such as `Tlog`.
        r#type: String = "Type",
        /// Who.
        uri: String = "URI",
        /// When (RFC 3339).
        timestamp: String = "Timestamp",
    }
}

reply! {
    /// Who signed an image, as the certificate says. Since API 1.53.
    pub struct ImageSigner {
        /// Who issued the certificate.
        certificate_issuer: String = "CertificateIssuer",
        /// Whom it is about.
        subject_alternative_name: String = "SubjectAlternativeName",
        /// Who vouched for the identity.
        issuer: Option<String> = "Issuer",
        /// Instructions of the build.
        build_signer_uri: Option<String> = "BuildSignerURI",
        /// The digest of those.
        build_signer_digest: Option<String> = "BuildSignerDigest",
        /// Where the build ran.
        runner_environment: Option<String> = "RunnerEnvironment",
        /// The source.
        source_repository_uri: Option<String> = "SourceRepositoryURI",
        /// The commit.
        source_repository_digest: Option<String> = "SourceRepositoryDigest",
        /// The branch or tag.
        source_repository_ref: Option<String> = "SourceRepositoryRef",
        /// The id of the source.
        source_repository_identifier: Option<String> = "SourceRepositoryIdentifier",
        /// The owner of the source.
        source_repository_owner_uri: Option<String> = "SourceRepositoryOwnerURI",
        /// The id of the owner.
        source_repository_owner_identifier: Option<String> = "SourceRepositoryOwnerIdentifier",
        /// Who could see the source then.
        source_repository_visibility_at_signing: Option<String> = "SourceRepositoryVisibilityAtSigning",
        /// The configuration of the build.
        build_config_uri: Option<String> = "BuildConfigURI",
        /// The digest of that.
        build_config_digest: Option<String> = "BuildConfigDigest",
        /// What started the build.
        build_trigger: Option<String> = "BuildTrigger",
        /// The run of the build.
        run_invocation_uri: Option<String> = "RunInvocationURI",
    }
}
