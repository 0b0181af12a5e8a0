//! Switches a host on and off by the operator's own commands.

use std::{process::Stdio, time::Duration};

use tokio::{io::AsyncReadExt, process::Command};

use crate::{
    fleet::Class,
    port::{BoxFuture, CallError, Switch},
};

/// How long a command may take.
const LIMIT: Duration = Duration::from_secs(600);

/// How much of what a command says is told.
const TOLD: u64 = 4096;

/// Two commands: a program with its arguments each, run without a shell.
#[derive(Debug, Clone)]
pub struct Commands {
    start: Vec<String>,
    stop: Vec<String>,
}

impl Commands {
    /// Names both.
    pub fn new(start: Vec<String>, stop: Vec<String>) -> Self {
        Self { start, stop }
    }
}

impl Switch for Commands {
    fn on(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(run(&self.start))
    }

    fn off(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(run(&self.stop))
    }
}

/// Runs a command to its end; one that takes too long, or is given up, is killed.
async fn run(words: &[String]) -> Result<(), CallError> {
    let refused = |reason: String| CallError::Refused { class: Class::Infra, reason };
    let Some((program, arguments)) = words.split_first() else {
        return Err(refused("no command is named".into()));
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| refused(format!("{program}: {error}")))?;
    let stderr = child.stderr.take();
    let ended = async {
        let mut said = Vec::new();
        if let Some(mut stderr) = stderr {
            // The first of it is told; the rest is read so that the command can end.
            drop((&mut stderr).take(TOLD).read_to_end(&mut said).await);
            drop(tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await);
        }
        (child.wait().await, said)
    };
    match tokio::time::timeout(LIMIT, ended).await {
        Ok((Ok(status), _)) if status.success() => Ok(()),
        Ok((Ok(status), said)) => {
            let said = String::from_utf8_lossy(&said);
            let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
            Err(CallError::Lost { reason: format!("{program}: {status}; {}", last.trim()) })
        }
        Ok((Err(error), _)) => Err(CallError::Lost { reason: format!("{program}: {error}") }),
        Err(_) => Err(CallError::Lost { reason: format!("{program}: not done after {} s", LIMIT.as_secs()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).into()
    }

    #[tokio::test]
    async fn a_command_that_succeeds_switches() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("on").display().to_string();
        let commands = Commands::new(sh(&format!("touch '{file}'")), sh(&format!("rm '{file}'")));
        commands.on().await.unwrap();
        assert!(folder.path().join("on").exists());
        commands.off().await.unwrap();
        assert!(!folder.path().join("on").exists());
    }

    #[tokio::test]
    async fn a_command_that_fails_says_why() {
        let failed = run(&sh("echo first >&2; echo no route to build1 >&2; exit 3")).await.unwrap_err();
        assert_eq!(failed.to_string(), "outcome unknown: sh: exit status: 3; no route to build1");
        let missing = run(&["/no/such/program".to_owned()]).await.unwrap_err();
        assert!(missing.to_string().starts_with("/no/such/program: No such file"), "{missing}");
    }
}
