//! The whole adapter against a master that exists in memory only.

mod check;
mod drain;
mod fake;
mod session;
mod watch;

use std::sync::Arc;

use self::fake::FakeMaster;
use super::{watch::Known, *};

fn name(worker: &str) -> WorkerName {
    WorkerName(worker.into())
}

/// An adapter for workers `w1` and `w2` of a master, logging in if the master has a password.
fn adapter(fake: &Arc<FakeMaster>, intents: Arc<dyn Intents>) -> Buildbot {
    let credentials = fake.password().map(|password| Credentials::new("ctl", password));
    let options = Options {
        prefix: String::new(),
        credentials,
        workers: vec![name("w1"), name("w2")],
        seed: 7,
        intents,
        timings: Timings::default(),
    };
    Buildbot::new(fake.clone(), options)
}
