// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `service`.

use crate::model::{Nothing, ObjectVersion, TaskSpec, macros::{reply, request, words}};

request! {
    /// What a service is meant to be.
    pub struct ServiceSpec {
        /// Its name.
        name: text = "Name",
        /// Its labels; its containers do not have them.
        labels: options = "Labels",
        /// What each of its tasks is.
        task_template: one(TaskSpec) = "TaskTemplate",
        /// How many tasks there are.
        mode: one(ServiceMode) = "Mode",
        /// How tasks are replaced when it changes.
        update_config: one(UpdateConfig) = "UpdateConfig",
        /// How tasks are replaced when a change is taken back. Since API 1.28.
        rollback_config: one(UpdateConfig) = "RollbackConfig",
        /// Networks of its tasks; `networks` of the task template has taken its place. Until API 1.43.
        networks: list(NetworkAttachmentConfig) = "Networks",
        /// How it is reached.
        endpoint_spec: one(EndpointSpec) = "EndpointSpec",
    }
}

request! {
    /// How many tasks a service has: one of the fields says it.
    pub struct ServiceMode {
        /// So many at any time.
        replicated: one(ReplicatedService) = "Replicated",
        /// One on each node.
        global: one(Nothing) = "Global",
        /// So many that run to their end. Since API 1.41.
        replicated_job: one(ReplicatedJob) = "ReplicatedJob",
        /// One on each node that runs to its end. Since API 1.41.
        global_job: one(Nothing) = "GlobalJob",
    }
}

request! {
    /// A service of so many tasks.
    pub struct ReplicatedService {
        /// How many.
        replicas: int = "Replicas",
    }
}

request! {
    /// A job of so many tasks that run to their end.
    pub struct ReplicatedJob {
        /// How many run at once; 1 unless said.
        max_concurrent: int = "MaxConcurrent",
        /// How many have to end well; as many as run at once unless said.
        total_completions: int = "TotalCompletions",
    }
}

request! {
    /// How the tasks of a service are replaced.
    pub struct UpdateConfig {
        /// How many at once; 0 is all.
        parallelism: int = "Parallelism",
        /// The time between two replacements.
        delay: nanos = "Delay",
        /// What happens when new tasks fail.
        failure_action: one(FailureAction) = "FailureAction",
        /// How long a new task is watched for failure. Since API 1.25.
        monitor: nanos = "Monitor",
        /// The share of new tasks that may fail, 0 to 1. Since API 1.25.
        max_failure_ratio: float = "MaxFailureRatio",
        /// Which goes first, the old task or the new one. Since API 1.29.
        order: one(UpdateOrder) = "Order",
    }
}

words! {
    /// What happens when new tasks of a service fail.
    pub enum FailureAction {
        /// The update goes on.
        Continue = "continue",
        /// The update stops where it is.
        Pause = "pause",
        /// The update is taken back. Since API 1.28.
        Rollback = "rollback",
    }
}

words! {
    /// Which goes first, the old task or the new one.
    pub enum UpdateOrder {
        /// The old one stops before the new one starts.
        StopFirst = "stop-first",
        /// The new one runs before the old one stops.
        StartFirst = "start-first",
    }
}

request! {
    /// How a service is reached.
    pub struct EndpointSpec {
        /// What its name leads to.
        mode: one(EndpointMode) = "Mode",
        /// Its ports on nodes.
        ports: list(PortConfig) = "Ports",
    }
}

words! {
    /// What the name of a service leads to.
    pub enum EndpointMode {
        /// One address before all tasks.
        Vip = "vip",
        /// The addresses of the tasks, in turn.
        Dnsrr = "dnsrr",
    }
}

request! {
    /// A port of a service.
    pub struct PortConfig {
        /// Its name.
        name: text = "Name",
        /// The protocol.
        protocol: one(PortProtocol) = "Protocol",
        /// The port in the containers.
        target_port: int = "TargetPort",
        /// The port on nodes; the swarm picks one unless said.
        published_port: int = "PublishedPort",
        /// On which nodes. Since API 1.25.
        publish_mode: one(PublishMode) = "PublishMode",
    }
}

words! {
    /// The protocol of a port.
    pub enum PortProtocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// SCTP. Since API 1.37.
        Sctp = "sctp",
    }
}

words! {
    /// On which nodes a service has its port.
    pub enum PublishMode {
        /// On all, which pass it on to one that has a task.
        Ingress = "ingress",
        /// On those that run a task.
        Host = "host",
    }
}

request! {
    /// A network of a task.
    pub struct NetworkAttachmentConfig {
        /// The network, by id or name.
        target: text = "Target",
        /// Names that other tasks of the network find the service by.
        aliases: texts = "Aliases",
        /// Options of the network driver. Not shown by `Debug`. Since API 1.30.
        driver_opts: secret_options = "DriverOpts",
    }
}

reply! {
    /// A service of a swarm.
    pub struct Service {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was created (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What it is meant to be.
        spec: ServiceSpec = "Spec",
        /// What it was meant to be before the last change. Since API 1.25.
        previous_spec: Option<ServiceSpec> = "PreviousSpec",
        /// How it is reached.
        endpoint: ServiceEndpoint = "Endpoint",
        /// How far the last change is.
        update_status: Option<UpdateStatus> = "UpdateStatus",
        /// How many tasks there are, if a list was asked to count them. Since API 1.41.
        service_status: Option<ServiceStatus> = "ServiceStatus",
        /// How far the job is, if it is one. Since API 1.41.
        job_status: Option<JobStatus> = "JobStatus",
    }
}

reply! {
    /// How a service is reached, as the swarm arranged it.
    pub struct ServiceEndpoint {
        /// What it is meant to be.
        spec: EndpointSpec = "Spec",
        /// The ports, those that the swarm picked included.
        ports: Vec<PortConfig> = "Ports",
        /// Its address in each network.
        virtual_ips: Vec<VirtualIp> = "VirtualIPs",
    }
}

reply! {
    /// The address of a service in one network.
    pub struct VirtualIp {
        /// The network.
        network_id: String = "NetworkID",
        /// The address, with the length of the mask.
        addr: String = "Addr",
    }
}

reply! {
    /// How far a change of a service is.
    pub struct UpdateStatus {
        /// In one word.
        state: Option<UpdateState> = "State",
        /// When it began (RFC 3339).
        started_at: String = "StartedAt",
        /// When it ended (RFC 3339).
        completed_at: String = "CompletedAt",
        /// In words.
        message: String = "Message",
    }
}

words! {
    /// How far a change of a service is, in one word.
    pub enum UpdateState {
        /// Goes on.
        Updating = "updating",
        /// Has stopped after a failure.
        Paused = "paused",
        /// Is done.
        Completed = "completed",
        /// Is being taken back. Since API 1.28.
        RollbackStarted = "rollback_started",
        /// Has stopped while it was taken back. Since API 1.28.
        RollbackPaused = "rollback_paused",
        /// Has been taken back. Since API 1.28.
        RollbackCompleted = "rollback_completed",
    }
}

reply! {
    /// How many tasks a service has. Since API 1.41.
    pub struct ServiceStatus {
        /// Those that run.
        running_tasks: Option<i64> = "RunningTasks",
        /// Those that are meant to run, or of a job, to have run.
        desired_tasks: Option<i64> = "DesiredTasks",
        /// Those of a job that have ended well.
        completed_tasks: Option<i64> = "CompletedTasks",
    }
}

reply! {
    /// How far a job is. Since API 1.41.
    pub struct JobStatus {
        /// Which run of the job this is, the first without an index; tasks tell theirs.
        job_iteration: ObjectVersion = "JobIteration",
        /// When that run began (RFC 3339).
        last_execution: String = "LastExecution",
    }
}

reply! {
    /// A service that was created.
    pub struct ServiceCreated {
        /// Its id.
        id: String = "ID",
        /// What the engine had doubts about. Since API 1.25.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// A service that was changed.
    pub struct ServiceUpdated {
        /// What the engine had doubts about.
        warnings: Vec<String> = "Warnings",
    }
}
