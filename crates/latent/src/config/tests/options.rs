//! Options that are read into plain values.

use std::fs;

use serde_json::json;

use super::*;

#[test]
fn what_runs_can_be_said_in_full() {
    let worker = worker(
        "entrypoint = \"sh -c\"\nuser = \"1000:1000\"\nworkdir = \"/work\"\nplatform = \"linux/arm64\"\n\
         labels = { team = \"ci\" }\nmaster_protocol = \"msgpack_experimental_v7\"",
    );
    assert_eq!(worker.entrypoint, Some(vec!["sh".to_owned(), "-c".to_owned()]));
    assert_eq!((worker.user.as_deref(), worker.workdir.as_deref()), (Some("1000:1000"), Some("/work")));
    assert_eq!(worker.platform.as_deref(), Some("linux/arm64"));
    assert_eq!(worker.labels, [("team".to_owned(), "ci".to_owned())].into());
    assert_eq!(worker.master_protocol.as_deref(), Some("msgpack_experimental_v7"));
    assert_eq!(super::worker("entrypoint = []").entrypoint, Some(Vec::new()));
}

#[test]
fn limits_have_short_names_and_hardening_adds_what_is_silent() {
    let limits = worker("memory = \"2g\"\ncpus = 1.5\npids = 100\nhostconfig = { mem_limit = 2147483648 }");
    let expected =
        json!({ "Init": true, "Memory": 2_147_483_648_u64, "NanoCpus": 1_500_000_000, "PidsLimit": 100 });
    assert_eq!(limits.host_config, expected);
    let hardened = worker("hardened = true\npids = 7\nhostconfig = { cap_drop = [] }").host_config;
    assert_eq!(hardened["SecurityOpt"], json!(["no-new-privileges"]));
    assert_eq!((&hardened["PidsLimit"], &hardened["CapDrop"]), (&json!(7), &json!([])));
    assert_eq!(hardened["LogConfig"]["Config"]["max-size"], "10m");
}

#[test]
fn a_mount_without_a_type_is_a_volume_s() {
    let worker = worker("hostconfig = { mounts = [{ source = \"v\", target = \"/v\" }] }");
    assert_eq!(worker.host_config["Mounts"], json!([{ "Source": "v", "Target": "/v", "Type": "volume" }]));
}

#[test]
fn init_is_asked_for_unless_refused_or_unknown() {
    assert_eq!(worker("").host_config["Init"], true);
    assert_eq!(worker("hostconfig = { init = false }").host_config["Init"], false);
    assert_eq!(worker("version = \"1.24\"").host_config, json!({}));
}

#[test]
fn what_is_handed_over_comes_from_text_environment_and_files_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("token"), "hunter2-file\n").unwrap();
    let text = with(
        "secret_delivery = \"file\"\nenvironment = { A = \"hunter2-text\", B = { env = \"LINUX1_PASS\" }, C = \"\" }\n\
         secrets = { \"/run/secrets/token\" = { file = \"token\" } }",
    );
    let worker = parse_in(folder.path(), &text).unwrap().workers.remove(0);
    assert_eq!(worker.secret_delivery, SecretDelivery::File);
    let values: Vec<_> = worker.environment.iter().map(|(n, v)| (n.as_str(), v.value.expose())).collect();
    assert_eq!(values, [("A", "hunter2-text"), ("B", "pass-1"), ("C", "")]);
    assert_eq!(worker.secrets[0].1.expose(), "hunter2-file");
    assert!(!format!("{worker:?}").contains("hunter2"));
    let hidden: Vec<_> = worker.hidden().collect();
    assert_eq!(hidden, ["p", "hunter2-file", "pass-1"]);
}

/// The context that a worker's image is built from, where it is sent.
fn sent(worker: &Worker) -> &bytes::Bytes {
    let Some(Context::Sent { bytes, .. }) = &worker.context else { panic!("{:?}", worker.context) };
    bytes
}

#[test]
fn a_context_is_an_archive_whatever_its_packing() {
    let folder = tempfile::tempdir().unwrap();
    let mut tar = vec![0_u8; 1024];
    tar[257..262].copy_from_slice(b"ustar");
    let packings: [(&str, &[u8]); 5] = [
        ("tar", &tar),
        ("gzip", &[0x1f, 0x8b, 8]),
        ("bzip2", b"BZh9"),
        ("xz", &[0xfd, b'7', b'z', b'X', b'Z', 0]),
        ("zstd", &[0x28, 0xb5, 0x2f, 0xfd]),
    ];
    for (name, bytes) in packings {
        fs::write(folder.path().join("context"), bytes).unwrap();
        for encoding in [String::new(), format!("encoding = {name:?}")] {
            let text = with(&format!("custom_context = true\ndockerfile = \"context\"\n{encoding}"));
            let worker = parse_in(folder.path(), &text).unwrap().workers.remove(0);
            assert_eq!(sent(&worker), bytes);
            assert_eq!(worker.dockerfile, None);
        }
    }
    let error = |encoding: &str| {
        let text = with(&format!("custom_context = true\ndockerfile = \"context\"\n{encoding}"));
        let error = parse_in(folder.path(), &text).unwrap_err().to_string();
        error.replace(&folder.path().display().to_string(), "DIR")
    };
    let why = "latent.toml:10:12: `encoding`: the archive is zstd and not gzip; remove `encoding`";
    assert_eq!(error("encoding = \"gzip\""), why);
    fs::write(folder.path().join("context"), "FROM x").unwrap();
    let why = "latent.toml:9:14: `dockerfile`: DIR/context is no tar archive; make one with tar -czf DIR/context -C FOLDER .";
    assert_eq!(error(""), why);
}

#[test]
fn a_context_behind_a_url_is_fetched_by_the_engine_and_its_login_is_seen_nowhere() {
    let url = "https://u:hunter2@git.example/team/images.git#main:worker";
    let config = parse(&with(&format!("custom_context = true\ndockerfile = {url:?}"))).unwrap();
    let worker = &config.workers[0];
    let Some(Context::Fetched(remote)) = &worker.context else { panic!("{:?}", worker.context) };
    assert_eq!(remote.expose(), url);
    assert_eq!((worker.dockerfile.as_deref(), config.warnings.len()), (None, 0));
    let secrets: Vec<_> = worker.hidden().collect();
    assert!(secrets.contains(&"hunter2"), "{secrets:?}");
    assert!(!format!("{config:?}").contains("hunter2"));

    let open = parse(&with("custom_context = true\ndockerfile = \"http://h/x.tar.gz\"")).unwrap();
    let why =
        "latent.toml:9:14: `dockerfile`: whoever is on the way to http://h/x.tar.gz can change what is built";
    assert_eq!(open.warnings[0].to_string(), why);

    // As for `docker build`, what is there is meant first.
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("github.com/team/x");
    fs::create_dir_all(&here).unwrap();
    fs::write(here.join("Dockerfile"), "FROM scratch").unwrap();
    let text = with("custom_context = true\ndockerfile = \"github.com/team/x\"");
    sent(&parse_in(folder.path(), &text).unwrap().workers[0]);
}

#[test]
fn a_folder_is_the_same_context_wherever_and_whenever_it_was_written() {
    let text = with("custom_context = true\ndockerfile = \"app\"");
    let context = |secret: &str| {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("app");
        fs::create_dir_all(app.join("src")).unwrap();
        for (name, content) in [
            ("Dockerfile", "FROM scratch\nCOPY src /src\n"),
            (".dockerignore", "*.key\n"),
            ("src/a", "a"),
            ("x.key", secret),
        ] {
            fs::write(app.join(name), content).unwrap();
        }
        let old = fs::File::options().append(true).open(app.join("src/a")).unwrap();
        old.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(secret.len() as u64))
            .unwrap();
        sent(&parse_in(folder.path(), &text).unwrap().workers.remove(0)).clone()
    };
    let (one, other) = (context("secret-1"), context("another-secret"));
    assert_eq!(one, other);
    let text_of = String::from_utf8_lossy(&one).into_owned();
    assert!(text_of.contains("COPY src /src") && !text_of.contains("secret-1"), "{text_of}");

    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    let error = |text: &str| {
        let error = parse_in(folder.path(), text).unwrap_err().to_string();
        error.replace(&folder.path().display().to_string(), "DIR")
    };
    assert_eq!(error(&text), "latent.toml:9:14: `dockerfile`: the folder DIR/app has no Dockerfile");
    fs::write(folder.path().join("app/Dockerfile"), "FROM x").unwrap();
    let packed = format!("{text}\nencoding = \"gzip\"");
    let why = "latent.toml:11:12: `encoding`: a folder is sent as it is; remove `encoding`";
    assert_eq!(error(&packed), why);
    fs::write(folder.path().join("app/.dockerignore"), "[").unwrap();
    let said = error(&text);
    assert!(
        said.contains("`dockerfile`: DIR/app cannot be packed: ") && said.contains(".dockerignore"),
        "{said}"
    );
}

#[test]
fn registries_have_users_or_tokens() {
    let text = format!(
        "{}\n[[registry]]\naddress = \"registry.example:5000\"\nuser = \"u\"\npassword = {{ env = \"LINUX1_PASS\" }}\n\
         [[registry]]\naddress = \"docker.io\"\nidentity_token = \"t0ken-1\"\n",
        with("")
    );
    let config = parse(&text).unwrap();
    let [own, hub] = config.registries.as_slice() else { panic!("two") };
    let login = RegistryLogin::Password { user: "u".to_owned(), password: Secret::new("pass-1") };
    assert_eq!((own.address.as_str(), &own.login), ("registry.example:5000", &login));
    assert_eq!(hub.login, RegistryLogin::Token(Secret::new("t0ken-1")));
    assert!(!format!("{config:?}").contains("t0ken"));
}

#[test]
fn options_that_a_version_lacks_are_named() {
    let worker = worker("platform = \"linux/arm64\"\nhostconfig = { device_requests = [{ count = -1 }] }");
    assert_eq!(worker.lacking("1.41".parse().unwrap()), [""; 0]);
    assert_eq!(
        worker.lacking("1.39".parse().unwrap()),
        [
            "`platform` needs API 1.41, and 1.39 is pinned; that engine would silently ignore it",
            "`hostconfig.device_requests` needs API 1.40, and 1.39 is pinned; that engine would silently ignore it",
        ]
    );
}

#[test]
fn the_example_in_contrib_is_read_and_shows_every_option() {
    const EXAMPLE: &str = include_str!("../../../contrib/latent.toml");
    let config = parse(EXAMPLE).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.workers.len(), 5);
    let own = config.workers[0].for_build(&Default::default()).unwrap();
    assert_eq!(own.hostname.as_deref(), Some("linux-1"));
    assert_eq!(own.volumes[0].to_string(), "cache-none:/cache");
    // The table in the documentation, the example and the code know the same keys.
    let documented = documented("[[worker]]");
    assert!(documented.len() > 40, "{documented:?}");
    let elsewhere = ["names", "autopull", "alwaysPull", "custom_context", "encoding", "docker_hosts"];
    for key in documented {
        let shown = EXAMPLE
            .lines()
            .any(|line| line.starts_with(&format!("{key} ")) || line.starts_with(&format!("[worker.{key}]")));
        assert!(shown || elsewhere.contains(&key), "{key} is not in the example");
        let error = parse(&with("").replace("name = \"linux-1\"", &format!("{key} = 1979-05-27")));
        let error = error.unwrap_err().to_string();
        assert!(!error.contains(&format!("unknown key `{key}`")), "{error}");
    }
}

#[test]
fn what_containers_are_made_of_is_told_from_how_long_they_stay() {
    let of = |lines: &str| worker(lines);
    let plain = of("");
    for lines in [
        "build_wait_timeout = \"5s\"",
        "missing_timeout = \"1m\"",
        "build_wait_timeout = \"5s\"\nmax_builds = 2",
        "build_wait_timeout = \"5s\"\nbuilds_per_instance = 3",
        "followStartupLogs = true",
        "pull = \"missing\"",
    ] {
        assert!(plain.makes_the_same(&of(lines)), "{lines}");
        assert_ne!(plain, of(lines), "{lines}");
    }
    for lines in [
        "command = [\"sleep\"]",
        "environment = { A = \"b\" }",
        "hostname = \"%(prop:h:-box)s\"",
        "volumes = [\"cache:/cache\"]",
        "masterFQDN = \"elsewhere\"",
        "version = \"1.41\"",
    ] {
        assert!(!plain.makes_the_same(&of(lines)), "{lines}");
    }
    let rendered = |lines: &str| of(&format!("hostname = \"%(prop:h:-box)s\"\n{lines}"));
    assert!(rendered("").makes_the_same(&rendered("missing_timeout = \"1m\"")));
    assert!(!rendered("").makes_the_same(&rendered("properties = { h = \"x\" }")));
    assert!(!rendered("").makes_the_same(&of("hostname = \"%(prop:h:-crate)s\"")));
}
