//! The life of a container that is there for one command.

use std::time::Duration;

use bytes::Bytes;
use tokio::{runtime::Handle, sync::oneshot, time};

use super::{
    Output, Run,
    together::{First, beside, first},
};
use crate::{
    Client,
    api::container,
    error::{Error, Phase},
    reply::{Exit, Hijacked, Stream},
};

/// How long the removal may take before the error that led to it is returned without it.
const REMOVAL: Duration = Duration::from_secs(60);
/// How often a wait is sent again after its connection was cut.
const AGAIN: u32 = 8;
/// How long to wait before that; it doubles, which makes half a minute in all.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs in a task of its own, so that what was created is removed even if nobody waits any more.
pub(super) async fn run(run: Run) -> Result<Output, Error> {
    let context = run.docker.context();
    let Ok(runtime) = Handle::try_current() else {
        return Err(Error::invalid("a run needs a tokio runtime, to clean up after itself", &context));
    };
    let (sender, receiver) = oneshot::channel();
    runtime.spawn(whole(run, sender));
    match receiver.await {
        Ok(ended) => ended,
        Err(_) => Err(Error::unreadable("the runtime ended before the run", &context)),
    }
}

async fn whole(run: Run, mut caller: oneshot::Sender<Result<Output, Error>>) {
    let Run { docker, mut create, stdin, timeout, limit } = run;
    let tty = create.prepare_run(stdin.is_some());
    let created = match docker.send(create).await {
        Ok(created) => created.into_inner().id,
        Err(error) => return drop(caller.send(Err(error))),
    };
    let work = within(timeout, &docker, command(&docker, &created, tty, stdin, limit));
    let ended = match first(work, caller.closed()).await {
        First::Left(ended) => Some(ended),
        First::Right(()) => None,
    };
    let remove = container::Remove::new(&created).force(true).v(true);
    let removed = time::timeout(REMOVAL, docker.send(remove)).await;
    let Some(ended) = ended else { return };
    let failed = match removed {
        Ok(Err(error)) if !error.is_not_found() => Some(error),
        Ok(_) => None,
        Err(_) => Some(Error::timeout("total", &docker.context())),
    };
    // What went wrong first is what is told.
    let told = ended.and_then(|output| failed.map_or(Ok(output), Err));
    let _ = caller.send(told);
}

pub(super) async fn within<T>(
    limit: Option<Duration>,
    docker: &Client,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match limit {
        None => work.await,
        Some(limit) => time::timeout(limit, work)
            .await
            .unwrap_or_else(|_| Err(Error::timeout("total", &docker.context()))),
    }
}

async fn command(
    docker: &Client,
    id: &str,
    tty: bool,
    stdin: Option<Bytes>,
    limit: usize,
) -> Result<Output, Error> {
    let attach = container::Attach::new(id).stdin(stdin.is_some()).tty(tty);
    let stream = docker.send(attach).await?;
    docker.send(container::Start::new(id)).await?;
    let (stdout, stderr) = talk(stream, stdin, limit, docker).await?;
    let exit = exit(docker, id).await?;
    Ok(Output { exit, stdout, stderr })
}

/// Writes the input and reads the output, both at once: either side may wait for the other.
pub(super) async fn talk(
    stream: Hijacked,
    stdin: Option<Bytes>,
    limit: usize,
    docker: &Client,
) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let (mut reader, mut writer) = stream.split();
    let read = async {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        while let Some(piece) = reader.read().await {
            let piece = piece?;
            if stdout.len() + stderr.len() + piece.bytes.len() > limit {
                let text = format!("the output is longer than {limit} bytes");
                return Err(Error::unreadable(text, &docker.context()));
            }
            let own = if piece.stream == Stream::Stderr { &mut stderr } else { &mut stdout };
            own.extend_from_slice(&piece.bytes);
        }
        Ok((stdout, stderr))
    };
    let write = async {
        // Who does not read its input to the end has reasons; how that went, its exit code tells.
        if let Some(bytes) = stdin
            && writer.write(bytes).await.is_ok()
        {
            let _ = writer.close_stdin().await;
        }
    };
    beside(read, write).await
}

/// Waits until a container does not run; the question can be asked again, since nothing is missed.
pub(super) async fn exit(docker: &Client, id: &str) -> Result<Exit, Error> {
    let (mut left, mut pause) = (AGAIN, PAUSE);
    loop {
        let waited = match docker.send(container::Wait::new(id)).await {
            Ok(waiting) => waiting.exit().await,
            Err(error) => Err(error),
        };
        // That it was there once is the reason to believe that it comes back.
        let away = |error: &Error| left < AGAIN && error.phase() == Phase::Connect;
        match waited {
            Err(error) if left > 0 && (was_cut(&error) || away(&error)) => {
                left -= 1;
                time::sleep(pause).await;
                pause *= 2;
            }
            other => return other,
        }
    }
}

/// Whether the connection ended before the answer did; an answer without a byte is what a proxy makes of that.
fn was_cut(error: &Error) -> bool {
    !error.is_timeout() && matches!(error.phase(), Phase::Exchange | Phase::Decode)
}
