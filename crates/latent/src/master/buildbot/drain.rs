//! Takes a worker out of service without losing a build.
//!
//! `stop` alone is not safe: between "the master chose this worker" and "the build runs" the worker counts as idle,
//! and a build caught there ends in RETRY or hangs until the master restarts. A pause comes first.
//!
//! # Expected flow
//!
//! 1. [`Intents::record`](super::Intents::record), so that whoever starts next knows the pause is ours.
//! 2. `pause`, and wait until the master itself says `paused`.
//! 3. Settle, counted from that answer: what was chosen before the pause is in the database by then.
//! 4. Read the builds, *then* the requests. A build on the worker: busy. A claimed request of its builders without a
//!    build: read again until it shows where it went. An unclaimed one: busy if the worker was merely idle. If the
//!    worker is to take no other build, it is left to another worker; but beside other workers, and unless a build ran here
//!    while the worker was paused already, only when no claim of it can come any more (`late`).
//! 5. Busy after idleness: `unpause`, the intent is cleared. Otherwise `stop`; the end of the container is the
//!    engine's.
//! 6. `resume`, when the instance is gone: wait until the master has noticed, `unpause`, clear the intent.
//!
//! # Guarantees
//!
//! - `Released` only when no build runs on the worker and none can reach it before `resume`.
//! - Of a worker that the master has forgotten, or never knew, nothing is asked: no build can reach it.
//! - A pause that somebody else made is neither undone nor made ours.
//! - Every pause of ours has an intent that outlives the process; [`Buildbot::undo_left_over`] undoes what an earlier
//!   process left.
//! - An error after the pause is [`CallError::Lost`]: the worker may be paused, and asking again is safe.
//!
//! # Assumptions
//!
//! - The master's `max_builds` of the worker is 1 where a drain follows a build: then the worker's slot is busy when
//!   it is paused, and nobody can have chosen it.
//! - A master makes its list of free workers once, and then claims one request after the other for them, without a
//!   look at who has been paused since. So a request may be claimed long after its worker was chosen: as long as the
//!   claims of all the others take. `late` covers that.
//!
//! # Caveats
//!
//! On a slow database the settling time must cover one claim, see [`Timings`](super::Timings). A claimed request
//! that never gets a build keeps every worker of its builders busy until it counts as lost (`lost`).

mod inquiry;
mod late;

use std::{collections::BTreeSet, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};

use self::{
    inquiry::{Inquiry, Open, Verdict},
    late::Late,
};
use super::{
    Buildbot,
    ledger::Hold,
    rest::RestError,
    snapshot::{self, BuildRow, REASON, Snapshot, WorkerRow},
};
use crate::{
    fleet::{Class, Drain, WorkerName},
    port::{CallError, Release},
};

/// How often the master is asked whether it has done what we asked for.
const STEP: Duration = Duration::from_millis(50);

/// A worker that the master says is paused.
struct Held {
    row: WorkerRow,
    since: Instant,
    ours: bool,
}

impl Buildbot {
    /// Pauses a worker and waits until the master says so.
    pub(super) async fn hold_worker(&self, worker: &WorkerName) -> Result<(), CallError> {
        let _turn = self.ledger.turn(worker).await;
        let row = self.find_worker(worker).await?;
        if row.is_forgotten() {
            return Ok(());
        }
        self.ensure_held(worker, row).await.map(drop)
    }

    /// Makes certain that no build reaches a worker, and sends it away.
    pub(super) async fn release_worker(
        &self,
        worker: &WorkerName,
        drain: Drain,
    ) -> Result<Release, CallError> {
        let _turn = self.ledger.turn(worker).await;
        let row = self.find_worker(worker).await?;
        if row.is_forgotten() {
            self.ledger.dismissed(worker);
            return Ok(Release::Released);
        }
        let held = self.ensure_held(worker, row).await?;
        sleep_until(held.since + self.timings.settle).await;
        if self.in_flight(worker, &held, drain).await.map_err(lost)? {
            // After a build the worker must take no other, so it stays paused and the caller asks again.
            if drain == Drain::Idle {
                self.let_go(worker, &held.row, held.ours).await?;
            }
            return Ok(Release::Busy);
        }
        // Somebody else's pause may have been lifted while we looked.
        if !held.ours && !self.read_worker(&held.row).await.map_err(lost)?.paused {
            return Ok(Release::Busy);
        }
        if held.row.is_connected() {
            self.control(&held.row, "stop").await.map_err(lost)?;
        }
        self.ledger.dismissed(worker);
        Ok(Release::Released)
    }

    /// Lets a worker take builds again, once the master has noticed that its last instance is gone.
    pub(super) async fn resume_worker(&self, worker: &WorkerName) -> Result<(), CallError> {
        let _turn = self.ledger.turn(worker).await;
        let row = self.find_worker(worker).await?;
        if row.is_forgotten() {
            // Should it come back, it carries our mark and is let go then.
            return self.let_go(worker, &row, false).await;
        }
        let ours = self.is_ours(worker, &row);
        if ours && (row.graceful || !self.ledger.stays(worker)) {
            // A worker that is leaving would be given a build on its way out.
            let gone =
                self.until(&row, self.timings.detach, |row| !row.is_connected()).await.map_err(lost)?;
            if !gone {
                tracing::warn!(%worker, "the master still shows the worker connected; unpausing it anyway");
            }
        }
        self.let_go(worker, &row, ours).await
    }

    /// Undoes a pause that an earlier process left, as soon as that is safe; `patient` waits for a worker that is
    /// connected and of which nobody has told us yet.
    pub(super) async fn undo_left_over(&self, worker: &WorkerName, patient: bool) -> Result<(), CallError> {
        let _turn = self.ledger.turn(worker).await;
        if self.ledger.hold(worker) != Hold::LeftOver {
            return Ok(());
        }
        let row = self.find_worker(worker).await?;
        let stays = self.ledger.stays(worker) && !row.graceful;
        if row.is_connected() && !stays && patient {
            return Ok(());
        }
        self.let_go(worker, &row, self.is_ours(worker, &row)).await
    }

    async fn ensure_held(&self, worker: &WorkerName, row: WorkerRow) -> Result<Held, CallError> {
        if row.paused {
            let ours = self.is_ours(worker, &row);
            let since = match self.ledger.hold(worker) {
                Hold::Confirmed(since) => since,
                Hold::Free | Hold::LeftOver | Hold::Asked => Instant::now(),
            };
            if ours {
                self.record(worker)?;
            }
            self.ledger.set_hold(worker, Hold::Confirmed(since));
            return Ok(Held { row, since, ours });
        }
        self.record(worker)?;
        self.ledger.set_hold(worker, Hold::Asked);
        self.control(&row, "pause").await?;
        if !self.until(&row, self.timings.confirm, |row| row.paused).await.map_err(lost)? {
            return Err(CallError::Lost { reason: format!("the master does not pause worker `{worker}`") });
        }
        let since = Instant::now();
        self.ledger.set_hold(worker, Hold::Confirmed(since));
        Ok(Held { row, since, ours: true })
    }

    async fn in_flight(&self, worker: &WorkerName, held: &Held, drain: Drain) -> Result<bool, RestError> {
        let mut inquiry = Inquiry::new(&held.row);
        // Whoever was idle when it was paused may have been chosen, with others that are served before it.
        let chosen = match drain {
            Drain::Idle => false,
            Drain::AfterBuild => !self.ledger.is_sealed(worker),
            Drain::GiveUp => true,
        };
        let mut late = None;
        if chosen {
            let beside = self.beside(&held.row).await?;
            if drain == Drain::GiveUp || !beside.is_empty() {
                late = Some(Late::new(held.since, beside));
            }
        }
        let mut since = held.since.max(Instant::now());
        loop {
            let asked = Instant::now();
            // In this order: a request that is claimed in between shows as claimed and without a build.
            let builds = self.wedged_left_out(snapshot::builds(&self.rest).await?);
            let requests = snapshot::requests(&self.rest).await?;
            let requests = self.lost().without(requests);
            let reading = Snapshot { workers: Vec::new(), builds, requests };
            let may_come =
                late.as_mut().is_some_and(|late| late.may_come(&held.row, &reading, asked, &self.timings));
            let open = match drain {
                Drain::Idle => Open::Keeps,
                Drain::AfterBuild | Drain::GiveUp if may_come => Open::MayCome,
                Drain::AfterBuild | Drain::GiveUp => Open::Waits,
            };
            if may_come {
                since = Instant::now();
            }
            let busy = match inquiry.judge(&reading, open) {
                Verdict::Free => false,
                Verdict::Busy => true,
                Verdict::Unsure if since.elapsed() >= self.timings.linger => true,
                Verdict::Unsure => {
                    sleep(if may_come { self.timings.settle } else { STEP }).await;
                    continue;
                }
            };
            if let Some(late) = late {
                let paused_ms = milliseconds(held.since.elapsed());
                let claimed_ms = late.claimed_after().map(milliseconds);
                tracing::debug!(%worker, busy, paused_ms, claimed_ms, "waited for late claims");
            }
            return Ok(busy);
        }
    }

    /// Lists the others that are connected and take the same requests.
    async fn beside(&self, row: &WorkerRow) -> Result<BTreeSet<u64>, RestError> {
        let rows = snapshot::workers(&self.rest).await?;
        let rivals = rows.iter().filter(|other| {
            other.id != row.id && other.is_connected() && !other.builders.is_disjoint(&row.builders)
        });
        Ok(rivals.map(|other| other.id).collect())
    }

    /// Leaves out builds that will never end.
    fn wedged_left_out(&self, builds: Vec<BuildRow>) -> Vec<BuildRow> {
        self.wedged().without(builds)
    }

    /// Undoes our pause, if there is one, and forgets it.
    async fn let_go(&self, worker: &WorkerName, row: &WorkerRow, ours: bool) -> Result<(), CallError> {
        if ours {
            self.control(row, "unpause").await.map_err(lost)?;
            if !self.until(row, self.timings.confirm, |row| !row.paused).await.map_err(lost)? {
                return Err(CallError::Lost {
                    reason: format!("the master does not unpause worker `{worker}`"),
                });
            }
        }
        self.intents
            .clear(worker)
            .map_err(|error| CallError::Lost { reason: format!("cannot clear the intent: {error}") })?;
        self.ledger.set_hold(worker, Hold::Free);
        Ok(())
    }

    fn record(&self, worker: &WorkerName) -> Result<(), CallError> {
        self.intents.record(worker).map_err(|error| CallError::Refused {
            class: Class::Infra,
            reason: format!("cannot record that worker `{worker}` is to be paused: {error}"),
        })
    }

    /// Tells whether the worker is paused, and by us.
    fn is_ours(&self, worker: &WorkerName, row: &WorkerRow) -> bool {
        row.paused && !row.is_paused_by_others(self.intents.held().contains(worker))
    }

    /// Looks for a worker. One that the master does not know is as one that it has forgotten: it may be called otherwise
    /// since the last reload, and what was never there must not be waited for.
    async fn find_worker(&self, worker: &WorkerName) -> Result<WorkerRow, CallError> {
        let rows = snapshot::workers(&self.rest).await?;
        Ok(rows.into_iter().find(|row| row.name == worker.0).unwrap_or_default())
    }

    async fn read_worker(&self, row: &WorkerRow) -> Result<WorkerRow, RestError> {
        Ok(snapshot::worker(&self.rest, row.id).await?.unwrap_or_default())
    }

    async fn control(&self, row: &WorkerRow, method: &str) -> Result<(), RestError> {
        self.rest.control(&format!("workers/{}", row.id), method, REASON).await
    }

    /// Asks again and again until the worker is as wanted, or the time is over.
    async fn until(
        &self,
        row: &WorkerRow,
        time: Duration,
        wanted: impl Fn(&WorkerRow) -> bool,
    ) -> Result<bool, RestError> {
        let deadline = Instant::now() + time;
        loop {
            if wanted(&self.read_worker(row).await?) {
                return Ok(true);
            }
            if Instant::now() >= deadline {
                return Ok(false);
            }
            sleep(STEP).await;
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The error of whatever comes after the pause: nobody can say that nothing happened.
fn lost(error: impl Into<CallError>) -> CallError {
    match error.into() {
        CallError::Refused { reason, .. } | CallError::Lost { reason } => CallError::Lost { reason },
    }
}
