//! Who pulls: whether the logins that latent would use are good, as the engine that uses them finds.

use docker_wire::{
    Client, Error,
    api::{distribution, system},
    auth::RegistryAuth,
    client::credentials::Credentials,
};

use super::{Area, Finding};
use crate::{
    config::{Config, Registry, RegistryLogin, Worker},
    service::{Connect, Direct, logins},
};

/// All logins of a configuration, as a start would use them.
pub(super) struct Logins {
    /// The tables `[[registry]]` alone.
    tables: Credentials,
    /// These, and what is kept for all other registries.
    all: Credentials,
}

impl Logins {
    pub(super) fn of(config: &Config) -> Self {
        Self { tables: logins(config, Credentials::none()), all: logins(config, Direct.logins()) }
    }

    /// Who pulls an image, and where that stands.
    async fn for_image(&self, image: &str) -> (Option<RegistryAuth>, &'static str) {
        let auth = self.all.for_image(image).await;
        let whose = if self.tables.for_image(image).await.is_some() {
            "with the login of [[registry]]"
        } else if auth.is_some() {
            "with the login that `docker login` keeps"
        } else {
            "without a login"
        };
        (auth, whose)
    }

    /// Asks an image's registry for it, through the engine and as a pull would; says whether the image is there `already`.
    pub(super) async fn examine(
        &self,
        worker: &Worker,
        client: &Client,
        image: &str,
        already: bool,
        findings: &mut Vec<Finding>,
    ) {
        let (auth, whose) = self.for_image(image).await;
        let knows = auth.is_some();
        let mut ask = distribution::Inspect::new(image);
        if let Some(auth) = auth {
            ask = ask.auth(auth);
        }
        let of = format!("worker `{}`: {image}", worker.name);
        let there = if already { "" } else { " is not there yet, and" };
        match client.send(ask).await {
            Ok(found) => {
                let digest = &found.descriptor.digest;
                let text = format!("{of}{there} is shown by its registry {whose} ({digest})");
                findings.push(Finding::fine(Area::Image, text));
            }
            Err(error) => {
                let text = format!("{of}{there} is not shown by its registry {whose}: {error:#}");
                let advice = match (knows, already) {
                    (true, false) => "see that the name is right, and that the login is good and may pull it",
                    (false, false) => {
                        "see that the name is right; if it needs a login, write [[registry]] or run `docker login`"
                    }
                    (_, true) => "what is there is used until its registry shows it",
                };
                findings.push(Finding::warning(Area::Image, text, advice));
            }
        }
    }
}

/// Has an engine try the login of each `[[registry]]`.
pub(super) async fn examine(config: &Config, host: &str, client: &Client, findings: &mut Vec<Finding>) {
    for registry in &config.registries {
        let address = &registry.address;
        let found = match client.send(question(registry)).await {
            Ok(_) => {
                Finding::fine(Area::Image, format!("{host}: the login of [[registry]] {address} is good"))
            }
            Err(error) if is_refused(&error) => {
                let text = format!("{host}: the login of [[registry]] {address} is refused: {error:#}");
                Finding::wrong(Area::Image, text, "correct its user and password, or its identity_token")
            }
            Err(error) => {
                let text = format!("{host}: the login of [[registry]] {address} cannot be tried: {error:#}");
                Finding::warning(Area::Image, text, "see that the registry answers the engine's machine")
            }
        };
        findings.push(found);
    }
}

fn question(registry: &Registry) -> system::Auth {
    // Docker Hub asks who one is at this address only.
    let address = match registry.address.as_str() {
        "docker.io" | "index.docker.io" => "https://index.docker.io/v1/",
        address => address,
    };
    let ask = system::Auth::new().serveraddress(address);
    match &registry.login {
        RegistryLogin::Password { user, password } => ask.username(user).password(password.expose()),
        RegistryLogin::Token(token) => ask.identitytoken(token.expose()),
    }
}

/// Whether it was the login, and not the way to the registry: engines before 23.0 say so in a 500.
fn is_refused(error: &Error) -> bool {
    let said = error.message().unwrap_or_default().to_ascii_lowercase();
    error.is_unauthorized() || said.contains("unauthorized") || said.contains("status: 401")
}
