//! The tables `[[registry]]`: who may pull from where.

use super::{error::Problems, outside::Outside, read::Item, secret::Secret};

/// Holds the credentials for one registry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registry {
    /// The registry, as it stands in the names of images: `registry.example:5000`, or `docker.io`.
    pub address: String,
    /// Who pulls.
    pub login: RegistryLogin,
}

/// Says how a registry knows who pulls.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistryLogin {
    /// By name and password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// By an identity token, as `docker login` gets it from some registries.
    Token(Secret),
}

pub(super) fn all(
    item: &Item<'_>,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Registry>> {
    let items = item.list("a list of tables; write [[registry]]", problems)?;
    let mut registries: Vec<Registry> = Vec::new();
    for item in items {
        let Some(registry) = one(&item, outside, problems) else { continue };
        if registries.iter().any(|other| other.address == registry.address) {
            let address = &registry.address;
            item.wrong::<()>(format!("there are two registries `{address}`; remove one"), problems);
        }
        registries.push(registry);
    }
    Some(registries)
}

fn one(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<Registry> {
    let mut fields = item.table("[[registry]]".to_owned(), problems)?;
    let address = fields.require("address", "address = \"registry.example:5000\"", problems);
    let (user, password) = (fields.take("user"), fields.take("password"));
    let token = fields.twin("identity_token", "identityToken", problems);
    let login = match (user, password, token) {
        (Some(user), Some(password), None) => {
            let password = Secret::read(&password, outside, problems);
            let user = user.text(problems).map(str::to_owned);
            user.zip(password).map(|(user, password)| RegistryLogin::Password { user, password })
        }
        (None, None, Some(token)) => Secret::read(&token, outside, problems).map(RegistryLogin::Token),
        _ => item.wrong("write `user` and `password`, or `identity_token` alone", problems),
    };
    fields.finish(problems);
    let address = address?;
    let text = address.text(problems)?;
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    if host.is_empty() || host.contains(['@', ' ', '?', '#']) {
        // What stands before the sign may be a password, so the text is not repeated.
        return address.wrong("it is no registry; write host, host:port or docker.io", problems);
    }
    Some(Registry { address: text.to_owned(), login: login? })
}
