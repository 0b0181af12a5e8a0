//! Where a worker runs: `docker_host`, those that its builds may choose, and `version`.

use docker_wire::ApiVersion;
use toml::de::DeValue;

use crate::config::{
    error::Problems,
    host::DockerHost,
    outside::Outside,
    read::{Fields, Item},
    template::Template,
    tls,
};
use crate::fleet::Properties;

/// The engines of one definition.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The engine where no build chooses.
    pub(super) docker_host: DockerHost,
    /// How builds choose.
    pub(super) chosen: Option<Template>,
    /// What they may choose, the first included.
    pub(super) choices: Vec<DockerHost>,
    pub(super) version: Option<ApiVersion>,
}

impl Place {
    pub(super) fn read(
        fields: &mut Fields<'_>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let tls = fields.take("tls");
        let secured = Secured { tls: tls.as_ref(), outside };
        let host = fields.twin("docker_host", "dockerHost", problems);
        let others = fields.twin("docker_hosts", "dockerHosts", problems);
        let version = fields.take("version").map_or(Some(None), |item| version(&item, problems));
        let Some(host) = host else {
            fields.missing("`docker_host`", "docker_host = \"unix:///var/run/docker.sock\"", problems);
            return None;
        };
        let others = match &others {
            Some(item) => Some(several(item, secured, problems)?),
            None => None,
        };
        let text = host.text(problems)?;
        if !text.contains("%(") {
            let docker_host = secured.docker_host(&host, text, problems)?;
            if others.is_some() {
                let why = "no build chooses among `docker_hosts`; write docker_host = \"%(prop:NAME:-…)s\"";
                return host.wrong(why, problems);
            }
            let choices = vec![docker_host.clone()];
            return Some(Self { docker_host, chosen: None, choices, version: version? });
        }
        let chosen: Template = host.settle(text.parse(), problems)?;
        let Some(mut choices) = others else {
            let why = "a build chooses it, and there is no `docker_hosts`; list those that it may be";
            return host.wrong(why, problems);
        };
        let default = match chosen.render(&Properties::new()) {
            Ok(default) => secured.docker_host(&host, &default, problems)?,
            Err(_) => {
                return host.wrong("it needs a default, as in %(prop:NAME:-unix:///path)s", problems);
            }
        };
        if !choices.contains(&default) {
            choices.insert(0, default.clone());
        }
        Some(Self { docker_host: default, chosen: Some(chosen), choices, version: version? })
    }
}

fn several(item: &Item<'_>, secured: Secured<'_>, problems: &mut Problems<'_>) -> Option<Vec<DockerHost>> {
    let items = item.list("a list of engines such as [\"tcp://host:2376\"]", problems)?;
    let hosts: Vec<_> =
        items.iter().map(|item| secured.docker_host(item, item.plain_text(problems)?, problems)).collect();
    hosts.into_iter().collect()
}

/// How the engines of a definition are spoken to.
#[derive(Clone, Copy)]
struct Secured<'a> {
    tls: Option<&'a Item<'a>>,
    outside: &'a Outside<'a>,
}

impl Secured<'_> {
    fn docker_host(self, item: &Item<'_>, text: &str, problems: &mut Problems<'_>) -> Option<DockerHost> {
        let mut host: DockerHost = item.settle(text.parse(), problems)?;
        if let Some(tls) = self.tls {
            host = tls::read(tls, host, self.outside, problems)?;
        }
        if host.is_exposed() {
            let what = format!("`{}`: {host} is neither encrypted nor asks who calls", item.path);
            problems.warn(item.span.clone(), what);
        }
        Some(host)
    }
}

fn version(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Option<ApiVersion>> {
    let DeValue::String(text) = item.value() else {
        return item.expected("a string such as \"1.41\", in quotes", problems);
    };
    if text == "auto" {
        return Some(None);
    }
    let version = item.settle(ApiVersion::known(text), problems)?;
    Some(Some(version))
}
