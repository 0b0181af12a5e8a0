//! The way to a state, so that one that breaks a promise is a journal to step through.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::super::journaled::written;
use crate::fleet::{
    Effect, Event, Time,
    journal::{Header, Step},
};

/// The steps from the beginning to a state; states that share a beginning share its steps.
#[derive(Clone)]
pub(super) struct Trail(Arc<Link>);

enum Link {
    Beginning(Header),
    Step(Trail, Step),
}

thread_local! {
    /// The step that is being done.
    static LAST: RefCell<Option<Trail>> = const { RefCell::new(None) };
}

impl Trail {
    pub(super) fn new(header: Header) -> Self {
        Self(Arc::new(Link::Beginning(header)))
    }

    /// Notes a step before it is done; should it fail, its effects are missing.
    pub(super) fn begin(&self, now: Time, event: &Event) {
        LAST.set(Some(self.after(now, event.clone(), Vec::new())));
    }

    /// The trail after a step.
    pub(super) fn after(&self, now: Time, event: Event, effects: Vec<Effect>) -> Self {
        let after = Self(Arc::new(Link::Step(self.clone(), Step { now, event, effects })));
        LAST.set(Some(after.clone()));
        after
    }

    fn lines(&self) -> Vec<String> {
        let (mut lines, mut at) = (Vec::new(), self);
        loop {
            match &*at.0 {
                Link::Step(before, step) => {
                    lines.push(step.encode().expect("a step"));
                    at = before;
                }
                Link::Beginning(header) => {
                    lines.push(header.encode().expect("a header"));
                    lines.reverse();
                    return lines;
                }
            }
        }
    }
}

/// Does something, and says after a panic where the journal of the last step is.
pub(super) fn told<T>(what: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(what)).unwrap_or_else(|_| {
        let lines = LAST.take().map(|trail| trail.lines()).unwrap_or_default();
        panic!("the steps to this: `latent replay {}`", written("explored", &lines))
    })
}
