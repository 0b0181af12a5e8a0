//! The journal of a process: what happened and what it led to, in files that are bounded in number and size.
//!
//! `journal/0000000007-000003.jsonl` is the fourth piece that the seventh process wrote. Every piece begins with all that was
//! known, so that each can be replayed alone. The values of properties, which may be secret, are replaced by digests
//! that a key of this process makes; the key is never written, so that nobody can try values out.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{State, StateError, disk};
use crate::fleet::{
    Effect, Event, Fleet, Time,
    journal::{Header, Step},
};

/// How long a piece may grow: 4 MiB.
const PIECE: u64 = 4 << 20;

/// How long after a failure another piece is tried.
const AGAIN: u64 = 60_000;

/// How many pieces are kept, those of earlier processes included.
const PIECES: usize = 8;

const EXTENSION: &str = "jsonl";

/// Writes the steps of one process.
///
/// # Guarantees
///
/// What was written before the process died is there: each line goes to the system at once. It is not synced, so that a
/// machine that loses power may lose the end.
///
/// # Caveats
///
/// A disk that takes nothing is told once; the process goes on without a journal, and begins another piece as soon as the
/// disk takes one again. What happened in between is in none.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    epoch: u32,
    piece: u32,
    origin_unix_ms: u64,
    key: [u8; 32],
    file: Option<File>,
    /// When the disk last took nothing, while no piece is written.
    failed: Option<Time>,
    written: u64,
    most: u64,
}

impl Journal {
    /// Begins the first piece of a process.
    ///
    /// # Errors
    ///
    /// The disk does not allow it.
    pub fn begin(state: &State, fleet: &Fleet, origin_unix_ms: u64) -> Result<Self, StateError> {
        let folder = state.path().join("journal");
        let failed = |action| {
            let folder = folder.clone();
            move |error: io::Error| StateError::io(&folder, action, &error)
        };
        disk::make_folder(&folder).map_err(failed("make the folder"))?;
        let mut key = [0; 32];
        File::open("/dev/urandom")
            .and_then(|mut random| random.read_exact(&mut key))
            .map_err(failed("read /dev/urandom for"))?;
        let (epoch, most) = (state.epoch(), PIECE);
        let mut journal = Self {
            folder: folder.clone(),
            epoch,
            piece: 0,
            origin_unix_ms,
            key,
            file: None,
            failed: None,
            written: 0,
            most,
        };
        journal.open_piece(fleet).map_err(failed("write to"))?;
        Ok(journal)
    }

    /// Writes one step; `fleet` is what is known since.
    pub fn step(&mut self, now: Time, event: &Event, effects: &[Effect], fleet: &Fleet) {
        let done = match self.failed {
            None => self.write_step(now, event, effects, fleet),
            Some(failed) if now.0 < failed.0.saturating_add(AGAIN) => return,
            // It begins with what is known since the step.
            Some(_) => self.next_piece(fleet),
        };
        match (done, self.failed) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => {
                tracing::info!(folder = %self.folder.display(), "the journal is written again");
                self.failed = None;
            }
            (Err(error), failed) => {
                if failed.is_none() {
                    tracing::error!(
                        folder = %self.folder.display(),
                        %error,
                        "no journal is written until the disk takes it again"
                    );
                }
                self.failed = Some(now);
            }
        }
    }

    /// The pieces in a state folder, from the oldest to the newest.
    ///
    /// # Errors
    ///
    /// The folder cannot be read; one that is not there has none.
    pub fn pieces(state_dir: &Path) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(state_dir.join("journal")) {
            Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut pieces: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
        pieces.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
        // Numbers of a fixed width: the order of names is that of time.
        pieces.sort();
        Ok(pieces)
    }

    fn write_step(&mut self, now: Time, event: &Event, effects: &[Effect], fleet: &Fleet) -> io::Result<()> {
        let key = self.key;
        let step = Step::hidden(now, event, effects, &|value| digest(&key, value));
        self.write(&step.encode().map_err(io::Error::other)?)?;
        if self.written >= self.most { self.next_piece(fleet) } else { Ok(()) }
    }

    fn next_piece(&mut self, fleet: &Fleet) -> io::Result<()> {
        self.piece += 1;
        self.open_piece(fleet)
    }

    fn open_piece(&mut self, fleet: &Fleet) -> io::Result<()> {
        let name = format!("{:010}-{:06}.{EXTENSION}", self.epoch, self.piece);
        let path = self.folder.join(name);
        let file = disk::open_private(&path)?;
        file.set_len(0)?;
        (self.file, self.written) = (Some(file), 0);
        let key = self.key;
        let header = Header::middle(fleet, Some(self.origin_unix_ms), &|value| digest(&key, value));
        let begun = header.and_then(|header| header.encode()).map_err(io::Error::other);
        if let Err(error) = begun.and_then(|header| self.write(&header)) {
            // One that holds nothing would push out those that do.
            return fs::remove_file(path).and(Err(error));
        }
        let parent = self.folder.parent().unwrap_or(&self.folder).to_owned();
        let mut old = Self::pieces(&parent)?;
        while old.len() > PIECES {
            fs::remove_file(old.remove(0))?;
        }
        Ok(())
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let line = format!("{line}\n");
        self.written += line.len() as u64;
        file.write_all(line.as_bytes())
    }
}

/// What stands in a value's place: equal for equal values within one process, and nothing else.
fn digest(key: &[u8], value: &str) -> String {
    let hash = Sha256::new().chain_update(key).chain_update(value).finalize();
    let hex: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("hidden:{hex}")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::fleet::{Limits, MasterEvent, Plan, Properties, WorkerName, journal::replay};

    fn fleet() -> Fleet {
        Fleet::new(1, vec![Plan::new(WorkerName("w".into()), "host")], Limits::default())
    }

    fn wanted(secret: &str) -> Event {
        let properties = Properties::from([("token".to_owned(), secret.into())]);
        Event::Master(WorkerName("w".into()), MasterEvent::Wanted(properties))
    }

    /// Steps a fleet through wants that change, with a journal of small pieces.
    fn run(state: &State, steps: u64, most: u64) {
        let mut fleet = fleet();
        let mut journal = Journal::begin(state, &fleet, 5).unwrap();
        journal.most = most;
        for number in 0..steps {
            let event = if number == 0 { Event::Listed("host".into(), vec![]) } else { wanted("s3cret-1") };
            let effects = fleet.step(Time(number), event.clone());
            journal.step(Time(number), &event, &effects, &fleet);
        }
    }

    #[test]
    fn every_piece_replays_alone_and_none_holds_a_property() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        run(&state, 60, 2_000);
        let pieces = Journal::pieces(folder.path()).unwrap();
        assert!(pieces.len() > 2, "{pieces:?}");
        for piece in &pieces {
            let text = fs::read_to_string(piece).unwrap();
            replay(text.lines()).unwrap_or_else(|error| panic!("{}: {error}", piece.display()));
            assert!(!text.contains("s3cret"), "{text}");
            assert_eq!(fs::metadata(piece).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn pieces_are_bounded_in_number_over_all_processes() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            run(&State::open(folder.path()).unwrap(), 100, 1_000);
        }
        let pieces = Journal::pieces(folder.path()).unwrap();
        assert_eq!(pieces.len(), PIECES);
        let newest = pieces.last().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        assert!(newest.starts_with("0000000003-"), "{newest}");
    }

    #[test]
    fn a_disk_that_takes_nothing_for_a_while_ends_a_piece_and_not_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let mut fleet = fleet();
        let mut journal = Journal::begin(&state, &fleet, 5).unwrap();
        let mut step = |journal: &mut Journal, now: u64| {
            let (now, event) = (Time(now), wanted(&format!("v{now}")));
            let effects = fleet.step(now, event.clone());
            journal.step(now, &event, &effects, &fleet);
        };
        step(&mut journal, 1);
        journal.file = Some(File::options().write(true).open("/dev/full").unwrap());
        step(&mut journal, 2);
        // It is full still when it is tried again.
        fs::rename(folder.path().join("journal"), folder.path().join("away")).unwrap();
        step(&mut journal, 60_002);
        fs::rename(folder.path().join("away"), folder.path().join("journal")).unwrap();
        step(&mut journal, 60_003);
        assert_eq!(Journal::pieces(folder.path()).unwrap().len(), 1, "not at every step");
        for now in [120_002, 120_003, 120_004] {
            step(&mut journal, now);
        }
        let pieces = Journal::pieces(folder.path()).unwrap();
        let steps = |piece: &PathBuf| {
            let text = fs::read_to_string(piece).unwrap();
            replay(text.lines()).unwrap_or_else(|error| panic!("{}: {error}", piece.display())).steps.len()
        };
        assert_eq!(pieces.iter().map(steps).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn the_same_value_has_another_digest_in_another_process() {
        assert_eq!(digest(&[1], "a"), digest(&[1], "a"));
        assert_ne!(digest(&[1], "a"), digest(&[2], "a"));
        assert_ne!(digest(&[1], "a"), digest(&[1], "b"));
    }
}
