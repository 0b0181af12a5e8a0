//! Calls: what is known of what they come to, and which workers they make.

use ruff_python_ast::{Arguments, Expr, ExprCall};
use ruff_text_size::Ranged;

use super::{Argument, Call, Value, known, walk::Walk};

impl Walk<'_> {
    pub(super) fn call(&mut self, call: &ExprCall, expression: &Expr) -> Option<Value> {
        let name = dotted(&call.func);
        let (before, last) = match name.as_deref().map(|name| name.rsplit_once('.').unwrap_or(("", name))) {
            Some((before, last)) => (before.to_owned(), last.to_owned()),
            None => (String::new(), String::new()),
        };
        // What a method is of is looked at before its arguments, as Python does.
        let of = match &*call.func {
            Expr::Attribute(attribute) => Some((self.value(&attribute.value), attribute.attr.to_string())),
            Expr::Name(_) => None,
            other => {
                self.value(other);
                None
            }
        };
        let arguments = self.arguments(&call.arguments);
        let text_first = || match arguments.first() {
            Some(Argument { name: None, value: Value::Text(text), .. }) => Some(text.clone()),
            _ => None,
        };
        if self.names.contains(&last.as_str()) {
            let (line, range) = (self.line(call.range()), call.range());
            self.come_by(Call { name: last.clone(), line, range, arguments: arguments.clone() });
            return Some(Value::Call(last, arguments));
        }
        let environment = last == "getenv" || (last == "get" && before.ends_with("environ"));
        if let (true, Some(variable)) = (environment, text_first()) {
            return Some(self.variable(variable, expression));
        }
        if let Some(value) =
            of.as_ref().and_then(|(of, method)| known::method(of, method, &arguments, self.folder))
        {
            return Some(value);
        }
        let root = root(&call.func).filter(|root| self.scope.contains_key(*root)).map(str::to_owned);
        if let Some(root) = root {
            let changed = before == root
                && self.scope.get_mut(&root).is_some_and(|value| known::change(value, &last, &arguments));
            if !changed {
                self.scope.remove(&root);
            }
            return None;
        }
        if let (true, Some(value)) = (before.is_empty(), known::function(&last, &arguments)) {
            return Some(value);
        }
        if let (true, Some(value)) = (before.ends_with("path"), known::of_path(&last, &arguments)) {
            return Some(value);
        }
        // A function may change what it is given; a class is taken to keep it.
        if !last.starts_with(char::is_uppercase) {
            self.handed_over(&call.arguments);
        }
        name.map(|_| Value::Call(last, arguments))
    }

    fn handed_over(&mut self, arguments: &Arguments) {
        let values = arguments.args.iter().chain(arguments.keywords.iter().map(|keyword| &keyword.value));
        for value in values {
            if let Expr::Name(name) = value
                && let Some(Value::List(_) | Value::Dict(_)) = self.scope.get(name.id.as_str())
            {
                self.scope.remove(name.id.as_str());
            }
        }
    }

    fn arguments(&mut self, arguments: &Arguments) -> Vec<Argument> {
        let mut all = Vec::new();
        for argument in &*arguments.args {
            let line = self.line(argument.range());
            match argument {
                Expr::Starred(starred) => match self.value(&starred.value) {
                    Value::List(items) => {
                        all.extend(items.into_iter().map(|value| Argument { name: None, value, line }));
                    }
                    value => all.push(Argument { name: Some("*".to_owned()), value, line }),
                },
                argument => all.push(Argument { name: None, value: self.value(argument), line }),
            }
        }
        for keyword in &*arguments.keywords {
            let line = self.line(keyword.range());
            match (&keyword.arg, self.value(&keyword.value)) {
                (Some(name), value) => all.push(Argument { name: Some(name.to_string()), value, line }),
                (None, Value::Dict(pairs)) => {
                    let named = |(name, value)| Argument { name: Some(name), value, line };
                    all.extend(pairs.into_iter().map(named));
                }
                (None, value) => all.push(Argument { name: Some("**".to_owned()), value, line }),
            }
        }
        all
    }
}

/// A name, or names with dots between them.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}

/// The first of the names in a [`dotted`] one with more than one.
fn root(expression: &Expr) -> Option<&str> {
    let Expr::Attribute(attribute) = expression else { return None };
    match &*attribute.value {
        Expr::Name(name) => Some(name.id.as_str()),
        other => root(other),
    }
}
