//! Texts that depend on the properties of a build request, in the words of Buildbot's `Interpolate`.
//!
//! A [`Template`] is parsed when the configuration is loaded and rendered when an instance is started. It knows
//! nothing else of the configuration.

mod parse;

use std::fmt;

use serde_json::Value;

use super::error::ParseError;
use crate::fleet::{Class, Properties};

/// Holds a text with places for build properties.
///
/// | written | rendered |
/// |---|---|
/// | `%(prop:NAME)s` | the property; an error where it is missing |
/// | `%(prop:NAME:-default)s` | the property, or the default where it is missing |
/// | `%(prop:NAME:~default)s` | the property, or the default where it is missing or false, empty or zero |
/// | `%(prop:NAME:+value)s` | the value where the property is there, otherwise nothing |
/// | `%(prop:NAME:?\|yes\|no)s` | `yes` where the property is there, otherwise `no`; any sign may stand for the bars |
/// | `%(prop:NAME:#?\|yes\|no)s` | the same, and `no` also where it is false, empty or zero |
/// | `%%` | a percent sign |
///
/// Defaults and values are templates themselves. Texts and numbers stand as they are, booleans as `True` and
/// `False`, and null as nothing, as Buildbot renders them; a list or a table cannot be rendered. Unlike there, a
/// property that is missing and has no default is an error and not an empty text. Buildbot's other selectors (`src`,
/// `kw`, `secret`, `worker`) are refused: only properties are known before a build begins.
///
/// # Examples
///
/// ```
/// use latent::{config::Template, fleet::Properties};
///
/// let image: Template = "%(prop:image:-my_project_worker)s".parse()?;
/// let mut properties = Properties::new();
/// assert_eq!(image.render(&properties)?, "my_project_worker");
/// properties.insert("image".to_owned(), "debian:13".into());
/// assert_eq!(image.render(&properties)?, "debian:13");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Property { name: String, otherwise: Otherwise },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Otherwise {
    /// A missing property is an error.
    Fail,
    /// `:-`
    IfMissing(Vec<Part>),
    /// `:~`
    IfFalse(Vec<Part>),
    /// `:+`
    Replace(Vec<Part>),
    /// `:?`, and `:#?` where what is false counts as missing.
    Choose { by_truth: bool, yes: Vec<Part>, no: Vec<Part> },
}

impl Template {
    /// Makes a template that renders to a text as it is, percent signs included.
    pub fn literal(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { parts: vec![Part::Literal(text.clone())], text }
    }

    /// Renders the text with the properties of a build request.
    ///
    /// # Errors
    ///
    /// A property that is missing and has no default, or that is a list or a table.
    pub fn render(&self, properties: &Properties) -> Result<String, RenderError> {
        let mut text = String::new();
        self.parts.iter().try_for_each(|part| part.render(properties, &mut text))?;
        Ok(text)
    }

    /// Gives the text if it depends on no property.
    pub fn constant(&self) -> Option<String> {
        let literal = |part: &Part| matches!(part, Part::Literal(_));
        self.parts.iter().all(literal).then(|| self.render(&Properties::new()).ok()).flatten()
    }

    /// Gives the text before the first property.
    pub(super) fn beginning(&self) -> String {
        let literals = self.parts.iter().map_while(|part| match part {
            Part::Literal(literal) => Some(literal.as_str()),
            Part::Property { .. } => None,
        });
        literals.collect()
    }
}

impl std::str::FromStr for Template {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { parts: parse::parts(text)?, text: text.to_owned() })
    }
}

impl fmt::Display for Template {
    /// Writes the text as it was configured.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Part {
    fn render(&self, properties: &Properties, text: &mut String) -> Result<(), RenderError> {
        let (name, otherwise) = match self {
            Self::Literal(literal) => {
                text.push_str(literal);
                return Ok(());
            }
            Self::Property { name, otherwise } => (name, otherwise),
        };
        let all = |parts: &[Self], text: &mut String| {
            parts.iter().try_for_each(|part| part.render(properties, text))
        };
        match (properties.get(name), otherwise) {
            (Some(_), Otherwise::Replace(parts)) | (None, Otherwise::IfMissing(parts)) => all(parts, text),
            (None, Otherwise::Replace(_)) => Ok(()),
            (value, Otherwise::Choose { by_truth, yes, no }) => {
                let holds = value.is_some_and(|value| !by_truth || truth(value));
                all(if holds { yes } else { no }, text)
            }
            (None, Otherwise::IfFalse(parts)) => all(parts, text),
            (Some(value), Otherwise::IfFalse(parts)) if !truth(value) => all(parts, text),
            (Some(value), _) => write(name, value, text),
            (None, Otherwise::Fail) => Err(RenderError::Missing(name.clone())),
        }
    }
}

fn write(name: &str, value: &Value, text: &mut String) -> Result<(), RenderError> {
    match value {
        Value::Null => {}
        Value::Bool(true) => text.push_str("True"),
        Value::Bool(false) => text.push_str("False"),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(value) => text.push_str(value),
        Value::Array(_) | Value::Object(_) => return Err(RenderError::NoText(name.to_owned())),
    }
    Ok(())
}

/// Whether a value is true as Python sees it.
fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// Says why a template cannot be rendered for a build; it stays so however often it is tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A property is missing and the template has no default for it.
    #[error("the build has no property `{0}`; set it, or write a default: %(prop:{0}:-default)s")]
    Missing(String),
    /// A property holds a list or a table.
    #[error("the build's property `{0}` is a list or a table; it must be a text, a number or a boolean")]
    NoText(String),
    /// What comes of the properties cannot be used.
    #[error("with the build's properties, {0}")]
    Unfit(String),
    /// What comes of the properties is nothing that a build may ask for.
    #[error("the build's properties ask for {0}, which only the configuration may")]
    Denied(String),
}

impl RenderError {
    /// Tells whose fault it is: always the request's.
    pub fn class(&self) -> Class {
        Class::Rejected
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn render(template: &str, properties: &Value) -> Result<String, RenderError> {
        let properties: Properties = serde_json::from_value(properties.clone()).unwrap();
        template.parse::<Template>().unwrap().render(&properties)
    }

    #[test]
    fn every_form_renders_as_in_buildbot() {
        let table = [
            ("plain", json!({}), "plain"),
            ("", json!({}), ""),
            ("100%%", json!({}), "100%"),
            ("a/%(prop:b)s:%(prop:c)s", json!({"b": "x", "c": 1.5}), "a/x:1.5"),
            ("%(prop:b:-d)s", json!({}), "d"),
            ("%(prop:b:-d)s", json!({"b": ""}), ""),
            ("%(prop:b:-d)s", json!({"b": null}), ""),
            ("%(prop:b:~d)s", json!({"b": ""}), "d"),
            ("%(prop:b:~d)s", json!({"b": 0}), "d"),
            ("%(prop:b:~d)s", json!({"b": false}), "d"),
            ("%(prop:b:~d)s", json!({"b": []}), "d"),
            ("%(prop:b:~d)s", json!({"b": true}), "True"),
            ("%(prop:b:~d)s", json!({}), "d"),
            ("%(prop:b:+d)s", json!({"b": []}), "d"),
            ("%(prop:b:+d)s", json!({}), ""),
            ("%(prop:b:?|y|n)s", json!({"b": ""}), "y"),
            ("%(prop:b:?|y|n)s", json!({}), "n"),
            ("%(prop:b:?:y:n)s", json!({"b": null}), "y"),
            ("%(prop:b:#?|y|n)s", json!({"b": ""}), "n"),
            ("%(prop:b:#?|y|n)s", json!({"b": 1}), "y"),
            ("%(prop:b:#?|y|n)s", json!({}), "n"),
            ("%(prop:b:?||n)s", json!({"b": 1}), ""),
            ("%(prop:b:?|%(prop:c:?:1:2)s|n)s", json!({"b": 1, "c": 1}), "1"),
            ("%(prop:b:?|(x|y)|n)s", json!({"b": 1}), "(x|y)"),
            ("%(prop:b:-)s", json!({}), ""),
            ("%(prop:a:-%(prop:b:-c)s)s", json!({}), "c"),
            ("%(prop:a:-%(prop:b:-c)s)s", json!({"b": 2}), "2"),
            ("%(prop:a:-f(x))s", json!({}), "f(x)"),
            ("%(prop:a:-h:80/i)s", json!({}), "h:80/i"),
            ("%(prop:a.b-c_1)s", json!({"a.b-c_1": false}), "False"),
        ];
        for (template, properties, text) in table {
            assert_eq!(render(template, &properties).unwrap(), text, "{template} {properties}");
        }
    }

    #[test]
    fn a_missing_property_is_rejected_by_name() {
        let error = render("%(prop:image)s", &json!({})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the build has no property `image`; set it, or write a default: %(prop:image:-default)s"
        );
        assert_eq!(error.class(), Class::Rejected);
        let error = render("%(prop:image)s", &json!({"image": ["a"]})).unwrap_err();
        assert_eq!(error, RenderError::NoText("image".to_owned()));
    }

    #[test]
    fn what_a_property_holds_is_not_a_template() {
        assert_eq!(render("%(prop:a)s", &json!({"a": "%(prop:b)s %%"})).unwrap(), "%(prop:b)s %%");
    }

    #[test]
    fn only_a_text_without_properties_is_constant() {
        assert_eq!("50%%".parse::<Template>().unwrap().constant().as_deref(), Some("50%"));
        assert_eq!(Template::literal("50%").constant().as_deref(), Some("50%"));
        assert_eq!("%(prop:a:-b)s".parse::<Template>().unwrap().constant(), None);
    }
}
