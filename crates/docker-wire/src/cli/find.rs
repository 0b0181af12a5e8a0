//! The operation that a person means.

use crate::catalogue::{self, Row, rows};

/// Finds an operation by its id, by method and path, or by a path that has one method; values may stand where the
/// catalogue's paths have braces.
pub(super) fn find(text: &str) -> Result<&'static Row, String> {
    let text = text.trim();
    let found = match text.split_once(char::is_whitespace) {
        Some((method, path)) => by_route(&method.to_uppercase(), path.trim())?,
        None if text.starts_with('/') => by_path(text)?,
        None => catalogue::operation(text)
            .ok_or_else(|| catalogue::nearest_operation(text).map(|row| row.id.to_owned())),
    };
    found.map_err(|nearest| {
        let hint = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`docker-wire api list` lists them".to_owned(),
        };
        format!("no version has an operation `{text}`; {hint}")
    })
}

/// An operation, or the name of one that was probably meant.
type Found = Result<&'static Row, Option<String>>;

fn by_route(method: &str, path: &str) -> Result<Found, String> {
    let path = plain(path)?;
    let nearest = || catalogue::nearest_route(method, path).map(named);
    Ok(catalogue::route(method, path).map(|route| route.row).ok_or_else(nearest))
}

fn by_path(path: &str) -> Result<Found, String> {
    let path = plain(path)?;
    let mut methods: Vec<&str> = rows::ALL.iter().map(|row| row.method).collect();
    methods.sort_unstable();
    methods.dedup();
    let fitting = methods.into_iter().filter_map(|method| catalogue::route(method, path));
    let fitting: Vec<&'static Row> = fitting.map(|route| route.row).collect();
    match fitting.as_slice() {
        [] => Ok(Err(catalogue::nearest_route("GET", path).map(named))),
        [only] => Ok(Ok(only)),
        several => {
            let names: Vec<String> = several.iter().map(|row| format!("`{} {path}`", row.method)).collect();
            Err(format!("`{path}` is more than one operation; write {}", names.join(" or ")))
        }
    }
}

fn plain(path: &str) -> Result<&str, String> {
    match path.split_once('?') {
        None => Ok(path),
        Some((path, _)) => {
            Err(format!("write `{path}` alone; query parameters are said by `--query name=value`"))
        }
    }
}

fn named(row: &Row) -> String {
    format!("{} {}", row.method, row.path)
}
