//! Recordings.

use docker_wire::replay::{Fixture, Replayer};

/// Checks that a text is a recording or is refused with the line that is wrong, that a recording which is cut is no
/// recording, and that what was read can be looked at and played.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let fixture = match Fixture::parse(text, "fuzz") {
        Ok(fixture) => fixture,
        Err(error) => {
            assert!((1..=text.lines().count().max(1)).contains(&error.line()), "{error}");
            return;
        }
    };
    let mut streamed = 0;
    for recorded in fixture.recorded() {
        streamed += usize::from(recorded.is_streamed());
        if let Ok(frames) = recorded.frames() {
            // A symbol stands for something longer than itself, and not for anything.
            assert!(frames.iter().map(bytes::Bytes::len).sum::<usize>() <= text.len() * 64);
        }
    }
    assert!(streamed <= fixture.exchanges() && fixture.lanes().len() <= fixture.exchanges().max(1));

    let without_end = text.trim_end().rsplit_once('\n').map_or("", |(above, _)| above);
    assert!(Fixture::parse(without_end, "cut").is_err(), "the last line is not missed");
    let replayer = Replayer::new(fixture);
    assert_eq!(replayer.is_complete(), replayer.finish().is_ok());
    assert!(replayer.strays().is_empty());
}
