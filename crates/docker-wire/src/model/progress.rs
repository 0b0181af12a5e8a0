//! One line of a pull, a push, a load or a build.

use super::macros::reply;

reply! {
    /// One line of a pull, a push, a load or a build.
    pub struct ProgressLine {
        /// Output of a build; it may be a part of a line, or several.
        stream: Option<String> = "stream",
        /// What happens.
        status: Option<String> = "status",
        /// A bar for people.
        progress: Option<String> = "progress",
        /// How far it is.
        progress_detail: Option<ProgressDetail> = "progressDetail",
        /// To what: a layer, or a tag.
        id: Option<String> = "id",
        /// What went wrong, in words.
        error: Option<String> = "error",
        /// What went wrong.
        error_detail: Option<ErrorDetail> = "errorDetail",
        /// What was made.
        aux: Option<serde_json::Value> = "aux",
    }
}

reply! {
    /// How far something is.
    pub struct ProgressDetail {
        /// Bytes that are done.
        current: Option<i64> = "current",
        /// Bytes that there are.
        total: Option<i64> = "total",
    }
}

reply! {
    /// What went wrong.
    pub struct ErrorDetail {
        /// A code; for a build step, its exit code.
        code: Option<i64> = "code",
        /// In words.
        message: Option<String> = "message",
    }
}
