//! Images whose build context the engine fetches: archives and Dockerfiles over HTTP, and Git repositories, from servers
//! of this machine.

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use acceptance::{latent::Home, live, own_engine::OwnEngine, raw};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{MINUTE, builds::master, no_password};

/// Who may fetch from under `/private/`, and what must be seen nowhere.
const LOGIN: &str = "reader:t0ken-of-a-repository";

/// Each form that engines know, from servers at an address, and the label that is built.
fn forms(http: &str, git: &str) -> Vec<(String, &'static str)> {
    vec![
        (format!("http://{http}/context.tar.gz"), "root"),
        (format!("http://{LOGIN}@{http}/private/context.tar"), "root"),
        (format!("http://{http}/Dockerfile"), "alone"),
        (format!("git://{git}/images.git#main"), "root"),
        (format!("git://{git}/images.git#v1:worker"), "worker"),
        (format!("http://{LOGIN}@{http}/private/images.git#main:worker"), "worker"),
    ]
}

#[test]
fn the_engine_fetches_a_context_from_every_form_of_a_url() {
    fetches(&live::engine().host, live::engine().socket(), &live::engine().host_ip);
}

#[test]
fn docker_28_fetches_a_context_from_every_form_of_a_url() {
    let engine = OwnEngine::of("docker-28.5", "fetches");
    fetches(&engine.host(), &engine.socket, &engine.host_ip());
}

#[test]
fn podman_fetches_a_context_from_every_form_of_a_url() {
    let engine = OwnEngine::of("podman-5.8", "fetches");
    fetches(&engine.host(), &engine.socket, &engine.host_ip());
}

fn fetches(host: &str, socket: &Path, address: &str) {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path());
    let (http, git) = (serve(folder.path()), GitDaemon::over(folder.path()));
    let forms = forms(&format!("{address}:{http}"), &format!("{address}:{}", git.port));
    let names: Vec<String> = (1..=forms.len()).map(|n| format!("linux-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let master = master(&names);
    let workers = names.iter().zip(&forms).map(|(name, (url, _))| {
        let keys = format!("custom_context = true\ndockerfile = {url:?}");
        acceptance::latent::worker_table(name, host, &keys)
    });
    let text = acceptance::latent::master_table(&master) + &workers.collect::<String>();
    let home = Home::with(&text).counted_on(socket);
    let checked = home.command("check").output().unwrap();
    let said =
        String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    assert!(said.contains("can change what is built") && !said.contains("t0ken"), "{said}");

    let mut latent = home.run();
    master.force("echo", names.len(), &[]);
    for name in &names {
        latent.wait_for("started", Some(name), 0, MINUTE);
    }
    let containers = home.containers();
    for (name, (url, which)) in names.iter().zip(&forms) {
        let of = |it: &&Value| it["Labels"]["latent.worker"] == *name;
        let container = containers.iter().find(of).unwrap_or_else(|| panic!("{name}: {containers:?}"));
        assert_eq!(container["Labels"]["which"], *which, "{url}");
        let id = container["Id"].as_str().unwrap();
        for target in [
            format!("/containers/{id}/json"),
            format!("/images/{}/json", container["Image"].as_str().unwrap()),
            format!("/images/{}/history", container["Image"].as_str().unwrap()),
        ] {
            let told = raw::engine(socket, "GET", &target, None).json().to_string();
            assert!(!told.contains("t0ken"), "{told}");
        }
    }
    latent.drain(MINUTE);
    assert!(!latent.text().contains("t0ken"), "{}", latent.text());
    no_password(&home, &latent.text());

    moves_on(&home, &text, folder.path(), &forms[3].0);
    fails_without_its_login(&home, &text, &forms[1].0);
    assert_eq!(home.leaked(), 0);
}

/// A branch that moves on is built again before the next start, which the recipe's name does not say.
fn moves_on(home: &Home, text: &str, folder: &Path, url: &str) {
    let images = folder.join("images");
    fs::write(images.join("Dockerfile"), DOCKERFILE.replace("WHICH", "later")).unwrap();
    git(&images, &["commit", "-qam", "two"]);
    git(&images, &["push", "-q", "../images.git", "main"]);
    let worker = text.split("[[worker]]").find(|table| table.contains(&format!("{url:?}"))).unwrap();
    let master = text.split("[[worker]]").next().unwrap();
    let name = "linux-4";
    for (pull, which) in [("never", "root"), ("always", "later")] {
        home.rewrite(&format!(
            "state_dir = {:?}\n{master}[[worker]]{worker}\npull = {pull:?}\n",
            home.state()
        ));
        let mut latent = home.run();
        latent.wait_for("started", Some(name), 0, MINUTE);
        assert_eq!(home.containers()[0]["Labels"]["which"], which, "pull = {pull:?}");
        latent.drain(MINUTE);
    }
}

/// What the engine says went wrong may have the URL in it, and is told without its login.
fn fails_without_its_login(home: &Home, text: &str, url: &str) {
    let worker = text.split("[[worker]]").find(|table| table.contains(&format!("{url:?}"))).unwrap();
    let worker = worker.replace("/context.tar\"", "/nowhere.tar\"").replace("linux-2", "linux-1");
    let master = text.split("[[worker]]").next().unwrap();
    home.rewrite(&format!("state_dir = {:?}\n{master}[[worker]]{worker}", home.state()));
    let mut latent = home.run();
    let (line, _) = latent.wait_for("failed", Some("linux-1"), 0, MINUTE);
    let reason = line["fields"]["reason"].as_str().unwrap();
    assert!(reason.contains("was not built") && reason.contains("404"), "{reason}");
    latent.drain(MINUTE);
    assert!(!latent.text().contains("t0ken"), "{}", latent.text());
}

/// Its base is none that a registry would be asked for.
const DOCKERFILE: &str = "FROM scratch\nCOPY busybox /sleep\nLABEL which=WHICH\nCMD [\"/sleep\", \"600\"]\n";

/// Makes a repository with a branch and a tag, an archive and a lone Dockerfile, in the open and behind a login.
fn plant(folder: &Path) {
    let images = folder.join("images");
    fs::create_dir_all(images.join("worker")).unwrap();
    for (place, which) in [("", "root"), ("worker/", "worker")] {
        fs::write(images.join(format!("{place}Dockerfile")), DOCKERFILE.replace("WHICH", which)).unwrap();
        fs::copy(busybox(), images.join(format!("{place}busybox"))).unwrap();
    }
    git(&images, &["init", "-q", "-b", "main"]);
    git(&images, &["add", "."]);
    git(&images, &["commit", "-qm", "one"]);
    git(&images, &["tag", "v1"]);
    git(folder, &["clone", "-q", "--bare", "images", "images.git"]);
    let alone = "FROM busybox:latest\nLABEL which=alone\nCMD [\"sleep\", \"600\"]\n";
    fs::write(folder.join("Dockerfile"), alone).unwrap();
    for (archive, how) in [("context.tar", "-cf"), ("context.tar.gz", "-czf")] {
        let done =
            Command::new("tar").arg(how).arg(folder.join(archive)).arg("-C").arg(&images).arg(".").status();
        assert!(done.is_ok_and(|status| status.success()));
    }
    std::os::unix::fs::symlink(folder, folder.join("private")).unwrap();
}

/// A program that needs no library, and sleeps under that name.
fn busybox() -> PathBuf {
    let search = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&search).map(|folder| folder.join("busybox")).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("there is no busybox; install busybox-static"))
}

#[track_caller]
fn git(folder: &Path, words: &[&str]) {
    let who = ["-c", "user.name=n", "-c", "user.email=e@example", "-c", "init.defaultBranch=main"];
    let done = Command::new("git").args(who).args(words).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Serves a folder over HTTP as long as this process lives, and what is below `/private` with a login only.
fn serve(folder: &Path) -> u16 {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || drop(answer(stream, &folder)));
        }
    });
    port
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let known = header(&head, "authorization") == format!("Basic {}", STANDARD.encode(LOGIN));
    let (status, kind, body) = if path.starts_with("/private/") && !known {
        ("401 Unauthorized".to_owned(), "text/plain".to_owned(), b"who are you?".to_vec())
    } else if let Some(path) = path.strip_prefix("/private").filter(|path| path.contains(".git/")) {
        let mut sent = vec![0; header(&head, "content-length").parse().unwrap_or_default()];
        stream.read_exact(&mut sent)?;
        repository(folder, &head, path, query, &sent)?
    } else {
        let kind = if path.ends_with("Dockerfile") { "text/plain" } else { "application/octet-stream" };
        match fs::read(folder.join(path.trim_start_matches('/'))) {
            Ok(body) => ("200 OK".to_owned(), kind.to_owned(), body),
            Err(_) => ("404 Not Found".to_owned(), "text/plain".to_owned(), b"nothing is here".to_vec()),
        }
    };
    let ask = if status.starts_with("401") { "www-authenticate: Basic realm=\"x\"\r\n" } else { "" };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n{ask}connection: close\r\n\r\n"
    )?;
    if !head.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    stream.flush()
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut pairs = head.lines().filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
}

/// Has Git's own program answer for a repository: engines do not fetch from plain files.
fn repository(
    folder: &Path,
    head: &str,
    path: &str,
    query: &str,
    sent: &[u8],
) -> std::io::Result<(String, String, Vec<u8>)> {
    let mut backend = Command::new("git");
    backend.arg("http-backend").env("GIT_PROJECT_ROOT", folder).env("GIT_HTTP_EXPORT_ALL", "1");
    backend.env("PATH_INFO", path).env("QUERY_STRING", query).env("REMOTE_ADDR", "127.0.0.1");
    backend.env("REQUEST_METHOD", head.split(' ').next().unwrap_or_default());
    backend.env("CONTENT_TYPE", header(head, "content-type")).env("CONTENT_LENGTH", sent.len().to_string());
    backend.env("HTTP_CONTENT_ENCODING", header(head, "content-encoding"));
    backend.env("GIT_PROTOCOL", header(head, "git-protocol"));
    let mut running = backend.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    running.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(sent))?;
    let said = running.wait_with_output()?.stdout;
    let end = said.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(said.len());
    let told = String::from_utf8_lossy(&said[..end]).into_owned();
    let status = Some(header(&told, "status")).filter(|status| !status.is_empty()).unwrap_or("200 OK");
    let body = said.get(end + 4..).unwrap_or_default().to_vec();
    Ok((status.to_owned(), header(&told, "content-type").to_owned(), body))
}

/// Git's own server over a folder; it ends when dropped.
struct GitDaemon {
    process: Child,
    port: u16,
}

impl GitDaemon {
    #[track_caller]
    fn over(folder: &Path) -> Self {
        // A port that was free a moment ago; the daemon itself tells nobody which one it took.
        let port = TcpListener::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port();
        let exec = Command::new("git").arg("--exec-path").output().unwrap().stdout;
        let exec = String::from_utf8(exec).unwrap();
        let mut daemon = Command::new(Path::new(exec.trim()).join("git-daemon"));
        daemon.args(["--export-all", "--reuseaddr", "--listen=0.0.0.0"]).arg(format!("--port={port}"));
        daemon.arg(format!("--base-path={}", folder.display())).arg(folder);
        let process = daemon.stderr(Stdio::null()).spawn().unwrap();
        let daemon = Self { process, port };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < MINUTE, "git-daemon does not answer");
            thread::yield_now();
        }
        daemon
    }
}

impl Drop for GitDaemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
