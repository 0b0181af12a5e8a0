//! The lists of `standard/1`.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, Uri, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Vault;
use crate::replay::format::REDACTED;

const REQUEST_HEADERS: &[&str] = &[
    "accept",
    "connection",
    "content-type",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "upgrade",
];

const REPLY_HEADERS: &[&str] = &[
    "api-version",
    "builder-version",
    "connection",
    "content-type",
    "docker-experimental",
    "ostype",
    "sec-websocket-accept",
    "sec-websocket-protocol",
    "server",
    "upgrade",
    "x-docker-container-path-stat",
];

/// Environment variables whose values say nothing secret.
const PLAIN_ENV: &[&str] = &[
    "BUILDMASTER",
    "BUILDMASTER_PORT",
    "BUILDMASTER_PROTOCOL",
    "HOME",
    "HOSTNAME",
    "LANG",
    "LC_ALL",
    "PATH",
    "TERM",
    "TZ",
    "WORKERNAME",
];

/// What a JSON value under a key is treated as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Verdict {
    #[default]
    Keep,
    /// The string itself is secret; objects and lists are not.
    Secret,
    /// Every string in it is secret.
    Deep,
    /// A list of `NAME=value`.
    Env,
}

/// Judges a JSON key.
pub(super) fn verdict(key: &str) -> Verdict {
    match key {
        "Env" => Verdict::Env,
        "JoinTokens" => Verdict::Deep,
        "Data" => Verdict::Secret,
        // The path of a network namespace, in every inspected container.
        "SandboxKey" => Verdict::Keep,
        _ if key.len() > 3 && key.ends_with("Key") => Verdict::Secret,
        _ => match key.to_ascii_lowercase().as_str() {
            "auth" | "identitytoken" | "jointoken" | "password" | "registrytoken" | "token"
            | "workerpass" => Verdict::Secret,
            _ => Verdict::Keep,
        },
    }
}

/// Tells whether the value of an environment variable may be written.
pub(super) fn is_plain_env(name: &str) -> bool {
    PLAIN_ENV.contains(&name)
}

/// Tells whether a name promises a secret, so that even a short value is remembered.
pub(super) fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["PASS", "SECRET", "TOKEN", "KEY", "AUTH", "CRED"].iter().any(|word| name.contains(word))
}

/// Picks the headers of a request that may be written.
pub(crate) fn request_headers(headers: &HeaderMap, vault: &mut Vault) -> BTreeMap<String, String> {
    pick(headers, REQUEST_HEADERS, vault)
}

/// Picks the headers of a reply that may be written; of cookies, only their names.
pub(crate) fn reply_headers(headers: &HeaderMap, vault: &mut Vault) -> BTreeMap<String, String> {
    let mut kept = pick(headers, REPLY_HEADERS, vault);
    let cookies: Vec<String> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split_once('='))
        .map(|(name, value)| {
            vault.count("set-cookie");
            let value = value.split(';').next().unwrap_or_default();
            vault.remember(value);
            format!("{}={REDACTED}; Path=/", name.trim())
        })
        .collect();
    if !cookies.is_empty() {
        kept.insert(header::SET_COOKIE.to_string(), cookies.join("\n"));
    }
    kept
}

fn pick(headers: &HeaderMap, list: &[&str], vault: &mut Vault) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        match value.to_str() {
            Ok(value) if list.contains(&name.as_str()) => {
                let value = vault.cover_text(value);
                kept.entry(name.to_string())
                    .and_modify(|known| {
                        known.push('\n');
                        known.push_str(&value);
                    })
                    .or_insert_with(|| value.into_owned());
            }
            _ if is_credential(name) => vault.count(name.as_str()),
            _ => {}
        }
    }
    kept
}

/// Headers whose absence from the file is worth telling; every other one is dropped in silence.
fn is_credential(name: &HeaderName) -> bool {
    matches!(name.as_str(), "authorization" | "cookie" | "x-registry-auth" | "x-registry-config")
}

/// Redacts path and query.
pub(crate) fn target(uri: &Uri, vault: &mut Vault) -> String {
    let whole = uri.path_and_query().map_or_else(|| uri.path(), http::uri::PathAndQuery::as_str);
    let Some((path, query)) = whole.split_once('?') else {
        return vault.cover_text(whole).into_owned();
    };
    format!("{}?{}", vault.cover_text(path), parameters(query, vault))
}

/// Redacts a query, or a form.
pub(super) fn parameters(query: &str, vault: &mut Vault) -> String {
    let pairs: Vec<String> = query.split('&').map(|pair| parameter(pair, vault)).collect();
    pairs.join("&")
}

fn parameter(pair: &str, vault: &mut Vault) -> String {
    let Some((name, value)) = pair.split_once('=') else {
        return vault.cover_text(pair).into_owned();
    };
    let decoded = percent_decode_str(value).decode_utf8_lossy();
    if verdict(name) == Verdict::Secret && !value.is_empty() {
        vault.count(name);
        vault.remember(&decoded);
        return format!("{name}={REDACTED}");
    }
    let arguments = if name == "buildargs" { build_arguments(&decoded, vault) } else { None };
    if let Some(arguments) = arguments {
        return format!("{name}={arguments}");
    }
    match user_info(&decoded) {
        Some((before, secret, after)) => {
            vault.count("credentials in a URL");
            vault.remember(secret);
            format!("{name}={before}{REDACTED}{after}")
        }
        None => format!("{name}={}", vault.cover_text(value)),
    }
}

/// Redacts the values of `buildargs`, a JSON object in a query parameter.
fn build_arguments(json: &str, vault: &mut Vault) -> Option<String> {
    let Value::Object(mut arguments) = serde_json::from_str(json).ok()? else {
        return None;
    };
    for (name, value) in &mut arguments {
        match value {
            Value::String(text) if !is_plain_env(name) && !text.is_empty() => {
                vault.count("buildargs");
                vault.remember_env(name, text);
                *text = REDACTED.to_owned();
            }
            _ => {}
        }
    }
    Some(Value::Object(arguments).to_string().replace(' ', "%20"))
}

/// Splits a URL around the user and password in it.
fn user_info(url: &str) -> Option<(&str, &str, &str)> {
    let start = url.find("://")? + 3;
    let host_end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    let at = start + url[start..host_end].rfind('@')?;
    Some((&url[..start], &url[start..at], &url[at..]))
}

#[cfg(test)]
mod tests {
    use super::{Vault, target};

    fn redacted(uri: &'static str) -> String {
        target(&http::Uri::from_static(uri), &mut Vault::default())
    }

    #[test]
    fn query_parameters_lose_their_secrets() {
        assert_eq!(redacted("/login?user=a&token=t0p"), "/login?user=a&token=<redacted>");
        assert_eq!(
            redacted("/build?buildargs=%7B%22KEY%22%3A%22hidden%22%7D&t=x"),
            r#"/build?buildargs={"KEY":"<redacted>"}&t=x"#
        );
        assert_eq!(
            redacted("/build?remote=https%3A%2F%2Fme%3Apw%40host%2Fx.git"),
            "/build?remote=https://<redacted>@host/x.git"
        );
        assert_eq!(redacted("/images/a%2Fb/json?all=1"), "/images/a%2Fb/json?all=1");
    }
}
