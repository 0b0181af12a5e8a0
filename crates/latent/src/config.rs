//! The configuration: strict TOML, parsed into types at the edge.
//!
//! [`Config::load`] reads `latent.toml`; what it returns is plain data that needs no further check. An unknown key, a
//! wrong type, a value that no engine takes: each is one line with its place and what to do. All of them are
//! reported at once. Keys are those of Buildbot's Docker latent worker, and each camelCase name has a snake_case twin
//! (`followStartupLogs`, `follow_startup_logs`; `masterFQDN`, `master_fqdn`).
//!
//! ```toml
//! state_dir = "/var/lib/latent"
//!
//! [master]
//! url = "http://127.0.0.1:8010"
//!
//! [[worker]]
//! name = "linux-{n}"
//! count = 4
//! password = { env = "WORKER_PASS" }
//! docker_host = "unix:///var/run/docker.sock"
//! image = "%(prop:image:-my_project_worker)s"
//! ```
//!
//! # Options
//!
//! At the top: `state_dir`, the folder that owner, epoch and intents are kept in (`/var/lib/latent`). Every option, with
//! a word on each, is in `contrib/latent.toml` beside the sources.
//!
//! | `[master]` | what it is | default |
//! |---|---|---|
//! | `url` | the master's web server: `http://host:port[/prefix]` or `https://…` | required |
//! | `tls` | TLS with `https://`, as a worker's | the system's certificates |
//! | `user`, `password` | who logs in | nobody does |
//! | `worker_port` | where the master listens for workers; `BUILDMASTER_PORT` | 9989 |
//! | `masterFQDN` | how workers reach it: `host`, `host:port`, `[v6]:port`; `BUILDMASTER` | this machine's name |
//!
//! | `[policy]` | what it is | default |
//! |---|---|---|
//! | `allowed_binds` | folders of the engine's machine that a build's properties may mount | none |
//! | `allowed_contexts` | folders of this machine and beginnings of URLs that a build's properties may have images built from | none |
//!
//! | `[[registry]]` | what it is; for all others what `docker login` keeps is used | default |
//! |---|---|---|
//! | `address` | the registry as it stands in images' names, or `docker.io` | required |
//! | `user` and `password`, or `identity_token` | who pulls | required |
//!
//! | `[[host]]` | what it is | default |
//! |---|---|---|
//! | `docker_host` | the engine on it, as workers name it | required |
//! | `capacity` | how many containers it takes at once; who waited longest comes first | no limit |
//! | `start_command` and `stop_command` | switch it on and off, without a shell, in ten minutes at most | always on |
//! | `build_wait_timeout` | how long it stays on after the last build on it | `"0s"` |
//! | `missing_timeout` | how long it stays on without any build | `"20m"` |
//!
//! | `[[worker]]` | what it is | default |
//! |---|---|---|
//! | `name`, or `names`, or `name` with `{n}` and `count` | the worker's name at the master | required |
//! | `password` | its password at the master | required |
//! | `secret_delivery` | how it gets that: `env` is `WORKERPASS`, `file` is what `WORKERPASS_FILE` names | `env` |
//! | `docker_host` | its engine: `unix:///path`, `tcp://host:port`, `https://host:port` with TLS, or `ssh://user@host` | required |
//! | `docker_hosts` | engines that builds may choose, where `docker_host` depends on a property and has a default | none |
//! | `tls` | TLS with a tcp engine: `true` (the system's certificates), a folder as `DOCKER_CERT_PATH` names one, or `{ ca, cert, key, verify }`; verification is on unless `verify = false` | none, or `true` with `https://` |
//! | `version` | the API version that is pinned, such as `"1.41"` | the newest that both sides have |
//! | `image` ʳ | the image | the one of `dockerfile` |
//! | `dockerfile` ʳ | the text of a Dockerfile, or `{ file = PATH }`, built where the image is missing | none |
//! | `custom_context`, `encoding` | whether `dockerfile` names a folder, a tar archive or a [URL](Remote), see below; how an archive is packed is seen in it | `false` |
//! | `buildargs` ʳ, `target` ʳ | values for `ARG`, and the stage that is built | none, the last |
//! | `pull` | `never`, `missing`, `always`, `if-digest-changed`, `daily`; of a `dockerfile` `always` pulls its base, `before-build` pulls `image` and builds what cannot be pulled; of a URL see below | `never` |
//! | `autopull`, `alwaysPull` | `missing` and, both together, `always` | `false` |
//! | `platform` | the platform of image and container, such as `linux/arm64` | the engine's |
//! | `command`, `entrypoint` | in place of the image's: a list, or text that is split as a shell does | the image's |
//! | `user`, `workdir` | whom and where it runs | the image's |
//! | `environment` | further variables: a table of texts and secrets | none |
//! | `secrets` | files that are put into the container: a table from path to secret | none |
//! | `labels` | further labels of the container | none |
//! | `volumes` ʳ | mounts as `docker run -v` has them: `source:target[:options]`, or a path alone | none |
//! | `hostconfig` ʳ | docker-py's names (`mem_limit`, `dns`, …) or the API's own (`Memory`, `Dns`, …) | `init = true` |
//! | `memory`, `cpus`, `pids` | limits: `"2g"`, `1.5`, `1024` | none |
//! | `hardened` | no new privileges, few capabilities, 1024 processes, bounded logs, where `hostconfig` is silent | `false` |
//! | `networking_config` | `bridge`, `host`, `none`, `container:NAME`, a network's name, or a table with addresses | the engine's |
//! | `hostname` ʳ | the container's host name | the engine's choice |
//! | `masterFQDN` | as in `[master]`, for this worker | that of `[master]` |
//! | `master_protocol` | `BUILDMASTER_PROTOCOL`: `pb`, `msgpack_experimental_v7` | not set |
//! | `followStartupLogs` | whether the container's output goes to our log until the worker is attached | `false` |
//! | `build_wait_timeout` | how long an idle worker stays: `"0s"` is one build each, negative is for ever | `"0s"` |
//! | `missing_timeout` | how long a worker may take to attach; building or pulling the image does not count | `"5m"` |
//! | `max_builds` | builds at the same time, as in `master.cfg` | 1 |
//! | `builds_per_instance` | builds after which a container is discarded | as many as come |
//! | `builds_may_be_incompatible` | whether what one build's properties made takes no other build | `true` |
//! | `properties`, `defaultProperties` | beat a build's properties, and fill what it does not have | none |
//!
//! A secret is text, `{ env = NAME }` or `{ file = PATH }`. A duration is text such as `"90s"`, `"5m"`, `"1h30m"`, or
//! a whole number of seconds.
//!
//! # Images that are built
//!
//! An image is built where the engine has none of its recipe: text or context, `buildargs`, `target` and `platform`. Without
//! `image` it is named after that recipe, so what changes makes another image, and `latent gc` removes the former.
//!
//! With `custom_context = true` the context may be a URL as in `docker build URL`, which the *engine* fetches (Docker's needs
//! Git beside it for repositories, and takes the branch `master` where none is named):
//!
//! ```toml
//! custom_context = true
//! dockerfile = "https://git.example/team/images.git#main:worker"  # or https://…/context.tar.gz, git@host:path.git#ref:folder
//! ```
//!
//! Its recipe holds the URL and not what is behind it: where a branch moves on, an image that is there stays as it is. With
//! `pull = "always"` (or `autopull` and `alwaysPull`) the context is fetched and built again before every start, with
//! `"daily"` once a day; the engine's cache makes that short where nothing has changed, and what is there is used where the
//! URL cannot be reached. Who logs in (`https://user:token@…`) and what is in a query is shown nowhere; a login is no part of
//! the recipe, so another token builds nothing anew.
//!
//! # Properties
//!
//! Options with ʳ may depend on the properties of the build request, in the words of Buildbot's `Interpolate`
//! ([`Template`]): `%(prop:image:-debian)s`. `image` is always such a text; any other is one if `%(prop:` stands in it,
//! and then a percent sign is written `%%`. The worker's `properties` beat the build's, `defaultProperties` fill gaps, and
//! `workername` is the worker's name. What is rendered is read by the rules of what is written, and may not reach beyond
//! the container ([`Policy`]): no folder of the machine, no privilege, device, capability or namespace that the
//! configuration itself does not ask for, and no build context elsewhere; a branch of a repository that the configuration
//! names may be a build's choice (`"https://git.example/images.git#%(prop:branch:-main)s"`). A build whose properties cannot be used is rejected with the reason.
//!
//! The master may hand a worker any build that waits, so a container that was made for one build's properties takes no
//! other, unless `builds_may_be_incompatible` is false.
//!
//! # Where each behaviour of Buildbot's worker is
//!
//! | Buildbot | here | proven by |
//! |---|---|---|
//! | `name` | checked as the master does; labels, not names, are identity | `names_are_checked_as_the_master_checks_them`, `s104_…` |
//! | `password`; `None` | a secret; making one up is refused, since `master.cfg` has it | `bad_files.txt`, `a_password_is_taken_over_as_safely_as_it_was_written` |
//! | `docker_host` | parsed at load, asked by `latent check`; a build chooses among `docker_hosts` | `config::host`, `builds_choose_among_the_engines_that_are_listed`, live `workers_run_on_an_engine_behind_ssh` |
//! | `image` | rendered per build; asked for by name, digest or id; which one it was is on the container | `s89_a_name_without_a_tag_is_the_latest_and_a_tag_is_that_tag`, `what_an_image_stood_for_is_on_the_container`, live `a_container_is_what_its_build_asks_for` |
//! | `command` | a list or a shell's words | `config::shell` |
//! | `volumes` | all of `-v`; merged with `hostconfig`'s `binds`, `mounts`, `tmpfs`; no target twice | `config::tests::good`, `bad_workers.txt`, live `a_container_is_made_as_configured` |
//! | `dockerfile` | tagged by what it is built from; rebuilt when that changes; `latent gc` removes it | `recipes_differ_in_whatever_an_image_is_built_from`, live `a_recipe_that_changes_…` |
//! | `version` | pinned in every path; options that it lacks are named at load | `options_that_a_version_lacks_are_named`, live `a_container_is_made_as_configured`, live `options_that_the_engine_lacks_are_named_by_check` |
//! | `tls` | verification is on by default; the files are tried when they are read | `config::tests::tls`, live `clients_with_a_certificate_are_served_and_all_others_are_told_why_not` |
//! | `followStartupLogs` | a task of its own, from the first line, without secrets | live `start_up_logs_are_followed_without_secrets` |
//! | `masterFQDN` | also `[v6]:port`; a URL is refused with what to write | `config::address`, live `every_form_of_the_master_s_address` |
//! | `hostconfig` | both families of names, sizes with units, unknown keys with a suggestion | `config::tests::hostconfig`, `the_fields_of_hostconfig_are_those_of_the_catalogue`, `every_name_of_docker_py_is_known`, `bad_workers.txt` |
//! | `networking_config` | as documented in 2016, and tables; conflicts are errors | `networks_are_read_in_every_form`, live `every_form_of_a_network` |
//! | `autopull`, `alwaysPull` | policies of `pull`; what is here is used when a registry is away | `pull_policies_are_read`, `each_policy_asks_for_what_it_needs`, `only_what_may_pass_is_tried_again`, `sixteen_starts_at_the_same_time_share_one_pull_one_question_and_one_build`, live `an_image_is_pulled_with_credentials_and_again_only_when_it_has_changed` |
//! | `custom_context`, `encoding` | a tar archive, whose packing is seen in its first bytes, a folder with its `.dockerignore`, or a URL | `a_context_is_an_archive_whatever_its_packing`, `a_folder_is_the_same_context_wherever_and_whenever_it_was_written`, `every_form_of_docker_build_is_known`, live `the_engine_fetches_a_context_from_every_form_of_a_url` |
//! | order of image and Dockerfile | what is there, then the Dockerfile; with `pull = "before-build"` the registry before it | `an_image_is_pulled_before_it_is_built_where_that_is_asked_for` |
//! | `buildargs`, `target` | also without `custom_context` | live `a_recipe_that_changes_…` |
//! | credentials from `config.json` | `[[registry]]`, then helpers and logins of `config.json` | live `what_docker_login_keeps_is_used_where_no_table_says_otherwise` |
//! | `hostname` | rendered; refused where the network brings its own | `every_option_that_may_depend_on_properties_does`, `bad_workers.txt` |
//! | `master_protocol` | `BUILDMASTER_PROTOCOL`; the port is `worker_port` or that of `masterFQDN` | `what_runs_can_be_said_in_full`, live `secrets_come_as_files_and_are_shown_nowhere` |
//! | no further environment, labels, user, … | options of their own | `config::tests::options`, live `secrets_come_as_files_…` |
//! | `build_wait_timeout` | durations with units; 0 by default | `idle_and_missing_timeouts_are_read`, `fleet::tests::linked` |
//! | `check_instance_interval` | refused: the engine tells at once | `bad_workers.txt` |
//! | `missing_timeout` | 5 min; pull and build have their own | `fleet::tests::started` |
//! | `notify_on_missing` | refused: the log says `failed`; a plain worker would send mail whenever it is idle | `bad_workers.txt` |
//! | `max_builds` | as in `master.cfg` | `idle_and_missing_timeouts_are_read` |
//! | `keepalive_interval`, `locks` | refused: they are the master's | `bad_workers.txt` |
//! | `machine_name`, latent machines | `[[host]]` with `start_command` and `stop_command` | `config::tests::hosts`, `fleet::tests::powered` |
//! | `properties`, `defaultProperties` | where options depend on properties, in Buildbot's order | `properties_come_in_the_order_of_buildbot` |
//! | `builds_may_be_incompatible` | one build for each container that properties made | live `a_container_is_what_its_build_asks_for` |
//! | environment of the worker | the same names; the password as a file if wanted | live `a_container_is_made_as_configured`, live `secrets_come_as_files_and_are_shown_nowhere` |
//! | images of `contrib` | recipes in `contrib/` | live `the_recipes_of_contrib_build` |
//! | image from standard input | `latent image build -t NAME -` | live `a_lone_dockerfile_becomes_an_image_that_can_be_tried` |
//! | smoke test by hand | `latent try IMAGE` | `what_is_wrong_with_a_worker_is_named`, live |
//! | container names, stale instances | labels of owner, worker and generation; reconciled at start and every minute | `engine::container::label`, live `sigkill_at_any_offset_loses_no_build` |
//! | image presence | asked by name | `each_policy_asks_for_what_it_needs` |
//! | `init` | true unless written, and unless the pinned version has none | `init_is_asked_for_unless_refused_or_unknown` |
//! | failures of a start | rejected, infrastructure, capacity or cancelled | `engine::container::classify`, `s96_an_image_of_another_operating_system_is_rejected`, live `a_dockerfile_that_fails_says_which_step` |
//! | stop | repeated until the engine confirms it | `fleet::tests::stopped`, `s99_a_container_that_is_gone_before_it_is_stopped_or_removed_is_gone` |
//! | log of an image build | read at any boundary; intermediate containers go | live `a_dockerfile_becomes_the_image` |
//! | several builders | whoever waits shares one start | `s08_two_requests_are_served_by_one_start` |
//! | what builds ask for | nothing beyond the container but what `[policy]` allows | `builds_cannot_ask_for_what_reaches_beyond_the_container`, `every_field_of_hostconfig_is_judged_by_the_policy`, live `a_build_cannot_mount_the_engine_s_machine` |
//! | wrong options | each is told with its place | `every_option_refuses_a_value_of_another_type`, `every_option_has_a_row_of_bad_input` |
//! | quarantine | a back-off with a reason, in log and status | `fleet::tests::started` |
//!
//! Relative paths begin at the folder of the configuration. This module opens no connection and knows no engine
//! and no master.

mod address;
mod duration;
mod error;
mod gates;
mod host;
mod hostconfig;
mod hosts;
mod image;
mod import;
mod master;
mod names;
mod network;
mod outside;
mod policy;
mod read;
mod registry;
mod secret;
mod shell;
mod size;
mod suggest;
mod template;
#[cfg(test)]
mod tests;
mod tls;
mod warnings;
mod worker;
mod written;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

pub use docker_wire::model::Bind as Volume;
use toml::de::{DeTable, DeValue};

pub use self::{
    address::MasterAddress,
    error::{ConfigError, ParseError, Problem},
    host::DockerHost,
    hosts::{Machine, Switch},
    import::import,
    master::{Login, Master, MasterUrl},
    policy::Policy,
    registry::{Registry, RegistryLogin},
    secret::Secret,
    template::{RenderError, Template},
    worker::{Context, Idle, PASSWORD_FILE, PullPolicy, Remote, SecretDelivery, Variable, Worker},
};
use self::{
    error::Problems,
    outside::Outside,
    read::{Fields, Item},
};

/// Where the state is kept unless told otherwise.
const STATE_DIR: &str = "/var/lib/latent";

/// Holds a whole configuration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The folder that [`State`](crate::state::State) is opened in.
    pub state_dir: PathBuf,
    /// The Buildbot master.
    pub master: Master,
    /// What builds may ask for.
    pub policy: Policy,
    /// Who may pull from which registry.
    pub registries: Vec<Registry>,
    /// What is said of hosts.
    pub machines: Vec<Machine>,
    /// The workers, at least one, in the order of the file; their names differ.
    pub workers: Vec<Worker>,
    /// What is allowed and yet worth a word.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Reads a configuration from its file, and what it names from the environment and from files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, or that the file cannot be read.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| {
            ConfigError::unreadable(
                &name,
                format!("cannot be read: {error}; name the file with --config FILE"),
            )
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| ConfigError::unreadable(&name, "is not UTF-8; save it as UTF-8 text"))?;
        Self::parse(&text, &name)
    }

    /// Reads a configuration from a text; `name` is the file it is said to come from.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let outside = Outside {
            variable: &|name| std::env::var(name).ok().filter(|text| !text.is_empty()),
            machine: &MasterAddress::this_machine,
            folder: Path::new(name).parent().unwrap_or(Path::new("")),
        };
        Self::parse_with(text, name, &outside)
    }

    /// Lists every engine that a worker may run on, each once.
    pub fn docker_hosts(&self) -> BTreeSet<DockerHost> {
        self.workers.iter().flat_map(|worker| &worker.docker_hosts).cloned().collect()
    }

    fn parse_with(text: &str, name: &str, outside: &Outside<'_>) -> Result<Self, ConfigError> {
        let mut problems = Problems::new(name, text);
        let (document, errors) = DeTable::parse_recoverable(text);
        // The first error of a text that is no TOML often makes the others.
        if let Some(error) = errors.first() {
            problems.report(error.span().unwrap_or_default(), format!("not valid TOML: {}", error.message()));
        }
        let config = if problems.any() { None } else { read(document.get_ref(), outside, &mut problems) };
        let warnings = problems.finish()?;
        match config {
            Some(config) => Ok(Self { warnings, ..config }),
            // Whoever gives no value has reported why, so this is not seen.
            None => Err(ConfigError::unreadable(name, "cannot be understood")),
        }
    }
}

fn read(document: &DeTable<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<Config> {
    let mut fields = Fields::new(document, 0..0, "the top-level table".to_owned(), "");
    let state_dir = match fields.twin("state_dir", "stateDir", problems) {
        Some(item) => state_dir(&item, outside, problems),
        None => Some(PathBuf::from(STATE_DIR)),
    };
    let master = fields.take("master");
    if master.is_none() {
        problems.report_whole("missing table [master]; write [master] and url = \"http://127.0.0.1:8010\"");
    }
    let master = master.and_then(|item| Master::read(&item, outside, problems));
    let policy = fields.take("policy").map_or(Some(Policy::default()), |item| Policy::read(&item, problems));
    let workers = match fields.take("worker") {
        Some(item) => workers(&item, master.as_ref(), &policy.clone().unwrap_or_default(), outside, problems),
        None => {
            problems.report_whole("there is no worker; write a table [[worker]]");
            None
        }
    };
    let registries =
        fields.take("registry").map_or(Some(Vec::new()), |item| registry::all(&item, outside, problems));
    let machines = match (fields.take("host"), &workers) {
        (Some(item), Some(workers)) => hosts::all(&item, workers, problems),
        // What is wrong with the workers comes first.
        (Some(_), None) | (None, _) => Some(Vec::new()),
    };
    fields.finish(problems);
    let (state_dir, policy, registries, machines) = (state_dir?, policy?, registries?, machines?);
    Some(Config {
        state_dir,
        master: master?,
        policy,
        registries,
        machines,
        workers: workers?,
        warnings: Vec::new(),
    })
}

fn state_dir(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<PathBuf> {
    match item.text(problems)? {
        "" => item.wrong("it is empty; write a path such as /var/lib/latent", problems),
        path => Some(outside.folder.join(path)),
    }
}

fn workers(
    item: &Item<'_>,
    master: Option<&Master>,
    policy: &Policy,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Worker>> {
    if let DeValue::Table(_) = item.value() {
        return item.wrong("there may be several; write [[worker]] with two brackets", problems);
    }
    let items = item.list("a list of tables; write [[worker]]", problems)?;
    if items.is_empty() {
        return item.wrong("there is no worker; write a table [[worker]]", problems);
    }
    let mut workers: Vec<Worker> = Vec::new();
    for item in items {
        for (worker, item) in Worker::read(&item, master, policy, outside, problems).unwrap_or_default() {
            if workers.iter().any(|other| other.name == worker.name) {
                let name = &worker.name;
                item.wrong::<()>(format!("there are two workers `{name}`; rename one"), problems);
            }
            let host = &worker.docker_host;
            let other = workers.iter().find(|other| other.docker_host.to_string() == host.to_string());
            if let Some(other) = other.filter(|other| other.docker_host != *host) {
                let why =
                    format!("it and `{}` reach {host} with different `tls`; write the same", other.name);
                item.wrong::<()>(why, problems);
            }
            workers.push(worker);
        }
    }
    Some(workers)
}
