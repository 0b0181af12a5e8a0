//! Images by name.

use docker_wire::api::{Filters, image};

use super::{BUSYBOX, Lab, scenarios};

scenarios! {
    image_names;
}

/// An image is listed inspected tagged and untagged.
async fn image_names(lab: Lab) {
    let docker = lab.docker;
    let base = docker.send(image::Inspect::new(BUSYBOX)).await.unwrap().into_inner();
    assert_eq!(base.os, "linux");
    assert!(base.id.starts_with("sha256:") && !base.root_fs.layers.is_empty());

    docker.send(image::Tag::new(BUSYBOX, "docker-wire/tagged").tag("one")).await.unwrap();
    let tagged = lab.engine.says("docker-wire/tagged:one", "docker.io/docker-wire/tagged:one");
    let list = image::List::new().filters(Filters::new().reference("docker-wire/tagged"));
    let listed = docker.send(list).await.unwrap().into_inner();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, base.id);
    assert!(listed[0].repo_tags.iter().any(|name| name == tagged), "{:?}", listed[0].repo_tags);

    let removed = docker.send(image::Remove::new(tagged)).await.unwrap().into_inner();
    assert_eq!(removed.len(), 1, "only the name goes: {removed:?}");
    assert_eq!(removed[0].untagged.as_deref(), Some(tagged));
    let again = docker.send(image::Remove::new(tagged)).await.unwrap_err();
    assert!(again.is_not_found(), "{again}");
    assert_eq!(docker.send(image::Inspect::new(BUSYBOX)).await.unwrap().into_inner().id, base.id);
}
