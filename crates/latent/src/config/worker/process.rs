//! What runs in a worker's container, and as what: command, user, folder, platform, labels.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::config::{
    error::Problems,
    read::{Fields, Item},
    shell,
};

/// Labels that begin so are how latent knows its own containers.
const OURS: &str = "latent.";

/// What runs, in place of what the image says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::config) struct Process {
    pub(in crate::config) command: Vec<String>,
    pub(in crate::config) entrypoint: Option<Vec<String>>,
    pub(in crate::config) user: Option<String>,
    pub(in crate::config) workdir: Option<String>,
    pub(in crate::config) platform: Option<String>,
    pub(in crate::config) labels: BTreeMap<String, String>,
}

impl Process {
    pub(super) fn read(fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let command = fields.take("command").map_or(Some(Vec::new()), |item| words(&item, problems));
        let entrypoint = optional(fields.take("entrypoint"), |item| words(item, problems));
        let user = optional(fields.take("user"), |item| user(item, problems));
        let workdir = fields.twin("workdir", "working_dir", problems);
        let workdir = optional(workdir, |item| workdir_path(item, problems));
        let platform = optional(fields.take("platform"), |item| platform(item, problems));
        let labels = fields.take("labels").map_or(Some(BTreeMap::new()), |item| labels(&item, problems));
        Some(Self {
            command: command?,
            entrypoint: entrypoint?,
            user: user?,
            workdir: workdir?,
            platform: platform?,
            labels: labels?,
        })
    }
}

/// Reads what may be absent: nothing within is that, and nothing at all is that it is wrong.
pub(super) fn optional<'a, T>(
    item: Option<Item<'a>>,
    read: impl FnOnce(&Item<'a>) -> Option<T>,
) -> Option<Option<T>> {
    item.map_or(Some(None), |item| read(&item).map(Some))
}

fn words(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    match item.value() {
        DeValue::String(line) => item.settle(shell::split(line), problems),
        DeValue::Array(_) => Some(item.texts(problems)?.into_iter().map(str::to_owned).collect()),
        _ => item.expected("a list of strings, or a string", problems),
    }
}

fn user(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = item.plain_text(problems)?;
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$'))
    };
    let parts: Vec<_> = text.split(':').collect();
    if parts.len() > 2 || !parts.into_iter().all(part) {
        return item.wrong(format!("`{text}` is no user; write name, uid, name:group or uid:gid"), problems);
    }
    Some(text.to_owned())
}

fn workdir_path(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = item.plain_text(problems)?;
    let drive = text.as_bytes().get(1) == Some(&b':');
    if !text.starts_with('/') && !drive {
        return item.wrong(format!("`{text}` is no absolute path in the container"), problems);
    }
    Some(text.to_owned())
}

fn platform(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = item.plain_text(problems)?;
    let parts: Vec<_> = text.split('/').collect();
    let plain = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if parts.len() > 3 || !parts.iter().all(plain) {
        let why = format!("`{text}` is no platform; write os/architecture, such as linux/arm64");
        return item.wrong(why, problems);
    }
    Some(text.to_owned())
}

fn labels(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<BTreeMap<String, String>> {
    let fields = item.table(String::new(), problems)?;
    let mut labels = BTreeMap::new();
    for (name, item) in fields.entries() {
        if name.is_empty() || name.starts_with(OURS) {
            let why = "labels that begin with `latent.` are how latent knows its own; rename it";
            item.wrong::<()>(why, problems);
        }
        labels.extend(item.text(problems).map(|text| (name.to_owned(), text.to_owned())));
    }
    Some(labels)
}
