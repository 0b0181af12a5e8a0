//! The networks that a container joins when it is created.

use std::collections::BTreeMap;

use super::request::request;

request! {
    /// The networks that a container joins when it is created.
    #[derive(Debug)]
    pub struct NetworkingConfig {
        /// Its place in each network, by the network's name. Below API 1.44 engines take one only.
        endpoints_config "EndpointsConfig": BTreeMap<String, EndpointSettings>,
    }
}

request! {
    /// A container's place in one network.
    #[derive(Debug)]
    pub struct EndpointSettings {
        /// Further names of the container in the network.
        aliases "Aliases": Vec<String>,
        /// Names that resolve to it. Since API 1.44.
        dns_names "DNSNames": Vec<String>,
        /// What the driver is told. Since API 1.30.
        driver_opts "DriverOpts": BTreeMap<String, String>,
        /// The endpoint's id.
        endpoint_id "EndpointID": String,
        /// The gateway.
        gateway "Gateway": String,
        /// The global IPv6 address.
        global_ipv6_address "GlobalIPv6Address": String,
        /// The length of its prefix.
        global_ipv6_prefix_len "GlobalIPv6PrefixLen": i64,
        /// Which network gives the default gateway: the highest. Since API 1.48.
        gw_priority "GwPriority": i64,
        /// Addresses that are asked for.
        ipam_config "IPAMConfig": EndpointIpam,
        /// The IPv4 address.
        ip_address "IPAddress": String,
        /// The length of its prefix.
        ip_prefix_len "IPPrefixLen": i64,
        /// The IPv6 gateway.
        ipv6_gateway "IPv6Gateway": String,
        /// Links to other containers.
        links "Links": Vec<String>,
        /// The MAC address. Since API 1.44.
        mac_address "MacAddress": String,
        /// The network's id.
        network_id "NetworkID": String,
    }
}

request! {
    /// Addresses that a container asks for in a network.
    #[derive(Debug)]
    pub struct EndpointIpam {
        /// The IPv4 address.
        ipv4_address "IPv4Address": String,
        /// The IPv6 address.
        ipv6_address "IPv6Address": String,
        /// Link-local addresses.
        link_local_ips "LinkLocalIPs": Vec<String>,
    }
}
