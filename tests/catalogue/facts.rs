//! A second reader of the facts, which shares nothing with the generator of the tables.

use std::{collections::HashMap, fs, path::Path};

/// One row of the facts, as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) operation: &'static str,
    pub(crate) within: &'static str,
    /// A name, a JSON pointer, or a method and a path.
    pub(crate) at: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) since: u16,
    /// The newest minor number there can be, where the row has no end.
    pub(crate) until: u16,
    pub(crate) below: &'static str,
    /// `more than one`, `= value`, or nothing.
    pub(crate) condition: &'static str,
}

impl Fact {
    pub(crate) fn has(&self, minor: u16) -> bool {
        (self.since..=self.until).contains(&minor)
    }

    pub(crate) fn is_operation(&self) -> bool {
        self.within == "operation"
    }
}

/// All facts, and the plain ones by their place.
pub(crate) struct Facts {
    pub(crate) all: Vec<Fact>,
    plain: HashMap<(&'static str, &'static str, &'static str), usize>,
    operations: HashMap<&'static str, usize>,
}

impl Facts {
    /// Reads the committed files. They live as long as the test does.
    pub(crate) fn read() -> Self {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/docker-wire/facts");
        let mut all = Vec::new();
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        for path in entries.filter(|path| path.is_file()) {
            let text: &'static str = fs::read_to_string(path).unwrap().leak();
            let mut lines = text.lines().filter(|line| !line.starts_with('#'));
            let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
            all.extend(lines.map(|line| fact(&columns, line)));
        }
        let rows = || all.iter().enumerate();
        let plain = rows().filter(|(_, fact)| fact.condition.is_empty());
        let plain = plain.map(|(index, fact)| ((fact.operation, fact.within, fact.at), index)).collect();
        let operations = rows().filter(|(_, fact)| fact.is_operation());
        let operations = operations.map(|(index, fact)| (fact.operation, index)).collect();
        Self { all, plain, operations }
    }

    /// The row of the operation that a fact belongs to.
    pub(crate) fn operation(&self, fact: &Fact) -> &Fact {
        &self.all[self.operations[fact.operation]]
    }

    /// The row of a place, whatever is said there.
    pub(crate) fn plain(
        &self,
        operation: &'static str,
        within: &'static str,
        at: &'static str,
    ) -> Option<&Fact> {
        self.plain.get(&(operation, within, at)).map(|index| &self.all[*index])
    }
}

fn fact(columns: &[&str], line: &'static str) -> Fact {
    let cells: Vec<&'static str> = line.split('\t').collect();
    assert_eq!(cells.len(), columns.len(), "{line}");
    let cell = |name: &str| {
        let cell = cells[columns.iter().position(|column| *column == name).unwrap()];
        if cell == "-" { "" } else { cell }
    };
    let minor = |text: &str| text.strip_prefix("1.").unwrap().parse().unwrap();
    let until = cell("until");
    Fact {
        operation: cell("operation"),
        within: cell("in"),
        at: cell("at"),
        kind: cell("type"),
        since: minor(cell("since")),
        until: if until.is_empty() { u16::MAX } else { minor(until) },
        below: cell("below"),
        condition: cell("condition"),
    }
}
