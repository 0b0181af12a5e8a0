//! `POST /containers/{id}/wait`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::macros::words,
    operation::{Operation, Parts, Patience},
    reply::Waiting,
};

/// Waits for the end of a container.
///
/// # Examples
///
/// Of a container that is about to be started, so that its end cannot be missed:
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::container::{Condition, Start, Wait};
///
/// let waiting = docker.send(Wait::new("job").condition(Condition::NextExit)).await?;
/// docker.send(Start::new("job")).await?;
/// println!("exit code {}", waiting.exit().await?.code);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container. An exit code is no error.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `condition` since 1.30, and an older engine waits until it does not run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Wait {
    id: String,
    condition: Option<Condition>,
}

words! {
    /// What is waited for.
    pub enum Condition {
        /// That it does not run; at once if it does not.
        NotRunning = "not-running",
        /// That it ends the next time.
        NextExit = "next-exit",
        /// That it is removed.
        Removed = "removed",
    }
}

impl Wait {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), condition: None }
    }

    setters! { []
        /// Sets what is waited for. Since API 1.30.
        condition: one(Condition),
    }
}

impl Operation for Wait {
    type Reply = Waiting;
    const ROW: &'static Row = &rows::CONTAINER_WAIT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("condition", self.condition)
            .patience(Patience::Endless))
    }
}
