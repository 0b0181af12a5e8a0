//! Which tests a run is made of, and so which engines it needs.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde_json::Value;

use crate::{
    engines::Engine,
    sh::{self, Done},
};

/// The target of the live suite.
pub(super) const SUITE: &str = "live";

/// Test targets with scenarios that are written once and run in replay, record and live mode: target, and the
/// part that the test's name begins with if it is one. The mode is told by `DOCKER_WIRE_MODE`.
pub(super) const SCENARIOS: &[(&str, &str)] = &[("wire", "scenarios::"), ("latent", "recorded_run::")];

/// The target whose tests need an engine and no more.
const WITHOUT_MASTER: &str = "wire";

/// The tests of a run: names by target.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Selection(BTreeMap<&'static str, Vec<String>>);

impl Selection {
    /// Selects scenarios, and the live suite too, whose names contain one of the parts, on any of the engines; none means
    /// all of them.
    pub(super) fn of(suite: bool, engines: &[Engine], parts: &[&str]) -> Done<Self> {
        let mut selection = Self::default();
        if suite {
            selection.add(SUITE, "", &names(SUITE)?, engines, parts);
        }
        for (target, part) in SCENARIOS {
            selection.add(target, part, &names(target)?, engines, parts);
        }
        Ok(selection)
    }

    /// Selects the scenarios that are recorded with an engine alone.
    pub(super) fn recorded(engines: &[Engine], scenario: Option<&str>) -> Done<Self> {
        Self::of(false, engines, scenario.as_slice()).map(|selection| selection.without_master())
    }

    fn add(
        &mut self,
        target: &'static str,
        part: &str,
        names: &[String],
        engines: &[Engine],
        parts: &[&str],
    ) {
        let wanted = names.iter().filter(|name| {
            name.starts_with(part)
                && (parts.is_empty() || parts.iter().any(|part| name.contains(part)))
                && (engines.is_empty() || engines.contains(&Engine::of_test(name)))
        });
        self.0.insert(target, wanted.cloned().collect());
    }

    /// Returns the names of a target's tests.
    pub(super) fn tests(&self, target: &str) -> &[String] {
        self.0.get(target).map_or(&[], Vec::as_slice)
    }

    /// Returns the engines that the tests run on.
    pub(super) fn engines(&self) -> Vec<Engine> {
        let used = |engine: &Engine| self.0.values().flatten().any(|name| Engine::of_test(name) == *engine);
        Engine::value_variants().iter().copied().filter(used).collect()
    }

    /// Leaves out the tests that need Buildbot.
    pub(super) fn without_master(&self) -> Self {
        self.only(|target| target == WITHOUT_MASTER)
    }

    /// Leaves out the tests that do not need Buildbot.
    pub(super) fn with_master(&self) -> Self {
        self.only(|target| target != WITHOUT_MASTER)
    }

    /// Leaves only scenarios that are asked for by engine and recording.
    pub(super) fn narrowed(&self, wanted: impl Fn(Engine, &str) -> bool) -> Self {
        let recording = |test: &str| test.rsplit("::").nth(1).unwrap_or_default().replace('_', "-");
        let is_wanted = |test: &&String| wanted(Engine::of_test(test), &recording(test));
        let all =
            self.0.iter().map(|(target, names)| (*target, names.iter().filter(is_wanted).cloned().collect()));
        Self(all.collect())
    }

    fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        let all = self.0.iter().filter(|(target, _)| wanted(target));
        Self(all.map(|(target, names)| (*target, names.clone())).collect())
    }

    /// Tells whether a test needs Buildbot, and so the worker's image.
    pub(super) fn needs_master(&self) -> bool {
        self.0.iter().any(|(target, names)| *target != WITHOUT_MASTER && !names.is_empty())
    }
}

/// Builds a test target of `acceptance` and lists its tests.
fn names(target: &str) -> Done<Vec<String>> {
    let build =
        ["test", "--workspace", "--test", target, "--no-run", "--message-format=json-render-diagnostics"];
    let said = sh::read(&mut sh::cargo(build))?;
    let program = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == target)
        .find_map(|message| Some(message["executable"].as_str()?.to_owned()))
        .ok_or_else(|| format!("cargo names no program of the test target `{target}`"))?;
    let listed = sh::read(std::process::Command::new(program).args(["--list", "--format", "terse"]))?;
    Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(engines: &[Engine], parts: &[&str]) -> Selection {
        let names = [
            "faults::cut",
            "scenarios::exec::tty::docker_20_10",
            "scenarios::exec::tty::podman_4_3",
            "scenarios::exec::without_a_name_of_an_engine",
            "scenarios::kill::docker_28_5",
        ];
        let mut selection = Selection::default();
        selection.add("wire", "scenarios::", &names.map(str::to_owned), engines, parts);
        selection
    }

    #[test]
    fn all_scenarios_run_on_all_their_engines_and_nothing_else_runs() {
        let all = selected(&[], &[]);
        assert_eq!(all.tests("wire").len(), 4);
        assert_eq!(all.engines(), [Engine::Docker20, Engine::Docker28, Engine::Podman4]);
    }

    #[test]
    fn engines_and_filter_narrow_together() {
        let podman = selected(&[Engine::Podman4, Engine::Docker28], &["exec", "nowhere"]);
        assert_eq!(podman.tests("wire"), ["scenarios::exec::tty::podman_4_3"]);
        assert_eq!(podman.engines(), [Engine::Podman4]);
        let main = selected(&[Engine::MAIN], &[]);
        assert_eq!(main.tests("wire").len(), 2);
    }

    #[test]
    fn a_scenario_is_found_by_its_recording() {
        let one = selected(&[], &[]).narrowed(|engine, name| (engine, name) == (Engine::Podman4, "tty"));
        assert_eq!(one.tests("wire"), ["scenarios::exec::tty::podman_4_3"]);
    }

    #[test]
    fn only_what_runs_beside_a_master_needs_one() {
        let mut selection = selected(&[], &[]);
        assert!(!selection.needs_master());
        selection.add("latent", "", &["recorded_run::a".to_owned()], &[], &[]);
        assert!(selection.needs_master());
    }
}
