//! Whether two recordings are the same line by line, up to their times and what their symbols stand for.

use crate::replay::format::{FixtureError, Line, lines};

/// Compares two fixtures: everything counts but `t` and `bound`, the order of keys and spacing.
pub(super) fn same(recorded: (&str, &str), now: (&str, &str)) -> Result<bool, FixtureError> {
    let (recorded_header, now_header) = (header(recorded.0), header(now.0));
    let (recorded, now) = (lines(recorded.0, recorded.1)?, lines(now.0, now.1)?);
    let plain = |lines: Vec<(usize, Line)>| lines.into_iter().map(|(_, line)| said(line));
    Ok(recorded_header == now_header && recorded.len() == now.len() && plain(recorded).eq(plain(now)))
}

/// What a line says apart from when and of which values.
fn said(line: Line) -> Option<serde_json::Value> {
    serde_json::to_value(Line { t: 0, bound: std::collections::BTreeMap::new(), ..line }).ok()
}

fn header(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text.lines().next().unwrap_or_default()).ok()
}
