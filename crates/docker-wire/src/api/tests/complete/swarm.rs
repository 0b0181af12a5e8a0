//! Swarms, and what runs in them; plugins and sessions.

use std::time::Duration;

use super::{Case, case};
use crate::{
    api::{
        Filters, config, node, plugin, secret, service, session, swarm, task,
        tests::swarm::full::{self, auth},
    },
    codec::archive::Archive,
    model::PluginPrivilege,
};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = swarms();
    cases.extend(services());
    cases.extend(plugins());
    cases
}

fn filters() -> Filters {
    Filters::new().name("a")
}

fn swarms() -> Vec<Case> {
    vec![
        case(swarm::Inspect::new),
        case(full::init),
        case(full::join),
        case(|| swarm::Leave::new().force(true)),
        case(full::swarm_update),
        case(swarm::UnlockKey::new),
        case(|| swarm::Unlock::new("key")),
        case(|| node::List::new().filters(filters())),
        case(|| node::Inspect::new("n")),
        case(|| node::Remove::new("n").force(true)),
        case(|| node::Update::new("n", 1, full::node_spec())),
        case(|| secret::List::new().filters(filters())),
        case(|| secret::Create::from_spec(full::secret_spec())),
        case(|| secret::Inspect::new("s")),
        case(|| secret::Remove::new("s")),
        case(|| secret::Update::new("s", 1, full::secret_spec())),
        case(|| config::List::new().filters(filters())),
        case(|| config::Create::from_spec(full::config_spec())),
        case(|| config::Inspect::new("c")),
        case(|| config::Remove::new("c")),
        case(|| config::Update::new("c", 1, full::config_spec())),
        case(|| session::Open::new("id").name("n").shared_key("k").methods(["/a/B"])),
    ]
}

fn services() -> Vec<Case> {
    vec![
        case(|| service::List::new().filters(filters()).status(true)),
        case(full::service_create),
        case(|| service::Inspect::new("s").insert_defaults(true)),
        case(|| service::Remove::new("s")),
        case(full::service_update),
        case(full::service_logs),
        case(|| task::List::new().filters(filters())),
        case(|| task::Inspect::new("t")),
        case(full::task_logs),
    ]
}

fn plugins() -> Vec<Case> {
    let privilege = || PluginPrivilege::new().name("network").description("d").value(["host"]);
    vec![
        case(plugin::List::new),
        case(|| plugin::List::new().filters(Filters::new().enabled(true))),
        case(|| plugin::Privileges::new("r/p").name("p").auth(auth())),
        case(move || plugin::Pull::new("r/p").name("p").privileges([privilege()]).auth(auth())),
        case(move || plugin::Upgrade::new("p", "r/p:2").privileges([privilege()]).auth(auth())),
        case(|| plugin::Inspect::new("p")),
        case(|| plugin::Remove::new("p").force(true)),
        case(|| plugin::Enable::new("p").timeout(Duration::from_secs(1))),
        case(|| plugin::Disable::new("p").force(true)),
        case(|| plugin::Create::new("p", Archive::new().file("config.json", 0o644, "{}"))),
        case(|| plugin::Push::new("p").auth(auth())),
        case(|| plugin::Set::new("p", ["DEBUG=1"])),
    ]
}
