//! Nothing in the tree refers to a developer's machine or to a package registry's host.

use crate::source::{File, Finding, files, none};

/// Starts of paths of somebody's machine. Written in halves, since this file is judged too.
const FOLDERS: &[&str] = &[concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/")];

/// Hosts that the ordinary clients know by themselves.
const HOSTS: &[&str] = &[
    concat!("crates", ".io/"),
    concat!("py", "pi.org"),
    concat!("pythonhosted", ".org"),
    concat!("registry.np", "mjs.org"),
    concat!("deb.deb", "ian.org"),
    concat!("snapshot.deb", "ian.org"),
    concat!("registry-1.dock", "er.io"),
];

/// Cargo's own file names its registry.
const EXCEPT: &[&str] = &["Cargo.lock"];

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let mut files = files();
    files.retain(|file| !EXCEPT.contains(&file.path.as_str()));
    none(&judge(&files), "Make the path relative, or let the tool's own configuration say where.");
}

fn judge(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (at, line) in file.text().lines().enumerate() {
            let folders = FOLDERS.iter().filter(|folder| starts_a_path(line, folder));
            let hosts = HOSTS.iter().filter(|host| line.contains(**host));
            findings.extend(
                folders.chain(hosts).map(|found| Finding::new(&file.path, at + 1, format!("names {found}"))),
            );
        }
    }
    findings
}

/// Returns whether the folder stands in the line as the start of a path, rather than in the middle of one.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.*})$%".contains(c))
    })
}

#[test]
fn a_planted_path_is_found() {
    let judge = |line: &str| judge(&[File { path: "x".into(), bytes: line.as_bytes().to_vec() }]).len();
    for folder in FOLDERS {
        assert_eq!(judge(&format!("let path = \"{folder}me/key\";")), 1);
        assert_eq!(judge(&format!("--config={folder}me")), 1);
        assert_eq!(judge(&format!("$CACHE{folder}x and tests{folder}x")), 0);
    }
    for host in HOSTS {
        assert_eq!(judge(&format!("https://{host}x")), 1);
    }
}
