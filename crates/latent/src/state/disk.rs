//! Files that are whole or absent, whatever happens while they are written.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

/// What the names of temporary files end in.
pub(super) const TEMPORARY: &str = ".tmp";

/// Makes a folder that only we may enter, and those above it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file that only we may read, and makes it where it is missing.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Reads a file; nothing if there is none.
pub(super) fn read_if_there(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces a file: afterwards it has the old or the new content, and the new one when this returns.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    // Two calls for one file never share a temporary file.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}{TEMPORARY}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    let temporary = Path::new(&temporary);
    let written = write_synced(temporary, content).and_then(|()| fs::rename(temporary, path));
    if written.is_err() {
        drop(fs::remove_file(temporary));
    }
    written?;
    sync_folder(path)
}

/// Removes a file; it is gone when this returns, also if it was not there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = open_private(path)?;
    file.set_len(0)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Syncs the folder of a file, without which a rename may be forgotten.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all())
}
