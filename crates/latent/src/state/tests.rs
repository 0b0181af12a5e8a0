use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use super::*;
use crate::fleet::WorkerName;

fn worker(name: &str) -> WorkerName {
    WorkerName(name.to_owned())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_open_makes_everything_and_only_we_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b");
    let state = State::open(&path).unwrap();
    assert_eq!(state.owner().as_str().len(), 32);
    assert_eq!(state.epoch(), 1);
    assert_eq!(state.path(), path);
    assert_eq!(mode(&path), 0o700);
    for file in ["lock", "owner", "epoch", "place"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
}

#[test]
fn the_owner_stays_and_the_epoch_counts() {
    let folder = tempfile::tempdir().unwrap();
    let first = State::open(folder.path()).unwrap();
    let owner = first.owner().clone();
    drop(first);
    for epoch in 2..5 {
        let state = State::open_seeded(folder.path(), 7).unwrap();
        assert_eq!((state.owner(), state.epoch()), (&owner, epoch));
    }
    let other = tempfile::tempdir().unwrap();
    assert_ne!(State::open(other.path()).unwrap().owner(), &owner);
}

#[test]
fn a_seed_makes_the_owner() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(State::open_seeded(folder.path(), 7).unwrap().owner(), &owner_from(7));
    assert_eq!(owner_from(0).as_str(), "e220a8397b1dcdaf6e789e6aa1b965f4");
    assert_ne!(owner_from(0), owner_from(1));
}

/// Copies a folder as `cp -a` does.
fn copy(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(copied.success());
}

#[test]
fn a_copy_is_not_opened_and_counts_no_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let (home, clone) = (folder.path().join("home"), folder.path().join("clone"));
    drop(State::open(&home).unwrap());
    copy(&home, &clone);
    let error = State::open(&clone).unwrap_err();
    assert!(matches!(error, StateError::Copied { .. }), "{error}");
    assert!(error.to_string().contains("remove the file `place`"), "{error}");
    assert_eq!(State::epoch_at(&clone).unwrap(), Some(1));
    assert_eq!(State::settled_at(&clone), Err(error));
    assert_eq!(State::settled_at(&home), Ok(()));
    // What it was copied from is as good as before, also under another name.
    drop(State::open(&home).unwrap());
    let moved = folder.path().join("moved");
    fs::rename(&home, &moved).unwrap();
    assert_eq!(State::open(&moved).unwrap().epoch(), 3);
}

#[test]
fn a_copy_that_somebody_vouches_for_is_opened_and_is_at_home_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let (home, clone) = (folder.path().join("home"), folder.path().join("clone"));
    let owner = State::open(&home).unwrap().owner().clone();
    copy(&home, &clone);
    fs::remove_file(clone.join("place")).unwrap();
    assert_eq!(State::open(&clone).unwrap().owner(), &owner);
    drop(State::open(&clone).unwrap());
}

#[test]
fn a_fenced_folder_is_not_opened_until_a_person_has_settled_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path()).unwrap();
    state.fence("instance i of worker w on h, start 9-0").unwrap();
    drop(state);
    let error = State::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("(instance i of worker w on h, start 9-0)"), "{error}");
    assert_eq!(State::epoch_at(folder.path()).unwrap(), Some(1));
    assert!(State::settled_at(folder.path()).is_err());
    fs::write(folder.path().join("epoch"), "9\n").unwrap();
    fs::remove_file(folder.path().join("fenced")).unwrap();
    assert_eq!(State::open(folder.path()).unwrap().epoch(), 10);
}

#[test]
fn a_second_process_is_told_who_was_first() {
    let folder = tempfile::tempdir().unwrap();
    let first = State::open(folder.path()).unwrap();
    let error = State::open(folder.path()).unwrap_err().to_string();
    let (path, id) = (folder.path().display(), std::process::id());
    let what = "uses this state folder; stop it, or set another state_dir";
    assert_eq!(error, format!("{path}: another latent (process {id}) {what}"));
    drop(first);
    assert_eq!(State::open(folder.path()).unwrap().epoch(), 2);
}

#[test]
fn intents_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path()).unwrap();
    let intents = state.intents();
    intents.record(IntentKind::Start, &worker("a/../b"), "1-1").unwrap();
    intents.record(IntentKind::Drain, &worker("a"), "one").unwrap();
    intents.record(IntentKind::Drain, &worker("a"), "two\n\"{}").unwrap();
    intents.record(IntentKind::Start, &worker("a"), "").unwrap();
    intents.clear(IntentKind::Start, &worker("a")).unwrap();
    intents.clear(IntentKind::Start, &worker("never")).unwrap();
    drop(state);

    fs::write(folder.path().join("intents/drain-x.json.3.tmp"), "half").unwrap();
    let state = State::open(folder.path()).unwrap();
    let seen: Vec<_> = state.intents().list().unwrap();
    let seen: Vec<_> = seen.iter().map(|i| (i.kind, i.worker.0.as_str(), i.text.as_str())).collect();
    assert_eq!(seen, [(IntentKind::Drain, "a", "two\n\"{}"), (IntentKind::Start, "a/../b", "1-1")]);
    assert_eq!(fs::read_dir(folder.path().join("intents")).unwrap().count(), 2);
}

#[test]
fn what_is_damaged_is_named_and_left_alone() {
    let table = [
        (
            "owner",
            "x",
            "this is no owner (32 hexadecimal digits)",
            "restore it from our containers' labels; without it they are nobody's",
        ),
        (
            "owner",
            "",
            "this is no owner (32 hexadecimal digits)",
            "restore it from our containers' labels; without it they are nobody's",
        ),
        (
            "epoch",
            "-1",
            "this is no number of an epoch",
            "write a number into it that is larger than any epoch in our containers' labels",
        ),
        (
            "epoch",
            "4294967295",
            "there are no further epochs",
            "write a number into it that is larger than any epoch in our containers' labels",
        ),
    ];
    for (file, content, what, hint) in table {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::write(&path, content).unwrap();
        let error = State::open(folder.path()).unwrap_err().to_string();
        assert_eq!(error, format!("{}: {what}; {hint}", path.display()));
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn an_intent_that_is_damaged_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path()).unwrap();
    let path = folder.path().join("intents/drain-a.json");
    fs::write(&path, "{}").unwrap();
    let error = state.intents().list().unwrap_err().to_string();
    let hint = "look at the worker that it names, then remove the file";
    assert_eq!(error, format!("{}: this is no intent; {hint}", path.display()));
}

#[test]
fn a_path_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = State::open(&file).unwrap_err().to_string();
    let way = "a file is in the way; move it";
    assert_eq!(
        error,
        format!("{}: cannot make the folder: File exists (os error 17); {way}", file.display())
    );
    let below = file.join("state");
    let error = State::open(&below).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("{}: cannot make the folder: Not a directory (os error 20); {way}", below.display())
    );
}

#[test]
fn a_write_that_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path()).unwrap();
    let intents = folder.path().join("intents");
    // A folder in the place of the file makes the rename fail, also for root.
    fs::create_dir(intents.join("start-a.json")).unwrap();
    let error = state.intents().record(IntentKind::Start, &worker("a"), "x").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("{}: cannot write it: ", intents.join("start-a.json").display()))
    );
    assert_eq!(fs::read_dir(&intents).unwrap().count(), 1);
}

#[test]
fn a_link_to_the_folder_is_the_same_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    let first = State::open(&real).unwrap();
    symlink(&real, &link).unwrap();
    assert!(matches!(State::open(&link), Err(StateError::Busy { .. })));
    drop(first);
}
