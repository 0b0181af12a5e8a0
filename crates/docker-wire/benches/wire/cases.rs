//! What is measured, and how near to the floor it should come.

use std::path::{Path, PathBuf};

use crate::contender::Work;

/// One line of the report.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
    pub(crate) lanes: usize,
    /// How many units a round takes, and few of them, of which instructions and system calls are counted; 0 for none.
    pub(crate) count: usize,
    pub(crate) few: usize,
    pub(crate) unit: &'static str,
    pub(crate) runtime: Runtime,
    /// Whether blocking calls can do it alone.
    pub(crate) raw: bool,
    /// What it should cost at most.
    pub(crate) target: &'static str,
}

/// Who drives the work.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Runtime {
    /// A task on a runtime of one thread.
    Task,
    /// The future of `block_on`, which pays for the parking of the thread.
    BlockOn,
    /// A task on a runtime of two threads.
    Threads,
}

impl Case {
    fn new(name: &'static str, work: Work, count: usize, few: usize, unit: &'static str) -> Self {
        Self { name, work, lanes: 1, count, few, unit, runtime: Runtime::Task, raw: true, target: "" }
    }

    fn lanes(mut self, lanes: usize) -> Self {
        (self.lanes, self.raw) = (lanes, false);
        self
    }

    fn on(mut self, runtime: Runtime) -> Self {
        (self.runtime, self.raw) = (runtime, false);
        self
    }

    fn without_raw(mut self) -> Self {
        self.raw = false;
        self
    }

    fn target(mut self, target: &'static str) -> Self {
        self.target = target;
        self
    }
}

/// The cases that the stub serves; contexts lie below `scratch`.
pub(crate) fn on_stub(scratch: &Path) -> Vec<Case> {
    let build = |name: &str, gzip| Work::Build { folder: scratch.join(name), gzip };
    let lifecycle = || Work::Lifecycle { image: "busybox".to_owned() };
    let mut cases = vec![
        Case::new("ping", Work::Ping, 20_000, 100, "ping").target("1.3 hyper, 35k Ir, 3 calls"),
        Case::new("ping-64", Work::Ping, 20_000, 640, "ping").lanes(64).target("1.4 hyper"),
        Case::new("ping-64-threads", Work::Ping, 20_000, 640, "ping")
            .lanes(64)
            .on(Runtime::Threads)
            .target("1.4 hyper"),
        Case::new("inspect", Work::Inspect, 10_000, 50, "inspect").target("2.3 hyper, 100k Ir, 3 calls"),
        Case::new("inspect-64", Work::Inspect, 10_000, 640, "inspect").lanes(64).target("2.6 hyper"),
        Case::new("list-1000", Work::List, 50, 2, "list").target("1.15 hyper + serde, 30M Ir, 9 MB"),
        Case::new("logs-mixed", Work::Logs("mixed"), 50_000, 2_000, "frame").target("1.15 hyper, 1.6 raw"),
        Case::new("logs-tiny", Work::Logs("tiny"), 500_000, 5_000, "frame")
            .target("0.25 hyper, 2.0 raw, 600 Ir"),
        Case::new("logs-tiny-lent", Work::LogsLent("tiny"), 500_000, 5_000, "frame")
            .target("0.25 hyper, 2.0 raw, 600 Ir"),
        Case::new("logs-tiny-block-on", Work::Logs("tiny"), 500_000, 5_000, "frame")
            .on(Runtime::BlockOn)
            .target("1.5 logs-tiny"),
        Case::new("logs-tiny-threads", Work::Logs("tiny"), 500_000, 5_000, "frame")
            .on(Runtime::Threads)
            .target("1.5 logs-tiny"),
        Case::new("logs-packed", Work::Logs("packed"), 2_000, 20, "400 frames").target("3.5 raw"),
        Case::new("attach", Work::Attach, 50_000, 2_000, "frame").target("1.15 hyper"),
        Case::new("pull", Work::Pull, 100_000, 2_000, "line").target("2.0 hyper"),
        Case::new("events", Work::Events, 100_000, 2_000, "event").target("3.0 hyper"),
        Case::new("build", build("large", false), 1, 0, "1 GiB").target("1.15 hyper, 10 MB"),
        Case::new("build-eighth", build("eighth", false), 1, 0, "128 MiB").target("1 MB below build"),
        Case::new("download", Work::Download, 32_768, 1_000, "32 KiB").target("1.1 hyper, 6 MB"),
        Case::new("lifecycle", lifecycle(), 2_000, 20, "life").target("1.5 hyper, 17 calls"),
        Case::new("lifecycle-16", lifecycle(), 4_000, 160, "life").lanes(16).target("1.7 hyper"),
        Case::new("echo", Work::Echo, 20_000, 200, "64 B").target("1.15 hyper, 3.1 calls"),
        Case::new("throughput", Work::Throughput, 32_768, 1_000, "32 KiB").without_raw().target("1.15 hyper"),
    ];
    if cfg!(feature = "gzip") {
        let compressed = Case::new("build-gzip", build("small", true), 1, 0, "64 MiB");
        cases.push(compressed.target("1.05 hyper + flate2"));
    }
    cases
}

/// The cases of an engine that answers, with an image of which containers can be made and one container's log.
pub(crate) fn on_engine(image: Option<&str>, log: Option<(String, usize)>) -> Vec<Case> {
    let mut cases = vec![
        Case::new("engine-ping", Work::Ping, 2_000, 0, "ping").target("1.3 hyper"),
        Case::new("engine-ping-64", Work::Ping, 4_000, 0, "ping").lanes(64).target("1.4 hyper"),
    ];
    if let Some(image) = image {
        let life = Case::new("engine-lifecycle", Work::Lifecycle { image: image.to_owned() }, 5, 0, "life");
        cases.push(life.target("1.3 hyper, 1.05 raw by wall"));
    }
    if let Some((id, lines)) = log {
        cases.push(Case::new("engine-logs", Work::LogsOf(id), lines, 0, "line").target("1.1 hyper"));
    }
    cases
}

/// Makes the folders of the contexts: 1 GiB in 20,003 files without data on the disk, an eighth of it, and 64 MiB that
/// can be compressed somewhat.
pub(crate) fn make_contexts(scratch: &Path) {
    sparse(&scratch.join("large"), 1 << 30);
    sparse(&scratch.join("eighth"), 1 << 27);
    let folder = scratch.join("small");
    std::fs::create_dir(&folder).unwrap();
    let mut seed = 1_u32;
    for number in 0..64 {
        let words = (0..1 << 17).flat_map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("{:08x}", seed >> 12).into_bytes()
        });
        std::fs::write(folder.join(number.to_string()), words.collect::<Vec<u8>>()).unwrap();
    }
}

fn sparse(folder: &Path, size: u64) {
    let make = |path: PathBuf, size| std::fs::File::create(path).unwrap().set_len(size).unwrap();
    for number in 0..20_000 {
        let below = folder.join((number / 1000).to_string());
        if number % 1000 == 0 {
            std::fs::create_dir_all(&below).unwrap();
        }
        make(below.join(number.to_string()), size / 20_000);
    }
    for name in ["Dockerfile", "LICENSE", "README"] {
        make(folder.join(name), 1000);
    }
}
