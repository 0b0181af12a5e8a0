//! Takes apart and makes the frames of a WebSocket, as far as attaching to a container needs them (RFC 6455).
//!
//! What a frame carries is passed on as it arrives, never gathered: a container's output has no messages. What the
//! engine may not send is an error: a masked frame, an extension's bits, an unknown kind, a control frame in pieces.

use std::collections::VecDeque;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::CodecError;

/// What a connection is asked to become.
pub(crate) const PROTOCOL: &str = "websocket";

/// The key of the handshake: any 16 bytes will do. It is always the same, so that a recording finds its request again.
pub(crate) const KEY: &str = "ZG9ja2VyLXdpcmUvd3MvMQ==";

/// What whoever speaks the protocol answers to that key; no secret.
pub(crate) const ACCEPT: &str = "zKaKUMs4IK9HxpwFRS3kW2jMado=";

/// The longest control frame that the protocol allows.
const LONGEST_CONTROL: u64 = 125;

const CONTINUED: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// What a frame of the engine means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Some of what it carries; never empty.
    Data(Bytes),
    /// The engine wants to know whether we are there: answer with [`pong`].
    Ping(Bytes),
    /// The engine sends nothing more.
    Close,
}

/// Takes frames apart, however the bytes were cut.
#[derive(Debug, Default)]
pub struct WebSocketDecoder {
    buffer: BytesMut,
    events: VecDeque<Event>,
    /// How much of the frame that carries data is still to come.
    left: u64,
    closed: bool,
}

impl WebSocketDecoder {
    /// Begins at the first byte after the handshake.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes. What comes after the engine's close is ignored.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no frames that an engine may send; the decoder is of no use any more.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), CodecError> {
        self.buffer.extend_from_slice(bytes);
        while !self.closed {
            if self.left > 0 {
                let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(self.buffer.len());
                if most == 0 {
                    return Ok(());
                }
                self.left -= most as u64;
                self.events.push_back(Event::Data(self.buffer.split_to(most).freeze()));
                continue;
            }
            let Some(head) = head(&self.buffer)? else { return Ok(()) };
            if matches!(head.kind, CONTINUED | TEXT | BINARY) {
                self.buffer.advance(head.size);
                self.left = head.length;
                continue;
            }
            let whole = head.size.saturating_add(usize::try_from(head.length).unwrap_or(usize::MAX));
            if self.buffer.len() < whole {
                return Ok(());
            }
            self.buffer.advance(head.size);
            let said = self.buffer.split_to(whole - head.size).freeze();
            match head.kind {
                PING => self.events.push_back(Event::Ping(said)),
                CLOSE => {
                    self.closed = true;
                    self.events.push_back(Event::Close);
                }
                // An answer to nothing that was asked.
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes the next event out.
    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Checks that the bytes did not end within a frame.
    ///
    /// # Errors
    ///
    /// [`CodecError::Truncated`] if they did.
    pub fn finish(&self) -> Result<(), CodecError> {
        if self.closed || (self.left == 0 && self.buffer.is_empty()) {
            Ok(())
        } else {
            Err(CodecError::Truncated)
        }
    }
}

struct Head {
    kind: u8,
    length: u64,
    size: usize,
}

/// Reads the head of a frame, if it is all there.
fn head(bytes: &[u8]) -> Result<Option<Head>, CodecError> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    let wrong = |what: &str| Err(CodecError::Malformed(format!("a WebSocket frame of the engine {what}")));
    let kind = first & 0x0F;
    if first & 0x70 != 0 {
        return wrong("uses an extension that nobody agreed to");
    }
    if second & MASKED != 0 {
        return wrong("is masked");
    }
    let (length, size) = match (second & 0x7F, rest) {
        (126, [a, b, ..]) => (u64::from(u16::from_be_bytes([*a, *b])), 4),
        (127, [a, b, c, d, e, f, g, h, ..]) => (u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), 10),
        (126 | 127, _) => return Ok(None),
        (short, _) => (u64::from(short), 2),
    };
    match kind {
        CONTINUED | TEXT | BINARY => {}
        CLOSE | PING | PONG if first & FINAL == 0 || length > LONGEST_CONTROL => {
            return wrong("is a control frame that is too long or in pieces");
        }
        CLOSE | PING | PONG => {}
        kind => return wrong(&format!("is of the unknown kind {kind}")),
    }
    Ok(Some(Head { kind, length, size }))
}

/// Makes a frame that carries bytes to the container.
pub fn data(bytes: &[u8]) -> Bytes {
    frame(BINARY, bytes)
}

/// Makes the answer to a ping.
pub fn pong(said: &[u8]) -> Bytes {
    frame(PONG, said)
}

/// Makes the frame after which nothing more is sent: a normal end.
pub fn close() -> Bytes {
    frame(CLOSE, &1000_u16.to_be_bytes())
}

/// A client's frames are masked. The mask keeps scripts in browsers from making bytes that a proxy mistakes; here its
/// key is zero, so that a recording of what was sent can be read and found again.
fn frame(kind: u8, carried: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(14 + carried.len());
    frame.put_u8(FINAL | kind);
    match (u8::try_from(carried.len()), u16::try_from(carried.len())) {
        (Ok(short @ 0..126), _) => frame.put_u8(MASKED | short),
        (_, Ok(length)) => {
            frame.put_u8(MASKED | 126);
            frame.put_u16(length);
        }
        (_, Err(_)) => {
            frame.put_u8(MASKED | 127);
            frame.put_u64(carried.len() as u64);
        }
    }
    frame.put_u32(0);
    frame.put_slice(carried);
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame as an engine sends it.
    fn sent(first: u8, carried: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        match carried.len() {
            short @ 0..126 => frame.push(u8::try_from(short).unwrap()),
            length @ 126..65536 => {
                frame.push(126);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            length => {
                frame.push(127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend(carried);
        frame
    }

    fn read(pieces: &[&[u8]]) -> Result<(Vec<u8>, Vec<Event>), CodecError> {
        let mut decoder = WebSocketDecoder::new();
        let (mut data, mut others) = (Vec::new(), Vec::new());
        for piece in pieces {
            decoder.push(piece)?;
            while let Some(event) = decoder.next_event() {
                match event {
                    Event::Data(bytes) => data.extend(bytes),
                    other => others.push(other),
                }
            }
        }
        decoder.finish()?;
        Ok((data, others))
    }

    #[test]
    fn frames_of_every_length_are_read_however_they_are_cut() {
        let mut stream = Vec::new();
        let mut expected = Vec::new();
        for length in [0, 1, 125, 126, 300, 65_535, 65_536] {
            let carried = vec![u8::try_from(length % 251).unwrap(); length];
            stream.extend(sent(FINAL | BINARY, &carried));
            stream.extend(sent(FINAL | PING, b"there?"));
            expected.extend(carried);
        }
        stream.extend(sent(TEXT, b"in "));
        stream.extend(sent(FINAL, b"pieces"));
        expected.extend(b"in pieces");
        stream.extend(sent(FINAL | CLOSE, &[3, 232]));
        stream.extend(b"whatever");
        for size in [1, 2, 3, 7, 1000, stream.len()] {
            let pieces: Vec<_> = stream.chunks(size).collect();
            let (data, others) = read(&pieces).unwrap();
            assert_eq!(data, expected, "in pieces of {size}");
            assert_eq!(others.len(), 8);
            assert_eq!(others.last(), Some(&Event::Close));
        }
    }

    #[test]
    fn data_is_passed_on_before_its_frame_is_whole() {
        let mut decoder = WebSocketDecoder::new();
        decoder.push(&[FINAL | BINARY, 5, b'a', b'b']).unwrap();
        assert_eq!(decoder.next_event(), Some(Event::Data(Bytes::from_static(b"ab"))));
        assert_eq!(decoder.finish(), Err(CodecError::Truncated));
    }

    #[test]
    fn what_an_engine_may_not_send_is_an_error() {
        let table: [(&[u8], &str); 5] = [
            (&[FINAL | BINARY, MASKED | 1, 0, 0, 0, 0, 9], "is masked"),
            (&[FINAL | 0x40 | BINARY, 0], "extension"),
            (&[FINAL | 0x3, 0], "unknown kind 3"),
            (&[PING, 0], "in pieces"),
            (&[FINAL | CLOSE, 126, 0, 200], "too long"),
        ];
        for (bytes, words) in table {
            let error = read(&[bytes]).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert_eq!(read(&[&[FINAL | BINARY]]), Err(CodecError::Truncated));
    }

    #[test]
    fn what_is_sent_is_masked_and_can_be_read_in_a_recording() {
        assert_eq!(data(b"hi")[..], [FINAL | BINARY, MASKED | 2, 0, 0, 0, 0, b'h', b'i']);
        assert_eq!(close()[..], [FINAL | CLOSE, MASKED | 2, 0, 0, 0, 0, 3, 232]);
        assert_eq!(data(&[7; 126])[..4], [FINAL | BINARY, MASKED | 126, 0, 126]);
        assert_eq!(data(&[7; 65_536])[..10], [FINAL | BINARY, MASKED | 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
