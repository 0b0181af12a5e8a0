//! `POST /containers/{id}/update`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{
        ContainerUpdateBody, ContainerUpdated, DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight,
        RestartPolicy, Ulimit,
    },
    operation::{Operation, Parts},
    reply::Json,
};

/// Changes the limits of a container and when it is started again.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::container, model::ByteSize};
///
/// let limits = container::Update::new("worker").memory(ByteSize::gib(1)).memory_swap(ByteSize::UNLIMITED);
/// for doubt in &docker.send(limits).await?.warnings {
///     println!("{doubt}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine may have done it. Doing it again is harmless.
///
/// # API version
///
/// In every version. The docs of the fields say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    id: String,
    body: ContainerUpdateBody,
}

impl Update {
    /// Makes the operation for a container by id or name; what is not set stays as it is.
    pub fn new(id: impl Into<String>) -> Self {
        Self::from_body(id, ContainerUpdateBody::new())
    }

    /// Makes the operation of everything that changes at once.
    pub fn from_body(id: impl Into<String>, body: ContainerUpdateBody) -> Self {
        Self { id: id.into(), body }
    }

    setters! { [body]
        /// Sets the share of I/O, 10 to 1000.
        blkio_weight: int,
        /// Sets the share of I/O by device. Since API 1.55.
        blkio_weight_device: list(DeviceWeight),
        /// Sets the bytes a second that are read, by device. Since API 1.55.
        blkio_device_read_bps: list(DeviceRate),
        /// Sets the bytes a second that are written, by device. Since API 1.55.
        blkio_device_write_bps: list(DeviceRate),
        /// Sets the reads a second, by device. Since API 1.55.
        blkio_device_read_iops: list(DeviceRate),
        /// Sets the writes a second, by device. Since API 1.55.
        blkio_device_write_iops: list(DeviceRate),
        /// Sets the cgroup that its own is in.
        cgroup_parent: text,
        /// Sets the processors (Windows). Since API 1.25.
        cpu_count: int,
        /// Sets the share of the processors (Windows).
        cpu_percent: int,
        /// Sets the microseconds of a scheduler period.
        cpu_period: int,
        /// Sets the microseconds of processor time in each period.
        cpu_quota: int,
        /// Sets the microseconds of a real-time period. Since API 1.25.
        cpu_realtime_period: int,
        /// Sets the microseconds of real-time in each period. Since API 1.25.
        cpu_realtime_runtime: int,
        /// Sets the share of the processor, relative to other containers.
        cpu_shares: int,
        /// Sets the processors, such as `0-2,4`.
        cpuset_cpus: text,
        /// Sets the memory nodes, such as `0,1`.
        cpuset_mems: text,
        /// Sets the rules for the devices cgroup. Since API 1.28.
        device_cgroup_rules: texts,
        /// Sets the devices that drivers give. Since API 1.40.
        device_requests: list(DeviceRequest),
        /// Sets the devices of the host.
        devices: list(DeviceMapping),
        /// Sets the bytes on disk. Until API 1.39.
        disk_quota: bytes,
        /// Sets the I/O bytes a second (Windows).
        io_maximum_bandwidth: int,
        /// Sets the I/O operations a second (Windows).
        io_maximum_iops: int,
        /// Sets the memory of the kernel in bytes. Until API 1.41.
        kernel_memory: bytes,
        /// Sets the memory of the kernel's TCP buffers in bytes. API 1.40 to 1.51.
        kernel_memory_tcp: bytes,
        /// Sets the memory in bytes.
        memory: bytes,
        /// Sets the memory in bytes that it shrinks to when memory is short.
        memory_reservation: bytes,
        /// Sets the memory and swap in bytes; -1 is no limit.
        memory_swap: bytes,
        /// Sets how readily it is swapped out, 0 to 100.
        memory_swappiness: int,
        /// Sets the billionths of a processor. Since API 1.28.
        nano_cpus: int,
        /// Sets whether the kernel may not kill it when memory is short.
        oom_kill_disable: flag,
        /// Sets how many processes; -1 is no limit. Since API 1.40.
        pids_limit: int,
        /// Sets when the engine starts it again.
        restart_policy: one(RestartPolicy),
        /// Sets the limits of the kind that a shell's `ulimit` sets.
        ulimits: list(Ulimit),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Update {
    type Reply = Json<ContainerUpdated>;
    const ROW: &'static Row = &rows::CONTAINER_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
