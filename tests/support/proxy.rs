//! A unix socket before an engine's that notes what is asked, without a line of our own client.

use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tempfile::TempDir;

/// Passes connections on to an engine.
#[derive(Debug)]
pub struct Proxy {
    folder: TempDir,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Proxy {
    /// Listens on a socket of its own, for as long as the process runs.
    ///
    /// # Panics
    ///
    /// Panics if it cannot listen.
    #[must_use]
    #[track_caller]
    pub fn to(engine: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a socket: {error}"));
        let listener = UnixListener::bind(folder.path().join("sock"))
            .unwrap_or_else(|error| panic!("cannot listen before {}: {error}", engine.display()));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (engine, noted): (PathBuf, _) = (engine.to_owned(), sent.clone());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(engine) = UnixStream::connect(&engine) {
                    pass(&client, &engine, &noted);
                }
            }
        });
        Self { folder, sent }
    }

    /// Its address, `unix://…`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("unix://{}/sock", self.folder.path().display())
    }

    /// Method and target of every request so far, in no order of time across connections.
    #[must_use]
    pub fn targets(&self) -> Vec<String> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let text: Vec<_> = sent.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        let lines = text.iter().flat_map(|text| text.lines());
        // A body ends without a line's end, so the next request may stand behind it.
        let requests = lines.filter_map(|line| {
            let line = line.strip_suffix(" HTTP/1.1")?;
            let method = ["GET /", "POST /", "DELETE /", "HEAD /", "PUT /"];
            let at = method.iter().filter_map(|method| line.rfind(method)).max()?;
            Some(line[at..].to_owned())
        });
        requests.collect()
    }
}

/// Copies both ways until either side is done.
fn pass(client: &UnixStream, engine: &UnixStream, noted: &Arc<Mutex<Vec<Vec<u8>>>>) {
    let index = {
        let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.push(Vec::new());
        noted.len() - 1
    };
    let noted = noted.clone();
    let note = move |bytes: &[u8]| {
        noted.lock().unwrap_or_else(PoisonError::into_inner)[index].extend_from_slice(bytes);
    };
    let clones = (client.try_clone(), engine.try_clone(), client.try_clone(), engine.try_clone());
    if let (Ok(from), Ok(to), Ok(back_to), Ok(back_from)) = clones {
        thread::spawn(move || copy(from, to, note));
        thread::spawn(move || copy(back_from, back_to, |_| {}));
    }
}

fn copy(mut from: UnixStream, mut to: UnixStream, note: impl Fn(&[u8])) {
    let mut buffer = [0; 65536];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        note(&buffer[..read]);
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown(std::net::Shutdown::Write);
}
