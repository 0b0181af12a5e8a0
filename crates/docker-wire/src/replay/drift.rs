//! What has changed between a recording and another one of the same scenario: how stale fixtures are found.
//!
//! Two recordings are compared by exchange. Their symbols say nothing but their kind, so that times, ids and pids do
//! not count; sizes count by their type only, and so do the bytes that are not readable. How a stream was cut on its way
//! and how two streams raced is chance, and so is the order of what an engine keeps in no order. What counts is which
//! requests are answered with which status and which fields, of which type and value.
//!
//! [`Alike`] also tells whether none of that had to be passed over.

mod exact;
mod json;
mod script;

use std::{fmt, fs, path::Path};

use super::format::{Fixture, FixtureError};
use script::{Output, Scene, Script};

/// How much two recordings of one scenario agree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alike {
    /// They are the same line by line, but for times and for what symbols stand for.
    Same,
    /// They say the same. Lines differ by chance: where streams were cut, in which order streams or unordered lists came,
    /// in sizes, in how symbols are numbered.
    ByChance,
    /// They say something else.
    Different(Drift),
}

impl Alike {
    /// Compares two fixtures.
    ///
    /// # Errors
    ///
    /// Fails if one of them cannot be read.
    pub fn between(recorded: impl AsRef<Path>, now: impl AsRef<Path>) -> Result<Self, FixtureError> {
        let (recorded, now) = (read(recorded.as_ref())?, read(now.as_ref())?);
        Self::between_texts((&recorded.0, &recorded.1), (&now.0, &now.1))
    }

    /// Compares two fixtures, both as texts; the names stand in errors and places as files.
    ///
    /// # Errors
    ///
    /// Fails if one of them is no fixture.
    pub fn between_texts(recorded: (&str, &str), now: (&str, &str)) -> Result<Self, FixtureError> {
        if exact::same(recorded, now)? {
            return Ok(Self::Same);
        }
        let drift = Drift::between_texts(recorded, now)?;
        Ok(if drift.is_clean() { Self::ByChance } else { Self::Different(drift) })
    }
}

/// The differences between a recording and a newer one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    differences: Vec<Difference>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The exchange's line in the recording, as `file:line`; of an additional exchange, in the newer one.
    pub place: String,
    /// The method and target of the request, symbols without their numbers.
    pub request: String,
    /// What differs, such as `status`, `header server`, `/State/Health` or `stdout`.
    pub field: String,
    /// How.
    pub change: Change,
}

/// How something differs. The values are as the fixtures show them, and cut where they are long.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It was not recorded, and is there now.
    Added(String),
    /// It was recorded, and is gone.
    Removed(String),
    /// It was recorded with another value or type.
    Changed {
        /// What was recorded.
        recorded: String,
        /// What is there now.
        now: String,
    },
}

impl Drift {
    /// Compares a fixture with a newer recording.
    ///
    /// # Errors
    ///
    /// Fails if one of them cannot be read.
    pub fn between(recorded: impl AsRef<Path>, now: impl AsRef<Path>) -> Result<Self, FixtureError> {
        let (recorded, now) = (read(recorded.as_ref())?, read(now.as_ref())?);
        Self::between_texts((&recorded.0, &recorded.1), (&now.0, &now.1))
    }

    /// Compares a fixture with a newer recording, both as texts; the names stand in errors and places as files.
    ///
    /// # Errors
    ///
    /// Fails if one of them is no fixture.
    pub fn between_texts(recorded: (&str, &str), now: (&str, &str)) -> Result<Self, FixtureError> {
        Ok(Self::of(&Script::parse(recorded.0, recorded.1)?, &Script::parse(now.0, now.1)?))
    }

    /// Tells whether nothing has changed.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }

    /// Lists the differences, in the order of the recording.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    fn of(recorded: &Script, now: &Script) -> Self {
        let mut drift = Self::default();
        let mut rest: Vec<&Scene> = now.scenes.iter().collect();
        let same = |left: &Scene, right: &Scene| left.lane == right.lane && left.request == right.request;
        for scene in &recorded.scenes {
            match rest.iter().position(|other| same(scene, other)) {
                Some(index) => drift.scene(recorded, scene, rest.remove(index)),
                // How often a polling loop asks is nobody's business.
                None if scene.repeat && now.scenes.iter().any(|other| same(scene, other)) => {}
                None => drift.note(recorded, scene, "exchange", Change::Removed(scene.answer())),
            }
        }
        for scene in rest {
            if !(scene.repeat && recorded.scenes.iter().any(|other| same(scene, other))) {
                drift.note(now, scene, "exchange", Change::Added(scene.answer()));
            }
        }
        drift
    }

    fn scene(&mut self, script: &Script, recorded: &Scene, now: &Scene) {
        let mut found = Vec::new();
        if recorded.answer() != now.answer() {
            found.push(("status".to_owned(), changed(&recorded.answer(), &now.answer())));
        }
        json::members("header ", &recorded.headers, &now.headers, &mut found);
        output(recorded.topic(), &recorded.output, &now.output, &mut found);
        for (field, change) in found {
            self.note(script, recorded, &field, change);
        }
    }

    fn note(&mut self, script: &Script, scene: &Scene, field: &str, change: Change) {
        self.differences.push(Difference {
            place: format!("{}:{}", script.name, scene.line),
            request: scene.request.clone(),
            field: if field.is_empty() { "body" } else { field }.to_owned(),
            change,
        });
    }
}

/// Reads a file that is a whole fixture, and tells its name.
fn read(path: &Path) -> Result<(String, String), FixtureError> {
    Fixture::open(path)?;
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| FixtureError::io(&name, "the fixture cannot be read", error))?;
    Ok((text, name))
}

fn output(topic: &str, recorded: &Output, now: &Output, found: &mut Vec<(String, Change)>) {
    match (recorded, now) {
        (Output::Json(recorded), Output::Json(now)) => json::stream(topic, recorded, now, found),
        (Output::Text(recorded), Output::Text(now)) => {
            for (name, text) in recorded {
                text_of(name, text, now.get(name).map_or("", String::as_str), found);
            }
            for (name, text) in now.iter().filter(|(name, _)| !recorded.contains_key(*name)) {
                text_of(name, "", text, found);
            }
        }
        (Output::Nothing, Output::Nothing) | (Output::Bytes, Output::Bytes) => {}
        (recorded, now) => found.push(("body".to_owned(), changed(recorded.kind(), now.kind()))),
    }
}

fn text_of(name: &str, recorded: &str, now: &str, found: &mut Vec<(String, Change)>) {
    let (mut left, mut right) = (recorded.lines(), now.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return,
            (Some(left), Some(right)) if left == right => {}
            (left, right) => {
                let change = match (left, right) {
                    (Some(left), Some(right)) => changed(left, right),
                    (Some(left), None) => Change::Removed(shorten(left)),
                    (None, right) => Change::Added(shorten(right.unwrap_or_default())),
                };
                found.push((format!("{name} line {number}"), change));
                return;
            }
        }
    }
}

fn changed(recorded: &str, now: &str) -> Change {
    Change::Changed { recorded: shorten(recorded), now: shorten(now) }
}

fn shorten(text: &str) -> String {
    const SHOWN: usize = 120;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.differences.len() {
            0 => f.write_str("nothing has changed since the recording"),
            1 => f.write_str("the recording is stale, in one thing:"),
            count => write!(f, "the recording is stale, in {count} things:"),
        }?;
        // What is the same everywhere, such as the release in a header, is told once.
        let mut told: Vec<(&Difference, usize)> = Vec::new();
        for difference in &self.differences {
            let known = told.iter_mut().find(|(known, _)| {
                known.field == difference.field
                    && known.change == difference.change
                    && known.field != "exchange"
            });
            match known {
                Some((_, more)) => *more += 1,
                None => told.push((difference, 0)),
            }
        }
        told.iter().try_for_each(|(difference, more)| match more {
            0 => write!(f, "\n- {difference}"),
            more => write!(f, "\n- {difference} (and in {more} more)"),
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, request, field, change } = self;
        write!(f, "{place} {request}: ")?;
        match change {
            Change::Added(now) => write!(f, "added {field}: {now}"),
            Change::Removed(recorded) => write!(f, "removed {field}: {recorded}"),
            Change::Changed { recorded, now } => write!(f, "changed {field}: recorded {recorded}, now {now}"),
        }
    }
}
