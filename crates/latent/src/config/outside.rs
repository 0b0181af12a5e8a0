//! What a configuration takes from outside its text: variables, files, and the machine's name.

use std::{fmt, fs, path::Path};

use super::{MasterAddress, error::Problems, read::Item};

/// Where values outside the document come from.
pub(super) struct Outside<'a> {
    /// Looks a variable of the environment up.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
    /// What this machine is called.
    pub(super) machine: &'a dyn Fn() -> MasterAddress,
    /// The folder that relative paths of the document begin at.
    pub(super) folder: &'a Path,
}

impl fmt::Debug for Outside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outside").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Reads a file that the document names.
pub(super) fn file_text(file: &Item<'_>, path: &Path, problems: &mut Problems<'_>) -> Option<String> {
    match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) => file.wrong(format!("{} cannot be read: {error}", path.display()), problems),
    }
}
