// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `exec`.

use crate::model::{macros::{reply, request}};

request! {
    /// A command to run in a running container.
    pub struct ExecConfig {
        /// Whether standard input is attached.
        attach_stdin: flag = "AttachStdin",
        /// Whether standard output is attached.
        attach_stdout: flag = "AttachStdout",
        /// Whether standard error is attached.
        attach_stderr: flag = "AttachStderr",
        /// The command and its arguments.
        cmd: texts = "Cmd",
        /// The size of the console: height and width. Since API 1.42.
        console_size: list(i64) = "ConsoleSize",
        /// Whether it runs detached; the start decides that. Until API 1.51.
        detach: flag = "Detach",
        /// The keys that detach.
        detach_keys: text = "DetachKeys",
        /// Further environment, as `NAME=value`. Not shown by `Debug`. Since API 1.25.
        env: secrets = "Env",
        /// Whether it may do what the host may.
        privileged: flag = "Privileged",
        /// Whether there is a terminal.
        tty: flag = "Tty",
        /// The user, and after a colon the group, that it runs as.
        user: text = "User",
        /// The directory that it runs in. Since API 1.35.
        working_dir: text = "WorkingDir",
    }
}

reply! {
    /// A command that was created and not started.
    pub struct ExecCreated {
        /// Its id.
        id: String = "Id",
    }
}

reply! {
    /// A command in a running container.
    pub struct ExecInspect {
        /// Its id.
        id: String = "ID",
        /// Whether it runs.
        running: bool = "Running",
        /// Its exit code; `None` while it runs.
        exit_code: Option<i64> = "ExitCode",
        /// What runs.
        process_config: ExecProcess = "ProcessConfig",
        /// Whether standard input is open.
        open_stdin: bool = "OpenStdin",
        /// Whether standard error is open.
        open_stderr: bool = "OpenStderr",
        /// Whether standard output is open.
        open_stdout: bool = "OpenStdout",
        /// Whether it can be removed.
        can_remove: bool = "CanRemove",
        /// The id of the container.
        container_id: String = "ContainerID",
        /// The keys that detach.
        detach_keys: String = "DetachKeys",
        /// The id of its process on the host; 0 before it runs. Since API 1.25.
        pid: Option<i64> = "Pid",
    }
}

reply! {
    /// What a command runs.
    pub struct ExecProcess {
        /// Whether there is a terminal.
        tty: bool = "tty",
        /// The program.
        entrypoint: String = "entrypoint",
        /// Its arguments.
        arguments: Vec<String> = "arguments",
        /// Whether it may do what the host may.
        privileged: bool = "privileged",
        /// The user.
        user: String = "user",
    }
}
