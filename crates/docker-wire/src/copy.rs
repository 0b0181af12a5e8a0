//! Files and folders into containers and out of them.
//!
//! What is copied *becomes* the path that is named, whatever is there: nothing is guessed from slashes, and nothing
//! lands beside it. Permission bits, links, owners by number and times of files are kept. What comes out of a container
//! is not trusted: it can be written nowhere but at the place that was named.

#[cfg(test)]
mod tests;
mod unpack;

use std::{
    fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::{runtime::Handle, sync::mpsc};

use crate::{
    Client,
    api::{Contents, container},
    context::{Compression, Owners, Packer, streamed},
    error::{Context, Error},
};

/// How many pieces may wait for the disk.
const WAITING: usize = 4;

impl Client {
    /// Copies a file or a folder of this machine into a container, where it becomes the path `to`.
    ///
    /// The folder above `to` must exist. A file that is there is replaced; into a folder that is there the contents are
    /// merged. The engine takes owners by number, as they are here.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
    /// docker.copy_in("worker", "target/release/tool", "/usr/local/bin/tool").await?;
    /// docker.copy_out("worker", "/var/log", "logs").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if `to` is not absolute or has no name, at a file that cannot be read, with its name, and with
    /// [`Error::is_not_found`] if there is no such container or folder.
    ///
    /// # Cancel safety
    ///
    /// The engine may have unpacked a part of it.
    ///
    /// # API version
    ///
    /// In every version.
    #[inline]
    pub async fn copy_in(
        &self,
        container: impl Into<String>,
        from: impl Into<PathBuf>,
        to: impl AsRef<str>,
    ) -> Result<(), Error> {
        let (from, to) = (from.into(), to.as_ref());
        let context = self.context();
        let (folder, name) = parted(to).map_err(|why| Error::invalid(why, &context))?;
        // What is not there is said before anything is sent.
        from.symlink_metadata().map_err(|error| missing(&from, error, &context))?;
        let name = name.to_owned();
        let body = streamed(Compression::None, move |stage| {
            Packer::new(stage, Owners::Kept, None).whole(&from, Path::new(&name))?;
            stage.end_of_archive()
        });
        let put = container::PutArchive::new(container, folder, Contents::from(body));
        self.send(put).await.map(drop)
    }

    /// Copies a file or a folder out of a container, where it is the path `from`; here it becomes `to`.
    ///
    /// `to` must not exist, and the folder above it must. Owners are kept where this process may give files away. What
    /// the engine sends is held against what was asked: an absolute path, `..`, a link that leads out of `to`, an entry
    /// below something that is no folder, and a device each end the copy. What was copied until then stays.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::is_not_found`] if there is no such container or path, where the disk fails, and at what is
    /// refused, with its name.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the copy; what was copied until then stays.
    ///
    /// # API version
    ///
    /// In every version.
    #[inline]
    pub async fn copy_out(
        &self,
        container: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<PathBuf>,
    ) -> Result<(), Error> {
        let (from, to, context) = (from.into(), to.into(), self.context());
        parted(&from).map_err(|why| Error::invalid(why, &context))?;
        if fs::symlink_metadata(&to).is_ok() {
            let text = format!("`{}` exists already; nothing is overwritten", to.display());
            return Err(Error::invalid(text, &context));
        }
        let Ok(runtime) = Handle::try_current() else {
            return Err(Error::invalid("copying needs a tokio runtime, since disks block", &context));
        };
        let mut archive = self.send(container::GetArchive::new(container, from)).await?;
        let (sender, receiver) = mpsc::channel::<Bytes>(WAITING);
        let unpacking = runtime.spawn_blocking(move || unpack::unpack(receiver, &to));
        let mut broken = None;
        while let Some(piece) = archive.next().await {
            match piece {
                // The other side ends early only to say why.
                Ok(bytes) => {
                    if sender.send(bytes).await.is_err() {
                        break;
                    }
                }
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            }
        }
        drop(sender);
        let unpacked = unpacking.await;
        if let Some(error) = broken {
            return Err(error);
        }
        match unpacked {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Error::unreadable(why, &context)),
            Err(_) => Err(Error::unreadable("what unpacked it has died", &context)),
        }
    }
}

/// Takes a path in a container apart: the folder, and the name in it.
fn parted(path: &str) -> Result<(&str, &str), String> {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, "" | "." | "..")) | None => Err(format!(
            "`{path}` is no path of something in a container: write it from the root, with a name at the end"
        )),
        Some(("", name)) if path.starts_with('/') => Ok(("/", name)),
        Some((folder, name)) if path.starts_with('/') => Ok((folder, name)),
        Some(_) => Err(format!("`{path}` is not absolute, and containers have no common working directory")),
    }
}

fn missing(path: &Path, error: std::io::Error, context: &Context) -> Error {
    Error::invalid(format!("`{}` cannot be copied", path.display()), context).because(error)
}
