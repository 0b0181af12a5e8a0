// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `image`.

use crate::catalogue::gate::{Row, Stream, body, filter, header, path, query, v};

/// `GET /images/{name}/attestations`, since API 1.55.
pub static IMAGE_ATTESTATIONS: Row = Row {
    id: "ImageAttestations", tag: "image", method: "GET", path: "/images/{name}/attestations",
    since: v(55), until: None, streams: &[],
    gates: &[
        path("name", "string", 55).refused().spec(),
        query("platform", "array<string>:multi", 55).spec(),
        query("statement", "boolean", 55).spec(),
        query("type", "array<string>:multi", 55).spec(),
    ],
};

/// `POST /commit`, since API 1.24.
pub static IMAGE_COMMIT: Row = Row {
    id: "ImageCommit", tag: "image", method: "POST", path: "/commit",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("author", "string", 24).spec(),
        query("changes", "string", 24).spec(),
        query("comment", "string", 24).spec(),
        query("container", "string", 24).spec(),
        query("pause", "boolean", 24).spec(),
        query("repo", "string", 24).spec(),
        query("tag", "string", 24).spec(),
        body("", "object", 24).types(),
        body("/ArgsEscaped", "boolean", 24).types(),
        body("/AttachStderr", "boolean", 24).types(),
        body("/AttachStdin", "boolean", 24).types(),
        body("/AttachStdout", "boolean", 24).types(),
        body("/Cmd", "array<string>|string", 24).types(),
        body("/Domainname", "string", 24).types(),
        body("/Entrypoint", "array<string>|string", 24).types(),
        body("/Env", "array<string>", 24).types(),
        body("/ExposedPorts", "map<empty>", 24).types(),
        body("/Healthcheck", "object", 24).types(),
        body("/Healthcheck/Interval", "integer:int64", 24).types(),
        body("/Healthcheck/Retries", "integer", 24).types(),
        body("/Healthcheck/StartInterval", "integer:int64", 44).types(),
        body("/Healthcheck/StartPeriod", "integer:int64", 29).types(),
        body("/Healthcheck/Test", "array<string>", 24).types(),
        body("/Healthcheck/Timeout", "integer:int64", 24).types(),
        body("/Hostname", "string", 24).types(),
        body("/Image", "string", 24).types(),
        body("/Labels", "map<string>", 24).types(),
        body("/MacAddress", "string", 24).until(51).types(),
        body("/NetworkDisabled", "boolean", 24).types(),
        body("/OnBuild", "array<string>", 24).types(),
        body("/OpenStdin", "boolean", 24).types(),
        body("/Shell", "array<string>|string", 24).types(),
        body("/StdinOnce", "boolean", 24).types(),
        body("/StopSignal", "string", 24).types(),
        body("/StopTimeout", "integer", 25).engine_code(),
        body("/Tty", "boolean", 24).types(),
        body("/User", "string", 24).types(),
        body("/Volumes", "map<empty>", 24).types(),
        body("/WorkingDir", "string", 24).types(),
    ],
};

/// `POST /images/create`, since API 1.24.
pub static IMAGE_CREATE: Row = Row {
    id: "ImageCreate", tag: "image", method: "POST", path: "/images/create",
    since: v(24), until: None, streams: &[Stream::TarIn, Stream::JsonStream],
    gates: &[
        query("changes", "array<string>", 24).engine_code(),
        query("fromImage", "string", 24).spec(),
        query("fromSrc", "string", 24).spec(),
        query("message", "string", 24).engine_code(),
        query("platform", "string", 32).engine_code(),
        query("repo", "string", 24).spec(),
        query("tag", "string", 24).spec(),
        header("X-Registry-Auth", "string", 24).spec(),
        body("", "string", 24).types(),
    ],
};

/// `DELETE /images/{name}`, since API 1.24.
pub static IMAGE_DELETE: Row = Row {
    id: "ImageDelete", tag: "image", method: "DELETE", path: "/images/{name}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("force", "boolean", 24).spec(),
        query("noprune", "boolean", 24).spec(),
        query("platforms", "array<string>", 50).observed(),
    ],
};

/// `GET /images/{name}/get`, since API 1.24.
pub static IMAGE_GET: Row = Row {
    id: "ImageGet", tag: "image", method: "GET", path: "/images/{name}/get",
    since: v(24), until: None, streams: &[Stream::TarOut],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("platform", "array<string>:multi", 48).observed(),
        query("platform", "array<string>:multi", 52).more_than_one().refused().engine_code(),
    ],
};

/// `GET /images/get`, since API 1.24.
pub static IMAGE_GET_ALL: Row = Row {
    id: "ImageGetAll", tag: "image", method: "GET", path: "/images/get",
    since: v(24), until: None, streams: &[Stream::TarOut],
    gates: &[
        query("names", "array<string>", 24).spec(),
        query("platform", "array<string>:multi", 48).observed(),
        query("platform", "array<string>:multi", 52).more_than_one().refused().engine_code(),
    ],
};

/// `GET /images/{name}/history`, since API 1.24.
pub static IMAGE_HISTORY: Row = Row {
    id: "ImageHistory", tag: "image", method: "GET", path: "/images/{name}/history",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("platform", "string:json-object", 48).observed(),
    ],
};

/// `GET /images/{name}/json`, since API 1.24.
pub static IMAGE_INSPECT: Row = Row {
    id: "ImageInspect", tag: "image", method: "GET", path: "/images/{name}/json",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("manifests", "boolean", 48).engine_code(),
        query("platform", "string:json-object", 49).observed(),
    ],
};

/// `GET /images/json`, since API 1.24.
pub static IMAGE_LIST: Row = Row {
    id: "ImageList", tag: "image", method: "GET", path: "/images/json",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("all", "boolean", 24).spec(),
        query("digests", "boolean", 24).spec(),
        query("filter", "string", 24).until(40).observed(),
        query("filters", "string:json-object", 24).spec(),
        query("identity", "boolean", 54).engine_code(),
        query("manifests", "boolean", 47).engine_code(),
        query("shared-size", "boolean", 42).observed(),
        filter("before", "string", 24).refused().spec(),
        filter("dangling", "boolean", 24).refused().spec(),
        filter("label", "string", 24).refused().spec(),
        filter("reference", "string", 25).refused().spec(),
        filter("since", "string", 24).refused().spec(),
        filter("until", "string:time", 44).refused().spec(),
    ],
};

/// `POST /images/load`, since API 1.24.
pub static IMAGE_LOAD: Row = Row {
    id: "ImageLoad", tag: "image", method: "POST", path: "/images/load",
    since: v(24), until: None, streams: &[Stream::TarIn, Stream::JsonStream],
    gates: &[
        query("platform", "array<string>:multi", 48).observed(),
        query("platform", "array<string>:multi", 52).more_than_one().refused().engine_code(),
        query("quiet", "boolean", 24).spec(),
        body("", "string:binary", 24).types(),
    ],
};

/// `POST /images/prune`, since API 1.25.
pub static IMAGE_PRUNE: Row = Row {
    id: "ImagePrune", tag: "image", method: "POST", path: "/images/prune",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 25).spec(),
        filter("dangling", "boolean", 25).spec(),
        filter("label", "string", 29).spec(),
        filter("label!", "string", 29).spec(),
        filter("until", "string:time", 28).spec(),
    ],
};

/// `POST /images/{name}/push`, since API 1.24.
pub static IMAGE_PUSH: Row = Row {
    id: "ImagePush", tag: "image", method: "POST", path: "/images/{name}/push",
    since: v(24), until: None, streams: &[Stream::JsonStream],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("platform", "string:json-object", 46).engine_code(),
        query("tag", "string", 24).spec(),
        header("X-Registry-Auth", "string", 24).spec(),
    ],
};

/// `GET /images/search`, since API 1.24.
pub static IMAGE_SEARCH: Row = Row {
    id: "ImageSearch", tag: "image", method: "GET", path: "/images/search",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        query("limit", "integer", 24).spec(),
        query("term", "string", 24).spec(),
        filter("is-automated", "boolean", 24).refused().spec(),
        filter("is-official", "boolean", 24).refused().spec(),
        filter("stars", "integer", 24).refused().spec(),
        header("X-Registry-Auth", "string", 24).engine_code(),
    ],
};

/// `POST /images/{name}/tag`, since API 1.24.
pub static IMAGE_TAG: Row = Row {
    id: "ImageTag", tag: "image", method: "POST", path: "/images/{name}/tag",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("name", "string", 24).refused().spec(),
        query("repo", "string", 24).spec(),
        query("tag", "string", 24).spec(),
    ],
};
