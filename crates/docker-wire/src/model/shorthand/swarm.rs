//! Short ways to say what is said often of services.

use crate::model::{
    DiscreteResource, EndpointSpec, FileTarget, GenericResource, NamedResource, NetworkAttachmentConfig,
    Nothing, PlacementPreference, PortConfig, PortProtocol, ReplicatedJob, ReplicatedService, ServiceMode,
    SpreadOver, TaskConfig, TaskSecret,
};

impl ServiceMode {
    /// Makes the mode of a service that has so many tasks at any time.
    pub fn replicas(replicas: i64) -> Self {
        Self::new().replicated(ReplicatedService::new().replicas(replicas))
    }

    /// Makes the mode of a service that has a task on each node.
    pub fn on_each_node() -> Self {
        Self::new().global(Nothing {})
    }

    /// Makes the mode of a job of so many tasks, all of which run at once. Since API 1.41.
    pub fn job(tasks: i64) -> Self {
        let job = ReplicatedJob::new().max_concurrent(tasks).total_completions(tasks);
        Self::new().replicated_job(job)
    }

    /// Makes the mode of a job that has a task on each node. Since API 1.41.
    pub fn job_on_each_node() -> Self {
        Self::new().global_job(Nothing {})
    }
}

impl TaskSecret {
    /// Makes a reference to a secret, which is then the file of that name in `/run/secrets`, for root to read.
    pub fn of(id: impl Into<String>, name: impl Into<String>) -> Self {
        let name = name.into();
        Self::new().secret_id(id).secret_name(name.as_str()).file(FileTarget::read_by_root(name))
    }
}

impl TaskConfig {
    /// Makes a reference to a config, which is then the file of that name in `/`, for all to read.
    pub fn of(id: impl Into<String>, name: impl Into<String>) -> Self {
        let name = name.into();
        let file = FileTarget::read_by_root(name.as_str()).mode(0o444);
        Self::new().config_id(id).config_name(name).file(file)
    }
}

impl FileTarget {
    /// Makes a file that belongs to root, who alone may read it.
    pub fn read_by_root(name: impl Into<String>) -> Self {
        Self::new().name(name).uid("0").gid("0").mode(0o400)
    }
}

impl NetworkAttachmentConfig {
    /// Makes an attachment to a network by id or name.
    pub fn to(target: impl Into<String>) -> Self {
        Self::new().target(target)
    }
}

impl EndpointSpec {
    /// Makes an endpoint that publishes one TCP port on every node.
    pub fn tcp(published: u16, target: u16) -> Self {
        let port = PortConfig::new()
            .protocol(PortProtocol::Tcp)
            .target_port(i64::from(target))
            .published_port(i64::from(published));
        Self::new().ports([port])
    }
}

impl PlacementPreference {
    /// Makes a preference to spread tasks evenly over the values of a label.
    pub fn spread_over(label: impl Into<String>) -> Self {
        Self::new().spread(SpreadOver::new().spread_descriptor(label))
    }
}

impl GenericResource {
    /// Makes a number of things of a kind.
    pub fn discrete(kind: impl Into<String>, value: i64) -> Self {
        Self::new().discrete_resource_spec(DiscreteResource::new().kind(kind).value(value))
    }

    /// Makes a single thing of a kind.
    pub fn named(kind: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new().named_resource_spec(NamedResource::new().kind(kind).value(value))
    }
}
