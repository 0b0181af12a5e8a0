//! Digests of bytes that are not stored, or stored beside a fixture.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::codec::archive::{Step, Walker};

/// A running SHA-256 and the number of bytes it has seen.
#[derive(Clone, Default)]
pub(crate) struct Sha {
    hash: Sha256,
    bytes: u64,
}

impl Sha {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut digest = Self::default();
        digest.update(bytes);
        digest
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes the algorithm and the digits, as they stand in a fixture.
    pub(crate) fn text(&self) -> String {
        format!("sha256:{}", hex(&self.hash.clone().finalize()))
    }
}

/// Writes bytes as lowercase hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// FNV-1a with 64 bits, which format 1 has in the place of SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(crate) fn text(self) -> String {
        format!("fnv1a64:{:016x}", self.0)
    }
}

/// A running digest of an archive's entries: of what they are, and not of their times, owners and order.
///
/// The digest of an entry is the SHA-256 of its type, its path, its permission bits in octal, the path that a link
/// leads to and its size in decimal, a zero byte after each, and of its data; that of the archive is the SHA-256 of
/// the sorted digests of its entries.
#[derive(Default)]
pub(crate) struct TarDigest {
    walker: Walker,
    entries: Vec<[u8; 32]>,
    current: Sha256,
    failed: bool,
}

impl TarDigest {
    pub(crate) fn of(bytes: &[u8]) -> Option<String> {
        let mut digest = Self::default();
        digest.update(bytes);
        digest.text()
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if self.failed {
            return;
        }
        let (entries, current) = (&mut self.entries, &mut self.current);
        let mut step = |step: Step<'_>| match step {
            Step::Entry(entry) => {
                *current = Sha256::new();
                let (mode, size) = (format!("{:o}", entry.mode), entry.size.to_string());
                for field in [&[entry.kind][..], &entry.path, mode.as_bytes(), &entry.target, size.as_bytes()]
                {
                    current.update(field);
                    current.update([0]);
                }
            }
            Step::Data(bytes) => current.update(bytes),
            Step::EntryEnd => entries.push(std::mem::take(current).finalize().into()),
        };
        self.failed = self.walker.push(bytes, &mut step).is_err();
    }

    /// Writes the digest; `None` if the bytes were no whole archive.
    pub(crate) fn text(&self) -> Option<String> {
        if self.failed || self.walker.finish().is_err() {
            return None;
        }
        let mut entries = self.entries.clone();
        entries.sort_unstable();
        let mut all = Sha256::new();
        entries.iter().for_each(|entry| all.update(entry));
        Some(format!("sha256:{}", hex(&all.finalize())))
    }
}

/// Digests a body as it was digested when it was recorded.
pub(crate) enum Digesting {
    Sha(Sha),
    Fnv(Fnv),
    Tar(Box<TarDigest>),
}

impl Digesting {
    /// Chooses by what the recorded digest says.
    pub(crate) fn like(digest: &str) -> Self {
        if digest.starts_with("fnv1a64:") { Self::Fnv(Fnv::default()) } else { Self::Sha(Sha::default()) }
    }

    pub(crate) fn tar() -> Self {
        Self::Tar(Box::default())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha(digest) => digest.update(bytes),
            Self::Fnv(digest) => digest.update(bytes),
            Self::Tar(digest) => digest.update(bytes),
        }
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Self::Sha(digest) => digest.text(),
            Self::Fnv(digest) => digest.text(),
            Self::Tar(digest) => digest.text().unwrap_or_else(|| "no archive".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fnv, Sha};

    #[test]
    fn the_published_vectors_hold() {
        let mut fnv = Fnv::default();
        assert_eq!(fnv.text(), "fnv1a64:cbf29ce484222325");
        fnv.update(b"foobar");
        assert_eq!(fnv.text(), "fnv1a64:85944171f73967e8");
        let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((Sha::of(b"abc").text().as_str(), Sha::of(b"abc").bytes()), (abc, 3));
    }
}
