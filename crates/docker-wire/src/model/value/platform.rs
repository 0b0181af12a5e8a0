//! A platform as one text.

use std::{fmt, str::FromStr};

use super::{ParseValueError, from_text};
use crate::model::Platform;

impl FromStr for Platform {
    type Err = ParseValueError;

    /// Reads `linux`, `linux/arm64`, `linux/arm64/v8`, `windows(10.0.17763)/amd64`.
    ///
    /// A text without a slash is an operating system.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why: String| ParseValueError::new(text, "platform", why);
        let mut parts = text.split('/');
        let os = parts.next().unwrap_or_default();
        let (os, version) = match os.strip_suffix(')').and_then(|os| os.split_once('(')) {
            Some((os, version)) => (os, Some(version)),
            None => (os, None),
        };
        let named = [
            (Some(os), "operating system"),
            (version, "version"),
            (parts.next(), "architecture"),
            (parts.next(), "variant"),
        ];
        for (part, what) in named {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            if let Some(part) = part.filter(|part| part.is_empty() || !part.bytes().all(plain)) {
                return Err(wrong(format!(
                    "`{}` is no {what}; write such as linux/arm64/v8",
                    part.escape_debug()
                )));
            }
        }
        if parts.next().is_some() {
            return Err(wrong("it has more than three parts; write such as linux/arm64/v8".to_owned()));
        }
        let [_, _, (architecture, _), (variant, _)] = named;
        Ok(Self {
            os: Some(os.to_owned()),
            os_version: version.map(str::to_owned),
            architecture: architecture.map(str::to_owned),
            variant: variant.map(str::to_owned),
            ..Self::default()
        })
    }
}

/// Writes the parts that are set; features of the operating system have no place there.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.os.as_deref().unwrap_or_default())?;
        self.os_version.as_ref().map_or(Ok(()), |version| write!(f, "({version})"))?;
        let parts = [&self.architecture, &self.variant];
        parts.into_iter().flatten().try_for_each(|part| write!(f, "/{part}"))
    }
}

from_text!(Platform);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_read_and_written() {
        for text in ["linux", "linux/arm64", "linux/arm64/v8", "windows(10.0.17763)/amd64"] {
            let read: Platform = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
        }
        let read: Platform = "linux/arm/v7".parse().unwrap();
        assert_eq!(read, Platform::new().os("linux").architecture("arm").variant("v7"));
    }

    #[test]
    fn what_is_no_platform_says_why() {
        for (text, why) in [
            ("", "`` is no operating system"),
            ("/amd64", "`` is no operating system"),
            ("linux/", "`` is no architecture"),
            ("linux/arm 64", "`arm 64` is no architecture"),
            ("linux,amd64", "`linux,amd64` is no operating system"),
            ("linux/arm64/v8/x", "it has more than three parts"),
            ("windows()/amd64", "`` is no version"),
        ] {
            let error = text.parse::<Platform>().unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` is no platform: {why}; write such as linux/arm64/v8"));
        }
    }
}
