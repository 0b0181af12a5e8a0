//! Memory does not grow with a build context: 1 GiB in 20,000 files passes through less than 10 MB.

#![cfg(all(feature = "net", target_os = "linux"))]
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test, as tests do")]

use std::fs;

use docker_wire::{Body, context::Context};

const FILES: usize = 20_000;
const TOTAL: u64 = 1 << 30;

#[tokio::test]
async fn a_large_context_needs_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..FILES {
        if number % 1000 == 0 {
            fs::create_dir(folder.path().join(format!("{}", number / 1000))).unwrap();
        }
        // Without data on the disk; they are read all the same.
        let path = folder.path().join(format!("{}/{number}", number / 1000));
        fs::File::create(path).unwrap().set_len(TOTAL / FILES as u64).unwrap();
    }
    let before = memory();

    let mut body: Body = Context::dir(folder.path()).into_body().unwrap();
    let mut length = 0;
    while let Some(piece) = body.next().await {
        length += piece.unwrap().len() as u64;
    }

    assert!(length > TOTAL, "{length} bytes");
    let grown = memory() - before;
    assert!(grown < 10 << 10, "{grown} KiB more than before");
}

/// The most memory that this process has had, in KiB.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
