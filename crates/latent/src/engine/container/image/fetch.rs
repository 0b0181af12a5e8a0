//! A build context that the engine fetches.

use std::fmt;

use docker_wire::{
    ApiVersion, Body, Client, Error,
    api::{image, system},
    catalogue::Policy,
    error::Context,
    operation::IntoRequest,
    reply::Progress,
};
use http::{Request, Uri};

use super::{Failed, within};

/// Where a build context is, for an engine that fetches it. `Debug` shows no login.
#[derive(Clone, Default)]
pub struct Fetched {
    /// The URL as the engine is told it.
    pub url: String,
    /// What is fetched, whoever logs in: what the image is named after.
    pub identity: String,
    /// The URL as people may see it.
    pub shown: String,
    /// What of the URL must not be shown.
    pub secrets: Vec<String>,
}

impl Fetched {
    /// Hides its secrets in what an engine says: engines repeat the URL in what they say went wrong.
    pub(super) fn hidden_in(&self, line: &str) -> String {
        let mut line = line.replace(&self.url, &self.shown);
        for secret in &self.secrets {
            line = line.replace(secret.as_str(), "<redacted>");
        }
        line
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fetched({})", self.shown)
    }
}

/// Begins a build whose context is fetched.
pub(super) async fn begin(client: &Client, build: image::Build) -> Result<Progress, Failed> {
    if is_podman(client).await? {
        return client.send(OfPodman(build)).await.map_err(Failed::Error);
    }
    client.send(build).await.map_err(Failed::Error)
}

async fn is_podman(client: &Client) -> Result<bool, Failed> {
    let version = within(client.send(system::Version::new())).await?;
    Ok(version.components.iter().any(|component| component.name.starts_with("Podman")))
}

/// A build under Podman's own path: under Docker's it builds what is sent, and does not look at `remote`.
struct OfPodman(image::Build);

impl IntoRequest for OfPodman {
    type Reply = Progress;

    fn into_request(
        self,
        version: Option<ApiVersion>,
        policy: Policy,
        context: &mut Context,
    ) -> Result<Request<Body>, Error> {
        let mut request = self.0.into_request(version, policy, context)?;
        let own = request.uri().to_string().replacen("/build?", "/libpod/build?", 1);
        if let Ok(uri) = own.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
        Ok(request)
    }
}
