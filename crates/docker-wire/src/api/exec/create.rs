//! `POST /containers/{id}/exec`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ExecConfig, ExecCreated},
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a command in a running container; [`Start`](super::Start) starts it.
///
/// Output and error are attached unless set otherwise, since a command whose output nobody reads is the rarer wish.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the container is paused or does not run,
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine may have created it; what is never started goes with the container.
///
/// # API version
///
/// In every version; the docs of the setters say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    id: String,
    config: ExecConfig,
}

impl Create {
    /// Makes the operation for a container by id or name, and a command.
    pub fn new(id: impl Into<String>, cmd: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { id: id.into(), config: ExecConfig::new().cmd(cmd).attach_stdout(true).attach_stderr(true) }
    }

    setters! { [config]
        /// Sets whether standard input is attached.
        attach_stdin: flag,
        /// Sets whether standard output is attached. True unless set.
        attach_stdout: flag,
        /// Sets whether standard error is attached. True unless set.
        attach_stderr: flag,
        /// Sets the command and its arguments.
        cmd: texts,
        /// Sets whether it runs detached; the start decides that. Until API 1.51.
        detach: flag,
        /// Sets the keys that detach.
        detach_keys: text,
        /// Sets further environment, as `NAME=value`. Since API 1.25. Not shown by `Debug`.
        env: secrets,
        /// Sets whether it may do what the host may.
        privileged: flag,
        /// Sets whether there is a terminal; say it to the start as well.
        tty: flag,
        /// Sets the user, and after a colon the group, that it runs as.
        user: text,
        /// Sets the directory that it runs in. Since API 1.35.
        working_dir: text,
    }

    /// Sets the size of the console. Since API 1.42.
    #[must_use]
    pub fn console_size(mut self, height: u16, width: u16) -> Self {
        self.config = self.config.console_size([height, width]);
        self
    }

    /// Attaches standard input if there is some; tells whether there is a terminal.
    pub(crate) fn prepare_run(&mut self, stdin: bool) -> bool {
        if stdin {
            self.config.attach_stdin = Some(true);
        }
        self.config.tty.unwrap_or_default()
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.config = self.config.extra(key, value);
        self
    }
}

impl Operation for Create {
    type Reply = Json<ExecCreated>;
    const ROW: &'static Row = &rows::CONTAINER_EXEC;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.config)
    }
}
