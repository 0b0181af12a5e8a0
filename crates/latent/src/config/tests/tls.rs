//! `tls`: what is read, and what is told of files that cannot be used.

use std::fs;

use docker_wire::transport::TlsFiles;

use super::*;

const HEAD: &str = "\
[master]
url = \"http://127.0.0.1:8010\"
masterFQDN = \"ci.example\"
[[worker]]
name = \"linux-1\"
password = \"p\"
image = \"debian:13\"
";

fn read(lines: &str) -> Result<Config, String> {
    parse(&format!("{HEAD}{lines}\n")).map_err(|error| error.to_string())
}

fn host(lines: &str) -> DockerHost {
    read(lines).unwrap().workers.remove(0).docker_host
}

#[test]
fn tls_is_told_from_plain_text_and_warned_of_if_it_verifies_nobody() {
    let plain = read("docker_host = \"tcp://build1:2376\"\ntls = false").unwrap();
    assert_eq!(plain.workers[0].docker_host.tls(), None);
    assert!(plain.warnings[0].message.contains("neither encrypted"), "{:?}", plain.warnings);

    let open = read("docker_host = \"tcp://build1:2376\"\ntls = { verify = false }").unwrap();
    assert_eq!(open.workers[0].docker_host.tls(), Some(&TlsFiles::new().verify(false)));
    assert_eq!(open.workers[0].docker_host.to_string(), "https://build1:2376");
    let warnings: Vec<_> = open.warnings.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(warnings, ["`tls`: whoever answers is taken for the engine; name its CA instead"]);

    let https = host("docker_host = \"https://build1:2376\"");
    assert_eq!(https.tls(), Some(&TlsFiles::new()), "verification is on by default");
}

#[test]
fn what_is_wrong_with_tls_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), "nothing").unwrap();
    let shown = folder.path().display();
    let tcp = "docker_host = \"tcp://build1:2376\"\n";
    let table = [
        ("docker_host = \"unix:///x\"\ntls = true".to_owned(), "9:7: `tls`: a unix socket has no TLS"),
        (
            "docker_host = \"ssh://build1\"\ntls = true".to_owned(),
            "9:7: `tls`: SSH encrypts already; remove it",
        ),
        (format!("{tcp}tls = 1"), "9:7: `tls` must be true, a folder with ca.pem"),
        (format!("{tcp}tls = {{ cart = \"x\" }}"), "unknown key `cart` in `tls`; did you mean `cert`?"),
        (
            format!("{tcp}tls = {{ ca = \"none.pem\" }}"),
            "`tls`: /etc/latent/none.pem cannot be read: No such file",
        ),
        (format!("{tcp}tls = \"{shown}\""), "ca.pem holds no certificate in PEM"),
        (
            format!("{tcp}tls = {{ verify = false, cert = \"c.pem\" }}"),
            "/etc/latent/c.pem is of no use without its key",
        ),
        ("docker_host = \"https://build1:2376\"\ntls = false".to_owned(), "docker_host is https://"),
    ];
    for (lines, words) in table {
        let said = read(&lines).unwrap_err();
        assert!(said.contains(words), "{lines}\n{said}\n  lacks {words}");
    }
}

#[test]
fn one_engine_is_reached_in_one_way() {
    let second = "\n[[worker]]\nname = \"linux-2\"\npassword = \"p\"\nimage = \"debian:13\"\n";
    let said = read(&format!(
        "docker_host = \"tcp://a:1\"\ntls = {{ verify = false }}{second}docker_host = \"https://a:1\""
    ));
    assert!(said.unwrap_err().contains("it and `linux-1` reach https://a:1 with different `tls`"));
}

#[test]
fn a_master_behind_https_is_verified_unless_told_otherwise() {
    let url = |lines: &str| {
        let text = HEAD.replace("http://127.0.0.1:8010\"", &format!("https://ci.example/bb\"\n{lines}"));
        parse(&(text + "docker_host = \"unix:///x\"\n"))
    };
    let plain = url("").unwrap();
    assert_eq!(plain.master.url.tls, Some(TlsFiles::new()));
    assert_eq!(plain.warnings, []);
    let open = url("tls = { verify = false }").unwrap();
    assert_eq!(open.master.url.tls, Some(TlsFiles::new().verify(false)));
    assert_eq!(
        open.warnings[0].to_string(),
        "latent.toml:3:7: `master.tls`: whoever answers is taken for the master; name its CA instead"
    );
    for (lines, words) in [
        ("tls = false", "3:7: `master.tls`: the URL is https://; write http:// for plain text, or remove it"),
        (
            "tls = { ca = \"none.pem\" }",
            "3:7: `master.tls`: /etc/latent/none.pem cannot be read: No such file",
        ),
        ("tls = 1", "3:7: `master.tls` must be true, a folder with ca.pem"),
    ] {
        let said = url(lines).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
    let http = HEAD.replace("8010\"", "8010\"\ntls = true") + "docker_host = \"unix:///x\"\n";
    let said = parse(&http).unwrap_err().to_string();
    assert!(said.contains("3:7: `master.tls`: the URL is http://; write https://"), "{said}");
}

#[test]
fn a_password_that_others_can_read_on_the_way_is_warned_of() {
    let warnings = |url: &str, login: &str| {
        let text = HEAD.replace("http://127.0.0.1:8010\"", &format!("{url}\"\n{login}"));
        parse(&(text + "docker_host = \"unix:///x\"\n")).unwrap().warnings
    };
    let login = "user = \"u\"\npassword = \"p\"";
    for (url, login) in
        [("http://[::1]:8010", login), ("https://ci.example", login), ("http://ci.example", "")]
    {
        assert_eq!(warnings(url, login), [], "{url}");
    }
    assert_eq!(
        warnings("http://ci.example", login)[0].to_string(),
        "latent.toml:2:7: `master.url`: the password is sent unencrypted to http://ci.example:80; use https"
    );
}
