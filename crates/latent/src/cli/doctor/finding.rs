//! What is found, and what to do about it.

use std::fmt;

use serde::Serialize;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Whether it is as it should be.
    pub(super) level: Level,
    /// What it belongs to.
    pub(super) area: Area,
    /// What was found.
    pub(super) text: String,
    /// What to do; empty where nothing is to be done, or the text says it.
    pub(super) advice: String,
}

/// Whether something is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// It is.
    Fine,
    /// Builds run, but somebody should look at it.
    Warning,
    /// Some builds do not run.
    Wrong,
}

/// What a finding belongs to, in the order in which they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Area {
    Configuration,
    State,
    Engine,
    Image,
    Reach,
    Leftovers,
    Master,
}

impl Area {
    /// The exit code that says where to look.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Configuration | Self::State => 3,
            Self::Engine | Self::Image | Self::Leftovers => 4,
            Self::Reach | Self::Master => 5,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::State => "state",
            Self::Engine => "engine",
            Self::Image => "image",
            Self::Reach => "reach",
            Self::Leftovers => "leftovers",
            Self::Master => "master",
        }
    }
}

impl Finding {
    pub(super) fn fine(area: Area, text: impl fmt::Display) -> Self {
        Self { level: Level::Fine, area, text: text.to_string(), advice: String::new() }
    }

    pub(super) fn warning(area: Area, text: impl fmt::Display, advice: &str) -> Self {
        Self { level: Level::Warning, area, text: text.to_string(), advice: advice.to_owned() }
    }

    pub(super) fn wrong(area: Area, text: impl fmt::Display, advice: &str) -> Self {
        Self { level: Level::Wrong, area, text: text.to_string(), advice: advice.to_owned() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Fine => "fine",
            Level::Warning => "LOOK",
            Level::Wrong => "WRONG",
        };
        write!(f, "{level:<5}  {:<13}  {}", self.area.word(), self.text)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, "\n{:22}→ {}", "", self.advice) }
    }
}
