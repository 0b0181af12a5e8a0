//! Files into a container and out of it.

use docker_wire::{
    api::container,
    codec::archive::{Archive, EntryKind},
};

use super::{LIMIT, Lab, create, remove, scenarios, shell};

scenarios! {
    archive_round_trip;
}

/// Files come back as they went in.
async fn archive_round_trip(lab: Lab) {
    let docker = lab.docker;
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
    let top = if lab.engine.test == "podman_4_3" { "d" } else { "d/" };
    assert_eq!(kinds, [(top, EntryKind::Directory), ("d/link", link), ("d/script", EntryKind::File)]);

    let nowhere = container::PutArchive::new(&id, "/nowhere", Archive::new().file("f", 0o644, "x"));
    match docker.send(nowhere).await {
        Err(error) => assert!(error.is_not_found(), "{error}"),
        Ok(_) => assert!(lab.engine.is_podman(), "which makes the folder"),
    }
    let missing = docker.send(container::GetArchive::new(&id, "/tmp/missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}
