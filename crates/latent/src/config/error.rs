//! Why a configuration is refused: every problem on one line, with its place and what to do about it.

use std::{fmt, ops::Range};

/// Says why a configuration is refused.
///
/// Its `Display` is one line for each problem, in the order of the file: `FILE:LINE:COLUMN: what is wrong; what to
/// do`. Values that may be secrets are never repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    /// Lists what is wrong; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Says that the file itself could not be had.
    pub(super) fn unreadable(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { problems: vec![Problem { file: file.into(), place: None, message: message.into() }] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Names one thing that is wrong in a configuration, or worth a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The file, as it was named to us.
    pub file: String,
    /// Line and column, both from 1; none where no single place is wrong.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what to do, on one line.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Says why a text of the configuration is malformed: a fragment that names the text and says what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError(String);

impl ParseError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParseError {}

/// Collects what is wrong with one text, so that a person sees all of it at once.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<(usize, Problem)>,
    warnings: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, found: Vec::new(), warnings: Vec::new() }
    }

    /// Reports a problem at a place of the text.
    pub(super) fn report(&mut self, span: Range<usize>, message: impl Into<String>) {
        let problem = self.problem(Some(span.start), message.into());
        self.found.push((span.start, problem));
    }

    /// Reports a problem that has no single place.
    pub(super) fn report_whole(&mut self, message: impl Into<String>) {
        let problem = self.problem(None, message.into());
        self.found.push((0, problem));
    }

    /// Notes something that is allowed and yet worth a word.
    pub(super) fn warn(&mut self, span: Range<usize>, message: impl Into<String>) {
        let problem = self.problem(Some(span.start), message.into());
        self.warnings.push(problem);
    }

    /// Whether a problem was reported.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Gives the warnings, or the error if there was a problem.
    pub(super) fn finish(mut self) -> Result<Vec<Problem>, ConfigError> {
        if self.found.is_empty() {
            self.warnings.sort_by_key(|warning| warning.place);
            return Ok(self.warnings);
        }
        self.found.sort_by_key(|(start, _)| *start);
        Err(ConfigError { problems: self.found.into_iter().map(|(_, problem)| problem).collect() })
    }

    fn problem(&self, start: Option<usize>, message: String) -> Problem {
        let place = start.map(|start| place(self.text, start));
        Problem { file: self.file.to_owned(), place, message }
    }
}

/// Line and column of a byte of a text, both from 1; columns count characters.
fn place(text: &str, start: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..start.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[begin..]).chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_both_numbers_begin_at_one() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("a = 1\nß = 2", 9), (2, 3));
        assert_eq!(place("a\n", 99), (2, 1));
    }

    #[test]
    fn problems_come_in_the_order_of_the_file() {
        let mut problems = Problems::new("f", "a\nb");
        problems.report(2..3, "second");
        problems.report(0..1, "first");
        let error = problems.finish().unwrap_err();
        assert_eq!(error.to_string(), "f:1:1: first\nf:2:1: second");
    }
}
