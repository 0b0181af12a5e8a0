//! Archives that an engine should not send, and those that it should.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use http::{Request, Response};
use tempfile::TempDir;

use super::parted;
use crate::{
    ApiVersion, Client, Daemon, Error, Phase, TransportError,
    body::Body,
    codec::archive::{self, Head, HeadKind},
    transport::{BoxFuture, Opened, Transport},
};

/// Answers every request with one archive, and keeps what it was sent.
#[derive(Clone)]
struct Engine {
    archive: Vec<u8>,
    sent: Arc<std::sync::Mutex<Vec<u8>>>,
}

impl Engine {
    fn with(archive: Vec<u8>) -> (Client, Self) {
        let engine = Self { archive, sent: Arc::default() };
        (Daemon::over(engine.clone()).pin(ApiVersion::V1_41), engine)
    }
}

impl Transport for Engine {
    fn endpoint(&self) -> Arc<str> {
        "scripted".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let sent = request.into_body().collect(1 << 24).await?;
            self.sent.lock().unwrap().extend_from_slice(&sent);
            // In two pieces, so that a cut is met in the middle.
            let (feeder, body) = Body::channel(2);
            let (front, back) = self.archive.split_at(self.archive.len() / 2);
            for part in [front, back] {
                let _ = feeder.feed(part.to_vec().into()).await;
            }
            Ok(Response::new(body))
        })
    }

    fn open(&self, _request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("not here")) })
    }
}

/// An archive in the making, in which anything may stand.
#[derive(Default)]
struct Tar(Vec<u8>);

impl Tar {
    fn add(mut self, path: &str, mode: u32, kind: HeadKind<'_>, data: &[u8]) -> Self {
        let head = Head { kind, mode, uid: 1234, gid: 567, mtime: 1_000_000 };
        let evil = path.contains("..") || path.starts_with('/');
        let at = self.0.len();
        let written = if evil { "x" } else { path };
        archive::write_head(&mut self.0, Path::new(written), &head).unwrap();
        if evil {
            let header = &mut self.0[at..at + 512];
            header[..path.len()].copy_from_slice(path.as_bytes());
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        self.0.extend_from_slice(data);
        self.0.resize(self.0.len() + archive::padding(data.len() as u64), 0);
        self
    }

    fn folder(self, path: &str) -> Self {
        self.add(path, 0o755, HeadKind::Directory, b"")
    }

    fn file(self, path: &str, text: &str) -> Self {
        self.add(path, 0o644, HeadKind::File(text.len() as u64), text.as_bytes())
    }

    fn link(self, path: &str, to: &str) -> Self {
        self.add(path, 0o777, HeadKind::Symlink(Path::new(to)), b"")
    }

    fn hard(self, path: &str, to: &str) -> Self {
        self.add(path, 0o644, HeadKind::HardLink(Path::new(to)), b"")
    }

    async fn copied(mut self) -> (TempDir, Result<(), Error>) {
        self.0.extend_from_slice(&archive::END);
        let folder = TempDir::new().unwrap();
        let (docker, _) = Engine::with(self.0);
        let copied = docker.copy_out("c", "/a/top", folder.path().join("to")).await;
        (folder, copied)
    }
}

#[tokio::test]
async fn what_lies_in_its_place_is_copied_with_modes_links_and_times() {
    let tar = Tar::default()
        .add("top/", 0o750, HeadKind::Directory, b"")
        .add("top/run", 0o4751, HeadKind::File(4), b"text")
        .hard("top/same", "top/run")
        .add("top/sub/", 0o555, HeadKind::Directory, b"")
        .file("top/sub/file", "more")
        .link("top/sub/up", "../run")
        .link("top/down", "sub/file");
    let (folder, copied) = tar.copied().await;
    copied.unwrap();
    let at = |name: &str| folder.path().join("to").join(name);
    let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode(""), mode("run"), mode("sub")), (0o750, 0o4751, 0o555));
    assert_eq!(fs::read_to_string(at("sub/up")).unwrap(), "text");
    assert_eq!(fs::read_to_string(at("down")).unwrap(), "more");
    assert_eq!(fs::metadata(at("run")).unwrap().ino(), fs::metadata(at("same")).unwrap().ino());
    let time = UNIX_EPOCH + Duration::from_secs(1_000_000);
    assert_eq!(fs::metadata(at("run")).unwrap().modified().unwrap(), time);
    assert_eq!(fs::metadata(at("sub")).unwrap().modified().unwrap(), time);
    // Only root may give files away.
    let mine = fs::metadata(folder.path()).unwrap().uid();
    let owner = if mine == 0 { 1234 } else { mine };
    assert_eq!(fs::symlink_metadata(at("down")).unwrap().uid(), owner);
}

#[tokio::test]
async fn a_single_file_becomes_the_path() {
    let (folder, copied) = Tar::default().file("top", "text").copied().await;
    copied.unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("to")).unwrap(), "text");
}

#[tokio::test]
async fn what_leads_elsewhere_is_refused_and_nothing_is_written_there() {
    let top = || Tar::default().folder("top/");
    for (tar, why) in [
        (top().file("top/../../evil", "x"), "its path leaves"),
        (top().file("/tmp/docker-wire-evil", "x"), "its path leaves"),
        (top().file("other", "x"), "its path leaves"),
        (Tar::default().file("../top", "x"), "its path leaves"),
        (top().link("top/l", "/etc/passwd"), "leads out"),
        (top().link("top/l", "../x"), "leads out"),
        (top().folder("top/d/").link("top/d/l", "../../x"), "leads out"),
        (top().link("top/here", ".").link("top/l", "here/.."), "leads out"),
        (Tar::default().link("top", "elsewhere").file("top/x", "x"), "no folder of the archive"),
        (top().folder("top/d/").link("top/l", "d").file("top/l/x", "x"), "no folder of the archive"),
        (top().file("top/no/folder", "x"), "no folder of the archive"),
        (top().hard("top/h", "/etc/passwd"), "hard link"),
        (top().hard("top/h", "top/missing"), "hard link"),
        (top().link("top/l", "x").hard("top/h", "top/l"), "hard link"),
        (top().add("top/p", 0o644, HeadKind::Fifo, b""), "neither a file"),
        (top().file("top/x", "1").file("top/x", "2"), "exists"),
        (Tar::default(), "empty"),
    ] {
        let (folder, copied) = tar.copied().await;
        let error = copied.unwrap_err();
        assert_eq!(error.phase(), Phase::Decode);
        assert!(error.to_string().contains(why), "{error} does not say {why}");
        let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(beside.iter().all(|name| name == "to"), "{beside:?}");
        assert!(!Path::new("/tmp/docker-wire-evil").exists());
    }
}

#[tokio::test]
async fn a_name_that_goes_on_for_ever_is_not_gathered() {
    let mut tar = Tar::default().folder("top/").file("top/././@LongLink", "");
    let header = &mut tar.0[512..1024];
    header[124..136].copy_from_slice(b"77777777777\0");
    header[156] = b'L';
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.0.resize(3 << 20, b'n');
    let error = tar.copied().await.1.unwrap_err().to_string();
    assert!(error.contains("what stands before an entry is longer than any name"), "{error}");
}

#[tokio::test]
async fn an_archive_that_is_cut_is_an_error() {
    let whole = Tar::default().folder("top/").file("top/a", &"x".repeat(3000)).0;
    for length in (1..whole.len()).step_by(97) {
        let folder = TempDir::new().unwrap();
        let (docker, _) = Engine::with(whole[..length].to_vec());
        let copied = docker.copy_out("c", "/top", folder.path().join("to")).await;
        // A cut between two entries is the end of an archive; HTTP's own framing is what tells then.
        assert_eq!(copied.is_ok(), length == 512, "{length} bytes: {copied:?}");
    }
}

#[tokio::test]
async fn what_is_copied_in_keeps_its_modes_links_and_owners() {
    let folder = TempDir::new().unwrap();
    let from = folder.path().join("from");
    fs::create_dir_all(from.join("sub")).unwrap();
    fs::write(from.join("sub/run"), "text").unwrap();
    fs::set_permissions(from.join("sub/run"), fs::Permissions::from_mode(0o4711)).unwrap();
    std::os::unix::fs::symlink("/anywhere", from.join("link")).unwrap();
    let (docker, engine) = Engine::with(Vec::new());
    docker.copy_in("c", &from, "/opt/here/").await.unwrap();

    let sent = engine.sent.lock().unwrap().clone();
    let mut entries = Vec::new();
    archive::unpack(&sent[..], |entry, _| {
        entries.push((entry.path.display().to_string(), entry.mode, entry.uid));
        Ok(())
    })
    .unwrap();
    let mine: u64 = fs::metadata(&from).unwrap().uid().into();
    let expected = [("here/", 0o755), ("here/link", 0o777), ("here/sub/", 0o755), ("here/sub/run", 0o4711)];
    assert_eq!(entries, expected.map(|(path, mode)| (path.to_owned(), mode, mine)));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let (docker, engine) = Engine::with(Vec::new());
    for to in ["", "/", "relative", "relative/path", "/a/..", "/a/.", "///"] {
        assert!(parted(to).is_err(), "{to:?}");
        assert_eq!(docker.copy_in("c", "/dev/null", to).await.unwrap_err().phase(), Phase::Prepare);
        assert_eq!(docker.copy_out("c", to, "/nowhere/x").await.unwrap_err().phase(), Phase::Prepare);
    }
    assert_eq!(parted("/a/b/").unwrap(), ("/a", "b"));
    assert_eq!(parted("/a").unwrap(), ("/", "a"));
    let missing = docker.copy_in("c", "/nowhere/at/all", "/a").await.unwrap_err();
    assert!(missing.to_string().contains("`/nowhere/at/all` cannot be copied"), "{missing}");
    let there = docker.copy_out("c", "/a", "/tmp").await.unwrap_err();
    assert!(there.to_string().contains("`/tmp` exists already"), "{there}");
    assert!(engine.sent.lock().unwrap().is_empty());
}
