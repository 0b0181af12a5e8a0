//! The other forms of a build.

use docker_wire::{
    api::{Filters, build, image},
    reply::Progress,
};

use super::{BUSYBOX, LABEL, Lab, forget, scenarios};

scenarios! {
    build_with_files;
    build_with_arguments;
    build_one_stage;
    build_quietly;
    build_without_a_base;
    build_from_nowhere on [docker] or "does not say what it could not fetch, but which file of its own is missing";
    build_prune on [docker] or "has no such operation";
}

async fn output(mut progress: Progress) -> String {
    let mut said = String::new();
    while let Some(line) = progress.next().await {
        said.push_str(&line.unwrap().stream.unwrap_or_default());
    }
    said
}

/// Files beside the Dockerfile, which has another name.
async fn build_with_files(lab: Lab) {
    let docker = lab.docker;
    let build = image::Build::from_dockerfile("FROM nothing-of-this-name\n")
        .file("other/Dockerfile", 0o644, "FROM scratch\nCOPY tool /tool\n")
        .file("tool", 0o755, "#!/bin/sh\n")
        .dockerfile("other/Dockerfile")
        .t(["docker-wire/files:1", "docker-wire/files:2"]);
    docker.send(build).await.unwrap().finish().await.unwrap();
    let first = docker.send(image::Inspect::new("docker-wire/files:1")).await.unwrap().into_inner();
    let second = docker.send(image::Inspect::new("docker-wire/files:2")).await.unwrap().into_inner();
    assert_eq!((first.id, first.root_fs.layers.len()), (second.id, 1));
    forget(&docker, "docker-wire/files:1").await;
    forget(&docker, "docker-wire/files:2").await;
}

/// Arguments, labels and limits.
async fn build_with_arguments(lab: Lab) {
    let docker = lab.docker;
    let dockerfile = format!("FROM {BUSYBOX}\nARG GREETING=none\nRUN echo said $GREETING\n");
    let build = image::Build::from_dockerfile(dockerfile)
        .buildargs([("GREETING", "good morning")])
        .labels([(LABEL, "1")])
        .nocache(true)
        .memory(64 << 20)
        .networkmode("none")
        .t(["docker-wire/arguments"]);
    let said = output(docker.send(build).await.unwrap()).await;
    let redacted = super::is_live() || said.contains("said ");
    assert!(redacted, "{said}");
    let found = docker.send(image::Inspect::new("docker-wire/arguments")).await.unwrap().into_inner();
    assert_eq!(found.config.labels.unwrap()[LABEL], "1");
    forget(&docker, "docker-wire/arguments").await;
}

/// One stage of two.
async fn build_one_stage(lab: Lab) {
    let docker = lab.docker;
    let dockerfile = "FROM scratch AS first\nLABEL stage=first\nFROM scratch AS second\nLABEL stage=second\n";
    let build = image::Build::from_dockerfile(dockerfile).target("first").t(["docker-wire/stage"]);
    docker.send(build).await.unwrap().finish().await.unwrap();
    let found = docker.send(image::Inspect::new("docker-wire/stage")).await.unwrap().into_inner();
    assert_eq!(found.config.labels.unwrap()["stage"], "first");
    forget(&docker, "docker-wire/stage").await;
}

/// A quiet build says the id alone.
async fn build_quietly(lab: Lab) {
    let docker = lab.docker;
    let build =
        image::Build::from_dockerfile("FROM scratch\nLABEL quiet=yes\n").q(true).t(["docker-wire/quiet"]);
    let built = docker.send(build).await.unwrap().finish().await.unwrap();
    let found = docker.send(image::Inspect::new("docker-wire/quiet")).await.unwrap().into_inner();
    assert_eq!(super::bare(&found.id), super::bare(&built.image_id.unwrap()));
    forget(&docker, "docker-wire/quiet").await;
}

/// A base image that cannot be had.
async fn build_without_a_base(lab: Lab) {
    let build = image::Build::from_dockerfile("FROM 127.0.0.1:9/nothing:1\n").pull(true);
    let error = match lab.docker.send(build).await {
        Ok(progress) => progress.finish().await.map(drop).unwrap_err(),
        Err(error) => error,
    };
    assert!(error.message().is_some_and(|said| said.contains("127.0.0.1:9")), "{error}");
}

/// A context that cannot be fetched.
async fn build_from_nowhere(lab: Lab) {
    let error = match lab.docker.send(image::Build::from_url("http://127.0.0.1:9/context.tar")).await {
        Ok(progress) => progress.finish().await.map(drop).unwrap_err(),
        Err(error) => error,
    };
    assert!(error.message().is_some_and(|said| said.contains("127.0.0.1:9")), "{error}");
}

/// What the builder keeps for later goes.
async fn build_prune(lab: Lab) {
    let prune = build::Prune::new().all(true).filters(Filters::new().with("type", "regular"));
    let pruned = lab.docker.send(prune).await.unwrap().into_inner();
    assert_eq!(pruned.caches_deleted, [""; 0]);
}
