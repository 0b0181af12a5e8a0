//! An answer that is JSON values, one after the other.

use std::{collections::VecDeque, fmt, marker::PhantomData};

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;

use super::{Reply, decode::decode, failure::broken_format, streaming};
use crate::{
    body::Body,
    codec::lines::Splitter,
    error::{Context, Error},
    transport::BoxFuture,
};

/// JSON values that arrive one after the other: events, statistics.
///
/// Dropping it closes the exchange.
pub struct Lines<T> {
    body: Body,
    splitter: Splitter,
    context: Context,
    ended: bool,
    values: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Lines<T> {
    /// Returns the next value, or `None` when the engine has ended the stream.
    ///
    /// # Errors
    ///
    /// Fails where the connection does, and at a value that cannot be read. After such a value the stream goes on;
    /// after any other error it has ended.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        let value = self.next_bytes().await?;
        Some(value.and_then(|bytes| {
            decode(&bytes).map_err(|error| {
                Error::unreadable("a line of it is not the JSON that was expected", &self.context)
                    .because(error)
            })
        }))
    }
}

impl<T> Lines<T> {
    pub(super) fn new(response: Response<Body>, context: Context) -> Self {
        Self {
            body: response.into_body(),
            splitter: Splitter::new(),
            context,
            ended: false,
            values: PhantomData,
        }
    }

    /// Tells whether something may still come after an error.
    pub(crate) fn goes_on(&self) -> bool {
        !self.ended
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Returns the next value as the engine wrote it.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next), but for values that cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next_bytes(&mut self) -> Option<Result<Bytes, Error>> {
        let next = self.advance().await.transpose();
        self.ended |= !matches!(next, Some(Ok(_)));
        next
    }

    async fn advance(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.ended {
            if let Some(value) = self.splitter.take().map_err(|error| broken_format(error, &self.context))? {
                return Ok(Some(value));
            }
            match self.body.next_joined().await {
                Some(Ok(bytes)) => self.splitter.push(bytes),
                Some(Err(error)) => return Err(Error::transport(error, &self.context)),
                None => {
                    self.ended = true;
                    return self.splitter.finish().map_err(|error| broken_format(error, &self.context));
                }
            }
        }
        Ok(None)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("ended", &self.ended).finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + 'static> Reply for Lines<T> {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        streaming(Self::new(response, context))
    }
}

/// The last lines of some text that arrives in parts, bounded in number and length.
#[derive(Debug, Default)]
pub(super) struct Tail {
    lines: VecDeque<String>,
    /// Whether the last line may go on.
    open: bool,
}

/// How many lines of output an error keeps.
const TAIL: usize = 50;
/// How much of one line it keeps: 4 KiB.
const LONGEST_LINE: usize = 4 << 10;

impl Tail {
    pub(super) fn add(&mut self, text: &str) {
        for part in text.split_inclusive('\n') {
            if !self.open {
                self.lines.push_back(String::new());
                if self.lines.len() > TAIL {
                    self.lines.pop_front();
                }
            }
            self.open = !part.ends_with('\n');
            if let Some(line) = self.lines.back_mut() {
                let room = LONGEST_LINE.saturating_sub(line.len());
                line.extend(part.trim_end_matches(['\r', '\n']).chars().take(room));
            }
        }
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines.into()
    }
}
