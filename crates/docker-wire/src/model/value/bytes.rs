//! A number of bytes.

use std::{fmt, str::FromStr};

use super::{ParseValueError, from_text};

/// A number of bytes, as limits of memory and sizes of file systems are.
///
/// # Examples
///
/// ```
/// use docker_wire::model::{ByteSize, HostConfig};
///
/// assert_eq!("512m".parse(), Ok(ByteSize::mib(512)));
/// assert_eq!("1.5 GiB".parse::<ByteSize>()?.to_string(), "1536m");
/// let limits = HostConfig::new().memory("2g".parse::<ByteSize>()?).memory_swap(ByteSize::UNLIMITED);
/// assert_eq!(limits.memory, Some(2 << 30));
/// assert_eq!(
///     "2 gigs".parse::<ByteSize>().unwrap_err().to_string(),
///     "`2 gigs` is no size: `gigs` is no unit; write bytes, or 64k, 512m, 2g"
/// );
/// # Ok::<(), docker_wire::model::ParseValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(i64);

impl ByteSize {
    /// What some limits take for none: -1.
    pub const UNLIMITED: Self = Self(-1);

    /// Makes it of bytes.
    pub const fn new(bytes: i64) -> Self {
        Self(bytes)
    }

    /// Makes it of units of 1024 bytes; what is too large is the largest size there is.
    pub const fn kib(number: i64) -> Self {
        Self(number.saturating_mul(1 << 10))
    }

    /// Makes it of units of 1024² bytes; what is too large is the largest size there is.
    pub const fn mib(number: i64) -> Self {
        Self(number.saturating_mul(1 << 20))
    }

    /// Makes it of units of 1024³ bytes; what is too large is the largest size there is.
    pub const fn gib(number: i64) -> Self {
        Self(number.saturating_mul(1 << 30))
    }

    /// Tells the bytes.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<i64> for ByteSize {
    fn from(bytes: i64) -> Self {
        Self(bytes)
    }
}

impl FromStr for ByteSize {
    type Err = ParseValueError;

    /// Reads a number of bytes, perhaps with a fraction and a unit in powers of 1024: `k`, `m`, `g`, `t`, `p`, each
    /// with `b` or `ib` after it or not. `-1` is no limit.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HINT: &str = "write bytes, or 64k, 512m, 2g";
        let wrong = |why: String| ParseValueError::new(text, "size", format!("{why}; {HINT}"));
        if text == "-1" {
            return Ok(Self::UNLIMITED);
        }
        let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, unit) = text.split_at(digits);
        let unit = unit.strip_prefix(' ').unwrap_or(unit);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() || number.ends_with('.') || fraction.contains('.') {
            return Err(wrong("it does not begin with a number".to_owned()));
        }
        let factor = factor(unit).ok_or_else(|| wrong(format!("`{}` is no unit", unit.escape_debug())))?;
        let too_large = || wrong("it is too large".to_owned());
        let bytes =
            whole.parse::<i64>().ok().and_then(|whole| whole.checked_mul(factor)).ok_or_else(too_large)?;
        bytes.checked_add(part(fraction, factor)).map(Self).ok_or_else(too_large)
    }
}

/// The bytes of a decimal fraction of a unit; what is left of a byte is dropped.
fn part(fraction: &str, factor: i64) -> i64 {
    // Twelve digits of a unit are more than a byte of any.
    let digits = fraction.get(..12).unwrap_or(fraction);
    let (mut number, mut scale) = (0_i128, 1_i128);
    for digit in digits.bytes() {
        number = number * 10 + i128::from(digit - b'0');
        scale *= 10;
    }
    i64::try_from(number * i128::from(factor) / scale).unwrap_or_default()
}

fn factor(unit: &str) -> Option<i64> {
    let unit = unit.to_ascii_lowercase();
    let power = match unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(&unit) {
        "" if unit != "ib" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    Some(1 << (10 * power))
}

/// Writes it in the largest unit that holds it without a fraction, so that it reads as the same again.
impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = ["", "k", "m", "g", "t", "p"];
        let fitting = (1..units.len()).rev().find(|power| self.0 > 0 && self.0 % (1 << (10 * power)) == 0);
        let power = fitting.unwrap_or_default();
        write!(f, "{}{}", self.0 >> (10 * power), units[power])
    }
}

from_text!(ByteSize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_in_powers_of_1024() {
        for (text, bytes, shown) in [
            ("0", 0, "0"),
            ("1000", 1000, "1000"),
            ("10b", 10, "10"),
            ("64k", 65_536, "64k"),
            ("64KB", 65_536, "64k"),
            ("512m", 536_870_912, "512m"),
            ("2g", 2_147_483_648, "2g"),
            ("2 GiB", 2_147_483_648, "2g"),
            ("1.5g", 1_610_612_736, "1536m"),
            ("0.1k", 102, "102"),
            ("1t", 1 << 40, "1t"),
            ("-1", -1, "-1"),
        ] {
            let read: ByteSize = text.parse().unwrap();
            assert_eq!((read.get(), read.to_string().as_str()), (bytes, shown), "{text}");
            assert_eq!(shown.parse(), Ok(read));
        }
    }

    #[test]
    fn what_is_no_size_says_why() {
        for (text, why) in [
            ("", "it does not begin with a number"),
            ("g", "it does not begin with a number"),
            ("lots", "it does not begin with a number"),
            ("-2", "it does not begin with a number"),
            ("+2", "it does not begin with a number"),
            (" 2", "it does not begin with a number"),
            ("1.2.3g", "it does not begin with a number"),
            ("1.g", "it does not begin with a number"),
            (".5k", "it does not begin with a number"),
            ("0x10", "`x10` is no unit"),
            ("1,5g", "`,5g` is no unit"),
            ("2g ", "`g ` is no unit"),
            ("2g\n", "`g\\n` is no unit"),
            ("1x", "`x` is no unit"),
            ("1ib", "`ib` is no unit"),
            ("1e3", "`e3` is no unit"),
            ("2  g", "` g` is no unit"),
            ("99999999999g", "it is too large"),
            ("9999999999999999999999", "it is too large"),
        ] {
            let error = text.parse::<ByteSize>().unwrap_err().to_string();
            let text = text.escape_debug();
            assert_eq!(error, format!("`{text}` is no size: {why}; write bytes, or 64k, 512m, 2g"));
        }
    }
}
