//! `POST /containers/{id}/wait`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Waiting,
};

/// Waits for a container to end.
///
/// The reply is there as soon as the engine waits, before the container has ended: send it, start the container,
/// then ask [`Waiting::exit`]. So no exit is missed, however short the container lives.
///
/// # Errors
///
/// 404 where there is no such container. That it failed is no error: the exit code is data.
///
/// # Cancel safety
///
/// Reads only.
///
/// # API version
///
/// Since 1.24. `condition` since 1.30; below that the head of the reply comes with the end only.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Wait {
    id: String,
    condition: Option<Condition>,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Condition {
    /// That it does not run, which may be so already.
    NotRunning,
    /// That it ends the next time.
    NextExit,
    /// That it is removed.
    Removed,
}

impl Wait {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), condition: None }
    }

    super::super::setters! {
        /// Sets what is waited for; that it does not run by default. Since API 1.30.
        condition: Condition,
    }
}

impl Condition {
    fn wire(self) -> &'static str {
        match self {
            Self::NotRunning => "not-running",
            Self::NextExit => "next-exit",
            Self::Removed => "removed",
        }
    }
}

impl Operation for Wait {
    type Reply = Waiting;
    const ROW: &'static Row = &rows::CONTAINER_WAIT;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("condition", self.condition.map(Condition::wire)))
    }
}
