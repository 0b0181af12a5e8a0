//! What the engine's JSON says, as types.
//!
//! A model is the union over all versions of the API. Fields of replies are optional or have a default, `null` is the
//! same as absent, words are open (`Other`), and fields that this crate does not know stay in `extra`: decoding does
//! not fail because an engine is older, newer or another product. Models that are sent have a setter named as each
//! field; what was not set is not sent. Which version has a field is the [catalogue](crate::catalogue)'s business.

mod config;
mod container;
mod event;
mod exec;
mod host_config;
mod image;
pub(crate) mod lenient;
pub(crate) mod macros;
mod mount;
mod nanos;
mod network;
mod nothing;
mod private;
mod progress;
mod resources;
mod summary;
mod system;
#[cfg(test)]
mod tests;
mod wait;

pub use config::{ContainerConfig, Healthcheck, NetworkingConfig};
pub use container::{
    ContainerCreated, ContainerInspect, ContainerState, ContainerStatus, GraphDriver, Health, HealthProbe,
    HealthStatus, MountPoint, NetworkSettings,
};
pub use event::{EventActor, EventMessage, EventType};
pub use exec::{ExecConfig, ExecCreated, ExecInspect, ExecProcess};
pub use host_config::HostConfig;
pub use image::{Descriptor, ImageDeleted, ImageInspect, ImageMetadata, ImageRootFs, ImageSummary, Platform};
pub use mount::{
    BindOptions, DriverConfig, ImageOptions, Mount, MountType, Propagation, TmpfsOptions, VolumeOptions,
};
pub use nanos::Nanos;
pub use network::{EndpointIpam, EndpointSettings};
pub use nothing::Nothing;
pub use private::Private;
pub use progress::{ErrorDetail, ProgressDetail, ProgressLine};
pub use resources::{
    DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight, LogConfig, PortBinding, RestartName,
    RestartPolicy, Ulimit,
};
pub use summary::{ContainerSummary, Port};
pub use system::{SystemComponent, SystemInfo, SystemVersion};
pub use wait::{ExecStartBody, PathStat, WaitError, WaitReply};
