//! One running program as a connection: what it is told and what it says, and its last words.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    sync::oneshot,
    task::AbortHandle,
    time::timeout,
};

/// The most that is kept of what a program says on standard error: its end.
const LAST_WORDS: usize = 4 << 10;

/// More than any head of a reply to a ping.
const LONGEST_HEAD: usize = 64 << 10;

/// For how long the answer to a ping is waited for: SSH itself gives up connecting after half of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// For how long a program that has ended is listened to. What it has started in the background may hold its standard
/// error open for ever.
const LISTEN: Duration = Duration::from_millis(300);

/// A program that carries a connection. Dropping it ends the program.
#[derive(Debug)]
pub(super) struct Tunnel {
    /// None once this direction is closed.
    stdin: Option<ChildStdin>,
    stdout: ChildStdout,
    /// How the program ended: its last words if it failed. None once they were told.
    end: Option<oneshot::Receiver<Option<String>>>,
    keeper: AbortHandle,
}

impl Tunnel {
    pub(super) fn spawn(mut command: Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let missing = || io::Error::other("it has no standard streams");
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().ok_or_else(missing)?);
        let stderr = child.stderr.take().ok_or_else(missing)?;
        let (told, end) = oneshot::channel();
        let keeper = tokio::spawn(async move {
            // Nobody may listen any more.
            let _ = told.send(end_of(child, stderr).await);
        });
        Ok(Self { stdin, stdout, end: Some(end), keeper: keeper.abort_handle() })
    }

    /// Asks the engine for a sign of life: only an answer shows that there is a way to it.
    pub(super) async fn ping(&mut self) -> io::Result<()> {
        let silent = || io::Error::other(format!("no answer over SSH within {} s", PATIENCE.as_secs()));
        timeout(PATIENCE, self.answer_to_ping()).await.map_err(|_| silent())?
    }

    async fn answer_to_ping(&mut self) -> io::Result<()> {
        let ping = b"HEAD /_ping HTTP/1.1\r\nHost: localhost\r\n\r\n";
        // If the program has ended, reading tells why.
        let written = self.write_all(ping).await;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match self.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    // A pipe that broke and one that ended are one end, seen from two sides.
                    let broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
                    return match written {
                        Err(error) if !broken(&error) => Err(error),
                        Ok(()) | Err(_) => {
                            Err(io::Error::other("the SSH connection was closed without an answer"))
                        }
                    };
                }
                Err(error) => return Err(error),
            }
            let other = head.ends_with(b"\n") && !head.starts_with(b"HTTP/1.");
            if other || head.len() >= LONGEST_HEAD {
                break;
            }
        }
        if head.starts_with(b"HTTP/1.") && head.len() < LONGEST_HEAD {
            return Ok(());
        }
        let said = one_line(&head);
        Err(io::Error::other(format!(
            "not the engine answered over SSH but something that says `{said}`; \
             a shell that is not interactive must print nothing"
        )))
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        // With the task the child is dropped, and so killed.
        self.keeper.abort();
    }
}

async fn end_of(mut child: Child, stderr: ChildStderr) -> Option<String> {
    let said = Arc::new(Mutex::new(Vec::new()));
    let listener = Listener(tokio::spawn(listen(stderr, said.clone())).abort_handle());
    let status = child.wait().await;
    let heard = async {
        while !listener.0.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // What was heard until then is what there is.
    let _ = timeout(LISTEN, heard).await;
    let said = one_line(&said.lock().unwrap_or_else(PoisonError::into_inner));
    match status {
        Ok(status) if status.success() => None,
        Ok(status) if said.is_empty() => Some(format!("ssh ended with {status}")),
        Ok(_) => Some(format!("ssh: {said}")),
        Err(error) => Some(format!("ssh was lost: {error}")),
    }
}

/// Ends with whoever wants to know.
struct Listener(AbortHandle);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn listen(mut stderr: ChildStderr, said: Arc<Mutex<Vec<u8>>>) {
    let mut piece = [0; 1024];
    while let Ok(read @ 1..) = stderr.read(&mut piece).await {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend_from_slice(&piece[..read]);
        let most = said.len().saturating_sub(LAST_WORDS);
        said.drain(..most);
    }
}

/// Shows foreign words on one line: the last ones, which say why.
fn one_line(bytes: &[u8]) -> String {
    const MOST: usize = 500;
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<String> = text.split_whitespace().map(|word| word.escape_debug().to_string()).collect();
    let line = words.join(" ");
    match line.char_indices().rev().nth(MOST) {
        Some((at, _)) => format!("… {}", line[at..].trim_start_matches(|c| c != ' ').trim_start()),
        None => line,
    }
}

impl AsyncRead for Tunnel {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stdout).poll_read(cx, buf))?;
        if buf.filled().len() > before || buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        // The end of what it says is an end only if the program is content.
        let Some(end) = &mut this.end else { return Poll::Ready(Ok(())) };
        let end = ready!(Pin::new(end).poll(cx)).ok().flatten();
        this.end = None;
        Poll::Ready(end.map_or(Ok(()), |words| Err(io::Error::other(words))))
    }
}

impl AsyncWrite for Tunnel {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stdin {
            Some(stdin) => Pin::new(stdin).poll_write(cx, bytes),
            None => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stdin.as_mut().map_or(Poll::Ready(Ok(())), |stdin| Pin::new(stdin).poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(stdin) = &mut self.stdin {
            ready!(Pin::new(stdin).poll_flush(cx))?;
        }
        // A pipe has no other way to say that this is the end.
        self.stdin = None;
        Poll::Ready(Ok(()))
    }
}
