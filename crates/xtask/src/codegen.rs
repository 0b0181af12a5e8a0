//! Makes the catalogue's static tables and the models from the committed facts.
//!
//! The facts are one tab separated file per tag in `crates/docker-wire/facts/`; the tables are
//! `crates/docker-wire/src/catalogue/rows.rs` and one file per tag beside it. What replies tell is in `replies/` there,
//! and makes `replies.rs` beside `rows.rs` in the same way. The facts about models are in `models/`, and make `crates/docker-wire/src/model/generated.rs` and one file per group. All are committed, and drift
//! between them fails `--check`, so a new API version is a change of data.

mod facts;
mod models;
mod replies;
mod rows;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Writes the generated files, or, with `check`, says which of them are not what the facts make.
///
/// # Errors
///
/// A fact that cannot be read, with its file and line; a file that cannot be written; and the list of drifted files.
pub(crate) fn codegen(check: bool) -> Result<(), String> {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docker-wire");
    let tags = facts::read(&crate_dir.join("facts"))?;
    let models = models::render(&crate_dir.join("facts/models"), &tags)?;
    let replies = replies::render(&crate_dir.join("facts/replies"), &tags)?;
    let mut drifted = Vec::new();
    for (target, own, wanted) in [
        ("src/catalogue", "rows", rows::render(&tags)),
        ("src/catalogue", "replies", replies),
        ("src/model", "generated", models),
    ] {
        let target = crate_dir.join(target);
        for name in drift(&target, own, &wanted)? {
            if !check {
                write(&target.join(&name), wanted.get(&name))?;
            }
            drifted.push(name);
        }
    }
    match drifted.as_slice() {
        files if check && !files.is_empty() => {
            Err(format!("not what the facts make: {}; run `cargo xtask codegen`", files.join(", ")))
        }
        _ => Ok(()),
    }
}

/// Names the files that are missing, different, or in the generator's own folder without facts.
fn drift(target: &Path, own: &str, wanted: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut drift: Vec<String> = wanted
        .iter()
        .filter(|(name, text)| fs::read_to_string(target.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name.clone())
        .collect();
    for file in rust_files(&target.join(own))? {
        let name = format!("{own}/{file}");
        if !wanted.contains_key(&name) {
            drift.push(name);
        }
    }
    Ok(drift)
}

fn rust_files(dir: &Path) -> Result<Vec<String>, String> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut files: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    Ok(files)
}

/// Writes a file; `None` removes it.
fn write(path: &PathBuf, text: Option<&String>) -> Result<(), String> {
    let done = match text {
        Some(text) => path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text)),
        None => fs::remove_file(path),
    };
    done.map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_files_are_what_the_facts_make() {
        assert_eq!(super::codegen(true), Ok(()));
    }
}
