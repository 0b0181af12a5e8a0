//! Watches the master: events wake, three GETs tell the truth.
//!
//! Events have no replay and no numbers, so nothing is concluded from one, except that a build began (`began`). After
//! every wake what the event is about is read (`wake`), and every worker is reported anew. At the latest every
//! [`refresh`](super::Timings::refresh), and after each reconnect, everything is read. While the master is away nothing
//! is reported: the last facts stand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::{
    Buildbot, Roster,
    began::Began,
    ledger::Hold,
    observe::{Sight, observe},
    rest::RestError,
    snapshot::{self, BuildRow, Snapshot, WorkerRow},
    socket::{Incoming, Socket, SocketError},
    wake::{Parts, Wake},
};
use crate::{
    fleet::{Link, MasterEvent, Properties, WorkerName},
    port::{Remark, Remarks, Reporter, Standing},
};

/// Everything that can change what we report.
const PATHS: [&str; 3] = ["buildrequests/*/*", "builds/*/*", "workers/*/*"];

/// How soon a reading that failed is tried again while the socket stands.
const REREAD: Duration = Duration::from_secs(1);

/// A frame of the master's: an event has a key, an answer has a code.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(rename = "k")]
    key: Option<String>,
    code: Option<u16>,
    error: Option<String>,
    #[serde(default, rename = "m")]
    message: Value,
}

/// What was read of the master, each part when it was last asked for.
#[derive(Debug)]
pub(super) struct Known {
    snapshot: Snapshot,
    /// What has to be read again.
    stale: Parts,
    /// When all of it was read at once.
    whole: Option<Instant>,
}

impl Default for Known {
    /// Knows nothing.
    fn default() -> Self {
        Self { snapshot: Snapshot::default(), stale: Parts::ALL, whole: None }
    }
}

/// Says once that the master went away, and once that it is back.
#[derive(Debug, Default)]
struct Weather {
    down: bool,
}

impl Weather {
    fn failed(&mut self, error: &SocketError, remarks: &Remarks) {
        if !self.down {
            tracing::warn!(%error, "lost sight of the master; trying again");
        }
        self.down = true;
        remarks.say(Remark::Master(Some(error.to_string())));
    }

    fn fine(&mut self, remarks: &Remarks) {
        if self.down {
            tracing::info!("the master is back");
        }
        self.down = false;
        remarks.say(Remark::Master(None));
    }
}

impl Buildbot {
    /// Reports until dropped.
    pub(super) async fn watch_master(&self, report: &Reporter) {
        let mut weather = Weather::default();
        let born = Instant::now();
        let mut pause = self.timings.retry_first;
        loop {
            let (since, error) = match self.subscribe().await {
                Ok(socket) => {
                    let since = Instant::now();
                    (Some(since), self.follow(socket, report, &mut weather, born).await)
                }
                Err(error) => (None, error),
            };
            weather.failed(&error, &self.remarks);
            // Nobody tells us of what begins now.
            self.lost().forget();
            // A socket that stood for a while has proved the master well.
            if since.is_some_and(|since| since.elapsed() > self.timings.retry_most) {
                pause = self.timings.retry_first;
            }
            // A master that speaks but sends no events can still be read, if not as promptly.
            if !matches!(error, SocketError::Rest(RestError::Unreachable { .. })) {
                drop(self.read_and_report(&mut Known::default(), report, born).await);
            }
            sleep(pause).await;
            pause = (pause * 2).min(self.timings.retry_most);
        }
    }

    /// Opens the socket and waits until the master has confirmed every path.
    async fn subscribe(&self) -> Result<Socket, SocketError> {
        let mut seeded = self.seeded.lock().await;
        let mut socket = Socket::open(&self.rest, &mut seeded).await?;
        for (id, path) in (1..).zip(PATHS) {
            socket.send(&json!({ "cmd": "startConsuming", "path": path, "_id": id }).to_string()).await?;
        }
        timeout(self.timings.answer, confirmed(&mut socket)).await.map_err(|_| SocketError::Silent)??;
        Ok(socket)
    }

    /// Reads and reports at every wake, until the socket fails.
    async fn follow(
        &self,
        mut socket: Socket,
        report: &Reporter,
        weather: &mut Weather,
        born: Instant,
    ) -> SocketError {
        let mut due = Instant::now();
        let mut known = Known::default();
        let mut read_at = None;
        let mut ping_at = due + self.timings.ping;
        let mut heard = true;
        loop {
            tokio::select! {
                incoming = socket.next() => {
                    heard = true;
                    let (woken, parts) = match self.receive(&mut socket, incoming).await {
                        Ok(wake) => wake,
                        Err(error) => return error,
                    };
                    known.stale = known.stale.and(parts);
                    due = due.min(self.due(woken, read_at));
                }
                () = self.renamed.notified() => {
                    known.stale = Parts::ALL;
                    due = Instant::now();
                }
                () = sleep_until(due) => {
                    if known.whole.is_none_or(|whole| whole.elapsed() >= self.timings.trust) {
                        known.stale = Parts::ALL;
                    }
                    due = match self.read_and_report(&mut known, report, born).await {
                        Ok(()) => {
                            weather.fine(&self.remarks);
                            Instant::now() + self.timings.refresh
                        }
                        Err(error) => {
                            weather.failed(&error.into(), &self.remarks);
                            Instant::now() + REREAD
                        }
                    };
                    read_at = Some(Instant::now());
                }
                () = sleep_until(ping_at) => {
                    if !heard {
                        return SocketError::Silent;
                    }
                    heard = false;
                    if let Err(error) = socket.ping().await {
                        return error;
                    }
                    ping_at = Instant::now() + self.timings.ping;
                }
            }
        }
    }

    async fn receive(
        &self,
        socket: &mut Socket,
        incoming: Result<Incoming, SocketError>,
    ) -> Result<(Wake, Parts), SocketError> {
        let nothing = (Wake::Never, Parts::default());
        match incoming? {
            Incoming::Text(text) => {
                let Some((key, message)) = event(&text) else { return Ok(nothing) };
                if let ["builds", _, "new"] = key.split('/').collect::<Vec<_>>()[..] {
                    let build: BuildRow = serde_json::from_value(message).unwrap_or_default();
                    self.began().announce(&build);
                    self.wedged().begun(&build);
                    self.lost().begun(&build);
                }
                Ok(Wake::of(&key))
            }
            Incoming::Ping(payload) => socket.pong(&payload).await.map(|()| nothing),
            Incoming::Other => Ok(nothing),
            Incoming::Close => Err(SocketError::Closed),
        }
    }

    fn due(&self, wake: Wake, read_at: Option<Instant>) -> Instant {
        let now = Instant::now();
        match (wake, read_at) {
            (Wake::Now, _) | (Wake::Soon, None) => now,
            (Wake::Soon, Some(read_at)) => now.max(read_at + self.timings.coalesce),
            (Wake::Never, _) => now + self.timings.refresh,
        }
    }

    /// Reads what is stale of the master and reports every worker.
    pub(super) async fn read_and_report(
        &self,
        known: &mut Known,
        report: &Reporter,
        born: Instant,
    ) -> Result<(), RestError> {
        let (asked, read) = (Instant::now(), known.stale);
        known.snapshot.read(&self.rest, read).await?;
        let now = Instant::now();
        let mut snapshot = known.snapshot.clone();
        self.find_wedges(&mut snapshot, read, now);
        self.find_lost(&mut snapshot, read, now);
        let Roster { named, former } = self.roster();
        let standing = |worker: &WorkerName| {
            let mut standing = self.ledger.standing(worker, now, self.timings.patience);
            standing.former = former.contains(worker);
            standing
        };
        let workers: Vec<_> = named.into_iter().chain(former.iter().cloned()).collect();
        let sights = observe(&snapshot, &workers, standing);
        let properties = self.properties(&snapshot, &sights).await?;
        known.stale = Parts::default();
        if read.is_whole() {
            known.whole = Some(now);
        }
        // The list is never older than an announcement, which makes it stale.
        let built = self.began().over(&snapshot.builds);
        let has_built = |name: &WorkerName| {
            snapshot.workers.iter().any(|row| row.name == name.0 && built.contains(&row.id))
        };
        for Sight { worker, link, wanted } in sights {
            let wanted = wanted.and_then(|request| properties.get(&request).cloned());
            self.ledger.reported(&worker, wanted.is_some(), link != Link::Detached, now);
            if link == Link::Building && read.builds {
                self.ledger.builds(&worker, asked);
            }
            if link != Link::Building && has_built(&worker) {
                report.report(worker.clone(), MasterEvent::Link(Link::Building));
            }
            report.report(worker.clone(), MasterEvent::Link(link));
            report.report(worker, wanted.map_or(MasterEvent::Unwanted, MasterEvent::Wanted));
        }
        // What older rows say of pauses is known better by whoever has lifted them since.
        if read.workers {
            self.tell_standings(&snapshot);
            self.undo_all_left_over(&snapshot, &workers, born.elapsed() < self.timings.detach).await;
        }
        Ok(())
    }

    /// Tells what else the master says of each worker.
    fn tell_standings(&self, snapshot: &Snapshot) {
        let held = self.intents.held();
        let wedged = self.wedged();
        let row = |name: &WorkerName| snapshot.workers.iter().find(|row| row.name == name.0);
        for name in &self.roster().named {
            let others = |row: &WorkerRow| row.is_paused_by_others(held.contains(name));
            let known = |row: &WorkerRow| Standing {
                paused: others(row).then(|| row.pause_reason.clone().unwrap_or_default()),
                wedged: wedged.on(row.id),
                unused: row.builders.is_empty(),
            };
            let unknown = Standing { unused: true, ..Standing::default() };
            self.remarks.say(Remark::Standing(name.clone(), row(name).map_or(unknown, known)));
        }
    }

    fn began(&self) -> MutexGuard<'_, Began> {
        self.began.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the properties of the requests that want a worker. They never change, so each is read once.
    async fn properties(
        &self,
        snapshot: &Snapshot,
        sights: &[Sight],
    ) -> Result<BTreeMap<u64, Properties>, RestError> {
        let mut known = self.properties.lock().await;
        let open: BTreeSet<u64> = snapshot.requests.iter().map(|row| row.id).collect();
        known.retain(|request, _| open.contains(request));
        for request in sights.iter().filter_map(|sight| sight.wanted) {
            if known.contains_key(&request) {
                continue;
            }
            // A request that is gone by now wants nobody; its end is an event, and causes another reading.
            if let Some(properties) = snapshot::properties(&self.rest, request).await? {
                known.insert(request, properties);
            }
        }
        Ok(known.clone())
    }

    /// Undoes pauses that earlier processes left; what fails is tried again after the next reading.
    async fn undo_all_left_over(&self, snapshot: &Snapshot, workers: &[WorkerName], patient: bool) {
        for worker in workers {
            let marked = snapshot.workers.iter().any(|row| row.name == worker.0 && row.carries_our_reason());
            if marked && self.ledger.hold(worker) == Hold::Free {
                self.ledger.set_hold(worker, Hold::LeftOver);
            }
            if self.ledger.hold(worker) != Hold::LeftOver {
                continue;
            }
            if let Err(error) = self.undo_left_over(worker, patient).await {
                tracing::warn!(%worker, %error, "a pause of an earlier run is not undone yet");
            }
        }
    }
}

/// Waits until every path is confirmed. Events that come earlier are covered by the reading that follows.
async fn confirmed(socket: &mut Socket) -> Result<(), SocketError> {
    let mut missing = PATHS.len();
    while missing > 0 {
        match socket.next().await? {
            Incoming::Text(text) => {
                let Ok(message) = serde_json::from_str::<Message>(&text) else { continue };
                match message.code {
                    Some(200) => missing -= 1,
                    Some(_) => return Err(SocketError::Unsubscribed(message.error.unwrap_or_default())),
                    None => {}
                }
            }
            Incoming::Ping(payload) => socket.pong(&payload).await?,
            Incoming::Other => {}
            Incoming::Close => return Err(SocketError::Closed),
        }
    }
    Ok(())
}

fn event(text: &str) -> Option<(String, Value)> {
    let message: Message = serde_json::from_str(text).ok()?;
    Some((message.key?, message.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_no_events() {
        assert_eq!(event(r#"{"msg":"OK","code":200,"_id":1}"#), None);
        assert_eq!(
            event(r#"{"k":"builds/1/new","m":{"a":1}}"#),
            Some(("builds/1/new".to_owned(), json!({ "a": 1 })))
        );
        assert_eq!(event("garbage"), None);
    }
}
