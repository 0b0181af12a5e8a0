//! Reading the tree: its files, the code in them without comments and strings, and the paths that code names.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// Something a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) file: String,
    /// Counted from 1; 0 for the file as a whole.
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl Finding {
    pub(crate) fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Fails with everything that was found, and what to do about it.
#[track_caller]
pub(crate) fn none(findings: &[Finding], what_to_do: &str) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "\n{}\n{what_to_do}", lines.join("\n"));
}

/// Returns the repository's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the repository, by its path from the top.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Reads every file of the repository, without what cargo and git keep there.
pub(crate) fn files() -> Vec<File> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 10, "only {} files: is this the repository?", found.len());
    found
}

/// Reads the files of a folder whose names end so.
pub(crate) fn files_of(folder: &str, ending: &str) -> Vec<File> {
    let mut found = files();
    found.retain(|file| file.path.starts_with(folder) && file.path.ends_with(ending));
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if path == "target" || path == ".git" || name == "__pycache__" {
            continue;
        }
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), found);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            found.push(File { path, bytes });
        }
    }
}

/// Returns whether a file is a module for tests only, by its name.
pub(crate) fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// Blanks comments, the contents of strings, and items for tests only; lines stay where they are.
pub(crate) fn code(text: &str) -> String {
    without_tests(&without_words(text))
}

fn without_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    while at < chars.len() {
        let rest = &chars[at..];
        let length = match rest {
            ['/', '/', ..] => line_comment(rest),
            ['/', '*', ..] => block_comment(rest),
            ['r', '"' | '#', ..] if !in_word(&chars, at) => raw_string(rest),
            ['"', ..] => string(rest),
            ['\'', ..] => character(rest),
            _ => 0,
        };
        if length == 0 {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(rest[..length].iter().map(|c| blank(*c)));
            at += length;
        }
    }
    out
}

fn in_word(chars: &[char], at: usize) -> bool {
    // `br"…"` counts as a raw string, `for"` does not.
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') && chars[at - 1] != 'b'
}

fn line_comment(rest: &[char]) -> usize {
    rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn raw_string(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 0; // A raw identifier.
    }
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = 2 + hashes;
    (body..rest.len()).find(|at| rest[*at..].starts_with(&close)).map_or(rest.len(), |at| at + close.len())
}

fn character(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => 3 + rest[3..].iter().take(12).position(|c| *c == '\'').unwrap_or(0),
        ['\'', _, '\'', ..] => 3,
        _ => 0, // A lifetime.
    }
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = code.to_owned();
    while let Some(start) = out.find(MARK) {
        let body = start + MARK.len();
        let end = item_end(&out[body..]).map_or(out.len(), |length| body + length);
        let blanked: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blanked);
    }
    out
}

/// Returns the length of the item that starts here: through its `;`, or through the brace that closes it.
fn item_end(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return Some(at + 1),
            '}' => depth -= 1,
            ';' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A path that code names, such as `std::net::TcpStream`, groups of `use` spelled out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
    pub(crate) how: How,
}

/// Where a path stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// In a `use`.
    Import,
    /// In a `pub use`, restricted or not.
    Export,
    /// Anywhere else.
    Inline,
}

impl Named {
    pub(crate) fn path(&self) -> String {
        self.segments.join("::")
    }

    pub(crate) fn starts_with(&self, prefix: &str) -> bool {
        let mut mine = self.segments.iter();
        prefix.split("::").all(|segment| mine.next().is_some_and(|own| own == segment))
    }
}

/// Lists the paths that blanked code names: those of `use`, and those of two segments or more elsewhere.
pub(crate) fn named(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut tokens = Tokens { code, at: 0 };
    while let Some(word) = tokens.next_word() {
        let line = tokens.line();
        if word == "use" {
            let before = code[..tokens.at].trim_end_matches("use").trim_end();
            let public = before.ends_with("pub")
                || before
                    .rfind("pub(")
                    .is_some_and(|at| before[at..].find(')') == Some(before.len() - at - 1));
            tokens.tree(&[], if public { How::Export } else { How::Import }, &mut found);
        } else {
            let mut segments = vec![word];
            while tokens.eat("::") {
                match tokens.word() {
                    Some(segment) => segments.push(segment),
                    None => break,
                }
            }
            if segments.len() > 1 {
                found.push(Named { line, segments, how: How::Inline });
            }
        }
    }
    found
}

struct Tokens<'a> {
    code: &'a str,
    at: usize,
}

impl Tokens<'_> {
    fn rest(&self) -> &str {
        &self.code[self.at..]
    }

    fn line(&self) -> usize {
        self.code[..self.at].matches('\n').count() + 1
    }

    fn skip_blank(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let before = self.at;
        self.skip_blank();
        if self.rest().starts_with(token) {
            self.at += token.len();
            true
        } else {
            self.at = before;
            false
        }
    }

    fn word(&mut self) -> Option<String> {
        self.skip_blank();
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        (!word.is_empty()).then_some(word)
    }

    /// Goes to the next word, over whatever is before it.
    fn next_word(&mut self) -> Option<String> {
        let offset = self.rest().find(|c: char| c.is_alphanumeric() || c == '_')?;
        self.at += offset;
        self.word()
    }

    /// Reads a tree of `use` after a prefix: `a::{b, c::*, d as e}`.
    fn tree(&mut self, prefix: &[String], how: How, found: &mut Vec<Named>) {
        let mut segments = prefix.to_vec();
        self.eat("::");
        loop {
            if self.eat("{") {
                while !self.eat("}") && !self.rest().trim().is_empty() {
                    let before = self.at;
                    self.tree(&segments, how, found);
                    self.eat(",");
                    if self.at == before {
                        return; // Not a tree that this reader knows.
                    }
                }
                return;
            }
            if self.eat("*") {
                break;
            }
            match self.word() {
                Some(segment) => segments.push(segment),
                None => break,
            }
            if !self.eat("::") {
                break;
            }
        }
        if segments.is_empty() {
            return; // `use<'a>` of a type, which names no path.
        }
        found.push(Named { line: self.line(), segments, how });
        // `as NAME`, perhaps on a line of its own.
        let before = self.at;
        if self.word().as_deref() == Some("as") {
            self.word();
        } else {
            self.at = before;
        }
    }
}

#[test]
fn comments_strings_and_tests_are_no_code() {
    let text = "use a::b; // use c::d\n/* use e::f /* g */ */ let s = \"use h::i \\\" \"; let c = '\"';\n\
                fn x<'a>() { r#\"j::k\"# }\n#[cfg(test)]\nmod tests { use super::*; fn y() {} }\nuse l::m;";
    let paths: Vec<String> = named(&code(text)).iter().map(Named::path).collect();
    assert_eq!(paths, ["a::b", "l::m"]);
    assert_eq!(code(text).matches('\n').count(), text.matches('\n').count());
}

#[test]
fn groups_are_spelled_out() {
    let text = "pub use crate::{\n    a::{self, B},\n    c::*, d as e,\n};\nlet x = f::g::<h::I>();\nfn i() -> impl J + use<'_> {}";
    let found = named(&code(text));
    let paths: Vec<String> = found.iter().map(Named::path).collect();
    assert_eq!(paths, ["crate::a::self", "crate::a::B", "crate::c", "crate::d", "f::g", "h::I"]);
    assert_eq!((found[0].line, found[3].line, found[4].line), (2, 3, 5));
    let hows = [
        "use a::b;",
        "pub use a::b;",
        "pub(crate) use a::b;",
        "pub(in crate::x) use a::b;",
        "fn pub_x() {} use a::b;",
    ]
    .map(|text| named(text)[if text.contains("in crate") { 1 } else { 0 }].how);
    assert_eq!(hows, [How::Import, How::Export, How::Export, How::Export, How::Import]);
}
