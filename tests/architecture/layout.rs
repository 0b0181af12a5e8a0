//! The top level of the repository is fixed.

use std::{collections::BTreeSet, fs};

use crate::source::{Finding, none, root};

const FIXED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates",
    "fixtures",
    "tests",
    "target",
];

#[test]
fn the_top_level_holds_only_the_fixed_entries() {
    let entries: BTreeSet<String> = fs::read_dir(root())
        .expect("the repository can be read")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    none(
        &judge(&entries),
        "Code goes into crates/, recordings into fixtures/, proof into tests/, a tool's settings into a dotted file.",
    );
}

fn judge(entries: &BTreeSet<String>) -> Vec<Finding> {
    entries
        .iter()
        .filter(|name| !name.starts_with('.') && !FIXED.contains(&name.as_str()))
        .map(|name| Finding::new(name, 0, "does not belong to the top level"))
        .collect()
}

#[test]
fn a_planted_entry_is_found() {
    let entries = ["Cargo.toml", ".ci", "docs", "target"].map(str::to_owned);
    assert_eq!(
        judge(&BTreeSet::from(entries)),
        [Finding::new("docs", 0, "does not belong to the top level")]
    );
}
