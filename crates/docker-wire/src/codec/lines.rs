//! Splits a stream of bytes into JSON values.
//!
//! The engine separates values by CRLF, LF, a record separator (RFC 7464) or nothing at all, depending on endpoint
//! and release. The splitter therefore follows the structure of the values and not the separators. It looks at each
//! byte once, however the stream is cut, and does not decode text.

use std::collections::VecDeque;

use bytes::{Buf, Bytes, BytesMut};

use super::CodecError;

/// The longest value that is taken unless told otherwise: 16 MiB.
pub const LONGEST_VALUE: usize = 16 << 20;

/// Splits pushed bytes into JSON values.
///
/// A value that lies within one push is a slice of it; only a value that was cut is copied.
///
/// # Examples
///
/// ```
/// use docker_wire::codec::lines::Splitter;
///
/// let mut splitter = Splitter::new();
/// splitter.push("{\"a\":1}\r\n{\"b\":".into());
/// assert_eq!(splitter.take()?.as_deref(), Some(&b"{\"a\":1}"[..]));
/// assert_eq!(splitter.take()?, None);
/// splitter.push("2}".into());
/// assert_eq!(splitter.take()?.as_deref(), Some(&b"{\"b\":2}"[..]));
/// assert_eq!(splitter.finish()?, None);
/// # Ok::<(), docker_wire::codec::CodecError>(())
/// ```
#[derive(Debug)]
pub struct Splitter {
    /// What was pushed and not looked at.
    queue: VecDeque<Bytes>,
    /// The beginning of a value that was cut.
    carry: BytesMut,
    state: State,
    limit: usize,
    failed: Option<CodecError>,
}

/// Where in a value the splitter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    /// In an array or object, this many brackets deep.
    Nested(usize),
    /// In a string, this many brackets deep; zero is a string that is a value of its own.
    Text(usize),
    /// After a backslash in a string.
    Escape(usize),
    /// In a number or a word, which only what follows it ends.
    Scalar,
}

/// Where the first value in some bytes ends.
enum Scan {
    /// Before this index; what was before its first byte is separators.
    Complete { start: usize, end: usize },
    /// Beyond these bytes; it begins at this index, or there is none.
    Partial { start: usize },
}

impl Splitter {
    /// Makes a splitter that takes values up to [`LONGEST_VALUE`].
    pub fn new() -> Self {
        Self::with_limit(LONGEST_VALUE)
    }

    /// Makes a splitter that takes values up to `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self { queue: VecDeque::new(), carry: BytesMut::new(), state: State::Between, limit, failed: None }
    }

    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.queue.push_back(bytes);
        }
    }

    /// Takes the next complete value, or `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// Fails if a value is too long, or closes a bracket that it did not open; then it fails for good.
    pub fn take(&mut self) -> Result<Option<Bytes>, CodecError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let taken = self.advance();
        if let Err(error) = &taken {
            self.failed = Some(error.clone());
            self.queue.clear();
            self.carry = BytesMut::new();
        }
        taken
    }

    /// Ends the stream: takes a last value that only the end of the stream completes.
    ///
    /// # Errors
    ///
    /// Fails if a value is left incomplete.
    pub fn finish(&mut self) -> Result<Option<Bytes>, CodecError> {
        if let Some(value) = self.take()? {
            return Ok(Some(value));
        }
        match std::mem::replace(&mut self.state, State::Between) {
            State::Between => Ok(None),
            State::Scalar => Ok(Some(self.carry.split().freeze())),
            State::Nested(_) | State::Text(_) | State::Escape(_) => Err(CodecError::Truncated),
        }
    }

    fn advance(&mut self) -> Result<Option<Bytes>, CodecError> {
        while let Some(mut bytes) = self.queue.pop_front() {
            let (value, rest) = match scan(&mut self.state, &bytes)? {
                Scan::Complete { start, end } => {
                    let rest = bytes.split_off(end);
                    bytes.advance(start);
                    (Some(bytes), rest)
                }
                Scan::Partial { start } => {
                    let part = bytes.get(start..).unwrap_or_default();
                    self.fits(part.len())?;
                    self.carry.extend_from_slice(part);
                    (None, Bytes::new())
                }
            };
            if !rest.is_empty() {
                self.queue.push_front(rest);
            }
            if let Some(value) = value {
                self.fits(value.len())?;
                return Ok(Some(self.joined(value)));
            }
        }
        Ok(None)
    }

    fn fits(&self, more: usize) -> Result<(), CodecError> {
        if self.carry.len() + more > self.limit { Err(CodecError::TooLong(self.limit)) } else { Ok(()) }
    }

    fn joined(&mut self, end: Bytes) -> Bytes {
        if self.carry.is_empty() {
            return end;
        }
        self.carry.extend_from_slice(&end);
        // The buffer goes with the value, so that a long one does not stay allocated behind the next.
        std::mem::take(&mut self.carry).freeze()
    }
}

impl Default for Splitter {
    fn default() -> Self {
        Self::new()
    }
}

/// Goes on from `state` to the end of the first value or of the bytes.
fn scan(state: &mut State, bytes: &[u8]) -> Result<Scan, CodecError> {
    let mut start = 0;
    let mut at = 0;
    if *state == State::Between {
        start = bytes.iter().position(|byte| !separates(*byte)).unwrap_or(bytes.len());
        let Some(first) = bytes.get(start) else {
            return Ok(Scan::Partial { start });
        };
        *state = begin(*first)?;
        at = start + 1;
    }
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, next) = step(*state, rest);
        at += length;
        *state = next;
        if next == State::Between {
            return Ok(Scan::Complete { start, end: at });
        }
    }
    Ok(Scan::Partial { start })
}

fn separates(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x1e)
}

fn begin(byte: u8) -> Result<State, CodecError> {
    match byte {
        b'{' | b'[' => Ok(State::Nested(1)),
        b'"' => Ok(State::Text(0)),
        b'}' | b']' => Err(CodecError::Malformed("a bracket is closed that was not opened".to_owned())),
        _ => Ok(State::Scalar),
    }
}

/// Skips to where the state changes, and says how far that was; [`State::Between`] says that the value is complete.
fn step(state: State, bytes: &[u8]) -> (usize, State) {
    let find = |wanted: fn(u8) -> bool| bytes.iter().position(|byte| wanted(*byte));
    let found = match state {
        State::Escape(_) => Some(0),
        State::Text(_) => find(|byte| matches!(byte, b'"' | b'\\')),
        State::Nested(_) => find(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']')),
        State::Between | State::Scalar => {
            find(|byte| separates(byte) || matches!(byte, b'"' | b'{' | b'[' | b'}' | b']'))
        }
    };
    let Some(found) = found else {
        return (bytes.len(), state);
    };
    let next = match (state, bytes[found]) {
        // What ends a scalar is not part of it.
        (State::Between | State::Scalar, _) => return (found, State::Between),
        (State::Escape(depth), _) => State::Text(depth),
        (State::Text(depth), b'\\') => State::Escape(depth),
        (State::Text(0), _) => State::Between,
        (State::Text(depth), _) => State::Nested(depth),
        (State::Nested(depth), b'"') => State::Text(depth),
        (State::Nested(depth), b'{' | b'[') => State::Nested(depth + 1),
        (State::Nested(1), _) => State::Between,
        (State::Nested(depth), _) => State::Nested(depth - 1),
    };
    (found + 1, next)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_split_whatever_stands_between_them() {
        for (text, values) in [
            ("{\"a\":1}\r\n{\"b\":2}\r\n", vec!["{\"a\":1}", "{\"b\":2}"]),
            ("{}\n{}\n", vec!["{}", "{}"]),
            ("\x1e{}\n\x1e[]\n", vec!["{}", "[]"]),
            ("{}{}[]\"a\"\"b\"1 2\n", vec!["{}", "{}", "[]", "\"a\"", "\"b\"", "1", "2"]),
            ("true{}null\n", vec!["true", "{}", "null"]),
            (r#"{"a":"}\"{\\"}{"b":["]"]}"#, vec![r#"{"a":"}\"{\\"}"#, r#"{"b":["]"]}"#]),
            (" \r\n\t ", vec![]),
            ("7", vec!["7"]),
        ] {
            for cut in 0..=text.len() {
                assert_eq!(split(text, &[cut]).unwrap(), values, "{text:?} cut at {cut}");
            }
            let everywhere: Vec<_> = (0..text.len()).collect();
            assert_eq!(split(text, &everywhere).unwrap(), values, "{text:?} byte by byte");
        }
    }

    #[test]
    fn a_cut_value_is_an_error_at_the_end() {
        for text in ["{", "{\"a\":1", "\"a", "[[1]", "{}{\"a\":\"\\"] {
            assert_eq!(split(text, &[]), Err(CodecError::Truncated), "{text:?}");
        }
    }

    #[test]
    fn a_bracket_that_was_not_opened_is_an_error_for_good() {
        let mut splitter = Splitter::new();
        splitter.push("{}}{}".into());
        assert!(splitter.take().unwrap().is_some());
        assert!(matches!(splitter.take(), Err(CodecError::Malformed(_))));
        splitter.push("{}".into());
        assert!(matches!(splitter.take(), Err(CodecError::Malformed(_))));
    }

    #[test]
    fn a_value_beyond_the_limit_is_an_error_before_it_is_complete() {
        let mut splitter = Splitter::with_limit(8);
        splitter.push("{\"a\":1}{\"a\":".into());
        assert!(splitter.take().unwrap().is_some());
        assert_eq!(splitter.take(), Ok(None));
        splitter.push("\"long".into());
        assert_eq!(splitter.take(), Err(CodecError::TooLong(8)));
    }

    #[test]
    fn a_value_in_one_piece_is_not_copied() {
        let pushed = Bytes::from_static(b"\r\n{\"a\":1}\r\n");
        let mut splitter = Splitter::new();
        splitter.push(pushed.clone());
        let value = splitter.take().unwrap().unwrap();
        assert_eq!(value.as_ptr(), pushed[2..].as_ptr());
    }

    proptest! {
        #[test]
        fn cuts_do_not_change_the_values(
            values in proptest::collection::vec(json(), 0..6),
            separator in prop_oneof![Just("\r\n"), Just("\n"), Just("\x1e")],
            cuts in proptest::collection::vec(0usize..400, 0..8),
        ) {
            let texts: Vec<_> = values.iter().map(ToString::to_string).collect();
            prop_assert_eq!(split(&texts.join(separator), &cuts).unwrap(), texts);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut splitter = Splitter::with_limit(50);
            splitter.push(bytes.into());
            while let Ok(Some(_)) = splitter.take() {}
            let _ = splitter.finish();
        }
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            ".{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::btree_map(".{0,5}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn split(text: &str, cuts: &[usize]) -> Result<Vec<String>, CodecError> {
        let mut cuts: Vec<_> = cuts.iter().copied().filter(|cut| *cut <= text.len()).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let mut splitter = Splitter::new();
        let mut values = Vec::new();
        let text = Bytes::copy_from_slice(text.as_bytes());
        for pair in cuts.windows(2) {
            splitter.push(text.slice(pair[0]..pair[1]));
            while let Some(value) = splitter.take()? {
                values.push(String::from_utf8(value.to_vec()).unwrap());
            }
        }
        values.extend(splitter.finish()?.map(|value| String::from_utf8(value.to_vec()).unwrap()));
        Ok(values)
    }
}
