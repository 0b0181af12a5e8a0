//! What lies at a path, and what may be put there.

use docker_wire::{
    api::container,
    codec::archive::{Archive, EntryKind},
};

use super::{LIMIT, Lab, create, remove, scenarios, shell, status};

scenarios! {
    archive_info;
    archive_of_links;
    archive_over_a_folder;
    archive_that_is_none;
    export;
}

/// The flag of a folder, and that of a link, as Go counts them.
const FOLDER: i64 = 1 << 31;
const LINK: i64 = 1 << 27;

/// What lies at a path is told without the bytes.
async fn archive_info(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true")).await;
    let files = Archive::new().directory("d", 0o711).file("d/f", 0o640, "12345").symlink("d/l", "f");
    docker.send(container::PutArchive::new(&id, "/", files)).await.unwrap();
    let info =
        async |path: &str| docker.send(container::ArchiveInfo::new(&id, path)).await.unwrap().into_inner();
    let file = info("/d/f").await;
    assert_eq!((file.name.as_str(), file.size, file.mode), ("f", Some(5), Some(0o640)));
    let folder = info("/d").await;
    assert_eq!((folder.name.as_str(), folder.mode), ("d", Some(FOLDER | 0o711)));
    let link = info("/d/l").await;
    if lab.engine.is_podman() {
        assert_eq!(link.name, "f", "it follows the link");
    } else {
        assert_eq!(link.mode.map(|mode| mode & LINK), Some(LINK));
    }
    assert!(link.link_target.ends_with("/d/f"), "{link:?}");
    let missing = docker.send(container::ArchiveInfo::new(&id, "/missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}

/// A link comes as itself, and a path through one is followed.
async fn archive_of_links(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true")).await;
    let files = Archive::new().directory("real", 0o755).file("real/f", 0o600, "f").symlink("alias", "real");
    docker.send(container::PutArchive::new(&id, "/", files)).await.unwrap();
    let through = docker.send(container::GetArchive::new(&id, "/alias/f")).await.unwrap();
    let through = through.entries(LIMIT).await.unwrap();
    assert_eq!((through[0].path.as_str(), &through[0].bytes[..]), ("f", &b"f"[..]));
    let itself = docker.send(container::GetArchive::new(&id, "/alias")).await.unwrap();
    let itself = itself.entries(LIMIT).await.unwrap();
    if lab.engine.is_podman() {
        assert!(itself.iter().any(|it| it.path.ends_with('f')), "{itself:?}");
    } else {
        assert_eq!(itself[0].kind, EntryKind::Symlink("real".to_owned()));
    }
    remove(&docker, &id).await;
}

/// A file does not replace a folder when that is not wished.
async fn archive_over_a_folder(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true")).await;
    let folder = Archive::new().directory("d", 0o755).file("d/f", 0o600, "f");
    docker.send(container::PutArchive::new(&id, "/", folder)).await.unwrap();
    let file = container::PutArchive::new(&id, "/", Archive::new().file("d", 0o600, "file"));
    let put = docker.send(file.no_overwrite_dir_non_dir(true).copy_uid_gid(true)).await;
    let error = put.unwrap_err();
    assert!(status(&error) >= 400, "{error}");
    remove(&docker, &id).await;
}

/// Bytes that are no archive are refused.
async fn archive_that_is_none(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true")).await;
    let bytes = docker_wire::Body::from("this is no archive");
    let refused = docker.send(container::PutArchive::new(&id, "/", bytes)).await.unwrap_err();
    assert!([400, 500].contains(&status(&refused)), "{refused}");
    let nobody = container::GetArchive::new("docker-wire-missing", "/etc");
    assert!(docker.send(nobody).await.map(drop).unwrap_err().is_not_found());
    remove(&docker, &id).await;
}

/// The whole of a container's files.
async fn export(lab: Lab) {
    let docker = lab.docker;
    super::tiny(&docker, "docker-wire/exported").await;
    let id = create(&docker, container::Create::new("docker-wire/exported").cmd(["/hello"])).await;
    let entries = docker.send(container::Export::new(&id)).await.unwrap().entries(LIMIT).await.unwrap();
    let hello = entries.iter().find(|it| it.path.trim_start_matches("./") == "hello").unwrap();
    assert_eq!(&hello.bytes[..], b"hello\n");
    let missing = docker.send(container::Export::new("docker-wire-missing")).await.map(drop).unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
    super::forget(&docker, "docker-wire/exported").await;
}
