//! The target of a request: version, path and query.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::version::ApiVersion;

/// What may not stand in a path segment as it is. Slashes of image names may, and engines expect them so.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// What may not stand in a query value as it is.
const VALUE: &AsciiSet = &SEGMENT.add(b'&').add(b'+').add(b'=').add(b';').add(b'\'');

/// Fills the braces of a path.
pub(super) fn fill(template: &str, parameters: &[(impl AsRef<str>, String)]) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 80);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("`{template}` has an open brace"))?;
        let named = parameters.iter().find(|(known, _)| known.as_ref() == name);
        path.push_str(before);
        path.extend(utf8_percent_encode(segment(name, named.map(|(_, value)| value.as_str()))?, SEGMENT));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// Puts version and query to a path.
pub(super) fn target(
    path: &str,
    version: Option<ApiVersion>,
    query: &[(Cow<'static, str>, String)],
) -> String {
    let mut target = String::with_capacity(path.len() + 40);
    if let Some(version) = version {
        target.push_str(&format!("/v{version}"));
    }
    target.push_str(path);
    for (index, (name, value)) in query.iter().enumerate() {
        target.push(if index == 0 { '?' } else { '&' });
        target.extend(utf8_percent_encode(name, VALUE));
        target.push('=');
        target.extend(utf8_percent_encode(value, VALUE));
    }
    target
}

/// Checks a path that a caller wrote: it goes into the request as it is.
pub(super) fn check(path: &str) -> Result<(), String> {
    let Some(rest) = path.strip_prefix('/') else {
        return Err(format!("the path `{path}` does not begin with a slash"));
    };
    if path.contains(['?', '#']) {
        return Err(format!("the path `{path}` has more than a path in it; say query parameters by `query`"));
    }
    let mut segments = rest.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy());
    if segments.any(|part| matches!(&*part, "" | "." | "..")) {
        return Err(format!("the path `{path}` has an empty segment, `.` or `..` in it"));
    }
    let first = rest.split('/').next().unwrap_or_default();
    if first.strip_prefix('v').is_some_and(|number| number.parse::<ApiVersion>().is_ok()) {
        return Err(format!(
            "the path `{path}` has a version in it; write it without, the client's is put there"
        ));
    }
    Ok(())
}

/// A parameter that would make the path mean something else is refused: empty, or with `.` and `..` as segments.
fn segment<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, String> {
    let value = value.unwrap_or_default().trim_start_matches('/');
    if value.is_empty() {
        return Err(format!("the {name} is empty"));
    }
    if value.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(format!("the {name} `{value}` would change the path of the request"));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(value: &str) -> Result<String, String> {
        let path = fill("/images/{name}/json", &[("name", value.to_owned())])?;
        Ok(target(&path, Some(ApiVersion::V1_41), &[]))
    }

    #[test]
    fn the_version_is_in_the_path() {
        assert_eq!(target("/info", Some(ApiVersion::V1_41), &[]), "/v1.41/info");
        assert_eq!(target("/info", None, &[]), "/info");
    }

    #[test]
    fn an_image_name_keeps_its_slashes_and_colon() {
        assert_eq!(path("127.0.0.1:5000/a/b:tag").unwrap(), "/v1.41/images/127.0.0.1:5000/a/b:tag/json");
    }

    #[test]
    fn a_parameter_cannot_leave_its_place() {
        assert_eq!(path("a?b#c d").unwrap(), "/v1.41/images/a%3Fb%23c%20d/json");
        for value in ["", "/", "..", "a/../b", "a//b"] {
            assert!(path(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn query_values_are_encoded() {
        let query = [("a", "1&b=2+3 é"), ("c", "{\"k\":[\"v\"]}"), ("d&e", "")];
        let query = query.map(|(name, value)| (name.into(), value.to_owned()));
        assert_eq!(
            target("/x", None, &query),
            "/x?a=1%26b%3D2%2B3%20%C3%A9&c=%7B%22k%22:%5B%22v%22%5D%7D&d%26e="
        );
    }

    #[test]
    fn a_path_by_hand_keeps_to_its_operation() {
        for path in ["/info", "/images/a/b:c/json", "/containers/a%20b/json", "/version", "/v"] {
            assert!(check(path).is_ok(), "{path}");
        }
        for path in
            ["", "info", "/", "/info/", "/a//b", "/a/../b", "/a/%2e%2E/b", "/a?b=c", "/a#b", "/v1.41/info"]
        {
            assert!(check(path).is_err(), "{path}");
        }
    }
}
