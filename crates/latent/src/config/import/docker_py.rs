//! Objects of docker-py in the arguments of a worker: mounts, limits, and how TLS is spoken.

use super::{
    python::{Argument, Value},
    write,
};

/// Classes of `docker.types`, with the arguments that may be given without a name.
const RECORDS: &[(&str, &[&str])] = &[
    ("DeviceRequest", &["driver", "count", "device_ids", "capabilities", "options"]),
    ("LogConfig", &["type", "config"]),
    ("Mount", &["target", "source", "type", "read_only", "consistency"]),
    ("RestartPolicy", &["name", "maximum_retry_count"]),
    ("Ulimit", &["name", "soft", "hard"]),
];

/// Arguments of a `Mount` that are options of its type here.
const OF_MOUNT: &[(&str, &str, &str)] = &[
    ("propagation", "bind_options", "propagation"),
    ("no_copy", "volume_options", "no_copy"),
    ("labels", "volume_options", "labels"),
    ("tmpfs_size", "tmpfs_options", "size_bytes"),
    ("tmpfs_mode", "tmpfs_options", "mode"),
];

/// Tells whether a class stands for a table.
pub(super) fn is_record(class: &str) -> bool {
    RECORDS.iter().any(|(name, _)| *name == class)
}

/// Gives the table that an object stands for.
pub(super) fn record(class: &str, arguments: &[Argument]) -> Result<Value, String> {
    let positions = RECORDS.iter().find(|(name, _)| *name == class).map_or(&[][..], |(_, names)| *names);
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for (position, argument) in arguments.iter().enumerate() {
        let name = argument.name.as_deref().or(positions.get(position).copied());
        let name = name.ok_or_else(|| format!("`{class}(…)` cannot be taken over; write it by hand"))?;
        match OF_MOUNT.iter().find(|(of, ..)| class == "Mount" && *of == name) {
            Some((_, table, key)) => {
                let pair = ((*key).to_owned(), argument.value.clone());
                match pairs.iter_mut().find(|(name, _)| name == table) {
                    Some((_, Value::Dict(options))) => options.push(pair),
                    _ => pairs.push(((*table).to_owned(), Value::Dict(vec![pair]))),
                }
            }
            None => pairs.push((name.to_owned(), argument.value.clone())),
        }
    }
    Ok(Value::Dict(pairs))
}

/// Writes what `tls` stands for; nothing where it is no literal.
///
/// docker-py verifies nobody unless it is told to. That is not taken over: verification is on unless it says `False`.
pub(super) fn tls(value: &Value) -> Option<String> {
    let Value::Call(class, arguments) = value else {
        return matches!(value, Value::Flag(_)).then(|| write::value(value)).flatten();
    };
    if class != "TLSConfig" {
        return None;
    }
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for (position, argument) in arguments.iter().enumerate() {
        let name =
            argument.name.as_deref().or(["client_cert", "ca_cert", "verify"].get(position).copied())?;
        match (name, &argument.value) {
            (_, Value::None) | ("verify", Value::Flag(true)) => {}
            ("client_cert", Value::List(files)) => match files.as_slice() {
                [cert, key] => {
                    pairs.push(("cert".to_owned(), cert.clone()));
                    pairs.push(("key".to_owned(), key.clone()));
                }
                _ => return None,
            },
            ("ca_cert", path) => pairs.push(("ca".to_owned(), path.clone())),
            ("verify", Value::Flag(false)) => pairs.push((name.to_owned(), Value::Flag(false))),
            // A path in place of a flag is the CA's; all else says how names are compared, which is not to be changed.
            ("verify", Value::Text(_)) => pairs.push(("ca".to_owned(), argument.value.clone())),
            _ => return None,
        }
    }
    if pairs.is_empty() {
        return Some("true".to_owned());
    }
    write::value(&Value::Dict(pairs))
}
