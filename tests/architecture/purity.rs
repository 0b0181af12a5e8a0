//! What may be named where: the core knows no clock, runtime or socket, and each foreign library has one home.

use crate::source::{File, Finding, code, files_of, is_test, named, none};

/// Paths that nothing below a folder may name.
struct Ban {
    under: &'static str,
    paths: &'static [&'static str],
    /// Files below the folder that may.
    except: &'static [&'static str],
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        under: "crates/latent/src/fleet",
        paths: &[
            "std::time::Instant",
            "std::time::SystemTime",
            "Instant::now",
            "SystemTime::now",
            "std::net",
            "std::fs",
            "std::io",
            "std::env",
            "std::process",
            "std::thread",
            "std::os",
            "tokio",
            "futures",
            "rand",
            "getrandom",
            "fastrand",
        ],
        except: &[],
        why: "the core is handed events and the time, and says what to do: I/O belongs to the driver",
    },
    Ban {
        under: "crates/docker-wire/src/",
        paths: &["hyper", "hyper_util"],
        except: &[
            "crates/docker-wire/src/transport/hyper",
            "crates/docker-wire/src/transport/unix",
            "crates/docker-wire/src/transport/tcp",
            "crates/docker-wire/src/transport/tls",
            "crates/docker-wire/src/transport/ssh",
            "crates/docker-wire/src/serve/",
        ],
        why: "hyper is named only in transport/{hyper,unix,tcp,tls,ssh} and serve/, so that everything else builds without it",
    },
    Ban {
        under: "crates/docker-wire/src/",
        paths: &["hyper::server"],
        except: &["crates/docker-wire/src/serve/"],
        why: "requests are taken only in serve/",
    },
    Ban {
        under: "crates/docker-wire/src/",
        paths: &["httparse"],
        except: &["crates/docker-wire/src/serve/", "crates/docker-wire/src/transport/hyper/tap.rs"],
        why: "heads are read only in serve/, and in transport/hyper/tap.rs, which finds the end of one for hyper",
    },
    Ban {
        under: "crates/",
        paths: &["rustls", "tokio_rustls", "rustls_native_certs"],
        except: &["crates/docker-wire/src/transport/tls.rs", "crates/docker-wire/src/transport/tls/"],
        why: "rustls is named only in transport/tls, where its provider is named with it",
    },
    Ban {
        under: "crates/docker-wire/src/",
        paths: &["hyperlocal"],
        except: &["crates/docker-wire/src/transport/unix.rs"],
        why: "hyperlocal is named only in transport/unix.rs",
    },
    Ban {
        under: "crates/docker-wire/src/",
        paths: &["tar"],
        except: &["crates/docker-wire/src/codec/archive.rs"],
        why: "tar is named only in codec/archive.rs",
    },
    Ban {
        under: "crates/latent/src/",
        paths: &["hyper", "hyper_util", "hyperlocal"],
        except: &[],
        why: "HTTP is docker-wire's, for engines and for the master",
    },
];

#[test]
fn each_library_is_named_only_in_its_home() {
    let mut files = files_of("crates/", ".rs");
    files.retain(|file| !is_test(&file.path));
    none(&judge(&files), "Go through the module that owns it, or hand the thing in.");
}

fn judge(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let bans: Vec<&Ban> = BANS
            .iter()
            .filter(|ban| file.path.starts_with(ban.under))
            .filter(|ban| !ban.except.iter().any(|home| file.path.starts_with(home)))
            .collect();
        if bans.is_empty() {
            continue;
        }
        let paths = named(&code(&file.text()));
        for ban in bans {
            let banned = paths.iter().filter(|path| ban.paths.iter().any(|bad| path.starts_with(bad)));
            findings.extend(banned.map(|path| {
                Finding::new(&file.path, path.line, format!("names `{}`: {}", path.path(), ban.why))
            }));
        }
    }
    findings
}

#[test]
fn a_planted_name_is_found() {
    let judge = |path: &str, text: &str| {
        judge(&[File { path: format!("crates/{path}"), bytes: text.as_bytes().to_vec() }]).len()
    };
    assert_eq!(judge("latent/src/fleet/worker.rs", "use std::{collections, fs, net::TcpStream};"), 2);
    assert_eq!(judge("latent/src/fleet.rs", "fn f() -> std::time::Instant { x() }"), 1);
    assert_eq!(judge("latent/src/fleet.rs", "use std::time::{Duration, SystemTime};"), 1);
    assert_eq!(judge("latent/src/fleet.rs", "fn f() { tokio::spawn(g()); }"), 1);
    assert_eq!(judge("latent/src/fleet.rs", "use std::time::Duration; // unlike Instant::now()"), 0);
    assert_eq!(judge("docker-wire/src/reply.rs", "use hyper::body::Incoming;"), 1);
    assert_eq!(judge("docker-wire/src/transport/tcp.rs", "use hyperlocal::UnixConnector;"), 1);
    assert_eq!(
        judge("docker-wire/src/transport/unix.rs", "use hyperlocal::UnixConnector;\nuse hyper::Uri;"),
        0
    );
    assert_eq!(judge("docker-wire/src/context.rs", "fn f() { tar::Builder::new(w) }"), 1);
    assert_eq!(judge("docker-wire/src/codec/archive.rs", "use tar::Builder;"), 0);
    assert_eq!(judge("docker-wire/src/client/host.rs", "use rustls::ClientConfig;"), 1);
    assert_eq!(judge("latent/src/service.rs", "use ::rustls::ClientConfig;"), 1);
    assert_eq!(judge("docker-wire/src/transport/tls/config.rs", "use ::rustls::ClientConfig;"), 0);
}
