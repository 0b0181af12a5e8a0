//! What systemd is told, where it has started us: `Type=notify`, `WatchdogSec=`.
//!
//! The watchdog is fed only with proof that the driver's loop is alive: it has to echo first.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sd_notify::NotifyState;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::{
    driver::Control,
    fleet::Phase,
    report::{Book, Explanation},
};

/// How often it is looked whether there is something new to say.
const LOOK: Duration = Duration::from_secs(1);

/// Says that everything is up, what goes on, and that the loop is alive, until it is dropped.
pub(super) async fn keep_told(control: Control, book: Arc<Book>) {
    if std::env::var_os("NOTIFY_SOCKET").is_none() {
        return;
    }
    let watchdog = sd_notify::watchdog_enabled();
    // Systemd's own advice: twice as often as it asks for.
    let every = watchdog.map_or(LOOK, |limit| (limit / 2).min(LOOK));
    let mut look = interval(every);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut said, mut ready) = (String::new(), false);
    let mut fed = Instant::now();
    loop {
        look.tick().await;
        let alive = timeout(every, control.echo()).await == Ok(true);
        if alive && !ready {
            ready = true;
            self::ready();
        }
        if alive && watchdog.is_some_and(|limit| fed.elapsed() * 3 >= limit) {
            fed = Instant::now();
            say(&[NotifyState::Watchdog]);
        }
        let status = status(&book.explain());
        if status != said {
            say(&[NotifyState::Status(&status)]);
            said = status;
        }
    }
}

/// Says that everything is up.
pub(super) fn ready() {
    say(&[NotifyState::Ready]);
}

/// Says that the configuration is being read again; [`ready`] ends that.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => say(&[NotifyState::Reloading, now]),
        Err(error) => tracing::debug!(%error, "the service manager cannot be told the time"),
    }
}

/// Says that it ends.
pub(super) fn stopping() {
    say(&[NotifyState::Stopping]);
}

fn say(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "the service manager cannot be told");
    }
}

/// One line about all workers: how many are in each phase.
fn status(workers: &[Explanation]) -> String {
    let mut phases: BTreeMap<Phase, usize> = BTreeMap::new();
    for worker in workers {
        *phases.entry(worker.phase).or_default() += 1;
    }
    let counted: Vec<_> = phases.iter().map(|(phase, count)| format!("{count} {phase}")).collect();
    let trouble = workers.iter().find_map(|worker| worker.master_trouble.as_ref());
    let trouble = trouble.map(|_| "; the master does not answer").unwrap_or_default();
    format!("{} workers: {}{trouble}", workers.len(), counted.join(", "))
}
