//! An archive that is not trusted, onto the disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::{Component, Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::{Buf, Bytes};
use tokio::sync::mpsc;

use crate::codec::archive::{self, EntryKind, Unpacked};

/// Writes an archive whose entries all lie under one name as `to`, which does not exist.
pub(super) fn unpack(pieces: mpsc::Receiver<Bytes>, to: &Path) -> Result<(), String> {
    let mut place = Place { to, top: None, folders: BTreeMap::new(), files: BTreeSet::new() };
    archive::unpack(Pieces { pieces, front: Bytes::new() }, |entry, data| place.put(&entry, data))?;
    place.finish()
}

/// Where entries go, and what of them is there: only what this archive made is ever written below.
struct Place<'a> {
    to: &'a Path,
    /// The name that all entries begin with.
    top: Option<PathBuf>,
    /// Folders, with what they get once nothing is written to them any more.
    folders: BTreeMap<PathBuf, (u32, u64)>,
    files: BTreeSet<PathBuf>,
}

impl Place<'_> {
    fn put(&mut self, entry: &Unpacked, data: &mut dyn Read) -> Result<(), String> {
        let refuse = |why: &str| Err(format!("`{}` is refused: {why}", entry.path.display()));
        let Some(inside) = self.inside(&entry.path) else {
            return refuse("its path leaves the place that it was to be copied to");
        };
        let target = if inside.as_os_str().is_empty() { self.to.to_owned() } else { self.to.join(&inside) };
        if let Some(above) = inside.parent().filter(|_| !inside.as_os_str().is_empty())
            && !self.folders.contains_key(above)
        {
            return refuse("it lies in something that is no folder of the archive");
        }
        let wrong = |error: io::Error| format!("`{}`: {error}", target.display());
        match &entry.kind {
            EntryKind::Directory => {
                if !self.folders.contains_key(&inside) {
                    fs::create_dir(&target).map_err(wrong)?;
                }
                own(&target, entry);
                self.folders.insert(inside, (entry.mode, entry.mtime));
            }
            EntryKind::File => {
                let mut file =
                    OpenOptions::new().write(true).create_new(true).open(&target).map_err(wrong)?;
                let copied = io::copy(data, &mut file).map_err(wrong)?;
                if copied < entry.size {
                    return Err(format!("the archive ended within `{}`", entry.path.display()));
                }
                own(&target, entry);
                finish_file(&file, entry).map_err(wrong)?;
                self.files.insert(inside);
            }
            EntryKind::Symlink(to) => {
                if !stays(&inside, Path::new(to)) {
                    return refuse("it is a link that leads out of the copy");
                }
                symlink(to, &target).map_err(wrong)?;
                own(&target, entry);
            }
            EntryKind::HardLink(to) => match self.inside(Path::new(to)) {
                Some(first) if self.files.contains(&first) => {
                    fs::hard_link(self.to.join(first), &target).map_err(wrong)?;
                    self.files.insert(inside);
                }
                _ => return refuse("it is a hard link to what is no file of the archive"),
            },
            EntryKind::Other => return refuse("it is neither a file nor a folder nor a link"),
        }
        Ok(())
    }

    /// Tells where an entry lies below the archive's first name, if it lies there.
    fn inside(&mut self, path: &Path) -> Option<PathBuf> {
        let mut parts = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => parts.push(name),
                Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        let (first, rest) = parts.split_first()?;
        let top = self.top.get_or_insert_with(|| PathBuf::from(first));
        (top.as_os_str() == *first).then(|| rest.iter().collect())
    }

    /// Gives folders their modes and times, the innermost first: one that may not be written to was written to.
    fn finish(self) -> Result<(), String> {
        if self.top.is_none() {
            return Err("the archive is empty".to_owned());
        }
        for (inside, (mode, mtime)) in self.folders.iter().rev() {
            let folder =
                if inside.as_os_str().is_empty() { self.to.to_owned() } else { self.to.join(inside) };
            let wrong = |error: io::Error| format!("`{}`: {error}", folder.display());
            let open = File::open(&folder).map_err(wrong)?;
            open.set_modified(time(*mtime)).map_err(wrong)?;
            permit(&open, *mode).map_err(wrong)?;
        }
        Ok(())
    }
}

/// Tells whether a link at `inside` leads to somewhere in the copy, whatever links its target goes through: up it may
/// go only at first, where everything above is a folder of this archive.
fn stays(inside: &Path, to: &Path) -> bool {
    let mut above = inside.components().count().saturating_sub(1);
    let mut descended = false;
    for part in to.components() {
        match part {
            Component::Normal(_) => descended = true,
            Component::CurDir => {}
            Component::ParentDir if above > 0 && !descended => above -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

fn finish_file(file: &File, entry: &Unpacked) -> io::Result<()> {
    file.set_modified(time(entry.mtime))?;
    permit(file, entry.mode)
}

fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap_or(UNIX_EPOCH)
}

#[cfg(unix)]
fn permit(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(mode & 0o7777))
}

#[cfg(not(unix))]
fn permit(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Gives a file away, where that may be done: only root may.
#[cfg(unix)]
fn own(path: &Path, entry: &Unpacked) {
    let id = |id: u64| u32::try_from(id).ok();
    let _ = std::os::unix::fs::lchown(path, id(entry.uid), id(entry.gid));
}

#[cfg(not(unix))]
fn own(_path: &Path, _entry: &Unpacked) {}

#[cfg(unix)]
fn symlink(to: &str, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn symlink(_to: &str, _at: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What arrives, as something to read.
struct Pieces {
    pieces: mpsc::Receiver<Bytes>,
    front: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.front.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.front = piece,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.front.len());
        self.front.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
