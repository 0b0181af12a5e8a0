//! Running other programs.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a command of this program ends with: nothing, or one line for people.
pub(crate) type Done<T = ()> = Result<T, String>;

/// Returns the repository's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Prepares the cargo that runs this program.
pub(crate) fn cargo<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args(arguments);
    command
}

/// Prepares a script of the repository.
pub(crate) fn script<I: AsRef<OsStr>>(path: &str, arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(root().join(path));
    command.current_dir(root()).args(arguments).stdin(Stdio::null());
    command
}

/// Runs a command that must succeed, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Done {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", shown(command))) }
}

/// Runs a command that must succeed, and returns what it prints.
pub(crate) fn read(command: &mut Command) -> Done<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| format!("{}: {error}", shown(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{}: {}", shown(command), output.status))
    }
}

/// Returns a command as one would type it in the repository's folder.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = match program.strip_prefix(root()) {
        Ok(script) => script.display().to_string(),
        Err(_) => program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned(),
    };
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(program.into()).chain(words).collect::<Vec<_>>().join(" ")
}
