//! The state folder: who this owner is, how often it has started, what it was about to do, and what it was told.
//!
//! | entry | holds |
//! |---|---|
//! | `lock` | locked while a process has the folder open, and that process's id |
//! | `owner` | 32 hexadecimal digits, made at the first open, never changed |
//! | `epoch` | how many times the folder was opened |
//! | `place` | the machine and the folder that it was made on and as |
//! | `fenced` | what another process did as this owner, once that was seen; nothing opens the folder then |
//! | `intents/` | a file for each drain and start that is under way, and each worker that `latent drain` keeps work from |
//! | `journal/` | what the last processes did, in pieces that `latent replay` steps through |
//! | `control.sock` | where a running process is asked (module `control`) |
//!
//! Every change of the others is on the disk before the call returns: a temporary file is written and synced, renamed to its
//! place, and the folder is synced. The calls block on the disk, for milliseconds as a rule. The module knows
//! nothing of what an intent means; its texts are the caller's.

mod disk;
mod intent;
mod journal;
mod owner;
mod place;

use std::{
    fs::{File, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

pub use self::{
    intent::{Intent, IntentKind, Intents},
    journal::Journal,
    owner::{Owner, owner_from},
};

/// Holds the open state folder; one process at a time.
///
/// # Guarantees
///
/// - Owner and epoch are on the disk before [`open`](Self::open) returns, so that no two processes ever make
///   the same generation.
/// - The lock is the kernel's: it ends with the process, however that ends.
///
/// - A copy of the folder has the same owner, and two that are in use at once would manage each other's containers. So
///   a copy is not opened, and neither is a folder for which [`fence`](Self::fence) was called.
///
/// # Caveats
///
/// The clone of a whole machine, with its file system and its `/etc/machine-id`, is not known for a copy.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    owner: Owner,
    epoch: u32,
    intents: Intents,
    /// Unlocked when dropped.
    _lock: File,
}

impl State {
    /// Opens the folder, makes it where it is missing, and counts one more epoch.
    ///
    /// # Errors
    ///
    /// Another process has it open, it cannot be read or written, or what is in it is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StateError> {
        Self::open_with(path.as_ref(), owner::random)
    }

    /// Opens the folder as [`open`](Self::open) does; an owner that has to be made comes from a seed.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_seeded(path: impl AsRef<Path>, seed: u64) -> Result<Self, StateError> {
        Self::open_with(path.as_ref(), || Ok(owner_from(seed)))
    }

    fn open_with(path: &Path, make: impl FnOnce() -> io::Result<Owner>) -> Result<Self, StateError> {
        disk::make_folder(path).map_err(|error| StateError::io(path, "make the folder", &error))?;
        let lock = lock(&path.join("lock"))?;
        let owner = owner::read_or_make(&path.join("owner"), make)?;
        place::check(path, &owner)?;
        unfenced(path)?;
        let epoch = next_epoch(&path.join("epoch"))?;
        let intents = Intents::open(path.join("intents"))?;
        Ok(Self { path: path.to_owned(), owner, epoch, intents, _lock: lock })
    }

    /// Reads whose containers a folder's are, without opening it; `None` where no process has opened it yet.
    ///
    /// # Errors
    ///
    /// It cannot be read, or what is in it is damaged.
    pub fn owner_at(path: impl AsRef<Path>) -> Result<Option<Owner>, StateError> {
        owner::read(&path.as_ref().join("owner"))
    }

    /// Tells, without opening it, whether a folder is a copy or belongs to another process by now.
    ///
    /// # Errors
    ///
    /// It is, or cannot be read.
    pub fn settled_at(path: impl AsRef<Path>) -> Result<(), StateError> {
        let path = path.as_ref();
        let Some(owner) = Self::owner_at(path)? else { return Ok(()) };
        place::remembered(path, &owner)?;
        unfenced(path)
    }

    /// Reads how many times a folder was opened, without opening it; `None` where it never was.
    ///
    /// # Errors
    ///
    /// It cannot be read, or what is in it is damaged.
    pub fn epoch_at(path: impl AsRef<Path>) -> Result<Option<u32>, StateError> {
        last_epoch(&path.as_ref().join("epoch"))
    }

    /// Lists what is under way in a folder, without opening it.
    ///
    /// # Errors
    ///
    /// It cannot be read, or what is in it is damaged.
    pub fn intents_at(path: impl AsRef<Path>) -> Result<Vec<Intent>, StateError> {
        Intents::list_at(&path.as_ref().join("intents"))
    }

    /// Tells which process has a folder open, without opening it: its id, as far as it has said it.
    ///
    /// # Errors
    ///
    /// The lock cannot be looked at.
    pub fn holder_at(path: impl AsRef<Path>) -> Result<Option<String>, StateError> {
        let path = path.as_ref().join("lock");
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StateError::io(&path, "open it", &error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(Some(holder(&mut file))),
            Err(TryLockError::Error(error)) => Err(StateError::io(&path, "lock it", &error)),
        }
    }

    /// Tells where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whose containers are ours.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Tells how many times the folder was opened, this time included.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Keeps every further process from opening the folder, until a person has settled whose it is.
    ///
    /// # Errors
    ///
    /// The disk does not take it.
    pub fn fence(&self, seen: &str) -> Result<(), StateError> {
        let path = self.path.join("fenced");
        let written = disk::replace(&path, format!("{seen}\n").as_bytes());
        written.map_err(|error| StateError::io(&path, "write it", &error))
    }

    /// Gives the drains and starts that are under way.
    pub fn intents(&self) -> &Intents {
        &self.intents
    }
}

/// Says why the state folder cannot be used; its `Display` is one line that names the path and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has the folder open.
    #[error("{}: another latent{holder} uses this state folder; stop it, or set another state_dir", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
        /// ` (process 7)`, where the other process said so.
        holder: String,
    },
    /// The disk or the permissions do not allow it.
    #[error("{}: cannot {action}: {reason}; {hint}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The system's word.
        reason: String,
        /// What to do.
        hint: &'static str,
    },
    /// It is a copy of the folder that the owner was made in.
    #[error(
        "{}: this state folder is a copy: {what}; two in use at once would remove each other's containers; if this \
         is the only one from now on (it was moved or restored), remove the file `place` in it, otherwise remove the \
         folder, and a new owner is made",
        path.display()
    )]
    Copied {
        /// The folder.
        path: PathBuf,
        /// How that is known.
        what: &'static str,
    },
    /// Another process was seen that acts as this owner.
    #[error(
        "{}: another latent has acted as the owner of this state folder ({seen}), so there is a copy of it; stop one \
         of them for good, and then, in the folder that stays, write into `epoch` a larger number than any in \
         our containers' labels, and remove the file `fenced`",
        path.display()
    )]
    Fenced {
        /// The folder.
        path: PathBuf,
        /// What was seen.
        seen: String,
    },
    /// A file holds what we never write.
    #[error("{}: {what}; {hint}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
}

impl StateError {
    fn io(path: &Path, action: &'static str, error: &io::Error) -> Self {
        let hint = match error.kind() {
            io::ErrorKind::PermissionDenied => "make it ours (chown), or set another state_dir",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file is in the way; move it",
            io::ErrorKind::ReadOnlyFilesystem => "set state_dir to a place that can be written",
            _ => "check the disk, or set another state_dir",
        };
        Self::Io { path: path.to_owned(), action, reason: error.to_string(), hint }
    }
}

/// Locks the folder and writes our process id for whoever comes second.
fn lock(path: &Path) -> Result<File, StateError> {
    let failed = |action| move |error: io::Error| StateError::io(path, action, &error);
    let mut file = disk::open_private(path).map_err(failed("open it"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(busy(path, &mut file)),
        Err(TryLockError::Error(error)) => return Err(failed("lock it")(error)),
    }
    let written =
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    written.map_err(failed("write to it"))?;
    Ok(file)
}

/// What the process that holds a lock has written into it. It is a courtesy: without it everything is still true.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    drop(file.take(20).read_to_string(&mut text));
    text.trim().to_owned()
}

fn busy(path: &Path, file: &mut File) -> StateError {
    let holder = match holder(file).parse::<u32>() {
        Ok(id) => format!(" (process {id})"),
        Err(_) => String::new(),
    };
    StateError::Busy { path: path.parent().unwrap_or(path).to_owned(), holder }
}

fn unfenced(folder: &Path) -> Result<(), StateError> {
    let path = folder.join("fenced");
    let seen = disk::read_if_there(&path).map_err(|error| StateError::io(&path, "read it", &error))?;
    let fenced = |seen: String| StateError::Fenced { path: folder.to_owned(), seen: seen.trim().to_owned() };
    seen.map_or(Ok(()), |seen| Err(fenced(seen)))
}

fn damaged_epoch(path: &Path, what: &'static str) -> StateError {
    let hint = "write a number into it that is larger than any epoch in our containers' labels";
    StateError::Damaged { path: path.to_owned(), what, hint }
}

fn last_epoch(path: &Path) -> Result<Option<u32>, StateError> {
    let text = disk::read_if_there(path).map_err(|error| StateError::io(path, "read it", &error))?;
    let read =
        |text: String| text.trim().parse().map_err(|_| damaged_epoch(path, "this is no number of an epoch"));
    text.map(read).transpose()
}

fn next_epoch(path: &Path) -> Result<u32, StateError> {
    let last = last_epoch(path)?.unwrap_or_default();
    let epoch = last.checked_add(1).ok_or_else(|| damaged_epoch(path, "there are no further epochs"))?;
    let written = disk::replace(path, format!("{epoch}\n").as_bytes());
    written.map_err(|error| StateError::io(path, "write it", &error))?;
    Ok(epoch)
}

#[cfg(test)]
mod tests;
