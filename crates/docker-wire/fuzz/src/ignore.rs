//! Ignore files of build contexts.

use docker_wire::context::Ignore;

/// Checks a file of patterns, the text up to the first zero, against a path, the rest: it means the same with other ends
/// of lines and comments; what is said last counts; and where all patterns are simple, what is left out is what
/// trying everything says. An exception below something is not simple: it is only tried on names without a slash.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (patterns, path) = text.split_once('\0').unwrap_or((text, "a/b"));
    let Some(path) = plain(path) else { return };
    let Ok(ignore) = Ignore::parse(patterns) else { return };
    let excluded = ignore.excludes(&path);

    let windows = patterns.lines().map(|line| format!("{line}\r\n#\r\n\r\n")).collect::<String>();
    assert_eq!(excludes(&windows, &path), Some(excluded), "other ends of lines");
    assert_eq!(excludes(&format!("{patterns}\n{path}"), &path), Some(true), "what is said last counts");
    assert_eq!(excludes(&format!("{patterns}\n!{path}"), &path), Some(false), "what is said last counts");
    if excluded && !patterns.contains('!') {
        assert!(ignore.excludes(&format!("{path}/below")), "what is below is left out as well");
    }
    if (!patterns.contains('!') || !path.contains('/'))
        && let Some(expected) = tried(patterns, &path)
    {
        assert_eq!(excluded, expected, "{patterns:?} and {path:?}");
    }
}

fn excludes(patterns: &str, path: &str) -> Option<bool> {
    Ignore::parse(patterns).ok().map(|ignore| ignore.excludes(path))
}

/// A relative path without anything that means something in a pattern.
fn plain(path: &str) -> Option<String> {
    let good = |part: &&str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    let parts: Vec<_> = path.split('/').collect();
    (parts.iter().all(good) && path.len() < 60).then(|| parts.join("/"))
}

/// Goes through all patterns for the path and all that is above it; none where a pattern is not simple.
fn tried(patterns: &str, path: &str) -> Option<bool> {
    let mut excluded = false;
    for line in patterns.split('\n') {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (exception, pattern) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let parts: Vec<&str> = pattern.split('/').collect();
        let simple = |part: &&str| {
            let stars = part.trim_matches('*');
            let letters = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"?*".contains(&byte));
            // Two stars stand alone, and nothing is empty.
            !part.is_empty()
                && letters
                && (*part == "**" || !part.contains("**"))
                && !(stars.is_empty() && part.len() > 2)
        };
        // Two stars before or behind plain text mean more than folders, and are seen to elsewhere.
        let odd = parts.windows(2).any(|pair| pair == ["**", "**"])
            || pattern.starts_with("**")
            || pattern.ends_with("**");
        if !parts.iter().all(simple) || odd {
            return None;
        }
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let means = ends.into_iter().any(|end| {
            let above: Vec<&str> = path[..end].split('/').collect();
            parts_match(&parts, &above)
        });
        if means {
            excluded = !exception;
        }
    }
    Some(excluded)
}

fn parts_match(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skipped| parts_match(rest, &path[skipped..])),
        ([own, rest @ ..], [name, below @ ..]) => {
            part_matches(own.as_bytes(), name.as_bytes()) && parts_match(rest, below)
        }
        _ => false,
    }
}

fn part_matches(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=name.len()).any(|skipped| part_matches(rest, &name[skipped..])),
        ([b'?', rest @ ..], [_, after @ ..]) => part_matches(rest, after),
        ([own, rest @ ..], [byte, after @ ..]) => own == byte && part_matches(rest, after),
        _ => false,
    }
}
