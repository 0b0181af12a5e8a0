//! Volumes.

use super::{Case, case, sample::full};
use crate::{
    api::{Filters, volume},
    catalogue::rows,
    model::ClusterVolumeSpec,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(|| volume::List::new().filters(Filters::new().dangling(true))),
        case(|| {
            volume::Create::new()
                .name("v")
                .driver("local")
                .driver_opts([("a", "b")])
                .labels([("a", "b")])
                .cluster_volume_spec(full::<ClusterVolumeSpec>(&rows::VOLUME_CREATE, "/ClusterVolumeSpec"))
        }),
        case(|| volume::Inspect::new("v")),
        case(|| volume::Update::new("v", 1).spec(full::<ClusterVolumeSpec>(&rows::VOLUME_UPDATE, "/Spec"))),
        case(|| volume::Remove::new("v").force(true)),
        case(volume::Prune::new),
        case(|| volume::Prune::new().filters(Filters::new().label("a"))),
    ]
}
