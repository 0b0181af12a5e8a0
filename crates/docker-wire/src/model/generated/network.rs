// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `network`.

use crate::model::{macros::{request}};

request! {
    /// A container's place in a network.
    pub struct EndpointSettings {
        /// Fixed addresses.
        ipam_config: one(EndpointIpam) = "IPAMConfig",
        /// Containers that are linked, as `container:alias`.
        links: texts = "Links",
        /// Names that other containers of the network find it by.
        aliases: texts = "Aliases",
        /// The MAC address, which replies of every version have. Since API 1.44.
        mac_address: text = "MacAddress",
        /// Options of the network driver. Since API 1.30.
        driver_opts: secret_options = "DriverOpts",
        /// Which endpoint is the default gateway: the highest. Since API 1.48.
        gw_priority: int = "GwPriority",
        /// The id of the network.
        network_id: text = "NetworkID",
        /// The id of the endpoint.
        endpoint_id: text = "EndpointID",
        /// The IPv4 gateway.
        gateway: text = "Gateway",
        /// The IPv4 address.
        ip_address: text = "IPAddress",
        /// The length of the IPv4 network's mask.
        ip_prefix_len: int = "IPPrefixLen",
        /// The IPv6 gateway.
        ipv6_gateway: text = "IPv6Gateway",
        /// The IPv6 address.
        global_ipv6_address: text = "GlobalIPv6Address",
        /// The length of the IPv6 network's mask.
        global_ipv6_prefix_len: int = "GlobalIPv6PrefixLen",
        /// All names that it is found by. Since API 1.44.
        dns_names: texts = "DNSNames",
    }
}

request! {
    /// Fixed addresses of an endpoint.
    pub struct EndpointIpam {
        /// The IPv4 address.
        ipv4_address: text = "IPv4Address",
        /// The IPv6 address.
        ipv6_address: text = "IPv6Address",
        /// Link-local addresses.
        link_local_ips: texts = "LinkLocalIPs",
    }
}
