//! A socket before an engine's at which one request, or the answer to it, can be held up: the moments at which a process
//! is killed, to the byte.

use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// What is held up of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The engine never sees the request.
    Request,
    /// The engine does what it is asked; its answer is not passed on.
    Answer,
}

/// Passes connections on to an engine, but for what it is told to hold up.
#[derive(Debug)]
pub struct Gate {
    folder: TempDir,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    armed: Option<(&'static str, &'static str, Hold)>,
    held: bool,
}

impl Gate {
    /// Listens on a socket of its own, for as long as the process runs.
    ///
    /// # Panics
    ///
    /// Panics if it cannot listen.
    #[must_use]
    #[track_caller]
    pub fn to(engine: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a socket: {error}"));
        let listener = UnixListener::bind(folder.path().join("sock"))
            .unwrap_or_else(|error| panic!("cannot listen before {}: {error}", engine.display()));
        let shared = Arc::<Shared>::default();
        let (engine, state): (PathBuf, _) = (engine.to_owned(), shared.clone());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(engine) = UnixStream::connect(&engine) {
                    pass(&client, &engine, &state);
                }
            }
        });
        Self { folder, shared }
    }

    /// Its address, `unix://…`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("unix://{}/sock", self.folder.path().display())
    }

    /// Holds up the next request of this method whose target contains this part, or its answer.
    pub fn arm(&self, method: &'static str, part: &'static str, hold: Hold) {
        *self.shared.state() = State { armed: Some((method, part, hold)), held: false };
    }

    /// Waits until it has come and is held.
    ///
    /// # Panics
    ///
    /// Panics if it does not come in time.
    #[track_caller]
    pub fn wait_held(&self, patience: Duration) {
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.state(), patience, |state| !state.held)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(state.held, "{:?} did not come in {patience:?}", state.armed);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request is the one that is to be held up, and what of it; only the first is.
    fn judge(&self, bytes: &[u8]) -> Option<Hold> {
        let head = String::from_utf8_lossy(bytes);
        let line = head.lines().next()?.strip_suffix(" HTTP/1.1")?;
        let mut state = self.state();
        let (method, part, hold) = state.armed.filter(|_| !state.held)?;
        let target = line.strip_prefix(method)?;
        if !target.contains(part) {
            return None;
        }
        state.held = hold == Hold::Request;
        Some(hold)
    }

    fn tell_held(&self) {
        self.state().held = true;
        self.changed.notify_all();
    }
}

/// Copies both ways until either side is done; a connection of which something is held carries nothing more.
fn pass(client: &UnixStream, engine: &UnixStream, shared: &Arc<Shared>) {
    let clones = (client.try_clone(), engine.try_clone(), client.try_clone(), engine.try_clone());
    let (Ok(mut from), Ok(mut to), Ok(mut back_to), Ok(mut back_from)) = clones else { return };
    let keeps_answer = Arc::new(AtomicBool::new(false));
    let (there, back) = (shared.clone(), shared.clone());
    let keeps = keeps_answer.clone();
    thread::spawn(move || {
        copy(&mut from, &mut to, |bytes| match there.judge(bytes) {
            Some(Hold::Request) => {
                there.tell_held();
                false
            }
            Some(Hold::Answer) => {
                keeps.store(true, Ordering::Relaxed);
                true
            }
            None => true,
        });
    });
    thread::spawn(move || {
        copy(&mut back_from, &mut back_to, |_| {
            let keeps = keeps_answer.load(Ordering::Relaxed);
            if keeps {
                back.tell_held();
            }
            !keeps
        });
    });
}

/// Copies what `passes`, and nothing after what does not.
fn copy(from: &mut UnixStream, to: &mut UnixStream, passes: impl Fn(&[u8]) -> bool) {
    let mut buffer = [0; 65536];
    let mut open = true;
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        open = open && passes(&buffer[..read]);
        if open && to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown(std::net::Shutdown::Both);
}
