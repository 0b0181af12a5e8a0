//! How the engine is found where nobody, or only the environment, says where it is.

mod context;
mod sockets;
#[cfg(test)]
mod tests;

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use self::context::Store;
use super::host::{DEFAULT_SOCKET, Host, HostError};
use crate::{transport::TlsFiles, version::ApiVersion};

/// The address that was found, how it is reached, and how it was found.
///
/// The engine is looked for in the `docker` CLI's order; the first that says something counts:
///
/// | who | what of it |
/// |---|---|
/// | the caller | an address |
/// | `DOCKER_HOST` | an address |
/// | `DOCKER_CONTEXT` | the name of a context; `default` is what comes without one |
/// | `config.json`, `currentContext` | the same; the file is in `DOCKER_CONFIG`, by default in `~/.docker` |
/// | `DOCKER_TLS_VERIFY` or `DOCKER_TLS` alone | `tcp://localhost:2376` |
/// | the default socket | `/var/run/docker.sock` |
///
/// Only if all that says nothing and the default socket is not there, the sockets of rootless engines, Docker Desktop,
/// Colima and Podman are looked at, in this order.
///
/// With the caller's address or `DOCKER_HOST`, `DOCKER_TLS_VERIFY` asks for TLS and `DOCKER_TLS` for TLS without
/// verification (any text counts, even `0`), with `ca.pem`, `cert.pem` and `key.pem` of `DOCKER_CERT_PATH`, by default of
/// the folder of `config.json`. A context has its own files and its own `SkipTLSVerify`. Both count for TCP only.
///
/// Here the order of the CLI ends: it sends plain requests, and not attach and exec, through the proxy that `HTTP_PROXY` or
/// `HTTPS_PROXY` names. This client goes to the engine directly, and [`explain`](Self::explain) says so where such a
/// variable is set. Where only a proxy leads to the engine, `ssh://` with SSH's `ProxyCommand` does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolution {
    /// The address.
    pub host: Host,
    /// Whether TLS is asked for, and with what.
    pub tls: Option<TlsFiles>,
    /// The version that `DOCKER_API_VERSION` pins.
    pub version: Option<ApiVersion>,
    /// What was looked at, in order, one sentence each.
    pub tried: Vec<String>,
}

impl Resolution {
    /// Finds the engine in the environment of this process; see the order above.
    ///
    /// # Errors
    ///
    /// Fails if what says something first is no address or no context, if TLS is asked for and not compiled in, if
    /// `DOCKER_TLS_VERIFY` is set and the context would be reached in plain text, and if `DOCKER_API_VERSION` is no
    /// version. It does not look at whether anything answers there.
    pub fn from_environment(explicit: Option<&str>) -> Result<Self, HostError> {
        Self::find(explicit, |name| std::env::var(name).ok())
    }

    /// Finds the engine in an environment of the caller's; see [`from_environment`](Self::from_environment).
    ///
    /// # Errors
    ///
    /// As [`from_environment`](Self::from_environment).
    pub fn find(
        explicit: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, HostError> {
        Self::look(explicit, &environment, &sockets::is_socket)
    }

    /// Tells what was looked at, in order, on one line.
    pub fn explain(&self) -> String {
        self.tried.join("; ")
    }

    fn look(
        explicit: Option<&str>,
        environment: &dyn Fn(&str) -> Option<String>,
        is_socket: &dyn Fn(&Path) -> bool,
    ) -> Result<Self, HostError> {
        // An empty variable counts as unset, as for the CLI.
        let variable = |name: &str| environment(name).filter(|value| !value.is_empty());
        let mut tried = Vec::new();
        let version = variable("DOCKER_API_VERSION")
            .map(|text| text.parse())
            .transpose()
            .map_err(HostError::Version)?;
        let asked = tls_of_environment(&variable);
        let (host, tls) = match (explicit, variable("DOCKER_HOST")) {
            (Some(address), _) => {
                let host: Host = address.parse()?;
                tried.push(format!("{host}, as was asked for"));
                (host, asked)
            }
            (None, Some(address)) => {
                let host: Host = address.parse()?;
                tried.push(format!("{host}, from DOCKER_HOST"));
                (host, asked)
            }
            (None, None) => {
                tried.push("DOCKER_HOST is not set".to_owned());
                match context_name(&variable, &mut tried) {
                    Some((name, from)) => of_context(&name, &from, &variable, asked.as_ref(), &mut tried)?,
                    None => usual(asked, &variable, is_socket, &mut tried),
                }
            }
        };
        let tls = match host {
            Host::Tcp { .. } | Host::Https { .. } => tls,
            Host::Unix(_) | Host::Ssh { .. } => {
                if tls.is_some() {
                    tried.push("TLS is asked for, which counts for tcp only".to_owned());
                }
                None
            }
        };
        let encrypted = tls.is_some() || matches!(host, Host::Https { .. });
        if encrypted && cfg!(not(feature = "tls")) {
            return Err(HostError::TlsNotBuilt);
        }
        tried.extend(unused_proxy(&host, encrypted, &variable));
        Ok(Self { host, tls, version, tried })
    }
}

type Variable<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Where the CLI keeps its configuration.
pub(super) fn config_folder(variable: &Variable<'_>) -> Option<PathBuf> {
    let own = variable("DOCKER_CONFIG").map(PathBuf::from);
    own.or_else(|| Some(Path::new(&variable("HOME")?).join(".docker")))
}

/// Says which proxy the CLI would have used, by the variable's name: its value may hold a password.
fn unused_proxy(host: &Host, encrypted: bool, variable: &Variable<'_>) -> Option<String> {
    let (Host::Tcp { host, .. } | Host::Https { host, .. }) = host else { return None };
    let local = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let names = if encrypted { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    let name = names.into_iter().find(|name| !local && variable(name).is_some())?;
    Some(format!("{name} is set and not used, engines are reached directly"))
}

fn tls_of_environment(variable: &Variable<'_>) -> Option<TlsFiles> {
    let verify = variable("DOCKER_TLS_VERIFY").is_some();
    if !verify && variable("DOCKER_TLS").is_none() {
        return None;
    }
    let folder = variable("DOCKER_CERT_PATH").map(PathBuf::from).or_else(|| config_folder(variable));
    Some(TlsFiles::in_folder(folder.unwrap_or_default()).verify(verify))
}

/// Finds out which context is meant, and who says so; none is the default one.
fn context_name(variable: &Variable<'_>, tried: &mut Vec<String>) -> Option<(String, String)> {
    let named = match variable("DOCKER_CONTEXT") {
        Some(name) => Some((name, "DOCKER_CONTEXT".to_owned())),
        None => {
            tried.push("DOCKER_CONTEXT is not set".to_owned());
            context::current(config_folder(variable).as_deref(), tried)
        }
    };
    match named {
        Some((name, from)) if name == "default" => {
            tried.push(format!("the default context, from {from}"));
            None
        }
        named => named,
    }
}

fn of_context(
    name: &str,
    from: &str,
    variable: &Variable<'_>,
    asked: Option<&TlsFiles>,
    tried: &mut Vec<String>,
) -> Result<(Host, Option<TlsFiles>), HostError> {
    let store = Store::new(&config_folder(variable).unwrap_or_default());
    let endpoint = store.endpoint(name).map_err(|why| HostError::Context(format!("{why} (from {from})")))?;
    tried.push(format!("{}, of the context `{name}`, from {from}", endpoint.host));
    let plain = matches!(endpoint.host, Host::Tcp { .. }) && endpoint.tls.is_none();
    if plain && asked.is_some_and(|files| files.verify) {
        return Err(HostError::Context(format!(
            "DOCKER_TLS_VERIFY is set, and the context `{name}` (from {from}) has no TLS; \
             give the context certificates, or set DOCKER_HOST"
        )));
    }
    Ok((endpoint.host, endpoint.tls))
}

/// Where an engine is if nobody says anything.
fn usual(
    asked: Option<TlsFiles>,
    variable: &Variable<'_>,
    is_socket: &dyn Fn(&Path) -> bool,
    tried: &mut Vec<String>,
) -> (Host, Option<TlsFiles>) {
    if asked.is_some() {
        let host = Host::Tcp { host: "localhost".to_owned(), port: 2376, prefix: String::new() };
        tried.push(format!("{host}, the default with TLS"));
        return (host, asked);
    }
    if is_socket(Path::new(DEFAULT_SOCKET)) {
        tried.push(format!("unix://{DEFAULT_SOCKET}, the default"));
        return (Host::default(), None);
    }
    tried.push(format!("there is no {DEFAULT_SOCKET}"));
    for (whose, path) in sockets::others(variable) {
        if is_socket(&path) {
            let host = Host::Unix(path);
            tried.push(format!("{host}, the socket of {whose}"));
            return (host, None);
        }
        tried.push(format!("no {}", path.display()));
    }
    tried.push(format!("unix://{DEFAULT_SOCKET} all the same, the default"));
    (Host::default(), None)
}
