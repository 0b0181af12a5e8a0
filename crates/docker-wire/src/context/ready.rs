//! An archive that is there already.

use std::{fs::File, io::Read, path::Path};

use super::{Stage, Stop};
use crate::codec::archive;

/// Sends a file as it is, if it is an archive.
pub(super) fn send(path: &Path, stage: &mut Stage) -> Result<(), Stop> {
    let wrong = |error: std::io::Error| Stop::at(path, &error);
    let mut file = File::open(path).map_err(wrong)?;
    let mut first = Vec::new();
    (&mut file).take(512).read_to_end(&mut first).map_err(wrong)?;
    if !is_archive(&first) {
        return Err(Stop::Failed(format!(
            "`{}` is no tar archive, neither plain nor compressed by gzip, bzip2, xz or zstd",
            path.display()
        )));
    }
    stage.bytes(&first)?;
    stage.copy(path, &mut file, u64::MAX).map(drop)
}

fn is_archive(first: &[u8]) -> bool {
    const COMPRESSED: [&[u8]; 4] = [b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"];
    COMPRESSED.iter().any(|magic| first.starts_with(magic)) || archive::begins(first)
}
