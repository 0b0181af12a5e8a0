//! `POST /services/create`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::{
        EndpointSpec, NetworkAttachmentConfig, ServiceCreated, ServiceMode, ServiceSpec, TaskSpec,
        UpdateConfig,
    },
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a service.
///
/// # Examples
///
/// ```
/// use docker_wire::{
///     ApiVersion,
///     api::service,
///     catalogue::Policy,
///     error,
///     model::{ContainerSpec, ServiceMode, TaskSpec},
///     operation::prepare,
/// };
///
/// let task = TaskSpec::new().container_spec(ContainerSpec::new().image("busybox").command(["uname", "-r"]));
/// let job = service::Create::new("kernels", task).mode(ServiceMode::job(3));
/// let prepared = |version| prepare(job.clone(), Some(version), Policy::Refuse, &mut error::Context::default());
/// assert_eq!(prepared(ApiVersion::V1_41)?.uri(), "/v1.41/services/create");
/// // Jobs are younger than services.
/// assert!(prepared(ApiVersion::V1_40).is_err_and(|error| error.is_gated()));
/// # Ok::<(), docker_wire::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken; status 503 if the engine is no manager of a
/// swarm. An image that cannot be had is no error here: tasks are rejected for it.
///
/// # Cancel safety
///
/// The engine may have created it: look for it by its name.
///
/// # API version
///
/// In every version. The docs of the fields say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    spec: ServiceSpec,
    auth: Option<RegistryAuth>,
}

impl Create {
    /// Makes the operation for a name and what each task is.
    pub fn new(name: impl Into<String>, task_template: TaskSpec) -> Self {
        Self::from_spec(ServiceSpec::new().name(name).task_template(task_template))
    }

    /// Makes the operation of a whole spec, such as that of another service.
    pub fn from_spec(spec: ServiceSpec) -> Self {
        Self { spec, auth: None }
    }

    setters! { []
        /// Sets the credentials with which nodes pull the image.
        auth: one(RegistryAuth),
    }

    setters! { [spec]
        /// Sets its name.
        name: text,
        /// Sets its labels; its containers do not have them.
        labels: options,
        /// Sets what each of its tasks is.
        task_template: one(TaskSpec),
        /// Sets how many tasks there are; one unless set.
        mode: one(ServiceMode),
        /// Sets how tasks are replaced when it changes.
        update_config: one(UpdateConfig),
        /// Sets how tasks are replaced when a change is taken back. Since API 1.28.
        rollback_config: one(UpdateConfig),
        /// Sets networks of its tasks. Until API 1.43; `networks` of the task template has taken its place.
        networks: list(NetworkAttachmentConfig),
        /// Sets how it is reached.
        endpoint_spec: one(EndpointSpec),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.spec = self.spec.extra(key, value);
        self
    }
}

impl Operation for Create {
    type Reply = Json<ServiceCreated>;
    const ROW: &'static Row = &rows::SERVICE_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        if let Some(wrong) = self.spec.mistake() {
            return Err(wrong);
        }
        Parts::default()
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))?
            .json(&self.spec)
    }
}
