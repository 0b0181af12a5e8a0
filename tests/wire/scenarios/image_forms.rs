//! Images: made, moved, and gone.

use docker_wire::{
    Body, Phase,
    api::{Filters, container, image},
    codec::archive::Archive,
    model::ContainerConfig,
};

use http::Method;

use super::{
    BUSYBOX, LABEL, LIMIT, Lab, bare, create, forget, remove, scenarios, shell, start, status, tiny,
};

scenarios! {
    image_import;
    image_history;
    image_list;
    image_remove;
    image_prune;
    image_save_load;
    image_save_several;
    image_load_nothing;
    image_commit;
    image_errors;
    image_search;
}

/// An archive becomes an image.
async fn image_import(lab: Lab) {
    let docker = lab.docker;
    let files = Archive::new().file("hello", 0o755, "hello\n");
    let import = image::Import::new(files).repo("docker-wire/imported").tag("one").message("from an archive");
    let import = import.changes(["CMD [\"/hello\"]", "LABEL docker-wire.scenario=1"]);
    docker.send(import).await.unwrap().finish().await.unwrap();
    // Podman 4 takes no notice of the tag.
    let podman_4 = lab.engine.test == "podman_4_3";
    let name = if podman_4 { "docker-wire/imported:latest" } else { "docker-wire/imported:one" };
    let found = docker.send(image::Inspect::new(name)).await.unwrap().into_inner();
    assert_eq!(found.config.cmd.unwrap(), ["/hello"]);
    assert_eq!(found.config.labels.unwrap()[LABEL], "1");
    assert_eq!(found.root_fs.layers.len(), 1);
    forget(&docker, name).await;
}

/// How an image came to be.
async fn image_history(lab: Lab) {
    let docker = lab.docker;
    tiny(&docker, "docker-wire/history").await;
    let history = docker.send(image::History::new("docker-wire/history")).await.unwrap().into_inner();
    assert_eq!(history.len(), 1, "{history:?}");
    let tagged = history[0].tags.iter().any(|tag| tag.ends_with("docker-wire/history:latest"));
    assert_eq!(tagged, lab.engine.test != "podman_4_3", "{history:?}");
    forget(&docker, "docker-wire/history").await;
}

/// Lists of images, in all forms that there are.
async fn image_list(lab: Lab) {
    let docker = lab.docker;
    tiny(&docker, "docker-wire/listed").await;
    match docker.send(image::List::new().all(true).digests(true)).await {
        Ok(all) => assert!(all.len() >= 2, "{all:?}"),
        // Podman says 200 and nothing.
        Err(error) => assert_eq!((error.phase(), lab.engine.is_podman()), (Phase::Decode, true), "{error}"),
    }
    let filters = Filters::new().label(format!("{LABEL}=1"));
    let mine = docker.send(image::List::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(mine.len(), 1, "{mine:?}");
    let dangling = image::List::new().filters(Filters::new().dangling(true));
    let dangling = docker.send(dangling).await.unwrap().into_inner();
    assert!(dangling.iter().all(|it| it.id != mine[0].id), "{dangling:?}");
    forget(&docker, "docker-wire/listed").await;
}

/// An image with two names goes by its id only if that is forced.
async fn image_remove(lab: Lab) {
    let docker = lab.docker;
    tiny(&docker, "docker-wire/first").await;
    docker.send(image::Tag::new("docker-wire/first", "docker-wire/second:2")).await.unwrap();
    let id = docker.send(image::Inspect::new("docker-wire/second:2")).await.unwrap().into_inner().id;
    let refused = docker.send(image::Remove::new(&id)).await.unwrap_err();
    assert_eq!(status(&refused), lab.engine.says(409, 500), "{refused}");
    let gone = docker.send(image::Remove::new(&id).force(true).noprune(true)).await.unwrap().into_inner();
    assert!(gone.iter().any(|it| it.deleted.as_deref().map(bare) == Some(bare(&id))), "{gone:?}");
    assert!(docker.send(image::Inspect::new("docker-wire/first")).await.unwrap_err().is_not_found());
}

/// An image without a name goes with a prune.
async fn image_prune(lab: Lab) {
    let docker = lab.docker;
    let nameless = image::Import::new(Archive::new().file("a", 0o644, "a"));
    let done = docker.send(nameless.changes(["LABEL prune=this"])).await.unwrap().finish().await.unwrap();
    let filters = Filters::new().dangling(true).label("prune=this");
    let pruned = docker.send(image::Prune::new().filters(filters)).await.unwrap().into_inner();
    assert!(!pruned.images_deleted.is_empty(), "{done:?} {pruned:?}");
    let none = docker.send(image::List::new().filters(Filters::new().label("prune=this"))).await.unwrap();
    assert!(none.is_empty());
}

/// What is saved can be loaded.
async fn image_save_load(lab: Lab) {
    let docker = lab.docker;
    tiny(&docker, "docker-wire/saved").await;
    let id = docker.send(image::Inspect::new("docker-wire/saved")).await.unwrap().into_inner().id;
    let saved = docker.send(image::Save::new("docker-wire/saved")).await.unwrap();
    let saved = saved.into_body().collect(LIMIT).await.unwrap();
    forget(&docker, "docker-wire/saved").await;
    assert!(docker.send(image::Inspect::new(&id)).await.unwrap_err().is_not_found());
    docker.send(image::Load::new(Body::from(saved)).quiet(true)).await.unwrap().finish().await.unwrap();
    assert_eq!(bare(&docker.send(image::Inspect::new("docker-wire/saved")).await.unwrap().id), bare(&id));
    forget(&docker, "docker-wire/saved").await;
}

/// Several images in one archive.
async fn image_save_several(lab: Lab) {
    let docker = lab.docker;
    let names = ["docker-wire/one", "docker-wire/two"];
    for name in names {
        tiny(&docker, name).await;
    }
    let saved = docker.send(image::SaveAll::new(names)).await.unwrap().entries(LIMIT).await.unwrap();
    let manifest = saved.iter().find(|entry| entry.path == "manifest.json").unwrap();
    let manifest = String::from_utf8_lossy(&manifest.bytes);
    assert!(names.iter().all(|name| manifest.contains(name)), "{manifest}");
    for name in names {
        forget(&docker, name).await;
    }
}

/// Bytes that hold no image.
async fn image_load_nothing(lab: Lab) {
    let docker = lab.docker;
    let error = match docker.send(image::Load::new(Archive::new().file("a", 0o644, "a"))).await {
        Ok(progress) => progress.finish().await.map(drop),
        Err(error) => Err(error),
    };
    let error = error.unwrap_err();
    assert!(error.message().is_some_and(|said| !said.is_empty()), "{error}");
}

/// A changed container becomes an image.
async fn image_commit(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("echo made > /made")).await;
    start(&docker, &id).await;
    assert_eq!(super::exit_code(&docker, &id).await, 0);
    let commit = image::Commit::new(&id).repo("docker-wire/committed").tag("1").comment("why");
    let commit = commit.author("somebody").pause(true).changes(["CMD [\"cat\", \"/made\"]"]);
    // Podman 4 does not take an empty body.
    let podman_4 = lab.engine.test == "podman_4_3";
    let commit = if podman_4 { commit.config(ContainerConfig::new()) } else { commit };
    let made = docker.send(commit).await.unwrap().into_inner().id;
    let found = docker.send(image::Inspect::new("docker-wire/committed:1")).await.unwrap().into_inner();
    assert_eq!((bare(&found.id), found.author.as_str()), (bare(&made), "somebody"));
    assert_eq!(found.config.cmd.unwrap(), ["cat", "/made"]);
    remove(&docker, &id).await;
    forget(&docker, "docker-wire/committed:1").await;
}

/// What is asked of an image that there is not.
async fn image_errors(lab: Lab) {
    let docker = lab.docker;
    let missing = "docker-wire/missing";
    assert!(docker.send(image::Inspect::new(missing)).await.unwrap_err().is_not_found());
    assert!(docker.send(image::History::new(missing)).await.unwrap_err().is_not_found());
    assert!(docker.send(image::Tag::new(missing, "docker-wire/x")).await.unwrap_err().is_not_found());
    assert!(docker.send(image::Remove::new(missing)).await.unwrap_err().is_not_found());
    // `image::Tag` would not even ask.
    let by_hand =
        docker.request(Method::POST, format!("/images/{BUSYBOX}/tag")).query("repo", "docker-wire/UPPER");
    let bad = docker.send(by_hand).await.unwrap_err();
    let code = if lab.engine.test == "docker_20_10" { 500 } else { lab.engine.says(400, 500) };
    assert_eq!(status(&bad), code, "{bad}");
    // One of its own: of an image with a second name only the name would go.
    let name = "docker-wire/in-use";
    tiny(&docker, name).await;
    let used = create(&docker, container::Create::new(name).cmd(["true"])).await;
    let refused = docker.send(image::Remove::new(name)).await.unwrap_err();
    assert!(refused.is_conflict(), "{refused}");
    remove(&docker, &used).await;
    forget(&docker, name).await;
}

/// A search that reaches no registry is an error.
async fn image_search(lab: Lab) {
    let search = image::Search::new("127.0.0.1:9/nothing").limit(3);
    let error = lab.docker.send(search).await.unwrap_err();
    assert!(status(&error) >= 400, "{error}");
}
