//! What we were about to do, written down before it is done.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{StateError, disk};
use crate::fleet::WorkerName;

const EXTENSION: &str = ".json";

/// Says what kind of thing is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IntentKind {
    /// The master was asked to keep builds off a worker, which must be undone.
    Drain,
    /// An instance is being made.
    Start,
    /// The operator keeps work from a worker, until that is undone.
    Cordon,
}

/// Holds one thing that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intent {
    /// What kind it is.
    pub kind: IntentKind,
    /// The worker that it is done to.
    pub worker: WorkerName,
    /// What the caller needs to take it up again; not a secret.
    pub text: String,
}

/// Keeps what is under way on the disk; at most one of each kind for a worker.
///
/// # Guarantees
///
/// When [`record`](Self::record) or [`clear`](Self::clear) has returned, a process that starts after any crash sees it.
#[derive(Debug)]
pub struct Intents {
    folder: PathBuf,
}

impl Intents {
    pub(super) fn open(folder: PathBuf) -> Result<Self, StateError> {
        disk::make_folder(&folder).map_err(|error| StateError::io(&folder, "make the folder", &error))?;
        let intents = Self { folder };
        // A crash between writing and renaming leaves these; they were never promised to anybody.
        for path in intents.files(disk::TEMPORARY)? {
            disk::remove(&path).map_err(|error| StateError::io(&path, "remove it", &error))?;
        }
        Ok(intents)
    }

    /// Lists what is under way in a folder that somebody else may have open; one that is not there has nothing.
    pub(super) fn list_at(folder: &Path) -> Result<Vec<Intent>, StateError> {
        if folder.is_dir() { Self { folder: folder.to_owned() }.list() } else { Ok(Vec::new()) }
    }

    /// Writes down what is about to be done; what was written for the same kind and worker is replaced.
    ///
    /// # Errors
    ///
    /// The disk does not take it; then it must not be done.
    pub fn record(&self, kind: IntentKind, worker: &WorkerName, text: &str) -> Result<(), StateError> {
        let path = self.file(kind, worker);
        let intent = Intent { kind, worker: worker.clone(), text: text.to_owned() };
        let written = serde_json::to_vec(&intent)
            .map_err(io::Error::from)
            .and_then(|bytes| disk::replace(&path, &bytes));
        written.map_err(|error| StateError::io(&path, "write it", &error))
    }

    /// Forgets what has been done, or will not be; nothing happens where nothing was written.
    ///
    /// # Errors
    ///
    /// The disk does not allow it.
    pub fn clear(&self, kind: IntentKind, worker: &WorkerName) -> Result<(), StateError> {
        let path = self.file(kind, worker);
        disk::remove(&path).map_err(|error| StateError::io(&path, "remove it", &error))
    }

    /// Lists what is under way, by kind and worker.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or a file in it is not ours.
    pub fn list(&self) -> Result<Vec<Intent>, StateError> {
        let mut intents = Vec::new();
        for path in self.files(EXTENSION)? {
            let text =
                disk::read_if_there(&path).map_err(|error| StateError::io(&path, "read it", &error))?;
            // A file may be cleared while we list.
            let Some(text) = text else { continue };
            let intent: Intent = serde_json::from_str(&text).map_err(|_| StateError::Damaged {
                path: path.clone(),
                what: "this is no intent",
                hint: "look at the worker that it names, then remove the file",
            })?;
            intents.push(intent);
        }
        intents.sort_by(|a, b| (a.kind, &a.worker).cmp(&(b.kind, &b.worker)));
        Ok(intents)
    }

    fn files(&self, ending: &str) -> Result<Vec<PathBuf>, StateError> {
        let read = || -> io::Result<Vec<PathBuf>> {
            let entries: Result<Vec<_>, _> = fs::read_dir(&self.folder)?.collect();
            let paths = entries?.into_iter().map(|entry| entry.path());
            Ok(paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect())
        };
        read().map_err(|error| StateError::io(&self.folder, "read the folder", &error))
    }

    fn file(&self, kind: IntentKind, worker: &WorkerName) -> PathBuf {
        let kind = match kind {
            IntentKind::Drain => "drain",
            IntentKind::Start => "start",
            IntentKind::Cordon => "cordon",
        };
        self.folder.join(format!("{kind}-{}{EXTENSION}", escaped(&worker.0)))
    }
}

/// Spells a name as a part of a file's name; different names stay different.
fn escaped(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c {
            '/' | '%' | '.' | '\0'..=' ' | '\u{7f}' => text.push_str(&format!("%{:02x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_names_are_different_files() {
        let names = ["a", "a.b", "a%2eb", "a/b", "../a", "a b", "Größe", "a_b", "a-b"];
        let escaped: Vec<_> = names.iter().map(|name| escaped(name)).collect();
        assert_eq!(escaped, ["a", "a%2eb", "a%252eb", "a%2fb", "%2e%2e%2fa", "a%20b", "Größe", "a_b", "a-b"]);
    }
}
