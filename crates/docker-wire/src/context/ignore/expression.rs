//! The few regular expressions that patterns become.

/// An expression: atoms, one after the other, from the start of a path to its end.
#[derive(Debug, Clone)]
pub(super) struct Expression(Vec<Atom>);

#[derive(Debug, Clone)]
enum Atom {
    /// `^` within a pattern: only at the start.
    Start,
    One(Set),
    /// `…*`
    Many(Set),
    /// `(.*/)?`: folders, or none.
    Folders,
}

#[derive(Debug, Clone)]
enum Set {
    Char(char),
    /// Everything but a line feed.
    Any,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Expression {
    /// Reads an expression in the subset that patterns are translated to, anchored at both ends.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('^').and_then(|text| text.strip_suffix('$')).unwrap_or(text);
        let mut atoms = Vec::new();
        let mut rest = inner;
        while let Some(char) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("(.*/)?") {
                atoms.push(Atom::Folders);
                rest = after;
                continue;
            }
            rest = &rest[char.len_utf8()..];
            if char == '^' {
                atoms.push(Atom::Start);
                continue;
            }
            let set = match char {
                '.' => Set::Any,
                '[' => class(&mut rest)?,
                '\\' => Set::Char(take(&mut rest)?),
                char => Set::Char(char),
            };
            match rest.strip_prefix('*') {
                Some(after) => {
                    rest = after;
                    atoms.push(Atom::Many(set));
                }
                None => atoms.push(Atom::One(set)),
            }
        }
        Ok(Self(atoms))
    }

    /// Tells whether the whole path is meant, in time linear in its length and in the expression's.
    pub(super) fn matches(&self, path: &str) -> bool {
        let chars: Vec<char> = path.chars().collect();
        // Which positions of the path the atoms so far can end at.
        let mut ends = vec![false; chars.len() + 1];
        ends[0] = true;
        for atom in &self.0 {
            atom.advance(&chars, &mut ends);
        }
        ends[chars.len()]
    }
}

impl Atom {
    fn advance(&self, chars: &[char], ends: &mut [bool]) {
        match self {
            Self::Start => ends[1..].fill(false),
            Self::One(set) => {
                for at in (0..chars.len()).rev() {
                    ends[at + 1] = ends[at] && set.has(chars[at]);
                }
                ends[0] = false;
            }
            Self::Many(set) => {
                for at in 0..chars.len() {
                    ends[at + 1] |= ends[at] && set.has(chars[at]);
                }
            }
            Self::Folders => {
                let mut open = false;
                for at in 0..chars.len() {
                    open = (open || ends[at]) && chars[at] != '\n';
                    ends[at + 1] |= open && chars[at] == '/';
                }
            }
        }
    }
}

impl Set {
    fn has(&self, char: char) -> bool {
        match self {
            Self::Char(own) => *own == char,
            Self::Any => char != '\n',
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&char)) != *negated
            }
        }
    }
}

/// Reads what follows an opening bracket, up to the closing one.
fn class(rest: &mut &str) -> Result<Set, String> {
    let negated = rest.strip_prefix('^').inspect(|after| *rest = after).is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty()
            && let Some(after) = rest.strip_prefix(']')
        {
            *rest = after;
            return Ok(Set::Class { negated, ranges });
        }
        if let Some(after) = rest.strip_prefix("[:") {
            let named = after.split_once(":]").and_then(|(name, after)| Some((posix(name)?, after)));
            let Some((named, after)) = named else { return Err("its class has no such name".to_owned()) };
            ranges.extend(named);
            *rest = after;
            continue;
        }
        let low = member(rest)?;
        let mut high = low;
        if let Some(after) = rest.strip_prefix('-').filter(|after| !after.starts_with(']')) {
            *rest = after;
            high = member(rest)?;
        }
        if low > high {
            return Err(format!("the range `{low}-{high}` is backwards"));
        }
        ranges.push((low, high));
    }
}

fn member(rest: &mut &str) -> Result<char, String> {
    match take(rest)? {
        '\\' => take(rest),
        char => Ok(char),
    }
}

fn take(rest: &mut &str) -> Result<char, String> {
    let char = rest.chars().next().ok_or("its brackets are not closed")?;
    *rest = &rest[char.len_utf8()..];
    Ok(char)
}

/// Tells the members of a named class.
fn posix(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\x7f')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}
