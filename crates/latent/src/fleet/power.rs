//! Hosts that are switched on when a worker needs them, and off when none does; Buildbot's machines.
//!
//! ```text
//!            a worker needs it                 done
//!   off ──────────────────────▶ waking ─────────────────▶ on
//!    ▲ ▲                          │ refused, lost          │ quiet for its timeout, nothing left on it
//!    │ └──────────────────────────┘                        │
//!    └──────────────────────── sleeping ◀──────────────────┘
//!              done, refused, lost
//! ```
//!
//! A host without [`Power`] is always on. One that has it counts as off until its engine answers the first list, or
//! until it was woken; between two wakings nothing is known of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CallId, Class, Effect, HostNote, Outcome, Time,
    policy::{Backoff, HOST_RETRY, Power, later},
    worker::{Ids, unclear},
};

/// All hosts that are switched.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Hosts {
    hosts: BTreeMap<String, Host>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Host {
    power: Power,
    state: State,
    /// Whether it was ever on, so that a list that comes while it is off is old.
    known: bool,
    /// Whether a build has run on it since it is on.
    used: bool,
    busy: bool,
    quiet_since: Time,
    retry: Backoff,
    /// Nobody names it any more: it is switched off as soon as nothing is on it, and forgotten.
    #[serde(default)]
    leaving: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Off,
    Waking(CallId),
    On,
    Sleeping(CallId),
}

/// What the workers of a host make of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Activity {
    /// A worker would start but for the host.
    pub(super) needed: bool,
    /// A worker is wanted, starts or builds.
    pub(super) busy: bool,
    /// A build runs.
    pub(super) builds: bool,
    /// Something is or may be there.
    pub(super) occupied: bool,
}

impl Hosts {
    pub(super) fn new(powers: BTreeMap<String, Power>) -> Self {
        let hosts = powers.into_iter().map(|(name, power)| (name, Host::new(power)));
        Self { hosts: hosts.collect() }
    }

    /// Takes other decisions, and returns the hosts of which nothing is known any more.
    ///
    /// `seen` tells whether a host's engine has answered, `used` whether a worker is to run on it. One that is used and
    /// no longer switched is always on from now on.
    pub(super) fn reconfigure(
        &mut self,
        now: Time,
        powers: BTreeMap<String, Power>,
        seen: impl Fn(&str) -> bool,
        used: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut forgotten = Vec::new();
        self.hosts.retain(|name, host| {
            host.leaving = !powers.contains_key(name);
            if !host.leaving || !used(name) {
                return true;
            }
            if host.state != State::On {
                forgotten.push(name.clone());
            }
            false
        });
        for (name, power) in powers {
            let on = seen(&name);
            let new = || {
                let mut host = Host::new(power);
                if on {
                    host.come_on(now);
                }
                host
            };
            self.hosts.entry(name).or_insert_with(new).power = power;
        }
        forgotten
    }

    /// Whether a host is switched by us.
    pub(super) fn has(&self, host: &str) -> bool {
        self.hosts.contains_key(host)
    }

    /// The names of all.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.hosts.keys()
    }

    /// Whether nothing can run on a host now.
    pub(super) fn asleep(&self, host: &str) -> bool {
        self.hosts.get(host).is_some_and(|host| host.state != State::On && host.known)
    }

    /// Whether a host counts as off, but was not seen since the process began.
    pub(super) fn unlit(&self, host: &str) -> bool {
        self.hosts.get(host).is_some_and(|host| !host.known)
    }

    /// Whether instances on which nothing runs are to leave a host, so that it can be switched off.
    pub(super) fn dismisses(&self, host: &str, now: Time) -> bool {
        self.hosts.get(host).is_some_and(|host| host.state == State::On && host.is_over(now))
    }

    /// Whether no host is being switched.
    pub(super) fn at_rest(&self) -> bool {
        self.hosts.values().all(|host| host.state == State::Off)
    }

    /// Takes a list of a host's engine; `false` if it is old news.
    pub(super) fn observe_list(&mut self, name: &str, now: Time) -> bool {
        let Some(host) = self.hosts.get_mut(name) else {
            return true;
        };
        if host.state == State::Off && !host.known {
            // An earlier process has left it on.
            host.come_on(now);
        }
        host.state == State::On
    }

    /// Writes down what goes on on each host.
    pub(super) fn observe(&mut self, now: Time, activity: impl Fn(&str) -> Activity) {
        for (name, host) in self.hosts.iter_mut().filter(|(_, host)| host.state == State::On) {
            let activity = activity(name);
            if activity.busy || host.busy {
                host.quiet_since = now;
            }
            host.busy = activity.busy;
            host.used |= activity.builds;
        }
    }

    /// Switches what has to be switched.
    pub(super) fn tend(
        &mut self,
        now: Time,
        closing: bool,
        activity: impl Fn(&str) -> Activity,
        ids: &mut Ids,
        effects: &mut Vec<Effect>,
    ) {
        for (name, host) in &mut self.hosts {
            let activity = activity(name);
            match host.state {
                State::Off if activity.needed && now >= host.retry.until() => {
                    let call = ids.call();
                    host.state = State::Waking(call);
                    effects.push(Effect::HostNote(name.clone(), HostNote::Waking));
                    effects.push(Effect::Wake(name.clone(), call));
                }
                State::On
                    if !activity.occupied
                        && !activity.busy
                        && (closing || host.leaving || host.is_over(now)) =>
                {
                    let call = ids.call();
                    host.state = State::Sleeping(call);
                    effects.push(Effect::HostNote(name.clone(), HostNote::Sleeping));
                    effects.push(Effect::Sleep(name.clone(), call));
                }
                State::Off | State::Waking(_) | State::On | State::Sleeping(_) => {}
            }
        }
        self.hosts.retain(|_, host| !(host.leaving && host.state == State::Off));
    }

    /// Writes down how a switching ended, and says whether the host is off since.
    pub(super) fn settle(
        &mut self,
        now: Time,
        name: &str,
        call: CallId,
        outcome: Outcome,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(host) = self.hosts.get_mut(name) else {
            return false;
        };
        match host.state {
            State::Waking(id) if id == call && outcome == Outcome::Done => {
                host.come_on(now);
                host.retry.reset();
                effects.push(Effect::HostNote(name.to_owned(), HostNote::Awake));
                false
            }
            State::Waking(id) if id == call => {
                host.state = State::Off;
                let (class, reason) = unclear(outcome);
                let next = host.retry.fail(now);
                effects.push(Effect::HostNote(name.to_owned(), HostNote::Failed(next, class, reason)));
                true
            }
            State::Sleeping(id) if id == call => {
                host.state = State::Off;
                let note = match outcome {
                    Outcome::Done => HostNote::Asleep,
                    outcome => failed(now, outcome),
                };
                effects.push(Effect::HostNote(name.to_owned(), note));
                true
            }
            State::Off | State::Waking(_) | State::On | State::Sleeping(_) => false,
        }
    }

    /// The first instant after now at which time alone switches a host.
    pub(super) fn deadline(&self, now: Time, activity: impl Fn(&str) -> Activity) -> Option<Time> {
        let due = self.hosts.iter().filter_map(|(name, host)| match host.state {
            State::Off => activity(name).needed.then(|| host.retry.until()),
            State::On if host.busy => None,
            State::On => Some(host.over_at()),
            State::Waking(_) | State::Sleeping(_) => None,
        });
        due.filter(|time| *time > now).min()
    }
}

impl Host {
    fn new(power: Power) -> Self {
        Self {
            power,
            state: State::Off,
            known: false,
            used: false,
            busy: false,
            quiet_since: Time::default(),
            retry: Backoff::new(HOST_RETRY),
            leaving: false,
        }
    }

    fn come_on(&mut self, now: Time) {
        self.state = State::On;
        self.known = true;
        self.used = false;
        self.busy = false;
        self.quiet_since = now;
    }

    /// When it is switched off unless something happens on it.
    fn over_at(&self) -> Time {
        let timeout = if self.used { self.power.idle } else { self.power.missing_timeout };
        later(self.quiet_since, timeout)
    }

    fn is_over(&self, now: Time) -> bool {
        !self.busy && now >= self.over_at()
    }
}

/// A host that could not be switched off counts as off: the next need switches it on, which then does nothing.
fn failed(now: Time, outcome: Outcome) -> HostNote {
    let (class, reason): (Class, String) = unclear(outcome);
    HostNote::Failed(now, class, reason)
}
