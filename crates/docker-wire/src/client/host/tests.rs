//! What is an address, what is none, and what is said about it.

use super::*;

fn tcp(host: &str, port: u16, prefix: &str) -> Host {
    Host::Tcp { host: host.to_owned(), port, prefix: prefix.to_owned() }
}

fn https(host: &str, port: u16, prefix: &str) -> Host {
    Host::Https { host: host.to_owned(), port, prefix: prefix.to_owned() }
}

fn ssh(user: Option<&str>, host: &str, port: Option<u16>, path: Option<&str>) -> Host {
    Host::Ssh { user: user.map(Into::into), host: host.to_owned(), port, path: path.map(Into::into) }
}

#[test]
fn every_form_of_an_address_is_read() {
    let cases = [
        ("unix:///var/run/docker.sock", Host::default()),
        ("unix://", Host::default()),
        ("unix://run/docker.sock", Host::Unix("/run/docker.sock".into())),
        ("unix:///a b/%20/x.sock", Host::Unix("/a b/%20/x.sock".into())),
        ("unix:///ü/?#/@x", Host::Unix("/ü/?#/@x".into())),
        ("unix://@docker", Host::Unix("@docker".into())),
        ("/tmp/x.sock", Host::Unix("/tmp/x.sock".into())),
        ("tcp://localhost:2375", tcp("localhost", 2375, "")),
        ("tcp://localhost", tcp("localhost", 2375, "")),
        ("tcp://localhost:", tcp("localhost", 2375, "")),
        ("tcp://", tcp("127.0.0.1", 2375, "")),
        ("tcp://:4243", tcp("127.0.0.1", 4243, "")),
        ("tcp://[::1]:2375", tcp("::1", 2375, "")),
        ("tcp://[::1]", tcp("::1", 2375, "")),
        ("tcp://[::ffff:192.0.2.1]:1/a/b", tcp("::ffff:192.0.2.1", 1, "/a/b")),
        ("http://h:80/base/", tcp("h", 80, "/base")),
        ("h:2375", tcp("h", 2375, "")),
        ("https://h", https("h", 2376, "")),
        ("https://[2001:db8::1]:1/a%20b/", https("2001:db8::1", 1, "/a%20b")),
        ("ssh://h", ssh(None, "h", None, None)),
        ("ssh://h/", ssh(None, "h", None, None)),
        ("ssh://me@h:22/run/a%20b.sock", ssh(Some("me"), "h", Some(22), Some("/run/a b.sock"))),
        ("ssh://me@[::1]:22", ssh(Some("me"), "::1", Some(22), None)),
        ("ssh://first.last+x@build-1.example", ssh(Some("first.last+x"), "build-1.example", None, None)),
    ];
    for (text, expected) in cases {
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_no_address_is_refused_and_never_read_as_something_else() {
    for text in [
        "",
        " ",
        "docker",
        "unix://@",
        "tcp://h:0",
        "tcp://h:port",
        "tcp://h:70000",
        "tcp://h:+1",
        "tcp://h:080",
        "tcp://h:-1",
        "tcp://h:1 ",
        "tcp://h h:1",
        "tcp://::1:2375",
        "tcp://h:1?x",
        "tcp://h:1#x",
        "tcp://h:1/a?b",
        "tcp://h:1/a b",
        "tcp://h\n:1",
        "tcp://h:1/\r\nX: y",
        "tcp://h:1:2",
        "tcp://[::1",
        "tcp://[::1]x",
        "tcp://[]:1",
        "tcp://[h]:1",
        "tcp://[::1%eth0]:1",
        "tcp://h\\x:1",
        "https://h:0",
        "https://h h",
        "ssh://",
        "ssh:///run/x.sock",
        "ssh://@h",
        "ssh://h:x",
        "ssh://h:0",
        "ssh://h/%ff",
        "ssh://h/a?b",
        "ssh://h/a%0ab",
        ":",
        "h:",
        "h:x",
    ] {
        if text == ":" || text == "h:" {
            // As the CLI has it: a host alone, and the usual port.
            assert!(text.parse::<Host>().is_ok(), "{text}");
            continue;
        }
        assert_eq!(text.parse::<Host>(), Err(HostError::Malformed(text.to_owned())), "{text}");
    }
    for text in ["npipe:////./pipe/docker_engine", "fd://", "nonsense://x", "TCP://h:1", "ftp://h"] {
        assert_eq!(text.parse::<Host>(), Err(HostError::Scheme(text.to_owned())), "{text}");
    }
}

#[test]
fn a_name_that_could_be_an_option_or_a_command_never_reaches_ssh() {
    for text in [
        "ssh://-oProxyCommand=touch",
        "ssh://-l@h",
        "ssh://-oProxyCommand=x@h",
        "ssh://h;id",
        "ssh://$(id)@h",
        "ssh://h`id`",
        "ssh://me@h|id",
        "ssh://a b@h",
        "ssh://h'x",
        "ssh://u\"@h",
        "ssh://h&x",
        "ssh://%h",
        "ssh://h*",
    ] {
        let refused = text.parse::<Host>().unwrap_err();
        let unsafe_or_malformed = matches!(refused, HostError::Unsafe(_) | HostError::Malformed(_));
        assert!(unsafe_or_malformed, "{text}: {refused:?}");
    }
}

#[test]
fn a_password_is_refused_and_not_repeated() {
    for text in [
        "tcp://me:hunter2@h:1",
        "https://me:hunter2@h",
        "ssh://me:hunter2@h",
        "http://hunter2@h",
        "me:hunter2@h:1",
        "hunter2@h",
        "ftp://me:hunter2@h",
        "tcp://me:hunter2/x@h",
        "ssh://me:hunter2/%ff@h",
        "https://me:hunter2#@h",
        "me:hunter2@tcp://h",
        "ssh:me:hunter2@h",
    ] {
        let error = text.parse::<Host>().unwrap_err();
        assert_eq!(error, HostError::Secret, "{text}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn what_is_wrong_with_an_address_is_said_with_what_to_write() {
    const FORMS: &str = "unix:///path, tcp://host:port, https://host:port or ssh://user@host";
    for (text, words) in [
        ("docker", format!("`docker` is no engine address; write {FORMS}")),
        ("tcp://h:port", format!("`tcp://h:port` is no engine address; write {FORMS}")),
        ("tcp://h\n:1", format!("`tcp://h\\n:1` is no engine address; write {FORMS}")),
        (
            "npipe:////./pipe/docker_engine",
            format!("`npipe:////./pipe/docker_engine` has a scheme that is not spoken here; use {FORMS}"),
        ),
        (
            "tcp://me:hunter2@h",
            "the address holds a password, or a user where nobody logs in; write tcp://host:port, or \
             ssh://user@host with a key"
                .to_owned(),
        ),
        (
            "ssh://-oProxyCommand=x@h",
            "`ssh://-oProxyCommand=x@h` names a user or a machine that SSH or a shell could take for an option or \
             a command"
                .to_owned(),
        ),
    ] {
        assert_eq!(text.parse::<Host>().unwrap_err().to_string(), words);
    }
}

#[test]
fn an_address_is_written_as_it_is_read() {
    for text in [
        "unix:///var/run/docker.sock",
        "unix://@name",
        "tcp://h:2375",
        "tcp://[::1]:1/base",
        "https://h:2376",
        "https://[::1]:1/a/b",
        "ssh://h",
        "ssh://me@[::1]:22/run/a%20b%25.sock",
    ] {
        assert_eq!(text.parse::<Host>().unwrap().to_string(), text);
    }
}

#[cfg(feature = "net")]
#[test]
fn tls_is_spoken_on_tcp_only() {
    for text in ["unix:///x", "ssh://h"] {
        let refused = text.parse::<Host>().unwrap().transport(Some(&TlsFiles::new())).err().unwrap();
        assert_eq!(refused.to_string(), format!("TLS is spoken on tcp only, and the engine is at {text}"));
    }
}

#[cfg(all(feature = "net", not(feature = "tls")))]
#[test]
fn tls_that_is_not_compiled_in_is_an_error_and_never_plain_text() {
    let files = TlsFiles::new();
    for (text, files) in [("https://h", None), ("tcp://h:2376", Some(&files)), ("https://h", Some(&files))] {
        let refused = text.parse::<Host>().unwrap().transport(files).err().unwrap();
        assert!(refused.to_string().contains("feature `tls`"), "{refused}");
    }
}

#[cfg(all(feature = "net", not(feature = "ssh")))]
#[test]
fn ssh_that_is_not_compiled_in_is_an_error() {
    let refused = "ssh://h".parse::<Host>().unwrap().transport(None).err().unwrap();
    assert!(refused.to_string().contains("feature `ssh`"), "{refused}");
}
