//! Changes of the configuration while everything goes on.

use std::collections::BTreeSet;

use super::{Event, IdlePolicy, Settings, World};

impl World {
    /// Changes one thing about one worker, or how many a host takes.
    pub(super) fn reload(&mut self) {
        let hosts = self.named_hosts();
        let place = usize::try_from(self.random.below(self.plans.len() as u64)).expect("a small number");
        let what = self.random.below(7);
        let timeout = self.random.below(20_000);
        let before = (self.plans.clone(), self.dropped.clone());
        let plan = &mut self.plans[place];
        match what {
            0 => plan.edition += 1,
            1 => plan.idle = IdlePolicy::After(timeout),
            2 => plan.idle = IdlePolicy::AfterEachBuild,
            3 => plan.host = if plan.host == "a" { "b".into() } else { "a".into() },
            4 if self.limits.hosts.contains_key("a") => {
                self.limits.hosts.insert("a".into(), 1 + u32::from(timeout.is_multiple_of(2)));
            }
            _ => {
                let worker = plan.worker.clone();
                if !self.dropped.remove(&worker) {
                    self.dropped.insert(worker);
                }
            }
        }
        // Of a host that nobody names any more no list is read: whatever is there is out of our hands.
        if !hosts.is_subset(&self.named_hosts()) {
            (self.plans, self.dropped) = before;
        }
        self.reconfigure();
    }

    fn named_hosts(&self) -> BTreeSet<String> {
        let named = self.plans.iter().filter(|plan| !self.dropped.contains(&plan.worker));
        named.map(|plan| plan.host.clone()).collect()
    }

    /// Names every worker again.
    pub(super) fn name_all(&mut self) {
        self.dropped.clear();
        self.reconfigure();
    }

    fn reconfigure(&mut self) {
        let named = self.plans.iter().filter(|plan| !self.dropped.contains(&plan.worker));
        let settings = Settings {
            plans: named.cloned().collect(),
            limits: self.limits.clone(),
            powers: self.powers.clone(),
        };
        self.step(Event::Reconfigured(settings));
        let names: Vec<_> = self.seats.keys().cloned().collect();
        for name in names {
            self.report_link(&name);
            self.report_wanted(&name);
        }
    }
}
