//! The files of the demonstration's image: the running executable, its loader and the shared objects it has loaded.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use bytes::Bytes;

/// Where the executable stands in the image.
pub const EXECUTABLE: &str = "/latent";

/// One file of the image.
#[derive(Debug, Clone)]
pub struct File {
    /// Its absolute path in the image.
    pub path: String,
    /// Its content.
    pub content: Bytes,
}

/// Collects the files that the running executable needs to run again on its own.
///
/// # Errors
///
/// Fails where a file cannot be read, and on systems without `/proc`.
pub fn of_this_executable() -> io::Result<Vec<File>> {
    let executable = Bytes::from(fs::read("/proc/self/exe")?);
    let mut files = BTreeMap::new();
    for object in
        loaded_objects(&fs::read_to_string("/proc/self/maps")?, &fs::canonicalize("/proc/self/exe")?)
    {
        let content = Bytes::from(fs::read(&object)?);
        for name in names_of(&object)? {
            files.insert(name, content.clone());
        }
    }
    if let Some(loader) = interpreter(&executable) {
        let content = Bytes::from(fs::read(&loader)?);
        files.insert(loader.into(), content);
    }
    files.insert(EXECUTABLE.into(), executable);
    let file =
        |(path, content): (PathBuf, Bytes)| File { path: path.to_string_lossy().into_owned(), content };
    Ok(files.into_iter().map(file).collect())
}

/// Finds the shared objects in a memory map: files other than the executable itself, mapped to run.
fn loaded_objects(maps: &str, executable: &Path) -> Vec<PathBuf> {
    let mut objects: Vec<PathBuf> = maps
        .lines()
        .filter_map(|line| {
            let path = line.get(line.find('/')?..)?;
            let runs = line.split_whitespace().nth(1)?.contains('x');
            (runs && path.contains(".so")).then(|| PathBuf::from(path))
        })
        .filter(|path| path != executable)
        .collect();
    objects.sort();
    objects.dedup();
    objects
}

/// Every name by which a program may ask for a shared object: its own and the links beside it.
fn names_of(object: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = vec![object.to_path_buf()];
    if let Some(folder) = object.parent() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let is_link = path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
            if is_link && fs::canonicalize(&path).is_ok_and(|target| target == object) {
                names.push(path);
            }
        }
    }
    Ok(names)
}

/// Reads the path of the loader that a 64-bit little-endian ELF program asks for; static programs ask for none.
fn interpreter(program: &[u8]) -> Option<String> {
    const PT_INTERP: u64 = 3;
    let number = |at: usize, length: usize| -> Option<u64> {
        let bytes = program.get(at..at.checked_add(length)?)?;
        Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    if program.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let table = usize::try_from(number(32, 8)?).ok()?;
    let (size, count) = (usize::try_from(number(54, 2)?).ok()?, usize::try_from(number(56, 2)?).ok()?);
    let header = (0..count).map(|index| table + index * size).find(|at| number(*at, 4) == Some(PT_INTERP))?;
    let start = usize::try_from(number(header + 8, 8)?).ok()?;
    let length = usize::try_from(number(header + 32, 8)?).ok()?;
    let path = program.get(start..start.checked_add(length)?)?;
    Some(String::from_utf8_lossy(path).trim_end_matches('\0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_that_run_are_collected() {
        let maps = "\
            55d0-55d1 r-xp 00000000 fe:00 1 /usr/bin/latent\n\
            7f00-7f01 r--p 00000000 fe:00 2 /usr/lib/libc.so.6\n\
            7f01-7f02 r-xp 00001000 fe:00 2 /usr/lib/libc.so.6\n\
            7f03-7f04 r--p 00000000 fe:00 3 /usr/share/locale/x\n\
            7ffd-7ffe r-xp 00000000 00:00 0 [vdso]\n";
        let found = loaded_objects(maps, Path::new("/usr/bin/latent"));
        assert_eq!(found, [PathBuf::from("/usr/lib/libc.so.6")]);
    }

    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn this_test_s_own_executable_is_collected_with_its_loader() {
        let files = of_this_executable().unwrap();
        assert!(files.iter().any(|file| file.path == EXECUTABLE));
        let loader = interpreter(&fs::read("/proc/self/exe").unwrap()).unwrap();
        assert!(files.iter().any(|file| file.path == loader), "{loader}");
        assert!(files.iter().any(|file| file.path.contains("libc.so.6")));
    }

    #[test]
    fn what_is_no_program_asks_for_no_loader() {
        assert_eq!(interpreter(b""), None);
        assert_eq!(interpreter(b"\x7fELF\x02\x01"), None);
        assert_eq!(interpreter(&[0; 200]), None);
    }
}
