// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models, grouped as the operations are.

mod container;
mod exec;
mod image;
mod network;
mod system;

pub use container::{BindOptions, ContainerConfig, ContainerCreated, ContainerInspect, ContainerState, ContainerStatus, ContainerSummary, DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight, DriverConfig, ExecStartBody, GraphDriver, Health, HealthProbe, HealthStatus, Healthcheck, HostConfig, ImageOptions, LogConfig, Mount, MountPoint, MountType, NetworkSettings, NetworkingConfig, PathStat, Port, PortBinding, Propagation, RestartName, RestartPolicy, TmpfsOptions, Ulimit, VolumeOptions, WaitError, WaitReply};
pub use exec::{ExecConfig, ExecCreated, ExecInspect, ExecProcess};
pub use image::{Descriptor, ImageDeleted, ImageInspect, ImageMetadata, ImageRootFs, ImageSummary, Platform};
pub use network::{EndpointIpam, EndpointSettings};
pub use system::{EventActor, EventMessage, EventType, SystemComponent, SystemInfo, SystemVersion};
