//! Recordings hold no secret: every one that the redaction misses would be published.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::source::{File, Finding, files, none};

/// What redaction writes in the place of a secret.
const REDACTED: &str = "<redacted>";

/// Keys whose string value is a secret wherever they stand, in any case of letters.
const SECRET_KEYS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "x-registry-auth",
    "x-registry-config",
    "cookie",
    "set-cookie",
    "password",
    "identitytoken",
    "registrytoken",
    "jointoken",
    "unlockkey",
    "signingcakey",
];

/// Words in the name of a variable that promise a secret.
const SECRET_NAMES: &[&str] = &["PASS", "SECRET", "TOKEN", "CRED", "PRIVATE"];

/// What stands before a secret in text; the secret goes on to the next character that ends a word.
const BEFORE_SECRETS: &[&str] = &["WORKERPASS=", "TWISTED_SESSION=", "TWISTED_SECURE_SESSION="];

/// What a secret starts with.
const SECRETS: &[&str] = &["SWMTKN-", "SWMKEY-"];

#[test]
fn recordings_hold_no_secret() {
    let mut files = files();
    files.retain(|file| file.path.starts_with("fixtures/") || file.path.ends_with(".jsonl"));
    let findings: Vec<Finding> = files.iter().flat_map(judge).collect();
    none(
        &findings,
        "Teach the redaction of docker-wire what this is, and record anew; do not edit the recording. \
         If the secret was ever pushed, it is no longer one: change it.",
    );
}

fn judge(file: &File) -> Vec<Finding> {
    let text = file.text();
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut streams: BTreeMap<(String, String), (usize, Vec<u8>)> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        found.extend(in_text(line).into_iter().map(|what| (at + 1, what)));
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let mut keys = Vec::new();
        in_value(&value, &mut keys);
        found.extend(keys.into_iter().map(|what| (at + 1, what)));
        // A secret may be cut by frames, and is not to be seen in base64.
        let side =
            if value["request"].is_object() { "client" } else { value["from"].as_str().unwrap_or("engine") };
        let stream = streams.entry((value["x"].to_string(), side.to_owned())).or_insert((at + 1, Vec::new()));
        stream.1.extend(value["utf8"].as_str().unwrap_or_default().bytes());
        let pieces = value["multiplex"].as_array().into_iter().flatten();
        pieces.for_each(|piece| stream.1.extend(piece[1].as_str().unwrap_or_default().bytes()));
        // An archive stands among what is bound.
        let archives = value["bound"].as_object().into_iter().flatten();
        for (_, literal) in archives.filter(|(name, _)| name.starts_with("body:")) {
            stream.1.extend(STANDARD.decode(literal.as_str().unwrap_or_default()).unwrap_or_default());
        }
        stream.1.extend(STANDARD.decode(value["base64"].as_str().unwrap_or_default()).unwrap_or_default());
    }
    for (line, bytes) in streams.values() {
        let decoded = String::from_utf8_lossy(bytes);
        found.extend(
            in_text(&decoded).into_iter().map(|what| (*line, format!("{what}, in the stream from here"))),
        );
        if let Ok(value) = serde_json::from_str::<Value>(&decoded) {
            let mut keys = Vec::new();
            in_value(&value, &mut keys);
            found.extend(keys.into_iter().map(|what| (*line, format!("{what}, in the body from here"))));
        }
    }
    found.into_iter().map(|(line, what)| Finding::new(&file.path, line, what)).collect()
}

/// Finds secrets by what stands before them or by how they start; never repeats them.
fn in_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in BEFORE_SECRETS {
        let hits = text.match_indices(mark).filter(|(at, _)| {
            let secret = &text[at + mark.len()..];
            !secret.starts_with(REDACTED)
                && secret.starts_with(|c: char| !c.is_whitespace() && !"\"'\\;,".contains(c))
        });
        found.extend(hits.map(|_| format!("a secret after `{mark}`")));
    }
    for mark in SECRETS {
        let hits = text
            .match_indices(mark)
            .filter(|(at, _)| text[at + mark.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()));
        found.extend(hits.map(|_| format!("a secret that starts with `{mark}`")));
    }
    let keys = text
        .match_indices("-----BEGIN ")
        .filter(|(at, _)| text[*at..].chars().take(60).collect::<String>().contains("PRIVATE KEY-----"));
    found.extend(keys.map(|_| "a private key".to_owned()));
    found
}

/// Finds secrets in JSON by the key they stand under.
fn in_value(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| in_value(element, found)),
        Value::Object(members) => {
            for (key, member) in members {
                let secret = SECRET_KEYS.contains(&key.to_lowercase().as_str());
                if secret && member.as_str().is_some_and(|text| !text.is_empty() && !is_redacted(key, text)) {
                    found.push(format!("a value under `{key}`"));
                }
                found.extend(in_variables(key, member));
                in_value(member, found);
            }
        }
        _ => {}
    }
}

/// Finds variables whose names promise a secret, and the data of a secret or a config.
fn in_variables(key: &str, member: &Value) -> Vec<String> {
    let variables =
        member.as_array().filter(|_| key == "Env").into_iter().flatten().filter_map(Value::as_str);
    let secret = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let promises = SECRET_NAMES.iter().any(|word| name.to_uppercase().contains(word));
        (promises && !value.is_empty() && value != REDACTED)
            .then(|| format!("the value of the variable `{name}`"))
    };
    let data = member.as_str().filter(|text| key == "Data" && !text.is_empty() && *text != REDACTED);
    variables.filter_map(secret).chain(data.map(|_| "the data of a secret or a config".to_owned())).collect()
}

/// A cookie keeps its name and attributes, so that a client that needs one works at replay.
fn is_redacted(key: &str, text: &str) -> bool {
    let cookie = key.eq_ignore_ascii_case("set-cookie").then(|| text.split_once('=')).flatten();
    let value = cookie.map_or(text, |(_, value)| value.split(';').next().unwrap_or_default());
    value == REDACTED
}

#[test]
fn planted_secrets_are_found() {
    let judge =
        |text: &str| judge(&File { path: "fixtures/x.jsonl".into(), bytes: text.as_bytes().to_vec() }).len();
    let request =
        |headers: &str| format!(r#"{{"x":0,"t":0,"request":{{"method":"GET","headers":{headers}}}}}"#);
    assert_eq!(judge(&request(r#"{"X-Registry-Auth":"eyJ1c2VybmFtZSI6"}"#)), 1);
    assert_eq!(judge(&request(r#"{"authorization":"Basic Y3RsOmN0bHB3"}"#)), 1);
    assert_eq!(judge(&request(r#"{"x-registry-auth":"<redacted>","accept":"text/plain"}"#)), 0);
    assert_eq!(judge(r#"{"x":0,"json":{"Env":["WORKERPASS=hunter2"]}}"#), 2, "by its name and as a variable");
    assert_eq!(
        judge(r#"{"x":0,"json":{"Env":["DB_PASSWORD=hunter2","PATH=/bin","API_TOKEN=<redacted>"]}}"#),
        1
    );
    assert_eq!(judge(r#"{"x":0,"json":{"Spec":{"Data":"aGVsbG8="}}}"#), 1);
    assert_eq!(judge(r#"{"x":0,"json":{"GraphDriver":{"Data":{"WorkDir":"/x"}},"Data":"<redacted>"}}"#), 0);
    assert_eq!(
        judge(r#"{"x":0,"from":"engine","multiplex":[["stdout","WORKER"],["stdout","PASS=hunter2"]]}"#),
        1
    );
    let archive = STANDARD.encode("a\0\0WORKERPASS=hunter2");
    assert_eq!(judge(&format!(r#"{{"x":0,"base64":"<body:1>","bound":{{"body:1":"{archive}"}}}}"#)), 1);
    assert_eq!(judge(r#"{"x":0,"json":{"Env":["WORKERPASS=<redacted>","A=b"]}}"#), 0);
    assert_eq!(judge(r#"{"x":0,"json":{"JoinTokens":{"Worker":"SWMTKN-1-0abc"}}}"#), 1);
    assert_eq!(judge(r#"{"x":0,"json":{"UnlockKey":"SWMKEY-1-0abc"}}"#), 2, "by its key and by its start");
    assert_eq!(
        judge(r#"{"x":0,"utf8":"-----BEGIN EC PRIVATE KEY-----"}"#),
        2,
        "in the line and in the stream"
    );
    assert_eq!(judge(r#"{"x":0,"reply":{"headers":{"set-cookie":"<redacted>"}}}"#), 0);
    assert_eq!(judge(r#"{"x":0,"reply":{"headers":{"set-cookie":"A=<redacted>; Path=/"}}}"#), 0);
    assert_eq!(judge(r#"{"x":0,"reply":{"headers":{"set-cookie":"A=b; Path=<redacted>"}}}"#), 1);
    assert_eq!(judge("x Cookie: TWISTED_SESSION=eyJ0"), 1);
    let hidden = STANDARD.encode("export WORKERPASS=hunter2");
    assert_eq!(judge(&format!(r#"{{"x":3,"from":"engine","base64":"{hidden}"}}"#)), 1);
    let cut = "{\"x\":3,\"from\":\"engine\",\"utf8\":\"WORKER\"}\n{\"x\":3,\"from\":\"engine\",\"utf8\":\"PASS=hunter2\"}";
    assert_eq!(judge(cut), 1);
}
