//! What is handed to a worker's container: its environment and its secrets.

use toml::de::DeValue;

use super::Container;
use crate::config::{
    error::Problems,
    outside::Outside,
    read::{Fields, Item},
    secret::Secret,
    suggest::nearest,
};

/// The variables that tell a worker who it is and where its master is.
const OURS: &[&str] = &[
    "BUILDMASTER",
    "BUILDMASTER_PORT",
    "BUILDMASTER_PROTOCOL",
    "WORKERNAME",
    "WORKERPASS",
    "WORKERPASS_FILE",
];

/// Where a worker finds its password if that comes as a file.
pub const PASSWORD_FILE: &str = "/run/latent/worker-password";

/// Says how a worker gets its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SecretDelivery {
    /// In the variable `WORKERPASS`, as stock images need it; whoever may inspect the container reads it.
    #[default]
    Env,
    /// In the file that the variable `WORKERPASS_FILE` names; the engine shows it to nobody.
    File,
}

/// Holds the value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// The value; never shown.
    pub value: Secret,
    /// Whether it was read from the environment or from a file, and so is a secret; a text in the configuration is none.
    pub is_secret: bool,
}

/// What one definition hands over.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    /// Variables in the order of their names.
    pub(super) environment: Vec<(String, Variable)>,
    /// Files by their absolute paths.
    pub(super) secrets: Vec<(String, Secret)>,
    pub(super) delivery: SecretDelivery,
}

impl Delivered {
    pub(super) fn read(
        fields: &mut Fields<'_>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let environment = match fields.take("environment") {
            Some(item) => pairs(&item, problems, variable, |item, problems| {
                let value = Secret::read_maybe_empty(item, outside, problems)?;
                Some(Variable { value, is_secret: !matches!(item.value(), DeValue::String(_)) })
            }),
            None => Some(Vec::new()),
        };
        let secrets = match fields.take("secrets") {
            Some(item) => {
                pairs(&item, problems, path, |item, problems| Secret::read(item, outside, problems))
            }
            None => Some(Vec::new()),
        };
        let delivery = match fields.twin("secret_delivery", "secretDelivery", problems) {
            Some(item) => delivery(&item, problems),
            None => Some(SecretDelivery::Env),
        };
        Some(Self { environment: environment?, secrets: secrets?, delivery: delivery? })
    }
}

impl Delivered {
    /// Reports what would keep a file from being seen in the container.
    pub(super) fn check_reachable(
        &self,
        container: &Container,
        fields: &Fields<'_>,
        problems: &mut Problems<'_>,
    ) {
        let own = (self.delivery == SecretDelivery::File).then_some(PASSWORD_FILE);
        let files: Vec<&str> = self.secrets.iter().map(|(path, _)| path.as_str()).chain(own).collect();
        if files.is_empty() {
            return;
        }
        let mut report = |what: String| {
            problems.report(fields.span.clone(), format!("{}: {what}", fields.place));
        };
        if container.host_config.get("ReadonlyRootfs").and_then(serde_json::Value::as_bool) == Some(true) {
            report(
                "into a container that is read-only no secret can be put; remove hostconfig.read_only"
                    .to_owned(),
            );
        }
        let under = |target: &str, file: &str| {
            let target = target.trim_end_matches('/');
            file.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'))
        };
        for file in files {
            for target in container.targets().into_iter().filter(|target| under(target, file)) {
                report(format!("the mount at {target} would hide the secret {file}; move one of them"));
            }
        }
    }
}

fn pairs<T>(
    item: &Item<'_>,
    problems: &mut Problems<'_>,
    check: fn(&str) -> Result<(), String>,
    read: impl Fn(&Item<'_>, &mut Problems<'_>) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let fields = item.table(String::new(), problems)?;
    let mut pairs = Vec::new();
    for (name, item) in fields.entries() {
        if let Err(why) = check(name) {
            item.wrong::<()>(why, problems);
        }
        pairs.extend(read(&item, problems).map(|value| (name.to_owned(), value)));
    }
    Some(pairs)
}

fn variable(name: &str) -> Result<(), String> {
    if OURS.contains(&name) {
        return Err("latent itself sets this variable; remove it".to_owned());
    }
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err("a variable has a name, and no `=` in it".to_owned());
    }
    Ok(())
}

fn path(path: &str) -> Result<(), String> {
    let plain = path.starts_with('/') && !path.ends_with('/') && !path.contains('\0');
    if !plain || path.split('/').skip(1).any(|part| matches!(part, "" | "." | "..")) {
        return Err("a secret is a file; write its absolute path, such as /run/secrets/token".to_owned());
    }
    Ok(())
}

fn delivery(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<SecretDelivery> {
    match item.text(problems)? {
        "env" => Some(SecretDelivery::Env),
        "file" => Some(SecretDelivery::File),
        text => {
            let near = nearest(text, ["env", "file"].into_iter());
            let hint = near.map_or("write env or file".to_owned(), |near| format!("did you mean `{near}`?"));
            item.wrong(format!("`{text}` is no way to deliver a secret; {hint}"), problems)
        }
    }
}
