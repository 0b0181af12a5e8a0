//! A worker as a build's properties make it.

use std::{collections::BTreeMap, path::PathBuf};

use docker_wire::ApiVersion;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Container, Remote, Worker, source, source::Source};
use crate::{
    config::{
        address::MasterAddress,
        error::Problems,
        host::DockerHost,
        image,
        outside::Outside,
        policy::Policy,
        read::{Fields, Item},
        template::{RenderError, Template},
        written::{Fill, Written},
    },
    fleet::{Properties, WorkerName},
};

/// What is needed to read the keys again that depend on properties.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rendering {
    pub(super) written: Written,
    pub(super) folder: PathBuf,
    pub(super) version: Option<ApiVersion>,
    pub(super) policy: Policy,
    /// Properties of the worker: the first beat those of a build, the others fill what is missing there.
    pub(super) properties: Properties,
    pub(super) defaults: Properties,
}

/// What is read again.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) source: Source,
    pub(super) container: Container,
}

impl Made {
    /// Reads image and container of a table in which every text is filled in.
    pub(super) fn read(
        fields: &mut Fields<'_>,
        version: Option<ApiVersion>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let source = source::read(fields, outside, problems);
        let container = Container::read(fields, version, problems);
        Some(Self { source: source?, container: container? })
    }
}

impl Rendering {
    /// Puts the properties of a build and those of the worker together.
    ///
    /// As in Buildbot: the worker's `properties` beat the build's, its `default_properties` fill gaps, and `workername`
    /// is always the worker's name.
    pub(super) fn effective(&self, worker: &WorkerName, build: &Properties) -> Properties {
        let mut all = self.defaults.clone();
        all.extend(build.clone());
        all.extend(self.properties.clone());
        all.insert("workername".to_owned(), worker.0.clone().into());
        all
    }

    /// Tells whether the keys that may depend on properties were written alike.
    pub(super) fn same_texts(&self, other: &Self) -> bool {
        self.written.same_texts(&other.written)
    }

    /// Tells whether a key but `image` depends on a property.
    pub(super) fn depends(&self) -> bool {
        self.written.depends()
    }

    /// Reads what every text comes to.
    fn made(&self, fill: Fill<'_>) -> Result<Made, RenderError> {
        let table = self.written.filled(fill)?;
        let outside =
            Outside { variable: &|_| None, machine: &MasterAddress::this_machine, folder: &self.folder };
        let mut problems = Problems::new("", "");
        let mut fields = Fields::new(&table, 0..0, "the worker".to_owned(), "");
        let made = Made::read(&mut fields, self.version, &outside, &mut problems);
        let unfit = |why: String| RenderError::Unfit(why);
        problems.finish().map_err(|error| {
            let lines: Vec<_> = error.problems().iter().map(|problem| problem.message.as_str()).collect();
            unfit(lines.join("; "))
        })?;
        made.ok_or_else(|| unfit("the worker cannot be understood".to_owned()))
    }

    /// Reads what a build's properties make, and refuses what only the configuration may ask for.
    fn allowed(&self, fill: Fill<'_>) -> Result<Made, RenderError> {
        if let Some(what) = self.foreign_context(fill)? {
            return Err(RenderError::Denied(what));
        }
        let made = self.made(fill)?;
        let reach = |made: &Made| self.policy.reach(&made.container.host_config, &made.container.volumes);
        let mut wanted = reach(&made);
        if !wanted.is_empty() {
            let operator = self.operator()?;
            wanted.retain(|what| !operator.contains(what));
        }
        match wanted.into_iter().next() {
            Some(what) => Err(RenderError::Denied(what)),
            None => Ok(made),
        }
    }

    /// Names the build context that a build chose, where neither the configuration nor the policy does.
    ///
    /// Whoever chooses it has latent read files of its machine, or the engine ask machines that only it may reach, so this
    /// is judged before anything is read. Which branch of a repository is built reaches no further than the repository.
    fn foreign_context(&self, fill: Fill<'_>) -> Result<Option<String>, RenderError> {
        let Some(beginning) = self.written.beginning("dockerfile") else { return Ok(None) };
        let table = self.written.filled(fill)?;
        let custom = ["custom_context", "customContext"].iter().find_map(|key| table.get(*key));
        let custom = custom.is_some_and(|it| matches!(it.get_ref(), DeValue::Boolean(true)));
        let Some(DeValue::String(text)) = table.get("dockerfile").map(Spanned::get_ref).filter(|_| custom)
        else {
            return Ok(None);
        };
        let path = self.folder.join(&**text);
        let place = match Remote::read(text).filter(|_| !path.exists()) {
            None => path.display().to_string(),
            // It is told where it is read.
            Some(Err(_)) => return Ok(None),
            Some(Ok(remote)) => {
                let written = beginning.split_once('#').and_then(|(url, _)| Remote::read(url));
                if written.and_then(Result::ok).is_some_and(|it| it.is_all_but_its_ref(&remote)) {
                    return Ok(None);
                }
                remote.location().to_owned()
            }
        };
        Ok((!self.policy.allows_context(&place)).then(|| format!("{place} as build context")))
    }

    /// What the configuration itself asks for: all that no property is in.
    fn operator(&self) -> Result<std::collections::BTreeSet<String>, RenderError> {
        let table = self.written.filled(Fill::Nothing)?;
        let mut problems = Problems::new("", "");
        let mut fields = Fields::new(&table, 0..0, "the worker".to_owned(), "");
        // What is wrong without its properties has been said where it was read with them.
        let container = Container::read(&mut fields, self.version, &mut problems);
        Ok(container.map_or_else(Default::default, |container| {
            self.policy.reach(&container.host_config, &container.volumes)
        }))
    }

    /// Says what the policy refuses although no build has asked for anything yet: a default.
    pub(super) fn denied_default(&self, worker: &WorkerName) -> Option<String> {
        let known = self.effective(worker, &Properties::new());
        match self.allowed(Fill::Known(&known)) {
            Err(RenderError::Denied(what)) => Some(format!(
                "its default for a property asks for {what}; write it without a property, or allow it in [policy]"
            )),
            Err(_) | Ok(_) => None,
        }
    }
}

impl Worker {
    /// Gives the worker as the properties of a build make it: every option that depends on them is filled in.
    ///
    /// # Errors
    ///
    /// A property is missing and has no default, what comes of it cannot be used, or it asks for what only the
    /// configuration may. It stays so however often it is tried.
    pub fn for_build(&self, properties: &Properties) -> Result<Self, RenderError> {
        let all = self.rendering.effective(&self.name, properties);
        let mut worker = self.clone();
        if let Some(image) = &self.image {
            worker.image = Some(Template::literal(image_name(image.render(&all)?)?));
        }
        if !self.rendering.depends() {
            return Ok(worker);
        }
        let made = self.rendering.allowed(Fill::Build(&all))?;
        worker.dockerfile = made.source.dockerfile;
        worker.context = made.source.context;
        worker.buildargs = made.source.buildargs;
        worker.target = made.source.target;
        worker.hostname = made.container.hostname;
        worker.volumes = made.container.volumes;
        worker.host_config = made.container.host_config;
        worker.networking_config = made.container.networking_config;
        Ok(worker)
    }

    /// Tells whether builds choose the engine.
    pub fn chooses_host(&self) -> bool {
        self.chosen_host.is_some()
    }

    /// Gives the engine that the properties of a build choose; which may be chosen is in `docker_hosts`.
    ///
    /// # Errors
    ///
    /// A property is missing and has no default, or what comes of it is no engine.
    pub fn host_for(&self, properties: &Properties) -> Result<DockerHost, RenderError> {
        let Some(chosen) = &self.chosen_host else { return Ok(self.docker_host.clone()) };
        let text = chosen.render(&self.rendering.effective(&self.name, properties))?;
        let host: DockerHost =
            text.parse().map_err(|error| RenderError::Unfit(format!("`docker_host`: {error}")))?;
        // A build says where the engine is, and the configuration how it is spoken to.
        let listed = self.docker_hosts.iter().find(|listed| listed.is_at(&host));
        Ok(listed.cloned().unwrap_or(host))
    }

    /// Tells whether builds with different properties get different containers.
    pub fn depends_on_properties(&self) -> bool {
        self.chooses_host()
            || self.rendering.depends()
            || self.image.as_ref().is_some_and(|image| image.constant().is_none())
    }
}

/// Checks the name of an image that a build's properties made.
fn image_name(name: String) -> Result<String, RenderError> {
    image::check(&name).map_err(|error| RenderError::Unfit(format!("`image`: {error}")))?;
    Ok(name)
}

/// Reads `properties` or `default_properties`: a table of texts, numbers, booleans and lists of them.
pub(super) fn properties(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Properties> {
    let fields = item.table(String::new(), problems)?;
    let pairs = fields.entries().map(|(name, item)| Some((name.to_owned(), item.json(problems)?)));
    pairs.collect::<Option<BTreeMap<_, _>>>()
}

/// The table itself, where nothing can be filled in.
pub(super) fn known<'a>(written: &'a Written, properties: &Properties) -> DeTable<'a> {
    // Only a build's properties can be missing, and here they may.
    written.filled(Fill::Known(properties)).unwrap_or_default()
}
