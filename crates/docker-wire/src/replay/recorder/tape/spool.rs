//! Where long bodies go: files beside the fixture, named by their digest, written as the bytes pass.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{At, Piece};
use crate::replay::format::{BESIDE_HEAD, Sha};

/// What the name of a sidecar has between that of its fixture and the digits.
const MARK: &str = ".sha256-";

/// The folder of a recording, and what was put there.
pub(super) struct Shelf {
    folder: PathBuf,
    /// The name of the fixture without its extensions.
    stem: String,
    spooled: u64,
    kept: BTreeSet<String>,
}

/// A run of pieces of one exchange, short ones in memory and long ones in a file.
pub(super) struct Spool {
    pub(super) at: At,
    pub(super) archive: bool,
    pieces: Vec<Piece>,
    length: usize,
    file: Option<Spooled>,
}

struct Spooled {
    path: PathBuf,
    file: File,
    digest: Sha,
    redacted: bool,
}

/// What became of a spool.
pub(super) enum Closed {
    /// It stayed short.
    Pieces(Vec<Piece>),
    /// The name of the file.
    File { name: String, redacted: bool },
}

impl Shelf {
    /// Takes the folder of a fixture, and removes what a recording that never finished left there.
    pub(super) fn beside(fixture: &Path) -> Option<Self> {
        let name = fixture.file_name()?.to_str()?;
        let stem = name.trim_end_matches(".recording").trim_end_matches(".jsonl").to_owned();
        let folder = fixture.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        let shelf = Self { folder, stem, spooled: 0, kept: BTreeSet::new() };
        shelf.remove(|rest| rest.starts_with(".spool-"));
        Some(shelf)
    }

    pub(super) fn open(at: At, archive: bool) -> Spool {
        Spool { at, archive, pieces: Vec::new(), length: 0, file: None }
    }

    /// Adds a piece.
    pub(super) fn add(&mut self, spool: &mut Spool, piece: Piece) -> io::Result<()> {
        if let Some(spooled) = &mut spool.file {
            return spooled.write(&piece);
        }
        spool.length += piece.bytes.len();
        if spool.length <= BESIDE_HEAD {
            spool.pieces.push(piece);
            return Ok(());
        }
        self.spooled += 1;
        let path = self.folder.join(format!("{}.spool-{}", self.stem, self.spooled));
        let file = File::create(&path)?;
        let mut spooled = Spooled { path, file, digest: Sha::default(), redacted: false };
        for piece in spool.pieces.drain(..).chain([piece]) {
            spooled.write(&piece)?;
        }
        spool.file = Some(spooled);
        Ok(())
    }

    /// Ends a run of pieces.
    pub(super) fn close(&mut self, spool: Spool) -> io::Result<Closed> {
        let Some(mut spooled) = spool.file else {
            return Ok(Closed::Pieces(spool.pieces));
        };
        spooled.file.flush()?;
        let digits = spooled.digest.text();
        let name = format!("{}{MARK}{}", self.stem, digits.trim_start_matches("sha256:"));
        fs::rename(&spooled.path, self.folder.join(&name))?;
        self.kept.insert(name.clone());
        Ok(Closed::File { name, redacted: spooled.redacted })
    }

    /// Removes the sidecars of earlier recordings of this fixture.
    pub(super) fn clear(&self) {
        self.remove(|rest| rest.starts_with(MARK) && !self.kept.contains(&format!("{}{rest}", self.stem)));
    }

    fn remove(&self, is_old: impl Fn(&str) -> bool) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let rest = name.to_str().and_then(|name| name.strip_prefix(&self.stem));
            if rest.is_some_and(&is_old) {
                // One that stays does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Spooled {
    fn write(&mut self, piece: &Piece) -> io::Result<()> {
        self.redacted |= piece.redacted;
        self.digest.update(&piece.bytes);
        self.file.write_all(&piece.bytes)
    }
}
