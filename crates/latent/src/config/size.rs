//! Sizes in bytes as `docker` takes them: `"512m"`, `"2g"`, `1.5g`, in powers of 1024.

use super::error::ParseError;

/// Reads a size with an optional unit.
pub(super) fn parse(text: &str) -> Result<i64, ParseError> {
    let malformed = || ParseError::new(format!("`{text}` is no size; write bytes, or 64k, 512m, 2g"));
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = lower.split_at(digits);
    let factor = factor(unit.trim_start()).ok_or_else(malformed)?;
    if let Ok(whole) = number.parse::<i64>() {
        return whole.checked_mul(factor).ok_or_else(malformed);
    }
    let number: f64 = number.parse().map_err(|_| malformed())?;
    // The factors are powers of two, which a float holds exactly.
    let bytes = number * factor as f64;
    from_float(bytes).ok_or_else(malformed)
}

/// Takes the whole bytes of a float, if it is one that can be a size.
pub(super) fn from_float(bytes: f64) -> Option<i64> {
    // The largest whole number that a float and an integer both hold exactly.
    const MOST: f64 = 9_007_199_254_740_992.0;
    // A fraction of a byte is dropped.
    (0.0..=MOST).contains(&bytes).then_some(bytes as i64)
}

fn factor(unit: &str) -> Option<i64> {
    let unit = unit.strip_suffix('b').unwrap_or(unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    let power = match unit {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    Some(1 << (10 * power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_powers_of_1024() {
        let table = [
            ("0", 0),
            ("1024", 1024),
            ("10b", 10),
            ("64k", 65_536),
            ("64KB", 65_536),
            ("512m", 536_870_912),
            ("2g", 2_147_483_648),
            ("2 GiB", 2_147_483_648),
            ("1.5g", 1_610_612_736),
            (".5k", 512),
            ("1t", 1_099_511_627_776),
        ];
        for (text, bytes) in table {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in
            ["", "g", "-1", "1x", "1.2.3g", "1e3", "99999999999g", "9999999999999.5g", "nan", "inf", "."]
        {
            let message = format!("`{text}` is no size; write bytes, or 64k, 512m, 2g");
            assert_eq!(parse(text).unwrap_err().to_string(), message);
        }
    }
}
