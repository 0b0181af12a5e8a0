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

use serde::Deserialize;

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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Meta {
    name: String,
    #[serde(default)]
    endpoints: Endpoints,
}

#[derive(Deserialize, Default)]
struct Endpoints {
    docker: Option<Docker>,
}

#[derive(Deserialize)]
struct Docker {
    #[serde(rename = "Host", default)]
    host: String,
    #[serde(rename = "SkipTLSVerify", default)]
    skip_tls_verify: bool,
}

/// Finds the current context in `config.json`, and says which file that is.
pub(super) fn current(folder: Option<&Path>, tried: &mut Vec<String>) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Config {
        #[serde(rename = "currentContext", default)]
        current: String,
    }
    let path = folder?.join("config.json");
    let shown = path.display();
    let text = match fs::read(&path) {
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
    match serde_json::from_slice::<Config>(&text) {
        Ok(Config { current }) if !current.is_empty() => Some((current, shown.to_string())),
        Ok(_) => {
            tried.push(format!("{shown} names no context"));
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
            match fs::read(&path).ok().map(|text| serde_json::from_slice::<Meta>(&text)) {
                Some(Ok(meta)) if meta.name == name => {
                    return Ok((entry.file_name().into(), meta.endpoints.docker));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => broken.push(path.display().to_string()),
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
