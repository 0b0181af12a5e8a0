//! `compare`: whether two recordings, or two folders of them, say the same.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{Answer, chain, json as as_json};
use crate::replay::{
    Alike, Drift,
    drift::{Change, Difference},
};

/// Something differs.
const DIFFERENT: u8 = 1;

const CODES: &str = "\
Passed over are times, what symbols stand for, where streams were cut, in which order two streams or lists without an \
order came, and sizes.

Exit codes: 0 they say the same; 1 something was added, removed or changed; 2 one of them cannot be read.";

#[derive(Debug, clap::Args)]
#[command(after_help = CODES)]
pub(super) struct Compare {
    /// A recording, or a folder of them
    #[arg(value_name = "RECORDING")]
    recorded: PathBuf,
    /// A newer one of the same, or a folder with recordings of the same names
    #[arg(value_name = "NEWER")]
    now: PathBuf,
    /// Tell also which lines differ by chance, and exit 1 then: only times and what symbols stand for are passed over
    #[arg(long)]
    exact: bool,
    /// Answer as JSON: [{recording, alike: "same" | "by chance" | "different" | "added" | "removed", differences:
    /// [{place, request, field, change: "added" | "removed" | "changed", recorded, now}]}]
    #[arg(long)]
    json: bool,
}

/// What was found of one recording.
enum Found {
    Compared(Alike),
    Added,
    Removed,
}

impl Compare {
    pub(super) fn answer(self) -> Result<Answer, String> {
        let mut all = Vec::new();
        for (name, recorded, now) in pairs(&self.recorded, &self.now)? {
            let found = match (recorded, now) {
                (Some(recorded), Some(now)) => {
                    Found::Compared(Alike::between(recorded, now).map_err(|error| chain(&error))?)
                }
                (None, _) => Found::Added,
                (_, None) => Found::Removed,
            };
            all.push((name, found));
        }
        let good = all.iter().all(|(_, found)| match found {
            Found::Compared(Alike::Same) => true,
            Found::Compared(Alike::ByChance) => !self.exact,
            Found::Compared(Alike::Different(_)) | Found::Added | Found::Removed => false,
        });
        let text = if self.json {
            as_json(&all.iter().map(|(name, found)| value(name, found)).collect())
        } else {
            told(&all, self.exact)
        };
        Ok(Answer { text, code: if good { 0 } else { DIFFERENT } })
    }
}

type Pair = (String, Option<PathBuf>, Option<PathBuf>);

/// Pairs what is to be compared: two files, or those of the same name in two folders.
fn pairs(recorded: &Path, now: &Path) -> Result<Vec<Pair>, String> {
    match (recorded.is_dir(), now.is_dir()) {
        (false, false) => {
            let name = recorded.file_name().unwrap_or(recorded.as_os_str()).to_string_lossy().into_owned();
            Ok(vec![(name, Some(recorded.to_owned()), Some(now.to_owned()))])
        }
        (true, true) => {
            let (left, right) = (fixtures(recorded)?, fixtures(now)?);
            if left.is_empty() {
                return Err(format!("{} has no recording in it: they end in .jsonl", recorded.display()));
            }
            let in_one = |names: &BTreeSet<String>, folder: &Path, name: &str| {
                names.contains(name).then(|| folder.join(name))
            };
            let pair =
                |name: &String| (name.clone(), in_one(&left, recorded, name), in_one(&right, now, name));
            Ok(left.union(&right).map(pair).collect())
        }
        (one, _) => {
            let (folder, file) = if one { (recorded, now) } else { (now, recorded) };
            let (folder, file) = (folder.display(), file.display());
            Err(format!("{folder} is a folder and {file} is none: compare two folders, or two recordings"))
        }
    }
}

/// Lists the recordings in a folder.
fn fixtures(folder: &Path) -> Result<BTreeSet<String>, String> {
    let names = || -> io::Result<Vec<_>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
    };
    let names = names().map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let names = names.iter().map(|name| name.to_string_lossy().into_owned());
    Ok(names.filter(|name| name.ends_with(".jsonl")).collect())
}

/// The answer for people: what differs, and how many were compared.
fn told(all: &[(String, Found)], exact: bool) -> String {
    let (mut text, mut counts) = (String::new(), [0_usize; 3]);
    for (name, found) in all {
        // Writing to a text cannot fail.
        let _ = match found {
            Found::Compared(Alike::Same) => {
                counts[0] += 1;
                Ok(())
            }
            Found::Compared(Alike::ByChance) => {
                counts[1] += 1;
                if exact { writeln!(text, "{name}: the same but for what is chance") } else { Ok(()) }
            }
            Found::Compared(Alike::Different(drift)) => {
                counts[2] += 1;
                writeln!(text, "{name}: {drift}")
            }
            Found::Added => writeln!(text, "{name}: only in the newer folder"),
            Found::Removed => writeln!(text, "{name}: not in the newer folder"),
        };
    }
    let [same, chance, different] = counts;
    let compared = same + chance + different;
    let lines = if compared == 1 { "recording" } else { "recordings" };
    text + &format!(
        "{compared} {lines} compared: {same} the same, {chance} the same but for what is chance, {different} different\n"
    )
}

fn value(name: &str, found: &Found) -> Value {
    let (alike, drift) = match found {
        Found::Compared(Alike::Same) => ("same", None),
        Found::Compared(Alike::ByChance) => ("by chance", None),
        Found::Compared(Alike::Different(drift)) => ("different", Some(drift)),
        Found::Added => ("added", None),
        Found::Removed => ("removed", None),
    };
    let differences: Vec<Value> =
        drift.map(Drift::differences).unwrap_or_default().iter().map(difference).collect();
    json!({"recording": name, "alike": alike, "differences": differences})
}

fn difference(it: &Difference) -> Value {
    let (change, recorded, now) = match &it.change {
        Change::Added(now) => ("added", None, Some(now)),
        Change::Removed(recorded) => ("removed", Some(recorded), None),
        Change::Changed { recorded, now } => ("changed", Some(recorded), Some(now)),
    };
    json!({
        "place": it.place, "request": it.request, "field": it.field, "change": change, "recorded": recorded,
        "now": now,
    })
}
