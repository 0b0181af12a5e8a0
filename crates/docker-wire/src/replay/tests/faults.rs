//! Errors are recorded, too.

use std::io::{self, Write};

use super::{Header, Options, Scripted, Studio, get, pieces, scripted, scripted::Answer};
use crate::{
    error::{TransportError, TransportErrorKind},
    replay::Recording,
    transport::{Opened, Transport},
};

#[tokio::test]
async fn refusals_resets_and_timers_fail_again() {
    let kinds = [
        (TransportError::unsent("no"), TransportErrorKind::Unsent, "refused"),
        (TransportError::broken("no"), TransportErrorKind::Broken, "reset"),
        (TransportError::timeout("head"), TransportErrorKind::Timeout("head"), "timeout"),
    ];
    for (error, kind, word) in kinds {
        let studio = Studio::plain(Scripted::new([Answer::Fail(error)]));
        assert_eq!(studio.recorder.call(get("/info")).await.unwrap_err().kind(), kind);
        assert!(studio.file().contains(&format!(r#""fail":"{word}""#)), "{}", studio.file());
        let replay = studio.replayer();
        assert_eq!(replay.call(get("/info")).await.unwrap_err().kind(), kind);
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn a_stream_breaks_where_it_broke() {
    let studio = Studio::plain(Scripted::new([scripted::breaking("half a l")]));
    pieces(studio.recorder.call(get("/logs")).await.unwrap()).await;
    let replay = studio.replayer();
    let seen = pieces(replay.call(get("/logs")).await.unwrap()).await;
    assert_eq!(seen[0], Ok("half a l".to_owned()));
    assert!(seen[1].as_ref().unwrap_err().contains("reset, as recorded at f.jsonl:5"), "{seen:?}");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_error_status_and_a_refused_upgrade_are_answers() {
    let conflict = || scripted::reply(409, "application/json", r#"{"message":"no"}"#.into());
    let studio = Studio::plain(Scripted::new([conflict(), conflict()]));
    pieces(studio.recorder.call(get("/start")).await.unwrap()).await;
    assert!(matches!(studio.recorder.open(get("/attach")).await, Ok(Opened::Refused(_))));
    let replay = studio.replayer();
    assert_eq!(replay.call(get("/start")).await.unwrap().status(), 409);
    assert!(matches!(replay.open(get("/attach")).await, Ok(Opened::Refused(reply)) if reply.status() == 409));
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_the_client_left_stays_open() {
    let studio = Studio::plain(Scripted::new([scripted::streaming("text/plain", &["a", "b"])]));
    let mut body = studio.recorder.call(get("/logs")).await.unwrap().into_body();
    body.next().await.unwrap().unwrap();
    drop(body);
    assert!(studio.file().contains(r#""fail":"dropped""#), "{}", studio.file());
    let replay = studio.replayer();
    let mut body = replay.call(get("/logs")).await.unwrap().into_body();
    assert_eq!(body.next().await.unwrap().unwrap(), "a");
    let hour = std::time::Duration::from_secs(3600);
    assert!(tokio::time::timeout(hour, body.next()).await.is_err());
    replay.finish().unwrap();
}

struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_shows_at_the_end_and_not_to_the_client() {
    let recording = Recording::to(Full(2), Options::new(Header::new("full"))).unwrap();
    let recorder = recording.wrap(Scripted::new([scripted::json("{}")]), "");
    assert_eq!(pieces(recorder.call(get("/info")).await.unwrap()).await, [Ok("{}".to_owned())]);
    assert_eq!(recording.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert!(Recording::to(Full(0), Options::default()).is_err());
}
