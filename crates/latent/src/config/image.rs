//! What an image may be called: the part of the engines' grammar that can be told without asking one.

use super::error::ParseError;

/// Checks the name of an image: `[host[:port]/]repository[:tag][@digest]`, or an id.
pub(super) fn check(name: &str) -> Result<(), ParseError> {
    let wrong = |why: &str| ParseError::new(format!("`{}` is no image; {why}", name.escape_debug()));
    let (rest, digest) = match name.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (name, None),
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err(wrong("a digest is written sha256: and 64 hexadecimal digits"));
    }
    if digest.is_none() && (is_digest(name) || is_hex(name, 12)) {
        return Ok(());
    }
    let (rest, tag) = match rest.rsplit_once(':') {
        Some((rest, tag)) if !tag.contains('/') => (rest, Some(tag)),
        _ => (rest, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err(wrong("a tag has letters, digits, `_`, `.` and `-`, 128 at most"));
    }
    let path = match rest.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
            if !is_host(host) {
                return Err(wrong("what stands before the first `/` is no registry"));
            }
            path
        }
        _ => rest,
    };
    if path.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(wrong("a repository has no capital letters"));
    }
    if !path.split('/').all(is_component) {
        return Err(wrong("write a name such as debian:13"));
    }
    Ok(())
}

fn is_hex(text: &str, least: usize) -> bool {
    text.len() >= least && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hex)| match algorithm {
        "sha256" => hex.len() == 64 && is_hex(hex, 64),
        "sha512" => hex.len() == 128 && is_hex(hex, 128),
        _ => false,
    })
}

fn is_tag(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    !text.is_empty() && text.len() <= 128 && !text.starts_with(['.', '-']) && text.chars().all(plain)
}

fn is_host(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').unwrap_or((text, "1"));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    !host.is_empty() && host.chars().all(plain) && port.parse::<u16>().is_ok()
}

/// Small letters and digits, with `.`, `_`, `__` or dashes in between.
fn is_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let within = text.starts_with(plain) && text.ends_with(plain);
    let separators = text.split(plain).filter(|it| !it.is_empty());
    within
        && separators
            .into_iter()
            .all(|it| matches!(it, "." | "_" | "__") || it.bytes().all(|byte| byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_engines_take_is_taken() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        for name in [
            "debian",
            "debian:13",
            "my_project_worker",
            "my__project--worker.x",
            "library/debian:13-slim",
            "registry.example/team/worker",
            "registry.example:5000/worker:1.0_A",
            "localhost/worker",
            "Registry.Example/worker",
            "[::1]:5000/worker",
            &format!("debian@{digest}"),
            &format!("localhost:5000/a/b:1@{digest}"),
            &digest,
            "0123456789ab",
        ] {
            assert_eq!(check(name).map_err(|error| error.to_string()), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_every_engine_refuses_says_what_is_wrong() {
        let long = format!("a:{}", "t".repeat(129));
        for (name, why) in [
            ("", "write a name such as debian:13"),
            ("a b", "write a name such as debian:13"),
            ("Debian", "a repository has no capital letters"),
            ("registry.example/Team/worker", "a repository has no capital letters"),
            ("-debian", "write a name such as debian:13"),
            ("a//b", "write a name such as debian:13"),
            ("a/", "write a name such as debian:13"),
            ("a___b", "write a name such as debian:13"),
            ("a..b", "write a name such as debian:13"),
            ("http://registry.example/a", "what stands before the first `/` is no registry"),
            ("debian:", "a tag has letters, digits, `_`, `.` and `-`, 128 at most"),
            ("debian:-1", "a tag has letters, digits, `_`, `.` and `-`, 128 at most"),
            (&long, "a tag has letters, digits, `_`, `.` and `-`, 128 at most"),
            ("a:5000x/b", "what stands before the first `/` is no registry"),
            ("debian@sha256:12", "a digest is written sha256: and 64 hexadecimal digits"),
            ("debian@", "a digest is written sha256: and 64 hexadecimal digits"),
        ] {
            let error = check(name).unwrap_err().to_string();
            assert_eq!(error, format!("`{name}` is no image; {why}"));
        }
    }
}
