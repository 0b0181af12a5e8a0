//! Operators on what is known.

use ruff_python_ast::{BoolOp, CmpOp, Operator, UnaryOp};

use super::{Value, format};

/// Longer texts and lists than this are nobody's configuration.
const LONGEST: usize = 1 << 16;

#[derive(Clone, Copy)]
pub(super) enum Number {
    Whole(i64),
    Float(f64),
}

impl Number {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Number(text) => {
                text.parse().map(Self::Whole).ok().or_else(|| text.parse().map(Self::Float).ok())
            }
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "as in Python, where a whole number meets a float")]
    fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    /// The value, where TOML has such a number.
    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Whole(whole) => Some(Value::Number(whole.to_string())),
            Self::Float(float) => float.is_finite().then(|| Value::Number(format!("{float:?}"))),
        }
    }
}

/// What an operator makes of two values.
pub(super) fn binary(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return arithmetic(operator, left, right)?.value();
    }
    match (operator, left, right) {
        (Operator::Add, Value::Text(left), Value::Text(right)) => short(format!("{left}{right}")),
        (Operator::Add, Value::List(left), Value::List(right)) => {
            (left.len() + right.len() < LONGEST).then(|| Value::List([left.clone(), right.clone()].concat()))
        }
        (Operator::Mult, Value::Text(text), times) | (Operator::Mult, times, Value::Text(text)) => {
            let times = times_of(times, text.len())?;
            short(text.repeat(times))
        }
        (Operator::Mult, Value::List(items), times) | (Operator::Mult, times, Value::List(items)) => {
            let times = times_of(times, items.len())?;
            Some(Value::List(std::iter::repeat_n(items, times).flatten().cloned().collect()))
        }
        (Operator::Mod, Value::Text(text), right) => short(format::percent(text, right)?),
        (Operator::BitOr, Value::Dict(left), Value::Dict(right)) => {
            let mut all = left.clone();
            right.iter().for_each(|(key, value)| put(&mut all, key.clone(), value.clone()));
            Some(Value::Dict(all))
        }
        _ => None,
    }
}

/// Puts a value under a key, in the place of what was there.
pub(super) fn put(pairs: &mut Vec<(String, Value)>, key: String, value: Value) {
    match pairs.iter_mut().find(|(name, _)| *name == key) {
        Some((_, place)) => *place = value,
        None => pairs.push((key, value)),
    }
}

pub(super) fn short(text: String) -> Option<Value> {
    (text.len() <= LONGEST).then_some(Value::Text(text))
}

fn times_of(value: &Value, length: usize) -> Option<usize> {
    let Some(Number::Whole(times)) = Number::of(value) else { return None };
    let times = usize::try_from(times).unwrap_or(0);
    (times.checked_mul(length.max(1))? <= LONGEST).then_some(times)
}

fn arithmetic(operator: Operator, left: Number, right: Number) -> Option<Number> {
    if let (Number::Whole(a), Number::Whole(b)) = (left, right) {
        let whole = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            // Python rounds down, and what is left over has the sign of the divisor.
            Operator::FloorDiv | Operator::Mod => {
                let (quotient, rest) = (a.checked_div(b)?, a.checked_rem(b)?);
                let down = rest != 0 && (rest < 0) != (b < 0);
                match operator {
                    Operator::Mod => Some(if down { rest + b } else { rest }),
                    _ => Some(quotient - i64::from(down)),
                }
            }
            Operator::Pow if b >= 0 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::LShift => u32::try_from(b).ok().filter(|b| *b < 63).and_then(|b| a.checked_mul(1 << b)),
            Operator::RShift => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            Operator::Div if b != 0 => return Some(Number::Float(left.float() / right.float())),
            _ => None,
        };
        return whole.map(Number::Whole);
    }
    let (a, b) = (left.float(), right.float());
    let float = match operator {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        Operator::Pow => a.powf(b),
        _ => return None,
    };
    Some(Number::Float(float))
}

pub(super) fn unary(operator: UnaryOp, value: &Value) -> Option<Value> {
    match (operator, Number::of(value)) {
        (UnaryOp::Not, _) => truth(value).map(|truth| Value::Flag(!truth)),
        (UnaryOp::USub, Some(Number::Whole(whole))) => Number::Whole(whole.checked_neg()?).value(),
        (UnaryOp::USub, Some(Number::Float(float))) => Number::Float(-float).value(),
        (UnaryOp::UAdd, Some(number)) => number.value(),
        _ => None,
    }
}

/// Whether a value is true, where that is known.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::None => Some(false),
        Value::Flag(flag) => Some(*flag),
        Value::Number(_) => Number::of(value).map(|number| number.float() != 0.0),
        Value::Text(text) => Some(!text.is_empty()),
        Value::List(items) => Some(!items.is_empty()),
        Value::Dict(pairs) => Some(!pairs.is_empty()),
        Value::Call(..) | Value::Variable(..) | Value::Other(..) => None,
    }
}

/// What `and` and `or` come to.
pub(super) fn either(operator: BoolOp, values: Vec<Value>) -> Option<Value> {
    let mut last = None;
    for value in values {
        let decided = truth(&value)? == (operator == BoolOp::Or);
        last = Some(value);
        if decided {
            break;
        }
    }
    last
}

pub(super) fn compare(operator: CmpOp, left: &Value, right: &Value) -> Option<bool> {
    if !is_plain(left) || !is_plain(right) {
        return None;
    }
    let within = || match right {
        Value::List(items) => Some(items.iter().any(|item| equal(item, left))),
        Value::Dict(pairs) => {
            Some(pairs.iter().any(|(key, _)| matches!(left, Value::Text(text) if text == key)))
        }
        Value::Text(text) => match left {
            Value::Text(part) => Some(text.contains(part.as_str())),
            _ => None,
        },
        _ => None,
    };
    let order = || match (Number::of(left), Number::of(right)) {
        (Some(left), Some(right)) => left.float().partial_cmp(&right.float()),
        _ => None,
    };
    match operator {
        CmpOp::Eq | CmpOp::Is => Some(equal(left, right)),
        CmpOp::NotEq | CmpOp::IsNot => Some(!equal(left, right)),
        CmpOp::In => within(),
        CmpOp::NotIn => within().map(|within| !within),
        CmpOp::Lt => order().map(std::cmp::Ordering::is_lt),
        CmpOp::LtE => order().map(std::cmp::Ordering::is_le),
        CmpOp::Gt => order().map(std::cmp::Ordering::is_gt),
        CmpOp::GtE => order().map(std::cmp::Ordering::is_ge),
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (Number::of(left), Number::of(right)) {
        (Some(left), Some(right)) => left.float() == right.float(),
        _ => left == right,
    }
}

/// Whether nothing in a value is unknown.
pub(super) fn is_plain(value: &Value) -> bool {
    match value {
        Value::None | Value::Flag(_) | Value::Number(_) | Value::Text(_) => true,
        Value::List(items) => items.iter().all(is_plain),
        Value::Dict(pairs) => pairs.iter().all(|(_, value)| is_plain(value)),
        Value::Call(..) | Value::Variable(..) | Value::Other(..) => false,
    }
}
