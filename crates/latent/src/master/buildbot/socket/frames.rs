//! Cuts the bytes of a WebSocket into messages, and joins what was fragmented.
//!
//! Pure: bytes in, messages out. The frames are read and written by `tungstenite`'s types.

use std::io::Cursor;

use bytes::{Bytes, BytesMut};
use tungstenite::protocol::frame::{
    Frame, FrameHeader,
    coding::{Control, Data, OpCode},
};

/// What the other side said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::master::buildbot) enum Incoming {
    /// A whole text message.
    Text(String),
    /// A ping, which wants a pong with the same bytes.
    Ping(Bytes),
    /// A pong, or a binary message: nothing to do, but the other side lives.
    Other,
    /// The other side closes.
    Close,
}

/// Why a stream is no WebSocket that we can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::master::buildbot) enum FrameError {
    #[error("a message is longer than {0} bytes")]
    TooLong(usize),
    #[error("a frame breaks the protocol: {0}")]
    Broken(String),
}

/// Reads messages from bytes that arrive cut anywhere.
#[derive(Debug)]
pub(super) struct Decoder {
    buffer: BytesMut,
    message: Option<Partial>,
    limit: usize,
}

#[derive(Debug)]
struct Partial {
    text: bool,
    bytes: BytesMut,
}

impl Decoder {
    pub(super) fn new(limit: usize) -> Self {
        Self { buffer: BytesMut::new(), message: None, limit }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Takes the next whole message out, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Incoming>, FrameError> {
        while let Some((header, payload)) = self.frame()? {
            if let Some(incoming) = self.admit(&header, payload)? {
                return Ok(Some(incoming));
            }
        }
        Ok(None)
    }

    fn frame(&mut self) -> Result<Option<(FrameHeader, Bytes)>, FrameError> {
        let mut cursor = Cursor::new(&self.buffer[..]);
        let parsed =
            FrameHeader::parse(&mut cursor).map_err(|error| FrameError::Broken(error.to_string()))?;
        let start = usize::try_from(cursor.position()).unwrap_or(usize::MAX);
        let Some((header, length)) = parsed else { return Ok(None) };
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length <= self.limit)
            .ok_or(FrameError::TooLong(self.limit))?;
        if header.mask.is_some() {
            return Err(FrameError::Broken("a server must not mask".into()));
        }
        if self.buffer.len() - start < length {
            return Ok(None);
        }
        drop(self.buffer.split_to(start));
        Ok(Some((header, self.buffer.split_to(length).freeze())))
    }

    fn admit(&mut self, header: &FrameHeader, payload: Bytes) -> Result<Option<Incoming>, FrameError> {
        let data = match header.opcode {
            OpCode::Control(Control::Ping) => return Ok(Some(Incoming::Ping(payload))),
            OpCode::Control(Control::Pong) => return Ok(Some(Incoming::Other)),
            OpCode::Control(Control::Close) => return Ok(Some(Incoming::Close)),
            OpCode::Control(Control::Reserved(_)) => {
                return Err(FrameError::Broken("reserved opcode".into()));
            }
            OpCode::Data(data) => data,
        };
        let mut message = match (data, self.message.take()) {
            (Data::Continue, Some(message)) => message,
            (Data::Continue, None) => return Err(FrameError::Broken("nothing to continue".into())),
            (_, Some(_)) => return Err(FrameError::Broken("a message began within another".into())),
            (data, None) => Partial { text: data == Data::Text, bytes: BytesMut::new() },
        };
        if message.bytes.len() + payload.len() > self.limit {
            return Err(FrameError::TooLong(self.limit));
        }
        message.bytes.extend_from_slice(&payload);
        if header.is_final {
            return message.finish().map(Some);
        }
        self.message = Some(message);
        Ok(None)
    }
}

impl Partial {
    fn finish(self) -> Result<Incoming, FrameError> {
        if !self.text {
            return Ok(Incoming::Other);
        }
        String::from_utf8(self.bytes.into())
            .map(Incoming::Text)
            .map_err(|_| FrameError::Broken("a text message is not UTF-8".into()))
    }
}

/// Writes one whole frame, masked as a client must.
pub(super) fn encode(opcode: OpCode, payload: &[u8], mask: [u8; 4]) -> Result<Vec<u8>, FrameError> {
    let header = FrameHeader { is_final: true, opcode, mask: Some(mask), ..FrameHeader::default() };
    let mut bytes = Vec::with_capacity(payload.len() + 14);
    Frame::from_payload(header, Bytes::copy_from_slice(payload))
        .format(&mut bytes)
        .map_err(|error| FrameError::Broken(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 70_000;

    #[test]
    fn messages_survive_any_cut() {
        let mut stream = frame(OpCode::Data(Data::Text), true, b"one");
        stream.extend(frame(OpCode::Data(Data::Text), false, b"tw"));
        stream.extend(frame(OpCode::Control(Control::Ping), true, b"p"));
        stream.extend(frame(OpCode::Data(Data::Continue), true, b"o"));
        stream.extend(frame(OpCode::Data(Data::Text), true, &vec![b'x'; 65_536]));
        let expected = vec![
            Incoming::Text("one".into()),
            Incoming::Ping(Bytes::from_static(b"p")),
            Incoming::Text("two".into()),
            Incoming::Text("x".repeat(65_536)),
        ];
        for cut in (0..64).chain([stream.len() - 1, stream.len()]) {
            assert_eq!(read(&[&stream[..cut], &stream[cut..]]), Ok(expected.clone()), "cut at {cut}");
        }
    }

    #[test]
    fn a_long_message_is_refused_before_it_is_buffered() {
        let mut header = vec![0x81, 127];
        header.extend((1_u64 << 40).to_be_bytes());
        assert_eq!(read(&[&header]), Err(FrameError::TooLong(LIMIT)));
    }

    #[test]
    fn fragments_together_obey_the_limit() {
        let mut stream = frame(OpCode::Data(Data::Text), false, &vec![b'x'; 60_000]);
        stream.extend(frame(OpCode::Data(Data::Continue), true, &vec![b'x'; 60_000]));
        assert_eq!(read(&[&stream]), Err(FrameError::TooLong(LIMIT)));
    }

    #[test]
    fn broken_streams_are_errors() {
        assert!(read(&[&frame(OpCode::Data(Data::Continue), true, b"x")]).is_err());
        assert!(read(&[&frame(OpCode::Data(Data::Text), true, b"\xff")]).is_err());
        assert!(read(&[&encode(OpCode::Data(Data::Text), b"x", [1, 2, 3, 4]).unwrap()]).is_err());
    }

    #[test]
    fn what_is_sent_is_masked() {
        let bytes = encode(OpCode::Data(Data::Text), b"ab", [1, 2, 3, 4]).unwrap();
        assert_eq!(bytes, [0x81, 0x82, 1, 2, 3, 4, b'a' ^ 1, b'b' ^ 2]);
    }

    fn read(pieces: &[&[u8]]) -> Result<Vec<Incoming>, FrameError> {
        let mut decoder = Decoder::new(LIMIT);
        let mut all = Vec::new();
        for piece in pieces {
            decoder.feed(piece);
            while let Some(incoming) = decoder.next()? {
                all.push(incoming);
            }
        }
        Ok(all)
    }

    fn frame(opcode: OpCode, is_final: bool, payload: &[u8]) -> Vec<u8> {
        let header = FrameHeader { is_final, opcode, ..FrameHeader::default() };
        let mut bytes = Vec::new();
        Frame::from_payload(header, Bytes::copy_from_slice(payload)).format(&mut bytes).unwrap();
        bytes
    }
}
