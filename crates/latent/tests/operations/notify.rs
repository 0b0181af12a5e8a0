//! What the service manager is told, over a socket of our own.

use std::{
    io::{self, Read},
    os::unix::net::UnixDatagram,
    thread,
    time::Duration,
};

use crate::{stage::Stage, text};

/// Where `latent` speaks to the service manager.
struct Notified {
    socket: UnixDatagram,
    path: String,
    heard: Vec<String>,
}

impl Notified {
    fn new(stage: &Stage) -> Self {
        let path = stage.folder().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        Self { socket, path: path.to_str().unwrap().to_owned(), heard: Vec::new() }
    }

    fn environment(&self) -> [(&'static str, &str); 2] {
        [("NOTIFY_SOCKET", &self.path), ("WATCHDOG_USEC", "300000")]
    }

    /// Waits for a message; says whether it came in time.
    fn hears(&mut self, patience: Duration, wanted: impl Fn(&str) -> bool) -> bool {
        self.socket.set_read_timeout(Some(patience)).unwrap();
        let mut buffer = [0; 4096];
        loop {
            match self.socket.recv(&mut buffer) {
                Ok(length) => self.heard.push(text(&buffer[..length]).trim().to_owned()),
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::WouldBlock, "{error}");
                    return false;
                }
            }
            if self.heard.last().is_some_and(|last| wanted(last)) {
                return true;
            }
        }
    }

    #[track_caller]
    fn hear(&mut self, wanted: impl Fn(&str) -> bool) {
        assert!(self.hears(Duration::from_secs(60), wanted), "{:?}", self.heard);
    }
}

#[test]
fn systemd_is_told_of_the_beginning_the_work_the_loop_and_the_end() {
    let stage = Stage::new();
    let mut notified = Notified::new(&stage);
    let mut latent = stage.run(&notified.environment());
    notified.hear(|line| line == "READY=1");
    notified.hear(|line| line == "WATCHDOG=1");
    notified.hear(|line| line.starts_with("STATUS=1 workers: 1 backing-off"));
    notified.hear(|line| line == "WATCHDOG=1");
    latent.signal("HUP");
    notified.hear(|line| line.starts_with("RELOADING=1\nMONOTONIC_USEC="));
    notified.hear(|line| line == "READY=1");
    latent.signal("TERM");
    notified.hear(|line| line == "STOPPING=1");
    assert_eq!(latent.wait(), Some(0));
    let heard = notified.heard;
    assert_eq!(heard.iter().filter(|line| *line == "READY=1").count(), 2, "{heard:?}");
}

/// The log goes into a pipe that nobody reads, and a reload has more to say than it holds: the main loop is blocked
/// in a write of its own, while every other thread goes on.
#[test]
fn while_the_main_loop_is_blocked_the_watchdog_is_not_fed() {
    let stage = Stage::new();
    let mut notified = Notified::new(&stage);
    let (mut pipe, log) = io::pipe().unwrap();
    let mut latent = stage.run_into(&notified.environment(), log);
    notified.hear(|line| line == "WATCHDOG=1");

    let mounts: Vec<_> = (0..1_000).map(|number| format!("\"/:/mount-{number}\"")).collect();
    stage.change("image = ", &format!("volumes = [{}]\nimage = ", mounts.join(", ")));
    latent.signal("HUP");
    notified.hear(|line| line.starts_with("RELOADING=1"));
    // What was asked of the loop before it was blocked may still be told.
    while notified.hears(Duration::from_millis(1_500), |line| line == "WATCHDOG=1") {
        let fed = notified.heard.iter().filter(|line| *line == "WATCHDOG=1").count();
        assert!(fed < 100, "the watchdog is fed although the loop is blocked");
    }

    let reading = thread::spawn(move || pipe.read_to_end(&mut Vec::new()).unwrap());
    notified.hear(|line| line == "READY=1");
    notified.hear(|line| line == "WATCHDOG=1");
    latent.kill();
    assert!(reading.join().unwrap() > 65_536, "the pipe was never full");
}
