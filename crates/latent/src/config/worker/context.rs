//! `custom_context`: a folder, a tar archive or a URL with everything that an image is built from.

use std::{
    fmt,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    task::{self, Poll, Wake, Waker},
    thread::{self, Thread},
    time::SystemTime,
};

use bytes::Bytes;
use docker_wire::context;

use super::remote::Remote;
use crate::config::{
    error::{ParseError, Problems},
    outside::Outside,
    read::Item,
};

/// More than this is read into memory for nobody.
const LARGEST: u64 = 1 << 30;

/// How an archive is packed, by its first bytes.
const PACKINGS: &[(&str, &[u8])] = &[
    ("gzip", &[0x1f, 0x8b]),
    ("bzip2", b"BZh"),
    ("xz", &[0xfd, b'7', b'z', b'X', b'Z', 0]),
    ("zstd", &[0x28, 0xb5, 0x2f, 0xfd]),
];

/// Holds what an image is built from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Context {
    /// It is sent to the engine.
    Sent {
        /// Where it was read: a folder, or an archive.
        path: PathBuf,
        /// The archive, packed or not. That of a folder is plain, and has no times of its files.
        bytes: Bytes,
    },
    /// The engine fetches it.
    Fetched(Remote),
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { path, .. } => write!(f, "{}", path.display()),
            Self::Fetched(remote) => write!(f, "{remote}"),
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({self})")
    }
}

impl Context {
    /// Reads the folder, the archive or the URL that `dockerfile` names. What is there under this very name is meant before
    /// any URL, as for `docker build`.
    pub(super) fn read(
        item: &Item<'_>,
        encoding: Option<&Item<'_>>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let text = item.text(problems)?;
        let path = outside.folder.join(text);
        if let (false, Some(remote)) = (path.exists(), Remote::read(text)) {
            return fetched(item, remote, encoding, problems);
        }
        sent(item, path, encoding, problems)
    }
}

fn fetched(
    item: &Item<'_>,
    remote: Result<Remote, ParseError>,
    encoding: Option<&Item<'_>>,
    problems: &mut Problems<'_>,
) -> Option<Context> {
    let remote = item.settle(remote, problems)?;
    if let Some(encoding) = encoding {
        return encoding.wrong("the engine sees how it is packed; remove `encoding`", problems);
    }
    if remote.is_exposed() {
        let what = format!("`{}`: whoever is on the way to {remote} can change what is built", item.path);
        problems.warn(item.span.clone(), what);
    }
    Some(Context::Fetched(remote))
}

fn sent(
    item: &Item<'_>,
    path: PathBuf,
    encoding: Option<&Item<'_>>,
    problems: &mut Problems<'_>,
) -> Option<Context> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let found = item.settle(std::fs::metadata(&path).map_err(unreadable), problems)?;
    if found.is_dir() {
        if let Some(encoding) = encoding {
            return encoding.wrong("a folder is sent as it is; remove `encoding`", problems);
        }
        let bytes = item.settle(of_folder(&path), problems)?;
        return Some(Context::Sent { path, bytes });
    }
    if found.len() > LARGEST {
        return item.wrong(format!("{} is larger than 1 GiB", path.display()), problems);
    }
    let bytes = item.settle(std::fs::read(&path).map_err(unreadable), problems)?;
    let packing = PACKINGS.iter().find(|(_, magic)| bytes.starts_with(magic)).map(|(name, _)| *name);
    let plain = bytes.get(257..262) == Some(b"ustar".as_slice());
    if packing.is_none() && !plain {
        let shown = path.display();
        let why = format!("{shown} is no tar archive; make one with tar -czf {shown} -C FOLDER .");
        return item.wrong(why, problems);
    }
    if let Some(encoding) = encoding {
        check_encoding(encoding, packing.unwrap_or("tar"), problems)?;
    }
    Some(Context::Sent { path, bytes: bytes.into() })
}

/// Packs a folder as `docker build` does, without what its `.dockerignore` names. Of times nothing is kept: whoever checks
/// the same files out again has the same context, and so the same image.
fn of_folder(folder: &Path) -> Result<Bytes, String> {
    let named = ["Dockerfile", "dockerfile"].iter().any(|name| folder.join(name).is_file());
    if !named {
        return Err(format!("the folder {} has no Dockerfile", folder.display()));
    }
    let body = context::Context::dir(folder).timestamp(SystemTime::UNIX_EPOCH).into_body()?;
    let limit = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let packed = to_the_end(body.collect(limit));
    packed.map_err(|error| format!("{} cannot be packed: {error}", folder.display()))
}

/// Waits for what another thread makes. A configuration is read where no runtime may be, and within one.
fn to_the_end<T>(work: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut task::Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}

/// How it is packed is seen in the archive itself; what is written must agree.
fn check_encoding(item: &Item<'_>, found: &str, problems: &mut Problems<'_>) -> Option<()> {
    let text = item.text(problems)?;
    let known = match text {
        "bzip" => "bzip2",
        "identity" | "" => "tar",
        other => other,
    };
    if known != found {
        return item.wrong(format!("the archive is {found} and not {text}; remove `encoding`"), problems);
    }
    Some(())
}
