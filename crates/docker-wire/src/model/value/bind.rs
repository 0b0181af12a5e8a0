//! Mounts in the words of `docker run -v`: `source:target[:options]`.

use std::{fmt, str::FromStr};

use super::{ParseValueError, from_text, path};
use crate::nearest;

/// What may follow the target: the words of Docker and, from `U` on, those of Podman beside them.
const OPTIONS: &[&str] = &[
    "ro",
    "rw",
    "z",
    "Z",
    "nocopy",
    "private",
    "rprivate",
    "shared",
    "rshared",
    "slave",
    "rslave",
    "cached",
    "delegated",
    "consistent",
    "U",
    "O",
    "copy",
    "exec",
    "noexec",
    "dev",
    "nodev",
    "suid",
    "nosuid",
    "idmap",
];

/// Of each row only one may be given.
const EXCLUSIVE: &[&[&str]] = &[
    &["ro", "rw"],
    &["z", "Z"],
    &["private", "rprivate", "shared", "rshared", "slave", "rslave"],
    &["cached", "delegated", "consistent"],
    &["copy", "nocopy"],
];

/// A folder of the engine's machine or a volume, and where it is mounted, as `docker run -v` takes them.
///
/// It is written as it was read, which is what the engine gets. The binds of a container that is made are read so, too,
/// before anything is sent.
///
/// # Examples
///
/// ```
/// use docker_wire::model::Bind;
///
/// let source: Bind = "/srv/src:/src:ro".parse()?;
/// assert!(source.is_path() && source.is_read_only() && source.target() == "/src");
/// let error = "/srv/src:/src:or".parse::<Bind>().unwrap_err();
/// assert_eq!(error.to_string(), "`/srv/src:/src:or` has the unknown option `or`; did you mean `ro`?");
/// # Ok::<(), docker_wire::model::ParseValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    raw: String,
    source: String,
    target: String,
    options: Vec<String>,
}

impl Bind {
    /// Tells what is mounted: a folder of the engine's machine, or a named volume; empty is a volume without a name,
    /// which lives as long as the container.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Tells where it appears in the container.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Tells whether the container may only read it.
    pub fn is_read_only(&self) -> bool {
        self.options.iter().any(|option| option == "ro")
    }

    /// Tells whether it is a volume without a name.
    pub fn is_anonymous(&self) -> bool {
        self.source.is_empty()
    }

    /// Tells whether the source is a folder of the engine's machine and not a named volume.
    pub fn is_path(&self) -> bool {
        path::is_absolute(&self.source)
    }
}

impl fmt::Display for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

from_text!(Bind);

impl FromStr for Bind {
    type Err = ParseValueError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let wrong = |why: &str| ParseValueError::of(raw, why);
        let fields = fields(raw);
        let (source, target, options) = match fields.as_slice() {
            [target] if path::is_absolute(target) => ("", *target, None),
            [_] => return Err(wrong("has no `:`; write source:target, such as cache:/cache")),
            [source, target] => (*source, *target, None),
            [source, target, options] => (*source, *target, Some(*options)),
            _ => return Err(wrong("has too many `:`; write source:target or source:target:ro")),
        };
        if fields.len() > 1 {
            check_source(source).map_err(|why| wrong(&why))?;
        }
        check_target(target).map_err(|why| wrong(&why))?;
        let options = options.map(check_options).transpose().map_err(|why| wrong(&why))?;
        Ok(Self {
            raw: raw.to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            options: options.unwrap_or_default(),
        })
    }
}

/// Splits at colons, but not at that of a drive such as `C:\src`.
fn fields(raw: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut begin = 0;
    for (index, _) in raw.match_indices(':') {
        let letter = &raw[begin..index];
        let drive = letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_alphabetic());
        if drive && raw[index + 1..].starts_with('\\') {
            continue;
        }
        fields.push(letter);
        begin = index + 1;
    }
    fields.push(&raw[begin..]);
    fields
}

fn check_source(source: &str) -> Result<(), String> {
    if path::is_absolute(source) || is_volume_name(source) {
        return Ok(());
    }
    Err(match source {
        "" => "has no source; write source:target, such as cache:/cache".to_owned(),
        _ if source.len() == 1 => {
            format!("has the source `{source}`; the name of a volume has two letters at least")
        }
        _ => format!("has the source `{source}`, which is neither an absolute path nor the name of a volume"),
    })
}

fn check_target(target: &str) -> Result<(), String> {
    if !path::is_absolute(target) {
        return Err(format!("has the target `{target}`; write an absolute path, such as /cache"));
    }
    if path::is_root(target) {
        return Err(format!("has the target `{target}`; a container's root cannot be replaced"));
    }
    Ok(())
}

fn check_options(text: &str) -> Result<Vec<String>, String> {
    let options: Vec<String> = text.split(',').map(str::to_owned).collect();
    for option in &options {
        if option.is_empty() {
            return Err("has an empty option; remove a `:` or `,`".to_owned());
        }
        if OPTIONS.contains(&option.as_str()) || option.starts_with("idmap=") {
            continue;
        }
        let near = nearest::of(option, OPTIONS.iter().copied()).unwrap_or_else(|| "ro".to_owned());
        return Err(format!("has the unknown option `{option}`; did you mean `{near}`?"));
    }
    for row in EXCLUSIVE {
        let given: Vec<_> = options.iter().filter(|option| row.contains(&option.as_str())).collect();
        if let [first, second, ..] = given.as_slice() {
            return Err(format!("has `{first}` and `{second}`; keep one of them"));
        }
    }
    Ok(options)
}

fn is_volume_name(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_are_read_as_docker_reads_them() {
        let table = [
            ("cache:/cache", "cache", "/cache", false, false),
            ("/srv/src:/src:ro", "/srv/src", "/src", true, true),
            ("/srv/src:/src:rw", "/srv/src", "/src", false, true),
            ("/a:/b:ro,z", "/a", "/b", true, true),
            ("/a:/b:rshared,rw", "/a", "/b", false, true),
            ("vol.1:/b:nocopy", "vol.1", "/b", false, false),
            (r"C:\src:C:\dst:ro", r"C:\src", r"C:\dst", true, true),
            (r"C:\src:/dst", r"C:\src", "/dst", false, true),
            ("/cache", "", "/cache", false, false),
            (r"C:\cache", "", r"C:\cache", false, false),
            ("/a:/b:Z,rprivate,nocopy", "/a", "/b", false, true),
        ];
        for (text, source, target, read_only, path) in table {
            let bind: Bind = text.parse().unwrap();
            let seen = (bind.source(), bind.target(), bind.is_read_only(), bind.is_path());
            assert_eq!(seen, (source, target, read_only, path), "{text}");
            assert_eq!(bind.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_mount_says_what_to_write() {
        let path = "write an absolute path, such as /cache";
        let table = [
            ("cache", "has no `:`; write source:target, such as cache:/cache".to_owned()),
            ("/", "has the target `/`; a container's root cannot be replaced".to_owned()),
            ("", "has no `:`; write source:target, such as cache:/cache".to_owned()),
            (":/cache", "has no source; write source:target, such as cache:/cache".to_owned()),
            ("cache:", format!("has the target ``; {path}")),
            ("cache:cache", format!("has the target `cache`; {path}")),
            ("cache:/data/..", "has the target `/data/..`; a container's root cannot be replaced".to_owned()),
            ("cache:/", "has the target `/`; a container's root cannot be replaced".to_owned()),
            ("/a:/b:ro:z", "has too many `:`; write source:target or source:target:ro".to_owned()),
            ("/a:/b:or", "has the unknown option `or`; did you mean `ro`?".to_owned()),
            ("/a:/b:", "has an empty option; remove a `:` or `,`".to_owned()),
            ("/a:/b:ro,rw", "has `ro` and `rw`; keep one of them".to_owned()),
            ("/a:/b:z,Z", "has `z` and `Z`; keep one of them".to_owned()),
            ("a:/b", "has the source `a`; the name of a volume has two letters at least".to_owned()),
            (
                "./a:/b",
                "has the source `./a`, which is neither an absolute path nor the name of a volume".to_owned(),
            ),
        ];
        for (text, why) in table {
            assert_eq!(text.parse::<Bind>().unwrap_err().to_string(), format!("`{text}` {why}"));
        }
    }
}
