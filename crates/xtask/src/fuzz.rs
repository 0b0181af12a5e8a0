//! `cargo xtask fuzz`: the fuzz targets of docker-wire by libFuzzer, on the toolchain that builds everything else.

use std::fs;

use crate::sh::{self, Done};

/// The package of the targets; it is a workspace of its own.
const PACKAGE: &str = "crates/docker-wire/fuzz";

/// Where it is built, and where what was come upon is kept from one run to the next.
const BUILT: &str = "target/fuzz";

/// An input that takes longer than this many seconds, or more than this many MiB, is a failure as well.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];

/// Runs the named targets, or all, for so many seconds each.
pub(crate) fn run(targets: &[String], seconds: u32) -> Done {
    let all = targets_of_package()?;
    if let Some(unknown) = targets.iter().find(|target| !all.contains(target)) {
        return Err(format!("there is no target `{unknown}`; there are {}", all.join(", ")));
    }
    if !sh::cargo(["fuzz", "--version"]).output().is_ok_and(|output| output.status.success()) {
        return Err("cargo-fuzz is missing: cargo install cargo-fuzz".to_owned());
    }
    for target in if targets.is_empty() { &all } else { targets } {
        let found = format!("{BUILT}/found/{target}");
        let failed = format!("{BUILT}/failed/{target}/");
        for folder in [&found, &failed] {
            fs::create_dir_all(sh::root().join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        }
        let corpus = format!("{PACKAGE}/corpus/{target}");
        // An address sanitizer would need a nightly toolchain, and there is no `unsafe` here for it to watch.
        let with = ["--sanitizer", "none", "--target-dir", BUILT, "--fuzz-dir", PACKAGE];
        let mut fuzz = sh::cargo(["fuzz", "run"]);
        fuzz.args(with).args([target, &found, &corpus, "--"]).args(LIMITS);
        fuzz.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={failed}"));
        fuzz.args(["-print_final_stats=0", "-verbosity=0"]);
        sh::run(&mut fuzz).map_err(|reason| {
            format!(
                "{reason}\nWhat {target} fails at is in {failed}: add it to {corpus}, and mend what it shows."
            )
        })?;
    }
    Ok(())
}

/// Checks the package's own code, which no command for the workspace looks at.
pub(crate) fn lint() -> Done {
    let manifest = format!("{PACKAGE}/Cargo.toml");
    sh::run(&mut sh::cargo(["fmt", "--check", "--manifest-path", &manifest]))?;
    let clippy = ["clippy", "--all-targets", "--manifest-path", &manifest, "--target-dir", BUILT];
    sh::run(sh::cargo(clippy).args(["--", "-D", "warnings"]))
}

fn targets_of_package() -> Done<Vec<String>> {
    let folder = sh::root().join(PACKAGE).join("fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut targets: Vec<_> = names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).collect();
    targets.sort_unstable();
    Ok(targets)
}
