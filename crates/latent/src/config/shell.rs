//! Splits a command line into words as a POSIX shell does, without expanding anything.

use super::error::ParseError;

/// Splits a command line into words: quotes and backslashes as in a shell, nothing is expanded.
pub(super) fn split(line: &str) -> Result<Vec<String>, ParseError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_ascii_whitespace() => words.extend(word.take()),
            '\'' => until_single(&mut rest, word.get_or_insert_default())?,
            '"' => until_double(&mut rest, word.get_or_insert_default())?,
            '\\' => escaped(&mut rest, &mut word)?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

fn until_single(rest: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), ParseError> {
    for c in rest {
        if c == '\'' {
            return Ok(());
        }
        word.push(c);
    }
    Err(open("a single quote"))
}

fn until_double(rest: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), ParseError> {
    while let Some(c) = rest.next() {
        match c {
            '"' => return Ok(()),
            '\\' => match rest.next() {
                Some('\n') => {}
                Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                Some(c) => word.extend(['\\', c]),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(open("a double quote"))
}

fn escaped(rest: &mut std::str::Chars<'_>, word: &mut Option<String>) -> Result<(), ParseError> {
    match rest.next() {
        Some('\n') => Ok(()),
        Some(c) => {
            word.get_or_insert_default().push(c);
            Ok(())
        }
        None => Err(ParseError::new("the command ends in a backslash; write the command as a list of words")),
    }
}

fn open(what: &str) -> ParseError {
    ParseError::new(format!(
        "the command has {what} that is never closed; write the command as a list of words"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_does() {
        let table: [(&str, &[&str]); 11] = [
            ("", &[]),
            ("  \t ", &[]),
            ("twistd -ny buildbot.tac", &["twistd", "-ny", "buildbot.tac"]),
            ("sh -c 'echo \"a  b\"'", &["sh", "-c", "echo \"a  b\""]),
            (r#"a"b c"'d e'f"#, &["ab cd ef"]),
            (r"a\ b c\'d", &["a b", "c'd"]),
            (r#""a\"b\\c\d\$e""#, &[r#"a"b\c\d$e"#]),
            ("'' \"\"", &["", ""]),
            ("a\\\nb", &["ab"]),
            ("a \\\n", &["a"]),
            ("$HOME *", &["$HOME", "*"]),
        ];
        for (line, words) in table {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
    }

    #[test]
    fn what_is_left_open_is_named() {
        let list = "write the command as a list of words";
        let table = [
            ("a 'b", format!("the command has a single quote that is never closed; {list}")),
            ("a \"b", format!("the command has a double quote that is never closed; {list}")),
            ("a \"b\\", format!("the command has a double quote that is never closed; {list}")),
            ("a \\", format!("the command ends in a backslash; {list}")),
        ];
        for (line, message) in table {
            assert_eq!(split(line).unwrap_err().to_string(), message, "{line}");
        }
    }
}
