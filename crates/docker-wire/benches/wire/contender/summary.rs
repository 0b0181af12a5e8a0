//! The leanest owned structs that hold all of a list of containers: the floor of decoding it.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "decoding is all that is done with it")]
pub(super) struct Summary {
    id: String,
    names: Vec<String>,
    image: String,
    #[serde(rename = "ImageID")]
    image_id: String,
    command: String,
    created: i64,
    ports: Vec<Port>,
    labels: BTreeMap<String, String>,
    state: String,
    status: String,
    host_config: HostConfig,
    network_settings: NetworkSettings,
    mounts: Vec<Mount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "decoding is all that is done with it")]
struct Port {
    #[serde(rename = "IP")]
    ip: Option<String>,
    private_port: u16,
    public_port: Option<u16>,
    r#type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "decoding is all that is done with it")]
struct HostConfig {
    network_mode: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "decoding is all that is done with it")]
struct NetworkSettings {
    networks: BTreeMap<String, Endpoint>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding is all that is done with it")]
struct Endpoint {
    #[serde(rename = "Links")]
    links: Option<Vec<String>>,
    #[serde(rename = "Aliases")]
    aliases: Option<Vec<String>>,
    #[serde(rename = "NetworkID")]
    network_id: String,
    #[serde(rename = "EndpointID")]
    endpoint_id: String,
    #[serde(rename = "Gateway")]
    gateway: String,
    #[serde(rename = "IPAddress")]
    ip_address: String,
    #[serde(rename = "IPPrefixLen")]
    ip_prefix_len: i64,
    #[serde(rename = "IPv6Gateway")]
    ipv6_gateway: String,
    #[serde(rename = "GlobalIPv6Address")]
    global_ipv6_address: String,
    #[serde(rename = "GlobalIPv6PrefixLen")]
    global_ipv6_prefix_len: i64,
    #[serde(rename = "MacAddress")]
    mac_address: String,
    #[serde(rename = "DriverOpts")]
    driver_opts: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "decoding is all that is done with it")]
struct Mount {
    r#type: String,
    name: Option<String>,
    source: String,
    destination: String,
    driver: Option<String>,
    mode: String,
    #[serde(rename = "RW")]
    rw: bool,
    propagation: String,
}
