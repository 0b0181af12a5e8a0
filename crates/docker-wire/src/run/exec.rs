//! A command in a container that runs already.

use std::{future::IntoFuture, time::Duration};

use bytes::Bytes;
use tokio::time;

use super::{Output, lifecycle};
use crate::{Client, api::exec, error::Error, reply::Exit, transport::BoxFuture};

/// For how long a command whose output has ended may still be called running.
const SETTLES: Duration = Duration::from_secs(10);
/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(20);

/// A command in a container that runs already: awaited, it runs, and is read to its end.
///
/// # Errors
///
/// As the operations that it is made of; [`Error::is_timeout`] if it took too long; an error if it printed more than
/// the [`limit`](Self::limit). An exit code is no error.
///
/// # Cancel safety
///
/// Dropping the future, and a timeout, leave the command running: the API has no way to end one.
///
/// # API version
///
/// In every version.
#[derive(Debug)]
#[must_use = "nothing runs until it is awaited"]
pub struct Exec {
    docker: Client,
    create: exec::Create,
    stdin: Option<Bytes>,
    timeout: Option<Duration>,
    limit: usize,
}

impl Exec {
    pub(super) fn new(docker: Client, create: exec::Create, limit: usize) -> Self {
        Self { docker, create, stdin: None, timeout: None, limit }
    }

    /// Gives it a standard input, which is closed then.
    pub fn stdin(mut self, bytes: impl Into<Bytes>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Sets how long it may take. There is no limit unless set.
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

impl IntoFuture for Exec {
    type Output = Result<Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (docker, limit) = (self.docker.clone(), self.timeout);
            lifecycle::within(limit, &docker, output(self)).await
        })
    }
}

async fn output(exec: Exec) -> Result<Output, Error> {
    let Exec { docker, mut create, stdin, limit, .. } = exec;
    let tty = create.prepare_run(stdin.is_some());
    let id = docker.send(create).await?.into_inner().id;
    let stream = docker.send(exec::Start::new(&id).tty(tty)).await?;
    let (stdout, stderr) = lifecycle::talk(stream, stdin, limit, &docker).await?;
    let exit = Exit::of(code(&docker, &id).await?);
    Ok(Output { exit, stdout, stderr })
}

/// Reads the exit code; the output may end a moment before the engine has it.
async fn code(docker: &Client, id: &str) -> Result<i64, Error> {
    let mut asked = Duration::ZERO;
    loop {
        let found = docker.send(exec::Inspect::new(id)).await?.into_inner();
        if let Some(code) = found.exit_code.filter(|_| !found.running) {
            return Ok(code);
        }
        if asked >= SETTLES {
            let text = "the output has ended, and the engine tells no exit code";
            return Err(Error::unreadable(text, &docker.context()));
        }
        time::sleep(PAUSE).await;
        asked += PAUSE;
    }
}
