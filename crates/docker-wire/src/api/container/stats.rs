//! `GET /containers/{id}/stats`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::ContainerStats,
    operation::{Operation, Parts},
    reply::Lines,
};

/// Follows what a container uses, or asks once.
///
/// Each line comes about a second after the one before.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::container;
///
/// let once = container::Stats::new("worker").stream(false);
/// if let Some(stats) = docker.send(once).await?.next().await {
///     println!("{:?} bytes", stats?.memory_stats.usage);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none; in the stream if it breaks.
///
/// # Cancel safety
///
/// Cancel safe. Dropping the lines closes the exchange.
///
/// # API version
///
/// In every version; `one_shot` since 1.41, and an older engine takes a second to compare.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stats {
    id: String,
    stream: Option<bool>,
    one_shot: Option<bool>,
}

impl Stats {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), stream: None, one_shot: None }
    }

    setters! { []
        /// Sets whether it goes on until the container is removed; if not set it does.
        stream: flag,
        /// Sets whether the one answer comes at once, without a figure before it to compare with. Since API 1.41.
        one_shot: flag,
    }
}

impl Operation for Stats {
    type Reply = Lines<ContainerStats>;
    const ROW: &'static Row = &rows::CONTAINER_STATS;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("stream", self.stream).query("one-shot", self.one_shot))
    }
}
