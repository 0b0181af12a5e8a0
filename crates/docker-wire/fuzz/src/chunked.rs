//! The decoder of the chunked transfer coding.

use bytes::{Bytes, BytesMut};
use docker_wire::codec::{CodecError, chunked::Dechunker};

use super::cuts;

/// The bounds of what is skipped lie beyond this; they have tests of their own.
const LONGEST: usize = 4000;

/// Checks that however the bytes are cut, the body is what the sizes say, and the end is the right one.
pub fn check(data: &[u8]) {
    let data = &data[..data.len().min(LONGEST)];
    let mut body = Vec::new();
    let end = expected(data, &mut body);
    let ways = cuts::ways(data);
    for (take, pieces) in TAKES.iter().flat_map(|take| ways.iter().map(move |pieces| (*take, pieces))) {
        let (seen, seen_end, rest) = joined(pieces, take);
        assert_eq!(seen, body, "{pieces:?}");
        match (end, &seen_end) {
            (Ok(left), Ok(())) => assert_eq!(rest, data[data.len() - left..], "{pieces:?}"),
            (Err(Wrong::Cut), Err(CodecError::Truncated)) => {}
            (Err(Wrong::Malformed), Err(CodecError::Malformed(_))) => {}
            _ => panic!("{seen_end:?} is not {end:?}: {pieces:?}"),
        }
    }
}

type Take = fn(&mut Dechunker) -> Result<Option<Bytes>, CodecError>;

/// The two ways to take pieces, which differ in where these are cut.
const TAKES: [Take; 2] = [Dechunker::take, Dechunker::take_joined];

#[derive(Debug, Clone, Copy)]
enum Wrong {
    Cut,
    Malformed,
}

/// Reads all at once, as RFC 9112 describes it, and tells how much is left after the body.
fn expected(data: &[u8], body: &mut Vec<u8>) -> Result<usize, Wrong> {
    let mut rest = data;
    loop {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let text = std::str::from_utf8(&rest[..digits]).map_err(|_| Wrong::Malformed)?;
        let size = match (text.trim_start_matches('0'), text) {
            (_, "") if rest.is_empty() => return Err(Wrong::Cut),
            (_, "") => return Err(Wrong::Malformed),
            ("", _) => 0,
            (digits, _) => u64::from_str_radix(digits, 16).map_err(|_| Wrong::Malformed)?,
        };
        rest = &rest[digits..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        rest = &rest[blanks..];
        if rest.first() == Some(&b';') {
            rest = &rest[rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()..];
        }
        rest = literal(rest, b"\r\n")?;
        if size == 0 {
            return trailers(rest);
        }
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        body.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
        if (length as u64) < size {
            return Err(Wrong::Cut);
        }
        rest = literal(rest, b"\r\n")?;
    }
}

fn trailers(mut rest: &[u8]) -> Result<usize, Wrong> {
    loop {
        let length = rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
        rest = literal(&rest[length..], b"\r\n")?;
        if length == 0 {
            return Ok(rest.len());
        }
    }
}

fn literal<'a>(rest: &'a [u8], wanted: &[u8]) -> Result<&'a [u8], Wrong> {
    match rest.strip_prefix(wanted) {
        Some(after) => Ok(after),
        None if wanted.starts_with(rest) => Err(Wrong::Cut),
        None => Err(Wrong::Malformed),
    }
}

fn joined(pieces: &[Bytes], take: Take) -> (Vec<u8>, Result<(), CodecError>, Vec<u8>) {
    let mut dechunker = Dechunker::new();
    let mut body = Vec::new();
    for piece in pieces {
        dechunker.push(BytesMut::from(&**piece));
        loop {
            match take(&mut dechunker) {
                Ok(Some(piece)) => {
                    assert!(!piece.is_empty());
                    body.extend_from_slice(&piece);
                }
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(dechunker.finish(), Err(error.clone()), "an error is for good");
                    return (body, Err(error), Vec::new());
                }
            }
        }
    }
    let end = dechunker.finish();
    (body, end, dechunker.rest().to_vec())
}
