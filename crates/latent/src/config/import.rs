//! Calls of `DockerLatentWorker(…)` in a `master.cfg`, as tables of `latent.toml`.
//!
//! What is known without running Python is taken over, and so are `Interpolate` and `Property`; everything else is named
//! with its line, as a comment where the key would stand. Nothing is run.

mod docker_py;
mod python;
mod several;
mod write;

use std::path::Path;

use self::{
    python::{Argument, Value, calls},
    several::Alike,
};
use super::{error::ParseError, template::Template, worker::REFUSED, written::is_rendered};

/// What Buildbot has called the Docker latent worker.
const NAMES: &[&str] = &["DockerLatentWorker", "DockerLatentBuildSlave"];

/// The arguments in the order in which they may be given without a name. Since Buildbot 4.2 `master_protocol`, a text,
/// stands before `hostconfig`, a dictionary.
const POSITIONS: &[&str] = &[
    "name",
    "password",
    "docker_host",
    "image",
    "command",
    "volumes",
    "dockerfile",
    "version",
    "tls",
    "followStartupLogs",
    "masterFQDN",
    "hostconfig",
    "autopull",
    "alwaysPull",
    "custom_context",
    "encoding",
    "target",
    "buildargs",
    "hostname",
];

/// The keys beyond those that are taken over as they are.
const KEYS: &[&str] = &[
    "build_wait_timeout",
    "builds_may_be_incompatible",
    "defaultProperties",
    "master_protocol",
    "max_builds",
    "missing_timeout",
    "networking_config",
    "properties",
];

/// What is left to do at the master, and how it is reached, which no call says.
const HEAD: &str = "\
# In master.cfg write worker.Worker(name, password, max_builds=1) for each of these, under the same name.
# What belongs to the master stays there: properties (which are here as well), locks, keepalive_interval.

[master]
url = \"http://127.0.0.1:8010\" # its web server; where that asks who controls workers, add user and password

";

/// Reads Python and writes the tables `[[worker]]` of every Docker latent worker in it.
///
/// Names for what is literal, arithmetic, texts that are put together or formatted, lists and dictionaries that are joined
/// or spread, and loops over what is known are followed; `open("…").read()` gives a file in `folder`, where the text is
/// from. Workers that differ in their names alone are one table. The output has a comment for each argument that was not
/// taken over, with its line and the reason.
///
/// # Errors
///
/// There is no such call, or one is never closed.
///
/// # Examples
///
/// ```
/// let python = r#"c["workers"].append(DockerLatentWorker("w", "pass", "tcp://h:2375", image="debian:13"))"#;
/// let toml = latent::config::import(python, std::path::Path::new(""))?;
/// assert!(toml.contains("image = \"debian:13\""));
/// # Ok::<(), latent::config::ParseError>(())
/// ```
pub fn import(python: &str, folder: &Path) -> Result<String, ParseError> {
    let calls = calls(python, NAMES, folder)
        .map_err(|wrong| ParseError::new(format!("line {}: {}", wrong.line, wrong.why)))?;
    if calls.is_empty() {
        let names = NAMES.join("( or ");
        return Err(ParseError::new(format!("there is no {names}( in it; give the call, or the master.cfg")));
    }
    let tables: Vec<String> = several::alike(calls).iter().map(table).collect();
    Ok(format!("{HEAD}{}", tables.join("\n")))
}

fn table(alike: &Alike) -> String {
    let call = &alike.call;
    let mut out = format!("[[worker]] # line {}: {}\n", call.line, call.name);
    let positions = positions(&call.arguments);
    for (position, argument) in call.arguments.iter().enumerate() {
        let name = argument.name.as_deref().or(positions.get(position).copied());
        let line = match name {
            Some("*" | "**") => {
                Err("what it stands for is not seen here; write its arguments by hand".to_owned())
            }
            Some("name") if alike.names.len() > 1 => Ok(Some(several::key(&alike.names))),
            Some(name) => key(name, argument),
            None => Err("there is no such argument".to_owned()),
        };
        match line {
            Ok(Some(line)) => out.push_str(&format!("{line}\n")),
            Ok(None) => {}
            Err(why) => {
                let name = name.unwrap_or("an argument");
                out.push_str(&format!("# not imported: {name} (line {}): {why}\n", argument.line));
            }
        }
    }
    out
}

fn positions(arguments: &[Argument]) -> Vec<&'static str> {
    let mut positions = POSITIONS.to_vec();
    let before = positions.iter().position(|name| *name == "hostconfig").unwrap_or_default();
    let newer = |argument: &Argument| argument.name.is_none() && matches!(argument.value, Value::Text(_));
    if arguments.get(before).is_some_and(newer) {
        positions.insert(before, "master_protocol");
    }
    positions
}

/// Writes one key; nothing where it says what silence says too.
fn key(name: &str, argument: &Argument) -> Result<Option<String>, String> {
    if let Some((.., why)) = REFUSED.iter().find(|(key, twin, _)| [*key, *twin].contains(&name)) {
        return Err((*why).to_owned());
    }
    if name == "tls" && argument.value != Value::None {
        let tls = docker_py::tls(&argument.value).ok_or("name the files of the certificates by hand")?;
        return Ok(Some(format!("tls = {tls}")));
    }
    if !POSITIONS.contains(&name) && !KEYS.contains(&name) {
        return Err("there is no such option".to_owned());
    }
    if name == "password" {
        return password(&argument.value).map(Some);
    }
    if argument.value == Value::None {
        return match name {
            "missing_timeout" => Ok(Some("missing_timeout = \"never\"".to_owned())),
            _ => Ok(None),
        };
    }
    // Its default here as there, and an error where there is nothing to pack.
    if name == "encoding" {
        return Ok(None);
    }
    if name == "target" && argument.value == Value::Text(String::new()) {
        return Ok(None);
    }
    let value = rendered(name, &argument.value)?;
    let text = write::value(&value).ok_or("a value is None or no literal; write it by hand")?;
    Ok(Some(format!("{name} = {text}")))
}

fn password(value: &Value) -> Result<String, String> {
    match value {
        Value::Text(text) => Ok(format!("password = {}", write::string(text))),
        Value::None => Err("a password that Buildbot made up is known to nobody; give the worker one in \
            master.cfg, and write it here"
            .to_owned()),
        Value::Variable(variable, ..) => Ok(format!("password = {{ env = {} }}", write::string(variable))),
        Value::Other(source, _) => {
            Err(format!("`{source}` is no literal; write {{ env = \"NAME\" }} or {{ file = \"PATH\" }}"))
        }
        _ => Err("it is no literal; write { env = \"NAME\" } or { file = \"PATH\" }".to_owned()),
    }
}

/// Puts templates into the place of renderables, through lists and tables.
fn rendered(name: &str, value: &Value) -> Result<Value, String> {
    let renderable = name == "image" || is_rendered(name);
    match value {
        Value::Text(text) if name == "image" => Ok(Value::Text(text.replace('%', "%%"))),
        Value::List(items) => {
            items.iter().map(|item| rendered(name, item)).collect::<Result<_, _>>().map(Value::List)
        }
        Value::Dict(pairs) => {
            let pair = |(key, value): &(String, Value)| Ok((key.clone(), rendered(name, value)?));
            pairs.iter().map(pair).collect::<Result<_, String>>().map(Value::Dict)
        }
        Value::Call(call, arguments) if docker_py::is_record(call) => {
            rendered(name, &docker_py::record(call, arguments)?)
        }
        Value::Call(call, arguments) => {
            let template = template(call, arguments)?;
            let constant = template.parse::<Template>().map_err(|error| error.to_string())?.constant();
            match (renderable, constant) {
                (_, Some(constant)) if name != "image" => Ok(Value::Text(constant)),
                (true, _) => Ok(Value::Text(template)),
                (false, _) => Err(format!("{name} depends on no property here; write it out")),
            }
        }
        Value::Other(source, line) if name == "name" => Err(format!(
            "`{source}` (line {line}) is no literal; several of one kind are name = \"worker-{{n}}\" and count = 4"
        )),
        Value::Other(source, line) | Value::Variable(_, source, line) => {
            Err(format!("`{source}` (line {line}) is no literal; write it by hand"))
        }
        plain => Ok(plain.clone()),
    }
}

/// The template that `Interpolate("…")` or `Property("…")` stands for.
fn template(call: &str, arguments: &[Argument]) -> Result<String, String> {
    let text = |argument: Option<&Argument>| match argument.map(|argument| &argument.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.clone()),
        _ => None,
    };
    match call {
        "Interpolate" if arguments.len() == 1 => {
            let text = text(arguments.first()).ok_or("Interpolate of what is no literal")?;
            Ok(with_defaults(&text))
        }
        "Property" => {
            let name = text(arguments.first()).ok_or("Property of what is no literal")?;
            let default = match arguments
                .iter()
                .find(|it| it.name.as_deref() == Some("default"))
                .or(arguments.get(1))
            {
                None => String::new(),
                argument => text(argument).ok_or("a Property whose default is no text")?.replace('%', "%%"),
            };
            Ok(format!("%(prop:{name}:-{default})s"))
        }
        other => Err(format!("`{other}(…)` cannot be taken over; write it by hand")),
    }
}

/// A property that is missing is an empty text to Buildbot, and an error here.
fn with_defaults(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find("%(prop:") {
        let (before, after) = rest.split_at(begin + "%(prop:".len());
        out.push_str(before);
        let name = after
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-')))
            .unwrap_or(after.len());
        out.push_str(&after[..name]);
        rest = &after[name..];
        if rest.starts_with(")s") {
            out.push_str(":-");
        }
    }
    out + rest
}

#[cfg(test)]
mod tests;
