//! A signal for the first process of a container.

use std::{borrow::Cow, fmt};

/// A signal, by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal(Cow<'static, str>);

impl Signal {
    /// Hang up.
    pub const HUP: Self = Self(Cow::Borrowed("SIGHUP"));
    /// Interrupt, as Ctrl-C does.
    pub const INT: Self = Self(Cow::Borrowed("SIGINT"));
    /// Quit.
    pub const QUIT: Self = Self(Cow::Borrowed("SIGQUIT"));
    /// End, now.
    pub const KILL: Self = Self(Cow::Borrowed("SIGKILL"));
    /// End, please.
    pub const TERM: Self = Self(Cow::Borrowed("SIGTERM"));
    /// Of the program's own meaning.
    pub const USR1: Self = Self(Cow::Borrowed("SIGUSR1"));
    /// Of the program's own meaning.
    pub const USR2: Self = Self(Cow::Borrowed("SIGUSR2"));
}

impl From<&str> for Signal {
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl From<String> for Signal {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl From<i32> for Signal {
    fn from(number: i32) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
