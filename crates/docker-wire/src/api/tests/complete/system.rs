//! The engine itself.

use super::{Case, case};
use crate::api::{Filters, Timestamp, system};

pub(super) fn cases() -> Vec<Case> {
    let time = Timestamp::from_secs(1);
    vec![
        case(system::Ping::new),
        case(system::PingHead::new),
        case(system::Version::new),
        case(system::Info::new),
        case(move || system::Events::new().since(time).until(time).filters(Filters::new().event("die"))),
        case(|| system::DataUsage::new().r#type(["image"]).verbose(true)),
        case(|| {
            system::Auth::new()
                .username("u")
                .password("p")
                .auth("a")
                .email("e")
                .serveraddress("s")
                .identitytoken("i")
                .registrytoken("r")
        }),
    ]
}
