//! Which names may stand in a command line of SSH.

/// Tells whether a name is a name for SSH and for every shell, and nothing else: no option, no command.
pub(crate) fn is_safe(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-+:".contains(c))
}
