//! Who may import whom, in `docker-wire` by layers and in `latent` by an explicit list.

use crate::source::{File, Finding, How, Named, code, files_of, is_test, named, none};

/// The modules of `docker-wire` and their layers. The longest prefix counts.
const WIRE: &[(&str, u8)] = &[
    ("version", 0),
    ("nearest", 0),
    ("catalogue", 1),
    ("model", 1),
    ("body", 1),
    ("codec", 1),
    ("auth", 1),
    ("error", 1),
    ("operation", 2),
    ("reply", 2),
    ("transport", 2),
    ("api", 3),
    ("replay", 3),
    ("transport::*", 3),
    ("client", 4),
    ("replay::session", 4),
    ("run", 5),
    ("copy", 5),
    ("context", 5),
    ("follow", 5),
    ("cli", 6),
    ("serve", 6),
    ("bin", 7),
];

/// Within one layer a module imports only what is in its own folder, and these: who, and what. No two may be each
/// other's.
const BESIDE: &[(&str, &str)] = &[
    // Everything can fail.
    ("catalogue", "error"),
    ("model", "error"),
    ("body", "error"),
    ("codec", "error"),
    ("auth", "error"),
    // An archive is made and read as a body.
    ("codec", "body"),
    // An operation names its reply, and a reply is read from what a transport returned.
    ("operation", "reply"),
    ("reply", "transport"),
    // What is copied in is packed as a context is.
    ("copy", "context"),
    // A session hands a scenario the daemon that it speaks to.
    ("replay", "client"),
    // The tool serves what it records and replays.
    ("cli", "serve"),
];

/// The modules of `latent` and what of the crate each may import beside itself.
const LATENT: &[(&str, &[&str])] = &[
    ("fleet", &[]),
    ("port", &["fleet"]),
    ("driver", &["port", "fleet"]),
    ("engine", &["port", "fleet"]),
    ("master", &["port", "fleet"]),
    ("state", &["port", "fleet"]),
    ("report", &["port", "fleet"]),
    ("control", &["driver", "report", "state", "port", "fleet"]),
    ("reap", &["port", "fleet"]),
    ("image", &["port", "fleet"]),
    ("config", &["fleet"]),
    ("demo", &["config", "driver", "engine", "master", "state", "reap", "image", "port", "fleet"]),
    // A service is everything put together, short of a command line.
    ("service", &["config", "driver", "engine", "master", "state", "reap", "image", "port", "fleet"]),
    ("cli", &["*"]),
    ("main", &["cli"]),
];

/// The modules of `latent` that may name `docker_wire`.
const NAMES_WIRE: &[&str] =
    &["config", "engine", "master", "state", "reap", "image", "demo", "service", "cli"];

/// What the core may name outside the crate; a build's properties are JSON values.
const FLEET_CRATES: &[&str] = &["std", "core", "serde", "serde_json"];

const WHAT_TO_DO: &str = "A lower part never knows a higher one: move what is needed down, or hand it in. \
    A new module gets its place in tests/architecture/layers.rs.";

#[test]
fn docker_wire_imports_only_downwards() {
    let mut files = files_of("crates/docker-wire/src/", ".rs");
    files.retain(|file| !is_test(&file.path));
    none(&wire(&files), WHAT_TO_DO);
}

#[test]
fn latent_imports_only_what_is_listed() {
    let mut files = files_of("crates/latent/src/", ".rs");
    files.retain(|file| !is_test(&file.path));
    none(&latent(&files), WHAT_TO_DO);
}

fn wire(files: &[File]) -> Vec<Finding> {
    let exports = root_exports(files, "crates/docker-wire/src/lib.rs");
    let mut findings = Vec::new();
    for file in files {
        let module = module_of(&file.path);
        if module.is_empty() {
            continue; // The root of the crate hands out what is below it.
        }
        let Some(layer) = layer(&module) else {
            findings.push(Finding::new(&file.path, 0, format!("`{}` has no layer", module.join("::"))));
            continue;
        };
        for (line, target) in inner_imports(&module, &file.text(), &exports) {
            let name = target.join("::");
            match self::layer(&target) {
                None => findings.push(Finding::new(&file.path, line, format!("`{name}` has no layer"))),
                Some(other) if other > layer => findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("layer {layer} imports `{name}` of layer {other}"),
                )),
                Some(other)
                    if other == layer
                        && target[0] != module[0]
                        && !BESIDE.contains(&(&*module[0], &*target[0])) =>
                {
                    findings.push(Finding::new(
                        &file.path,
                        line,
                        format!("`{}` imports `{name}` beside it in layer {layer}", module[0]),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

fn layer(module: &[String]) -> Option<u8> {
    let fits = |pattern: &str| {
        let mut own = module.iter();
        pattern.split("::").all(|part| {
            own.next().is_some_and(|segment| segment == part || (part == "*" && is_module(segment)))
        })
    };
    WIRE.iter()
        .filter(|(pattern, _)| fits(pattern))
        .max_by_key(|(pattern, _)| pattern.split("::").count())
        .map(|(_, layer)| *layer)
}

fn latent(files: &[File]) -> Vec<Finding> {
    let exports = root_exports(files, "crates/latent/src/lib.rs");
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.path.ends_with("/src/lib.rs")) {
        let module = match file.path.ends_with("/src/main.rs") {
            true => vec!["main".to_owned()],
            false => module_of(&file.path),
        };
        let Some((own, allowed)) = LATENT.iter().find(|(name, _)| *name == module[0]) else {
            findings.push(Finding::new(&file.path, 0, format!("`{}` has no place", module[0])));
            continue;
        };
        for (line, target) in inner_imports(&module, &file.text(), &exports) {
            let may = target[0] == *own || allowed.contains(&"*") || allowed.contains(&target[0].as_str());
            if !may {
                let what = format!("`{own}` imports `{}`", target.join("::"));
                findings.push(Finding::new(&file.path, line, what));
            }
        }
        for (line, name) in outer_crates(&file.text()) {
            let may = match name.as_str() {
                "docker_wire" => NAMES_WIRE.contains(own),
                other => *own != "fleet" || FLEET_CRATES.contains(&other),
            };
            if !may {
                findings.push(Finding::new(&file.path, line, format!("`{own}` names the crate `{name}`")));
            }
        }
    }
    findings
}

/// Lists the modules of the own crate that a file names, by `crate`, `super`, `self` or, from the binary, by the
/// library's name; what the crate's root hands out is followed to where it is defined.
fn inner_imports(module: &[String], text: &str, exports: &[Named]) -> Vec<(usize, Vec<String>)> {
    let code = code(text);
    let mut found = Vec::new();
    for path in named(&code) {
        let Some(target) = resolve(module, &path.segments) else {
            continue;
        };
        if path.how == How::Export && target.starts_with(module) {
            continue; // A module hands out what is below it.
        }
        let target = match target.first() {
            None => continue,
            Some(first) if is_module(first) => target,
            Some(first) => match exports.iter().find(|export| export.segments.last() == Some(first)) {
                Some(export) => export.segments.clone(),
                None => continue, // Defined in the root itself.
            },
        };
        found.push((path.line, target));
    }
    found
}

fn resolve(module: &[String], path: &[String]) -> Option<Vec<String>> {
    // A file's own module is where `self` points; each `super` goes one up.
    let (first, mut rest) = path.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "latent" if module == ["main"] => Vec::new(),
        "docker_wire" if module[0] == "bin" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().saturating_sub(1)].to_vec(),
        _ => return None,
    };
    while let Some((segment, further)) = rest.split_first() {
        if segment != "super" {
            break;
        }
        base.pop();
        rest = further;
    }
    base.extend(rest.iter().filter(|segment| *segment != "self").cloned());
    Some(base)
}

/// Lists the crates that a file names, in `use` or inline.
fn outer_crates(text: &str) -> Vec<(usize, String)> {
    let code = code(text);
    let own: Vec<&str> = code
        .split("mod ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .collect();
    let paths = named(&code);
    let imported: Vec<&String> =
        paths.iter().filter(|path| path.how != How::Inline).filter_map(|path| path.segments.last()).collect();
    paths
        .iter()
        .filter_map(|path| {
            let first = &path.segments[0];
            let inner = ["crate", "self", "super"].contains(&first.as_str());
            // `mem::take` after `use std::mem` names what was imported, and is judged there.
            let local =
                own.contains(&first.as_str()) || (path.how == How::Inline && imported.contains(&first));
            let primitive = path.how == How::Inline && is_primitive(first);
            (!inner && !local && !primitive && is_module(first)).then(|| (path.line, first.clone()))
        })
        .collect()
}

fn is_primitive(word: &str) -> bool {
    ["str", "char", "bool", "f32", "f64", "usize", "isize"].contains(&word)
        || word.strip_prefix(['u', 'i']).is_some_and(|bits| bits.parse::<u8>().is_ok())
}

fn is_module(segment: &str) -> bool {
    segment.starts_with(|c: char| c.is_lowercase())
}

/// Lists what the root of a crate hands out, by where it comes from.
fn root_exports(files: &[File], root: &str) -> Vec<Named> {
    let text = files.iter().find(|file| file.path == root).map(File::text).unwrap_or_default();
    let mut exports = named(&code(&text));
    for export in &mut exports {
        if ["crate", "self"].contains(&export.segments[0].as_str()) {
            export.segments.remove(0);
        }
    }
    exports.retain(|export| export.how == How::Export && export.segments.len() > 1);
    exports
}

fn module_of(path: &str) -> Vec<String> {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let parts = inside.split('/').map(str::to_owned);
    parts.filter(|part| !["lib", "main"].contains(&part.as_str())).collect()
}

fn planted(path: &str, text: &str) -> Vec<File> {
    vec![File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }]
}

#[test]
fn a_planted_upward_import_is_found() {
    let judge =
        |path: &str, text: &str| wire(&planted(&format!("crates/docker-wire/src/{path}"), text)).len();
    assert_eq!(judge("reply.rs", "use crate::client::Client;"), 1);
    assert_eq!(judge("reply.rs", "use crate::{\n    body::Body,\n    api::{container, image},\n};"), 2);
    assert_eq!(judge("codec/lines.rs", "fn f() { crate::transport::unix::connect() }"), 1);
    assert_eq!(judge("codec/lines.rs", "use super::super::reply::Reply;"), 1);
    assert_eq!(judge("transport.rs", "use self::unix::Unix;"), 1);
    assert_eq!(judge("model/image.rs", "use crate::body::Body;"), 1);
    assert_eq!(judge("replay/recorder.rs", "use super::session::Session;"), 1);
    assert_eq!(judge("novelty.rs", "fn f() {}"), 1);
    assert_eq!(judge("transport.rs", "use crate::reply::Reply;"), 1);
    assert_eq!(judge("transport.rs", "pub use self::unix::Unix;"), 0);
    // Downwards, within the folder, and errors are as they should be; so is what only tests or comments say.
    assert_eq!(judge("model/image.rs", "use super::container::X;\nuse crate::{error::Error, version};"), 0);
    assert_eq!(judge("transport/unix.rs", "use super::Transport;\nuse super::tcp::connect;"), 0);
    assert_eq!(
        judge(
            "version.rs",
            "//! See [`crate::client`].\n#[cfg(test)]\nmod tests { use crate::client::Client; }"
        ),
        0
    );
}

#[test]
fn no_two_modules_may_import_each_other() {
    for (who, what) in BESIDE {
        assert!(!BESIDE.contains(&(what, who)), "`{who}` and `{what}`");
    }
}

#[test]
fn a_planted_import_by_the_root_is_followed() {
    let mut files = planted("crates/docker-wire/src/lib.rs", "pub use client::{Client, Daemon};");
    files.extend(planted("crates/docker-wire/src/operation.rs", "use crate::Daemon;"));
    assert_eq!(wire(&files).len(), 1, "{:?}", wire(&files));
}

#[test]
fn a_planted_foreign_import_in_latent_is_found() {
    let judge = |path: &str, text: &str| latent(&planted(&format!("crates/latent/src/{path}"), text)).len();
    assert_eq!(judge("fleet/worker.rs", "use crate::port::Engine;"), 1);
    assert_eq!(judge("fleet/worker.rs", "use tokio::time::Instant;"), 1);
    assert_eq!(judge("fleet/worker.rs", "fn f() { tracing::info!(); }"), 1);
    assert_eq!(judge("fleet/worker.rs", "fn f() { tokio::spawn(g()); }"), 1);
    assert_eq!(judge("engine/container.rs", "use crate::driver::Driver;"), 1);
    assert_eq!(judge("engine/container.rs", "use crate::image::ensure;"), 1);
    assert_eq!(judge("driver.rs", "use docker_wire::Client;"), 1);
    assert_eq!(judge("main.rs", "use latent::driver::Driver;"), 1);
    assert_eq!(
        judge(
            "fleet.rs",
            "mod worker;\npub use worker::Worker;\nuse std::mem;\nfn f() { mem::take(u32::MAX) }"
        ),
        0
    );
    assert_eq!(
        judge("engine/container.rs", "use crate::{fleet::Time, port::Engine};\nuse docker_wire::Client;"),
        0
    );
    assert_eq!(judge("main.rs", "fn main() { latent::cli::main() }"), 0);
}
