//! The book in which everything about each worker is written down as it happens.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Explanation, Failure, Trouble};
use crate::{
    fleet::{
        Class, Effect, Event, Exit, Fleet, Generation, Note, Phase, Time, Tombstone, Wait, WorkerName,
        WorkerStatus,
    },
    port::{Made, Remark, Stage, Standing},
};

/// Tells the time in milliseconds since 1970.
type Clock = Box<dyn Fn() -> u64 + Send + Sync>;

/// Writes down what happens to each worker, and explains it.
pub struct Book {
    clock: Clock,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    /// When the core's time was 0.
    origin: u64,
    workers: BTreeMap<WorkerName, Page>,
    hosts: BTreeMap<String, Trouble>,
    master: Option<Trouble>,
    tombstones: Vec<Tombstone>,
}

/// What is written about one worker.
#[derive(Default)]
struct Page {
    status: Option<WorkerStatus>,
    since: u64,
    stage: Option<(Generation, Stage, u64)>,
    made: Option<(Generation, Made)>,
    standing: Standing,
    failures: u32,
    failure: Option<Failure>,
}

impl Book {
    /// Opens an empty book at the moment when the core's time is 0.
    pub fn new(clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let pages = Pages { origin: clock(), ..Pages::default() };
        Self { clock: Box::new(clock), pages: Mutex::new(pages) }
    }

    /// When the core's time was 0, in milliseconds since 1970.
    pub fn origin_unix_ms(&self) -> u64 {
        self.pages().origin
    }

    /// Writes down what a fleet knows before its first step.
    pub fn begin(&self, fleet: &Fleet) {
        let mut pages = self.pages();
        let origin = pages.origin;
        pages.read(origin, Time(0), fleet);
    }

    /// Writes down a step of the core.
    pub fn step(&self, now: Time, event: &Event, effects: &[Effect], fleet: &Fleet) {
        let mut pages = self.pages();
        let at = pages.origin.saturating_add(now.0);
        let exit = match event {
            Event::Exited(worker, _, exit) => Some((worker, exit)),
            _ => None,
        };
        for effect in effects {
            if let Effect::Note(worker, note) = effect {
                let exit = exit.and_then(|(of, exit)| (of == worker).then_some(exit));
                pages.note(at, worker, note, exit);
            }
        }
        pages.read(at, now, fleet);
    }

    /// Writes down a remark.
    pub fn remark(&self, remark: Remark) {
        let now = (self.clock)();
        let mut pages = self.pages();
        match remark {
            Remark::Stage(worker, generation, stage) => {
                pages.page(&worker).stage = Some((generation, stage, now));
            }
            Remark::Made(worker, generation, made) => pages.page(&worker).make(generation, made),
            Remark::LastWords(worker, generation, lines) => {
                let failure = pages.page(&worker).failure.as_mut();
                if let Some(failure) = failure.filter(|failure| failure.generation == Some(generation)) {
                    failure.log_tail = lines;
                }
            }
            Remark::Host(host, None) => drop(pages.hosts.remove(&host)),
            Remark::Host(host, Some(reason)) => {
                let trouble = pages.hosts.entry(host);
                trouble.or_insert(Trouble { since_unix_ms: now, reason: String::new() }).reason = reason;
            }
            Remark::Master(None) => pages.master = None,
            Remark::Master(Some(reason)) => {
                let since = pages.master.as_ref().map_or(now, |trouble| trouble.since_unix_ms);
                pages.master = Some(Trouble { since_unix_ms: since, reason });
            }
            Remark::Standing(worker, standing) => pages.page(&worker).standing = standing,
        }
    }

    /// Explains every worker, in the order of their names.
    pub fn explain(&self) -> Vec<Explanation> {
        let pages = self.pages();
        pages.workers.values().filter_map(|page| pages.explain(page)).collect()
    }

    /// Tells what went wrong last with a worker.
    pub fn failure(&self, worker: &WorkerName) -> Option<Failure> {
        self.pages().workers.get(worker)?.failure.clone()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn page(&mut self, worker: &WorkerName) -> &mut Page {
        self.workers.entry(worker.clone()).or_default()
    }

    fn read(&mut self, at: u64, now: Time, fleet: &Fleet) {
        let all = fleet.status(now);
        // Workers that are not configured any more are forgotten.
        self.workers.retain(|name, _| all.iter().any(|status| status.worker == *name));
        for status in all {
            let page = self.page(&status.worker);
            if page.status.as_ref().is_none_or(|before| before.phase != status.phase) {
                page.since = at;
            }
            page.status = Some(status);
        }
        self.tombstones = fleet.tombstones();
    }

    fn note(&mut self, at: u64, worker: &WorkerName, note: &Note, exit: Option<&Exit>) {
        let origin = self.origin;
        let page = self.page(worker);
        match note {
            Note::BackingOff(next, class, reason) => {
                let next = Some(origin.saturating_add(next.0));
                page.fail(at, *class, reason, next, exit);
            }
            Note::Failed(class, reason) => page.fail(at, *class, reason, None, exit),
            // An instance that ends by itself where it should not have ended.
            Note::Stopping(reason) if exit.is_some() && page.should_run() => {
                page.fail(at, Class::Infra, reason, None, exit);
            }
            Note::Idle => page.failures = 0,
            Note::Starting(_)
            | Note::Started(..)
            | Note::Attached
            | Note::Building
            | Note::Stopping(_)
            | Note::Stopped
            | Note::Adopted(..) => {}
        }
    }

    fn explain(&self, page: &Page) -> Option<Explanation> {
        let status = page.status.clone()?;
        let of_this = |generation: Generation| status.generation == Some(generation);
        let stage = page.stage.filter(|(of, ..)| of_this(*of) && status.phase == Phase::Starting);
        let made = page.made.as_ref().filter(|(of, _)| of_this(*of)).map(|(_, made)| made.clone());
        let others = self.workers.values().filter_map(|page| page.status.as_ref());
        let here = others.filter(|it| it.host == status.host && it.generation.is_some());
        let waits_for_room = status.waits == Some(Wait::Room);
        let tombstones = self.tombstones.iter().filter(|it| it.worker == status.worker);
        Some(Explanation {
            phase: status.phase,
            since_unix_ms: page.since,
            wanted: status.wanted,
            link: status.link,
            drained: status.cordoned,
            builds: status.builds,
            generation: status.generation,
            made,
            waits: status.waits,
            room_taken_by: here.filter(|_| waits_for_room).map(|it| it.worker.clone()).collect(),
            next_unix_ms: status.next.map(|next| self.origin.saturating_add(next.0)),
            stage: stage.map(|(_, stage, _)| stage),
            stage_since_unix_ms: stage.map(|(_, _, since)| since),
            host_trouble: self.hosts.get(&status.host).cloned(),
            master_trouble: self.master.clone(),
            standing: page.standing.clone(),
            tombstones: tombstones.map(|it| it.generation).collect(),
            failures: page.failures,
            failure: page.failure.clone(),
            worker: status.worker,
            host: status.host,
            instance: status.instance,
        })
    }
}

impl Page {
    /// Whether the instance, as it was before this step, had no reason to end.
    fn should_run(&self) -> bool {
        let phase = self.status.as_ref().map(|status| status.phase);
        matches!(phase, Some(Phase::Attaching | Phase::Idle | Phase::Building | Phase::Detached))
    }

    /// Writes down a failure; the status is still that of before.
    fn fail(&mut self, at: u64, class: Class, error: &str, next: Option<u64>, exit: Option<&Exit>) {
        let Some(status) = &self.status else { return };
        // One end of an instance is told in two notes.
        let again = self.failure.as_ref().filter(|it| it.at_unix_ms == at && it.error == error).is_some();
        self.failures += u32::from(!again);
        let stage = self.stage.filter(|(of, ..)| status.generation == Some(*of));
        let made = self.made.as_ref().filter(|(of, _)| status.generation == Some(*of));
        self.failure = Some(Failure {
            at_unix_ms: at,
            phase: status.phase,
            stage: stage.map(|(_, stage, _)| stage).filter(|_| status.phase == Phase::Starting),
            class,
            error: error.to_owned(),
            next_unix_ms: next,
            generation: status.generation,
            instance: status.instance.clone(),
            made: made.map(|(_, made)| made.clone()),
            exit_code: exit.and_then(|exit| exit.code),
            out_of_memory: exit.is_some_and(|exit| exit.out_of_memory),
            log_tail: exit.map(|exit| exit.log_tail.clone()).unwrap_or_default(),
        });
    }

    /// Writes down what an instance is made of; what is known already is kept where nothing new is said.
    fn make(&mut self, generation: Generation, made: Made) {
        let known = self.made.as_ref().filter(|(of, _)| *of == generation).map(|(_, made)| made);
        let digest = made.digest.or_else(|| known.and_then(|made| made.digest.clone()));
        let made = Made { digest, ..made };
        let failure = self.failure.as_mut().filter(|failure| failure.generation == Some(generation));
        if let Some(failure) = failure {
            failure.made = Some(made.clone());
        }
        self.made = Some((generation, made));
    }
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book").field("workers", &self.pages().workers.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
