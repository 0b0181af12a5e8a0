//! The process's side of the door.

use std::{
    fs, io,
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    TooLong,
    cordons::Cordons,
    protocol::{self, Answer, Request},
    socket,
};
use crate::{
    driver::Control,
    fleet::{Phase, WorkerName},
    report::{Book, Explanation},
    state::StateError,
};

/// The longest request.
const LINE: u64 = 64 * 1024;

/// How long a caller may take to ask.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether something has changed for whoever waits.
const LOOK: Duration = Duration::from_millis(100);

/// How many callers are served at a time; others wait.
const CALLERS: usize = 64;

/// Why a door cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The path is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The system does not allow it.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The system's word.
        source: io::Error,
    },
}

/// An open door. The socket is removed when it is dropped.
#[derive(Debug)]
pub struct Door {
    listener: UnixListener,
    path: PathBuf,
}

impl Door {
    /// Opens the door of a state folder, whose lock the caller holds.
    ///
    /// # Errors
    ///
    /// Fails where the path is too long, something that is no socket is in the way, or the system refuses.
    pub fn open(folder: &Path) -> Result<Self, DoorError> {
        let path = socket(folder)?;
        let failed = |action| {
            let path = path.clone();
            move |source| DoorError::Io { path, action, source }
        };
        // Whoever had it open has lost the lock, so nobody listens there.
        match fs::symlink_metadata(&path) {
            Ok(found) if found.file_type().is_socket() => {
                fs::remove_file(&path).map_err(failed("remove what an earlier process left"))?;
            }
            Ok(_) => {
                let source = io::Error::new(io::ErrorKind::AlreadyExists, "something else is there; move it");
                return Err(failed("make the socket")(source));
            }
            Err(_) => {}
        }
        let listener = UnixListener::bind(&path).map_err(failed("make the socket"))?;
        let door = Self { listener, path: path.clone() };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
            .map_err(failed("close it to others"))?;
        Ok(door)
    }

    /// Answers whoever asks until `ended` says that the process is done, and then whoever waits for that.
    pub async fn serve(self, house: House, mut ended: watch::Receiver<bool>) {
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                caller = self.listener.accept(), if callers.len() < CALLERS => match caller {
                    Ok((stream, _)) => drop(callers.spawn(attend(stream, house.clone(), ended.clone()))),
                    Err(error) => {
                        tracing::warn!(%error, "nobody can be let in");
                        sleep(LOOK).await;
                    }
                },
                Some(_) = callers.join_next() => {}
                () = over(&mut ended) => break,
            }
        }
        // Whoever drains is told; a caller that does not read must not keep the process.
        let told = async { while callers.join_next().await.is_some() {} };
        drop(timeout(Duration::from_secs(1), told).await);
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // The next process removes what is left.
        drop(fs::remove_file(&self.path));
    }
}

/// What is behind the door.
#[derive(Debug, Clone)]
pub struct House {
    /// What is going on.
    pub book: Arc<Book>,
    /// What is to be done.
    pub control: Control,
    /// Which workers are to be left alone.
    pub cordons: Arc<Cordons>,
}

async fn over(ended: &mut watch::Receiver<bool>) {
    // A sender that is gone has ended, too.
    drop(ended.wait_for(|ended| *ended).await);
}

/// Serves one caller; one that goes away is no business of ours.
async fn attend(stream: UnixStream, house: House, ended: watch::Receiver<bool>) {
    let (read, write) = stream.into_split();
    let mut line = String::new();
    let mut reader = BufReader::new(read.take(LINE));
    let mut caller = Caller { write };
    let asked = match timeout(PATIENCE, reader.read_line(&mut line)).await {
        Ok(Ok(_)) => protocol::decode(&line),
        Ok(Err(_)) | Err(_) => return,
    };
    let answer = match asked {
        Ok(request) => house.answer(request, &mut caller, ended).await,
        Err(reason) => Ok(Answer::Failed { reason }),
    };
    if let Ok(answer) = answer {
        drop(caller.say(&answer).await);
    }
}

/// Whoever is told.
struct Caller {
    write: tokio::net::unix::OwnedWriteHalf,
}

impl Caller {
    async fn say(&mut self, answer: &Answer) -> io::Result<()> {
        let line = protocol::encode(answer)?;
        self.write.write_all(line.as_bytes()).await
    }
}

impl House {
    /// Does what is asked, and returns the last answer; fails when the caller has gone.
    async fn answer(
        &self,
        request: Request,
        caller: &mut Caller,
        ended: watch::Receiver<bool>,
    ) -> io::Result<Answer> {
        match request {
            Request::Explain { worker } => Ok(match self.explained(worker.as_ref()) {
                Ok(workers) => Answer::Explained { workers },
                Err(reason) => Answer::Failed { reason },
            }),
            Request::Drain { worker } => self.drain(worker, caller, ended).await,
            Request::Resume { worker } => self.order(&worker, |it| it.cordons.end(&worker)).await,
            Request::Retry { worker } => {
                let retry = |it: &Self| {
                    it.control.retry(worker.clone());
                    Ok(())
                };
                self.order(&worker, retry).await
            }
        }
    }

    fn explained(&self, worker: Option<&WorkerName>) -> Result<Vec<Explanation>, String> {
        let all = self.book.explain();
        let Some(worker) = worker else { return Ok(all) };
        let names: Vec<_> = all.iter().map(|it| it.worker.to_string()).collect();
        let found: Vec<_> = all.into_iter().filter(|it| it.worker == *worker).collect();
        if found.is_empty() {
            return Err(format!("no worker is called {worker}; there are {}", names.join(", ")));
        }
        Ok(found)
    }

    async fn order(
        &self,
        worker: &WorkerName,
        give: impl FnOnce(&Self) -> Result<(), StateError>,
    ) -> io::Result<Answer> {
        if let Err(reason) = self.explained(Some(worker)) {
            return Ok(Answer::Failed { reason });
        }
        if let Err(error) = give(self) {
            return Ok(Answer::Failed { reason: error.to_string() });
        }
        Ok(if self.control.echo().await {
            Answer::Done
        } else {
            Answer::Failed { reason: "the process ends".to_owned() }
        })
    }

    async fn drain(
        &self,
        worker: Option<WorkerName>,
        caller: &mut Caller,
        ended: watch::Receiver<bool>,
    ) -> io::Result<Answer> {
        if let Err(reason) = self.explained(worker.as_ref()) {
            return Ok(Answer::Failed { reason });
        }
        match &worker {
            Some(worker) => {
                if let Err(error) = self.cordons.begin(worker) {
                    return Ok(Answer::Failed { reason: error.to_string() });
                }
            }
            None => self.control.close(),
        }
        self.control.echo().await;
        let mut told = None;
        loop {
            let over = *ended.borrow() || ended.has_changed().is_err();
            let mut left = self.explained(worker.as_ref()).unwrap_or_default();
            left.retain(|it| it.phase != Phase::Closed || !it.tombstones.is_empty());
            // Of everything, nothing is left only when the process says so.
            if over || (worker.is_some() && left.is_empty()) {
                return Ok(Answer::Done);
            }
            let phases: Vec<_> = left.iter().map(|it| (it.worker.clone(), it.phase)).collect();
            if told.as_ref() != Some(&phases) {
                told = Some(phases);
                caller.say(&Answer::Progress { workers: left }).await?;
            }
            sleep(LOOK).await;
        }
    }
}
