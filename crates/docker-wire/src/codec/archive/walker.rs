//! Walks through an archive as it passes, piece by piece and in bounded memory.

use super::{BLOCK, CodecError, EntryType, Header};

/// Names and extended headers are kept up to this length; a longer one is no honest archive.
const LONGEST_NAME: usize = 1 << 20;

/// What a walk comes upon.
#[derive(Debug)]
pub(crate) enum Step<'a> {
    Entry(Passing),
    Data(&'a [u8]),
    EntryEnd,
}

/// An entry as its header says it, without times and owners.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Passing {
    /// Without `./` and slashes around it.
    pub(crate) path: Vec<u8>,
    /// The type in the header, where old and new regular files are one.
    pub(crate) kind: u8,
    pub(crate) mode: u32,
    pub(crate) target: Vec<u8>,
    pub(crate) size: u64,
}

/// Walks through one archive.
#[derive(Debug, Default)]
pub(crate) struct Walker {
    block: Vec<u8>,
    state: State,
    /// What the headers before an entry say of it.
    path: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    size: Option<u64>,
    entries: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Header,
    Data {
        of: Of,
        left: u64,
        padding: u64,
    },
    /// The blocks of zeros have come; what follows says nothing.
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Entry,
    LongPath,
    LongTarget,
    Extended,
    /// A header for all entries, which says only what is left out here.
    Global,
}

impl Walker {
    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no archive.
    pub(crate) fn push(
        &mut self,
        mut bytes: &[u8],
        step: &mut impl FnMut(Step<'_>),
    ) -> Result<(), CodecError> {
        while !bytes.is_empty() {
            match self.state {
                State::Over => return Ok(()),
                State::Header => {
                    let (taken, rest) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
                    self.block.extend_from_slice(taken);
                    bytes = rest;
                    if self.block.len() == BLOCK {
                        self.header(step)?;
                    }
                }
                State::Data { of, left, padding } => {
                    let length = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let (taken, rest) = bytes.split_at(length);
                    if !taken.is_empty() {
                        self.data(of, taken, step)?;
                    }
                    let skipped = usize::try_from(padding).unwrap_or(usize::MAX).min(rest.len());
                    bytes = &rest[skipped..];
                    self.go_on(of, left - length as u64, padding - skipped as u64, step);
                }
            }
        }
        Ok(())
    }

    /// Ends the archive.
    ///
    /// # Errors
    ///
    /// Fails if it was cut, or had no entry.
    pub(crate) fn finish(&self) -> Result<(), CodecError> {
        let between = self.state == State::Over || (self.state == State::Header && self.block.is_empty());
        if between && self.entries > 0 { Ok(()) } else { Err(CodecError::Truncated) }
    }

    fn header(&mut self, step: &mut impl FnMut(Step<'_>)) -> Result<(), CodecError> {
        let block = std::mem::take(&mut self.block);
        if block.iter().all(|byte| *byte == 0) {
            self.state = State::Over;
            return Ok(());
        }
        let header = Header::from_byte_slice(&block);
        let malformed = |_| CodecError::Malformed("it is no tar archive".to_owned());
        if header.cksum().map_err(malformed)? != checksum(&block) {
            return Err(CodecError::Malformed(
                "it is no tar archive: a header's checksum is wrong".to_owned(),
            ));
        }
        let size = header.entry_size().map_err(malformed)?;
        let kind = header.entry_type();
        let of = match kind {
            EntryType::GNULongName => Of::LongPath,
            EntryType::GNULongLink => Of::LongTarget,
            EntryType::XHeader => Of::Extended,
            EntryType::XGlobalHeader => Of::Global,
            _ => Of::Entry,
        };
        let mut left = size;
        if of == Of::Entry {
            left = self.size.take().unwrap_or(size);
            let path = self.path.take().unwrap_or_else(|| header.path_bytes().into_owned());
            let in_header = || header.link_name_bytes().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let target = self.target.take().unwrap_or_else(in_header);
            let kind = if kind.is_file() { b'0' } else { kind.as_byte() };
            let mode = header.mode().map_err(malformed)? & 0o7777;
            self.entries += 1;
            step(Step::Entry(Passing { path: plain(&path).to_vec(), kind, mode, target, size: left }));
        } else if size > LONGEST_NAME as u64 {
            return Err(CodecError::Malformed("a name in the archive is too long".to_owned()));
        }
        let padding = super::padding(left) as u64;
        self.go_on(of, left, padding, step);
        Ok(())
    }

    fn data(&mut self, of: Of, bytes: &[u8], step: &mut impl FnMut(Step<'_>)) -> Result<(), CodecError> {
        match of {
            Of::Entry => step(Step::Data(bytes)),
            Of::Global => {}
            Of::LongPath | Of::LongTarget | Of::Extended => self.block.extend_from_slice(bytes),
        }
        if self.block.len() > LONGEST_NAME {
            return Err(CodecError::Malformed("a name in the archive is too long".to_owned()));
        }
        Ok(())
    }

    fn go_on(&mut self, of: Of, left: u64, padding: u64, step: &mut impl FnMut(Step<'_>)) {
        if left > 0 || padding > 0 {
            self.state = State::Data { of, left, padding };
            return;
        }
        self.state = State::Header;
        let text = std::mem::take(&mut self.block);
        let name = || text.split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
        match of {
            Of::Entry => step(Step::EntryEnd),
            Of::LongPath => self.path = Some(name()),
            Of::LongTarget => self.target = Some(name()),
            Of::Extended => self.extended(&text),
            Of::Global => {}
        }
    }

    /// Reads records of `length key=value` and a line feed.
    fn extended(&mut self, mut text: &[u8]) {
        while let Some(space) = text.iter().position(|byte| *byte == b' ') {
            let length =
                std::str::from_utf8(&text[..space]).ok().and_then(|digits| digits.parse::<usize>().ok());
            let Some(record) = length.and_then(|length| text.get(space + 1..length)) else {
                return;
            };
            text = &text[space + 1 + record.len()..];
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            let Some(equals) = record.iter().position(|byte| *byte == b'=') else {
                continue;
            };
            let value = &record[equals + 1..];
            match &record[..equals] {
                b"path" => self.path = Some(value.to_vec()),
                b"linkpath" => self.target = Some(value.to_vec()),
                b"size" => self.size = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok()),
                _ => {}
            }
        }
    }
}

fn plain(mut path: &[u8]) -> &[u8] {
    while let Some(rest) = path.strip_prefix(b"./").or_else(|| path.strip_prefix(b"/")) {
        path = rest;
    }
    while let Some(rest) = path.strip_suffix(b"/") {
        path = rest;
    }
    path
}

/// Adds the bytes of a header, where the checksum itself counts as spaces.
fn checksum(block: &[u8]) -> u32 {
    let bytes = block.iter().enumerate();
    bytes.map(|(at, byte)| u32::from(if (148..156).contains(&at) { b' ' } else { *byte })).sum()
}

#[cfg(test)]
mod tests {
    use tar::Builder;

    use super::{Passing, Step, Walker};

    fn walk(bytes: &[u8], cut: usize) -> Option<Vec<(Passing, Vec<u8>)>> {
        let (mut walker, mut seen) = (Walker::default(), Vec::new());
        for piece in bytes.chunks(cut) {
            let mut step = |step: Step<'_>| match step {
                Step::Entry(entry) => seen.push((entry, Vec::new())),
                Step::Data(data) => seen.last_mut().unwrap().1.extend_from_slice(data),
                Step::EntryEnd => {}
            };
            walker.push(piece, &mut step).ok()?;
        }
        walker.finish().ok()?;
        Some(seen)
    }

    fn archive() -> Vec<u8> {
        let mut builder = Builder::new(Vec::new());
        let long = format!("{}/name", "d".repeat(150));
        for (path, data) in [("./a", &b"text"[..]), (&long, &[7; 1000]), ("empty", b"")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(data.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, path, data).unwrap();
        }
        builder.append_pax_extensions([("path", &b"from/pax"[..]), ("mtime", b"1.5")]).unwrap();
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        link.set_mode(0o777);
        builder.append_link(&mut link, "short", "/elsewhere").unwrap();
        builder.into_inner().unwrap()
    }

    #[test]
    fn entries_are_seen_wherever_the_pieces_are_cut() {
        let bytes = archive();
        let whole = walk(&bytes, bytes.len()).unwrap();
        let paths: Vec<_> = whole.iter().map(|(entry, data)| (entry.path.len(), data.len())).collect();
        assert_eq!(paths, [(1, 4), (155, 1000), (5, 0), (8, 0)]);
        assert_eq!(
            (whole[3].0.path.as_slice(), whole[3].0.target.as_slice()),
            (&b"from/pax"[..], &b"/elsewhere"[..])
        );
        for cut in [1, 7, 511, 512, 513, 1000] {
            assert_eq!(walk(&bytes, cut).as_ref(), Some(&whole), "{cut}");
        }
    }

    #[test]
    fn a_size_beyond_all_is_an_entry_that_never_ends() {
        let mut builder = Builder::new(Vec::new());
        let largest = u64::MAX.to_string();
        builder.append_pax_extensions([("size", largest.as_bytes())]).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(4);
        header.set_mode(0o644);
        builder.append_data(&mut header, "a", &b"text"[..]).unwrap();
        let mut size = None;
        let mut walker = Walker::default();
        let mut step = |step: Step<'_>| match step {
            Step::Entry(entry) => size = Some(entry.size),
            Step::Data(_) | Step::EntryEnd => {}
        };
        walker.push(&builder.into_inner().unwrap(), &mut step).unwrap();
        assert_eq!(size, Some(u64::MAX));
        assert!(walker.finish().is_err());
    }

    #[test]
    fn what_is_cut_or_no_archive_is_an_error() {
        let bytes = archive();
        for length in [0, 1, 511, 513, 1023, 2000] {
            assert!(walk(&bytes[..length], 100).is_none(), "{length}");
        }
        assert!(walk(&[b'x'; 4096], 100).is_none() && walk(&[0; 4096], 100).is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_walker_panic(start in 0usize..512, noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..700)) {
            let mut bytes = archive();
            let end = bytes.len().min(start + noise.len());
            bytes[start..end].copy_from_slice(&noise[..end - start]);
            let _ = walk(&bytes, 100);
            let _ = walk(&noise, 100);
        }
    }
}
