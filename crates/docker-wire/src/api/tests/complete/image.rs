//! Images, the build cache and registries.

use super::{Case, case, sample::full};
use crate::{
    api::{Filters, build, distribution, image},
    auth::{RegistryAuth, RegistryConfig},
    body::Body,
    catalogue::rows,
    model::{ContainerConfig, Platform},
};

pub(super) fn cases() -> Vec<Case> {
    [made(), read(), moved()].into_iter().flatten().collect()
}

fn auth() -> RegistryAuth {
    RegistryAuth::identity_token("t")
}

fn platform() -> Platform {
    Platform::new().os("linux")
}

fn made() -> Vec<Case> {
    vec![
        case(|| image::tests::full_build().forcerm(true).registry_config(RegistryConfig::new())),
        case(|| image::Build::from_url("x")),
        case(|| {
            image::Commit::new("c")
                .repo("r")
                .tag("t")
                .comment("c")
                .author("a")
                .pause(true)
                .changes(["c"])
                .config(full::<ContainerConfig>(&rows::IMAGE_COMMIT, ""))
        }),
        case(|| image::Tag::new("a", "r").tag("t")),
        case(|| image::Remove::new("a").force(true).noprune(true).platforms([platform()])),
        case(image::Prune::new),
        case(|| image::Prune::new().filters(Filters::new().dangling(true))),
        case(build::Prune::new),
        case(|| {
            build::Prune::new()
                .all(true)
                .filters(Filters::new().id("a"))
                .keep_storage(1)
                .reserved_space(1)
                .max_used_space(1)
                .min_free_space(1)
        }),
    ]
}

fn read() -> Vec<Case> {
    vec![
        case(|| {
            image::List::new()
                .all(true)
                .filters(Filters::new().dangling(true))
                .filter("f")
                .shared_size(true)
                .digests(true)
                .manifests(true)
                .identity(true)
        }),
        case(|| image::Inspect::new("a").manifests(true).platform(platform())),
        case(|| image::History::new("a").platform(platform())),
        case(|| image::Attestations::new("a").platform([platform()]).statement(true).r#type(["t"])),
        case(|| image::Search::new("a").limit(1).filters(Filters::new().with("stars", "3")).auth(auth())),
        case(|| distribution::Inspect::new("a").auth(auth())),
    ]
}

fn moved() -> Vec<Case> {
    vec![
        case(|| image::Pull::new("a").tag("t").platform("p").auth(auth())),
        case(|| image::Import::from_url("x").repo("r").tag("t").message("m").changes(["c"]).platform("p")),
        case(|| image::Import::new(Body::from("tar"))),
        case(|| image::Push::new("a").tag("t").platform(platform()).auth(auth())),
        case(|| image::Save::new("a").platform([platform()])),
        case(|| image::SaveAll::new(["a"]).platform([platform()])),
        case(|| image::Load::new(Body::from("tar")).quiet(true).platform([platform()])),
    ]
}
