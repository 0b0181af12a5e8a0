// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models, grouped as the operations are.

mod build;
mod checkpoint;
mod container;
mod distribution;
mod exec;
mod image;
mod network;
mod system;
mod volume;

pub use build::{BuildCache, BuildCachePruned};
pub use checkpoint::{Checkpoint, CheckpointBody};
pub use container::{BindOptions, BlkioEntry, BlkioStats, ContainerConfig, ContainerCreated, ContainerInspect, ContainerNode, ContainerState, ContainerStats, ContainerStatus, ContainerStorage, ContainerSummary, ContainerTop, ContainerUpdateBody, ContainerUpdated, ContainersPruned, CpuStats, CpuUsage, DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight, DriverConfig, ExecStartBody, FilesystemChange, GraphDriver, Health, HealthProbe, HealthStatus, Healthcheck, HostConfig, ImageOptions, LogConfig, MemoryStats, Mount, MountPoint, MountType, NetworkAddress, NetworkSettings, NetworkStats, NetworkingConfig, PathStat, PidsStats, Port, PortBinding, Propagation, RestartName, RestartPolicy, RootFsSnapshot, RootFsStorage, StorageStats, Throttling, TmpfsOptions, Ulimit, VolumeOptions, WaitError, WaitReply};
pub use distribution::{DistributionInspect};
pub use exec::{ExecConfig, ExecCreated, ExecInspect, ExecProcess};
pub use image::{AttestationStatement, Descriptor, ImageBuilt, ImageCommitted, ImageDeleted, ImageFound, ImageHistoryItem, ImageIdentity, ImageInspect, ImageManifest, ImageMetadata, ImagePulled, ImageRootFs, ImageSignature, ImageSigner, ImageSummary, ImagesPruned, ManifestAttestation, ManifestImage, ManifestImageSize, ManifestKind, ManifestSize, Platform, SignatureTimestamp};
pub use network::{ConfigReference, EndpointIpam, EndpointSettings, Ipam, IpamConfig, IpamStatus, NetworkConnectBody, NetworkCreateBody, NetworkCreated, NetworkDisconnectBody, NetworkEndpoint, NetworkInspect, NetworkPeer, NetworkService, NetworkStatus, NetworkSummary, NetworkTask, NetworksPruned, SubnetStatus};
pub use system::{AddressPool, AuthBody, AuthResult, BuildCacheUsage, Containerd, ContainerdNamespaces, ContainersUsage, DataUsage, EventActor, EventMessage, EventType, ImagesUsage, RegistryIndex, RegistryService, SystemCommit, SystemComponent, SystemDevice, SystemFirewall, SystemInfo, SystemNri, SystemPlugins, SystemRuntime, SystemVersion, VersionPlatform, VolumesUsage};
pub use volume::{CapacityRange, ClusterVolume, ClusterVolumeInfo, ClusterVolumeSpec, PublishState, PublishStatus, Topology, TopologyRequirement, Volume, VolumeAccessMode, VolumeAvailability, VolumeCreateBody, VolumeList, VolumeMount, VolumeScope, VolumeSecret, VolumeSharing, VolumeUpdateBody, VolumeUsage, VolumesPruned};
