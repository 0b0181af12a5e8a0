//! The target of a request: version, path and query.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

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

/// Fills the braces of a path and adds version and query.
pub(super) fn target(
    template: &str,
    version: Option<ApiVersion>,
    parameters: &[(&'static str, String)],
    query: &[(&'static str, String)],
) -> Result<String, String> {
    let mut target = String::with_capacity(template.len() + 80);
    if let Some(version) = version {
        target.push_str(&format!("/v{version}"));
    }
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("`{template}` has an open brace"))?;
        let value = parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        target.push_str(before);
        target.extend(utf8_percent_encode(segment(name, value)?, SEGMENT));
        rest = after;
    }
    target.push_str(rest);
    for (index, (name, value)) in query.iter().enumerate() {
        target.push(if index == 0 { '?' } else { '&' });
        target.push_str(name);
        target.push('=');
        target.extend(utf8_percent_encode(value, VALUE));
    }
    Ok(target)
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
        target("/images/{name}/json", Some(ApiVersion::V1_41), &[("name", value.to_owned())], &[])
    }

    #[test]
    fn the_version_is_in_the_path() {
        assert_eq!(target("/info", Some(ApiVersion::V1_41), &[], &[]).unwrap(), "/v1.41/info");
        assert_eq!(target("/info", None, &[], &[]).unwrap(), "/info");
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
        let made =
            target("/x", None, &[], &[("a", "1&b=2+3 é".to_owned()), ("c", "{\"k\":[\"v\"]}".to_owned())]);
        assert_eq!(made.unwrap(), "/x?a=1%26b%3D2%2B3%20%C3%A9&c=%7B%22k%22:%5B%22v%22%5D%7D");
    }
}
