//! Files into a container and out of it.

use docker_wire::{
    Daemon,
    api::container,
    codec::archive::{Archive, EntryKind},
};

use super::{LIMIT, create, pinned, play, remove, shell};

#[tokio::test]
async fn files_come_back_as_they_went_in() {
    play("archive", there_and_back).await;
}

async fn there_and_back(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = create(&docker, shell("true")).await;
    let files = Archive::new()
        .directory("d", 0o750)
        .file("d/script", 0o755, "#!/bin/sh\necho hello\n")
        .symlink("d/link", "script");
    docker.send(container::PutArchive::new(&id, "/tmp", files)).await.unwrap();

    let archive = docker.send(container::GetArchive::new(&id, "/tmp/d/script")).await.unwrap();
    let stat = archive.stat().unwrap();
    assert_eq!((stat.name.as_str(), stat.size), ("script", Some(21)));
    assert_eq!(stat.mode, Some(0o755));
    let entries = archive.entries(LIMIT).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].path.as_str(), entries[0].mode & 0o7777), ("script", 0o755));
    assert_eq!(&entries[0].bytes[..], b"#!/bin/sh\necho hello\n");

    let folder = docker.send(container::GetArchive::new(&id, "/tmp/d")).await.unwrap();
    let mut entries = folder.entries(LIMIT).await.unwrap();
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let kinds: Vec<_> = entries.iter().map(|entry| (entry.path.as_str(), entry.kind.clone())).collect();
    let link = EntryKind::Symlink("script".to_owned());
    assert_eq!(kinds, [("d/", EntryKind::Directory), ("d/link", link), ("d/script", EntryKind::File)]);

    let nowhere = container::PutArchive::new(&id, "/nowhere", Archive::new().file("f", 0o644, "x"));
    assert!(docker.send(nowhere).await.unwrap_err().is_not_found());
    let missing = docker.send(container::GetArchive::new(&id, "/tmp/missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}
