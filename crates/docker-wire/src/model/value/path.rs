//! Paths of the engine's machine and of containers, which may be of another system than ours.

/// Tells whether a path begins at a root, as Linux or Windows write it.
pub(super) fn is_absolute(path: &str) -> bool {
    let drive = |bytes: &[u8]| matches!(bytes, [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic());
    path.starts_with('/') || path.starts_with(r"\\") || drive(path.as_bytes())
}

/// Tells whether an absolute path leads to the root, by whatever way.
pub(super) fn is_root(path: &str) -> bool {
    path.starts_with('/') && steps(path).is_empty()
}

/// Tells whether a relative path leads out of where it begins.
pub(super) fn leads_out(path: &str) -> bool {
    let mut depth = 0_usize;
    path.split('/').any(|step| match step {
        "" | "." => false,
        ".." => match depth.checked_sub(1) {
            Some(above) => {
                depth = above;
                false
            }
            None => true,
        },
        _ => {
            depth += 1;
            false
        }
    })
}

/// The steps of an absolute path, with those left out that lead nowhere: two paths with the same are one.
pub(super) fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_one_by_any_way() {
        for (path, root) in [
            ("/", true),
            ("//", true),
            ("/a/..", true),
            ("/../.", true),
            ("/a", false),
            ("", false),
            ("..", false),
        ] {
            assert_eq!(is_root(path), root, "{path}");
        }
    }

    #[test]
    fn what_leads_out_does_so_at_any_step() {
        for (path, out) in
            [("a/b", false), ("a/../b", false), ("", false), ("..", true), ("a/../../b/c", true)]
        {
            assert_eq!(leads_out(path), out, "{path}");
        }
    }
}
