//! `cargo xtask mutants`: how many changes of latent's core its own tests notice.
//!
//! The core needs nothing of the rest, so that it is copied into a package of its own, where a change is built and tried
//! in seconds. What the whole run gives is a ratio, and the changes that nobody notices; those that are known stand in a
//! list, each with its reason.

use std::{collections::BTreeSet, fs, path::Path};

use crate::sh::{self, Done};

/// The module of the core; beside it is its folder.
const CORE: &str = "crates/latent/src/fleet";

/// The changes that no test notices, each with the reason why there is none.
const KNOWN: &str = "crates/latent/src/fleet/mutants.tsv";

/// Where the copy is made, and where cargo-mutants writes what it finds.
const BUILT: &str = "target/mutants";

/// Of a hundred changes, so many must be noticed.
const LEAST: usize = 95;

/// Tests that repeat in thousands of worlds what others show one by one, and in which a broken core may never come to an
/// end; only what the others let through is tried on them.
const LONG: [&str; 6] =
    ["--skip", "tests::explored", "--skip", "tests::world::run", "--skip", "in_the_middle_says_the_same"];

/// Tries all changes of the core, or those whose description one of the expressions matches, on the core's own tests.
pub(crate) fn run(expressions: &[String]) -> Done {
    if !sh::cargo(["mutants", "--version"]).output().is_ok_and(|output| output.status.success()) {
        return Err("cargo-mutants is missing: cargo install --locked cargo-mutants".to_owned());
    }
    let built = sh::root().join(BUILT);
    let package = built.join("core");
    copy_core(&package)?;
    let mut found = tried(&package, &built.join("quick"), expressions, &LONG)?;
    if !found.missed.is_empty() {
        let again: Vec<String> =
            found.missed.iter().map(|mutant| format!("^{}$", literally(mutant))).collect();
        let slow = tried(&package, &built.join("long"), &again, &[])?;
        // What an expression names is at times more than one change, of which the others were counted before.
        let first = std::mem::take(&mut found.missed);
        let of_first = |all: BTreeSet<String>| all.intersection(&first).cloned().collect::<BTreeSet<_>>();
        found.caught.extend(of_first(slow.caught));
        found.endless.extend(of_first(slow.endless));
        found.missed = of_first(slow.missed);
    }
    judge(&found, expressions.is_empty())
}

/// What cargo-mutants found out.
struct Found {
    caught: BTreeSet<String>,
    /// Under which the tests did not come to their end.
    endless: BTreeSet<String>,
    /// Which the compiler refused.
    unviable: usize,
    missed: BTreeSet<String>,
}

/// Runs cargo-mutants in a package, for the changes that match.
fn tried(package: &Path, out: &Path, expressions: &[String], skipped: &[&str]) -> Done<Found> {
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let mut mutants = sh::cargo(["mutants", "--exclude", "src/fleet/tests/**", "--timeout", "180"]);
    mutants.arg("--dir").arg(package).arg("--output").arg(out);
    for expression in expressions {
        mutants.args(["--re", expression]);
    }
    // Without `--lib` each change would be compiled twice.
    mutants.args(["--cargo-arg=--lib", "--", "--"]).args(skipped);
    println!("$ {}", sh::shown(&mutants));
    // Whatever is missed or does not end is an exit status as well; what there is to tell is in its files.
    let status = mutants.status().map_err(|error| format!("cargo mutants: {error}"))?;
    let listed = |name: &str| {
        let file = out.join("mutants.out").join(name);
        let text =
            fs::read_to_string(&file).map_err(|error| format!("{status}; {}: {error}", file.display()))?;
        Ok::<_, String>(text.lines().map(str::to_owned).collect::<BTreeSet<_>>())
    };
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!("cargo mutants: {status}"));
    }
    Ok(Found {
        caught: listed("caught.txt")?,
        endless: listed("timeout.txt")?,
        unviable: listed("unviable.txt")?.len(),
        missed: listed("missed.txt")?,
    })
}

/// Tells how many were noticed; fails if those are too few, or if what was not stands in no list.
fn judge(found: &Found, whole: bool) -> Done {
    let file = sh::root().join(KNOWN);
    let text = fs::read_to_string(file).map_err(|error| format!("{KNOWN}: {error}"))?;
    let known: BTreeSet<&str> = known(&text).map_err(|line| format!("{KNOWN}: no reason: {line}"))?;
    let caught = found.caught.len();
    let all = caught + found.missed.len();
    println!(
        "{caught} of {all} changes were noticed; besides, under {} the tests did not end, and {} do not compile",
        found.endless.len(),
        found.unviable
    );
    let strange: Vec<_> = found.missed.iter().filter(|mutant| !known.contains(described(mutant))).collect();
    for mutant in &strange {
        println!("unnoticed: {mutant}");
    }
    if !strange.is_empty() {
        return Err(format!("write {} tests, or lines with the reason in {KNOWN}", strange.len()));
    }
    if !whole {
        return Ok(());
    }
    let missed: BTreeSet<&str> = found.missed.iter().map(|mutant| described(mutant)).collect();
    if let Some(stale) = known.difference(&missed).next() {
        return Err(format!("{KNOWN}: is noticed now, so that its line can go: {stale}"));
    }
    if caught * 100 < all * LEAST {
        return Err(format!("fewer than {LEAST} in a hundred"));
    }
    Ok(())
}

/// Reads the list: a description, a tab, the reason. A line without a reason is the error.
fn known(text: &str) -> Result<BTreeSet<&str>, &str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').map(|(what, _)| what).ok_or(line)).collect()
}

/// What a change is without its place in the file, which moves: the file, and what is replaced in which function.
fn described(mutant: &str) -> &str {
    mutant.splitn(4, ':').nth(3).unwrap_or(mutant).trim()
}

/// An expression that matches this text and nothing else.
fn literally(text: &str) -> String {
    let mut expression = String::with_capacity(text.len());
    for one in text.chars() {
        if !one.is_alphanumeric() && one != ' ' && one != '_' {
            expression.push('\\');
        }
        expression.push(one);
    }
    expression
}

/// Makes a package of the core alone.
fn copy_core(package: &Path) -> Done {
    let source = package.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).map_err(|error| format!("{}: {error}", source.display()))?;
    }
    fs::create_dir_all(&source).map_err(|error| format!("{}: {error}", source.display()))?;
    let manifest = "[package]\nname = \"core-of-latent\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n\n\
                    [profile.test]\ndebug = false\n";
    for (name, text) in [("Cargo.toml", manifest), ("src/lib.rs", "pub mod fleet;\n")] {
        fs::write(package.join(name), text).map_err(|error| format!("{name}: {error}"))?;
    }
    let core = sh::root().join(CORE);
    sh::run(std::process::Command::new("cp").arg("-r").arg(&core).arg(core.with_extension("rs")).arg(&source))
}
