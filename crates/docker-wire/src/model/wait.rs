//! Small bodies: how a container ended, how a command is started, what lies at a path.

use super::macros::{reply, request};

reply! {
    /// How a container ended.
    pub struct WaitReply {
        /// Its exit code.
        status_code: Option<i64> = "StatusCode",
        /// What went wrong. Since API 1.34.
        error: Option<WaitError> = "Error",
    }
}

reply! {
    /// What went wrong while the engine waited.
    pub struct WaitError {
        /// In words.
        message: String = "Message",
    }
}

request! {
    /// How a command in a container is started.
    pub struct ExecStartBody {
        /// Whether the engine does not stay connected to it.
        detach: flag = "Detach",
        /// Whether there is a terminal; as it was created.
        tty: flag = "Tty",
        /// The size of the console: height and width. Since API 1.42.
        console_size: list(i64) = "ConsoleSize",
    }
}

reply! {
    /// What lies at a path in a container.
    pub struct PathStat {
        /// Its name.
        name: String = "name",
        /// Its size in bytes.
        size: Option<i64> = "size",
        /// Its mode, as Go counts it: the high bits say what it is, the low nine who may do what.
        mode: Option<i64> = "mode",
        /// When it was changed (RFC 3339).
        mtime: String = "mtime",
        /// Where it points, if it is a link.
        link_target: String = "linkTarget",
    }
}
