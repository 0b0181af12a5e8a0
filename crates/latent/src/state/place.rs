//! Where a state folder is at home, so that a copy of it is known for one.
//!
//! Machine and folder are remembered when a folder is opened for the first time: the machine by a digest of its
//! `/etc/machine-id`, which is no secret but nobody's business either, the folder by its number in the file system. A copy has
//! another number, wherever it is; what was moved within its file system has not. A clone of a whole machine may have both:
//! engines tell of such a one, see [`Fence`](crate::driver::Fence).

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Owner, StateError, disk};

/// Machine and folder, as far as the system tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    machine: Option<String>,
    folder: Option<u64>,
}

/// Fails if a folder is not where it was when it was first opened; remembers that at the first time.
pub(super) fn check(folder: &Path, owner: &Owner) -> Result<(), StateError> {
    if remembered(folder, owner)? {
        return Ok(());
    }
    let (file, here) = (file(folder), Place::of(folder, owner));
    let written = disk::replace(&file, here.to_string().as_bytes());
    written.map_err(|error| StateError::io(&file, "write it", &error))
}

/// Fails if a folder is not where it was when it was first opened; `false` where nobody has remembered that.
pub(super) fn remembered(folder: &Path, owner: &Owner) -> Result<bool, StateError> {
    let file = file(folder);
    let text = disk::read_if_there(&file).map_err(|error| StateError::io(&file, "read it", &error))?;
    let Some(text) = text else { return Ok(false) };
    match Place::parse(&text).differs(&Place::of(folder, owner)) {
        None => Ok(true),
        Some(what) => Err(StateError::Copied { path: folder.to_owned(), what }),
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("place")
}

impl Place {
    fn of(folder: &Path, owner: &Owner) -> Self {
        let machine = fs::read_to_string("/etc/machine-id").unwrap_or_default();
        let machine = Some(machine.trim()).filter(|id| !id.is_empty()).map(|id| digest(id, owner));
        Self { machine, folder: number(folder) }
    }

    fn parse(text: &str) -> Self {
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Self {
            machine: field("machine").map(str::to_owned),
            folder: field("folder").and_then(|number| number.parse().ok()),
        }
    }

    /// What of it is another; what the system does not tell, here or there, is not.
    fn differs(&self, other: &Self) -> Option<&'static str> {
        let machine = self.machine.as_ref().zip(other.machine.as_ref()).is_some_and(|(a, b)| a != b);
        let folder = self.folder.zip(other.folder).is_some_and(|(a, b)| a != b);
        match (machine, folder) {
            (true, _) => Some("it was made on another machine"),
            (false, true) => Some("it is not the folder that was made here"),
            (false, false) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(machine) = &self.machine {
            writeln!(f, "machine {machine}")?;
        }
        if let Some(folder) = self.folder {
            writeln!(f, "folder {folder}")?;
        }
        Ok(())
    }
}

fn digest(machine: &str, owner: &Owner) -> String {
    let sum = Sha256::digest(format!("latent {owner} {machine}"));
    sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn number(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|of| of.ino())
}

#[cfg(not(unix))]
fn number(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Place::parse(text)
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["machine 0123456789abcdef\nfolder 7\n", "folder 7\n", "machine 01\n", ""] {
            assert_eq!(place(text).to_string(), text);
        }
    }

    #[test]
    fn another_machine_or_folder_differs_and_what_is_not_known_does_not() {
        let home = place("machine 01\nfolder 7\n");
        assert!(home.differs(&home).is_none());
        assert!(home.differs(&place("machine 02\nfolder 7\n")).unwrap().contains("machine"));
        assert!(home.differs(&place("machine 01\nfolder 8\n")).unwrap().contains("folder"));
        for unknown in ["machine 01\n", "folder 7\n", ""] {
            assert!(home.differs(&place(unknown)).is_none() && place(unknown).differs(&home).is_none());
        }
    }

    #[test]
    fn the_machine_is_not_told() {
        let owner = super::super::owner_from(1);
        let digest = digest("b08dfa6083e7567a1921a715000001fb", &owner);
        assert_eq!(digest.len(), 16);
        assert!(!digest.contains("b08d"));
    }
}
