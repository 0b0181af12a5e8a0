//! `docker build -t NAME - < Dockerfile`: a string becomes an image, or an error that says why not.

use docker_wire::{
    Phase,
    api::{container, image},
};

use super::{BUSYBOX, LABEL, LIMIT, Lab, bare, create, exit_code, remove, scenarios, start};

scenarios! {
    build_from_dockerfile;
    build_that_fails;
    build_that_cannot_begin;
}

/// A dockerfile in a string becomes an image.
async fn build_from_dockerfile(lab: Lab) {
    let docker = lab.docker;
    let name = "docker-wire-built:1";
    let from = BUSYBOX;
    let dockerfile =
        format!("FROM {from}\nLABEL {LABEL}=1\nRUN echo made > /made\nCMD [\"cat\", \"/made\"]\n");

    let mut progress =
        docker.send(image::Build::from_dockerfile(dockerfile).t([name]).nocache(true)).await.unwrap();
    let mut said = String::new();
    while let Some(line) = progress.next().await {
        said.push_str(&line.unwrap().stream.unwrap_or_default());
    }
    let step = lab.engine.says("Step 3/4 : ", "STEP 3/4: ");
    assert!(said.contains(&format!("{step}RUN echo made > /made")), "{said}");
    let id = progress.so_far().image_id.clone().unwrap();

    let image = docker.send(image::Inspect::new(name)).await.unwrap().into_inner();
    assert_eq!(bare(&image.id), bare(&id));
    assert_eq!(image.config.cmd.unwrap(), ["cat", "/made"]);
    let made = create(&docker, container::Create::new(name).labels([(LABEL, "1")])).await;
    start(&docker, &made).await;
    assert_eq!(exit_code(&docker, &made).await, 0);
    let (out, _) = docker.send(container::Logs::new(&made)).await.unwrap().collect(LIMIT).await.unwrap();
    assert_eq!(out, b"made\n");
    remove(&docker, &made).await;
    let deleted = docker.send(image::Remove::new(name)).await.unwrap();
    assert!(deleted.iter().any(|it| it.deleted.as_deref().map(bare) == Some(bare(&id))), "{deleted:?}");
    assert!(docker.send(image::Inspect::new(name)).await.unwrap_err().is_not_found());
}

/// A dockerfile that fails names the step the code and the end of the output.
async fn build_that_fails(lab: Lab) {
    let docker = lab.docker;
    let from = BUSYBOX;
    let dockerfile = format!(
        "FROM {from}\nRUN echo fine\nRUN echo about to fail; sleep 0.3; echo badly >&2; exit 9\nRUN true\n"
    );

    let progress = docker.send(image::Build::from_dockerfile(dockerfile).nocache(true)).await.unwrap();
    let error = progress.finish().await.unwrap_err();

    assert_eq!(error.phase(), Phase::Answer);
    let in_band = error.in_band().unwrap();
    assert_eq!(in_band.code, lab.engine.says(Some(9), None), "Podman says the code in words alone");
    let step = lab.engine.says("Step 3/4 : ", "STEP 3/4: ");
    assert_eq!(
        in_band.step,
        Some(format!("{step}RUN echo about to fail; sleep 0.3; echo badly >&2; exit 9"))
    );
    let tail = in_band.tail.join("\n");
    assert!(tail.contains("about to fail") && tail.contains("badly"), "{tail}");
    let text = error.to_string();
    let words = lab.engine.says("returned a non-zero code: 9", "exit status 9");
    assert!(text.contains(step) && text.contains(words), "{text}");
}

/// A dockerfile that is none is refused before any step.
async fn build_that_cannot_begin(lab: Lab) {
    let docker = lab.docker;
    let sent = docker.send(image::Build::from_dockerfile("FRUM nothing\n")).await;
    let error = match sent {
        Ok(progress) => progress.finish().await.unwrap_err(),
        Err(error) => error,
    };
    let message = error.message().unwrap_or_default().to_ascii_lowercase();
    // Podman does not say what it has read instead.
    assert!(message.contains(lab.engine.says("frum", "from")), "{error}");
}
