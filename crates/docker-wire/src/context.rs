//! Build contexts: what a Dockerfile may copy from, streamed from the disk as it is sent.
//!
//! | context | how |
//! |---|---|
//! | a folder | [`Context::dir`] |
//! | a ready archive on disk, compressed or not | [`Context::archive`] |
//! | the text of a Dockerfile, with or without files | [`image::Build::from_dockerfile`](crate::api::image::Build::from_dockerfile) |
//! | files in memory | [`codec::archive::Archive`](crate::codec::archive::Archive) |
//! | a ready archive from elsewhere | [`Body`] |
//! | what the engine fetches | [`image::Build::from_url`](crate::api::image::Build::from_url) |
//!
//! The first five are what [`image::Build::new`](crate::api::image::Build::new) takes. This module reads files; it
//! knows nothing of the engine.

mod ignore;
mod pack;
mod ready;
mod stage;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

pub use ignore::{Ignore, IgnoreError};
pub(crate) use pack::{Owners, Packer};
pub(crate) use stage::{Compression, Stage, Stop, streamed};

use crate::{
    api::{Contents, Source},
    body::Body,
};

/// The context of a build: a folder, or an archive, on this machine's disk.
///
/// A folder is sent as the `docker` CLI sends it: sorted by name, without what `.dockerignore` leaves out (or
/// `<Dockerfile>.dockerignore`, where there is one), owned by root, with permission bits and whole seconds of times as
/// they are. Symbolic links are sent as links, second names of a file as hard links, sockets not at all. Extended
/// attributes are not sent. The Dockerfile and the ignore file are always sent.
///
/// Files are read while the request is sent, by a thread of its own that waits while the engine is behind; memory does
/// not grow with the context. A file that cannot be read fails the request with its name.
///
/// The same tree gives the same bytes; with [`timestamp`](Self::timestamp) its times do not count.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::image, context::Context};
///
/// let build = image::Build::new(Context::dir(".")).t(["example/app:1"]);
/// let built = docker.send(build).await?.finish().await?;
///
/// let elsewhere = Context::dir("/srv/app").dockerfile_at("/srv/docker/app.Dockerfile");
/// docker.send(image::Build::new(elsewhere)).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Context {
    origin: Origin,
    dockerfile: Dockerfile,
    timestamp: Option<u64>,
    compression: Compression,
}

#[derive(Debug, Clone)]
enum Origin {
    Folder(PathBuf),
    Archive(PathBuf),
}

/// Where the Dockerfile is.
#[derive(Debug, Clone)]
enum Dockerfile {
    /// Where the engine looks if nothing is said.
    Usual,
    Inside(String),
    /// A file, and its text once it was read.
    Outside(PathBuf, Option<String>),
    Text(String),
}

impl Context {
    /// Makes the context of a folder. Nothing is read before it is sent.
    pub fn dir(path: impl Into<PathBuf>) -> Self {
        Self::of(Origin::Folder(path.into()))
    }

    /// Makes the context of a ready archive: a tar file, plain or compressed by gzip, bzip2, xz or zstd. It is sent as
    /// it is; that it is one is told by its first bytes.
    pub fn archive(path: impl Into<PathBuf>) -> Self {
        Self::of(Origin::Archive(path.into()))
    }

    fn of(origin: Origin) -> Self {
        Self { origin, dockerfile: Dockerfile::Usual, timestamp: None, compression: Compression::None }
    }

    /// Names the Dockerfile by its path in the context, with slashes.
    pub fn dockerfile(mut self, path: impl Into<String>) -> Self {
        self.dockerfile = Dockerfile::Inside(path.into());
        self
    }

    /// Takes a Dockerfile from anywhere on this machine. It is added to the folder's files for the build only, and a
    /// `COPY` does not find it. A file beside it, of its name and `.dockerignore`, counts.
    pub fn dockerfile_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.dockerfile = Dockerfile::Outside(path.into(), None);
        self
    }

    /// Takes the text of a Dockerfile, as `docker build -f -` does.
    pub fn dockerfile_text(mut self, text: impl Into<String>) -> Self {
        self.dockerfile = Dockerfile::Text(text.into());
        self
    }

    /// Gives every entry the same time, so that two checkouts of the same files are the same bytes.
    pub fn timestamp(mut self, time: SystemTime) -> Self {
        self.timestamp = Some(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs());
        self
    }

    /// Compresses what is sent by gzip. Worth it over slow networks only.
    #[cfg(feature = "gzip")]
    pub fn gzip(mut self) -> Self {
        self.compression = Compression::Gzip;
        self
    }

    /// Compresses what is sent by zstd, which engines can read from 23.0 on.
    #[cfg(feature = "zstd")]
    pub fn zstd(mut self) -> Self {
        self.compression = Compression::Zstd;
        self
    }

    /// Makes the bytes of the archive, read from the disk as they are asked for.
    ///
    /// # Errors
    ///
    /// Fails if a Dockerfile was named for a ready archive otherwise than by its path in it. What cannot be read fails
    /// the body.
    pub fn into_body(self) -> Result<Body, String> {
        match (&self.origin, &self.dockerfile) {
            (Origin::Archive(_), Dockerfile::Outside(..) | Dockerfile::Text(_)) => {
                Err("a ready archive cannot be given a Dockerfile; name one that is in it, or send a folder"
                    .to_owned())
            }
            (Origin::Archive(path), _) => {
                let path = path.clone();
                Ok(streamed(Compression::None, move |stage| ready::send(&path, stage)))
            }
            (Origin::Folder(folder), _) => {
                let folder = folder.clone();
                Ok(streamed(self.compression.clone(), move |stage| self.pack(&folder, stage)))
            }
        }
    }

    fn pack(self, folder: &Path, stage: &mut Stage) -> Result<(), Stop> {
        let root = fs::canonicalize(folder).map_err(|error| Stop::at(folder, &error))?;
        if !root.is_dir() {
            return Err(Stop::Failed(format!("`{}` is not a folder", folder.display())));
        }
        let added = self.added()?;
        let (mut ignore, ignore_text) = self.ignore(&root)?;
        ignore.except(".dockerignore");
        ignore.except(&self.dockerfile_in(&root));
        let mut packer = Packer::new(stage, Owners::Root, self.timestamp);
        packer.contents(&root, Path::new(""), &ignore, added.as_ref().map(|_| ".dockerignore"))?;
        if let Some((name, text)) = added {
            // The engine itself takes out what the ignore file names.
            let ignored = format!("{}\n{name}\n", ignore_text.as_deref().unwrap_or(".dockerignore"));
            packer.file(".dockerignore", 0o600, ignored.as_bytes())?;
            packer.file(&name, 0o600, text.as_bytes())?;
        }
        stage.end_of_archive()
    }

    /// Reads the Dockerfile that is not in the folder, and makes up a name for it.
    fn added(&self) -> Result<Option<(String, String)>, Stop> {
        let text = match &self.dockerfile {
            Dockerfile::Usual | Dockerfile::Inside(_) => return Ok(None),
            Dockerfile::Text(text) => text.clone(),
            Dockerfile::Outside(_, Some(text)) => text.clone(),
            Dockerfile::Outside(path, None) => {
                fs::read_to_string(path).map_err(|error| Stop::at(path, &error))?
            }
        };
        Ok(Some((made_up_name(&text), text)))
    }

    /// Reads the ignore file that counts, and what the folder's own says.
    fn ignore(&self, root: &Path) -> Result<(Ignore, Option<String>), Stop> {
        let own = match &self.dockerfile {
            Dockerfile::Usual => Some(root.join("Dockerfile.dockerignore")),
            Dockerfile::Inside(path) => Some(root.join(format!("{path}.dockerignore"))),
            Dockerfile::Outside(path, _) => {
                let mut name = path.clone().into_os_string();
                name.push(".dockerignore");
                Some(name.into())
            }
            Dockerfile::Text(_) => None,
        };
        let usual = root.join(".dockerignore");
        let text = read_if_there(&usual)?;
        let found = match own {
            Some(own) => read_if_there(&own)?.map(|text| (own, text)),
            None => None,
        };
        let counts = found.or_else(|| Some((usual, text.clone()?)));
        let Some((path, counting)) = counts else { return Ok((Ignore::default(), text)) };
        let parsed = Ignore::parse(&counting);
        let ignore = parsed.map_err(|error| Stop::Failed(format!("`{}`, {error}", path.display())))?;
        Ok((ignore, text))
    }

    /// Tells the path of the Dockerfile in the folder.
    fn dockerfile_in(&self, root: &Path) -> String {
        match &self.dockerfile {
            Dockerfile::Inside(path) => ignore::clean(path.trim_start_matches('/')),
            Dockerfile::Usual if root.join("Dockerfile").symlink_metadata().is_err() => {
                "dockerfile".to_owned()
            }
            Dockerfile::Usual | Dockerfile::Outside(..) | Dockerfile::Text(_) => "Dockerfile".to_owned(),
        }
    }
}

fn read_if_there(path: &Path) -> Result<Option<String>, Stop> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Stop::at(path, &error)),
    }
}

/// Makes a name of a text, the same for the same text (FNV-1a).
fn made_up_name(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!(".dockerfile.{hash:016x}")
}

impl Source for Context {
    fn dockerfile(&mut self, asked: Option<String>) -> Result<Option<String>, String> {
        match (&mut self.dockerfile, asked) {
            (Dockerfile::Usual, asked) => {
                self.dockerfile = asked.clone().map_or(Dockerfile::Usual, Dockerfile::Inside);
                Ok(asked)
            }
            (_, Some(asked)) => {
                Err(format!("the Dockerfile is said twice: by the context, and as `{asked}` by the build"))
            }
            (Dockerfile::Inside(path), None) => Ok(Some(path.clone())),
            (Dockerfile::Text(text), None) => Ok(Some(made_up_name(text))),
            (Dockerfile::Outside(path, read), None) => {
                // Its name goes before it, and is made of it. A Dockerfile is small.
                let text = fs::read_to_string(&*path)
                    .map_err(|error| format!("`{}`: {}", path.display(), stage::words(&error)))?;
                Ok(Some(made_up_name(read.insert(text))))
            }
        }
    }

    fn into_body(self: Box<Self>) -> Result<Body, String> {
        Context::into_body(*self)
    }
}

impl From<Context> for Contents {
    fn from(context: Context) -> Self {
        Self::source(context)
    }
}
