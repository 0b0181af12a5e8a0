//! `.dockerignore`: which files of a folder are not sent, by the rules of the `docker` CLI.
//!
//! The rules are those of the CLI from version 23 on. Where older ones differ (`**foo`, an unescaped `^`, `+`, `|` or
//! brackets that are round), theirs are not followed.

mod expression;
mod pattern;
#[cfg(test)]
mod tests;

use pattern::Pattern;

/// The largest line of an ignore file that the CLI reads: 64 KiB.
const LONGEST_LINE: usize = 64 << 10;

/// Which paths of a context are not sent.
///
/// The last pattern that means a path decides. A pattern that means a folder means what is in it as well, and a
/// folder that is left out is not entered, unless an exception is written below its very name.
///
/// # Examples
///
/// ```
/// use docker_wire::context::Ignore;
///
/// let ignore = Ignore::parse("# caches\n**/*.o\ntarget\n!target/keep\n")?;
/// assert!(ignore.excludes("src/deep/x.o"));
/// assert!(ignore.excludes("target/debug"));
/// assert!(!ignore.excludes("target/keep"));
/// assert!(Ignore::parse("[").is_err());
/// # Ok::<(), docker_wire::context::IgnoreError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ignore {
    rules: Vec<Rule>,
    exceptions: bool,
}

#[derive(Debug, Clone)]
struct Rule {
    exception: bool,
    pattern: Pattern,
}

/// Says which line of an ignore file is no pattern, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreError {
    line: usize,
    text: String,
    why: String,
}

impl std::fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, text, why } = self;
        write!(f, "line {line}: `{text}` is no pattern: {why}")
    }
}

impl std::error::Error for IgnoreError {}

/// What the patterns said of a folder; what is in it starts from there.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    /// For each rule, whether it meant the folder or one above it; empty for the root.
    matched: Vec<bool>,
}

impl Ignore {
    /// Reads the text of an ignore file.
    ///
    /// # Errors
    ///
    /// Fails at a line that is no pattern. So does the CLI, except where a backslash stands before a letter or a
    /// digit: there it goes on and looks for something that nobody meant.
    pub fn parse(text: &str) -> Result<Self, IgnoreError> {
        let mut ignore = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in text.split('\n').enumerate() {
            let told = |why: String| IgnoreError {
                line: number + 1,
                text: line.trim().chars().take(80).collect(),
                why,
            };
            if line.len() >= LONGEST_LINE {
                return Err(told(format!("it is longer than {LONGEST_LINE} bytes")));
            }
            ignore.add(line).map_err(told)?;
        }
        Ok(ignore)
    }

    /// Adds what one line says, if it says something.
    fn add(&mut self, line: &str) -> Result<(), String> {
        let text = line.trim();
        if line.starts_with('#') || text.is_empty() {
            return Ok(());
        }
        let (sign, text) = match text.strip_prefix('!') {
            Some(rest) => ("!", rest.trim()),
            None => ("", text),
        };
        let cleaned = if text.is_empty() { String::new() } else { clean(text) };
        let relative = cleaned.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&cleaned);
        // Only now is it asked what an exception is, so that `./!name` is one.
        let text = format!("{sign}{relative}");
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let cleaned = clean(text);
        let (exception, cleaned) = match cleaned.strip_prefix('!') {
            Some("") => return Err("it excepts nothing".to_owned()),
            Some(rest) => (true, rest),
            None => (false, &*cleaned),
        };
        self.push(exception, Pattern::parse(cleaned)?);
        Ok(())
    }

    /// Sends a file whatever was said, as is done for the Dockerfile and the ignore file itself.
    pub(super) fn except(&mut self, path: &str) {
        if self.excludes(path) {
            self.push(true, Pattern::literal(path));
        }
    }

    fn push(&mut self, exception: bool, pattern: Pattern) {
        self.exceptions |= exception;
        self.rules.push(Rule { exception, pattern });
    }

    /// Tells whether a path, relative and with slashes, is not sent; what is below it may be, where there are
    /// exceptions.
    pub fn excludes(&self, path: &str) -> bool {
        let mut verdict = Verdict::default();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut excluded = false;
        for end in ends {
            (excluded, verdict) = self.judge(&path[..end], &verdict);
        }
        excluded
    }

    /// Judges a path by what was said of its folder.
    pub(super) fn judge(&self, path: &str, folder: &Verdict) -> (bool, Verdict) {
        let mut excluded = false;
        let mut matched = Vec::with_capacity(self.rules.len());
        for (index, Rule { exception, pattern }) in self.rules.iter().enumerate() {
            let above = folder.matched.get(index).copied().unwrap_or_default();
            // What a rule cannot change it is not asked, and then its folder counts as not meant.
            let means = above || (*exception == excluded && pattern.matches(path));
            matched.push(means);
            if means {
                excluded = !exception;
            }
        }
        (excluded, Verdict { matched })
    }

    /// Tells whether a folder that is not sent must be entered all the same, for an exception below it.
    pub(super) fn enters(&self, folder: &str) -> bool {
        let below = |text: &str| {
            let rest = text.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.exceptions && self.rules.iter().any(|rule| rule.exception && below(rule.pattern.as_str()))
    }
}

/// Makes a path the shortest that means the same, as Go's `filepath.Clean`.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
