//! Networks.

use super::{Case, case, sample::full};
use crate::{
    api::{Filters, network},
    catalogue::rows,
    model::{EndpointSettings, NetworkCreateBody},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(|| network::List::new().filters(Filters::new().name("n"))),
        case(|| network::Inspect::new("n").verbose(true).scope("local")),
        case(create),
        case(|| network::Remove::new("n")),
        case(|| {
            network::Connect::new("n", "c")
                .endpoint_config(full::<EndpointSettings>(&rows::NETWORK_CONNECT, "/EndpointConfig"))
        }),
        case(|| network::Disconnect::new("n", "c").force(true)),
        case(network::Prune::new),
        case(|| network::Prune::new().filters(Filters::new().until("10m"))),
    ]
}

fn create() -> network::Create {
    let body: NetworkCreateBody = full(&rows::NETWORK_CREATE, "");
    network::Create::new("n")
        .check_duplicate(true)
        .driver("bridge")
        .scope("local")
        .internal(true)
        .attachable(true)
        .ingress(true)
        .config_only(true)
        .config_from(body.config_from.unwrap())
        .ipam(body.ipam.unwrap())
        .enable_ipv4(true)
        .enable_ipv6(true)
        .options([("a", "b")])
        .labels([("a", "b")])
}
