//! The operations.

use super::Row;
use crate::version::ApiVersion;

/// `GET /_ping`.
pub static SYSTEM_PING: Row =
    Row { id: "SystemPing", method: "GET", path: "/_ping", since: ApiVersion::V1_24, until: None };
/// `GET /version`.
pub static SYSTEM_VERSION: Row =
    Row { id: "SystemVersion", method: "GET", path: "/version", since: ApiVersion::V1_24, until: None };
