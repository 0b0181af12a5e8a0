//! A folder of the disk as entries of an archive.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::{self, File, FileType, Metadata},
    path::{Path, PathBuf},
};

use super::{Ignore, Stage, Stop, ignore::Verdict};
use crate::codec::archive::{Head, HeadKind};

/// Whom entries belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owners {
    Root,
    /// As on the disk.
    Kept,
}

/// Writes files as entries, each folder's sorted by name.
pub(crate) struct Packer<'a> {
    stage: &'a mut Stage,
    owners: Owners,
    timestamp: Option<u64>,
    /// Files with several names that were written under one of them.
    written: HashMap<(u64, u64), PathBuf>,
}

impl<'a> Packer<'a> {
    pub(crate) fn new(stage: &'a mut Stage, owners: Owners, timestamp: Option<u64>) -> Self {
        Self { stage, owners, timestamp, written: HashMap::new() }
    }

    /// Writes a file that is not on the disk.
    pub(super) fn file(&mut self, name: &str, mode: u32, bytes: &[u8]) -> Result<(), Stop> {
        let size = bytes.len() as u64;
        let mtime = self.timestamp.unwrap_or_default();
        let head = Head { kind: HeadKind::File(size), mode, uid: 0, gid: 0, mtime };
        self.stage.head(Path::new(name), &head)?;
        self.stage.bytes(bytes)?;
        self.stage.pad(size)
    }

    /// Writes what is in a folder, at `into` of the archive, but for one name that is written otherwise.
    pub(crate) fn contents(
        &mut self,
        folder: &Path,
        into: &Path,
        ignore: &Ignore,
        but: Option<&str>,
    ) -> Result<(), Stop> {
        let walk = Walk { ignore, but };
        self.folder(folder, into, &walk, "", &Verdict::default())
    }

    /// Writes a file, a link or a folder with all that is in it, under the path `into` of the archive.
    pub(crate) fn whole(&mut self, path: &Path, into: &Path) -> Result<(), Stop> {
        let metadata = path.symlink_metadata().map_err(|error| Stop::at(path, &error))?;
        self.entry(path, into, &metadata)?;
        if metadata.is_dir() {
            self.contents(path, into, &Ignore::default(), None)?;
        }
        Ok(())
    }

    fn folder(
        &mut self,
        folder: &Path,
        into: &Path,
        walk: &Walk<'_>,
        relative: &str,
        verdict: &Verdict,
    ) -> Result<(), Stop> {
        for name in sorted(folder)? {
            let shown = name.to_string_lossy();
            let relative =
                if relative.is_empty() { shown.into_owned() } else { format!("{relative}/{shown}") };
            if walk.but == Some(&*relative) {
                continue;
            }
            let path = folder.join(&name);
            let metadata = path.symlink_metadata().map_err(|error| Stop::at(&path, &error))?;
            let (excluded, below) = walk.ignore.judge(&relative, verdict);
            if !excluded {
                self.entry(&path, &into.join(&name), &metadata)?;
            }
            if metadata.is_dir() && (!excluded || walk.ignore.enters(&relative)) {
                self.folder(&path, &into.join(&name), walk, &relative, &below)?;
            }
        }
        Ok(())
    }

    /// Writes one entry, and the data of a file; sockets cannot stand in an archive.
    pub(super) fn entry(&mut self, path: &Path, into: &Path, metadata: &Metadata) -> Result<(), Stop> {
        let facts = Facts::of(metadata);
        let kind = metadata.file_type();
        if kind.is_dir() {
            let mut into = into.as_os_str().to_owned();
            into.push("/");
            return self.head(Path::new(&into), HeadKind::Directory, &facts);
        }
        if kind.is_symlink() {
            let target = fs::read_link(path).map_err(|error| Stop::at(path, &error))?;
            return self.head(into, HeadKind::Symlink(&target), &facts);
        }
        if !kind.is_file() {
            return match facts.special(kind) {
                Some(special) => self.head(into, special, &facts),
                None => Ok(()),
            };
        }
        if let Some(id) = facts.several_names {
            if let Some(first) = self.written.get(&id).cloned() {
                return self.head(into, HeadKind::HardLink(&first), &facts);
            }
            self.written.insert(id, into.to_owned());
        }
        let mut file = File::open(path).map_err(|error| Stop::at(path, &error))?;
        let size = metadata.len();
        self.head(into, HeadKind::File(size), &facts)?;
        if self.stage.copy(path, &mut file, size)? < size {
            return Err(Stop::Failed(format!("`{}` became shorter while it was read", path.display())));
        }
        self.stage.pad(size)
    }

    fn head(&mut self, into: &Path, kind: HeadKind<'_>, facts: &Facts) -> Result<(), Stop> {
        let (uid, gid) = match self.owners {
            Owners::Root => (0, 0),
            Owners::Kept => (facts.uid, facts.gid),
        };
        let mtime = self.timestamp.unwrap_or(facts.mtime);
        self.stage.head(into, &Head { kind, mode: facts.mode, uid, gid, mtime })
    }
}

/// What is left out of a walk.
struct Walk<'a> {
    ignore: &'a Ignore,
    but: Option<&'a str>,
}

fn sorted(folder: &Path) -> Result<Vec<OsString>, Stop> {
    let wrong = |error: std::io::Error| Stop::at(folder, &error);
    let entries = fs::read_dir(folder).map_err(wrong)?;
    let mut names: Vec<_> =
        entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(wrong)).collect::<Result<_, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// What a header says of a file.
struct Facts {
    mode: u32,
    uid: u64,
    gid: u64,
    mtime: u64,
    /// What tells a file that has further names.
    several_names: Option<(u64, u64)>,
    device: (u32, u32),
}

#[cfg(unix)]
impl Facts {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let device = metadata.rdev();
        let major = ((device >> 8) & 0xfff) | ((device >> 32) & 0xffff_f000);
        let minor = (device & 0xff) | ((device >> 12) & 0xffff_ff00);
        Self {
            mode: metadata.mode() & 0o7777,
            uid: metadata.uid().into(),
            gid: metadata.gid().into(),
            mtime: metadata.mtime().try_into().unwrap_or_default(),
            several_names: (metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino())),
            device: (u32::try_from(major).unwrap_or_default(), u32::try_from(minor).unwrap_or_default()),
        }
    }

    fn special(&self, kind: FileType) -> Option<HeadKind<'static>> {
        use std::os::unix::fs::FileTypeExt;
        let (major, minor) = self.device;
        if kind.is_fifo() {
            return Some(HeadKind::Fifo);
        }
        let block = kind.is_block_device();
        (block || kind.is_char_device()).then_some(HeadKind::Device { block, major, minor })
    }
}

#[cfg(not(unix))]
impl Facts {
    /// As the CLI does where files have no permission bits: everything may be executed.
    fn of(metadata: &Metadata) -> Self {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        Self {
            mode: 0o755,
            uid: 0,
            gid: 0,
            mtime: modified.unwrap_or_default().as_secs(),
            several_names: None,
            device: (0, 0),
        }
    }

    fn special(&self, _kind: FileType) -> Option<HeadKind<'static>> {
        let _ = self.device;
        None
    }
}
