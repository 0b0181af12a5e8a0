//! How long an instance lives and how many builds it takes.

use std::time::Duration;

use crate::config::{
    duration::Wait,
    error::Problems,
    read::{Fields, Item},
};

/// How long a worker may take to attach unless told otherwise.
const MISSING_TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Says what happens to an instance on which no build runs; Buildbot's `build_wait_timeout`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Every build gets a fresh instance (`0`).
    AfterEachBuild,
    /// It is discarded after so long (a positive timeout).
    After(Duration),
    /// It stays (a negative timeout).
    Never,
}

/// The numbers of one definition.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) idle: Idle,
    pub(super) missing: Option<Duration>,
    pub(super) max_builds: u32,
    pub(super) builds_per_instance: Option<u32>,
}

impl Limits {
    pub(super) fn read(fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let idle = match fields.twin("build_wait_timeout", "buildWaitTimeout", problems) {
            Some(item) => Wait::read(&item, problems).map(idle),
            None => Some(Idle::AfterEachBuild),
        };
        let missing = match fields.twin("missing_timeout", "missingTimeout", problems) {
            Some(item) => missing(&item, problems),
            None => Some(Some(MISSING_TIMEOUT)),
        };
        let max_builds = fields.twin("max_builds", "maxBuilds", problems);
        let at_once = max_builds.as_ref().map_or(Some(1), |item| count(item, problems));
        let per_instance = fields.twin("builds_per_instance", "buildsPerInstance", problems);
        let in_all = per_instance.as_ref().map_or(Some(None), |item| count(item, problems).map(Some));

        let (idle, at_once, in_all) = (idle?, at_once?, in_all?);
        let single = (idle == Idle::AfterEachBuild).then_some(());
        let wrong =
            "with a build_wait_timeout of 0 an instance takes one build; raise the timeout or write 1";
        for item in [max_builds.filter(|_| at_once > 1), per_instance.filter(|_| in_all > Some(1))] {
            if let (Some(item), Some(())) = (item, single) {
                item.wrong::<()>(wrong, problems);
            }
        }
        Some(Self { idle, missing: missing?, max_builds: at_once, builds_per_instance: in_all })
    }
}

fn idle(wait: Wait) -> Idle {
    match wait {
        Wait::For(Duration::ZERO) => Idle::AfterEachBuild,
        Wait::For(duration) => Idle::After(duration),
        Wait::Never => Idle::Never,
    }
}

fn missing(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Option<Duration>> {
    match Wait::read(item, problems)? {
        Wait::For(Duration::ZERO) => {
            item.wrong("no worker attaches in no time; write \"5m\", or \"never\" for no limit", problems)
        }
        Wait::For(duration) => Some(Some(duration)),
        Wait::Never => Some(None),
    }
}

fn count(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<u32> {
    item.integer(1, i64::from(u32::MAX), problems).and_then(|count| u32::try_from(count).ok())
}
