//! Makes the models from the facts about them.
//!
//! They are one tab separated file per group in `crates/docker-wire/facts/models/`. A model that says where in requests
//! it stands is held against the gates there: its ranges must be theirs, and every place must have a field.

mod agree;
mod read;
mod render;
mod samples;
mod r#type;

use std::{collections::BTreeMap, path::Path};

use super::facts::Tag;

/// Renders all files, by their path below `model/`.
///
/// # Errors
///
/// A row that cannot be read or that the gates contradict, with its file and line.
pub(super) fn render(dir: &Path, tags: &BTreeMap<String, Tag>) -> Result<BTreeMap<String, String>, String> {
    let groups = read::read(dir)?;
    agree::agree(&groups, tags)?;
    let mut files = render::render(&groups);
    files.insert("generated/samples.rs".to_owned(), samples::render(&groups));
    Ok(files)
}
