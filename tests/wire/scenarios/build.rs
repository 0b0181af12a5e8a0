//! `docker build -t NAME - < Dockerfile`: a string becomes an image, or an error that says why not.

use docker_wire::{
    Daemon, Phase,
    api::{container, image},
};

use super::{LABEL, LIMIT, busybox, create, exit_code, pinned, play, remove, start};

#[tokio::test]
async fn a_dockerfile_in_a_string_becomes_an_image() {
    play("build-from-dockerfile", built).await;
}

async fn built(daemon: Daemon) {
    let docker = pinned(&daemon);
    let name = "docker-wire-built:1";
    let from = busybox();
    let dockerfile =
        format!("FROM {from}\nLABEL {LABEL}=1\nRUN echo made > /made\nCMD [\"cat\", \"/made\"]\n");

    let mut progress = docker.send(image::Build::from_dockerfile(dockerfile).t([name])).await.unwrap();
    let mut said = String::new();
    while let Some(line) = progress.next().await {
        said.push_str(&line.unwrap().stream.unwrap_or_default());
    }
    assert!(said.contains("Step 3/4 : RUN echo made > /made"), "{said}");
    let id = progress.so_far().image_id.clone().unwrap();

    let image = docker.send(image::Inspect::new(name)).await.unwrap().into_inner();
    assert_eq!(image.id, id);
    assert_eq!(image.config.cmd.unwrap(), ["cat", "/made"]);
    let made = create(&docker, container::Create::new(name).labels([(LABEL, "1")])).await;
    start(&docker, &made).await;
    assert_eq!(exit_code(&docker, &made).await, 0);
    let (out, _) = docker.send(container::Logs::new(&made)).await.unwrap().collect(LIMIT).await.unwrap();
    assert_eq!(out, b"made\n");
    remove(&docker, &made).await;
    let deleted = docker.send(image::Remove::new(name)).await.unwrap();
    assert!(deleted.iter().any(|it| it.deleted.as_ref() == Some(&id)), "{deleted:?}");
    assert!(docker.send(image::Inspect::new(name)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_dockerfile_that_fails_names_the_step_the_code_and_the_end_of_the_output() {
    play("build-that-fails", failing).await;
}

async fn failing(daemon: Daemon) {
    let docker = pinned(&daemon);
    let from = busybox();
    let dockerfile =
        format!("FROM {from}\nRUN echo fine\nRUN echo about to fail; echo badly >&2; exit 9\nRUN true\n");

    let progress = docker.send(image::Build::from_dockerfile(dockerfile).nocache(true)).await.unwrap();
    let error = progress.finish().await.unwrap_err();

    assert_eq!(error.phase(), Phase::Answer);
    let in_band = error.in_band().unwrap();
    assert_eq!(in_band.code, Some(9));
    assert_eq!(in_band.step.as_deref(), Some("Step 3/4 : RUN echo about to fail; echo badly >&2; exit 9"));
    let tail = in_band.tail.join("\n");
    assert!(tail.contains("about to fail") && tail.contains("badly"), "{tail}");
    let text = error.to_string();
    assert!(text.contains("Step 3/4") && text.contains("returned a non-zero code: 9"), "{text}");
}

#[tokio::test]
async fn a_dockerfile_that_is_none_is_refused_before_any_step() {
    play("build-that-cannot-begin", unreadable).await;
}

async fn unreadable(daemon: Daemon) {
    let docker = pinned(&daemon);
    let sent = docker.send(image::Build::from_dockerfile("FRUM nothing\n")).await;
    let error = match sent {
        Ok(progress) => progress.finish().await.unwrap_err(),
        Err(error) => error,
    };
    let message = error.message().unwrap_or_default().to_ascii_lowercase();
    assert!(message.contains("frum"), "{error}");
}
