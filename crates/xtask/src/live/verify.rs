//! `cargo xtask verify` and `cargo xtask record --check`: the corpus held against engines that run.
//!
//! Both play the scenarios in the mode `verify`, keep what that records, and compare it with what is committed by
//! `docker-wire compare`; the check down to the line. What `verify` finds to differ is played once more, so that a busy
//! machine is not taken for another engine. What may vary between two recordings of one engine stands in
//! `tests/wire/corpus/varies.tsv`.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use serde_json::Value;

use super::{
    LIMITS, Tally,
    ground::{Ground, build},
    run_scenarios,
    select::Selection,
};
use crate::{
    engines::Engine,
    sh::{self, Done},
};

/// Recordings that vary: engines, scenario, how, and why.
const VARIES: &str = "tests/wire/corpus/varies.tsv";

/// Tells in what engines differ from what was recorded of them, or another engine from what was recorded of one.
pub(crate) fn verify(engines: &[Engine], against: Option<Engine>, scenario: Option<&str>) -> Done {
    if let (Some(other), [engine]) = (against, engines) {
        let found = play(engines, Some(other), scenario, false)?;
        println!("{} held against {}:", engine.name(), other.name());
        let all = found.iter().map(Compared::of).collect::<Done<Vec<_>>>()?;
        tell(&all, &[]);
        return Ok(());
    }
    if against.is_some() {
        return Err("--against needs exactly one --engine: whose recordings are held against it?".into());
    }
    judge(engines, scenario, false)
}

/// Records into a folder of its own and tells in what that differs from what is committed, line by line.
pub(crate) fn check(engines: &[Engine], scenario: Option<&str>) -> Done {
    judge(engines, scenario, true)
}

fn judge(engines: &[Engine], scenario: Option<&str>, exact: bool) -> Done {
    let varies = fs::read_to_string(sh::root().join(VARIES)).map_err(|error| format!("{VARIES}: {error}"))?;
    let varies: Vec<Varies<'_>> = varies.lines().filter_map(Varies::read).collect();
    let found = play(engines, None, scenario, exact)?;
    let all = found.iter().map(Compared::of).collect::<Done<Vec<_>>>()?;
    let left = tell(&all, &varies);
    let chance = all.iter().flat_map(|it| it.by_chance.iter().map(move |name| (it.release, name)));
    let unlisted: Vec<_> = chance
        .filter(|(release, name)| exact && !varies.iter().any(|it| it.allows(release, name, "chance")))
        .collect();
    for (release, name) in &unlisted {
        println!("{release}/{name}: the lines differ by chance, and {VARIES} does not say why");
    }
    match left + unlisted.len() {
        0 => Ok(()),
        count => Err(format!("{count} differences that {VARIES} does not know")),
    }
}

/// What an engine, or another one in its place, said in all selected scenarios.
struct Played {
    release: &'static str,
    said: Value,
}

/// Plays the scenarios, keeps what is recorded, and compares.
fn play(
    engines: &[Engine],
    against: Option<Engine>,
    scenario: Option<&str>,
    exact: bool,
) -> Done<Vec<Played>> {
    let selection = Selection::recorded(engines, scenario)?;
    let of = selection.engines();
    if of.is_empty() {
        return Err(super::NO_TEST.into());
    }
    let tool = build("docker-wire")?;
    let mut ground = Ground::up(against.as_slice().first().map_or(&of[..], std::slice::from_ref), false)?;
    if let (Some(other), Some(engine)) = (against, of.first()) {
        ground.stand_in(other, *engine)?;
    }
    let ran = once(&mut ground, &selection, &tool, "kept").and_then(|(mut all, tally)| {
        let differ = all.iter().flat_map(Played::different).count();
        // Those that fail without a difference did not get so far, or expect something else than they record.
        if against.is_none() && tally.failed > differ {
            return Err(format!("{} scenarios failed, and {differ} differ", tally.failed));
        }
        if against.is_none() && !exact && differ > 0 {
            let again = selection.narrowed(|engine, name| {
                all.iter().any(|it| it.release == engine.release() && it.different().any(|one| one == name))
            });
            println!("{differ} differ, and are played again: what is not there twice is chance");
            let (again, _) = once(&mut ground, &again, &tool, "again")?;
            all.iter_mut().for_each(|it| it.settle(&again));
        }
        Ok(all)
    });
    ground.down_after(ran)
}

/// Plays a selection and compares what that records.
fn once(ground: &mut Ground, selection: &Selection, tool: &str, folder: &str) -> Done<(Vec<Played>, Tally)> {
    let kept = ground.folder().join(folder);
    ground.tell("LATENT_LIVE_KEEP", &kept);
    let tally = run_scenarios(ground, selection, "verify", LIMITS.1)?;
    let all = selection.engines().into_iter().map(|engine| compare(tool, engine, &kept));
    Ok((all.collect::<Done<_>>()?, tally))
}

fn compare(tool: &str, engine: Engine, kept: &Path) -> Done<Played> {
    let release = engine.release();
    let recorded = sh::root().join("fixtures/engine").join(release);
    let mut compare = Command::new(tool);
    compare.args(["compare", "--json"]).arg(recorded).arg(kept.join(release));
    let output = compare.output().map_err(|error| format!("{}: {error}", sh::shown(&compare)))?;
    let said = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("{}: {}", sh::shown(&compare), String::from_utf8_lossy(&output.stderr)))?;
    Ok(Played { release, said })
}

impl Played {
    fn each(&self) -> impl Iterator<Item = &Value> {
        self.said.as_array().into_iter().flatten()
    }

    /// The recordings that differ.
    fn different(&self) -> impl Iterator<Item = &str> {
        self.each().filter(|it| it["alike"] == "different").map(recording)
    }

    /// Takes what did not differ when it was played again as it was then.
    fn settle(&mut self, again: &[Self]) {
        let Some(again) = again.iter().find(|it| it.release == self.release) else {
            return;
        };
        for one in self.said.as_array_mut().into_iter().flatten() {
            let name = recording(one).to_owned();
            let second = again.each().find(|it| recording(it) == name);
            if let Some(second) =
                second.filter(|it| ["same", "by chance"].iter().any(|word| it["alike"] == **word))
            {
                println!("{}/{name} differed once, and not again", self.release);
                *one = second.clone();
            }
        }
    }
}

/// The name of a recording.
fn recording(one: &Value) -> &str {
    one["recording"].as_str().unwrap_or_default().trim_end_matches(".jsonl")
}

/// What was found of one engine.
struct Compared<'a> {
    release: &'a str,
    same: usize,
    by_chance: Vec<&'a str>,
    /// The recording, and one of its differences.
    differences: Vec<(&'a str, &'a Value)>,
}

impl<'a> Compared<'a> {
    /// Takes only what was played: a selection leaves out the rest.
    fn of(played: &'a Played) -> Done<Self> {
        let mut it =
            Self { release: played.release, same: 0, by_chance: Vec::new(), differences: Vec::new() };
        for found in played.each() {
            let name = recording(found);
            match found["alike"].as_str() {
                Some("same") => it.same += 1,
                Some("by chance") => it.by_chance.push(name),
                Some("different") => {
                    let differences = found["differences"].as_array().into_iter().flatten();
                    it.differences.extend(differences.map(|one| (name, one)));
                }
                Some("removed") => {}
                other => return Err(format!("{}/{name}: {other:?}", played.release)),
            }
        }
        Ok(it)
    }
}

/// Says what was found, and returns how many differences nothing explains. What is the same in many exchanges is said
/// once.
fn tell(all: &[Compared<'_>], varies: &[Varies<'_>]) -> usize {
    let mut left = 0;
    for it in all {
        let mut named: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        let (mut files, mut known) = (std::collections::BTreeSet::new(), 0);
        for (name, one) in &it.differences {
            let field = one["field"].as_str().unwrap_or_default();
            if varies.iter().any(|listed| listed.allows(it.release, name, field)) {
                known += 1;
                continue;
            }
            files.insert(name);
            left += 1;
            let entry = named.entry(said(one)).or_insert((0, one["place"].as_str().unwrap_or_default()));
            entry.0 += 1;
        }
        for (what, (times, place)) in &named {
            println!("{what} ({times} times, first at {place})");
        }
        println!(
            "{}: {} the same, {} the same but for what is chance, {} different: {} differences of {} kinds, and {known} \
             that are known to vary",
            it.release,
            it.same,
            it.by_chance.len(),
            files.len(),
            it.differences.len() - known,
            named.len(),
        );
    }
    left
}

/// Names a difference without what only tells one exchange from another.
fn said(one: &Value) -> String {
    let text = |key: &str| one[key].as_str().unwrap_or_default();
    let request = text("request").split('?').next().unwrap_or_default();
    let (recorded, now) = (text("recorded"), text("now"));
    let values = match text("change") {
        "changed" => format!("{recorded} -> {now}"),
        _ => format!("{recorded}{now}"),
    };
    format!("{} {} of {request}: {values}", text("change"), text("field"))
}

/// A line of the list: names of engines or of a family, names of scenarios, and `chance` or a field, with what
/// is in it.
struct Varies<'a> {
    engines: &'a str,
    scenarios: &'a str,
    how: &'a str,
}

impl<'a> Varies<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (engines, scenarios, how) = (columns.next()?, columns.next()?, columns.next()?);
        (!line.starts_with('#')).then_some(Self { engines, scenarios, how })
    }

    /// Tells whether a recording of an engine may vary so: by `chance`, or in a field.
    fn allows(&self, release: &str, scenario: &str, how: &str) -> bool {
        let family = if release.starts_with("podman") { "podman" } else { "docker" };
        let engine =
            ["all", family, release].iter().any(|name| self.engines.split(' ').any(|it| it == *name));
        let within = how == self.how || how.strip_prefix(self.how).is_some_and(|rest| rest.starts_with('/'));
        engine && self.scenarios.split(' ').any(|it| it == scenario) && within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_list_allows_what_it_names() {
        let line = Varies::read("docker podman-5.8.6\tattach-tty rename\tchance\ta reason").unwrap();
        assert!(line.allows("28.5.2", "attach-tty", "chance"));
        assert!(line.allows("podman-5.8.6", "rename", "chance"));
        assert!(!line.allows("podman-4.3.1", "attach-tty", "chance"));
        assert!(!line.allows("28.5.2", "attach-tty", "/Size"));
        let field = Varies { engines: "all", scenarios: "rename", how: "/Net" };
        assert!(
            field.allows("28.5.2", "rename", "/Net/Gateway") && !field.allows("28.5.2", "rename", "/Network")
        );
        assert!(Varies::read("# engines\tscenario\thow\twhy").is_none());
    }

    #[test]
    fn only_what_is_not_known_to_vary_counts() {
        let said = serde_json::json!([
            {"recording": "a.jsonl", "alike": "same", "differences": []},
            {"recording": "b.jsonl", "alike": "by chance", "differences": []},
            {"recording": "c.jsonl", "alike": "different", "differences": [
                {"place": "c:2", "request": "GET /x?a", "field": "/One", "change": "added", "recorded": null, "now": "1"},
                {"place": "c:2", "request": "GET /x", "field": "/Two", "change": "changed", "recorded": "1", "now": "2"},
            ]},
            {"recording": "d.jsonl", "alike": "removed", "differences": []},
        ]);
        let played = Played { release: "28.5.2", said };
        let compared = Compared::of(&played).unwrap();
        assert_eq!((compared.same, &compared.by_chance[..]), (1, &["b"][..]));
        assert_eq!(tell(std::slice::from_ref(&compared), &[]), 2);
        let listed = [Varies { engines: "all", scenarios: "c", how: "/Two" }];
        assert_eq!(tell(&[compared], &listed), 1);
        assert_eq!(super::said(&played.said[2]["differences"][0]), "added /One of GET /x: 1");
        let mut settled = Played { release: "28.5.2", said: played.said.clone() };
        let again = serde_json::json!([{"recording": "c.jsonl", "alike": "by chance", "differences": []}]);
        settled.settle(&[Played { release: "26.1.5", said: again.clone() }]);
        assert_eq!(settled.different().collect::<Vec<_>>(), ["c"]);
        settled.settle(&[Played { release: "28.5.2", said: again }]);
        assert_eq!(settled.different().count(), 0);
    }
}
