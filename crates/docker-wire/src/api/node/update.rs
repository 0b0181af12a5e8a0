//! `POST /nodes/{id}/update`

use crate::{
    catalogue::{Row, rows},
    model::NodeSpec,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Changes what a node is meant to be: its role, whether it gets tasks, its labels.
///
/// What the spec does not say is taken away: begin with that of [`Inspect`](super::Inspect).
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::node, model::NodeAvailability};
///
/// let node = docker.send(node::Inspect::new("worker-1")).await?.into_inner();
/// let version = node.version.index.unwrap_or_default();
/// docker.send(node::Update::new(node.id, version, node.spec.availability(NodeAvailability::Drain))).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such node; status 500 or 400 if the version is not
/// the newest; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have made the change; the version tells.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    id: String,
    version: i64,
    spec: NodeSpec,
}

impl Update {
    /// Makes the operation for a node by id, the version of it that is changed, and what it shall be.
    pub fn new(id: impl Into<String>, version: i64, spec: NodeSpec) -> Self {
        Self { id: id.into(), version, spec }
    }
}

impl Operation for Update {
    type Reply = Empty;
    const ROW: &'static Row = &rows::NODE_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).query("version", Some(self.version)).json(&self.spec)
    }
}
