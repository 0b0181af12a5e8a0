//! How a symbol stands in a file: `<kind:number>`, with the form in which its literal is put back.

use std::fmt;

use super::Kind;

/// A symbol where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) number: u64,
    pub(crate) form: Form,
}

/// What of the literal is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Whole,
    /// Its first characters.
    Start(usize),
    /// The whole of it, as a number in JSON.
    Number,
}

impl Place {
    pub(crate) fn whole(kind: Kind, number: u64) -> Self {
        Self { kind, number, form: Form::Whole }
    }

    /// Reads a symbol at the start of a text, and tells its length.
    pub(crate) fn at_start(text: &str) -> Option<(Self, usize)> {
        let inside = text.strip_prefix('<')?;
        let end = inside.bytes().take(48).position(|byte| byte == b'>')?;
        let mut parts = inside[..end].split(':');
        let kind = Kind::parse(parts.next()?)?;
        let number = digits(parts.next()?)?;
        let form = match parts.next() {
            None => Form::Whole,
            Some("number") => Form::Number,
            Some(length) => Form::Start(usize::try_from(digits(length)?).ok()?),
        };
        if parts.next().is_some() {
            return None;
        }
        Some((Self { kind, number, form }, end + 2))
    }

    /// Tells the name under which it is bound.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.kind.name(), self.number)
    }
}

/// Reads digits without a sign and without zeros in front.
fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}:{}", self.kind.name(), self.number)?;
        match self.form {
            Form::Whole => Ok(()),
            Form::Start(length) => write!(f, ":{length}"),
            Form::Number => write!(f, ":number"),
        }?;
        f.write_str(">")
    }
}

/// Calls back with every symbol in a text, and hands back the text with what came back in their places.
pub(crate) fn replace<E>(
    text: &str,
    mut with: impl FnMut(Place, &mut String) -> Result<(), E>,
) -> Result<Option<String>, E> {
    let mut out: Option<String> = None;
    let (mut done, mut from) = (0, 0);
    while let Some(at) = text[from..].find('<').map(|at| from + at) {
        let Some((place, length)) = Place::at_start(&text[at..]) else {
            from = at + 1;
            continue;
        };
        let out = out.get_or_insert_default();
        out.push_str(&text[done..at]);
        with(place, out)?;
        done = at + length;
        from = done;
    }
    Ok(out.map(|mut out| {
        out.push_str(&text[done..]);
        out
    }))
}

/// Leaves of every symbol only its kind, so that texts of two recordings can be compared; ids are of one kind, as which
/// one says nothing.
pub(crate) fn strip(text: &str) -> String {
    let kinds = replace(text, |place, out| {
        out.push('<');
        out.push_str(if place.kind.is_id() { "id" } else { place.kind.name() });
        out.push_str(if place.form == Form::Number { ":number>" } else { ">" });
        Ok::<_, std::convert::Infallible>(())
    });
    match kinds {
        Ok(Some(text)) => text,
        Ok(None) => text.to_owned(),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, strip};

    #[test]
    fn symbols_are_read_as_they_are_written() {
        for text in ["<container:1>", "<image:12:12>", "<time:3:number>"] {
            let (place, length) = Place::at_start(text).unwrap();
            assert_eq!((place.to_string().as_str(), length), (text, text.len()));
        }
        assert_eq!(strip("a <image:1:12> b <x <time:2>"), "a <id> b <x <time>");
        for text in
            ["<redacted>", "<none>", "<thing:1>", "<id:0>", "<id:01>", "<id:1:2:3>", "<id:+1>", "<id:1"]
        {
            assert_eq!(Place::at_start(text), None, "{text}");
        }
    }
}
