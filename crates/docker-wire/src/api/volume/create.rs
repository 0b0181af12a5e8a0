//! `POST /volumes/create`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ClusterVolumeSpec, Volume, VolumeCreateBody},
    operation::{Operation, Parts},
    reply::Json,
};

/// Makes a volume; one that is there already, of the same name and driver, is returned.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::volume;
///
/// let made = docker.send(volume::Create::new().name("cache").labels([("owner", "me")])).await?;
/// println!("{}", made.mountpoint);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken by a volume of another driver.
///
/// # Cancel safety
///
/// The engine may have made it. With a name, doing it again is harmless.
///
/// # API version
///
/// In every version; `cluster_volume_spec` since 1.42, and an older engine would make an ordinary volume.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Create {
    body: VolumeCreateBody,
}

impl Create {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { [body]
        /// Sets its name; the engine invents one if there is none.
        name: text,
        /// Sets the driver.
        driver: text,
        /// Sets options of the driver.
        driver_opts: secret_options,
        /// Sets labels.
        labels: options,
        /// Sets what the swarm makes of it. Since API 1.42.
        cluster_volume_spec: one(ClusterVolumeSpec),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Create {
    type Reply = Json<Volume>;
    const ROW: &'static Row = &rows::VOLUME_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
