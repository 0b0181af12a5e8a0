//! Takes the chunked transfer coding of HTTP/1.1 (RFC 9112, section 7.1) off a body.
//!
//! An engine sends each frame of a log and each line of a progress as a chunk of its own, so this is what such streams
//! cost most. Chunk extensions and trailers say nothing that an engine uses; they are skipped, up to a length.

use bytes::{Buf, Bytes, BytesMut};

use super::CodecError;

/// The longest line that announces a chunk, extensions included: 4 KiB.
const LONGEST_LINE: usize = 4 << 10;

/// The most that may follow the last chunk: 16 KiB.
const LONGEST_TRAILERS: usize = 16 << 10;

/// The longest chunk that is moved to stand beside another: 1 KiB. A longer one is handed on faster than it is moved.
const LONGEST_MOVED: usize = 1 << 10;

/// Takes chunks apart.
///
/// Each piece is a chunk, or as much of one as was pushed: nothing is held back until a chunk is complete.
///
/// # Examples
///
/// ```
/// use docker_wire::codec::chunked::Dechunker;
///
/// let mut dechunker = Dechunker::new();
/// dechunker.push("5\r\nhello\r\n0\r\n".into());
/// assert_eq!(dechunker.take()?.as_deref(), Some(&b"hello"[..]));
/// assert_eq!(dechunker.take()?, None);
/// assert!(!dechunker.has_ended());
/// dechunker.push("\r\nwhat follows".into());
/// assert_eq!(dechunker.take()?, None);
/// assert!(dechunker.has_ended());
/// assert_eq!(dechunker.rest(), "what follows");
/// # Ok::<(), docker_wire::codec::CodecError>(())
/// ```
#[derive(Debug, Default)]
pub struct Dechunker {
    bytes: BytesMut,
    state: State,
    failed: Option<CodecError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In the digits of a size, so many bytes into the line.
    Size {
        size: u64,
        line: usize,
    },
    /// Between the digits and what ends them.
    Blank {
        size: u64,
        line: usize,
    },
    Extension {
        size: u64,
        line: usize,
    },
    /// Before the LF that ends the line.
    SizeEnd {
        size: u64,
    },
    Data {
        left: u64,
    },
    /// Before the CR that follows the data, and before its LF.
    DataEnd,
    DataEndLf,
    /// Where a trailer or the end begins, so many bytes after the last chunk; in a trailer; before the LF of one.
    Last {
        trailers: usize,
    },
    Trailer {
        trailers: usize,
    },
    TrailerEnd {
        trailers: usize,
    },
    /// Before the last LF of all.
    LastLf,
    Ended,
    Failed,
}

impl Default for State {
    fn default() -> Self {
        Self::Size { size: 0, line: 0 }
    }
}

impl Dechunker {
    /// Makes a decoder at the start of a body.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the connection.
    pub fn push(&mut self, bytes: BytesMut) {
        if self.bytes.is_empty() {
            self.bytes = bytes;
        } else {
            self.bytes.extend_from_slice(&bytes);
        }
    }

    /// Takes the next piece, a slice of what was pushed and never empty, or `None` until more is pushed or after the
    /// last.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are not chunked as they should be, and then for good.
    #[inline]
    pub fn take(&mut self) -> Result<Option<Bytes>, CodecError> {
        match usual(self.state, &self.bytes) {
            Some((begin, length)) => {
                self.state = State::DataEnd;
                self.bytes.advance(begin);
                Ok(Some(self.bytes.split_to(length).freeze()))
            }
            None if self.bytes.is_empty() && self.state != State::Failed => Ok(None),
            None => self.take_part(),
        }
    }

    /// Takes the next piece as [`take`](Self::take) does, but as one with the chunks that are there after it, if all are
    /// short: their bytes are moved together where they lie.
    ///
    /// A reader that does not care how a body is cut needs this once for each read from the connection, where `take`
    /// hands on every chunk by itself.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::codec::chunked::Dechunker;
    ///
    /// let mut dechunker = Dechunker::new();
    /// dechunker.push("5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n9\r\n, wh".into());
    /// assert_eq!(dechunker.take_joined()?.as_deref(), Some(&b"hello world"[..]));
    /// assert_eq!(dechunker.take_joined()?.as_deref(), Some(&b", wh"[..]));
    /// # Ok::<(), docker_wire::codec::CodecError>(())
    /// ```
    pub fn take_joined(&mut self) -> Result<Option<Bytes>, CodecError> {
        let Some((begin, length)) = usual(self.state, &self.bytes).filter(is_moved) else {
            return self.take();
        };
        self.state = State::DataEnd;
        self.bytes.advance(begin);
        let (mut joined, mut used) = (length, length);
        while let Some((begin, length)) = usual(self.state, &self.bytes[used..]).filter(is_moved) {
            let begin = used + begin;
            used = begin + length;
            self.bytes.copy_within(begin..used, joined);
            joined += length;
        }
        let piece = self.bytes.split_to(joined);
        self.bytes.advance(used - joined);
        Ok(Some(piece.freeze()))
    }

    fn take_part(&mut self) -> Result<Option<Bytes>, CodecError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if let Err(error) = self.skip() {
            (self.state, self.failed) = (State::Failed, Some(error.clone()));
            return Err(error);
        }
        let State::Data { left } = &mut self.state else { return Ok(None) };
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let length = usize::try_from(*left).map_or(self.bytes.len(), |left| left.min(self.bytes.len()));
        *left -= length as u64;
        if *left == 0 {
            self.state = State::DataEnd;
        }
        Ok(Some(self.bytes.split_to(length).freeze()))
    }

    /// Tells whether the last chunk and what belongs to it were taken.
    pub fn has_ended(&self) -> bool {
        self.state == State::Ended
    }

    /// Tells what was pushed and not used: after the end, what does not belong to this body.
    pub fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.bytes).freeze()
    }

    /// Ends the connection.
    ///
    /// # Errors
    ///
    /// Fails unless the body has ended.
    pub fn finish(&self) -> Result<(), CodecError> {
        match (&self.failed, self.state) {
            (Some(error), _) => Err(error.clone()),
            (None, State::Ended) => Ok(()),
            (None, _) => Err(CodecError::Truncated),
        }
    }

    /// Goes on to where data begin, or to the end.
    fn skip(&mut self) -> Result<(), CodecError> {
        let mut used = 0;
        for byte in &*self.bytes {
            if matches!(self.state, State::Data { .. } | State::Ended) {
                break;
            }
            self.state = self.state.after(*byte)?;
            used += 1;
        }
        self.bytes.advance(used);
        Ok(())
    }
}

/// Finds the next chunk if it is there as a whole and nothing is unusual about it, which is what nearly all the work is:
/// where its data begin, and how long they are.
#[inline]
fn usual(state: State, bytes: &[u8]) -> Option<(usize, usize)> {
    let begin = match (state, bytes) {
        (State::Size { line: 0, .. }, _) => 0,
        (State::DataEnd, [b'\r', b'\n', ..]) => 2,
        _ => return None,
    };
    let mut size = 0;
    // Longer chunks come in parts in any case.
    for (at, byte) in bytes.iter().enumerate().skip(begin).take(7) {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'\r' => {
                let whole = bytes.get(at + 1) == Some(&b'\n') && bytes.len() - at - 2 >= size;
                return (whole && size > 0).then_some((at + 2, size));
            }
            _ => return None,
        };
        size = size << 4 | usize::from(digit);
    }
    None
}

/// Whether a chunk that begins somewhere and is so long may be moved.
#[inline]
fn is_moved(&(_, length): &(usize, usize)) -> bool {
    length <= LONGEST_MOVED
}

impl State {
    fn after(self, byte: u8) -> Result<Self, CodecError> {
        match (self, byte) {
            (Self::Size { size, line }, _) => size_line(size, line, byte),
            (Self::Blank { size, line } | Self::Extension { size, line }, _) if line >= LONGEST_LINE => {
                let what = format!("a line that announces {size} bytes is longer than {LONGEST_LINE} bytes");
                Err(CodecError::Malformed(what))
            }
            (Self::Blank { size, .. } | Self::Extension { size, .. }, b'\r') => Ok(Self::SizeEnd { size }),
            (Self::Blank { size, line }, b' ' | b'\t') => Ok(Self::Blank { size, line: line + 1 }),
            (Self::Blank { size, line }, b';') => Ok(Self::Extension { size, line: line + 1 }),
            (Self::Extension { size, line }, _) if byte != b'\n' => {
                Ok(Self::Extension { size, line: line + 1 })
            }
            (Self::SizeEnd { size: 0 }, b'\n') => Ok(Self::Last { trailers: 0 }),
            (Self::SizeEnd { size }, b'\n') => Ok(Self::Data { left: size }),
            (Self::DataEnd, b'\r') => Ok(Self::DataEndLf),
            (Self::DataEndLf, b'\n') => Ok(Self::default()),
            (Self::Last { .. }, b'\r') => Ok(Self::LastLf),
            (Self::LastLf, b'\n') => Ok(Self::Ended),
            (Self::Last { trailers } | Self::Trailer { trailers }, _) if trailers >= LONGEST_TRAILERS => {
                Err(CodecError::TooLong(LONGEST_TRAILERS))
            }
            (Self::Trailer { trailers }, b'\r') => Ok(Self::TrailerEnd { trailers }),
            (Self::TrailerEnd { trailers }, b'\n') => Ok(Self::Last { trailers: trailers + 2 }),
            (Self::Last { trailers } | Self::Trailer { trailers }, _) if byte != b'\n' => {
                Ok(Self::Trailer { trailers: trailers + 1 })
            }
            (state, byte) => Err(state.unexpected(byte)),
        }
    }

    fn unexpected(self, byte: u8) -> CodecError {
        let place = match self {
            Self::Size { line: 0, .. } => "where the size of a chunk should begin",
            Self::Size { .. } | Self::Blank { .. } => "in the size of a chunk",
            Self::Extension { .. } => "in the extension of a chunk",
            Self::SizeEnd { .. } => "where the line that announces a chunk should end",
            Self::DataEnd | Self::DataEndLf => "where a chunk should end",
            Self::Data { .. } | Self::Ended | Self::Failed => "where anything may stand",
            Self::Last { .. } | Self::Trailer { .. } | Self::TrailerEnd { .. } => "in a trailer",
            Self::LastLf => "where the body should end",
        };
        CodecError::Malformed(format!("`{}` stands {place}", byte.escape_ascii()))
    }
}

/// Goes one byte on in the digits of a size.
fn size_line(size: u64, line: usize, byte: u8) -> Result<State, CodecError> {
    let digit = match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        b'\r' if line > 0 => return Ok(State::SizeEnd { size }),
        b' ' | b'\t' if line > 0 => return Ok(State::Blank { size, line: line + 1 }),
        b';' if line > 0 => return Ok(State::Extension { size, line: line + 1 }),
        _ => return Err(State::Size { size, line }.unexpected(byte)),
    };
    if size >> 60 != 0 || line >= LONGEST_LINE {
        return Err(CodecError::Malformed("the size of a chunk is no number of 64 bits".to_owned()));
    }
    Ok(State::Size { size: size << 4 | u64::from(digit), line: line + 1 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WHOLE: &str =
        "5\r\nhello\r\n00000A ; name=\"value\"\r\n0123456789\r\n1;x\r\n!\r\n0;last\r\nA: b\r\nC:\r\n\r\n";

    #[test]
    fn chunks_are_joined_wherever_the_body_is_cut() {
        let wanted = (b"hello0123456789!".to_vec(), Bytes::from_static(b"rest"));
        let bytes = format!("{WHOLE}rest");
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                assert_eq!(joined(bytes.as_bytes(), &[first, second]).unwrap(), wanted, "{first}, {second}");
            }
        }
        let everywhere: Vec<_> = (0..bytes.len()).collect();
        assert_eq!(joined(bytes.as_bytes(), &everywhere).unwrap(), wanted);
    }

    #[test]
    fn a_body_that_is_cut_off_anywhere_is_an_error() {
        for length in 0..WHOLE.len() {
            let cut = joined(&WHOLE.as_bytes()[..length], &[]);
            assert_eq!(cut, Err(CodecError::Truncated), "{length} bytes");
        }
    }

    #[test]
    fn what_is_not_chunked_as_it_should_be_is_an_error_for_good() {
        for (bytes, says) in [
            ("\r\n", r"`\r` stands where the size of a chunk should begin"),
            ("g\r\n", "`g` stands where the size of a chunk should begin"),
            (";x\r\n", "`;` stands where the size"),
            ("-1\r\n", "`-` stands where the size"),
            ("1g\r\n", "`g` stands in the size of a chunk"),
            ("0x1\r\n", "`x` stands in the size of a chunk"),
            ("1 2\r\n", "`2` stands in the size of a chunk"),
            ("1\n", r"`\n` stands in the size of a chunk"),
            ("1\rx", "`x` stands where the line that announces a chunk should end"),
            ("1;a\nx", r"`\n` stands in the extension of a chunk"),
            ("1\r\nxy", "`y` stands where a chunk should end"),
            ("1\r\nx\ry", "`y` stands where a chunk should end"),
            ("1\r\nx\n", r"`\n` stands where a chunk should end"),
            ("0\r\nA: b\n", r"`\n` stands in a trailer"),
            ("0\r\nA: b\rc", "`c` stands in a trailer"),
            ("0\r\n\rx", "`x` stands where the body should end"),
            ("10000000000000000\r\n", "no number of 64 bits"),
        ] {
            let mut dechunker = Dechunker::new();
            dechunker.push(bytes.into());
            let error = loop {
                match dechunker.take() {
                    Ok(piece) => assert_eq!(piece.as_deref(), Some(&b"x"[..]), "{bytes:?}"),
                    Err(error) => break error,
                }
            };
            assert!(error.to_string().contains(says), "{bytes:?}: {error}");
            dechunker.push("0\r\n\r\n".into());
            assert_eq!((dechunker.take(), dechunker.finish()), (Err(error.clone()), Err(error)));
        }
    }

    #[test]
    fn what_is_skipped_has_a_bound() {
        for endless in ["1;", "1 ", "0\r\nA", "0"] {
            let last = endless.chars().last().unwrap().to_string();
            let mut dechunker = Dechunker::new();
            dechunker.push(endless.into());
            let bound = (0..40_000).position(|_| {
                dechunker.push(last.as_str().into());
                dechunker.take().is_err()
            });
            assert!(bound.is_some(), "{endless:?}");
        }
    }

    #[test]
    fn a_chunk_is_not_held_back_and_not_copied() {
        for take in [Dechunker::take, Dechunker::take_joined] {
            let pushed = BytesMut::from("ffffffffffffffff\r\nbegin");
            let begin = pushed[18..].as_ptr();
            let mut dechunker = Dechunker::new();
            dechunker.push(pushed);
            let piece = take(&mut dechunker).unwrap().unwrap();
            assert_eq!(piece, "begin");
            assert_eq!(piece.as_ptr(), begin);
            assert_eq!(take(&mut dechunker), Ok(None));
        }
    }

    #[test]
    fn short_chunks_are_joined_and_long_ones_are_not_moved() {
        let long = "x".repeat(LONGEST_MOVED + 1);
        let body = format!("1\r\na\r\n2\r\nbc\r\n{:x}\r\n{long}\r\n3\r\ndef\r\n1\r\ng\r\n", long.len());
        let pushed = BytesMut::from(&*body);
        let place = pushed[body.find('x').unwrap()..].as_ptr();
        let mut dechunker = Dechunker::new();
        dechunker.push(pushed);
        let pieces = [(); 3].map(|()| dechunker.take_joined().unwrap().unwrap());
        assert_eq!(pieces, ["abc", &long, "defg"]);
        assert_eq!(pieces[1].as_ptr(), place);
        assert_eq!(dechunker.take_joined(), Ok(None));
    }

    proptest! {
        #[test]
        fn cuts_do_not_change_the_body(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 0..6),
            cuts in proptest::collection::vec(0usize..300, 0..8),
        ) {
            let mut bytes = Vec::new();
            for chunk in &chunks {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            prop_assert_eq!(joined(&bytes, &cuts), Ok((chunks.concat(), Bytes::new())));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = joined(&bytes, &[7, 9]);
        }

        #[test]
        fn broken_framing_ends_the_same_wherever_it_is_cut(
            bytes in "[0-2a;\r\n xA]{0,40}",
            cuts in proptest::collection::vec(0usize..40, 0..6),
        ) {
            prop_assert_eq!(joined(bytes.as_bytes(), &cuts), joined(bytes.as_bytes(), &[]));
        }
    }

    /// Takes all chunks, and returns them and what does not belong to the body; in either way it is the same.
    fn joined(bytes: &[u8], cuts: &[usize]) -> Result<(Vec<u8>, Bytes), CodecError> {
        let mut cuts: Vec<_> = cuts.iter().copied().filter(|cut| *cut <= bytes.len()).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pushes: Vec<_> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let one_by_one = taken(&pushes, Dechunker::take);
        assert_eq!(taken(&pushes, Dechunker::take_joined), one_by_one);
        one_by_one
    }

    fn taken(
        pushes: &[&[u8]],
        take: fn(&mut Dechunker) -> Result<Option<Bytes>, CodecError>,
    ) -> Result<(Vec<u8>, Bytes), CodecError> {
        let mut dechunker = Dechunker::new();
        let mut joined = Vec::new();
        for bytes in pushes {
            dechunker.push((*bytes).into());
            while let Some(piece) = take(&mut dechunker)? {
                assert!(!piece.is_empty());
                joined.extend_from_slice(&piece);
            }
        }
        dechunker.finish().map(|()| (joined, dechunker.rest()))
    }
}
