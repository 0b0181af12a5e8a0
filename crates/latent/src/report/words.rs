//! An explanation in words.

use std::fmt;

use super::{Explanation, Failure};
use crate::fleet::{Class, Link, Phase, Wait};

impl Explanation {
    /// Says it in lines for people; `now` is in milliseconds since 1970.
    pub fn told(&self, now: u64) -> String {
        let mut lines = vec![format!(
            "{}: {} for {}, on {}",
            self.worker,
            self.phase,
            age(now.saturating_sub(self.since_unix_ms)),
            self.host
        )];
        lines.extend(self.reasons(now).into_iter().map(|line| format!("  {line}")));
        if let Some(line) = self.instance_line() {
            lines.push(format!("  {line}"));
        }
        if let Some(failure) = &self.failure {
            lines.extend(failure.lines(now).into_iter().map(|line| format!("  {line}")));
        }
        lines.join("\n")
    }

    /// Why it is where it is: what it waits for, and all that is in its way.
    fn reasons(&self, now: u64) -> Vec<String> {
        let mut reasons = Vec::new();
        if let Some(wait) = self.waits {
            reasons.push(self.waiting(wait, now));
        }
        if self.drained {
            reasons.push(
                "it is drained, also after a restart; `latent resume` lets it take work again".to_owned(),
            );
        } else if self.waits.is_none() && self.phase == Phase::Absent {
            reasons.push("the master has no work for it".to_owned());
        }
        if let (Some(stage), Some(since)) = (self.stage, self.stage_since_unix_ms) {
            reasons.push(format!("{stage}, for {}", age(now.saturating_sub(since))));
        }
        if let Some(trouble) = &self.host_trouble {
            let ago = age(now.saturating_sub(trouble.since_unix_ms));
            reasons.push(format!("its host does not answer since {ago}: {}", trouble.reason));
        }
        if let Some(trouble) = &self.master_trouble {
            let ago = age(now.saturating_sub(trouble.since_unix_ms));
            reasons.push(format!("the master does not answer since {ago}: {}", trouble.reason));
        }
        match self.standing.paused.as_deref() {
            Some("") => reasons.push("a person has paused it at the master".to_owned()),
            Some(why) => reasons.push(format!("a person has paused it at the master: {why}")),
            None => {}
        }
        if self.standing.unused {
            reasons.push("no builder of the master uses it".to_owned());
        }
        for request in &self.standing.wedged {
            reasons.push(format!(
                "the build of request {request} hangs in the master since its connection was lost (Buildbot's issue \
                 5832); only a restart of the master ends it"
            ));
        }
        for generation in &self.tombstones {
            reasons.push(format!("the end of its instance {generation} is not confirmed by the engine yet"));
        }
        reasons
    }

    fn waiting(&self, wait: Wait, now: u64) -> String {
        let mut line = wait.to_string();
        if wait == Wait::Room {
            let taken: Vec<_> = self.room_taken_by.iter().map(ToString::to_string).collect();
            let taken =
                if taken.is_empty() { "instances on other hosts".to_owned() } else { taken.join(", ") };
            line.push_str(&format!(": it is taken by {taken}"));
        }
        if wait == Wait::Backoff
            && let Some(failure) = &self.failure
        {
            line.push_str(&format!(" ({} in a row)", self.failures.max(1)));
            line.push_str(&format!(": {}", failure.error));
        }
        if let Some(next) = self.next_unix_ms {
            let what = if wait == Wait::Backoff { "the next try is" } else { "at the latest" };
            line.push_str(&format!("; {what} in {}", age(next.saturating_sub(now))));
        }
        line
    }

    fn instance_line(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(instance) = &self.instance {
            parts.push(format!("container {}", instance.0.get(..12).unwrap_or(&instance.0)));
        }
        parts.extend(self.generation.map(|generation| format!("generation {generation}")));
        if let Some(made) = &self.made {
            parts.push(format!("image {}{}", made.image, digest(made.digest.as_deref())));
        }
        if self.instance.is_some() {
            parts.push(format!("{} builds begun", self.builds));
            parts.push(
                match self.link {
                    Link::Detached => "not connected",
                    Link::Idle => "connected",
                    Link::Building => "connected and building",
                }
                .to_owned(),
            );
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Failure {
    fn lines(&self, now: u64) -> Vec<String> {
        let ago = age(now.saturating_sub(self.at_unix_ms));
        let during = self.stage.map_or_else(|| self.phase.to_string(), |stage| stage.to_string());
        let mut lines = vec![
            format!("last failure, {ago} ago, while {during} ({}):", class(self.class)),
            format!("  {}", self.error),
        ];
        let mut parts = Vec::new();
        if let Some(made) = &self.made {
            parts.push(format!("image {}{}", made.image, digest(made.digest.as_deref())));
            parts.push(format!("host {}", made.host));
        }
        if let Some(instance) = &self.instance {
            parts.push(format!("container {}", instance.0.get(..12).unwrap_or(&instance.0)));
        }
        parts.extend(self.generation.map(|generation| format!("generation {generation}")));
        parts.extend(self.exit_code.map(|code| format!("exit code {code}")));
        if self.out_of_memory {
            parts.push("ended for want of memory".to_owned());
        }
        if !parts.is_empty() {
            lines.push(format!("  {}", parts.join(", ")));
        }
        if !self.log_tail.is_empty() {
            lines.push(format!("  the last {} lines of its log:", self.log_tail.len()));
            lines.extend(self.log_tail.iter().map(|line| format!("    {line}")));
        }
        lines
    }
}

fn digest(digest: Option<&str>) -> String {
    digest.map_or_else(String::new, |digest| format!(" ({digest})"))
}

/// Says a length of time in one or two units.
pub fn age(milliseconds: u64) -> impl fmt::Display {
    let seconds = milliseconds / 1_000;
    match (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, seconds) => format!("{seconds} s"),
        (0, 0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (0, hours, minutes, _) => format!("{hours} h {minutes} min"),
        (days, hours, ..) => format!("{days} d {hours} h"),
    }
}

/// Names a class in one word.
pub fn class(class: Class) -> &'static str {
    match class {
        Class::Rejected => "rejected",
        Class::Infra => "infra",
        Class::Capacity => "capacity",
        Class::Cancelled => "cancelled",
    }
}
