//! The splitter of JSON streams.

use bytes::Bytes;
use docker_wire::codec::{CodecError, lines::Splitter};
use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::cuts;

/// A short limit, so that it is met.
const LIMIT: usize = 200;

/// Checks that cuts change nothing, that only separators are left out, that the limit holds, and that values are where
/// a real parser of JSON sees them.
pub fn check(data: &[u8]) {
    let (values, end) = split(&[Bytes::copy_from_slice(data)]);
    for pieces in cuts::ways(data) {
        let (other, other_end) = split(&pieces);
        let cuts: Vec<_> = pieces.iter().map(Bytes::len).collect();
        assert_eq!(other, values, "cut into {cuts:?}");
        assert_eq!(other_end, end, "cut into {cuts:?}");
    }
    let ends = places(data, &values, end.is_ok());
    if let Some(seen) = parsed(data).filter(|_| end.is_ok()) {
        assert_eq!(ends, seen);
    }
    let again = values.join(&b'\n');
    assert_eq!(split(&[again.into()]), (values, Ok(())));
}

fn split(pieces: &[Bytes]) -> (Vec<Bytes>, Result<(), CodecError>) {
    let mut splitter = Splitter::with_limit(LIMIT);
    let mut values = Vec::new();
    for piece in pieces {
        splitter.push(piece.clone());
        loop {
            match splitter.take() {
                Ok(Some(value)) => values.push(value),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(splitter.take(), Err(error.clone()), "an error is for good");
                    return (values, Err(error));
                }
            }
        }
    }
    match splitter.finish() {
        Ok(last) => {
            values.extend(last);
            (values, Ok(()))
        }
        Err(error) => (values, Err(error)),
    }
}

/// Finds each value in the data, and tells where it ends.
fn places(data: &[u8], values: &[Bytes], to_the_end: bool) -> Vec<usize> {
    let mut at = 0;
    let mut ends = Vec::new();
    let separators = |bytes: &[u8]| bytes.iter().take_while(|byte| b" \t\r\n\x1e".contains(byte)).count();
    for value in values {
        assert!(!value.is_empty() && value.len() <= LIMIT);
        at += separators(&data[at..]);
        assert!(data[at..].starts_with(value), "{value:?} is not what stands at {at}");
        at += value.len();
        ends.push(at);
    }
    at += separators(&data[at..]);
    assert!(!to_the_end || at == data.len(), "what stands at {at} is lost");
    ends
}

/// Where values end, if all of the data are JSON.
fn parsed(data: &[u8]) -> Option<Vec<usize>> {
    let mut values = Deserializer::from_slice(data).into_iter::<IgnoredAny>();
    let mut ends = Vec::new();
    while let Some(value) = values.next() {
        value.ok()?;
        ends.push(values.byte_offset());
    }
    Some(ends)
}
