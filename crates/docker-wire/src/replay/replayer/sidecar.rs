//! A long body, read from its file as it is asked for.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use bytes::Bytes;

use crate::replay::format::Sha;

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// A file that is being handed out.
pub(super) struct Sidecar {
    file: File,
    name: String,
    digest: Sha,
}

impl Sidecar {
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self { file: File::open(folder.join(name))?, name: name.to_owned(), digest: Sha::default() })
    }

    /// Reads the next piece; after the last one the digest must be the one in the file's name.
    ///
    /// The page cache answers faster than another thread would, so it is read where it is asked for.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, String> {
        let mut chunk = vec![0; CHUNK];
        let mut filled = 0;
        while filled < CHUNK {
            match self.file.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(format!("`{}` beside the fixture cannot be read: {error}", self.name));
                }
            }
        }
        if filled > 0 {
            chunk.truncate(filled);
            self.digest.update(&chunk);
            return Ok(Some(chunk.into()));
        }
        let own = self.digest.text();
        let promised = self.name.rsplit_once('.').map_or("", |(_, digest)| digest);
        if promised.strip_prefix("sha256-") == own.strip_prefix("sha256:") {
            return Ok(None);
        }
        Err(format!(
            "`{}` beside the fixture has other bytes than its name says ({own}): restore it or record anew",
            self.name
        ))
    }
}
