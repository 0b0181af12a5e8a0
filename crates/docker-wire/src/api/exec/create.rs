//! `POST /containers/{id}/exec`

use crate::{
    catalogue::{Row, rows},
    model::{ExecConfig, ExecCreated, Private},
    operation::{Operation, Parts},
    reply::Json,
};

/// Prepares a command in a running container; [`Start`](super::Start) runs it.
///
/// Standard output and standard error are attached unless said otherwise.
///
/// # Errors
///
/// 404 where there is no such container, 409 where it is paused or does not run.
///
/// # Cancel safety
///
/// A command that was never started goes with its container.
///
/// # API version
///
/// Since 1.24. `env` since 1.25, `working_dir` since 1.35; older engines silently ignore them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    container: String,
    config: ExecConfig,
}

impl Create {
    /// Names the container by id or name, and the command.
    pub fn new<T: Into<String>>(container: impl Into<String>, cmd: impl IntoIterator<Item = T>) -> Self {
        let cmd: Vec<String> = cmd.into_iter().map(Into::into).collect();
        let config = ExecConfig::default().cmd(cmd).attach_stdout(true).attach_stderr(true);
        Self { container: container.into(), config }
    }

    /// Adds an environment variable. Since API 1.25.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let variable = format!("{}={}", name.as_ref(), value.as_ref());
        let mut variables = self.config.env.take().map(Private::into_inner).unwrap_or_default();
        variables.push(variable);
        self.config.env = Some(variables.into());
        self
    }

    /// Changes any other part of what is run.
    ///
    /// ```
    /// # use docker_wire::api::exec;
    /// let create = exec::Create::new("web", ["id"]).with(|config| config.user("nobody").working_dir("/"));
    /// ```
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(ExecConfig) -> ExecConfig) -> Self {
        self.config = change(self.config);
        self
    }
}

impl Operation for Create {
    type Reply = Json<ExecCreated>;
    const ROW: &'static Row = &rows::CONTAINER_EXEC;

    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.container).json(&self.config)
    }
}
