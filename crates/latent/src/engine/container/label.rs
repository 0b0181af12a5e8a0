//! How a container is known to be ours, and which: labels are its identity, its name only finds it.

use std::collections::BTreeMap;

use crate::fleet::{Generation, InstanceId, Sighting, WorkerName};

/// Marks everything that `latent` makes.
pub const MANAGED: &str = "latent.managed";
/// Whose it is: the id of the state folder.
pub const OWNER: &str = "latent.owner";
/// Which worker it runs.
pub const WORKER: &str = "latent.worker";
/// Which start of this owner made it.
pub const GENERATION: &str = "latent.generation";
/// What the properties of a build made of the worker: equal flavours are equal containers.
pub const FLAVOUR: &str = "latent.flavour";
/// Which image it was made of: the digest that the image's name stood for when it was created.
pub const IMAGE: &str = "latent.image";
/// The release of `latent` that made it.
pub const VERSION: &str = "latent.version";

/// The longest part of a container's name that a worker's name may take.
const WORKER_IN_NAME: usize = 30;

/// The labels of an instance.
pub fn of(owner: &str, worker: &WorkerName, generation: Generation) -> BTreeMap<String, String> {
    [
        (MANAGED, "1".to_owned()),
        (OWNER, owner.to_owned()),
        (WORKER, worker.to_string()),
        (GENERATION, generation.to_string()),
        (VERSION, env!("CARGO_PKG_VERSION").to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The name of an instance's container.
///
/// Owner and generation alone make it unique; the worker is there for people, without what a name cannot have.
pub fn container_name(owner: &str, worker: &WorkerName, generation: Generation) -> String {
    let short: String = owner.chars().take(8).collect();
    let readable: String = worker
        .0
        .chars()
        .take(WORKER_IN_NAME)
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '.' })
        .collect();
    format!("latent-{short}-{readable}-{generation}")
}

/// Reads labels back; `None` unless they are this owner's and complete.
pub fn sighting(
    owner: &str,
    labels: &BTreeMap<String, String>,
    instance: &str,
    running: bool,
) -> Option<Sighting> {
    if labels.get(OWNER).map(String::as_str) != Some(owner) {
        return None;
    }
    Some(Sighting {
        worker: WorkerName(labels.get(WORKER)?.clone()),
        generation: generation(labels)?,
        instance: InstanceId(instance.to_owned()),
        running,
    })
}

/// Reads from labels which start made an instance.
pub fn generation(labels: &BTreeMap<String, String>) -> Option<Generation> {
    let (epoch, number) = labels.get(GENERATION)?.split_once('-')?;
    Some(Generation { epoch: epoch.parse().ok()?, number: number.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATION_2_7: Generation = Generation { epoch: 2, number: 7 };

    fn worker(name: &str) -> WorkerName {
        WorkerName(name.to_owned())
    }

    #[test]
    fn labels_are_read_back() {
        let labels = of("owner", &worker("w-1"), GENERATION_2_7);
        let sighting = sighting("owner", &labels, "id", true).unwrap();
        assert_eq!((sighting.worker, sighting.generation), (worker("w-1"), GENERATION_2_7));
    }

    #[test]
    fn s95_only_labels_tell_whose_a_container_is_and_names_that_begin_alike_are_told_apart() {
        let labels = of("owner", &worker("w-1"), GENERATION_2_7);
        for other in ["owner2", "owne", ""] {
            assert_eq!(sighting(other, &labels, "id", true), None, "{other}");
        }
        // Whatever a container without our labels is called.
        assert_eq!(sighting("owner", &BTreeMap::new(), "id", true), None);
        let longer = of("owner", &worker("w-11"), GENERATION_2_7);
        let seen = |labels| sighting("owner", labels, "id", true).unwrap().worker;
        assert_eq!((seen(&labels), seen(&longer)), (worker("w-1"), worker("w-11")));
    }

    #[test]
    fn s104_names_that_differ_by_a_dash_never_collide() {
        let name = |worker_name| container_name("0123456789abcdef", &worker(worker_name), GENERATION_2_7);
        assert_ne!(name("a_b"), name("a-b"));
        assert_eq!(name("a_b"), "latent-01234567-a_b-2-7");
    }

    #[test]
    fn a_name_that_no_container_may_have_is_made_readable() {
        let name = container_name("0123456789", &worker(&"ü".repeat(50)), GENERATION_2_7);
        assert!(name.is_ascii() && name.len() < 64, "{name}");
    }
}
