// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models, grouped as the operations are.

mod build;
mod checkpoint;
mod config;
mod container;
mod distribution;
mod exec;
mod image;
mod network;
mod node;
mod plugin;
mod secret;
mod service;
mod swarm;
mod system;
mod task;
mod volume;
#[cfg(test)]
pub(super) mod samples;

pub use build::{BuildCache, BuildCachePruned};
pub use checkpoint::{Checkpoint, CheckpointBody};
pub use config::{Config, ConfigCreated, ConfigSpec};
pub use container::{BindOptions, BlkioEntry, BlkioStats, ContainerConfig, ContainerCreated, ContainerInspect, ContainerNode, ContainerState, ContainerStats, ContainerStatus, ContainerStorage, ContainerSummary, ContainerTop, ContainerUpdateBody, ContainerUpdated, ContainersPruned, CpuStats, CpuUsage, DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight, DriverConfig, ExecStartBody, FilesystemChange, GraphDriver, Health, HealthProbe, HealthStatus, Healthcheck, HostConfig, ImageOptions, LogConfig, MemoryStats, Mount, MountPoint, MountType, NetworkAddress, NetworkSettings, NetworkStats, NetworkingConfig, PathStat, PidsStats, Port, PortBinding, Propagation, RestartName, RestartPolicy, RootFsSnapshot, RootFsStorage, StorageStats, SummaryHostConfig, SummaryNetworkSettings, Throttling, TmpfsOptions, Ulimit, VolumeOptions, WaitError, WaitReply};
pub use distribution::{DistributionInspect};
pub use exec::{ExecConfig, ExecCreated, ExecInspect, ExecProcess};
pub use image::{AttestationStatement, Descriptor, ImageBuilt, ImageCommitted, ImageDeleted, ImageFound, ImageHistoryItem, ImageIdentity, ImageInspect, ImageManifest, ImageMetadata, ImagePulled, ImageRootFs, ImageSignature, ImageSigner, ImageSummary, ImagesPruned, ManifestAttestation, ManifestImage, ManifestImageSize, ManifestKind, ManifestSize, Platform, SignatureTimestamp};
pub use network::{ConfigReference, EndpointIpam, EndpointSettings, Ipam, IpamConfig, IpamStatus, NetworkConnectBody, NetworkCreateBody, NetworkCreated, NetworkDisconnectBody, NetworkEndpoint, NetworkInspect, NetworkPeer, NetworkService, NetworkStatus, NetworkSummary, NetworkTask, NetworksPruned, SubnetStatus};
pub use node::{ManagerStatus, Node, NodeAvailability, NodeCsi, NodeDescription, NodeEngine, NodePlatform, NodePlugin, NodeRole, NodeSpec, NodeState, NodeStatus, Reachability};
pub use plugin::{Plugin, PluginArgs, PluginConfig, PluginDevice, PluginEnv, PluginInterface, PluginLinux, PluginMount, PluginNetwork, PluginPrivilege, PluginRootFs, PluginSettings, PluginUser};
pub use secret::{Secret, SecretCreated, SecretSpec};
pub use service::{EndpointMode, EndpointSpec, FailureAction, JobStatus, NetworkAttachmentConfig, PortConfig, PortProtocol, PublishMode, ReplicatedJob, ReplicatedService, Service, ServiceCreated, ServiceEndpoint, ServiceMode, ServiceSpec, ServiceStatus, ServiceUpdated, UpdateConfig, UpdateOrder, UpdateState, UpdateStatus, VirtualIp};
pub use swarm::{ClusterInfo, Driver, ExternalCa, ExternalCaProtocol, JoinTokens, LocalNodeState, ObjectVersion, PeerNode, Swarm, SwarmCa, SwarmDispatcher, SwarmEncryption, SwarmInfo, SwarmInitBody, SwarmJoinBody, SwarmOrchestration, SwarmRaft, SwarmSpec, SwarmTaskDefaults, TlsInfo, UnlockKey};
pub use system::{AddressPool, AuthBody, AuthResult, BuildCacheUsage, Containerd, ContainerdNamespaces, ContainersUsage, DataUsage, EventActor, EventMessage, EventType, ImagesUsage, RegistryIndex, RegistryService, SystemCommit, SystemComponent, SystemDevice, SystemFirewall, SystemInfo, SystemNri, SystemPlugins, SystemRuntime, SystemVersion, VolumesUsage};
pub use task::{AppArmorMode, AppArmorOpts, ContainerSpec, CredentialSpec, DiscreteResource, FileTarget, GenericResource, NamedResource, NetworkAttachment, NetworkAttachmentSpec, Placement, PlacementPreference, PluginSpec, PluginSpecPrivilege, Privileges, ResourceLimits, ResourceObject, RestartCondition, SeLinuxContext, SeccompMode, SeccompOpts, SpreadOver, SwarmIpam, SwarmIpamConfig, SwarmNetwork, SwarmNetworkSource, SwarmNetworkSpec, Task, TaskConfig, TaskContainer, TaskDns, TaskPorts, TaskResources, TaskRestartPolicy, TaskSecret, TaskSpec, TaskState, TaskStatus, VolumeAttachment};
pub use volume::{CapacityRange, ClusterVolume, ClusterVolumeInfo, ClusterVolumeSpec, PublishState, PublishStatus, Topology, TopologyRequirement, Volume, VolumeAccessMode, VolumeAvailability, VolumeCreateBody, VolumeList, VolumeMount, VolumeScope, VolumeSecret, VolumeSharing, VolumeUpdateBody, VolumeUsage, VolumesPruned};
