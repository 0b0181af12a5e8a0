//! The demultiplexer of container output.

use bytes::Bytes;
use docker_wire::codec::{
    CodecError,
    multiplex::{Demultiplexer, Stream},
};

use super::cuts;

type Output = Vec<(u8, Vec<u8>)>;

/// Checks that however the bytes are cut, the output is what the headers say, and the end is the right one.
pub fn check(data: &[u8]) {
    let (output, end) = expected(data);
    for pieces in cuts::ways(data) {
        let (seen, seen_end) = demultiplexed(&pieces, false);
        assert_eq!(seen, output, "{pieces:?}");
        assert_eq!(demultiplexed(&pieces, true), (seen, seen_end.clone()), "{pieces:?}");
        match (&end, &seen_end) {
            (End::Well, Ok(()))
            | (End::Cut, Err(CodecError::Truncated))
            | (End::Malformed, Err(CodecError::Malformed(_))) => {}
            (End::Reported(text), Err(CodecError::Reported(seen))) => assert!(same(text, seen), "{seen}"),
            _ => panic!("{seen_end:?} is not {end:?}"),
        }
    }
}

/// How a stream ends.
#[derive(Debug)]
enum End {
    Well,
    Cut,
    Malformed,
    Reported(Vec<u8>),
}

/// Reads all at once, as the format is described.
fn expected(mut data: &[u8]) -> (Output, End) {
    let mut output = Output::new();
    while !data.is_empty() {
        let Some((head, rest)) = data.split_first_chunk::<8>() else { return (output, End::Cut) };
        if head[0] > 3 || head[1..4] != [0, 0, 0] {
            return (output, End::Malformed);
        }
        let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let (said, after) = rest.split_at(length.min(rest.len()));
        match (head[0], said.len() == length) {
            (3, true) => return (output, End::Reported(said.to_vec())),
            (3, false) => return (output, End::Cut),
            (stream, whole) => {
                add(&mut output, stream, said);
                if !whole {
                    return (output, End::Cut);
                }
            }
        }
        data = after;
    }
    (output, End::Well)
}

/// Takes all pieces, and whole frames lent or as any other.
fn demultiplexed(pieces: &[Bytes], lent: bool) -> (Output, Result<(), CodecError>) {
    let mut demultiplexer = Demultiplexer::new();
    let mut output = Output::new();
    for piece in pieces {
        demultiplexer.push(piece.clone());
        loop {
            while lent && let Some(slice) = demultiplexer.lend_whole() {
                assert!(!slice.bytes.is_empty());
                add(&mut output, number(slice.stream), slice.bytes);
            }
            match demultiplexer.take() {
                Ok(Some(piece)) => {
                    assert!(!piece.bytes.is_empty());
                    add(&mut output, number(piece.stream), &piece.bytes);
                }
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(demultiplexer.finish(), Err(error.clone()), "an error is for good");
                    return (output, Err(error));
                }
            }
        }
    }
    (output, demultiplexer.finish())
}

fn number(stream: Stream) -> u8 {
    match stream {
        Stream::Stdin => 0,
        Stream::Stdout => 1,
        Stream::Stderr => 2,
        Stream::Console => panic!("a framed stream has no terminal"),
    }
}

/// Adds output, one after the other: where it was cut says nothing.
fn add(output: &mut Output, stream: u8, said: &[u8]) {
    match output.last_mut() {
        _ if said.is_empty() => {}
        Some((last, text)) if *last == stream => text.extend_from_slice(said),
        _ => output.push((stream, said.to_vec())),
    }
}

/// Tells whether the words that were read are those that were sent.
fn same(sent: &[u8], seen: &str) -> bool {
    String::from_utf8_lossy(sent).trim() == seen.trim()
}
