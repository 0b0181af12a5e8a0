//! Counts the files of a build context that is sent, as an engine would unpack it.

use docker_wire::codec::chunked::Dechunker;

/// A reader of an archive that keeps nothing but counts.
#[derive(Default)]
pub(super) struct Counter {
    chunks: Dechunker,
    head: Vec<u8>,
    /// What is left of the data of an entry, padding included.
    data: u64,
    pub(super) files: usize,
    pub(super) bytes: u64,
    /// Whether it is an archive at all; a compressed one is only measured.
    opaque: bool,
}

impl Counter {
    /// Takes what came, and tells whether that was the end.
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        self.chunks.push(bytes.into());
        while let Ok(Some(piece)) = self.chunks.take() {
            self.bytes += piece.len() as u64;
            self.opaque |= self.head.is_empty() && self.data == 0 && piece.starts_with(&[0x1f, 0x8b]);
            if !self.opaque {
                self.entries(&piece);
            }
        }
        self.chunks.has_ended()
    }

    fn entries(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let skipped = usize::try_from(self.data).unwrap_or(usize::MAX).min(piece.len());
            self.data -= skipped as u64;
            piece = &piece[skipped..];
            let wanted = (512 - self.head.len()).min(piece.len());
            self.head.extend_from_slice(&piece[..wanted]);
            piece = &piece[wanted..];
            if self.head.len() == 512 {
                let size = std::str::from_utf8(&self.head[124..135]).unwrap_or_default();
                let size = u64::from_str_radix(size.trim_matches(['\0', ' ']), 8).unwrap_or_default();
                self.files += usize::from(self.head[156] == b'0');
                self.data = size.div_ceil(512) * 512;
                self.head.clear();
            }
        }
    }
}
