//! The live suite: needs a real engine and a real Buildbot, and is run by `cargo xtask live` only.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail the test that called them")]

mod any_client;
mod bad_input;
mod builds;
mod clones;
mod compare;
mod contexts;
mod exec;
mod fetched;
mod filters;
mod fronted;
mod ground;
mod kills;
mod lost;
mod mounts;
mod operations;
mod options;
mod pool;
mod program;
mod reach;
mod recovery;
mod registries;
mod reload;
mod rendered;
mod restart;
mod secrets;
mod storm;
mod trouble;

use std::{fs, path::Path, time::Duration};

use acceptance::{
    latent::Home,
    master::{CONTROL, WORKER_PASSWORD},
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// Neither what latent said nor what it keeps holds a password.
#[track_caller]
fn no_password(home: &Home, said: &str) {
    let mut kept = Vec::new();
    read_all(&home.state(), &mut kept);
    for password in [WORKER_PASSWORD, CONTROL.1] {
        assert!(!said.contains(password), "a password was said:\n{said}");
        for (file, text) in &kept {
            assert!(!text.contains(password), "a password is in {file}");
        }
    }
}

fn read_all(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, found);
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}
