//! How far an engine's clock is from ours.

/// Reads an instant as engines write it, such as `2026-11-29T02:48:31.123456789Z`, in milliseconds since 1970.
pub(super) fn unix_ms(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (clock, offset) = time.split_at(time.rfind(['Z', 'z', '+', '-'])?);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let milliseconds: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some((seconds - east(offset)?) * 1_000 + milliseconds)
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let numbers: Vec<i64> = text.split(between).map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

/// How many seconds a zone is east of Greenwich.
fn east(offset: &str) -> Option<i64> {
    let sign = match offset.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return Some(0),
    };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60))
}

/// Days since 1970 in the proleptic Gregorian calendar: years begin in March, so that a leap day is their last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_engines_write_them() {
        let table = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00.5Z", Some(951_825_600_500)),
            ("2026-11-29T02:48:31.123456789Z", Some(1_795_920_511_123)),
            ("2026-11-29T03:48:31.123456789+01:00", Some(1_795_920_511_123)),
            ("2026-11-28T21:18:31-05:30", Some(1_795_920_511_000)),
            ("1969-12-31T23:59:59Z", Some(-1_000)),
            ("yesterday", None),
            ("2026-11-29", None),
        ];
        for (text, read) in table {
            assert_eq!(unix_ms(text), read, "{text}");
        }
    }
}
