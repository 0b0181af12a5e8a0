// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `network`.

use crate::catalogue::gate::{Row, body, filter, path, query, v};

/// `POST /networks/{id}/connect`, since API 1.24.
pub static NETWORK_CONNECT: Row = Row {
    id: "NetworkConnect", tag: "network", method: "POST", path: "/networks/{id}/connect",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        body("", "object", 24).types(),
        body("/Container", "string", 24).types(),
        body("/EndpointConfig", "object", 24).types(),
        body("/EndpointConfig/Aliases", "array<string>", 24).types(),
        body("/EndpointConfig/DNSNames", "array<string>", 44).types(),
        body("/EndpointConfig/DriverOpts", "map<string>", 30).types(),
        body("/EndpointConfig/EndpointID", "string", 24).types(),
        body("/EndpointConfig/Gateway", "string", 24).types(),
        body("/EndpointConfig/GlobalIPv6Address", "string", 24).types(),
        body("/EndpointConfig/GlobalIPv6PrefixLen", "integer:int64", 24).types(),
        body("/EndpointConfig/GwPriority", "integer:int64", 48).observed(),
        body("/EndpointConfig/IPAMConfig", "object", 24).types(),
        body("/EndpointConfig/IPAMConfig/IPv4Address", "string", 24).types(),
        body("/EndpointConfig/IPAMConfig/IPv6Address", "string", 24).types(),
        body("/EndpointConfig/IPAMConfig/LinkLocalIPs", "array<string>", 24).types(),
        body("/EndpointConfig/IPAddress", "string", 24).types(),
        body("/EndpointConfig/IPPrefixLen", "integer", 24).types(),
        body("/EndpointConfig/IPv6Gateway", "string", 24).types(),
        body("/EndpointConfig/Links", "array<string>", 24).types(),
        body("/EndpointConfig/MacAddress", "string", 54).engine_code(),
        body("/EndpointConfig/NetworkID", "string", 24).types(),
    ],
};

/// `POST /networks/create`, since API 1.24.
pub static NETWORK_CREATE: Row = Row {
    id: "NetworkCreate", tag: "network", method: "POST", path: "/networks/create",
    since: v(24), until: None, streams: &[],
    gates: &[
        body("", "object", 24).types(),
        body("/Attachable", "boolean", 25).types(),
        body("/CheckDuplicate", "boolean", 24).until(45).types(),
        body("/ConfigFrom", "object", 30).types(),
        body("/ConfigFrom/Network", "string", 30).types(),
        body("/ConfigOnly", "boolean", 30).types(),
        body("/Driver", "string", 24).types(),
        body("/EnableIPv4", "boolean", 48).observed(),
        body("/EnableIPv6", "boolean", 24).types(),
        body("/IPAM", "object", 24).types(),
        body("/IPAM/Config", "array<object>", 24).types(),
        body("/IPAM/Config/*/AuxiliaryAddresses", "map<string>", 24).types(),
        body("/IPAM/Config/*/Gateway", "string", 24).types(),
        body("/IPAM/Config/*/IPRange", "string", 24).types(),
        body("/IPAM/Config/*/Subnet", "string", 24).types(),
        body("/IPAM/Driver", "string", 24).types(),
        body("/IPAM/Options", "map<string>", 24).types(),
        body("/Ingress", "boolean", 29).types(),
        body("/Internal", "boolean", 24).types(),
        body("/Labels", "map<string>", 24).types(),
        body("/Name", "string", 24).types(),
        body("/Options", "map<string>", 24).types(),
        body("/Scope", "string", 30).types(),
    ],
};

/// `DELETE /networks/{id}`, since API 1.24.
pub static NETWORK_DELETE: Row = Row {
    id: "NetworkDelete", tag: "network", method: "DELETE", path: "/networks/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `POST /networks/{id}/disconnect`, since API 1.24.
pub static NETWORK_DISCONNECT: Row = Row {
    id: "NetworkDisconnect", tag: "network", method: "POST", path: "/networks/{id}/disconnect",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        body("", "object", 24).types(),
        body("/Container", "string", 24).types(),
        body("/Force", "boolean", 24).types(),
    ],
};

/// `GET /networks/{id}`, since API 1.24.
pub static NETWORK_INSPECT: Row = Row {
    id: "NetworkInspect", tag: "network", method: "GET", path: "/networks/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("scope", "string", 31).spec(),
        query("verbose", "boolean", 28).spec(),
    ],
};

/// `GET /networks`, since API 1.24.
pub static NETWORK_LIST: Row = Row {
    id: "NetworkList", tag: "network", method: "GET", path: "/networks",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        filter("dangling", "boolean", 40).refused().spec(),
        filter("driver", "string", 24).refused().spec(),
        filter("id", "string", 24).refused().spec(),
        filter("label", "string", 24).refused().spec(),
        filter("name", "string", 24).refused().spec(),
        filter("scope", "string", 29).refused().spec().values(&["global", "local", "swarm"]),
        filter("type", "string", 24).refused().spec().values(&["builtin", "custom"]),
    ],
};

/// `POST /networks/prune`, since API 1.25.
pub static NETWORK_PRUNE: Row = Row {
    id: "NetworkPrune", tag: "network", method: "POST", path: "/networks/prune",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 28).engine_code(),
        filter("label", "string", 29).spec(),
        filter("label!", "string", 29).spec(),
        filter("until", "string:time", 28).spec(),
    ],
};
