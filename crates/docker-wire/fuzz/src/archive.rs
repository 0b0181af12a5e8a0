//! Archives of an engine that is not trusted: read in memory, and copied out of a container onto the disk.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use docker_wire::codec::archive;

use super::{
    cuts,
    engine::{self, Engine},
    sums,
};

/// Checks that an archive is read without harm, and that what is copied out stays where it was to go: nothing beside
/// it is made or changed, no link leads out of it, and cuts change nothing.
pub fn check(data: &[u8]) {
    check_as_it_is(&sums::mended(data));
}

fn check_as_it_is(data: &[u8]) {
    let whole = Bytes::copy_from_slice(data);
    if let Ok(entries) = archive::read(&whole) {
        assert!(entries.iter().all(|entry| entry.bytes.len() <= data.len()));
    }
    let first = copied(vec![whole.clone()]);
    assert_eq!(copied(cuts::somewhere(&whole)), first);
}

/// What was copied, or why it was not, as text.
type Outcome = (Result<(), String>, BTreeMap<PathBuf, String>);

fn copied(pieces: Vec<Bytes>) -> Outcome {
    let outcome = inside(pieces);
    match outcome {
        Ok(outcome) => outcome,
        Err(error) => panic!("the disk: {error}"),
    }
}

fn inside(pieces: Vec<Bytes>) -> io::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let top = folder.path().canonicalize()?;
    fs::create_dir(top.join("beside"))?;
    fs::write(top.join("beside/file"), "untouched")?;
    let to = top.join("place/to");
    fs::create_dir(top.join("place"))?;
    let docker = Engine(pieces).client();
    let done = engine::run(docker.copy_out("c", "/a/top", &to));

    assert_eq!(names(&top)?, ["beside", "place"]);
    assert_eq!(names(&top.join("beside"))?, ["file"]);
    assert_eq!(fs::read(top.join("beside/file"))?, b"untouched");
    assert_eq!(fs::metadata(top.join("beside/file"))?.nlink(), 1);
    assert!(names(&top.join("place"))?.iter().all(|name| name == "to"));
    let mut found = BTreeMap::new();
    if to.symlink_metadata().is_ok() {
        look(&to, &to, &mut found)?;
    }
    let done = done.map_err(|error| format!("{error:#}").replace(&top.display().to_string(), ""));
    assert!(done.is_err() || !found.is_empty());
    Ok((done, found))
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Writes down what is there, and follows each link.
fn look(place: &Path, at: &Path, found: &mut BTreeMap<PathBuf, String>) -> io::Result<()> {
    let meta = at.symlink_metadata()?;
    let kind = meta.file_type();
    let relative = at.strip_prefix(place).unwrap_or(at).to_owned();
    let said = if kind.is_symlink() {
        let target = fs::read_link(at)?;
        // What leads nowhere leads nowhere bad, or `canonicalize` could not tell.
        if let Ok(real) = at.canonicalize() {
            assert!(real.starts_with(place), "{} leads to {}", at.display(), real.display());
        }
        assert!(!target.is_absolute(), "{} leads to {}", at.display(), target.display());
        format!("-> {}", target.display())
    } else if kind.is_dir() {
        for entry in fs::read_dir(at)? {
            look(place, &entry?.path(), found)?;
        }
        format!("{:o}", meta.mode())
    } else {
        assert!(kind.is_file(), "{} is {kind:?}", at.display());
        format!("{:o} {:?}", meta.mode(), fs::read(at)?)
    };
    found.insert(relative, said);
    Ok(())
}
