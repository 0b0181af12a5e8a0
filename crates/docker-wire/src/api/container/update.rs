//! `POST /containers/{id}/update`

use crate::{
    catalogue::{Row, rows},
    model::{ContainerUpdateBody, ContainerUpdated},
    operation::{Operation, Parts},
    reply::Json,
};

/// Changes the limits of a container and when it is started again.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::container, model::ContainerUpdateBody};
///
/// let limits = ContainerUpdateBody::new().memory(1 << 30).memory_swap(-1);
/// for doubt in &docker.send(container::Update::new("worker", limits)).await?.warnings {
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
    /// Makes the operation for a container by id or name, with what changes; the rest stays.
    pub fn new(id: impl Into<String>, body: ContainerUpdateBody) -> Self {
        Self { id: id.into(), body }
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

    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
