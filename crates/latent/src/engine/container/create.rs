//! Creating the container of an instance, and taking over one that an earlier, lost request made.

use docker_wire::{
    Client,
    api::container,
    codec::archive::Archive,
    model::{EndpointSettings, HostConfig, NetworkingConfig},
};

use super::{
    Spec,
    classify::{Asked, within},
    image::Resolved,
    label,
};
use crate::{
    fleet::Class,
    port::{CallError, StartOrder},
};

/// Creates the container and returns its id; it does not run yet.
pub(super) async fn create(
    client: &Client,
    owner: &str,
    spec: &Spec,
    order: &StartOrder,
    image: &Resolved,
) -> Result<String, CallError> {
    let name = label::container_name(owner, &order.worker, order.generation);
    let operation = operation(owner, spec, order, image, &name)?;
    let (image, digest) = (&image.name, &image.digest);
    tracing::info!(worker = %order.worker, image, digest, "creating the container");
    match within(client.send(operation)).await {
        Ok(created) => {
            for warning in &created.warnings {
                tracing::warn!(worker = %order.worker, %warning, "the engine warns about the container");
            }
            Ok(created.into_inner().id)
        }
        Err(failed) if failed.is_conflict() => adopt(client, owner, order, &name).await,
        Err(failed) => Err(failed.classify(Asked::Create)),
    }
}

fn operation(
    owner: &str,
    spec: &Spec,
    order: &StartOrder,
    image: &Resolved,
    name: &str,
) -> Result<container::Create, CallError> {
    let wrong = |what: &str, error: serde_json::Error| CallError::Refused {
        class: Class::Rejected,
        reason: format!("{what} of the worker {} cannot be used: {error}", order.worker),
    };
    let host_config: HostConfig = serde_json::from_value(spec.host_config.clone().into())
        .map_err(|error| wrong("the hostconfig", error))?;
    let mut create = container::Create::new(&image.name).name(name).host_config(host_config);
    let environment = spec.environment.iter().map(|(name, value)| format!("{name}={value}"));
    let mut labels = spec.labels.clone();
    labels.extend(label::of(owner, &order.worker, order.generation));
    labels.insert(label::IMAGE.to_owned(), image.digest.clone());
    create = create.labels(labels).env(environment);
    if !spec.command.is_empty() {
        create = create.cmd(&spec.command);
    }
    if let Some(entrypoint) = &spec.entrypoint {
        // An empty text is how the API says that there shall be none.
        let none = [String::new()];
        create = create.entrypoint(if entrypoint.is_empty() { none.as_slice() } else { entrypoint });
    }
    if let Some(hostname) = &spec.hostname {
        create = create.hostname(hostname);
    }
    if let Some(user) = &spec.user {
        create = create.user(user);
    }
    if let Some(workdir) = &spec.workdir {
        create = create.working_dir(workdir);
    }
    if !spec.volumes.is_empty() {
        create = create.volumes(&spec.volumes);
    }
    if let Some(platform) = &spec.image.platform {
        create = create.platform(platform);
    }
    if !spec.endpoints.is_empty() {
        let mut networking = NetworkingConfig::default();
        for (network, endpoint) in &spec.endpoints {
            let endpoint: EndpointSettings = serde_json::from_value(endpoint.clone())
                .map_err(|error| wrong("the networking_config", error))?;
            networking.endpoints_config.get_or_insert_default().insert(network.clone(), Box::new(endpoint));
        }
        create = create.networking_config(networking);
    }
    Ok(create)
}

/// Puts the files of a worker into its container, which does not run yet.
///
/// Whoever the container runs as may read them: only processes inside can.
pub(super) async fn deliver(client: &Client, spec: &Spec, id: &str) -> Result<(), CallError> {
    if spec.files.is_empty() {
        return Ok(());
    }
    let archive = spec.files.iter().fold(Archive::new(), |archive, (path, content)| {
        archive.file(path.trim_start_matches('/'), 0o444, content.clone())
    });
    let put = container::PutArchive::new(id, "/", archive);
    within(client.send(put)).await.map(drop).map_err(|failed| failed.classify(Asked::Create))
}

/// The name is taken. It holds owner and generation, so it is ours unless somebody made a copy of it.
async fn adopt(client: &Client, owner: &str, order: &StartOrder, name: &str) -> Result<String, CallError> {
    let found = within(client.send(container::Inspect::new(name)))
        .await
        .map_err(|failed| failed.classify(Asked::Other))?;
    let labels = found.config.labels.clone().unwrap_or_default();
    match label::sighting(owner, &labels, &found.id, false) {
        Some(ours) if ours.worker == order.worker && ours.generation == order.generation => {
            Ok(ours.instance.0)
        }
        _ => Err(CallError::Refused {
            class: Class::Infra,
            reason: format!(
                "the name {name} is taken by a container of {}",
                labels.get(label::OWNER).map_or("somebody else", String::as_str)
            ),
        }),
    }
}
