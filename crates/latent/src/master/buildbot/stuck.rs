//! What hangs in the master until it is started anew: told once, and left out of what is read.

use std::sync::{MutexGuard, PoisonError};

use tokio::time::Instant;

use super::{Buildbot, lost::Lost, snapshot::Snapshot, wake::Parts, wedged::Wedged};

impl Buildbot {
    /// Says which builds hang for ever, and leaves them out.
    pub(super) fn find_wedges(&self, snapshot: &mut Snapshot, read: Parts, now: Instant) {
        let mut wedged = self.wedged();
        // An older row may show a worker away that has come since.
        let workers = if read.workers { snapshot.workers.as_slice() } else { &[] };
        let found = match read.builds {
            true => wedged.observe(workers, &snapshot.builds, now, self.timings.wedge),
            false => Vec::new(),
        };
        for (worker, request) in found {
            let name = snapshot.workers.iter().find(|row| row.id == worker).map(|row| row.name.as_str());
            tracing::warn!(
                worker = name.filter(|name| self.roster().named.iter().any(|it| it.0 == *name)),
                request,
                "a build hangs in the master since its worker's connection was lost (Buildbot's issue 5832); \
                 only a restart of the master ends it"
            );
        }
        snapshot.builds = wedged.without(std::mem::take(&mut snapshot.builds));
    }

    /// Says which claims came to nothing, and leaves them out.
    pub(super) fn find_lost(&self, snapshot: &mut Snapshot, read: Parts, now: Instant) {
        let mut lost = self.lost();
        let found = match read.builds && read.requests {
            true => lost.observe(snapshot, now, self.timings.wedge),
            false => Vec::new(),
        };
        for request in found {
            tracing::warn!(
                request,
                "the master has claimed a request and made no build of it; unless another master did, only a restart of \
                 the master lets it be built"
            );
        }
        snapshot.requests = lost.without(std::mem::take(&mut snapshot.requests));
    }

    pub(super) fn wedged(&self) -> MutexGuard<'_, Wedged> {
        self.wedged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lost(&self) -> MutexGuard<'_, Lost> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
