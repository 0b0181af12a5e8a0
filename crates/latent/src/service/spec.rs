//! What a worker's container is made of: from what the configuration says to what the engine is told.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use docker_wire::{auth::RegistryAuth, client::credentials::Credentials};
use serde_json::{Map, Value};

use crate::{
    config::{
        Config, Context, PASSWORD_FILE, PullPolicy, RegistryLogin, Remote, SecretDelivery, Template, Worker,
    },
    engine::container::{Fetched, ImageSource, Pull, Recipe, Spec, label},
};

/// What a worker's container is made of, whatever build it is for.
pub(super) fn spec(worker: &Worker, owner: &str, logins: &Credentials) -> Spec {
    let mut spec = rendered(worker, owner, logins);
    if worker.depends_on_properties() {
        let (worker, owner, logins) = (worker.clone(), owner.to_owned(), logins.clone());
        spec.for_build = Some(Arc::new(move |properties| {
            let worker = worker.for_build(properties).map_err(|error| error.to_string())?;
            let mut spec = rendered(&worker, &owner, &logins);
            spec.labels.insert(label::FLAVOUR.to_owned(), spec.flavour());
            Ok(spec)
        }));
    }
    spec
}

/// What the container of a worker is made of in which every property is filled in.
fn rendered(worker: &Worker, owner: &str, logins: &Credentials) -> Spec {
    let password = worker.password.expose();
    let mut environment = vec![
        ("BUILDMASTER".to_owned(), worker.buildmaster.clone()),
        ("BUILDMASTER_PORT".to_owned(), worker.buildmaster_port.to_string()),
    ];
    environment.extend(worker.master_protocol.clone().map(|it| ("BUILDMASTER_PROTOCOL".to_owned(), it)));
    environment.push(("WORKERNAME".to_owned(), worker.name.to_string()));
    let mut files = Vec::new();
    if worker.secret_delivery == SecretDelivery::File {
        environment.push(("WORKERPASS_FILE".to_owned(), PASSWORD_FILE.to_owned()));
        files.push((PASSWORD_FILE.to_owned(), Bytes::from(password.to_owned())));
    } else {
        environment.push(("WORKERPASS".to_owned(), password.to_owned()));
    }
    let own = worker.environment.iter().map(|(name, value)| (name.clone(), value.value.expose().to_owned()));
    environment.extend(own);
    let secrets = worker.secrets.iter();
    files.extend(secrets.map(|(path, secret)| (path.clone(), Bytes::from(secret.expose().to_owned()))));
    let anonymous = worker.volumes.iter().filter(|volume| volume.is_anonymous());
    Spec {
        command: worker.command.clone(),
        environment,
        host_config: object(worker.host_config.clone()),
        endpoints: worker
            .networking_config
            .as_ref()
            .and_then(|networking| networking.get("EndpointsConfig").cloned())
            .map(object)
            .unwrap_or_default(),
        volumes: anonymous.map(|volume| volume.target().to_owned()).collect(),
        hostname: worker.hostname.clone(),
        entrypoint: worker.entrypoint.clone(),
        user: worker.user.clone(),
        workdir: worker.workdir.clone(),
        labels: worker.labels.clone(),
        files,
        version: worker.version,
        follow_startup_logs: worker.follow_startup_logs,
        secrets: worker.hidden().map(str::to_owned).collect(),
        ..Spec::new(image(worker, owner, logins))
    }
}

fn image(worker: &Worker, owner: &str, logins: &Credentials) -> ImageSource {
    let recipe = recipe(worker, owner);
    let pull = match worker.pull {
        PullPolicy::Missing => Pull::Missing,
        PullPolicy::Always => Pull::Always,
        PullPolicy::IfDigestChanged => Pull::IfDigestChanged,
        PullPolicy::Daily => Pull::Daily,
        PullPolicy::BeforeBuild => Pull::BeforeBuild,
        PullPolicy::Never => Pull::Never,
    };
    let template = worker.image.clone();
    let made = recipe.as_ref().map(tag_of).unwrap_or_default();
    let name = move |properties: &_| match &template {
        Some(template) => template.render(properties).map_err(|error| error.to_string()),
        None => Ok(made.clone()),
    };
    ImageSource {
        name: Arc::new(name),
        recipe,
        pull,
        platform: worker.platform.clone(),
        credentials: logins.clone(),
        witness: None,
    }
}

fn recipe(worker: &Worker, owner: &str) -> Option<Recipe> {
    if worker.dockerfile.is_none() && worker.context.is_none() {
        return None;
    }
    let (context, fetched) = match &worker.context {
        Some(Context::Sent { bytes, .. }) => (Some(bytes.clone()), None),
        Some(Context::Fetched(remote)) => (None, Some(fetched(remote))),
        None => (None, None),
    };
    Some(Recipe {
        dockerfile: worker.dockerfile.clone().unwrap_or_default(),
        files: Vec::new(),
        context,
        fetched,
        buildargs: worker.buildargs.clone(),
        target: worker.target.clone(),
        platform: worker.platform.clone(),
        labels: [(label::MANAGED, "image"), (label::OWNER, owner)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    })
}

fn fetched(remote: &Remote) -> Fetched {
    Fetched {
        url: remote.expose().to_owned(),
        identity: remote.identity(),
        shown: remote.to_string(),
        secrets: remote.secrets().map(str::to_owned).collect(),
    }
}

/// The name of an image that only a recipe describes: the same recipe is the same image.
fn tag_of(recipe: &Recipe) -> String {
    let hash = recipe.hash();
    format!("latent-built:{}", hash.get(..16).unwrap_or(&hash))
}

/// The names of the images that the workers of a configuration are built into, as far as they are known before there is
/// a build: `latent gc` keeps them.
pub fn built_images(config: &Config) -> BTreeSet<String> {
    let recipes = config.workers.iter().filter_map(|worker| {
        let recipe = recipe(worker, "")?;
        Some(worker.image.as_ref().and_then(Template::constant).unwrap_or_else(|| tag_of(&recipe)))
    });
    recipes.map(|name| if name.contains(':') { name } else { format!("{name}:latest") }).collect()
}

/// Says who pulls: what the configuration says of registries, and for all others what is kept elsewhere.
pub fn logins(config: &Config, kept: Credentials) -> Credentials {
    config.registries.iter().fold(kept, |logins, registry| {
        let auth = match &registry.login {
            RegistryLogin::Password { user, password } => RegistryAuth::password(user, password.expose()),
            RegistryLogin::Token(token) => RegistryAuth::identity_token(token.expose()),
        };
        logins.registry(&registry.address, auth)
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
