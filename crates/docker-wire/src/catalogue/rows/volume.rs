// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `volume`.

use crate::catalogue::gate::{Row, body, filter, path, query, v};

/// `POST /volumes/create`, since API 1.24.
pub static VOLUME_CREATE: Row = Row {
    id: "VolumeCreate", tag: "volume", method: "POST", path: "/volumes/create",
    since: v(24), until: None, streams: &[],
    gates: &[
        body("", "object", 24).types(),
        body("/ClusterVolumeSpec", "object", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode", "object", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode/BlockVolume", "empty", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode/MountVolume", "object", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode/MountVolume/FsType", "string", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode/MountVolume/MountFlags", "array<string>", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessMode/Scope", "string", 42).engine_code().values(&["single", "multi"]),
        body("/ClusterVolumeSpec/AccessMode/Sharing", "string", 42).engine_code().values(&["none", "readonly", "onewriter", "all"]),
        body("/ClusterVolumeSpec/AccessibilityRequirements", "object", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessibilityRequirements/Preferred", "array<object>", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessibilityRequirements/Preferred/*/Segments", "map<string>", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessibilityRequirements/Requisite", "array<object>", 42).engine_code(),
        body("/ClusterVolumeSpec/AccessibilityRequirements/Requisite/*/Segments", "map<string>", 42).engine_code(),
        body("/ClusterVolumeSpec/Availability", "string", 42).engine_code().values(&["active", "pause", "drain"]),
        body("/ClusterVolumeSpec/CapacityRange", "object", 42).engine_code(),
        body("/ClusterVolumeSpec/CapacityRange/LimitBytes", "integer:int64", 42).engine_code(),
        body("/ClusterVolumeSpec/CapacityRange/RequiredBytes", "integer:int64", 42).engine_code(),
        body("/ClusterVolumeSpec/Group", "string", 42).engine_code(),
        body("/ClusterVolumeSpec/Secrets", "array<object>", 42).engine_code(),
        body("/ClusterVolumeSpec/Secrets/*/Key", "string", 42).engine_code(),
        body("/ClusterVolumeSpec/Secrets/*/Secret", "string", 42).engine_code(),
        body("/Driver", "string", 24).types(),
        body("/DriverOpts", "map<string>", 24).types(),
        body("/Labels", "map<string>", 24).types(),
        body("/Name", "string", 24).types(),
    ],
};

/// `DELETE /volumes/{name}`, since API 1.24.
pub static VOLUME_DELETE: Row = Row {
    id: "VolumeDelete", tag: "volume", method: "DELETE", path: "/volumes/{name}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("force", "boolean", 25).spec(),
    ],
};

/// `GET /volumes/{name}`, since API 1.24.
pub static VOLUME_INSPECT: Row = Row {
    id: "VolumeInspect", tag: "volume", method: "GET", path: "/volumes/{name}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
    ],
};

/// `GET /volumes`, since API 1.24.
pub static VOLUME_LIST: Row = Row {
    id: "VolumeList", tag: "volume", method: "GET", path: "/volumes",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        filter("dangling", "boolean", 24).refused().spec(),
        filter("driver", "string", 24).refused().spec(),
        filter("label", "string", 27).refused().spec(),
        filter("name", "string", 24).refused().spec(),
    ],
};

/// `POST /volumes/prune`, since API 1.25.
pub static VOLUME_PRUNE: Row = Row {
    id: "VolumePrune", tag: "volume", method: "POST", path: "/volumes/prune",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 29).engine_code(),
        filter("all", "boolean", 42).refused().engine_code(),
        filter("label", "string", 29).spec(),
        filter("label!", "string", 29).spec(),
    ],
};

/// `PUT /volumes/{name}`, since API 1.42.
pub static VOLUME_UPDATE: Row = Row {
    id: "VolumeUpdate", tag: "volume", method: "PUT", path: "/volumes/{name}",
    since: v(42), until: None, streams: &[],
    gates: &[
        path("name", "string", 42).refused().spec(),
        query("version", "integer:int64", 42).spec(),
        body("", "object", 42).types(),
        body("/Spec", "object", 42).types(),
        body("/Spec/AccessMode", "object", 42).types(),
        body("/Spec/AccessMode/BlockVolume", "empty", 42).types(),
        body("/Spec/AccessMode/MountVolume", "object", 42).types(),
        body("/Spec/AccessMode/MountVolume/FsType", "string", 42).types(),
        body("/Spec/AccessMode/MountVolume/MountFlags", "array<string>", 42).types(),
        body("/Spec/AccessMode/Scope", "string", 42).types().values(&["single", "multi"]),
        body("/Spec/AccessMode/Sharing", "string", 42).types().values(&["none", "readonly", "onewriter", "all"]),
        body("/Spec/AccessibilityRequirements", "object", 42).types(),
        body("/Spec/AccessibilityRequirements/Preferred", "array<object>", 42).types(),
        body("/Spec/AccessibilityRequirements/Preferred/*/Segments", "map<string>", 42).types(),
        body("/Spec/AccessibilityRequirements/Requisite", "array<object>", 42).types(),
        body("/Spec/AccessibilityRequirements/Requisite/*/Segments", "map<string>", 42).types(),
        body("/Spec/Availability", "string", 42).types().values(&["active", "pause", "drain"]),
        body("/Spec/CapacityRange", "object", 42).types(),
        body("/Spec/CapacityRange/LimitBytes", "integer:int64", 42).types(),
        body("/Spec/CapacityRange/RequiredBytes", "integer:int64", 42).types(),
        body("/Spec/Group", "string", 42).types(),
        body("/Spec/Secrets", "array<object>", 42).types(),
        body("/Spec/Secrets/*/Key", "string", 42).types(),
        body("/Spec/Secrets/*/Secret", "string", 42).types(),
    ],
};
