//! `POST /secrets/create`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{Data, Driver, SecretCreated, SecretSpec},
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a secret.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{
///     api::secret,
///     model::{ContainerSpec, TaskSecret},
/// };
///
/// let secret = docker.send(secret::Create::new("password", "hunter2")).await?;
/// let container = ContainerSpec::new().secrets([TaskSecret::of(&secret.id, "password")]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken; status 400 if it is too long, more than
/// 500 KiB; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have created it: look for it by its name.
///
/// # API version
///
/// Since 1.25; `driver` since 1.31, `templating` since 1.37.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    spec: SecretSpec,
}

impl Create {
    /// Makes the operation for a name and what is secret, which is never shown.
    pub fn new(name: impl Into<String>, data: impl Into<Data>) -> Self {
        Self::from_spec(SecretSpec::new().name(name).data(data))
    }

    /// Makes the operation of a whole spec, such as one with a driver in the place of data.
    pub fn from_spec(spec: SecretSpec) -> Self {
        Self { spec }
    }

    setters! { [spec]
        /// Sets its labels.
        labels: options,
        /// Sets the driver that knows it. Since API 1.31.
        driver: one(Driver),
        /// Sets what fills in its placeholders for each task. Since API 1.37.
        templating: one(Driver),
    }
}

impl Operation for Create {
    type Reply = Json<SecretCreated>;
    const ROW: &'static Row = &rows::SECRET_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.spec)
    }
}
