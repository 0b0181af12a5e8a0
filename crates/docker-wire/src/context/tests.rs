//! What becomes of a folder.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, symlink},
        net::UnixListener,
    },
    path::Path,
    task::{Context as Task, Waker},
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::Request;
use tempfile::TempDir;

use super::*;
use crate::{
    ApiVersion,
    api::image,
    catalogue::Policy,
    codec::archive::{self, Entry, EntryKind},
    operation::prepare,
};

#[tokio::test]
async fn links_modes_and_long_names_are_kept_and_sockets_left_out() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let long = "n".repeat(200);
    fs::write(at("Dockerfile"), "FROM scratch\n").unwrap();
    fs::write(at("run"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(at("run"), fs::Permissions::from_mode(0o4755)).unwrap();
    fs::hard_link(at("run"), at("same")).unwrap();
    fs::create_dir_all(at("sub/empty")).unwrap();
    fs::write(at("sub").join(&long), vec![7; 70_000]).unwrap();
    symlink("./run", at("to-run")).unwrap();
    symlink(format!("/{long}"), at("to-nothing")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();

    let entries = entries(Context::dir(folder.path())).await;

    let shown: Vec<_> = entries.iter().map(|entry| (&*entry.path, entry.kind.clone(), entry.mode)).collect();
    let target = |text: &str| EntryKind::Symlink(text.to_owned());
    assert_eq!(
        shown,
        [
            ("Dockerfile", EntryKind::File, 0o644),
            ("run", EntryKind::File, 0o4755),
            ("same", EntryKind::HardLink("run".to_owned()), 0o4755),
            ("sub/", EntryKind::Directory, 0o755),
            ("sub/empty/", EntryKind::Directory, 0o755),
            (&*format!("sub/{long}"), EntryKind::File, 0o644),
            ("to-nothing", target(&format!("/{long}")), 0o777),
            ("to-run", target("./run"), 0o777),
        ]
    );
    assert_eq!(entries[5].bytes, vec![7; 70_000]);
}

#[tokio::test]
async fn the_same_tree_gives_the_same_bytes_and_with_a_timestamp_two_copies_do() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for (folder, time) in [(&one, 1_000), (&two, 2_000)] {
        for name in ["z", "a", "Dockerfile"] {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(time)).unwrap();
        }
    }
    let plain = |folder: &TempDir| Context::dir(folder.path());
    let stamped = |folder: &TempDir| plain(folder).timestamp(UNIX_EPOCH + Duration::from_secs(5));
    assert_eq!(bytes(plain(&one)).await, bytes(plain(&one)).await);
    assert_ne!(bytes(plain(&one)).await, bytes(plain(&two)).await);
    assert_eq!(bytes(stamped(&one)).await, bytes(stamped(&two)).await);
}

#[tokio::test]
async fn what_the_ignore_file_leaves_out_is_not_sent() {
    let folder = tree(&[
        ("Dockerfile", ""),
        (".dockerignore", "*\n!src\nsrc/*.o\n"),
        ("secret", ""),
        ("src/main.c", ""),
        ("src/main.o", ""),
    ]);
    assert_eq!(
        names(Context::dir(folder.path())).await,
        [".dockerignore", "Dockerfile", "src/", "src/main.c"]
    );
}

#[tokio::test]
async fn the_ignore_file_of_a_dockerfile_comes_before_the_folders() {
    let folder = tree(&[
        ("docker/app", ""),
        ("docker/app.dockerignore", "a\ndocker"),
        (".dockerignore", "b"),
        ("a", ""),
        ("b", ""),
    ]);
    let context = || Context::dir(folder.path());
    assert_eq!(names(context().dockerfile("./docker/app")).await, [".dockerignore", "b", "docker/app"]);
    assert!(names(context()).await.contains(&"a".to_owned()));
}

#[tokio::test]
async fn a_dockerfile_from_elsewhere_is_sent_under_a_name_that_copies_do_not_see() {
    let folder = tree(&[("Dockerfile", "FROM inside"), (".dockerignore", "b"), ("a", ""), ("b", "")]);
    let elsewhere = tree(&[("app", "FROM outside")]);
    for context in [
        Context::dir(folder.path()).dockerfile_at(elsewhere.path().join("app")),
        Context::dir(folder.path()).dockerfile_text("FROM outside"),
    ] {
        let request = request(image::Build::new(context)).unwrap();
        let name =
            request.uri().query().unwrap().split('&').find_map(|pair| pair.strip_prefix("dockerfile="));
        let name = name.unwrap().to_owned();
        let bytes = request.into_body().collect(1 << 20).await.unwrap();
        let entries = archive::read(&bytes).unwrap();
        let find = |path: &str| entries.iter().find(|entry| entry.path == path).unwrap();
        assert_eq!(find(&name).bytes, "FROM outside");
        assert_eq!(find(".dockerignore").bytes, format!("b\n{name}\n"));
        assert_eq!(find("Dockerfile").bytes, "FROM inside");
        assert_eq!(entries.len(), 4);
    }
}

#[test]
fn a_dockerfile_is_said_once() {
    let twice = image::Build::new(Context::dir("/x").dockerfile("a")).dockerfile("b");
    assert!(request(twice).unwrap_err().to_string().contains("said twice"));
    let once = request(image::Build::new(Context::dir("/x")).dockerfile("b")).unwrap();
    assert!(once.uri().query().unwrap().contains("dockerfile=b"));
    let archive = image::Build::new(Context::archive("/x").dockerfile_text("FROM a"));
    assert!(request(archive).is_err());
    let missing = image::Build::new(Context::dir("/x").dockerfile_at("/nowhere/D"));
    assert!(request(missing).unwrap_err().to_string().contains("`/nowhere/D`: no such file"));
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let folder = tree(&[("small", "1"), ("big", &"1".repeat(70_000)), (".dockerignore", "a\n[")]);
    let why = |context: Context| async { read(context).await.unwrap_err().to_string() };
    assert_eq!(why(Context::dir("/nowhere/at/all")).await, "`/nowhere/at/all`: no such file or directory");
    assert!(why(Context::dir(folder.path().join("big"))).await.ends_with("big` is not a folder"));
    assert!(why(Context::dir(folder.path())).await.contains(".dockerignore`, line 2: `[` is no pattern"));
    assert!(why(Context::archive(folder.path().join("small"))).await.contains("small` is no tar archive"));
    assert!(why(Context::archive(folder.path())).await.contains("is a directory"));
}

#[test]
fn a_file_that_is_gone_or_became_shorter_is_named() {
    let folder = tree(&[("small", "1"), ("big", &"1".repeat(70_000))]);
    let metadata = folder.path().join("big").metadata().unwrap();
    for (name, why) in [("small", "became shorter"), ("gone", "no such file")] {
        let (path, metadata) = (folder.path().join(name), metadata.clone());
        let body = streamed(Compression::None, move |stage| {
            Packer::new(stage, Owners::Root, None).entry(&path, Path::new("x"), &metadata)
        });
        let error = block(body).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}`")) && error.contains(why), "{error}");
    }
}

#[test]
fn a_thread_that_dies_is_no_end() {
    let body = streamed(Compression::None, |stage| {
        stage.bytes(&[1; 200_000])?;
        std::panic::resume_unwind(Box::new("died"))
    });
    assert!(block(body).unwrap_err().to_string().contains("died"));
}

#[tokio::test]
async fn a_ready_archive_is_sent_as_it_is() {
    let folder = TempDir::new().unwrap();
    let tar = bytes(Context::dir(tree(&[("Dockerfile", "FROM a")]).path())).await;
    let others: [&[u8]; 4] = [b"\x1f\x8b\x08rest", b"BZh9rest", b"\xfd7zXZ\0rest", b"\x28\xb5\x2f\xfdrest"];
    for ready in others.into_iter().chain([&tar[..]]) {
        let path = folder.path().join("ready");
        fs::write(&path, ready).unwrap();
        assert_eq!(bytes(Context::archive(path)).await, ready);
    }
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn gzip_holds_the_same_archive() {
    use std::io::Read;
    let folder = tree(&[("Dockerfile", "FROM a"), ("big", &"text ".repeat(100_000))]);
    let plain = bytes(Context::dir(folder.path())).await;
    let packed = bytes(Context::dir(folder.path()).gzip()).await;
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain && packed.len() * 10 < plain.len());
    assert_eq!(packed, bytes(Context::dir(folder.path()).gzip()).await);
}

#[cfg(feature = "zstd")]
#[tokio::test]
async fn zstd_holds_the_same_archive() {
    let folder = tree(&[("Dockerfile", "FROM a"), ("big", &"text ".repeat(100_000))]);
    let plain = bytes(Context::dir(folder.path())).await;
    let packed = bytes(Context::dir(folder.path()).zstd()).await;
    assert!(zstd::decode_all(&packed[..]).unwrap() == plain && packed.len() * 10 < plain.len());
}

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn request(build: image::Build) -> Result<Request<Body>, crate::Error> {
    prepare(build, Some(ApiVersion::V1_41), Policy::Refuse, &mut crate::error::Context::default())
}

async fn read(context: Context) -> Result<Bytes, crate::TransportError> {
    context.into_body().unwrap().collect(1 << 24).await
}

async fn bytes(context: Context) -> Bytes {
    read(context).await.unwrap()
}

async fn entries(context: Context) -> Vec<Entry> {
    archive::read(&bytes(context).await).unwrap()
}

async fn names(context: Context) -> Vec<String> {
    entries(context).await.into_iter().map(|entry| entry.path).collect()
}

/// Reads a body where there is no runtime.
fn block(mut body: Body) -> Result<(), crate::TransportError> {
    let mut task = Task::from_waker(Waker::noop());
    loop {
        match body.poll_next(&mut task) {
            std::task::Poll::Ready(Some(piece)) => drop(piece?),
            std::task::Poll::Ready(None) => return Ok(()),
            std::task::Poll::Pending => std::thread::yield_now(),
        }
    }
}
