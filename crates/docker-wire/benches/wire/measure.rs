//! Processor and wall time of a piece of work, and their medians.

use std::{
    fmt, fs,
    future::Future,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

/// What some work took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sample {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
}

/// Measures a piece of work: the processor time of this process, user and system, of threads that ended as well.
pub(crate) async fn of(work: impl Future<Output = ()>) -> Sample {
    let (cpu, wall) = (processor_time(), Instant::now());
    work.await;
    let wall = wall.elapsed();
    Sample { cpu: (processor_time() - cpu).as_secs_f64(), wall: wall.as_secs_f64() }
}

fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

/// The most memory that this process has had, in KiB.
pub(crate) fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
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
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |seconds: f64| match seconds {
            _ if seconds.is_nan() => "–".to_owned(),
            1.0.. => format!("{seconds:.2} s"),
            1e-3.. => format!("{:.2} ms", seconds * 1e3),
            1e-6.. => format!("{:.2} µs", seconds * 1e6),
            _ => format!("{:.1} ns", seconds * 1e9),
        };
        f.pad(&format!("{} / {}", of(self.cpu), of(self.wall)))
    }
}
