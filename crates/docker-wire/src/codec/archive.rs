//! Makes and reads tar archives; the only file that names the `tar` crate.

#[cfg(feature = "replay")]
mod walker;

use std::{
    cell::Cell,
    collections::VecDeque,
    fmt,
    io::{self, Cursor, Read},
    path::{Component, Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tar::{Builder, EntryType, Header};

use super::CodecError;
#[cfg(feature = "replay")]
pub(crate) use walker::{Step, Walker};

use crate::{
    body::{Body, Pieces},
    error::TransportError,
};

/// The unit of an archive.
const BLOCK: usize = 512;

/// An archive in the making: entries in the order in which they are added.
///
/// The same entries give the same bytes: times and owners are zero, and nothing is sorted. The data of files is not
/// copied, neither here nor when the archive is sent.
///
/// # Examples
///
/// ```
/// use docker_wire::codec::archive::Archive;
///
/// let context = Archive::new()
///     .file("Dockerfile", 0o644, "FROM scratch\nCOPY bin/tool /tool\n")
///     .directory("bin", 0o755)
///     .file("bin/tool", 0o755, &b"..."[..])
///     .into_body()?;
/// assert_eq!(context.exact_length(), Some(3072 + 512));
/// # Ok::<(), docker_wire::codec::CodecError>(())
/// ```
#[derive(Clone, Default)]
pub struct Archive {
    entries: Vec<Added>,
}

#[derive(Clone)]
struct Added {
    path: String,
    mode: u32,
    what: What,
}

#[derive(Clone)]
enum What {
    File(Bytes),
    Directory,
    Symlink(String),
}

impl Archive {
    /// Makes an archive without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file with its permission bits.
    #[must_use]
    pub fn file(self, path: impl Into<String>, mode: u32, bytes: impl Into<Bytes>) -> Self {
        self.add(path.into(), mode, What::File(bytes.into()))
    }

    /// Adds a directory. Directories of files need not be added, unless their permission bits matter.
    #[must_use]
    pub fn directory(self, path: impl Into<String>, mode: u32) -> Self {
        let mut path = path.into();
        if !path.ends_with('/') {
            path.push('/');
        }
        self.add(path, mode, What::Directory)
    }

    /// Adds a symbolic link that points to `target`, which may be any text.
    #[must_use]
    pub fn symlink(self, path: impl Into<String>, target: impl Into<String>) -> Self {
        self.add(path.into(), 0o777, What::Symlink(target.into()))
    }

    /// Tells whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Makes the archive's bytes, as a body of known length.
    ///
    /// Headers are made here, about half a KiB an entry; the data of files is handed on piece by piece.
    ///
    /// # Errors
    ///
    /// Fails if a path is empty, absolute or leaves the archive by `..`.
    pub fn into_body(self) -> Result<Body, CodecError> {
        let mut buffer = Vec::new();
        let mut pieces = VecDeque::with_capacity(self.entries.len() * 2 + 1);
        for Added { path, mode, what } in self.entries {
            inside(&path)?;
            let (data, padding) = write_header(&mut buffer, &path, mode, what).map_err(|error| {
                CodecError::Malformed(format!("`{path}` cannot stand in an archive: {error}"))
            })?;
            if !data.is_empty() {
                pieces.push_back(Bytes::from(std::mem::take(&mut buffer)));
                pieces.push_back(data);
                buffer.resize(padding, 0);
            }
        }
        buffer.extend(END);
        pieces.push_back(Bytes::from(buffer));
        let left = pieces.iter().map(|piece| piece.len() as u64).sum();
        Ok(Body::streaming(Ready { pieces, left }))
    }

    fn add(mut self, path: String, mode: u32, what: What) -> Self {
        self.entries.push(Added { path, mode, what });
        self
    }
}

/// Shows paths only.
impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Archive")?;
        f.debug_list().entries(self.entries.iter().map(|entry| &entry.path)).finish()
    }
}

fn inside(path: &str) -> Result<(), CodecError> {
    let mut components = Path::new(path).components();
    let named = components.clone().any(|part| matches!(part, Component::Normal(_)));
    if named && components.all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Ok(());
    }
    Err(CodecError::Malformed(format!(
        "`{path}` cannot stand in an archive: it must be relative and without `..`"
    )))
}

/// Writes an entry's header, and tells its data and how many zeros must follow them.
fn write_header(buffer: &mut Vec<u8>, path: &str, mode: u32, what: What) -> io::Result<(Bytes, usize)> {
    let head = |kind| Head { kind, mode, uid: 0, gid: 0, mtime: 0 };
    let path = Path::new(path);
    match what {
        What::File(data) => {
            write_head(buffer, path, &head(HeadKind::File(data.len() as u64)))?;
            let padding = padding(data.len() as u64);
            Ok((data, padding))
        }
        What::Directory => write_head(buffer, path, &head(HeadKind::Directory)).map(|()| (Bytes::new(), 0)),
        What::Symlink(target) => {
            write_head(buffer, path, &head(HeadKind::Symlink(Path::new(&target)))).map(|()| (Bytes::new(), 0))
        }
    }
}

/// What the header of an entry says beside its path.
pub(crate) struct Head<'a> {
    pub(crate) kind: HeadKind<'a>,
    pub(crate) mode: u32,
    pub(crate) uid: u64,
    pub(crate) gid: u64,
    /// Seconds since 1970.
    pub(crate) mtime: u64,
}

/// What an entry is, as its header says it.
pub(crate) enum HeadKind<'a> {
    /// A file of this length, whose data follow.
    File(u64),
    Directory,
    Symlink(&'a Path),
    /// Another name of an entry before it.
    HardLink(&'a Path),
    Fifo,
    Device {
        block: bool,
        major: u32,
        minor: u32,
    },
}

/// Tells how many zeros follow the data of a file.
pub(crate) fn padding(size: u64) -> usize {
    let over = (size % BLOCK as u64) as usize;
    (BLOCK - over) % BLOCK
}

/// Tells whether bytes can be the start of a tar archive: its first header adds up, or it has no entries.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    let Some(block) = bytes.first_chunk::<BLOCK>() else { return false };
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let own: u32 = block[148..156].iter().map(|byte| u32::from(*byte)).sum();
    let told = Header::from_byte_slice(block).cksum();
    sum == 0 || told.is_ok_and(|told| told == sum - own + 8 * u32::from(b' '))
}

/// The zeros that end an archive.
pub(crate) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Writes the header of an entry at the end of a buffer, with what long names need before it.
///
/// The path of a directory ends in a slash.
pub(crate) fn write_head(buffer: &mut Vec<u8>, path: &Path, head: &Head<'_>) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_mode(head.mode);
    header.set_mtime(head.mtime);
    header.set_uid(head.uid);
    header.set_gid(head.gid);
    header.set_size(0);
    let (kind, target) = match head.kind {
        HeadKind::File(size) => {
            header.set_size(size);
            (EntryType::Regular, None)
        }
        HeadKind::Directory => (EntryType::Directory, None),
        HeadKind::Symlink(target) => (EntryType::Symlink, Some(target)),
        HeadKind::HardLink(target) => (EntryType::Link, Some(target)),
        HeadKind::Fifo => (EntryType::Fifo, None),
        HeadKind::Device { block, major, minor } => {
            header.set_device_major(major)?;
            header.set_device_minor(minor)?;
            (if block { EntryType::Block } else { EntryType::Char }, None)
        }
    };
    header.set_entry_type(kind);
    // The builder writes header and long names only; the data follow as they are.
    let mut builder = Builder::new(std::mem::take(buffer));
    let written = match target {
        // A target is text and no path: `./a` and `a` are two.
        Some(target) if header.set_link_name_literal(target.as_os_str().as_encoded_bytes()).is_err() => {
            builder.append_link(&mut header, path, target)
        }
        _ => builder.append_data(&mut header, path, io::empty()),
    };
    *buffer = std::mem::take(builder.get_mut());
    written
}

/// The pieces of a finished archive.
struct Ready {
    pieces: VecDeque<Bytes>,
    left: u64,
}

impl Pieces for Ready {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let piece = self.pieces.pop_front();
        self.left -= piece.as_ref().map_or(0, |piece| piece.len() as u64);
        Poll::Ready(piece.map(Ok))
    }

    fn exact_length(&self) -> Option<u64> {
        Some(self.left)
    }
}

/// An entry of an archive that was read.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The path as the archive says it. It may be absolute or contain `..`: do not write to it unseen.
    pub path: String,
    /// What the entry is.
    pub kind: EntryKind,
    /// The permission bits.
    pub mode: u32,
    /// The data of a file: a slice of the archive.
    pub bytes: Bytes,
}

/// What an entry of an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, and where it points.
    Symlink(String),
    /// A hard link, and the path of the entry that it is.
    HardLink(String),
    /// Something else, such as a device.
    Other,
}

/// Shows how long the data are and not the data.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .field("mode", &format_args!("{:#o}", self.mode))
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Reads the entries of an archive that is in memory as a whole.
///
/// # Errors
///
/// Fails if the bytes are no archive, or end within an entry.
pub fn read(archive: &Bytes) -> Result<Vec<Entry>, CodecError> {
    let malformed = |error: io::Error| CodecError::Malformed(format!("it is no tar archive: {error}"));
    let mut reader = tar::Archive::new(Cursor::new(archive.clone()));
    let mut entries = Vec::new();
    for entry in reader.entries().map_err(malformed)? {
        let entry = entry.map_err(malformed)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let kind = kind(&entry);
        let start = usize::try_from(entry.raw_file_position()).unwrap_or(usize::MAX);
        let end = usize::try_from(entry.size()).ok().and_then(|size| start.checked_add(size));
        let Some(end) = end.filter(|end| *end <= archive.len()) else {
            return Err(CodecError::Truncated);
        };
        let bytes = if kind == EntryKind::File { archive.slice(start..end) } else { Bytes::new() };
        let mode = entry.header().mode().map_err(malformed)?;
        entries.push(Entry { path: text(&entry.path_bytes()), kind, mode, bytes });
    }
    Ok(entries)
}

/// An entry of an archive that is read as it arrives.
pub(crate) struct Unpacked {
    pub(crate) path: PathBuf,
    pub(crate) kind: EntryKind,
    pub(crate) mode: u32,
    pub(crate) uid: u64,
    pub(crate) gid: u64,
    /// Seconds since 1970.
    pub(crate) mtime: u64,
    pub(crate) size: u64,
}

/// Reads an archive as it arrives, and hands over each entry with its data, then reads on to the end.
pub(crate) fn unpack(
    reader: impl Read,
    mut each: impl FnMut(Unpacked, &mut dyn Read) -> Result<(), String>,
) -> Result<(), String> {
    let malformed = |error: io::Error| format!("it is no tar archive: {error}");
    let ration = Cell::new(BETWEEN_ENTRIES);
    let mut archive = tar::Archive::new(Rationed { reader, ration: &ration });
    for entry in archive.entries().map_err(malformed)? {
        let mut entry = entry.map_err(malformed)?;
        let header = entry.header();
        let unpacked = Unpacked {
            mode: header.mode().map_err(malformed)?,
            uid: header.uid().map_err(malformed)?,
            gid: header.gid().map_err(malformed)?,
            mtime: header.mtime().unwrap_or_default(),
            path: entry.path().map_err(malformed)?.into_owned(),
            kind: kind(&entry),
            size: entry.size(),
        };
        ration.set(u64::MAX);
        each(unpacked, &mut entry)?;
        ration.set(BETWEEN_ENTRIES);
    }
    ration.set(u64::MAX);
    io::copy(&mut archive.into_inner(), &mut io::sink()).map(drop).map_err(malformed)
}

/// How much may stand before an entry: its header and what long names need. All of it is gathered.
const BETWEEN_ENTRIES: u64 = 1 << 20;

/// A reader that hands out no more than was allowed.
struct Rationed<'a, R> {
    reader: R,
    ration: &'a Cell<u64>,
}

impl<R: Read> Read for Rationed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.ration.get();
        if left == 0 {
            return Err(io::Error::other("what stands before an entry is longer than any name"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let length = self.reader.read(&mut buffer[..most])?;
        self.ration.set(left - length as u64);
        Ok(length)
    }
}

fn kind<R: Read>(entry: &tar::Entry<'_, R>) -> EntryKind {
    let target = || String::from_utf8_lossy(&entry.link_name_bytes().unwrap_or_default()).into_owned();
    match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous => EntryKind::File,
        EntryType::Directory => EntryKind::Directory,
        EntryType::Symlink => EntryKind::Symlink(target()),
        EntryType::Link => EntryKind::HardLink(target()),
        _ => EntryKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_added_is_read_again() {
        let long = format!("{}/name", "d".repeat(150));
        let archive = Archive::new()
            .file("a.txt", 0o600, "text")
            .directory("dir", 0o755)
            .file(long.clone(), 0o644, vec![7; 1000])
            .file("dir/empty", 0o755, "")
            .symlink("link", "/elsewhere")
            .symlink("far", "x".repeat(200));
        let entries = read(&bytes(archive)).unwrap();
        let shown: Vec<_> =
            entries.iter().map(|e| (e.path.as_str(), e.kind.clone(), e.mode, e.bytes.len())).collect();
        assert_eq!(
            shown,
            [
                ("a.txt", EntryKind::File, 0o600, 4),
                ("dir/", EntryKind::Directory, 0o755, 0),
                (long.as_str(), EntryKind::File, 0o644, 1000),
                ("dir/empty", EntryKind::File, 0o755, 0),
                ("link", EntryKind::Symlink("/elsewhere".to_owned()), 0o777, 0),
                ("far", EntryKind::Symlink("x".repeat(200)), 0o777, 0),
            ]
        );
        assert_eq!(entries[0].bytes, "text");
    }

    #[test]
    fn the_same_entries_give_the_same_bytes_and_the_length_is_known() {
        let make = || Archive::new().file("b", 0o644, "1").file("a", 0o644, vec![0; 512]);
        let length = make().into_body().unwrap().exact_length().unwrap();
        let made = bytes(make());
        assert_eq!(made, bytes(make()));
        assert_eq!(made.len() as u64, length);
        assert_eq!(made.len() % BLOCK, 0);
    }

    #[test]
    fn a_path_cannot_leave_the_archive() {
        for path in ["", "/etc/passwd", "../up", "a/../../b", ".", "/"] {
            assert!(Archive::new().file(path, 0o644, "").into_body().is_err(), "{path:?}");
        }
    }

    #[test]
    fn data_are_not_copied() {
        let data = Bytes::from(vec![1; 4096]);
        let mut body = Archive::new().file("big", 0o644, data.clone()).into_body().unwrap();
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let mut same = false;
        while let Poll::Ready(Some(piece)) = body.poll_next(&mut cx) {
            same |= piece.unwrap().as_ptr() == data.as_ptr();
        }
        assert!(same);
    }

    #[test]
    fn an_archive_cut_within_an_entry_is_an_error() {
        let whole = bytes(Archive::new().file("a", 0o644, vec![1; 600]));
        for length in 1..512 + 600 {
            assert!(read(&whole.slice(..length)).is_err(), "{length} bytes");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
            let _ = read(&bytes.into());
        }

        #[test]
        fn any_files_are_read_again(files in proptest::collection::vec(("[a-z]{1,140}", 0usize..1500), 0..8)) {
            let archive = files.iter().fold(Archive::new(), |archive, (path, length)| {
                archive.file(path.clone(), 0o644, vec![b'x'; *length])
            });
            let read = read(&bytes(archive)).unwrap();
            let again: Vec<_> = read.into_iter().map(|entry| (entry.path, entry.bytes.len())).collect();
            prop_assert_eq!(again, files);
        }
    }

    fn bytes(archive: Archive) -> Bytes {
        let mut body = archive.into_body().unwrap();
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let mut all = Vec::new();
        while let Poll::Ready(Some(piece)) = body.poll_next(&mut cx) {
            all.extend_from_slice(&piece.unwrap());
        }
        all.into()
    }
}
