//! Takes apart the stream in which stdout and stderr of a container without a terminal are framed.
//!
//! Each frame has a header of eight bytes: the stream, three zeros, and the length of what follows, big-endian. A
//! stream is never guessed to be of this kind; who reads it must know.

use std::{collections::VecDeque, ops::Range};

use bytes::{Buf, Bytes, BytesMut};

use super::CodecError;

/// How long the header of a frame is.
const HEADER: usize = 8;

/// How much is kept of an error that the engine reports in a frame: 64 KiB.
const LONGEST_REPORT: usize = 64 << 10;

/// Which stream of a container bytes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// What was written to the container, echoed.
    Stdin,
    /// The standard output.
    Stdout,
    /// The standard error.
    Stderr,
    /// The terminal, in which output and error are one.
    Console,
}

/// Some output of a container: not a line and not a frame, but what has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogPiece {
    /// Where it was written.
    pub stream: Stream,
    /// What was written; never empty.
    pub bytes: Bytes,
}

impl LogPiece {
    pub(crate) fn console(bytes: Bytes) -> Self {
        Self { stream: Stream::Console, bytes }
    }
}

/// Some output of a container, lent by who read it: as a [`LogPiece`], but not to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogSlice<'a> {
    /// Where it was written.
    pub stream: Stream,
    /// What was written; never empty.
    pub bytes: &'a [u8],
}

impl LogPiece {
    pub(crate) fn lend(&self) -> LogSlice<'_> {
        LogSlice { stream: self.stream, bytes: &self.bytes }
    }
}

/// Takes framed output apart.
///
/// A frame that arrives in several pushes is passed on in as many pieces: nothing is held back until a frame is
/// complete, so memory does not grow with the length that a header claims.
#[derive(Debug, Default)]
pub struct Demultiplexer {
    /// What was pushed first of all that is left, how much of it was taken, and what was pushed after it.
    front: Bytes,
    taken: usize,
    queue: VecDeque<Bytes>,
    state: State,
}

/// A frame that was passed, and where its payload lies in the first of what was pushed.
pub(crate) struct Whole {
    stream: Stream,
    place: Range<usize>,
}

#[derive(Debug)]
enum State {
    Header { bytes: [u8; HEADER], have: usize },
    Payload { stream: Stream, left: usize },
    Report { text: BytesMut, left: usize },
    Failed(CodecError),
}

impl Default for State {
    fn default() -> Self {
        Self::Header { bytes: [0; HEADER], have: 0 }
    }
}

impl Demultiplexer {
    /// Makes a demultiplexer at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: Bytes) {
        if self.is_drained() {
            (self.front, self.taken) = (bytes, 0);
        } else if !bytes.is_empty() {
            self.queue.push_back(bytes);
        }
    }

    /// Takes the next piece, a slice of what was pushed, or `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// Fails at a header that is none, and with [`CodecError::Reported`] where the engine framed an error of its own;
    /// then it fails for good.
    #[inline]
    pub fn take(&mut self) -> Result<Option<LogPiece>, CodecError> {
        match self.take_whole() {
            Some(piece) => Ok(Some(piece)),
            None => self.take_part(),
        }
    }

    /// Takes the next frame without a share in what was pushed, which costs more than all else, if it is there as a
    /// whole and is output; otherwise [`take`](Self::take) tells what is next.
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::codec::multiplex::{Demultiplexer, Stream};
    ///
    /// let mut demultiplexer = Demultiplexer::new();
    /// demultiplexer.push(b"\x01\0\0\0\0\0\0\x02hi\x02\0\0\0\0\0\0\x05ca"[..].into());
    /// let slice = demultiplexer.lend_whole().unwrap();
    /// assert_eq!((slice.stream, slice.bytes), (Stream::Stdout, &b"hi"[..]));
    /// assert_eq!(demultiplexer.lend_whole(), None);
    /// assert_eq!(demultiplexer.take()?.unwrap().bytes, "ca");
    /// # Ok::<(), docker_wire::codec::CodecError>(())
    /// ```
    #[inline]
    pub fn lend_whole(&mut self) -> Option<LogSlice<'_>> {
        let whole = self.pass_whole()?;
        Some(self.lent(whole))
    }

    /// Tells whether all that was pushed has been taken.
    #[inline]
    pub(crate) fn is_drained(&self) -> bool {
        self.taken == self.front.len() && self.queue.is_empty()
    }

    /// Goes past the next frame if it is there as a whole, which is what nearly all the work is.
    #[inline]
    pub(crate) fn pass_whole(&mut self) -> Option<Whole> {
        if self.taken == self.front.len() {
            // What was lent last is not needed any more.
            self.go_on();
        }
        let (stream, length) = self.state.usual(self.front.get(self.taken..)?)?;
        let begin = self.taken + HEADER;
        self.taken = begin + length;
        Some(Whole { stream, place: begin..self.taken })
    }

    /// Lends the frame that was passed last.
    #[inline]
    pub(crate) fn lent(&self, whole: Whole) -> LogSlice<'_> {
        let Whole { stream, place } = whole;
        LogSlice { stream, bytes: self.front.get(place).unwrap_or_default() }
    }

    /// Takes the next frame if it is there as a whole.
    #[inline]
    pub(crate) fn take_whole(&mut self) -> Option<LogPiece> {
        let Whole { stream, place } = self.pass_whole()?;
        if self.taken < self.front.len() {
            return Some(LogPiece { stream, bytes: self.front.slice(place) });
        }
        // The last one takes all that is left of our share.
        let mut bytes = std::mem::take(&mut self.front);
        bytes.advance(place.start);
        self.go_on();
        Some(LogPiece { stream, bytes })
    }

    /// Goes on to what was pushed next, once the first of it is used up.
    fn go_on(&mut self) {
        (self.front, self.taken) = (self.queue.pop_front().unwrap_or_default(), 0);
    }

    fn take_part(&mut self) -> Result<Option<LogPiece>, CodecError> {
        self.front.advance(std::mem::take(&mut self.taken));
        while !self.front.is_empty() {
            let piece = self.state.advance(&mut self.front);
            if self.front.is_empty() {
                self.go_on();
            }
            match piece {
                Ok(None) => {}
                Ok(piece) => return Ok(piece),
                Err(error) => {
                    self.state = State::Failed(error);
                    self.front = Bytes::new();
                    self.queue.clear();
                }
            }
        }
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            State::Header { .. } | State::Payload { .. } | State::Report { .. } => Ok(None),
        }
    }

    /// Ends the stream.
    ///
    /// # Errors
    ///
    /// Fails if a frame is left incomplete.
    pub fn finish(&self) -> Result<(), CodecError> {
        match &self.state {
            State::Header { have: 0, .. } => Ok(()),
            State::Failed(error) => Err(error.clone()),
            State::Header { .. } | State::Payload { .. } | State::Report { .. } => Err(CodecError::Truncated),
        }
    }
}

impl State {
    /// Finds a frame that is there as a whole, and how long its payload is.
    #[inline]
    fn usual(&self, front: &[u8]) -> Option<(Stream, usize)> {
        let (Self::Header { have: 0, .. }, Some((header, payload))) = (self, front.split_first_chunk())
        else {
            return None;
        };
        // At once: the stream, three zeros, and the length.
        let header = u64::from_be_bytes(*header);
        let stream = match header >> 32 {
            0x0000_0000 => Stream::Stdin,
            0x0100_0000 => Stream::Stdout,
            0x0200_0000 => Stream::Stderr,
            _ => return None,
        };
        let length = (header & 0xffff_ffff) as usize;
        (length > 0 && length <= payload.len()).then_some((stream, length))
    }

    /// Takes some bytes from the front, and a piece if they make one.
    fn advance(&mut self, front: &mut Bytes) -> Result<Option<LogPiece>, CodecError> {
        match self {
            Self::Header { bytes, have } => {
                let length = front.len().min(HEADER - *have);
                bytes[*have..*have + length].copy_from_slice(&front[..length]);
                front.advance(length);
                *have += length;
                if *have == HEADER {
                    *self = frame(*bytes)?;
                }
                Ok(None)
            }
            Self::Payload { stream, left } => {
                let piece = LogPiece { stream: *stream, bytes: front.split_to(front.len().min(*left)) };
                *left -= piece.bytes.len();
                if *left == 0 {
                    *self = Self::default();
                }
                Ok(Some(piece))
            }
            Self::Report { text, left } => {
                let part = front.split_to(front.len().min(*left));
                *left -= part.len();
                let keep = part.len().min(LONGEST_REPORT - text.len());
                text.extend_from_slice(&part[..keep]);
                if *left == 0 { Err(report(text)) } else { Ok(None) }
            }
            Self::Failed(error) => Err(error.clone()),
        }
    }
}

fn frame(header: [u8; HEADER]) -> Result<State, CodecError> {
    let [kind, 0, 0, 0, length @ ..] = header else {
        return Err(CodecError::Malformed(format!(
            "{header:02x?} is no frame header: its padding is not zero"
        )));
    };
    let left = u32::from_be_bytes(length) as usize;
    let stream = match kind {
        0 => Stream::Stdin,
        1 => Stream::Stdout,
        2 => Stream::Stderr,
        3 if left == 0 => return Err(report(&[])),
        3 => return Ok(State::Report { text: BytesMut::new(), left }),
        _ => return Err(CodecError::Malformed(format!("{kind} is no stream: a frame header says 0 to 3"))),
    };
    Ok(if left == 0 { State::default() } else { State::Payload { stream, left } })
}

fn report(text: &[u8]) -> CodecError {
    CodecError::Reported(String::from_utf8_lossy(text).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_streams_are_told_apart_wherever_the_stream_is_cut() {
        let framed = [frame(1, b"out\n"), frame(2, b""), frame(2, b"err\n"), frame(0, b"in")].concat();
        let wanted = [(Stream::Stdout, "out\n"), (Stream::Stderr, "err\n"), (Stream::Stdin, "in")];
        for cut in 0..=framed.len() {
            assert_eq!(joined(&framed, &[cut]).unwrap(), told(&wanted), "cut at {cut}");
        }
        let everywhere: Vec<_> = (0..framed.len()).collect();
        assert_eq!(joined(&framed, &everywhere).unwrap(), told(&wanted));
    }

    #[test]
    fn the_engines_own_error_is_an_error_after_the_output_before_it() {
        let framed = [frame(1, b"out"), frame(3, b"disk full\n"), frame(1, b"more")].concat();
        let mut demultiplexer = Demultiplexer::new();
        demultiplexer.push(framed.into());
        assert_eq!(demultiplexer.take().unwrap().unwrap().bytes, "out");
        for _ in 0..2 {
            assert_eq!(demultiplexer.take(), Err(CodecError::Reported("disk full".to_owned())));
        }
    }

    #[test]
    fn what_is_no_header_is_an_error() {
        for header in [[4, 0, 0, 0, 0, 0, 0, 1], [1, 1, 0, 0, 0, 0, 0, 1], [1, 0, 0, 9, 0, 0, 0, 1]] {
            let mut demultiplexer = Demultiplexer::new();
            demultiplexer.push(Bytes::copy_from_slice(&header));
            assert!(matches!(demultiplexer.take(), Err(CodecError::Malformed(_))), "{header:?}");
        }
    }

    #[test]
    fn a_cut_frame_is_an_error_at_the_end() {
        let framed = frame(1, b"out");
        for length in 1..framed.len() {
            assert_eq!(joined(&framed[..length], &[]), Err(CodecError::Truncated), "{length} bytes");
        }
        assert_eq!(joined(&[], &[]), Ok(Vec::new()));
    }

    #[test]
    fn a_piece_is_not_copied_and_not_held_back() {
        let pushed = Bytes::from([&[1, 0, 0, 0, 0xff, 0, 0, 0][..], b"begin"].concat());
        let mut demultiplexer = Demultiplexer::new();
        demultiplexer.push(pushed.clone());
        let piece = demultiplexer.take().unwrap().unwrap();
        assert_eq!(piece.bytes, "begin");
        assert_eq!(piece.bytes.as_ptr(), pushed[8..].as_ptr());
    }

    proptest! {
        #[test]
        fn cuts_do_not_change_the_output(
            frames in proptest::collection::vec((0u8..3, proptest::collection::vec(any::<u8>(), 0..20)), 0..6),
            cuts in proptest::collection::vec(0usize..200, 0..8),
        ) {
            let framed: Vec<u8> = frames.iter().flat_map(|(kind, bytes)| frame(*kind, bytes)).collect();
            prop_assert_eq!(joined(&framed, &cuts), joined(&framed, &[]));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = joined(&bytes, &[7, 9]);
        }
    }

    fn frame(kind: u8, bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&[kind, 0, 0, 0][..], &length, bytes].concat()
    }

    fn told(pieces: &[(Stream, &str)]) -> Vec<(Stream, Vec<u8>)> {
        pieces.iter().map(|(stream, text)| (*stream, text.as_bytes().to_vec())).collect()
    }

    /// Demultiplexes and joins what belongs together; in either way it is the same.
    fn joined(framed: &[u8], cuts: &[usize]) -> Result<Vec<(Stream, Vec<u8>)>, CodecError> {
        let mut cuts: Vec<_> = cuts.iter().copied().filter(|cut| *cut <= framed.len()).collect();
        cuts.extend([0, framed.len()]);
        cuts.sort_unstable();
        let pushes: Vec<_> =
            cuts.windows(2).map(|pair| Bytes::copy_from_slice(&framed[pair[0]..pair[1]])).collect();
        // All at once, and one by one.
        for at_once in [1, 2, pushes.len()] {
            assert_eq!(taken(&pushes, at_once, true), taken(&pushes, at_once, false));
        }
        taken(&pushes, 1, false)
    }

    fn taken(pushes: &[Bytes], at_once: usize, lent: bool) -> Result<Vec<(Stream, Vec<u8>)>, CodecError> {
        let mut demultiplexer = Demultiplexer::new();
        let mut joined: Vec<(Stream, Vec<u8>)> = Vec::new();
        let mut add = |piece: LogSlice<'_>| {
            assert!(!piece.bytes.is_empty());
            match joined.last_mut() {
                Some((stream, bytes)) if *stream == piece.stream => bytes.extend_from_slice(piece.bytes),
                _ => joined.push((piece.stream, piece.bytes.to_vec())),
            }
        };
        for pushes in pushes.chunks(at_once) {
            pushes.iter().for_each(|bytes| demultiplexer.push(bytes.clone()));
            loop {
                while lent && let Some(slice) = demultiplexer.lend_whole() {
                    add(slice);
                }
                let Some(piece) = demultiplexer.take()? else { break };
                add(piece.lend());
            }
            assert!(demultiplexer.is_drained());
        }
        demultiplexer.finish().map(|()| joined)
    }
}
