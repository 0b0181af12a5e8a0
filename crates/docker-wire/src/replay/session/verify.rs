//! A scenario run live and compared with its fixture.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::SessionError;
use crate::replay::{drift::Drift, recorder::Recording};

/// A recording that is made only to be compared.
pub(super) struct Rehearsal {
    recording: Recording,
    fixture: PathBuf,
    folder: PathBuf,
}

impl Rehearsal {
    /// Starts a recording in a folder of its own.
    pub(super) fn folder() -> PathBuf {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        std::env::temp_dir().join(format!("docker-wire-verify-{}-{number}", std::process::id()))
    }

    pub(super) fn new(recording: Recording, fixture: &Path, folder: PathBuf) -> Self {
        Self { recording, fixture: fixture.to_owned(), folder }
    }

    /// Ends the recording and compares.
    pub(super) fn judge(self) -> Result<Drift, SessionError> {
        self.compare()
    }

    fn compare(&self) -> Result<Drift, SessionError> {
        let now = now(&self.folder, &self.fixture);
        self.recording.finish().map_err(|error| SessionError::write(&now, error))?;
        Ok(Drift::between(&self.fixture, now)?)
    }
}

/// Tells where the recording is that is compared with a fixture.
pub(super) fn now(folder: &Path, fixture: &Path) -> PathBuf {
    folder.join(fixture.file_name().unwrap_or_default())
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        // A scenario that does not bear what has changed panics before anybody could ask what that is.
        if std::thread::panicking()
            && let Ok(drift) = self.compare()
        {
            // Nobody is left to be told that this failed, too.
            let _ = writeln!(io::stderr(), "{drift}");
        }
        // What stays in a temporary folder goes with it.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
