//! `GET /events`

use crate::{
    api::{Filters, Timestamp, setters},
    catalogue::{Row, rows},
    model::EventMessage,
    operation::{Operation, Parts},
    reply::Lines,
};

/// Follows what happens on the engine.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::{Filters, system};
///
/// let deaths = Filters::new().r#type("container").event("die");
/// let mut events = docker.send(system::Events::new().filters(deaths)).await?;
/// while let Some(event) = events.next().await {
///     println!("{} died", event?.actor.id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Here if the engine refuses; in the stream if it breaks.
///
/// # Cancel safety
///
/// Cancel safe. A stream that is opened later misses what happened between, unless `since` says from when, as
/// [`Client::follow`](crate::Client::follow) does by itself.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Events {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    filters: Option<Filters>,
}

impl Events {
    /// Makes the operation: all events from now on.
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) fn since_when(&self) -> Option<Timestamp> {
        self.since
    }

    pub(crate) fn has_until(&self) -> bool {
        self.until.is_some()
    }

    setters! { []
        /// Sets from when on.
        since: one(Timestamp),
        /// Sets until when; a time to come keeps the stream open until then.
        until: one(Timestamp),
        /// Sets what it is narrowed to.
        filters: one(Filters),
    }
}

impl Operation for Events {
    type Reply = Lines<EventMessage>;
    const ROW: &'static Row = &rows::SYSTEM_EVENTS;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .query("since", self.since)
            .query("until", self.until)
            .query("filters", self.filters))
    }
}
