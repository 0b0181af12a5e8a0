//! `latent replay`: steps through a journal, and checks that the same events have the same effects.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use crate::fleet::{
    Effect, Event, Facts, WorkerName,
    journal::{JournalError, Played, Player},
};

/// Steps through a journal: each event, the rows that it decided, the effects, and what is known since.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// A file of STATE_DIR/journal, or one that a failing test has written
    file: PathBuf,
    /// Shows only what concerns this worker
    #[arg(long)]
    worker: Option<String>,
    /// Shows nothing earlier, in milliseconds since the process began
    #[arg(long, value_name = "MS")]
    from: Option<u64>,
    /// Shows nothing later
    #[arg(long, value_name = "MS")]
    until: Option<u64>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Replay {
    /// Exits 1 with the difference where an event has other effects now.
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let name = self.file.display();
        let text =
            fs::read_to_string(&self.file).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
        let unreadable = |error: JournalError| {
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            Failure::usage(format!("{name}: {error}{}", source.unwrap_or_default()))
        };
        let mut lines = text.lines();
        let mut player =
            Player::new(lines.next().ok_or(JournalError::Empty).map_err(unreadable)?).map_err(unreadable)?;
        let (mut steps, mut lines) = (0_usize, lines.peekable());
        while let Some(line) = lines.next() {
            let played = match player.play(line) {
                Ok(played) => played,
                // The process was killed while it wrote.
                Err(JournalError::Unreadable { .. }) if lines.peek().is_none() && !text.ends_with('\n') => {
                    eprintln!("the last line is cut off");
                    break;
                }
                Err(error) => return Err(unreadable(error)),
            };
            steps += 1;
            let differs = !played.agrees();
            if differs || self.wants(&played) {
                self.show(&played, &player);
            }
            if differs {
                return Ok(ExitCode::FAILURE);
            }
        }
        if !self.json {
            println!("{steps} steps, and every event has the effects that it had");
        }
        Ok(ExitCode::SUCCESS)
    }

    fn wants(&self, played: &Played) -> bool {
        let now = played.step.now.0;
        let within = self.from.is_none_or(|from| now >= from) && self.until.is_none_or(|until| now <= until);
        within && self.worker.as_ref().is_none_or(|worker| concerns(played, worker))
    }

    fn show(&self, played: &Played, player: &Player) {
        let mut facts = player.fleet().facts();
        facts.retain(|facts| match &self.worker {
            Some(worker) => facts.worker.0 == *worker,
            None => touched(played, &facts.worker.0),
        });
        let decisions = player.fleet().decisions();
        let step = &played.step;
        if self.json {
            let shown = json!({ "line": played.line, "now": step.now, "event": step.event, "facts": facts,
                "decisions": decisions, "effects": step.effects, "replayed": played.replayed,
                "agrees": played.agrees() });
            println!("{shown}");
            return;
        }
        println!("line {}, at {} ms: {:?}", played.line, step.now.0, step.event);
        for decision in &decisions {
            println!("  decided {}: {}", decision.worker, decision.row);
        }
        for effect in &step.effects {
            println!("  effect  {effect:?}");
        }
        for facts in &facts {
            println!("  facts   {}", shown(facts));
        }
        if !played.agrees() {
            println!("  DIFFERS: now it has the effects");
            played.replayed.iter().for_each(|effect| println!("  now     {effect:?}"));
        }
    }
}

/// The facts that matter most, and the row that applies now.
fn shown(facts: &Facts) -> String {
    let of = |key: &str| facts.facts.get(key).cloned().unwrap_or_default();
    let known = json!({ "instance": of("instance"), "link": of("link"), "wanted": !of("wanted").is_null(),
        "builds": of("builds"), "grip": of("grip"), "cordoned": of("cordoned") });
    format!("{}: {} {known}", facts.worker, facts.row)
}

/// Whether an event or its effects are about a worker; what is about none concerns all.
fn concerns(played: &Played, worker: &str) -> bool {
    about(&played.step.event).is_none_or(|about| about.0 == worker) || touched(played, worker)
}

fn touched(played: &Played, worker: &str) -> bool {
    let effects = played.step.effects.iter().chain(&played.replayed);
    effects.filter_map(target).chain(about(&played.step.event)).any(|it| it.0 == worker)
}

fn about(event: &Event) -> Option<&WorkerName> {
    match event {
        Event::Master(worker, _)
        | Event::Settled(worker, ..)
        | Event::Exited(worker, ..)
        | Event::Retry(worker)
        | Event::Cordon(worker)
        | Event::Uncordon(worker) => Some(worker),
        Event::Tick | Event::Listed(..) | Event::Switched(..) | Event::Reconfigured(_) | Event::Close => None,
    }
}

fn target(effect: &Effect) -> Option<&WorkerName> {
    match effect {
        Effect::Start(worker, ..)
        | Effect::Cancel(worker, _)
        | Effect::Stop(worker, ..)
        | Effect::Find(worker, ..)
        | Effect::Hold(worker, _)
        | Effect::Release(worker, ..)
        | Effect::Resume(worker, _)
        | Effect::Note(worker, _) => Some(worker),
        Effect::Wake(..) | Effect::Sleep(..) | Effect::HostNote(..) => None,
    }
}
