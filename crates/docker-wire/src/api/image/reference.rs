//! The name of an image, taken apart.

/// Parts a name into repository and tag or digest.
///
/// A colon before a slash is a registry's port and no tag.
pub(super) fn part(name: &str) -> (&str, Option<&str>) {
    if let Some((repository, digest)) = name.split_once('@') {
        return (repository, Some(digest));
    }
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn a_name_is_parted_at_its_tag_or_digest_and_not_at_a_port() {
        for (name, repository, tag) in [
            ("alpine", "alpine", None),
            ("alpine:3.19", "alpine", Some("3.19")),
            ("127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b", None),
            ("127.0.0.1:5000/a/b:1", "127.0.0.1:5000/a/b", Some("1")),
            ("a/b@sha256:00", "a/b", Some("sha256:00")),
        ] {
            assert_eq!(part(name), (repository, tag));
        }
    }
}
