//! Whether a scenario replays, records or runs live.

use std::{fmt, str::FromStr};

use super::SessionError;

/// The environment variable that says the mode.
pub const MODE_VARIABLE: &str = "DOCKER_WIRE_MODE";

/// How a scenario runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Mode {
    /// From its fixture, offline.
    #[default]
    Replay,
    /// Against a live engine, rewriting the fixture.
    Record,
    /// From its fixture, or if there is none, against a live engine, writing it.
    Once,
    /// Against a live engine, writing nothing.
    Live,
    /// Against a live engine, comparing what happens with the fixture, which stays as it is.
    Verify,
}

impl Mode {
    /// Decides between code and environment; code wins, and CI refuses what writes fixtures.
    pub(super) fn decide(
        chosen: Option<Self>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SessionError> {
        let said = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mode = match (chosen, said(MODE_VARIABLE)) {
            (Some(mode), _) => mode,
            (None, Some(text)) => text.parse()?,
            (None, None) => Self::default(),
        };
        let in_ci = said("CI").is_some_and(|value| value != "false");
        match mode {
            Self::Record | Self::Once if in_ci => {
                Err(SessionError::mode(format!("the mode `{mode}` writes fixtures, which CI refuses")))
            }
            _ => Ok(mode),
        }
    }
}

impl FromStr for Mode {
    type Err = SessionError;

    fn from_str(text: &str) -> Result<Self, SessionError> {
        match text {
            "replay" => Ok(Self::Replay),
            "record" => Ok(Self::Record),
            "once" => Ok(Self::Once),
            "live" => Ok(Self::Live),
            "verify" => Ok(Self::Verify),
            other => Err(SessionError::mode(format!(
                "`{other}` is no mode; the modes are replay, record, once, live and verify"
            ))),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Replay => "replay",
            Self::Record => "record",
            Self::Once => "once",
            Self::Live => "live",
            Self::Verify => "verify",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MODE_VARIABLE, Mode};

    fn decide(chosen: Option<Mode>, mode: &str, ci: &str) -> Result<Mode, String> {
        let variable = |name: &str| Some(if name == MODE_VARIABLE { mode } else { ci }.to_owned());
        Mode::decide(chosen, variable).map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_is_asked_unless_code_has_chosen() {
        assert_eq!(decide(None, "", ""), Ok(Mode::Replay));
        assert_eq!(decide(None, "live", ""), Ok(Mode::Live));
        assert_eq!(decide(Some(Mode::Replay), "live", ""), Ok(Mode::Replay));
        assert!(decide(None, "recrod", "").unwrap_err().contains("`recrod` is no mode"));
    }

    #[test]
    fn ci_refuses_to_write() {
        assert!(decide(None, "record", "true").unwrap_err().contains("CI refuses"));
        assert!(decide(Some(Mode::Once), "", "1").is_err());
        assert_eq!(decide(None, "live", "true"), Ok(Mode::Live));
        assert_eq!(decide(None, "record", "false"), Ok(Mode::Record));
    }
}
