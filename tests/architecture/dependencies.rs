//! What the crates depend on: the libraries the wire is built of, no other Docker client, and little weight.

use std::{collections::BTreeSet, process::Command};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::source::{File, Finding, code, files_of, named, none, root};

/// Libraries that `docker-wire` uses itself: name, and the file or folder whose code names it. While there is no such
/// file yet, nothing is asked of it.
const BUILT_OF: &[(&str, &str)] = &[
    ("hyper", "crates/docker-wire/src/transport/"),
    ("hyper-util", "crates/docker-wire/src/transport/"),
    ("hyperlocal", "crates/docker-wire/src/transport/unix.rs"),
    ("tokio", "crates/docker-wire/src/transport/"),
    ("serde_json", "crates/docker-wire/src/reply"),
    ("tar", "crates/docker-wire/src/codec/archive.rs"),
    ("rustls", "crates/docker-wire/src/transport/tls"),
    ("tokio-rustls", "crates/docker-wire/src/transport/tls"),
];

/// Crates that speak to an engine, or are generated for those that do.
const OTHER_CLIENTS: &[&str] = &[
    "async-docker",
    "bollard",
    "bollard-buildkit-proto",
    "bollard-next",
    "bollard-next-stubs",
    "bollard-stubs",
    "boondock",
    "containers-api",
    "containers-api-conn",
    "dkregistry",
    "docker-api",
    "docker-api-stubs",
    "docker-client",
    "docker-client-async",
    "docker_client",
    "dockerengine",
    "dockworker",
    "dockurl",
    "podman-api",
    "podman-api-stubs",
    "podman-rest-client",
    "rs-docker",
    "rust-docker",
    "shiplift",
    "tc_client",
    "testcontainers",
    "testcontainers-modules",
    "tokio-docker",
    "wharf",
];

/// How many packages, itself included, a default `docker-wire` may bring.
const MOST_PACKAGES: usize = 45;

/// The lock file of the fuzz targets.
const FUZZ_LOCK: &str = "crates/docker-wire/fuzz/Cargo.lock";

/// How many, with TLS.
const MOST_WITH_TLS: usize = 75;

#[test]
fn docker_wire_is_built_of_what_it_says() {
    let package = docker_wire();
    let direct: BTreeSet<&str> = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
        .collect();
    let files = files_of("crates/docker-wire/src/", ".rs");
    none(
        &unused(&direct, &files),
        "Depend on it directly and use it there, or change the list with a reason.",
    );
}

#[test]
fn no_other_client_of_the_engine_is_in_any_tree() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed");
    none(&other_clients(&lock), "Everything the engine is asked goes through docker-wire.");
}

#[test]
fn a_default_docker_wire_is_light() {
    is_light(&["tree", "-p", "docker-wire", "-e", "normal", "--prefix", "none"], MOST_PACKAGES);
}

#[test]
fn a_docker_wire_with_tls_is_still_light() {
    let tree =
        ["tree", "-p", "docker-wire", "-e", "normal", "--prefix", "none", "--features", "tls,native-certs"];
    is_light(&tree, MOST_WITH_TLS);
}

/// The fuzz targets are a workspace of their own, whose lock file no command for this one renews.
#[test]
fn the_fuzz_targets_lock_what_docker_wire_is_built_of() {
    let of_fuzzing =
        ["-p", "docker-wire", "-e", "normal", "--prefix", "none", "--features", "credentials,replay"];
    let lock = std::fs::read_to_string(root().join(FUZZ_LOCK)).expect("the lock file is committed");
    let whole = cargo(&[&["tree"][..], &of_fuzzing].concat());
    let direct = cargo(&[&["tree", "--depth", "1"][..], &of_fuzzing].concat());
    none(
        &stale(&lock, &names(&whole), &names(&direct)),
        "Renew it: cargo metadata --format-version 1 --manifest-path crates/docker-wire/fuzz/Cargo.toml",
    );
}

/// The names of the packages that `cargo tree` lists, without docker-wire itself.
fn names(tree: &str) -> BTreeSet<&str> {
    let all = packages(tree).into_iter().filter_map(|package| package.split(' ').next());
    all.filter(|name| *name != "docker-wire").collect()
}

/// What a lock file lacks of all that docker-wire is built of, and what it still says that docker-wire depends on.
fn stale(lock: &str, whole: &BTreeSet<&str>, direct: &BTreeSet<&str>) -> Vec<Finding> {
    let name = |block: &str| block.split('"').nth(1).map(str::to_owned).unwrap_or_default();
    let blocks: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    let locked: BTreeSet<String> = blocks.iter().map(|block| name(block)).collect();
    let own = blocks.iter().find(|block| name(block) == "docker-wire").unwrap_or(&"");
    let own = own.split_once("dependencies = [").map_or("", |(_, rest)| rest);
    let own: BTreeSet<&str> =
        own.split('"').skip(1).step_by(2).filter_map(|name| name.split(' ').next()).collect();
    let lacking =
        whole.iter().filter(|name| !locked.contains(**name)).map(|name| format!("it lacks `{name}`"));
    let unlike = own.symmetric_difference(direct);
    let unlike =
        unlike.map(|name| format!("`{name}` is what docker-wire depends on in one of the two alone"));
    lacking.chain(unlike).map(|what| Finding::new(FUZZ_LOCK, 0, what)).collect()
}

#[track_caller]
fn is_light(tree: &[&str], most: usize) {
    let tree = cargo(tree);
    let packages = packages(&tree);
    assert!(packages.iter().any(|package| package.starts_with("docker-wire v")), "no tree: {tree}");
    assert!(
        packages.len() <= most,
        "{} packages, at most {most} are wanted; put what brings the rest behind a feature:\n{}",
        packages.len(),
        packages.into_iter().collect::<Vec<_>>().join("\n")
    );
}

fn docker_wire() -> Package {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata works");
    let mut packages = metadata.packages.into_iter();
    packages.find(|package| package.name == "docker-wire").expect("docker-wire is a member")
}

fn unused(direct: &BTreeSet<&str>, files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, home) in BUILT_OF {
        if !direct.contains(name) {
            let what = format!("`{name}` is no direct dependency");
            findings.push(Finding::new("crates/docker-wire/Cargo.toml", 0, what));
        }
        let mut homes = files.iter().filter(|file| file.path.starts_with(home)).peekable();
        let word = name.replace('-', "_");
        let names = |file: &File| named(&code(&file.text())).iter().any(|path| path.segments[0] == word);
        if homes.peek().is_some() && !homes.any(names) {
            findings.push(Finding::new(home, 0, format!("does not name `{name}`")));
        }
    }
    findings
}

fn other_clients(lock: &str) -> Vec<Finding> {
    lock.lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let name = line.strip_prefix("name = \"")?.strip_suffix('"')?;
            let other = OTHER_CLIENTS.contains(&name);
            other.then(|| Finding::new("Cargo.lock", at + 1, format!("`{name}` is a client of the engine")))
        })
        .collect()
}

/// Lists the different packages of a flat `cargo tree`, each as name and version.
fn packages(tree: &str) -> BTreeSet<&str> {
    let end = |line: &str| line.find(" (").unwrap_or(line.len());
    tree.lines().map(|line| line[..end(line)].trim()).filter(|line| !line.is_empty()).collect()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(arguments)
        .args(["--offline", "--locked"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn planted_dependencies_are_found() {
    let lock = "[[package]]\nname = \"bollard\"\nversion = \"0.19.0\"\n[[package]]\nname = \"tar\"\n";
    assert_eq!(other_clients(lock).len(), 1);
    let built = ["hyper", "hyper-util", "hyperlocal", "tokio", "serde_json", "rustls", "tokio-rustls"];
    let direct = BTreeSet::from(built);
    assert_eq!(unused(&direct, &[]).len(), 1, "tar is no direct dependency");
    let direct = BTreeSet::from(built).into_iter().chain(["tar"]).collect();
    let file = |path: &str, text: &str| File { path: path.into(), bytes: text.as_bytes().to_vec() };
    let archive = "crates/docker-wire/src/codec/archive.rs";
    assert_eq!(unused(&direct, &[]), []);
    assert_eq!(unused(&direct, &[file(archive, "//! Uses tar::Builder, says the comment.")]).len(), 1);
    assert_eq!(unused(&direct, &[file(archive, "use tar::Builder;")]), []);
    let tree = "a v1.0.0 (/x)\nb v1.0.0\n\nb v1.0.0 (*)\nb v2.0.0 (proc-macro)\n";
    assert_eq!(packages(tree).len(), 3);
    let lock = "[[package]]\nname = \"docker-wire\"\ndependencies = [\n \"a\",\n \"c\",\n]\n[[package]]\nname = \"a\"\n";
    let found = |whole, direct| stale(lock, &names(whole), &names(direct)).len();
    assert_eq!(found("docker-wire v1 (/x)\na v1.0.0\n", "a v1.0.0\nc v1.0.0\n"), 0);
    assert_eq!(found("a v1.0.0\nb v1.0.0\n", "a v1.0.0\nc v1.0.0\n"), 1, "b is not locked");
    assert_eq!(found("a v1.0.0\n", "a v1.0.0\nb v1.0.0\n"), 2, "b is new, and c is gone");
}
