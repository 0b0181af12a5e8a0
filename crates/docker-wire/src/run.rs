//! Whole runs: a command in a container of its own, or in one that runs already, and what it came to.
//!
//! Everything here is put together of operations; who needs another order sends those.

mod exec;
mod lifecycle;
#[cfg(test)]
mod tests;
mod together;

use std::{future::IntoFuture, time::Duration};

use bytes::Bytes;

pub use exec::Exec;

use crate::{
    Client,
    api::{container, exec as command},
    error::Error,
    reply::Exit,
    transport::BoxFuture,
};

/// The most output that is kept unless said otherwise: 16 MiB.
const LIMIT: usize = 16 << 20;

/// What a command printed, and how it ended. An exit code is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// How it ended.
    pub exit: Exit,
    /// Its standard output; of a terminal, everything.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Tells the exit code.
    pub fn code(&self) -> i64 {
        self.exit.code
    }

    /// Shows the standard output as text, with a replacement for what is none.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.stdout)
    }
}

impl Client {
    /// Runs a command in a container of its own, and removes the container.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
    /// use docker_wire::api::container;
    ///
    /// let hello = container::Create::new("busybox").cmd(["sh", "-c", "echo hello; exit 3"]);
    /// let output = docker.run(hello).await?;
    /// assert_eq!((output.code(), &*output.stdout), (3, &b"hello\n"[..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, create: container::Create) -> Run {
        Run { docker: self.clone(), create, stdin: None, timeout: None, limit: LIMIT }
    }

    /// Runs a command in a container that runs already, and reads its output to the end.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
    /// use docker_wire::api::exec;
    ///
    /// let output = docker.exec(exec::Create::new("worker", ["uname", "-r"])).await?;
    /// println!("{} with exit code {}", output.text(), output.code());
    /// # Ok(())
    /// # }
    /// ```
    pub fn exec(&self, create: command::Create) -> Exec {
        Exec::new(self.clone(), create, LIMIT)
    }

    /// Waits until a container does not run, and asks again if what stands between cuts the connection.
    ///
    /// # Errors
    ///
    /// Fails if there is no such container, or no connection. An exit code is no error.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    #[inline]
    pub async fn exit(&self, id: impl Into<String>) -> Result<Exit, Error> {
        lifecycle::exit(self, &id.into()).await
    }
}

/// A command in a container of its own: awaited, it runs.
///
/// It creates the container, attaches, starts it, reads to the end, waits for the exit code and removes the container
/// with its anonymous volumes. Since nothing else removes it, `auto_remove` is left out of what was asked, and an exit
/// that comes soon is not missed.
///
/// # Errors
///
/// As the operations that it is made of; [`Error::is_timeout`] if it took too long; an error if it printed more than
/// the [`limit`](Self::limit). The container is removed then as well, before the error is returned.
///
/// # Cancel safety
///
/// Dropping the future removes the container, also one whose creation was still under way: a task of the runtime does
/// that. If the runtime ends first, the container stays.
///
/// # API version
///
/// In every version.
#[derive(Debug)]
#[must_use = "nothing runs until it is awaited"]
pub struct Run {
    docker: Client,
    create: container::Create,
    stdin: Option<Bytes>,
    timeout: Option<Duration>,
    limit: usize,
}

impl Run {
    /// Gives it a standard input, which is closed then.
    pub fn stdin(mut self, bytes: impl Into<Bytes>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Sets how long all of it may take, the removal excepted. There is no limit unless set.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = Some(time);
        self
    }

    /// Sets how much it may print. 16 MiB unless set.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }
}

impl IntoFuture for Run {
    type Output = Result<Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(lifecycle::run(self))
    }
}
