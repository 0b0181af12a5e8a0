//! A scenario run live and compared with its fixture.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::SessionError;
use crate::replay::{drift::Drift, recorder::Recording};

/// A recording that is made to be compared.
pub(super) struct Rehearsal {
    recording: Recording,
    fixture: PathBuf,
    folder: Folder,
}

/// Where it is made.
pub(super) enum Folder {
    /// For somebody who looks at it afterwards.
    Kept(PathBuf),
    /// Of its own, and gone afterwards.
    Passing(PathBuf),
}

impl Folder {
    pub(super) fn passing() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("docker-wire-verify-{}-{number}", std::process::id());
        Self::Passing(std::env::temp_dir().join(name))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Kept(path) | Self::Passing(path) => path,
        }
    }
}

impl Rehearsal {
    pub(super) fn new(recording: Recording, fixture: &Path, folder: Folder) -> Self {
        Self { recording, fixture: fixture.to_owned(), folder }
    }

    /// Ends the recording and compares.
    pub(super) fn judge(self) -> Result<Drift, SessionError> {
        self.compare()
    }

    fn compare(&self) -> Result<Drift, SessionError> {
        let now = now(self.folder.path(), &self.fixture);
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
        if let Folder::Passing(folder) = &self.folder {
            // What stays in a temporary folder goes with it.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
