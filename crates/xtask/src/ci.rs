//! `cargo xtask ci`: the same steps at home and in CI.

use std::time::Instant;

use clap::ValueEnum;

use crate::{
    codegen,
    engines::Engine,
    fuzz, live,
    sh::{self, Done},
};

/// How long each fuzz target is run; a longer run is a person's.
const SECONDS_OF_FUZZING: u32 = 10;

/// One thing that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// All tests that need no engine
    Test,
    /// The rules about the tree itself, which `test` runs too
    Arch,
    /// Formatting
    Fmt,
    /// Clippy, for each set of features that changes what is compiled
    Lint,
    /// Documentation without a warning
    Docs,
    /// Generated code is what the facts give
    Codegen,
    /// The fuzz targets: their own code, and a short run of each by libFuzzer
    Fuzz,
    /// The live suite
    Live,
    /// The recordings of the main engine are what it still says
    Verify,
}

/// Runs the named steps in the order of [`Step`], or all but the excepted; ends at the first that fails.
pub(crate) fn run(steps: &[Step], except: &[Step]) -> Done {
    let wanted = |step: &Step| match steps {
        [] => !except.contains(step),
        some => some.contains(step),
    };
    let mut times = Vec::new();
    for step in Step::value_variants().iter().filter(|step| wanted(step)) {
        let name = format!("{step:?}").to_lowercase();
        println!("\n== {name}");
        let started = Instant::now();
        step.run().map_err(|reason| format!("{name}: {reason}"))?;
        times.push(format!("{name} {} s", started.elapsed().as_secs()));
    }
    println!("\nci passed: {}", times.join(", "));
    Ok(())
}

impl Step {
    fn run(self) -> Done {
        match self {
            Self::Test => {
                cargo("test --workspace")?;
                // A feature that no other crate asks for is not in the line above.
                cargo("test -p docker-wire --all-features")
            }
            Self::Arch => cargo("test --workspace --test architecture"),
            Self::Fmt => cargo("fmt --all --check"),
            Self::Lint => {
                cargo("clippy -p docker-wire --no-default-features -- -D warnings")?;
                cargo("clippy -p docker-wire -- -D warnings")?;
                cargo("clippy -p docker-wire --all-features --all-targets -- -D warnings")?;
                cargo("clippy --workspace --all-targets -- -D warnings")?;
                // `--all-targets` leaves out a target that `cargo test` does not run by default.
                cargo("clippy --workspace --test live -- -D warnings")
            }
            Self::Docs => {
                let doc = |arguments: &[&str]| {
                    sh::run(
                        sh::cargo(["doc", "--no-deps"]).args(arguments).env("RUSTDOCFLAGS", "-D warnings"),
                    )
                };
                doc(&["--workspace"])?;
                doc(&["-p", "docker-wire", "--all-features"])
            }
            Self::Codegen => codegen::codegen(true),
            Self::Fuzz => {
                fuzz::lint()?;
                fuzz::run(&[], SECONDS_OF_FUZZING)
            }
            Self::Live => live::run(live::Length::default(), &[], &[]),
            Self::Verify => live::verify(&[Engine::MAIN], None, None),
        }
    }
}

fn cargo(arguments: &str) -> Done {
    sh::run(&mut sh::cargo(arguments.split(' ')))
}
