//! A signal for the first process of a container.

use std::{borrow::Cow, fmt};

/// A signal, by name or number: `SIGTERM`, `TERM`, `RTMIN+3`, 15. Names have no case.
///
/// One that Linux does not have is refused when the request is made, before anything is sent.
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

/// The names that Linux has, without `SIG`; the real-time signals are counted from `RTMIN` and back from `RTMAX`.
const NAMES: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "UNUSED", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

impl Signal {
    /// Gives it back if there is such a signal.
    pub(super) fn checked(self) -> Result<Self, String> {
        let known = match self.0.parse::<i64>() {
            Ok(number) => (1..=64).contains(&number),
            Err(_) => is_name(&self.0),
        };
        match known {
            true => Ok(self),
            false => Err(format!(
                "`{}` is no signal; write a name such as SIGTERM, or a number from 1 to 64",
                self.0.chars().take(40).collect::<String>().escape_debug()
            )),
        }
    }
}

fn is_name(text: &str) -> bool {
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let counted = |from: &str, most: u8| {
        let count = name.strip_prefix(from).filter(|count| !count.starts_with('+'));
        count.and_then(|count| count.parse().ok()).is_some_and(|count: u8| (1..=most).contains(&count))
    };
    NAMES.contains(&name) || counted("RTMIN+", 15) || counted("RTMAX-", 14)
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

#[cfg(test)]
mod tests {
    use super::Signal;

    #[test]
    fn a_signal_is_one_that_linux_has() {
        for good in ["SIGTERM", "TERM", "sigterm", "kill", "9", "1", "64", "RTMIN", "SIGRTMIN+15", "RTMAX-14"]
        {
            assert_eq!(Signal::from(good).checked().map(|signal| signal.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "", "SIG", "SIGTREM", "SIG TERM", "TERM ", "0", "-9", "65", "RTMIN+16", "RTMIN++1", "RTMAX-0",
            "RTMIN-1",
        ] {
            let error = Signal::from(bad).checked().unwrap_err();
            assert_eq!(
                error,
                format!("`{bad}` is no signal; write a name such as SIGTERM, or a number from 1 to 64")
            );
        }
        assert!(Signal::from(15).checked().is_ok() && Signal::from(0).checked().is_err());
    }
}
