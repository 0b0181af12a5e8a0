//! Lists and dictionaries, written out and made by loops.

use ruff_python_ast::{Comprehension, Expr, ExprDict, ExprDictComp};

use super::{
    Value,
    operate::{self, put},
    walk::Walk,
};

impl Walk<'_> {
    pub(super) fn items(&mut self, elements: &[Expr]) -> Option<Value> {
        let mut items = Some(Vec::new());
        for element in elements {
            match element {
                Expr::Starred(starred) => match (self.value(&starred.value), &mut items) {
                    (Value::List(more), Some(items)) => items.extend(more),
                    _ => items = None,
                },
                element => {
                    let value = self.value(element);
                    items = items.map(|items| [items, vec![value]].concat());
                }
            }
        }
        items.map(Value::List)
    }

    pub(super) fn dict(&mut self, dict: &ExprDict) -> Option<Value> {
        let mut pairs = Some(Vec::new());
        for entry in &dict.items {
            let key = entry.key.as_ref().map(|key| self.value(key));
            match (key, self.value(&entry.value), &mut pairs) {
                (Some(Value::Text(key) | Value::Number(key)), value, Some(pairs)) => put(pairs, key, value),
                (None, Value::Dict(more), Some(pairs)) => {
                    more.into_iter().for_each(|(key, value)| put(pairs, key, value));
                }
                _ => pairs = None,
            }
        }
        pairs.map(Value::Dict)
    }

    pub(super) fn dict_comprehension(&mut self, dict: &ExprDictComp) -> Option<Value> {
        let mut pairs = Some(Vec::new());
        let whole = self.apart(|walk| {
            walk.rounds(&dict.generators, &mut |walk| {
                let (key, value) = (dict.key.as_ref().map(|key| walk.value(key)), walk.value(&dict.value));
                match (key, &mut pairs) {
                    (Some(Value::Text(key) | Value::Number(key)), Some(pairs)) => {
                        put(pairs, key, value);
                    }
                    _ => pairs = None,
                }
            })
        });
        pairs.filter(|_| whole).map(Value::Dict)
    }

    pub(super) fn comprehension(&mut self, element: &Expr, generators: &[Comprehension]) -> Option<Value> {
        let mut items = Vec::new();
        let whole = self.apart(|walk| walk.rounds(generators, &mut |walk| items.push(walk.value(element))));
        whole.then_some(Value::List(items))
    }

    /// Goes round loops in each other; tells whether all of what they go over is known. Where it is not, it goes round once
    /// with what is not known.
    fn rounds(&mut self, generators: &[Comprehension], each: &mut dyn FnMut(&mut Self)) -> bool {
        let Some((first, rest)) = generators.split_first() else {
            each(self);
            return true;
        };
        let (items, mut whole) = match self.value(&first.iter) {
            Value::List(items) => (items, true),
            _ => (vec![Value::Other(String::new(), 0)], false),
        };
        for item in items {
            if self.is_too_much(first.range) {
                return false;
            }
            self.set(&first.target, item);
            let mut taken = true;
            for test in &first.ifs {
                let test = self.value(test);
                whole &= operate::truth(&test).is_some();
                taken &= operate::truth(&test) != Some(false);
            }
            if taken {
                whole &= self.rounds(rest, each);
            }
        }
        whole
    }
}
