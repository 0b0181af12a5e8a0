//! What a master and an engine tell of by themselves, with the moment it was heard, without a line of our own clients.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::Path,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::master::Master;

/// Events in the order in which they were heard.
#[derive(Debug, Clone, Default)]
pub struct Events {
    heard: Arc<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    list: Mutex<Vec<(Instant, Value)>>,
    more: Condvar,
}

impl Events {
    /// Listens to a path of a master's events, such as `builds/*/*`; each is `{"key": […], "message": {…}}`.
    ///
    /// # Panics
    ///
    /// Panics if the master cannot be asked.
    #[track_caller]
    pub fn of_master(&self, master: &Master, path: &str) {
        let stream = TcpStream::connect(master.address());
        self.listen(stream, &format!("/sse/listen/{path}"), "data: ");
    }

    /// Listens to an engine's events of containers.
    ///
    /// # Panics
    ///
    /// Panics if the engine cannot be asked.
    #[track_caller]
    pub fn of_engine(&self, socket: &Path) {
        let target = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D";
        self.listen(UnixStream::connect(socket), target, "");
    }

    /// How many were heard so far.
    #[must_use]
    pub fn heard(&self) -> usize {
        self.heard.list.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits for an event; `from` is the number of earlier ones to pass over. Returns when it was heard.
    ///
    /// # Panics
    ///
    /// Panics if it is not heard in time.
    #[must_use]
    #[track_caller]
    pub fn wait(
        &self,
        what: &str,
        from: usize,
        patience: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Instant {
        let give_up = Instant::now() + patience;
        let mut list = self.heard.list.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some((at, _)) = list.iter().skip(from).find(|(_, event)| wanted(event)) {
                return *at;
            }
            let left = give_up.saturating_duration_since(Instant::now());
            let heard: Vec<_> = list.iter().skip(from).map(|(_, event)| event.to_string()).collect();
            assert!(!left.is_zero(), "{what} was not heard in {patience:?}:\n{}", heard.join("\n"));
            list = self.heard.more.wait_timeout(list, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Asks, waits for the head of the answer, and reads its lines for as long as they come.
    #[track_caller]
    fn listen<S: Read + Write + Send + 'static>(
        &self,
        stream: io::Result<S>,
        target: &str,
        prefix: &'static str,
    ) {
        let asked = stream.and_then(|mut stream| {
            write!(stream, "GET {target} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
            let mut lines = BufReader::new(stream).lines();
            let head = lines.next().transpose()?.unwrap_or_default();
            if head.contains(" 200") { Ok(lines) } else { Err(io::Error::other(head)) }
        });
        let lines = asked.unwrap_or_else(|error| panic!("{target}: {error}"));
        let heard = self.heard.clone();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(event) =
                    line.strip_prefix(prefix).and_then(|text| serde_json::from_str(text).ok())
                {
                    let mut list = heard.list.lock().unwrap_or_else(PoisonError::into_inner);
                    list.push((Instant::now(), event));
                    drop(list);
                    heard.more.notify_all();
                }
            }
        });
    }
}
