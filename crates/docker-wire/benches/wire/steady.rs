//! What a median hides: the slowest of some runs, and how memory grows with the work.

use std::path::Path;

use crate::{
    block_on,
    cases::{Case, Runtime},
    contender::Contender,
    counts, measure,
};

/// How many runs there are, of which the slowest is told.
const RUNS: usize = 10;

/// Prints what can be told of the cases that were asked for.
pub(crate) fn report(cases: &[Case], lines: usize, socket: &Path) {
    let named = |name| cases.iter().find(|case| case.name == name);
    if let Some(pull) = named("pull") {
        slowest(pull, lines, socket);
    }
    if let (Some(large), Some(eighth)) = (named("build"), named("build-eighth")) {
        growth(large, eighth, socket);
    }
}

fn slowest(case: &Case, lines: usize, socket: &Path) {
    let (work, contender) = (case.work.clone(), Contender::named("wire", socket));
    let samples = block_on(Runtime::Task, async move {
        // The first run connects and warms up.
        contender.run(&work, 1, lines).await;
        let mut samples = Vec::new();
        for _ in 0..RUNS {
            samples.push(measure::of(contender.run(&work, 1, lines)).await);
        }
        samples
    });
    let slowest = samples.iter().map(|sample| sample.cpu).fold(0.0, f64::max);
    let ratio = slowest / measure::median(&samples).cpu;
    println!("{}: slowest ÷ median of {RUNS} runs of {lines} lines: {ratio:.2}; at most 1.5", case.name);
}

fn growth(large: &Case, eighth: &Case, socket: &Path) {
    let [peak, less] = [large, eighth].map(|case| counts::memory(case, "wire", socket));
    let more = peak - less;
    println!("{}: {peak:.1} MB for 1 GiB, {more:.1} MB more than for 128 MiB; at most 10 and 1", large.name);
}
