//! Instances of this owner that no worker accounts for, and how they go.
//!
//! A list of the engine may be older than what we know, so an instance is stopped only when two lists in a row
//! show it; at the beginning one list is enough, for nothing can have been started since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CallId, Effect, Generation, Note, Outcome, Speed, Time, WorkerName,
    policy::{Backoff, STOP_RETRY},
    worker::{Ids, unclear},
};

/// All of them, by worker and generation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Leftovers {
    #[serde(with = "pairs")]
    found: BTreeMap<(WorkerName, Generation), Leftover>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Leftover {
    /// The last list of its host showed it.
    Seen(String),
    /// It must go, until the engine confirms that it has gone.
    Doomed {
        #[serde(default)]
        host: String,
        retry: Backoff,
        call: Option<CallId>,
    },
}

impl Leftover {
    fn host(&self) -> &str {
        match self {
            Self::Seen(host) | Self::Doomed { host, .. } => host,
        }
    }

    fn doom(&mut self) {
        if let Self::Seen(host) = self {
            *self = Self::Doomed { host: std::mem::take(host), retry: Backoff::new(STOP_RETRY), call: None };
        }
    }
}

impl Leftovers {
    /// Takes the instances of one host's list that no worker accounts for; on the second sighting they must go.
    pub(super) fn observe(&mut self, host: &str, strays: &[(WorkerName, Generation)]) {
        self.found.retain(|key, leftover| {
            !matches!(leftover, Leftover::Seen(seen) if seen == host) || strays.contains(key)
        });
        for key in strays {
            match self.found.get_mut(key) {
                Some(leftover) => leftover.doom(),
                None => {
                    self.found.insert(key.clone(), Leftover::Seen(host.to_owned()));
                }
            }
        }
    }

    /// Has an instance on a host stopped.
    pub(super) fn doom(&mut self, host: &str, key: (WorkerName, Generation)) {
        self.found.entry(key).or_insert_with(|| Leftover::Seen(host.to_owned())).doom();
    }

    /// Has all instances of a worker stopped that earlier processes started. A list that still shows one of this process
    /// may be old news.
    pub(super) fn doom_earlier(&mut self, worker: &WorkerName, epoch: u32) {
        let earlier =
            |(name, generation): &(WorkerName, Generation)| name == worker && generation.epoch != epoch;
        for (_, leftover) in self.found.iter_mut().filter(|(key, _)| earlier(key)) {
            leftover.doom();
        }
    }

    /// Whether one is on a host.
    pub(super) fn on(&self, host: &str) -> bool {
        self.found.values().any(|leftover| leftover.host() == host)
    }

    /// All that must go, and when the next try to stop each is, where none is in flight.
    pub(super) fn doomed(&self) -> impl Iterator<Item = (&WorkerName, Generation, Option<Time>)> {
        self.found.iter().filter_map(|((worker, generation), leftover)| match leftover {
            Leftover::Doomed { retry, call, .. } => {
                Some((worker, *generation, call.is_none().then(|| retry.until())))
            }
            Leftover::Seen(_) => None,
        })
    }

    /// Whether there is none, not even one that the next list will decide about.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The workers of all instances that must go, one entry for each instance.
    pub(super) fn workers(&self) -> impl Iterator<Item = &WorkerName> {
        self.found
            .iter()
            .filter(|(_, leftover)| matches!(leftover, Leftover::Doomed { .. }))
            .map(|((worker, _), _)| worker)
    }

    /// Whether an instance of a worker must go.
    pub(super) fn any(&self, worker: &WorkerName) -> bool {
        self.workers().any(|name| name == worker)
    }

    /// The workers of all instances, those too that the next list will decide about.
    pub(super) fn known_workers(&self) -> impl Iterator<Item = &WorkerName> {
        self.found.keys().map(|(worker, _)| worker)
    }

    /// Whether a stop of such an instance is in flight.
    pub(super) fn in_flight(&self, worker: &WorkerName) -> bool {
        self.of(worker).any(|(_, leftover)| matches!(leftover, Leftover::Doomed { call: Some(_), .. }))
    }

    /// The instance of a worker that could be stopped now, while no other is.
    pub(super) fn due(&self, worker: &WorkerName, now: Time) -> Option<Generation> {
        if self.in_flight(worker) {
            return None;
        }
        self.of(worker).find_map(|(generation, leftover)| match leftover {
            Leftover::Doomed { retry, call: None, .. } if now >= retry.until() => Some(generation),
            Leftover::Doomed { .. } | Leftover::Seen(_) => None,
        })
    }

    /// Asks the engine to stop the instance of a worker that is due.
    pub(super) fn clear(&mut self, worker: &WorkerName, now: Time, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let Some(generation) = self.due(worker, now) else {
            return;
        };
        let key = (worker.clone(), generation);
        if let Some(Leftover::Doomed { call, .. }) = self.found.get_mut(&key) {
            let id = ids.call();
            *call = Some(id);
            effects.push(Effect::Stop(worker.clone(), id, generation, Speed::Fast));
        }
    }

    /// Writes down how a stop ended, and says whether the call was one of these.
    pub(super) fn settle(
        &mut self,
        now: Time,
        id: CallId,
        outcome: &Outcome,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let asked = self.found.iter_mut().find_map(|(key, leftover)| match leftover {
            Leftover::Doomed { retry, call, .. } if *call == Some(id) => Some((key, retry, call)),
            Leftover::Doomed { .. } | Leftover::Seen(_) => None,
        });
        let Some((key, retry, call)) = asked else {
            return false;
        };
        *call = None;
        if *outcome == Outcome::Stopped {
            let key = key.clone();
            self.found.remove(&key);
        } else {
            let (class, reason) = unclear(outcome.clone());
            let reason = format!("stop of leftover {}: {reason}", key.1);
            let note = Note::BackingOff(retry.fail(now), class, reason);
            effects.push(Effect::Note(key.0.clone(), note));
        }
        true
    }

    /// The first instant after now at which a stop is to be tried again.
    pub(super) fn deadline(&self, now: Time) -> Option<Time> {
        let waits = self.found.values().filter_map(|leftover| match leftover {
            Leftover::Doomed { retry, call: None, .. } => Some(retry.until()),
            Leftover::Doomed { .. } | Leftover::Seen(_) => None,
        });
        waits.filter(|time| *time > now).min()
    }

    fn of<'a>(&'a self, worker: &'a WorkerName) -> impl Iterator<Item = (Generation, &'a Leftover)> {
        self.found
            .iter()
            .filter(move |((name, _), _)| name == worker)
            .map(|((_, generation), leftover)| (*generation, leftover))
    }
}

/// A map whose keys are no texts, as a list of pairs.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Generation, Leftover, WorkerName};

    type Map = BTreeMap<(WorkerName, Generation), Leftover>;

    pub(super) fn serialize<S: Serializer>(map: &Map, serializer: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}
