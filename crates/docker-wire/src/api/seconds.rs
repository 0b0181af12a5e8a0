//! Lengths of time in whole seconds, as the API takes them.

use std::time::Duration;

/// The longest that an engine can count, which counts in nanoseconds: 292 years. Beyond it a time would be negative there.
const LONGEST: u64 = i64::MAX as u64 / 1_000_000_000;

/// Rounds up to whole seconds, and down to what an engine can count.
pub(super) fn whole(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0)).min(LONGEST)
}

/// Tells how long to wait before SIGKILL; for ever, which is -1, if that is longer than an engine can count.
pub(super) fn before_kill(time: Duration) -> i64 {
    match whole(time) {
        LONGEST => -1,
        seconds => i64::try_from(seconds).unwrap_or(-1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_second_are_rounded_up_and_eternity_is_for_ever() {
        for (time, seconds, kill) in [
            (Duration::ZERO, 0, 0),
            (Duration::from_nanos(1), 1, 1),
            (Duration::from_millis(900), 1, 1),
            (Duration::from_secs(10), 10, 10),
            (Duration::from_millis(10_001), 11, 11),
            (Duration::from_secs(LONGEST - 1), LONGEST - 1, LONGEST as i64 - 1),
            (Duration::from_secs(LONGEST), LONGEST, -1),
            (Duration::MAX, LONGEST, -1),
        ] {
            assert_eq!((whole(time), before_kill(time)), (seconds, kill), "{time:?}");
        }
    }
}
