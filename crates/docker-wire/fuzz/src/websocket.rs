//! The reader of WebSocket frames.

use bytes::Bytes;
use docker_wire::codec::{
    CodecError,
    websocket::{self, Event, WebSocketDecoder},
};

use super::cuts;

/// What was read, where pieces of data without anything between are one.
type Seen = Vec<Event>;

/// Checks that however the bytes are cut, the events are what the frames say; and that what we frame ourselves carries
/// what it was given, and is refused by this side, since it is masked.
pub fn check(data: &[u8]) {
    let (events, end) = expected(data);
    for pieces in cuts::ways(data) {
        let (seen, seen_end) = read(&pieces);
        assert_eq!((&seen, kind(&seen_end)), (&events, end), "{pieces:?}");
    }
    let ours = websocket::data(data);
    assert_eq!(&ours[ours.len() - data.len()..], data);
    assert!(WebSocketDecoder::new().push(&ours).is_err());
}

/// How a stream ends: well, cut, or with what is no frame.
fn kind(end: &Result<(), CodecError>) -> &'static str {
    match end {
        Ok(()) => "well",
        Err(CodecError::Truncated) => "cut",
        Err(_) => "malformed",
    }
}

/// Reads all at once, as RFC 6455 describes the frames that a server sends.
fn expected(mut data: &[u8]) -> (Seen, &'static str) {
    let mut seen = Seen::new();
    while let [first, rest @ ..] = data {
        let [second, rest @ ..] = rest else { return (seen, "cut") };
        let (kind, control) = (first & 0x0f, first & 0x08 != 0);
        if first & 0x70 != 0 || second & 0x80 != 0 {
            return (seen, "malformed");
        }
        let wide = match second {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let Some((long, rest)) = rest.split_at_checked(wide) else { return (seen, "cut") };
        let length = match wide {
            0 => u64::from(*second),
            _ => long.iter().fold(0, |length, byte| length << 8 | u64::from(*byte)),
        };
        let known = matches!(kind, 0..=2 | 8..=10);
        if !known || (control && (first & 0x80 == 0 || length > 125)) {
            return (seen, "malformed");
        }
        let there = usize::try_from(length).unwrap_or(usize::MAX).min(rest.len());
        let (carried, after) = rest.split_at(there);
        let whole = there as u64 == length;
        match kind {
            0..=2 => {
                add(&mut seen, Event::Data(Bytes::copy_from_slice(carried)));
                if !whole {
                    return (seen, "cut");
                }
            }
            _ if !whole => return (seen, "cut"),
            8 => {
                seen.push(Event::Close);
                return (seen, "well");
            }
            9 => seen.push(Event::Ping(Bytes::copy_from_slice(carried))),
            _ => {}
        }
        data = after;
    }
    (seen, "well")
}

fn read(pieces: &[Bytes]) -> (Seen, Result<(), CodecError>) {
    let mut decoder = WebSocketDecoder::new();
    let mut seen = Seen::new();
    for piece in pieces {
        let pushed = decoder.push(piece);
        while let Some(event) = decoder.next_event() {
            assert!(!matches!(&event, Event::Data(bytes) if bytes.is_empty()));
            add(&mut seen, event);
        }
        if let Err(error) = pushed {
            return (seen, Err(error));
        }
    }
    (seen, decoder.finish())
}

fn add(seen: &mut Seen, event: Event) {
    match (seen.last_mut(), event) {
        (_, Event::Data(more)) if more.is_empty() => {}
        (Some(Event::Data(bytes)), Event::Data(more)) => *bytes = [&bytes[..], &more[..]].concat().into(),
        (_, event) => seen.push(event),
    }
}
