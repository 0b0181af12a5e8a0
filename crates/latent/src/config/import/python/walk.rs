//! The statements of a file, in their order, and what names stand for after each.

use std::{collections::BTreeMap, path::Path};

use ruff_python_ast::{ElifElseClause, ExceptHandler, Expr, Stmt, StmtFor, StmtIf, StmtTry};
use ruff_text_size::{Ranged, TextRange};

use super::{
    Call, Value, Wrong, line,
    names::{Parts, set_by},
    operate,
};

/// So many expressions are looked at in all.
const MOST: usize = 200_000;

/// So often a loop goes round.
const ROUNDS: usize = 1_000;

/// Goes through a file.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) names: &'static [&'static str],
    pub(super) folder: &'a Path,
    /// What names stand for; one that is not here is not known.
    pub(super) scope: BTreeMap<String, Value>,
    /// How deep in expressions and statements it is, and how many there were.
    pub(super) depth: usize,
    steps: usize,
    given_up: Option<TextRange>,
    calls: Vec<Call>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, names: &'static [&'static str], folder: &'a Path) -> Self {
        let path = |path: &Path| Value::Text(path.display().to_string());
        let scope = [("__file__", path(&folder.join("master.cfg"))), ("basedir", path(folder))];
        let scope = scope.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { text, names, folder, scope, depth: 0, steps: 0, given_up: None, calls: Vec::new() }
    }

    pub(super) fn finish(self) -> Result<Vec<Call>, Wrong> {
        match self.given_up {
            Some(at) => Err(Wrong {
                line: line(self.text, at),
                why: "its loops go round too often to be followed; write the workers by hand",
            }),
            None => Ok(self.calls),
        }
    }

    /// Counts an expression, or a round of a loop; tells whether there were too many.
    pub(super) fn is_too_much(&mut self, at: TextRange) -> bool {
        self.steps += 1;
        if self.steps > MOST {
            self.given_up.get_or_insert(at);
        }
        self.given_up.is_some()
    }

    pub(super) fn come_by(&mut self, call: Call) {
        self.calls.push(call);
    }

    pub(super) fn line(&self, range: TextRange) -> usize {
        line(self.text, range)
    }

    pub(super) fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                let value = self.value(&assign.value);
                for target in &assign.targets {
                    self.set(target, value.clone());
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.value(value);
                    self.set(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => {
                let (old, more) = (self.value(&assign.target), self.value(&assign.value));
                let value = operate::binary(assign.op, &old, &more);
                let value = value.unwrap_or_else(|| self.other(assign.range()));
                self.set(&assign.target, value);
            }
            Stmt::For(each) => self.each(each),
            Stmt::If(choice) => self.choice(choice),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::While(long) => {
                self.forget(&set_by(&long.body));
                self.value(&long.test);
                self.body(&long.body);
                self.forget(&set_by(&long.body));
                self.body(&long.orelse);
            }
            Stmt::With(with) => {
                for item in &with.items {
                    let value = self.value(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.set(target, value);
                    }
                }
                self.body(&with.body);
            }
            // What it is called with is not known.
            Stmt::FunctionDef(function) => self.apart(|walk| {
                let names = function.parameters.iter().map(|it| it.name().to_string());
                walk.forget(&names.collect::<Vec<_>>());
                walk.body(&function.body);
            }),
            Stmt::ClassDef(class) => self.apart(|walk| walk.body(&class.body)),
            other => {
                let parts = Parts::of_statement(other);
                for expression in parts.expressions {
                    self.value(expression);
                }
                for statement in parts.statements {
                    self.forget(&set_by(std::slice::from_ref(statement)));
                    self.statement(statement);
                }
            }
        }
    }

    fn each(&mut self, each: &StmtFor) {
        match self.value(&each.iter) {
            Value::List(items) if items.len() <= ROUNDS => {
                for item in items {
                    if self.is_too_much(each.range()) {
                        return;
                    }
                    self.set(&each.target, item);
                    self.body(&each.body);
                }
            }
            _ => {
                let set = set_by(&each.body);
                self.forget(&set);
                self.unknown(&each.target);
                self.body(&each.body);
                self.forget(&set);
            }
        }
        self.body(&each.orelse);
    }

    fn choice(&mut self, choice: &StmtIf) {
        let test = self.value(&choice.test);
        match operate::truth(&test) {
            Some(true) => return self.body(&choice.body),
            Some(false) => {}
            None => {
                // Whichever it is, what it sets is not known afterwards.
                self.apart(|walk| walk.body(&choice.body));
            }
        }
        let unsure = operate::truth(&test).is_none();
        self.otherwise(&choice.elif_else_clauses, unsure);
        if unsure {
            self.forget(&set_by(&choice.body));
        }
    }

    fn otherwise(&mut self, clauses: &[ElifElseClause], mut unsure: bool) {
        for clause in clauses {
            let test = clause.test.as_ref().map(|test| self.value(test));
            let truth = test.as_ref().map_or(Some(true), operate::truth);
            match truth {
                Some(false) => continue,
                Some(true) if !unsure => return self.body(&clause.body),
                Some(true) | None => {
                    self.apart(|walk| walk.body(&clause.body));
                    self.forget(&set_by(&clause.body));
                }
            }
            if truth == Some(true) {
                return;
            }
            unsure = true;
        }
    }

    fn attempt(&mut self, attempt: &StmtTry) {
        self.body(&attempt.body);
        for handler in &attempt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            self.apart(|walk| walk.body(&handler.body));
            self.forget(&set_by(&handler.body));
        }
        self.body(&attempt.orelse);
        self.body(&attempt.finalbody);
    }

    /// Goes through something after which all names stand for what they did before.
    pub(super) fn apart<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scope.clone();
        let done = walk(self);
        self.scope = before;
        done
    }

    pub(super) fn forget(&mut self, names: &[String]) {
        for name in names {
            self.scope.remove(name);
        }
    }

    pub(super) fn unknown(&mut self, target: &Expr) {
        let nothing = Value::Other(String::new(), 0);
        self.set(target, nothing);
    }

    /// Has a name, several names, or a place in a dictionary stand for a value.
    pub(super) fn set(&mut self, target: &Expr, value: Value) {
        match (target, value) {
            // What it was made of says less than the name itself.
            (Expr::Name(name), Value::Other(..)) => drop(self.scope.remove(name.id.as_str())),
            (Expr::Name(name), value) => drop(self.scope.insert(name.id.to_string(), value)),
            (Expr::Tuple(_) | Expr::List(_), value) => {
                let targets = match target {
                    Expr::Tuple(tuple) => &tuple.elts,
                    Expr::List(list) => &list.elts,
                    _ => return,
                };
                match value {
                    Value::List(items) if items.len() == targets.len() => {
                        targets.iter().zip(items).for_each(|(target, item)| self.set(target, item));
                    }
                    _ => targets.iter().for_each(|target| self.unknown(target)),
                }
            }
            (Expr::Subscript(place), value) => {
                let key = self.value(&place.slice);
                let Expr::Name(name) = &*place.value else { return drop(self.value(&place.value)) };
                match (self.scope.get_mut(name.id.as_str()), key) {
                    (Some(Value::Dict(pairs)), Value::Text(key)) => operate::put(pairs, key, value),
                    (Some(_), _) => drop(self.scope.remove(name.id.as_str())),
                    (None, _) => {}
                }
            }
            _ => {}
        }
    }

    /// What is written at a place, on one line.
    pub(super) fn other(&self, range: TextRange) -> Value {
        let source = self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default();
        Value::Other(source.split_whitespace().collect::<Vec<_>>().join(" "), self.line(range))
    }
}
