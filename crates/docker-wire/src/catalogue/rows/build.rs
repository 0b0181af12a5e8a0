// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `build`.

use crate::catalogue::gate::{Row, Stream, body, filter, header, query, v};

/// `POST /build/prune`, since API 1.31.
pub static BUILD_PRUNE: Row = Row {
    id: "BuildPrune", tag: "build", method: "POST", path: "/build/prune",
    since: v(31), until: None, streams: &[],
    gates: &[
        query("all", "boolean", 39).spec(),
        query("filters", "string:json-object", 39).spec(),
        query("keep-storage", "integer:int64", 39).until(51).engine_code(),
        query("max-used-space", "integer:int64", 48).observed(),
        query("min-free-space", "integer:int64", 48).observed(),
        query("reserved-space", "integer:int64", 48).observed(),
        filter("description", "string", 39).refused().spec(),
        filter("id", "string", 39).refused().spec(),
        filter("inuse", "string", 39).refused().spec(),
        filter("parent", "string", 39).refused().spec(),
        filter("private", "string", 39).refused().spec(),
        filter("shared", "string", 39).refused().spec(),
        filter("type", "string", 39).refused().spec(),
        filter("until", "string:time", 39).refused().spec(),
        filter("unused-for", "string:time", 39).refused().engine_code(),
    ],
};

/// `POST /build`, since API 1.24.
pub static IMAGE_BUILD: Row = Row {
    id: "ImageBuild", tag: "build", method: "POST", path: "/build",
    since: v(24), until: None, streams: &[Stream::TarIn, Stream::JsonStream],
    gates: &[
        query("buildargs", "string:json-object", 24).spec(),
        query("buildid", "string", 38).engine_code(),
        query("cachefrom", "string:json-array", 25).spec(),
        query("cgroupparent", "string", 24).engine_code(),
        query("cpuperiod", "integer", 24).spec(),
        query("cpuquota", "integer", 24).spec(),
        query("cpusetcpus", "string", 24).spec(),
        query("cpusetmems", "string", 24).engine_code(),
        query("cpushares", "integer", 24).spec(),
        query("dockerfile", "string", 24).spec(),
        query("extrahosts", "string", 28).spec(),
        query("forcerm", "boolean", 24).spec(),
        query("isolation", "string", 24).engine_code(),
        query("labels", "string:json-object", 24).spec(),
        query("memory", "integer", 24).spec(),
        query("memswap", "integer", 24).spec(),
        query("networkmode", "string", 25).spec(),
        query("nocache", "boolean", 24).spec(),
        query("outputs", "string:json-array", 40).engine_code(),
        query("platform", "string", 34).engine_code(),
        query("pull", "string", 24).spec(),
        query("q", "boolean", 24).spec(),
        query("remote", "string", 24).spec(),
        query("rm", "boolean", 24).spec(),
        query("securityopt", "string", 25).engine_code(),
        query("session", "string", 31).engine_code(),
        query("shmsize", "integer", 24).spec(),
        query("squash", "boolean", 25).spec(),
        query("t", "string", 24).spec(),
        query("target", "string", 29).engine_code(),
        query("ulimits", "string:json-array", 24).engine_code(),
        query("version", "string", 38).spec().values(&["1", "2"]),
        header("Content-type", "string", 24).spec().values(&["application/x-tar", "application/tar"]),
        header("X-Registry-Config", "string", 24).spec(),
        body("", "string:binary", 24).types(),
    ],
};
