//! The door into a running process: a unix socket in the state folder, through which the other commands ask it.
//!
//! ```text
//! latent explain, drain, … ── Client ──▶ STATE_DIR/control.sock ──▶ Door ──┬▶ report::Book   what is going on
//!                                                                          ├▶ driver::Control what is to be done
//!                                                                          └▶ Cordons         … also by the next process
//! ```
//!
//! # Protocol
//!
//! Lines of JSON. The caller sends one [`Request`]; the process sends one or more [`Answer`]s, the last of which is not
//! [`Progress`](Answer::Progress), and closes. Every line carries the number of the protocol's version as `latent`:
//!
//! ```text
//! → {"latent":1,"ask":"drain","worker":"linux-1"}
//! ← {"latent":1,"answer":"progress","workers":[…]}
//! ← {"latent":1,"answer":"done"}
//! ```
//!
//! Whoever is asked in a version that is not its own says which it speaks. Within one version keys are only added.
//!
//! # Guarantees
//!
//! Only the owner of the process, and root, can open the socket (mode 0600, in a folder of mode 0700). Whoever opens
//! the door holds the lock of the state folder, so that there is one door for each folder, and a socket that an earlier
//! process left is removed. Nothing that is answered is secret.

mod client;
mod cordons;
mod door;
mod protocol;

pub use self::{
    client::{Answers, AskError, Client},
    cordons::Cordons,
    door::{Door, DoorError, House},
    protocol::{Answer, Request, VERSION},
};

use std::path::{Path, PathBuf};

/// The longest path that a unix socket may have: 108 bytes with the zero at their end.
const LONGEST: usize = 107;

/// Where the socket of a state folder is.
///
/// # Errors
///
/// Fails where the path is longer than a socket's may be.
pub fn socket(folder: &Path) -> Result<PathBuf, TooLong> {
    let path = folder.join("control.sock");
    let bytes = path.as_os_str().len();
    if bytes > LONGEST { Err(TooLong { path, bytes }) } else { Ok(path) }
}

/// The state folder's path leaves no room for a socket in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: the path has {bytes} bytes, and a socket's may have {LONGEST}; set a shorter state_dir", path.display())]
pub struct TooLong {
    path: PathBuf,
    bytes: usize,
}

#[cfg(test)]
mod tests;
