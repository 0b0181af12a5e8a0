//! `POST /exec/{id}/start`

use crate::{
    catalogue::{Row, rows},
    model::ExecStartBody,
    operation::{Operation, Parts},
    reply::{Empty, Hijacked},
};

/// Starts a command in a container and attaches to it.
///
/// How it ended is not in the stream: [`Inspect`](super::Inspect) tells it after the stream has ended.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::exec;
///
/// let exec = docker.send(exec::Create::new("worker", ["uname", "-r"])).await?;
/// let mut stream = docker.send(exec::Start::new(&*exec.id)).await?;
/// while let Some(piece) = stream.read().await {
///     println!("{:?}", piece?.bytes);
/// }
/// println!("exit code {:?}", docker.send(exec::Inspect::new(&*exec.id)).await?.exit_code);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such command,
/// [`Error::is_conflict`](crate::Error::is_conflict) if its container does not run.
///
/// # Cancel safety
///
/// Dropping the stream does not end the command.
///
/// # API version
///
/// In every version; the size of the console since 1.42. Below 1.42 [`tty`](Self::tty) decides how the stream is read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Start {
    id: String,
    body: ExecStartBody,
}

/// Starts a command in a container and leaves it alone; [`Start::detach`] makes it.
///
/// # Errors
///
/// As [`Start`].
///
/// # Cancel safety
///
/// The engine may have started it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StartDetached {
    id: String,
    body: ExecStartBody,
}

impl Start {
    /// Makes the operation for a command by id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), body: ExecStartBody::new().detach(false).tty(false) }
    }

    /// Sets whether there is a terminal; as the command was created.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.body = self.body.tty(tty);
        self
    }

    /// Sets the size of the console. Since API 1.42.
    #[must_use]
    pub fn console_size(mut self, height: u16, width: u16) -> Self {
        self.body = self.body.console_size([height, width]);
        self
    }

    /// Starts it without attaching.
    pub fn detach(self) -> StartDetached {
        StartDetached { id: self.id, body: self.body.detach(true) }
    }
}

impl Operation for Start {
    type Reply = Hijacked;
    const ROW: &'static Row = &rows::EXEC_START;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let mut parts = Parts::default().path("id", self.id).json(&self.body)?;
        parts.tty = self.body.tty.unwrap_or_default();
        Ok(parts)
    }
}

impl Operation for StartDetached {
    type Reply = Empty;
    const ROW: &'static Row = &rows::EXEC_START;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
