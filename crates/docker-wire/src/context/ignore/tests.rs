//! What the CLI does with patterns, as it was seen to do, and a second matcher that is simple and slow.

use proptest::prelude::*;

use super::{Ignore, clean};

/// Files and folders of a context.
const TREE: [&str; 21] = [
    ".dockerignore",
    ".foo",
    "Dockerfile",
    "^a",
    "^ab",
    "a",
    "b",
    "bar.foo",
    "barfoo",
    "d",
    "d/e",
    "d/e/keep",
    "d/keep",
    "dd",
    "dd/^ab",
    "foo",
    "x",
    "x/a",
    "x/a/f",
    "x/y",
    "x/y/a",
];

/// Ignore files, and what version 28.5 of the CLI does not send of the tree.
const SEEN: &[(&str, &[&str])] = &[
    ("**foo", &[".foo", "bar.foo", "barfoo", "foo"]),
    ("**.foo", &[".foo", "bar.foo"]),
    ("**/.foo", &[".foo"]),
    ("**/bar*oo", &["bar.foo", "barfoo"]),
    ("*foo", &[".foo", "bar.foo", "barfoo", "foo"]),
    ("*/f\n!a", &[]),
    ("d\n!**/keep", &["d", "d/e", "d/e/keep", "d/keep"]),
    ("d\n!d/keep", &["d", "d/e", "d/e/keep"]),
    ("d\n!d/*/keep", &["d", "d/e", "d/e/keep", "d/keep"]),
    ("d\n!d", &[]),
    ("d\n!d/", &[]),
    ("d/e\n!d/e/keep\nd/e/keep", &["d/e", "d/e/keep"]),
    ("!d/keep\nd", &["d", "d/e", "d/e/keep", "d/keep"]),
    ("d/**\n!d/e", &["d/keep"]),
    ("d/\n!d/e/**", &["d", "d/e", "d/keep"]),
    ("**/e/*", &["d/e/keep"]),
    ("d/e**", &["d/e", "d/e/keep"]),
    ("x\n!x/y", &["x", "x/a", "x/a/f"]),
    ("x\n!x/y/a\nx/y/a\n!x/y", &["x", "x/a", "x/a/f"]),
    ("x*/\n!x/a", &["x", "x/y", "x/y/a"]),
    ("x/**", &["x/a", "x/a/f", "x/y", "x/y/a"]),
    ("x/**/a", &["x/a", "x/a/f", "x/y/a"]),
    ("**/y/**", &["x/y/a"]),
    ("x/y/..", &["x", "x/a", "x/a/f", "x/y", "x/y/a"]),
    ("**/a", &["a", "x/a", "x/a/f", "x/y/a"]),
    ("a**", &["a"]),
    ("*/*", &["d/e", "d/e/keep", "d/keep", "dd/^ab", "x/a", "x/a/f", "x/y", "x/y/a"]),
    ("?", &["a", "b", "d", "d/e", "d/e/keep", "d/keep", "x", "x/a", "x/a/f", "x/y", "x/y/a"]),
    ("^a", &["^a"]),
    ("^a*", &["a"]),
    ("^a?", &[]),
    ("\\^a", &["^a"]),
    ("**/^a", &["^a"]),
    ("[\\^a]*", &["^a", "^ab", "a"]),
    ("[a-b]", &["a", "b"]),
    ("[a\\-b]", &["a", "b"]),
    ("[!a]", &["a"]),
    ("[^a]", &["b", "d", "d/e", "d/e/keep", "d/keep", "x", "x/a", "x/a/f", "x/y", "x/y/a"]),
    ("[[:alpha:]]", &["a", "b", "d", "d/e", "d/e/keep", "d/keep", "x", "x/a", "x/a/f", "x/y", "x/y/a"]),
    ("{a,b}", &[]),
    ("a|b", &[]),
    ("(a)", &[]),
    ("a+", &[]),
    ("\\*", &[]),
    ("a/../b", &["b"]),
    ("*/../b", &["b"]),
    ("./b", &["b"]),
    ("../b", &[]),
    ("!../b", &[]),
    ("/b", &["b"]),
    ("b/", &["b"]),
    ("  b  ", &["b"]),
    ("#b\n#\nb", &["b"]),
    ("\u{feff}b", &["b"]),
    ("!b\nb", &["b"]),
    ("/", &[]),
    (".", &[]),
];

#[test]
fn patterns_mean_what_the_cli_takes_them_for() {
    for (text, unsent) in SEEN {
        assert_eq!(unsent_of(text), *unsent, "{text:?}");
    }
}

#[test]
fn the_dockerfile_and_the_ignore_file_are_always_sent() {
    for text in ["*", "**", "**/**", "***", "**/*", "*\n!Dockerfile\nDockerfile", "*\n!a/b"] {
        let sent: Vec<_> = TREE.iter().filter(|path| !unsent_of(text).contains(path)).collect();
        assert_eq!(sent, [&".dockerignore", &"Dockerfile"], "{text:?}");
    }
    assert_eq!(unsent_of("Dockerfile\n.dockerignore"), [""; 0]);
    assert!(!unsent_of("*\r\n!  /b/\r\n").contains(&"b"));
}

#[test]
fn what_is_no_pattern_is_named_with_its_line() {
    for (text, why) in [
        ("[", "its brackets are not well formed"),
        ("a[", "its brackets are not well formed"),
        ("[a", "its brackets are not closed"),
        ("[]a]", "its brackets are not well formed"),
        ("[a-]", "its brackets are not well formed"),
        ("[-a]", "its brackets are not well formed"),
        ("[^]a]*", "its brackets are not well formed"),
        ("[b-a]", "the range `b-a` is backwards"),
        ("[[:no:]]", "its class has no such name"),
        ("\\", "it ends in a backslash"),
        ("a\\", "it ends in a backslash"),
        ("\\d*", "`\\d` has no meaning; write the character alone"),
        ("!", "it excepts nothing"),
        ("!/", "it excepts nothing"),
    ] {
        let error = Ignore::parse(&format!("# first\n{text}\n")).unwrap_err().to_string();
        assert_eq!(error, format!("line 2: `{text}` is no pattern: {why}"));
    }
    let error = Ignore::parse(&"a".repeat(70_000)).unwrap_err().to_string();
    let expected = format!("line 1: `{}` is no pattern: it is longer than 65536 bytes", "a".repeat(80));
    assert_eq!(error, expected);
}

#[test]
fn a_pattern_of_many_stars_takes_no_time() {
    let ignore = Ignore::parse(&"**/*a*".repeat(30)).unwrap();
    assert!(!ignore.excludes(&"a".repeat(2000)));
}

/// Lists what is not sent of the tree, walking it as a context is walked.
fn unsent_of(text: &str) -> Vec<&'static str> {
    let mut ignore = Ignore::parse(text).unwrap();
    ignore.except(".dockerignore");
    ignore.except("Dockerfile");
    let mut closed: Vec<&str> = Vec::new();
    TREE.into_iter()
        .filter(|path| {
            if closed.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
            {
                return true;
            }
            let excluded = ignore.excludes(path);
            if excluded && !ignore.enters(path) {
                closed.push(path);
            }
            excluded
        })
        .collect()
}

/// Matches by trying everything, straight from the pattern's text.
fn tried(pattern: &[char], path: &[char]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ['*', '*', rest @ ..] => {
            let rest = rest.strip_prefix(&['/']).unwrap_or(rest);
            let below = |at: usize| path[at] == '/' && tried(rest, &path[at + 1..]);
            rest.is_empty() || tried(rest, path) || (0..path.len()).any(below)
        }
        ['*', rest @ ..] => {
            tried(rest, path) || path.first().is_some_and(|first| *first != '/' && tried(pattern, &path[1..]))
        }
        ['?', rest @ ..] => path.first().is_some_and(|first| *first != '/' && tried(rest, &path[1..])),
        ['[', low, '-', high, ']', rest @ ..] => {
            path.first().is_some_and(|first| (*low..=*high).contains(first) && tried(rest, &path[1..]))
        }
        ['\\', own, rest @ ..] | [own, rest @ ..] => {
            path.first().is_some_and(|first| own == first && tried(rest, &path[1..]))
        }
    }
}

/// As [`tried`], with the one exception: two stars before plain text mean any ending.
fn meant(pattern: &str, path: &str) -> bool {
    let plain = pattern.strip_prefix("**").filter(|rest| !rest.contains(['*', '?', '[', '\\']));
    if let Some(ending) = plain {
        return path.ends_with(ending) || ending.strip_prefix('/') == Some(path);
    }
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    tried(&chars(pattern), &chars(path))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_pattern_means_what_trying_everything_says(
        pattern in "([ab./]|\\*|\\*\\*|\\?|\\[a-b\\]|\\\\\\*|/){1,8}",
        path in "[ab.]{1,3}(/[ab.]{1,3}){0,3}",
    ) {
        let cleaned = clean(pattern.trim_start_matches('/'));
        prop_assume!(cleaned != "/");
        let ignore = Ignore::parse(&cleaned).unwrap();
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let expected = folders.chain([&*path]).any(|part| meant(&cleaned, part));
        prop_assert_eq!(ignore.excludes(&path), expected, "{:?}", cleaned);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(.|\n){0,60}", path in "[a-c/]{1,9}") {
        if let Ok(ignore) = Ignore::parse(&text) {
            ignore.excludes(&path);
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(path in "[a./]{0,12}") {
        prop_assert_eq!(clean(&clean(&path)), clean(&path));
    }
}
