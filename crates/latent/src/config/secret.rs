//! Secrets of the configuration: written in it, in the environment, or in a file of their own.

use std::{fmt, fs, path::Path};

use toml::de::DeValue;

use super::{
    error::Problems,
    outside::{Outside, file_text},
    read::{Fields, Item},
};

/// Holds a secret; neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// Hands out the secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

const EXPECTED: &str = "a string, { env = \"NAME\" } or { file = \"PATH\" }";

impl Secret {
    /// Reads a secret, from where the document says.
    pub(super) fn read(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let secret = Self::read_maybe_empty(item, outside, problems)?;
        if secret.0.is_empty() { item.wrong("the secret is empty", problems) } else { Some(secret) }
    }

    /// As [`read`](Self::read), and an empty text is one too.
    pub(super) fn read_maybe_empty(
        item: &Item<'_>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let secret = match item.value() {
            DeValue::String(text) => text.to_string(),
            DeValue::Table(_) => {
                let mut fields = item.table(format!("`{}`", item.path), problems)?;
                let secret = fetch(&mut fields, item, outside, problems);
                fields.finish(problems);
                secret?
            }
            // The value may be the secret, so nothing of it is said but its type.
            _ => return item.expected(EXPECTED, problems),
        };
        Some(Self(secret))
    }
}

fn fetch(
    fields: &mut Fields<'_>,
    item: &Item<'_>,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<String> {
    if let Some(generate) = fields.take_hidden("generate") {
        let why = "a plain Buildbot worker has its password in master.cfg, where latent cannot put a new one; \
                   write the same one here";
        return generate.wrong(why, problems);
    }
    match (fields.take("env"), fields.take("file")) {
        (Some(env), None) => {
            let name = env.text(problems)?;
            let Some(secret) = (outside.variable)(name) else {
                let why =
                    format!("the environment has no variable `{name}` (or no text in it); export it first");
                return env.wrong(why, problems);
            };
            Some(secret)
        }
        (None, Some(file)) => secret_file(&file, outside, problems),
        _ => item.wrong(format!("write {EXPECTED}"), problems),
    }
}

fn secret_file(file: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let path = outside.folder.join(file.text(problems)?);
    let secret = file_text(file, &path, problems)?;
    if others_may_read(&path) {
        let shown = path.display();
        let what = format!("`{}`: {shown} can be read by others; run chmod 600 {shown}", file.path);
        problems.warn(file.span.clone(), what);
    }
    let line = secret.strip_suffix('\n').unwrap_or(&secret);
    Some(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?} {secret} {:?}", Some(&secret)), "Secret(…) … Some(Secret(…))");
        assert_eq!(secret.expose(), "hunter2");
    }
}
