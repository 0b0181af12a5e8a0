//! Files that cannot be used, each with its name and what to do.

use super::{Pki, TlsConfig};
use crate::transport::TlsFiles;

const GARBAGE: &str = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

fn refused(files: &TlsFiles) -> String {
    TlsConfig::from_files(files).unwrap_err().to_string()
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let pki = Pki::new();
    let (ca, cert, key) = (pki.path("ca.pem"), pki.path("client.pem"), pki.path("client.key"));
    let empty = pki.write("empty.pem", "nothing here\n");
    let cut = pki.write("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    let no_der = pki.write("no-der.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let garbage = pki.write("garbage.key", GARBAGE);
    let locked = pki.write("locked.key", &GARBAGE.replace("PRIVATE", "ENCRYPTED PRIVATE"));
    let old_locked = pki.write(
        "old.key.locked",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
    );
    let missing = pki.path("missing.pem");
    let base = || TlsFiles::new().ca(&ca);
    let table = [
        (TlsFiles::new().ca(&missing), "missing.pem cannot be read: No such file"),
        (TlsFiles::new().ca(&empty), "empty.pem holds no certificate in PEM"),
        (TlsFiles::new().ca(&cut), "cut.pem is not well-formed PEM"),
        (TlsFiles::new().ca(&no_der), "no-der.pem holds a certificate that cannot be trusted"),
        (base().identity(&missing, &key), "missing.pem cannot be read"),
        (base().identity(&cert, &missing), "missing.pem cannot be read"),
        (base().identity(&no_der, &key), "no-der.pem holds a certificate that cannot be read"),
        (base().identity(&cert, &empty), "empty.pem holds no private key in PEM"),
        (base().identity(&cert, &cert), "client.pem holds no private key in PEM"),
        (base().identity(&cert, &garbage), "garbage.key cannot be used; take RSA"),
        (base().identity(&cert, &locked), "locked.key is encrypted; decrypt it with `openssl pkey -in"),
        (base().identity(&cert, &old_locked), "old.key.locked is encrypted"),
        (base().identity(&cert, pki.path("old.key")), "old.key is not the key of the certificate"),
        (TlsFiles { key: None, ..base().identity(&cert, &key) }, "client.pem is of no use without its key"),
        (
            TlsFiles { cert: None, ..base().identity(&cert, &key) },
            "client.key is of no use without its certificate",
        ),
    ];
    for (files, words) in table {
        let said = refused(&files);
        assert!(said.contains(words), "{said}\n  lacks {words}");
    }
}

#[test]
fn a_key_is_never_shown() {
    let pki = Pki::new();
    let files = pki.files().identity(pki.path("client.pem"), pki.path("client.key"));
    assert_eq!(format!("{:?}", TlsConfig::from_files(&files).unwrap()), "TlsConfig");
    let leaky = pki.write("leak.key", "-----BEGIN PRIVATE KEY-----\nhunter2!\n-----END PRIVATE KEY-----\n");
    let error = TlsConfig::from_files(&pki.files().identity(pki.path("client.pem"), leaky)).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}

#[test]
fn a_folder_is_read_as_the_cli_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| Some(folder.path().join(name));
    let files = TlsFiles::in_folder(folder.path());
    assert_eq!((files.ca, files.cert, files.key, files.verify), (path("ca.pem"), None, None, true));
    std::fs::write(folder.path().join("cert.pem"), "").unwrap();
    let files = TlsFiles::in_folder(folder.path());
    assert_eq!((files.cert, files.key), (path("cert.pem"), None));
}

#[cfg(not(feature = "native-certs"))]
#[test]
fn without_a_ca_there_must_be_the_systems() {
    assert!(refused(&TlsFiles::new()).contains("feature `native-certs`"));
}
