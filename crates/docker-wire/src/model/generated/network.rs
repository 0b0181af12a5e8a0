// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `network`.

use std::collections::BTreeMap;

use crate::model::{macros::{reply, request}};

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

reply! {
    /// A network in a list.
    pub struct NetworkSummary {
        /// Its id.
        id: String = "Id",
        /// Its name.
        name: String = "Name",
        /// When it was made (RFC 3339). Since API 1.25.
        created: String = "Created",
        /// `local`, `swarm` or `global`.
        scope: String = "Scope",
        /// The driver.
        driver: String = "Driver",
        /// Whether it has IPv4. Since API 1.48.
        enable_ipv4: Option<bool> = "EnableIPv4",
        /// Whether it has IPv6.
        enable_ipv6: bool = "EnableIPv6",
        /// How addresses are given.
        ipam: Ipam = "IPAM",
        /// Whether nothing outside can be reached.
        internal: bool = "Internal",
        /// Whether containers may connect to this network of a swarm. Since API 1.25.
        attachable: bool = "Attachable",
        /// Whether it carries the published ports of a swarm. Since API 1.29.
        ingress: bool = "Ingress",
        /// The network that its settings come from. Since API 1.30.
        config_from: ConfigReference = "ConfigFrom",
        /// Whether it is only settings for others. Since API 1.30.
        config_only: bool = "ConfigOnly",
        /// Its endpoints, by the id of the container. Until API 1.51.
        containers: BTreeMap<String, Box<NetworkEndpoint>> = "Containers",
        /// Options of the driver. Not shown by `Debug`.
        options: crate::model::Private<BTreeMap<String, String>> = "Options",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// The engines that it spans. Since API 1.25.
        peers: Vec<NetworkPeer> = "Peers",
    }
}

reply! {
    /// Everything that the engine knows about one network.
    pub struct NetworkInspect {
        /// Its id.
        id: String = "Id",
        /// Its name.
        name: String = "Name",
        /// When it was made (RFC 3339). Since API 1.25.
        created: String = "Created",
        /// `local`, `swarm` or `global`.
        scope: String = "Scope",
        /// The driver.
        driver: String = "Driver",
        /// Whether it has IPv4. Since API 1.48.
        enable_ipv4: Option<bool> = "EnableIPv4",
        /// Whether it has IPv6.
        enable_ipv6: bool = "EnableIPv6",
        /// How addresses are given.
        ipam: Ipam = "IPAM",
        /// Whether nothing outside can be reached.
        internal: bool = "Internal",
        /// Whether containers may connect to this network of a swarm. Since API 1.25.
        attachable: bool = "Attachable",
        /// Whether it carries the published ports of a swarm. Since API 1.29.
        ingress: bool = "Ingress",
        /// The network that its settings come from. Since API 1.30.
        config_from: ConfigReference = "ConfigFrom",
        /// Whether it is only settings for others. Since API 1.30.
        config_only: bool = "ConfigOnly",
        /// Its endpoints, by the id of the container.
        containers: BTreeMap<String, Box<NetworkEndpoint>> = "Containers",
        /// Options of the driver. Not shown by `Debug`.
        options: crate::model::Private<BTreeMap<String, String>> = "Options",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// The engines that it spans. Since API 1.25.
        peers: Vec<NetworkPeer> = "Peers",
        /// The services of a swarm in it, if details were asked for. Since API 1.28.
        services: BTreeMap<String, Box<NetworkService>> = "Services",
        /// How it fares. Since API 1.52.
        status: Option<NetworkStatus> = "Status",
    }
}

reply! {
    /// A container in a network.
    pub struct NetworkEndpoint {
        /// The name of the container.
        name: String = "Name",
        /// The id of the endpoint.
        endpoint_id: String = "EndpointID",
        /// The MAC address.
        mac_address: String = "MacAddress",
        /// The IPv4 address with the length of the mask.
        ipv4_address: String = "IPv4Address",
        /// The IPv6 address with the length of the mask.
        ipv6_address: String = "IPv6Address",
    }
}

reply! {
    /// An engine that a network spans. Since API 1.25.
    pub struct NetworkPeer {
        /// Its name.
        name: String = "Name",
        /// Its address.
        ip: String = "IP",
    }
}

reply! {
    /// A service of a swarm in a network. Since API 1.28.
    pub struct NetworkService {
        /// Its virtual address.
        vip: String = "VIP",
        /// Its ports.
        ports: Vec<String> = "Ports",
        /// Its number in the local load balancer.
        local_lb_index: Option<i64> = "LocalLBIndex",
        /// Its tasks.
        tasks: Vec<NetworkTask> = "Tasks",
    }
}

reply! {
    /// A task of a service in a network. Since API 1.28.
    pub struct NetworkTask {
        /// Its name.
        name: String = "Name",
        /// The id of its endpoint.
        endpoint_id: String = "EndpointID",
        /// Its address.
        endpoint_ip: String = "EndpointIP",
        /// What else there is to say.
        info: BTreeMap<String, String> = "Info",
    }
}

reply! {
    /// How a network fares. Since API 1.52.
    pub struct NetworkStatus {
        /// Its addresses.
        ipam: IpamStatus = "IPAM",
    }
}

reply! {
    /// How many addresses a network has. Since API 1.52.
    pub struct IpamStatus {
        /// By subnet.
        subnets: BTreeMap<String, Box<SubnetStatus>> = "Subnets",
    }
}

reply! {
    /// How many addresses a subnet has. Since API 1.52.
    pub struct SubnetStatus {
        /// Those in use.
        ips_in_use: Option<i64> = "IPsInUse",
        /// Those that can still be given.
        dynamic_ips_available: Option<i64> = "DynamicIPsAvailable",
    }
}

request! {
    /// A network to make.
    pub struct NetworkCreateBody {
        /// Its name.
        name: text = "Name",
        /// Whether a second network of the name is refused; later engines always do. Until API 1.45.
        check_duplicate: flag = "CheckDuplicate",
        /// The driver.
        driver: text = "Driver",
        /// `local` or `swarm`. Since API 1.30.
        scope: text = "Scope",
        /// Whether nothing outside can be reached.
        internal: flag = "Internal",
        /// Whether containers may connect to this network of a swarm. Since API 1.25.
        attachable: flag = "Attachable",
        /// Whether it carries the published ports of a swarm. Since API 1.29.
        ingress: flag = "Ingress",
        /// Whether it is only settings for others. Since API 1.30.
        config_only: flag = "ConfigOnly",
        /// The network that its settings come from. Since API 1.30.
        config_from: one(ConfigReference) = "ConfigFrom",
        /// How addresses are given.
        ipam: one(Ipam) = "IPAM",
        /// Whether it has IPv4. Since API 1.48.
        enable_ipv4: flag = "EnableIPv4",
        /// Whether it has IPv6.
        enable_ipv6: flag = "EnableIPv6",
        /// Options of the driver. Not shown by `Debug`.
        options: secret_options = "Options",
        /// Labels.
        labels: options = "Labels",
    }
}

request! {
    /// How a network gives addresses.
    pub struct Ipam {
        /// Who gives them.
        driver: text = "Driver",
        /// From where.
        config: list(IpamConfig) = "Config",
        /// Options of the driver.
        options: options = "Options",
    }
}

request! {
    /// A range that addresses come from.
    pub struct IpamConfig {
        /// The subnet, such as `172.20.0.0/16`.
        subnet: text = "Subnet",
        /// The part of it for containers.
        ip_range: text = "IPRange",
        /// The gateway.
        gateway: text = "Gateway",
        /// Addresses that are not given, by name.
        auxiliary_addresses: options = "AuxiliaryAddresses",
    }
}

request! {
    /// A network that holds settings. Since API 1.30.
    pub struct ConfigReference {
        /// Its name.
        network: text = "Network",
    }
}

reply! {
    /// A network that was made.
    pub struct NetworkCreated {
        /// Its id.
        id: String = "Id",
        /// What the engine had doubts about.
        warning: String = "Warning",
    }
}

request! {
    /// A container to connect to a network.
    pub struct NetworkConnectBody {
        /// The container.
        container: text = "Container",
        /// Its place in the network.
        endpoint_config: one(EndpointSettings) = "EndpointConfig",
    }
}

request! {
    /// A container to disconnect from a network.
    pub struct NetworkDisconnectBody {
        /// The container.
        container: text = "Container",
        /// Whether it is disconnected although it is gone.
        force: flag = "Force",
    }
}

reply! {
    /// The networks that a prune removed. Since API 1.25.
    pub struct NetworksPruned {
        /// Their names.
        networks_deleted: Vec<String> = "NetworksDeleted",
    }
}
