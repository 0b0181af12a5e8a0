//! The CLI's contexts: named engines in a folder, each with its own certificates.
//!
//! ```text
//! config.json                               currentContext
//! contexts/meta/ID/meta.json                Name, Endpoints.docker.{Host, SkipTLSVerify}
//! contexts/tls/ID/docker/{ca,cert,key}.pem
//! ```
//!
//! The id is made of the name; what is in the file counts, so no digest is needed to find it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::{client::host::Host, transport::TlsFiles};

/// Where a context's engine is.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) host: Host,
    pub(super) tls: Option<TlsFiles>,
}

/// The folder of the CLI's configuration.
pub(super) struct Store {
    folder: PathBuf,
}

/// What a context says of its engine.
struct Docker {
    host: String,
    skip_tls_verify: bool,
}

impl Docker {
    fn read(said: &Value) -> Self {
        let host = said.get("Host").and_then(Value::as_str).unwrap_or_default().to_owned();
        let skip_tls_verify = said.get("SkipTLSVerify").and_then(Value::as_bool).unwrap_or_default();
        Self { host, skip_tls_verify }
    }
}

/// Finds the current context in `config.json`, and says which file that is.
pub(super) fn current(folder: Option<&Path>, tried: &mut Vec<String>) -> Option<(String, String)> {
    let path = folder?.join("config.json");
    let shown = path.display();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            tried.push(format!("there is no {shown}"));
            return None;
        }
        Err(error) => {
            tried.push(format!("{shown} cannot be read ({error})"));
            return None;
        }
    };
    let config = serde_json::from_str::<Map<String, Value>>(&text);
    match config.map(|mut config| config.remove("currentContext")) {
        Ok(Some(Value::String(current))) if !current.is_empty() => Some((current, shown.to_string())),
        Ok(None | Some(Value::String(_))) => {
            tried.push(format!("{shown} names no context"));
            None
        }
        Ok(Some(_)) => {
            tried.push(format!("{shown} cannot be understood (its currentContext is no text)"));
            None
        }
        // What is in the file may be secret, and where it is wrong is no secret.
        Err(error) => {
            tried.push(format!(
                "{shown} cannot be understood (line {}, column {})",
                error.line(),
                error.column()
            ));
            None
        }
    }
}

impl Store {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.join("contexts") }
    }

    /// Finds the engine of a context; fails with a line for people.
    pub(super) fn endpoint(&self, name: &str) -> Result<Endpoint, String> {
        let (id, docker) = self.meta(name)?;
        let docker = docker.filter(|docker| !docker.host.is_empty());
        let docker = docker.ok_or_else(|| format!("the context `{name}` names no engine"))?;
        let host = docker.host.parse().map_err(|error| format!("the context `{name}`: {error}"))?;
        Ok(Endpoint { host, tls: self.tls(&id, !docker.skip_tls_verify) })
    }

    fn meta(&self, name: &str) -> Result<(PathBuf, Option<Docker>), String> {
        let folder = self.folder.join("meta");
        let mut broken = Vec::new();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path().join("meta.json");
            let text = fs::read_to_string(&path).unwrap_or_default();
            let meta = serde_json::from_str::<Value>(&text).unwrap_or_default();
            match meta.get("Name").and_then(Value::as_str) {
                Some(known) if known == name => {
                    let docker = meta.pointer("/Endpoints/docker").filter(|docker| docker.is_object());
                    return Ok((entry.file_name().into(), docker.map(Docker::read)));
                }
                Some(_) => {}
                None => broken.push(path.display().to_string()),
            }
        }
        let mut said = format!("there is no context `{name}` in {}", folder.display());
        if !broken.is_empty() {
            said = format!("{said}, where {} cannot be understood", broken.join(", "));
        }
        Err(said)
    }

    /// The context's own files; a context without any, which is to verify, has no TLS.
    fn tls(&self, id: &Path, verify: bool) -> Option<TlsFiles> {
        let folder = self.folder.join("tls").join(id).join("docker");
        let there = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
        let mut files = TlsFiles::new().verify(verify);
        (files.ca, files.cert, files.key) = (there("ca.pem"), there("cert.pem"), there("key.pem"));
        let any = files.ca.is_some() || files.cert.is_some() || files.key.is_some();
        (any || !verify).then_some(files)
    }
}
