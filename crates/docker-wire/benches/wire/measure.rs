//! Processor and wall time of a piece of work, and their medians.

use std::{
    fmt, fs,
    future::Future,
    time::{Duration, Instant},
};

/// What some work took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sample {
    cpu: f64,
    wall: f64,
}

/// Measures a piece of work: the processor time of all threads of this process, user and system.
pub(crate) async fn of(work: impl Future<Output = ()>) -> Sample {
    let (cpu, wall) = (processor_time(), Instant::now());
    work.await;
    let wall = wall.elapsed();
    Sample { cpu: (processor_time() - cpu).as_secs_f64(), wall: wall.as_secs_f64() }
}

/// Sums what the kernel counted for each thread; no thread ends while something is measured.
fn processor_time() -> Duration {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = threads.map(|thread| {
        let text = fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
        text.split(' ').next().unwrap().parse::<u64>().unwrap()
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// Takes the median of each figure.
pub(crate) fn median(samples: &[Sample]) -> Sample {
    let of = |figure: fn(&Sample) -> f64| {
        let mut figures: Vec<f64> = samples.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Sample { cpu: of(|sample| sample.cpu), wall: of(|sample| sample.wall) }
}

impl Sample {
    pub(crate) fn per(self, count: usize) -> Self {
        Self { cpu: self.cpu / count as f64, wall: self.wall / count as f64 }
    }

    /// Tells how many times the other's processor and wall time this is.
    pub(crate) fn over(&self, other: &Self) -> String {
        format!("{:.2} / {:.2}", self.cpu / other.cpu, self.wall / other.wall)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.2} / {:.2} µs", self.cpu * 1e6, self.wall * 1e6))
    }
}
