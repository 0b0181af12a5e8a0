//! From a method and a path, or from an id, to the operation, and to the nearest one where there is none.

use super::{Below, Gated, Policy, Row, admit::report, read::route, rows};
use crate::{nearest, version::ApiVersion};

/// What a segment more or less counts, in wrong letters.
const SEGMENT: usize = 6;

/// What another method counts, in wrong letters.
const METHOD: usize = 2;

/// Finds the operation whose id is nearest to a misspelled one.
pub fn nearest_operation(id: &str) -> Option<&'static Row> {
    nearest::of(id, rows::ALL.iter().map(|row| row.id)).and_then(|id| super::operation(&id))
}

/// Finds the operation that was probably meant by a method and a path that are none.
///
/// A version at the front of the path, `/v1.41/…`, is looked through.
pub fn nearest_route(method: &str, path: &str) -> Option<&'static Row> {
    let path = without_version(path);
    let said: Vec<&str> = path.trim_matches('/').split('/').collect();
    let letters = said.iter().map(|segment| segment.len()).sum::<usize>();
    let cost = |row: &&'static Row| {
        let known: Vec<&str> = row.path.trim_matches('/').split('/').collect();
        let method = if row.method.eq_ignore_ascii_case(method) { 0 } else { METHOD };
        segments(&said, &known) + method
    };
    let (cost, row) = rows::ALL.iter().copied().map(|row| (cost(&row), row)).min_by_key(|(cost, _)| *cost)?;
    (cost <= METHOD + 1 + letters / 3).then_some(row)
}

/// Finds the operation that a request to a path is, or treats a path that no version knows by the policy.
pub(crate) fn locate(
    method: &str,
    path: &str,
    pinned: ApiVersion,
    policy: Policy,
) -> Result<Option<&'static Row>, Box<Gated>> {
    if let Some(route) = route(method, path) {
        return Ok(Some(route.row));
    }
    let nearest = nearest_route(method, path).map(|row| format!("{} {}", row.method, row.path));
    let gated = Gated {
        operation: "",
        place: format!("path `{method} {path}`"),
        at: path.to_owned(),
        pinned,
        since: None,
        until: None,
        below: Below::Refused,
        nearest,
        mistyped: None,
    };
    match policy {
        Policy::Warn => {
            report(&gated, "sent all the same");
            Ok(None)
        }
        // There is nothing that could be left out of a request to make it one to another path.
        Policy::Refuse | Policy::Drop => Err(Box::new(gated)),
    }
}

/// Cuts `/v1.41` off the front of a path.
pub(super) fn without_version(path: &str) -> &str {
    let rest = path.trim_start_matches('/');
    let (first, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match first.strip_prefix('v').map(str::parse::<ApiVersion>) {
        Some(Ok(_)) => after,
        _ => path,
    }
}

/// Counts the wrong letters between the segments of two paths; a parameter fits any segment.
fn segments(said: &[&str], known: &[&str]) -> usize {
    let mut last: Vec<usize> = (0..=known.len()).map(|count| count * SEGMENT).collect();
    for (row, said) in said.iter().enumerate() {
        let mut next = vec![(row + 1) * SEGMENT];
        for (column, known) in known.iter().enumerate() {
            let wrong = if known.starts_with('{') { 0 } else { nearest::letters(said, known) };
            let least = last[column] + wrong;
            next.push(least.min(last[column + 1] + SEGMENT).min(next[column] + SEGMENT));
        }
        last = next;
    }
    last[known.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(method: &str, path: &str) -> Option<String> {
        nearest_route(method, path).map(|row| format!("{} {}", row.method, row.path))
    }

    #[test]
    fn the_nearest_route_is_the_one_that_was_meant() {
        for (method, path, meant) in [
            ("POST", "/containers/web/stpo", "POST /containers/{id}/stop"),
            ("POST", "/container/create", "POST /containers/create"),
            ("GET", "/containers/create", "POST /containers/create"),
            ("GET", "/v1.41/containers/json", "GET /containers/json"),
            ("get", "/info", "GET /info"),
            ("POST", "/containers/web/stop/", "POST /containers/{id}/stop"),
            ("POST", "/image/create", "POST /images/create"),
            ("GET", "version", "GET /version"),
        ] {
            assert_eq!(nearest(method, path).as_deref(), Some(meant), "{method} {path}");
        }
        assert_eq!(nearest("GET", "/something/else/entirely/unheard/of"), None);
    }

    #[test]
    fn the_nearest_id_is_the_one_that_was_meant() {
        assert_eq!(nearest_operation("ContainerCraete").map(|row| row.id), Some("ContainerCreate"));
        assert_eq!(nearest_operation("imagelist").map(|row| row.id), Some("ImageList"));
        assert!(nearest_operation("Quux").is_none());
    }

    #[test]
    fn an_unknown_path_is_refused_and_under_warn_passes() {
        let at = |policy| locate("POST", "/containers/web/stpo", ApiVersion::V1_41, policy);
        assert_eq!(
            at(Policy::Refuse).unwrap_err().to_string(),
            "path `POST /containers/web/stpo` is not in any version of the API; \
             did you mean `POST /containers/{id}/stop`?"
        );
        assert!(at(Policy::Drop).is_err());
        assert!(at(Policy::Warn).unwrap().is_none());
        let listed = locate("POST", "/containers/web/stop", ApiVersion::V1_41, Policy::Refuse);
        assert_eq!(listed.unwrap().map(|row| row.id), Some("ContainerStop"));
    }
}
