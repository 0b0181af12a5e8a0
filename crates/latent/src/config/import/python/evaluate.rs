//! What an expression comes to. Each is looked at once for each time that a loop comes by it, so that every call in it is
//! found as often as it would be made.

use ruff_python_ast::{
    Expr, ExprCompare, ExprFString, ExprIf, ExprLambda, FStringPart, InterpolatedStringElement,
    Number as Literal,
};
use ruff_text_size::Ranged;

use super::{
    Value,
    called::dotted,
    format,
    names::Parts,
    operate::{self, Number},
    walk::Walk,
};

/// Expressions in expressions beyond this are nobody's configuration.
const DEEPEST: usize = 64;

impl Walk<'_> {
    pub(super) fn value(&mut self, expression: &Expr) -> Value {
        if self.is_too_much(expression.range()) || self.depth >= DEEPEST {
            return self.other(expression.range());
        }
        self.depth += 1;
        let value = self.known(expression);
        self.depth -= 1;
        value.unwrap_or_else(|| self.other(expression.range()))
    }

    fn known(&mut self, expression: &Expr) -> Option<Value> {
        match expression {
            Expr::NoneLiteral(_) => Some(Value::None),
            Expr::BooleanLiteral(flag) => Some(Value::Flag(flag.value)),
            Expr::NumberLiteral(number) => match &number.value {
                Literal::Int(whole) => Number::Whole(whole.as_i64()?).value(),
                Literal::Float(float) => Number::Float(*float).value(),
                Literal::Complex { .. } => None,
            },
            Expr::StringLiteral(text) => Some(Value::Text(text.value.to_str().to_owned())),
            Expr::FString(text) => self.formatted(text),
            Expr::Name(name) => self.scope.get(name.id.as_str()).cloned(),
            Expr::Tuple(tuple) => self.items(&tuple.elts),
            Expr::List(list) => self.items(&list.elts),
            Expr::Dict(dict) => self.dict(dict),
            Expr::BinOp(binary) => {
                let (left, right) = (self.value(&binary.left), self.value(&binary.right));
                operate::binary(binary.op, &left, &right)
            }
            Expr::UnaryOp(unary) => {
                let value = self.value(&unary.operand);
                operate::unary(unary.op, &value)
            }
            Expr::BoolOp(either) => {
                let values = either.values.iter().map(|value| self.value(value)).collect();
                operate::either(either.op, values)
            }
            Expr::Compare(compare) => self.compared(compare),
            Expr::If(choice) => self.chosen(choice),
            Expr::Named(named) => {
                let value = self.value(&named.value);
                self.set(&named.target, value.clone());
                Some(value)
            }
            Expr::ListComp(list) => self.comprehension(&list.elt, &list.generators),
            Expr::Generator(each) => self.comprehension(&each.elt, &each.generators),
            Expr::DictComp(dict) => self.dict_comprehension(dict),
            Expr::Subscript(place) => {
                let (of, key) = (self.value(&place.value), self.value(&place.slice));
                if dotted(&place.value).is_some_and(|name| name.ends_with("environ"))
                    && let Value::Text(name) = key
                {
                    return Some(self.variable(name, expression));
                }
                item(&of, &key)
            }
            Expr::Call(call) => self.call(call, expression),
            Expr::Lambda(lambda) => {
                self.lambda(lambda);
                None
            }
            other => {
                for part in Parts::of_expression(other).expressions {
                    self.value(part);
                }
                None
            }
        }
    }

    fn formatted(&mut self, text: &ExprFString) -> Option<Value> {
        let mut out = Some(String::new());
        for part in &text.value {
            let part = match part {
                FStringPart::Literal(literal) => Some(literal.value.to_string()),
                FStringPart::FString(text) => self.pieces(&text.elements),
            };
            out = out.zip(part).map(|(out, part)| out + &part);
        }
        operate::short(out?)
    }

    fn compared(&mut self, compare: &ExprCompare) -> Option<Value> {
        let mut left = self.value(&compare.left);
        let mut holds = Some(true);
        for (operator, right) in compare.ops.iter().zip(&*compare.comparators) {
            let right = self.value(right);
            let this = operate::compare(*operator, &left, &right);
            holds = holds.zip(this).map(|(all, this)| all && this);
            left = right;
        }
        holds.map(Value::Flag)
    }

    fn chosen(&mut self, choice: &ExprIf) -> Option<Value> {
        let test = self.value(&choice.test);
        match operate::truth(&test) {
            Some(true) => Some(self.value(&choice.body)),
            Some(false) => Some(self.value(&choice.orelse)),
            None => {
                self.value(&choice.body);
                self.value(&choice.orelse);
                None
            }
        }
    }

    /// What it is called with is not known.
    fn lambda(&mut self, lambda: &ExprLambda) {
        self.apart(|walk| {
            let names = lambda.parameters.iter().flat_map(|all| all.iter()).map(|it| it.name().to_string());
            walk.forget(&names.collect::<Vec<_>>());
            walk.value(&lambda.body);
        });
    }

    pub(super) fn variable(&self, name: String, expression: &Expr) -> Value {
        match self.other(expression.range()) {
            Value::Other(source, line) => Value::Variable(name, source, line),
            other => other,
        }
    }

    fn pieces(&mut self, elements: &[InterpolatedStringElement]) -> Option<String> {
        let mut out = Some(String::new());
        for element in elements {
            let piece = match element {
                InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
                InterpolatedStringElement::Interpolation(field) => {
                    let value = self.value(&field.expression);
                    let spec = match &field.format_spec {
                        Some(spec) => self.pieces(&spec.elements),
                        None => Some(String::new()),
                    };
                    let plain = field.debug_text.is_none()
                        && [None, Some(b's')].contains(&field.conversion.to_byte());
                    spec.filter(|_| plain).and_then(|spec| format::field_of(&value, &spec))
                }
            };
            out = out.zip(piece).map(|(out, piece)| out + &piece);
        }
        out
    }
}

fn item(of: &Value, key: &Value) -> Option<Value> {
    match (of, key) {
        (Value::Dict(pairs), Value::Text(key) | Value::Number(key)) => {
            pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
        }
        (Value::List(items), key) => items.get(place(key, items.len())?).cloned(),
        (Value::Text(text), key) => {
            let letters: Vec<char> = text.chars().collect();
            letters.get(place(key, letters.len())?).map(|letter| Value::Text(letter.to_string()))
        }
        _ => None,
    }
}

/// The place that an index means, which counts from the end below zero.
fn place(index: &Value, length: usize) -> Option<usize> {
    match Number::of(index)? {
        Number::Whole(at) if at < 0 => length.checked_sub(usize::try_from(at.checked_neg()?).ok()?),
        Number::Whole(at) => usize::try_from(at).ok(),
        Number::Float(_) => None,
    }
}
