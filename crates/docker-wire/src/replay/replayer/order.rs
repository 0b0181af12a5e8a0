//! Who may go next: engine events wait for the causes above them.
//!
//! ```text
//! file    request A · reply A · request B · frame of A · reply B
//! cause       *                     *
//! seen        ✓                     –          the frontier is here: reply A may go, the rest waits
//! ```

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Timing, diff,
    edit::{Edit, Edits},
    index::Index,
    matching::Asked,
};
use crate::{
    error::TransportError,
    replay::format::{Compare, Exchange, Fixture, Happening, Side},
};

const PATIENCE: Duration = Duration::from_secs(5);

/// A fixture with what has been seen of it.
pub(super) struct Stage {
    fixture: Fixture,
    lanes: Vec<Arc<str>>,
    state: Mutex<State>,
    /// Changes with everything that happens.
    progress: watch::Sender<u64>,
}

pub(super) struct State {
    pub(super) timing: Timing,
    pub(super) patience: Duration,
    pub(super) lenient: bool,
    pub(super) finished: bool,
    /// For every event that is a cause, when it was seen.
    seen: Vec<Option<Instant>>,
    /// For every exchange, whether it was asked.
    asked: Vec<bool>,
    /// Where the others are looked for.
    index: Index,
    /// The first cause that was not seen, or the number of events.
    frontier: usize,
    /// The newest recorded time of anything that happened.
    reached: u64,
    /// When that was.
    reached_at: Instant,
    /// The newest recorded time of an event that the engine's side handed out.
    position: u64,
    problems: Vec<String>,
    /// By exchange.
    edits: HashMap<usize, Edits>,
}

impl State {
    fn reach(&mut self, t: u64) {
        if t > self.reached {
            self.reached = t;
            self.reached_at = Instant::now();
        }
    }
}

/// An exchange that was chosen for a request.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) exchange: usize,
    pub(super) asked_at: Instant,
}

impl Stage {
    pub(super) fn new(fixture: Fixture) -> Self {
        let state = State {
            timing: Timing::default(),
            patience: PATIENCE,
            lenient: false,
            finished: false,
            seen: vec![None; fixture.events.len()],
            asked: vec![false; fixture.exchanges.len()],
            index: Index::of(&fixture),
            frontier: 0,
            reached: 0,
            reached_at: Instant::now(),
            position: 0,
            problems: Vec::new(),
            edits: HashMap::new(),
        };
        let lanes = fixture.lanes().into_iter().map(Arc::from).collect();
        let stage = Self { fixture, lanes, state: Mutex::new(state), progress: watch::Sender::new(0) };
        stage.advance(&mut stage.lock());
        stage
    }

    pub(super) fn fixture(&self) -> &Fixture {
        &self.fixture
    }

    pub(super) fn lanes(&self) -> &[Arc<str>] {
        &self.lanes
    }

    pub(super) fn exchange(&self, index: usize) -> &Exchange {
        &self.fixture.exchanges[index]
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, State> {
        self.lock()
    }

    pub(super) fn position_ms(&self) -> u64 {
        self.lock().position
    }

    /// Tells the time of the recording: what has happened, and what has passed since, up to the next cause.
    pub(super) fn clock_ms(&self) -> u64 {
        let state = self.lock();
        let scale = match state.timing {
            Timing::Immediate => return state.reached,
            Timing::Scaled(scale) => scale,
            Timing::Exact => 1.0,
        };
        let next = self.fixture.events.get(state.frontier).or(self.fixture.events.last());
        let latest = next.map_or(state.reached, |event| event.t.max(state.reached));
        let passed = state.reached_at.elapsed().as_secs_f64() / scale;
        let passed = Duration::try_from_secs_f64(passed).unwrap_or(Duration::MAX).as_millis();
        state.reached.saturating_add(u64::try_from(passed).unwrap_or(u64::MAX)).min(latest)
    }

    pub(super) fn edit(&self, exchange: usize, edit: Edit) {
        let mut state = self.lock();
        state.edits.entry(exchange).or_default().add(edit);
        self.advance(&mut state);
    }

    pub(super) fn edits(&self, exchange: usize) -> Edits {
        self.lock().edits.get(&exchange).cloned().unwrap_or_default()
    }

    /// Chooses the exchange that answers a request, or says why there is none.
    pub(super) fn choose(&self, lane: &str, asked: &Asked) -> Result<Chosen, TransportError> {
        let mut state = self.lock();
        let fits = |index: usize| {
            let exchange = &self.fixture.exchanges[index];
            exchange.lane == lane && asked.fits(&self.fixture, exchange)
        };
        let found = state
            .index
            .open(lane, asked, fits)
            .or_else(|| state.index.polled(lane, asked, state.frontier, fits));
        let Some(exchange) = found else {
            let message = diff::unmatched(&self.fixture, lane, asked, &state.asked);
            state.problems.push(message.clone());
            return Err(TransportError::unsent(message));
        };
        state.asked[exchange] = true;
        state.index.take(&self.fixture, exchange);
        self.see_in(&mut state, self.fixture.exchanges[exchange].request);
        Ok(Chosen { exchange, asked_at: Instant::now() })
    }

    /// Notes that the client did what an event says.
    pub(super) fn see(&self, event: usize) {
        self.see_in(&mut self.lock(), event);
    }

    fn see_in(&self, state: &mut State, event: usize) {
        if state.seen[event].is_some() || !self.is_cause(state, event) {
            return;
        }
        state.seen[event] = Some(Instant::now());
        state.reach(self.fixture.events[event].t);
        self.advance(state);
    }

    fn advance(&self, state: &mut State) {
        while state.frontier < self.fixture.events.len()
            && (!self.is_cause(state, state.frontier) || state.seen[state.frontier].is_some())
        {
            state.frontier += 1;
        }
        self.progress.send_modify(|count| *count += 1);
    }

    fn is_cause(&self, state: &State, event: usize) -> bool {
        let event = &self.fixture.events[event];
        let diverted = state.edits.get(&event.exchange).is_some_and(Edits::diverts);
        let exchange = &self.fixture.exchanges[event.exchange];
        let compared = exchange.compare != Some(Compare::Target) && !diverted;
        !exchange.repeat
            && match event.what {
                Happening::Request => true,
                Happening::Frame { from: Side::Client, .. } | Happening::End(Side::Client) => compared,
                Happening::Frame { .. }
                | Happening::End(_)
                | Happening::Reply { .. }
                | Happening::Fail { .. } => false,
            }
    }

    /// Waits until an event of the engine may be handed out.
    pub(super) async fn release(self: Arc<Self>, event: usize, chosen: Chosen) -> Result<(), TransportError> {
        let repeat = self.exchange(chosen.exchange).repeat;
        if !repeat {
            self.causes_of(event).await?;
        }
        if let Some(when) = self.due(event, chosen, repeat) {
            sleep_until(when).await;
        }
        let mut state = self.lock();
        let t = self.fixture.events[event].t;
        state.position = state.position.max(t);
        state.reach(t);
        drop(state);
        self.progress.send_modify(|count| *count += 1);
        Ok(())
    }

    async fn causes_of(&self, event: usize) -> Result<(), TransportError> {
        let mut progress = self.progress.subscribe();
        loop {
            progress.mark_unchanged();
            let allowed = {
                let state = self.lock();
                if state.frontier > event {
                    return Ok(());
                }
                let recorded = self.fixture.events[state.frontier].t.saturating_sub(state.reached);
                state.patience.saturating_add(Duration::from_millis(recorded))
            };
            // The sender lives as long as `self`, so only the timer can end the wait without progress.
            if timeout(allowed, progress.changed()).await.is_err() {
                return Err(self.stalled(event, allowed));
            }
        }
    }

    fn stalled(&self, event: usize, waited: Duration) -> TransportError {
        let mut state = self.lock();
        let message = format!(
            "the replay stands still: {} waits for {}, which did not come within {waited:?}",
            self.fixture.describe(event),
            self.fixture.describe(state.frontier),
        );
        state.problems.push(message.clone());
        TransportError::broken(message)
    }

    /// Tells when an event is due: as long after its cause as it was recorded, or now.
    fn due(&self, event: usize, chosen: Chosen, repeat: bool) -> Option<Instant> {
        let state = self.lock();
        let scale = match state.timing {
            Timing::Immediate => return None,
            Timing::Scaled(scale) => scale,
            Timing::Exact => 1.0,
        };
        let own = (self.exchange(chosen.exchange).request, chosen.asked_at);
        let newest = || (0..event).rev().find_map(|cause| Some((cause, state.seen[cause]?)));
        let (cause, seen) = if repeat { own } else { newest().unwrap_or(own) };
        let events = &self.fixture.events;
        let after = Duration::from_millis(events[event].t.saturating_sub(events[cause].t));
        let scaled = Duration::try_from_secs_f64(after.as_secs_f64() * scale).unwrap_or_default();
        seen.checked_add(scaled)
    }

    /// Notes a problem and makes the client's error of it.
    pub(super) fn problem(&self, message: String) -> TransportError {
        self.lock().problems.push(message.clone());
        TransportError::broken(message)
    }

    /// Ends the replay and lists what is wrong.
    pub(super) fn finish(&self) -> Vec<String> {
        let mut state = self.lock();
        state.finished = true;
        let mut problems = state.problems.clone();
        problems.extend(self.missing_in(&state));
        problems
    }

    /// Lists what did not fit.
    pub(super) fn strays(&self) -> Vec<String> {
        self.lock().problems.clone()
    }

    /// Tells whether everything recorded has come: every request and all that the client did is a cause.
    pub(super) fn is_complete(&self) -> bool {
        self.lock().frontier == self.fixture.events.len()
    }

    fn missing_in(&self, state: &State) -> Vec<String> {
        let mut found = Vec::new();
        for (index, exchange) in self.fixture.exchanges.iter().enumerate().filter(|(_, it)| !it.repeat) {
            if !state.asked[index] {
                found.push(format!("recorded, never asked for: {}", self.fixture.describe(exchange.request)));
                continue;
            }
            let missing = |event: &&usize| self.is_cause(state, **event) && state.seen[**event].is_none();
            if let Some(event) = exchange.client.iter().find(missing) {
                found.push(format!("recorded, never seen: {}", self.fixture.describe(*event)));
            }
        }
        found
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is complete before anything that could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
