//! Good input gives these values, bad input gives these very lines, and no input panics.

mod bad;
mod complete;
mod good;
mod hostconfig;
mod hosts;
mod options;
mod rendered;
mod scenarios;
mod tls;

use std::path::Path;

use super::*;

/// Parses with a fixed environment and machine, and paths beginning at a folder.
fn parse_in(folder: &Path, text: &str) -> Result<Config, ConfigError> {
    let variable = |name: &str| match name {
        "LINUX1_PASS" => Some("pass-1".to_owned()),
        _ => None,
    };
    let machine = || MasterAddress { host: "ci.example".to_owned(), port: None };
    Config::parse_with(text, "latent.toml", &Outside { variable: &variable, machine: &machine, folder })
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    parse_in(Path::new("/etc/latent"), text)
}

/// The keys that the documentation lists for a table such as `[[worker]]`.
fn documented(table: &str) -> Vec<&'static str> {
    let head = format!("//! | `{table}` |");
    let rows = include_str!("../config.rs").lines().skip_while(|line| !line.starts_with(&head)).skip(2);
    rows.map_while(|line| line.strip_prefix("//! | "))
        .flat_map(|row| row.split(" | ").next().unwrap_or_default().split('`').skip(1).step_by(2))
        .filter(|key| key.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
        .collect()
}

/// A configuration with one worker, to which lines are added.
fn with(worker: &str) -> String {
    format!("{HEAD}image = \"debian:13\"\n{worker}\n")
}

const HEAD: &str = "\
[master]
url = \"http://127.0.0.1:8010\"
[[worker]]
name = \"linux-1\"
password = \"p\"
docker_host = \"unix:///var/run/docker.sock\"
";

/// The only worker of a configuration made by [`with`].
fn worker(lines: &str) -> Worker {
    parse(&with(lines)).unwrap().workers.remove(0)
}
