//! What engines tell about commands run in containers.

use std::fmt;

use super::{reply::reply, request::request};

request! {
    /// A command to be run in a container.
    pub struct ExecConfig {
        /// Whether standard input is attached.
        attach_stdin "AttachStdin": bool,
        /// Whether standard output is attached.
        attach_stdout "AttachStdout": bool,
        /// Whether standard error is attached.
        attach_stderr "AttachStderr": bool,
        /// Height and width of the terminal. Since API 1.42.
        console_size "ConsoleSize": Vec<i64>,
        /// The keys that detach a terminal.
        detach_keys "DetachKeys": String,
        /// Whether it has a terminal; its output is then one raw stream.
        tty "Tty": bool,
        /// Environment variables as `NAME=value`. Since API 1.25.
        env "Env": Vec<String>,
        /// The command.
        cmd "Cmd": Vec<String>,
        /// Whether it may do everything.
        privileged "Privileged": bool,
        /// Its user.
        user "User": String,
        /// Its working directory. Since API 1.35.
        working_dir "WorkingDir": String,
    }

    /// How a prepared command is run.
    #[derive(Debug)]
    pub struct ExecStartConfig {
        /// Whether nobody waits for it.
        detach "Detach": bool,
        /// Whether it has a terminal.
        tty "Tty": bool,
        /// Height and width of the terminal. Since API 1.42.
        console_size "ConsoleSize": Vec<i64>,
    }
}

/// Shows the names of environment variables and never their values.
impl fmt::Debug for ExecConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.env.iter().flatten().map(|variable| variable.split('=').next().unwrap_or_default());
        f.debug_struct("ExecConfig")
            .field("cmd", &self.cmd)
            .field("env", &names.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

reply! {
    /// Everything about one command run in a container.
    #[derive(Debug)]
    pub struct ExecInspect {
        /// Its id.
        id "ID": String,
        /// Whether it runs.
        running "Running": bool,
        /// How it ended; `None` while it has not.
        exit_code "ExitCode": Option<i64>,
        /// Its process, as the host numbers it; 0 while there is none.
        pid "Pid": i64,
        /// The container's id.
        container_id "ContainerID": String,
        /// What runs.
        process_config "ProcessConfig": ProcessConfig,
    }

    /// The process of a command run in a container.
    #[derive(Debug)]
    pub struct ProcessConfig {
        /// The program.
        entrypoint "entrypoint": String,
        /// Its arguments.
        arguments "arguments": Vec<String>,
        /// Whether it has a terminal.
        tty "tty": bool,
        /// Whether it may do everything.
        privileged "privileged": bool,
        /// Its user.
        user "user": String,
    }
}
