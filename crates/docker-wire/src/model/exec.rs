//! What engines tell about commands run in containers.

use super::reply::reply;

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
