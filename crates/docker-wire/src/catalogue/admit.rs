//! The one function that enforces the catalogue, by walking a request that is already put together.
//!
//! ```text
//! admit ── find ──┬── the operation itself
//!                 ├── query       each name once, each value
//!                 ├── headers     the API's own; HTTP's pass
//!                 └── body::walk  objects, arrays and maps, against the sorted gates
//! ```
//!
//! `find` looks and never changes anything; what is done about a finding is the policy's. While nothing is found,
//! nothing but filters is allocated.

mod body;
mod filters;
mod kind;

use std::{borrow::Cow, fmt, ops::ControlFlow};

use http::HeaderMap;
use serde_json::Value;

use super::{Below, Condition, Gate, Gated, Mistyped, Place, Row};
use crate::{nearest, version::ApiVersion};

/// What a request says besides its path: everything a gate can be about.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Said {
    /// Query parameters, in order.
    pub query: Vec<(Cow<'static, str>, String)>,
    /// Headers that belong to the operation.
    pub headers: HeaderMap,
    /// The JSON body.
    pub json: Option<Value>,
    /// Names that may pass though no version knows them: a query parameter, a key of the filters, a header, or a JSON pointer, which also
    /// stands for what is inside it and may have `*` for any key or index. The empty pointer stands for the body.
    pub extra: Vec<String>,
}

/// Shows names and never values: queries, headers and bodies may hold secrets.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said")
            .field("query", &self.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("json", &self.json.is_some())
            .field("extra", &self.extra)
            .finish()
    }
}

/// What to do with something that the pinned version cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Policy {
    /// Send nothing and return an error.
    #[default]
    Refuse,
    /// Send it and report it through `tracing`.
    Warn,
    /// Leave it out of the request and report it through `tracing`.
    ///
    /// An operation that the version does not have cannot be left out, and a value of the wrong type is nobody's to
    /// guess at: both are refused. So is a filter, without which the answer would be about more than was asked, and a
    /// prune would remove it.
    Drop,
}

/// Decides whether a version can carry a request, and returns what the policy let pass or took out.
///
/// A name counts as said whatever its value is, `false`, `0` and `""` included; `null` in a body counts as not said.
/// Names are taken letter by letter: an engine would read `hostconfig`, but which field it means is not to be
/// guessed. Versions newer than [`ApiVersion::NEWEST`] are treated as that one.
///
/// A value must have the type of its place: an engine would refuse it, or, in a query, take it for something else.
/// Lists of known values are open, so a value that is in none of them passes.
///
/// # Errors
///
/// Under [`Policy::Refuse`], the first gate that the request breaks, the first name that no version knows or the first
/// value of a wrong type, and under [`Policy::Drop`] an operation that the version does not have or a filter that
/// it does not have or a value of a wrong type. The request is then unchanged.
pub fn admit(
    row: &'static Row,
    pinned: ApiVersion,
    said: &mut Said,
    policy: Policy,
) -> Result<Vec<Gated>, Box<Gated>> {
    match policy {
        Policy::Refuse => {
            let mut first = None;
            let _ = find(row, pinned, said, &mut |finding| {
                first = Some(finding.gated);
                ControlFlow::Break(())
            });
            first.map_or(Ok(Vec::new()), |gated| Err(Box::new(gated)))
        }
        Policy::Warn => {
            let broken = broken(row, pinned, said);
            broken.iter().for_each(|gated| report(gated, "sent all the same"));
            Ok(broken)
        }
        Policy::Drop => {
            let findings = findings(row, pinned, said);
            if let Some(Finding { gated, .. }) = findings.iter().find(|finding| finding.lasts()) {
                return Err(Box::new(gated.clone()));
            }
            Ok(findings
                .into_iter()
                .map(|finding| {
                    finding.at.take_out(said);
                    report(&finding.gated, "left out");
                    finding.gated
                })
                .collect())
        }
    }
}

/// Lists every gate that a request breaks at a version, every name in it that no version knows, and every value that
/// has not the type of its place.
///
/// What is inside a place that is listed is not listed again.
pub fn broken(row: &'static Row, pinned: ApiVersion, said: &Said) -> Vec<Gated> {
    findings(row, pinned, said).into_iter().map(|finding| finding.gated).collect()
}

/// Reports a finding that is no error.
pub(super) fn report(gated: &Gated, done: &'static str) {
    tracing::warn!(
        operation = gated.operation,
        place = %gated.place,
        pinned = %gated.pinned,
        since = gated.since.map(tracing::field::display),
        until = gated.until.map(tracing::field::display),
        below = ?gated.below,
        nearest = gated.nearest.as_deref(),
        mistyped = gated.mistyped.map(tracing::field::display),
        done,
        "the pinned version cannot carry this",
    );
}

/// Something that the version cannot carry, and where it stands.
struct Finding {
    at: At,
    gated: Gated,
}

impl Finding {
    /// Tells whether it cannot be left out of the request.
    fn lasts(&self) -> bool {
        let within = match &self.at {
            At::Operation | At::Filter => true,
            At::Query(name) => name == filters::PARAMETER,
            At::Header(_) | At::Body(_) => false,
        };
        within || self.gated.mistyped.is_some()
    }
}

/// Where in this very request something stands.
#[derive(Debug, PartialEq, Eq)]
enum At {
    Operation,
    Query(Cow<'static, str>),
    Filter,
    Header(http::HeaderName),
    /// A JSON pointer without wildcards.
    Body(String),
}

impl At {
    fn take_out(&self, said: &mut Said) {
        match self {
            Self::Operation | Self::Filter => {}
            Self::Query(name) => said.query.retain(|(known, _)| known != name),
            Self::Header(name) => drop(said.headers.remove(name)),
            Self::Body(pointer) => body::take_out(&mut said.json, pointer),
        }
    }
}

type Found<'a> = &'a mut dyn FnMut(Finding) -> ControlFlow<()>;

fn findings(row: &'static Row, pinned: ApiVersion, said: &Said) -> Vec<Finding> {
    let mut all = Vec::new();
    let _ = find(row, pinned, said, &mut |finding| {
        all.push(finding);
        ControlFlow::Continue(())
    });
    all
}

fn find(row: &'static Row, pinned: ApiVersion, said: &Said, found: Found<'_>) -> ControlFlow<()> {
    let asked = Asked { row, pinned, extra: &said.extra };
    if !row.admits(pinned) {
        let gated = asked.gated("operation".to_owned(), String::new(), row.since, row.until, Below::Refused);
        found(Finding { at: At::Operation, gated })?;
    }
    query(&asked, &said.query, found)?;
    headers(&asked, &said.headers, found)?;
    said.json.as_ref().map_or(ControlFlow::Continue(()), |json| body::walk(&asked, json, found))
}

fn query(asked: &Asked<'_>, query: &[(Cow<'static, str>, String)], found: Found<'_>) -> ControlFlow<()> {
    for (index, (name, value)) in query.iter().enumerate() {
        let known = asked.row.query_gates(name);
        let repeated = query[..index].iter().any(|(before, _)| before == name);
        let more = !repeated && query[index + 1..].iter().any(|(after, _)| after == name);
        if known.is_empty() && !repeated && !asked.allows(name) {
            let names = asked.row.names(|place| matches!(place, Place::Query(_)));
            let gated = asked.unknown(format!("query `{name}`"), name.to_string(), nearest::of(name, names));
            found(Finding { at: At::Query(name.clone()), gated })?;
        }
        let broken = known.iter().find(|gate| {
            let said = match gate.condition {
                None => !repeated,
                Some(Condition::MoreThanOne) => more,
                Some(Condition::Value(wanted)) => value == wanted,
            };
            said && !gate.admits(asked.pinned)
        });
        if let Some(gate) = broken {
            found(Finding {
                at: At::Query(name.clone()),
                gated: asked.broken(gate, format!("query `{name}`")),
            })?;
            continue;
        }
        let wanted = known.first().map_or("", |gate| gate.r#type);
        if let Some(what) = kind::mistaken_text(wanted, value) {
            let gated = asked.mistyped(format!("query `{name}`"), name.to_string(), wanted, what);
            found(Finding { at: At::Query(name.clone()), gated })?;
        } else if name == filters::PARAMETER {
            filters::walk(asked, value, found)?;
        }
    }
    ControlFlow::Continue(())
}

/// Header names have no case, and only those that begin with `X-` are the API's: the rest belongs to HTTP.
fn headers(asked: &Asked<'_>, headers: &HeaderMap, found: Found<'_>) -> ControlFlow<()> {
    for name in headers.keys() {
        let gated = match asked.row.header(name.as_str()) {
            Some(gate) if gate.admits(asked.pinned) => continue,
            Some(gate) => asked.broken(gate, format!("header `{}`", gate.place.at())),
            None if !name.as_str().starts_with("x-") || asked.allows(name.as_str()) => continue,
            None => {
                let names = asked.row.names(|place| matches!(place, Place::Header(_)));
                let nearest = nearest::of(name.as_str(), names);
                asked.unknown(format!("header `{name}`"), name.to_string(), nearest)
            }
        };
        found(Finding { at: At::Header(name.clone()), gated })?;
    }
    ControlFlow::Continue(())
}

/// What is asked: may this operation say that at this version?
struct Asked<'a> {
    row: &'static Row,
    pinned: ApiVersion,
    extra: &'a [String],
}

impl Asked<'_> {
    /// Tells whether the caller lets a parameter or header pass that no version knows.
    fn allows(&self, name: &str) -> bool {
        self.extra.iter().any(|extra| extra.eq_ignore_ascii_case(name))
    }

    /// Tells whether the caller lets a place in the body pass that no version knows.
    fn allows_in_body(&self, pointer: &str) -> bool {
        let inside = |extra: &String| {
            let mut said = pointer.split('/');
            extra.split('/').all(|wanted| said.next().is_some_and(|said| wanted == "*" || wanted == said))
        };
        self.extra.iter().any(inside)
    }

    fn broken(&self, gate: &Gate, mut place: String) -> Gated {
        match gate.condition {
            None => {}
            Some(Condition::MoreThanOne) => place += " with more than one entry",
            Some(Condition::Value(value)) => place += &format!(" = `{value}`"),
        }
        self.gated(place, gate.place.at().to_owned(), gate.since, gate.until, gate.below)
    }

    fn gated(
        &self,
        place: String,
        at: String,
        since: ApiVersion,
        until: Option<ApiVersion>,
        below: Below,
    ) -> Gated {
        Gated { since: Some(since), until, below, ..self.unknown(place, at, None) }
    }

    fn unknown(&self, place: String, at: String, nearest: Option<String>) -> Gated {
        let (operation, pinned, below) = (self.row.id, self.pinned, Below::Ignored);
        Gated { operation, place, at, pinned, since: None, until: None, below, nearest, mistyped: None }
    }

    fn mistyped(&self, place: String, at: String, expected: &'static str, found: &'static str) -> Gated {
        let mistyped = Some(Mistyped { expected, found });
        Gated { mistyped, below: Below::Refused, ..self.unknown(place, at, None) }
    }
}

#[cfg(test)]
mod tests;
