//! The other values that are read from text: ports, sizes, platforms, versions.

use std::{fmt::Display, str::FromStr};

use docker_wire::{
    ApiVersion,
    model::{ByteSize, ContainerPort, Platform, Publish},
};

/// Checks that whatever is read is written so that it reads as the same again, and that an error is one line about the
/// text.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    same_again::<ByteSize>(text);
    same_again::<ContainerPort>(text);
    same_again::<Platform>(text);
    same_again::<ApiVersion>(text);
    if let Some(publish) = same_again::<Publish>(text) {
        let mut inside: Vec<_> = publish.bindings().map(|(port, _)| port).collect();
        let all = inside.len();
        inside.dedup();
        assert!(all > 0 && inside.len() == all, "{publish}");
    }
}

fn same_again<T>(text: &str) -> Option<T>
where
    T: FromStr<Err: Display> + Display + PartialEq + std::fmt::Debug,
{
    match text.parse::<T>() {
        Ok(value) => {
            let shown = value.to_string();
            match shown.parse::<T>() {
                Ok(again) => assert_eq!(again, value, "{text:?} is shown as {shown:?}"),
                Err(error) => panic!("{text:?} is shown as {shown:?}: {error}"),
            }
            Some(value)
        }
        Err(error) => {
            let error = error.to_string();
            assert!(!error.is_empty() && !error.contains('\n'), "{error:?}");
            None
        }
    }
}
