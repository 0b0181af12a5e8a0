//! What is sent to engines and what they answer, as types.
//!
//! A request model leaves out what was not set. A reply model is the union over all versions: decoding it never
//! fails because an engine is older or newer, or another product, and fields that it does not have are in `extra`.

mod container;
mod container_config;
mod exec;
mod host_config;
mod lenient;
mod networking_config;
mod reply;
mod request;

pub use container::{
    ConfigReply, ContainerInspect, ContainerState, ContainerStatus, ContainerSummary, Created, MountPoint,
    PortSummary,
};
pub use container_config::ContainerConfig;
pub use exec::{ExecConfig, ExecInspect, ExecStartConfig, ProcessConfig};
pub use host_config::{
    BindOptions, DeviceMapping, DeviceRequest, Healthcheck, HostConfig, ImageMountOptions, LogConfig, Mount,
    PortBinding, RestartPolicy, ThrottleDevice, TmpfsOptions, Ulimit, VolumeDriverConfig, VolumeOptions,
    WeightDevice,
};
pub use lenient::Lenient;
pub use networking_config::{EndpointIpam, EndpointSettings, NetworkingConfig};

/// The empty object, where the API wants one as a mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Nothing {}
