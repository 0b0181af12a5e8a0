//! The name of an image, taken apart.

use std::{fmt, str::FromStr};

use super::{ParseValueError, from_text};

/// The name of an image: a registry, a repository, and a tag or a digest or both.
///
/// It keeps what was written, so that it is sent as it was said: engines differ in what they make of a short name. What
/// a short name means to Docker is told by [`registry`](Self::registry), [`path`](Self::path) and
/// [`full`](Self::full).
///
/// # Examples
///
/// ```
/// use docker_wire::model::ImageReference;
///
/// let image: ImageReference = "alpine:3.19".parse()?;
/// assert_eq!((image.registry(), image.tag()), ("docker.io", Some("3.19")));
/// assert_eq!(image.full(), "docker.io/library/alpine:3.19");
/// assert_eq!(image.to_string(), "alpine:3.19");
/// assert_eq!(
///     "Alpine".parse::<ImageReference>().unwrap_err().to_string(),
///     "`Alpine` is no name of an image: `Alpine` has other letters than a-z, 0-9 and . _ - between them"
/// );
/// # Ok::<(), docker_wire::model::ParseValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference {
    /// As it was written, with a registry or not.
    name: String,
    tag: Option<String>,
    digest: Option<String>,
}

/// Where names without a registry are looked for.
const REGISTRY: &str = "docker.io";

impl ImageReference {
    /// Tells the name as it was written, without tag and digest.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells the registry, which is Docker Hub where none is written.
    pub fn registry(&self) -> &str {
        match split(&self.name).0 {
            None | Some("index.docker.io") => REGISTRY,
            Some(registry) => registry,
        }
    }

    /// Tells the repository within the registry; official images of Docker Hub are in `library/`.
    pub fn path(&self) -> String {
        let path = split(&self.name).1;
        let official = self.registry() == REGISTRY && !path.contains('/');
        if official { format!("library/{path}") } else { path.to_owned() }
    }

    /// Tells the tag, if one is written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Tells the digest, if one is written.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Tells the name with everything that Docker would add: registry, `library/`, and the tag `latest` where neither
    /// tag nor digest is written.
    pub fn full(&self) -> String {
        let mut full = format!("{}/{}", self.registry(), self.path());
        match (&self.tag, &self.digest) {
            (Some(tag), _) => full += &format!(":{tag}"),
            (None, None) => full += ":latest",
            (None, Some(_)) => {}
        }
        self.digest.iter().for_each(|digest| full += &format!("@{digest}"));
        full
    }
}

impl FromStr for ImageReference {
    type Err = ParseValueError;

    /// Reads `name`, `name:tag`, `name@sha256:…`, `registry:port/name:tag@sha256:…`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why: String| ParseValueError::new(text, "name of an image", why);
        let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
        // A colon before a slash is a registry's port and no tag.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        check_name(name).map_err(wrong)?;
        tag.map_or(Ok(()), check_tag).map_err(wrong)?;
        digest.map_or(Ok(()), check_digest).map_err(wrong)?;
        Ok(Self { name: name.to_owned(), tag: tag.map(str::to_owned), digest: digest.map(str::to_owned) })
    }
}

/// Parts a name into registry and repository: what is before the first slash is a registry if it looks like a host.
fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((host, path))
            if host == "localhost" || host.contains(['.', ':']) || host != host.to_lowercase() =>
        {
            (Some(host), path)
        }
        _ => (None, name),
    }
}

fn check_name(name: &str) -> Result<(), String> {
    const LONGEST: usize = 255;
    if name.is_empty() {
        return Err("it is empty".to_owned());
    }
    if name.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} letters"));
    }
    if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("64 hexadecimal digits are an id".to_owned());
    }
    let (registry, path) = split(name);
    if let Some(registry) = registry {
        let (host, port) = match registry.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (registry, None),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
        let good = !host.is_empty()
            && host.bytes().all(plain)
            && port.is_none_or(|port| port.parse::<u16>().is_ok());
        if !good {
            return Err(format!("`{}` is no registry", registry.escape_debug()));
        }
    }
    path.split('/').try_for_each(check_part)
}

/// Letters and digits, and between them `.`, `_`, `__` or any number of `-`.
fn check_part(part: &str) -> Result<(), String> {
    if part.is_empty() {
        return Err("nothing is between two slashes, or at an end".to_owned());
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let (bytes, edge) = (part.as_bytes(), |byte: Option<&u8>| byte.is_some_and(|byte| plain(*byte)));
    let known = bytes.iter().all(|byte| plain(*byte) || b"._-".contains(byte));
    let between =
        |run: &[u8]| matches!(run, b"" | b"." | b"_" | b"__") || run.iter().all(|byte| *byte == b'-');
    match known && edge(bytes.first()) && edge(bytes.last()) && bytes.split(|byte| plain(*byte)).all(between)
    {
        true => Ok(()),
        false => {
            Err(format!("`{}` has other letters than a-z, 0-9 and . _ - between them", part.escape_debug()))
        }
    }
}

fn check_tag(tag: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let good = (1..=128).contains(&tag.len()) && tag.bytes().all(plain) && !tag.starts_with(['.', '-']);
    if good { Ok(()) } else { Err(format!("`{}` is no tag", tag.escape_debug())) }
}

fn check_digest(digest: &str) -> Result<(), String> {
    let wrong = || format!("`{}` is no digest, such as sha256:…", digest.escape_debug());
    let (algorithm, hex) = digest.split_once(':').ok_or_else(wrong)?;
    let long = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        other => {
            !other.is_empty() && other.bytes().all(|byte| byte.is_ascii_alphanumeric()) && hex.len() >= 32
        }
    };
    if long && hex.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()) {
        Ok(())
    } else {
        Err(wrong())
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.tag.as_ref().map_or(Ok(()), |tag| write!(f, ":{tag}"))?;
        self.digest.as_ref().map_or(Ok(()), |digest| write!(f, "@{digest}"))
    }
}

impl From<ImageReference> for String {
    fn from(image: ImageReference) -> Self {
        image.to_string()
    }
}

from_text!(ImageReference);

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_name_is_taken_apart_and_written_as_it_was() {
        for (text, registry, path, tag, full) in [
            ("alpine", "docker.io", "library/alpine", None, "docker.io/library/alpine:latest"),
            ("a/b:1", "docker.io", "a/b", Some("1"), "docker.io/a/b:1"),
            ("docker.io/alpine", "docker.io", "library/alpine", None, "docker.io/library/alpine:latest"),
            ("index.docker.io/a/b", "docker.io", "a/b", None, "docker.io/a/b:latest"),
            ("127.0.0.1:5000/a/b", "127.0.0.1:5000", "a/b", None, "127.0.0.1:5000/a/b:latest"),
            ("127.0.0.1:5000/a:1", "127.0.0.1:5000", "a", Some("1"), "127.0.0.1:5000/a:1"),
            ("[::1]:5000/a", "[::1]:5000", "a", None, "[::1]:5000/a:latest"),
            ("localhost/a", "localhost", "a", None, "localhost/a:latest"),
            (
                "a__b--c.d:V_1.0-x",
                "docker.io",
                "library/a__b--c.d",
                Some("V_1.0-x"),
                "docker.io/library/a__b--c.d:V_1.0-x",
            ),
        ] {
            let image: ImageReference = text.parse().unwrap();
            let parts = (image.registry(), image.path(), image.tag(), image.full());
            assert_eq!(parts, (registry, path.to_owned(), tag, full.to_owned()));
            assert_eq!(image.to_string(), text);
        }
    }

    #[test]
    fn a_digest_stands_at_the_end_with_a_tag_or_without() {
        for (text, tag, full) in [
            (format!("a@{DIGEST}"), None, format!("docker.io/library/a@{DIGEST}")),
            (format!("h:1/a:2@{DIGEST}"), Some("2"), format!("h:1/a:2@{DIGEST}")),
        ] {
            let image: ImageReference = text.parse().unwrap();
            assert_eq!((image.tag(), image.digest(), image.full()), (tag, Some(DIGEST), full));
            assert_eq!(image.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_name_says_why() {
        let long = "a".repeat(256);
        for (text, why) in [
            ("", "it is empty"),
            (":1", "it is empty"),
            ("Alpine", "`Alpine` has other letters than a-z, 0-9 and . _ - between them"),
            ("a b", "`a b` has other letters than a-z, 0-9 and . _ - between them"),
            ("-a", "`-a` has other letters than a-z, 0-9 and . _ - between them"),
            ("a-", "`a-` has other letters than a-z, 0-9 and . _ - between them"),
            ("a..b", "`a..b` has other letters than a-z, 0-9 and . _ - between them"),
            ("a___b", "`a___b` has other letters than a-z, 0-9 and . _ - between them"),
            ("a//b", "nothing is between two slashes, or at an end"),
            ("a/", "nothing is between two slashes, or at an end"),
            ("a:", "`` is no tag"),
            ("a:.1", "`.1` is no tag"),
            ("a:1 2", "`1 2` is no tag"),
            ("a@sha256:00", "`sha256:00` is no digest, such as sha256:…"),
            ("a@latest", "`latest` is no digest, such as sha256:…"),
            ("a@", "`` is no digest, such as sha256:…"),
            ("a@b@c", "`b@c` is no digest, such as sha256:…"),
            ("a\nb", "`a\\nb` has other letters than a-z, 0-9 and . _ - between them"),
            ("h:99999/a", "`h:99999` is no registry"),
            ("h:x/a", "`h:x` is no registry"),
            ("https://h/a", "`https:` is no registry"),
            (&DIGEST[7..], "64 hexadecimal digits are an id"),
            (&long, "it is longer than 255 letters"),
        ] {
            let error = text.parse::<ImageReference>().unwrap_err().to_string();
            // What is quoted ends where nobody reads on.
            let quoted: String = text.chars().take(200).collect();
            assert_eq!(error, format!("`{}` is no name of an image: {why}", quoted.escape_debug()));
        }
    }
}
