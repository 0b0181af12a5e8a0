//! Where engines listen that are not the machine's one engine.

use std::path::{Path, PathBuf};

/// Lists them in the order in which they are looked at: whose, and where.
pub(super) fn others(variable: &dyn Fn(&str) -> Option<String>) -> Vec<(&'static str, PathBuf)> {
    let home = variable("HOME").map(PathBuf::from);
    let runtime = variable("XDG_RUNTIME_DIR").map(PathBuf::from);
    let runtime = runtime.or_else(|| user().map(|user| PathBuf::from(format!("/run/user/{user}"))));
    let colima = variable("COLIMA_HOME").map(PathBuf::from);
    let colima = colima.or_else(|| home.as_ref().map(|home| home.join(".colima")));
    let places = [
        ("a rootless engine", &runtime, "docker.sock"),
        ("a rootless engine", &home, ".docker/run/docker.sock"),
        ("Docker Desktop", &home, ".docker/desktop/docker.sock"),
        ("Colima", &colima, "default/docker.sock"),
        ("a rootless Podman", &runtime, "podman/podman.sock"),
    ];
    let mut found: Vec<_> = places
        .into_iter()
        .filter_map(|(whose, folder, path)| Some((whose, folder.as_ref()?.join(path))))
        .collect();
    found.push(("Podman", PathBuf::from("/run/podman/podman.sock")));
    found
}

/// The number of the user that this process runs as.
#[cfg(unix)]
fn user() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").ok().map(|this| this.uid())
}

#[cfg(not(unix))]
fn user() -> Option<u32> {
    None
}

#[cfg(unix)]
pub(super) fn is_socket(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|found| found.file_type().is_socket())
}

#[cfg(not(unix))]
pub(super) fn is_socket(path: &Path) -> bool {
    path.exists()
}
