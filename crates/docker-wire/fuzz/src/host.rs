//! Addresses of engines.

use docker_wire::{Host, HostError};

/// Checks that an address that is read is written so that it reads as the same again, that the transport to it can be
/// made or says why not, and that an error never repeats a password.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match text.parse::<Host>() {
        Ok(host) => {
            let shown = host.to_string();
            assert_eq!(shown.parse::<Host>().as_ref(), Ok(&host), "{shown}");
            if let Err(why) = host.transport(None) {
                assert!(!why.to_string().is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for scheme in ["tcp://", "ssh://", "https://", "http://", "other://", ""] {
        for user in ["me:hunter2@", "me:hunter2/hunter2@"] {
            let address = format!("{scheme}{user}{text}");
            // What follows a slash is a path, where anything may stand.
            let error = address.parse::<Host>().err();
            assert!(error == Some(HostError::Secret) || user.contains('/') && error.is_none(), "{address:?}");
        }
    }
}
