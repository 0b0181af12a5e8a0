//! Which requests are meant: a method and a pattern of paths.

use http::Method;

/// A pattern is compared segment by segment, without the version in front: `*` is any one segment, `**` at the end any
/// rest.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) pattern: String,
}

impl Route {
    pub(super) fn matches(&self, method: &Method, path: &str) -> bool {
        let mut segments = path.split('/').skip(1).peekable();
        if segments.peek().is_some_and(|first| is_version(first)) {
            segments.next();
        }
        for pattern in self.pattern.trim_start_matches('/').split('/') {
            match (pattern, segments.next()) {
                ("**", _) => return *method == self.method,
                ("*", Some(_)) => {}
                (pattern, Some(segment)) if pattern == segment => {}
                _ => return false,
            }
        }
        *method == self.method && segments.next().is_none()
    }
}

/// Tells whether a segment is a version as it stands in a path: `v1.41`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|version| version.parse::<crate::ApiVersion>().is_ok())
}
