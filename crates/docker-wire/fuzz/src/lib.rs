//! What must hold of everything that docker-wire reads, whatever the bytes are.
//!
//! Each module is one target: a function `check` that takes any bytes and fails if a property does not hold. All go
//! through the public API, since what cannot be reached from there harms nobody, and no door has to be kept open for
//! them.
//!
//! The functions are used twice:
//!
//! - `cargo test -p docker-wire --all-features --test fuzz` runs them over the committed corpora and over seeded mutations
//!   of these, without any tool.
//! - `cargo xtask fuzz [TARGET]… [--seconds N]` runs them by libFuzzer, guided by coverage, on the stable toolchain: it
//!   needs `cargo install cargo-fuzz` and a C++ compiler. Without a nightly toolchain there is no address sanitizer
//!   (`--sanitizer none`), which code without `unsafe` can do without.
//!
//! What libFuzzer comes upon goes into `target/fuzz/found/` and what fails into `target/fuzz/failed/`. A failure is mended after the
//! bytes that show it were added to `corpus/TARGET/`, where they are tried for good.

pub mod archive;
pub mod chunked;
pub mod credentials;
pub mod digest;
pub mod fixture;
pub mod host;
pub mod ignore;
pub mod image;
pub mod lines;
pub mod multiplex;
pub mod values;
pub mod websocket;

mod cuts;
mod engine;
mod sums;

/// Takes any bytes, and fails if a property does not hold.
pub type Check = fn(&[u8]);

/// All targets by name.
pub const TARGETS: &[(&str, Check)] = &[
    ("archive", archive::check),
    ("chunked", chunked::check),
    ("credentials", credentials::check),
    ("digest", digest::check),
    ("fixture", fixture::check),
    ("host", host::check),
    ("ignore", ignore::check),
    ("image", image::check),
    ("lines", lines::check),
    ("multiplex", multiplex::check),
    ("values", values::check),
    ("websocket", websocket::check),
];
