//! One scenario, recorded and then replayed.

use super::{Scripted, scripted};
use crate::{
    client::{Daemon, EngineVersions},
    replay::{Mode, Session},
};

const VERSION: &str = r#"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}"#;

async fn scenario(docker: Daemon) -> EngineVersions {
    docker.versions().await.unwrap()
}

fn session(folder: &tempfile::TempDir) -> Session {
    Session::scenario("versions").fixture_dir(folder.path())
}

#[tokio::test]
async fn a_recorded_scenario_replays() {
    // Where CI runs this, recording is what it must refuse.
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let folder = tempfile::tempdir().unwrap();
    let live = || Ok(Scripted::new([scripted::json(VERSION), scripted::json(VERSION)]));
    let recorded = session(&folder).mode(Mode::Once).live(live).run(scenario).await;
    if in_ci {
        assert!(recorded.unwrap_err().to_string().contains("CI refuses"));
        return;
    }
    let replayed = session(&folder).mode(Mode::Replay).run(scenario).await.unwrap();
    assert_eq!(replayed, recorded.unwrap());
    let file = std::fs::read_to_string(session(&folder).path()).unwrap();
    assert!(file.starts_with(r#"{"fixture":3,"engine":{"version":"20.10.24","api":"1.41","min":"1.12","os":"linux"},"redaction":"standard/2","scenario":"versions"}"#), "{file}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_cannot_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = session(&folder).mode(Mode::Replay).run(scenario).await.unwrap_err().to_string();
    assert!(missing.contains("versions.jsonl") && missing.contains("DOCKER_WIRE_MODE=record"), "{missing}");
    let gone = || Err::<Scripted, _>(crate::TransportError::unsent("gone"));
    let live = session(&folder).mode(Mode::Live).live(gone).run(scenario).await.unwrap_err().to_string();
    assert!(live.contains("the live engine cannot be reached"), "{live}");
    let strayed = |docker: Daemon| async move { docker.versions().await.is_err() };
    let text = "{\"fixture\":3}\n{\"x\":0,\"t\":0,\"request\":{\"method\":\"GET\",\"target\":\"/info\"}}\n\
                {\"x\":0,\"t\":1,\"reply\":{\"status\":200},\"json\":{}}\n{\"t\":2,\"end\":\"recording\"}\n";
    let fixture = session(&folder).path();
    std::fs::write(&fixture, text).unwrap();
    let strayed = session(&folder).mode(Mode::Replay).run(strayed).await.unwrap_err();
    assert_eq!(
        format!("{strayed:?}"),
        format!(
            "the replay did not go as recorded:\n- no recorded exchange fits GET /version\n  nearest: {0}:2 GET /info\n    \
             path: recorded /info, asked /version\n  next in the file: {0}:2 GET /info\n\
             - recorded, never asked for: {0}:2 GET /info",
            fixture.display()
        ),
        "a failed test shows it line by line"
    );
    std::fs::remove_file(fixture).unwrap();
    let verify = session(&folder).mode(Mode::Verify).run(scenario).await.unwrap_err().to_string();
    assert!(verify.contains("versions.jsonl"), "{verify}");
}

#[tokio::test]
async fn a_fixture_that_cannot_be_used_is_named_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = session(&folder).path();
    let shown = fixture.display();
    let sound = format!(
        "{{\"fixture\":3}}\n{{\"x\":0,\"t\":0,\"request\":{{\"method\":\"GET\",\"target\":\"/version\"}}}}\n\
         {{\"x\":0,\"t\":1,\"reply\":{{\"status\":200}},\"json\":{VERSION}}}\n{{\"t\":2,\"end\":\"recording\"}}\n"
    );
    for (text, words) in [
        (
            sound.replace("{\"t\":2,\"end\":\"recording\"}\n", ""),
            "3: the file stops before `\"end\":\"recording\"`: it was cut, or its recording never finished",
        ),
        (
            sound.replacen('3', "4", 1),
            "1: fixture format 4 is not known here; this docker-wire reads up to 3",
        ),
        (
            sound.replace("/version", "/containers/<container:7>/json"),
            "2: the client uses `<container:7>`, which nothing above has bound: no reply tells it",
        ),
    ] {
        std::fs::write(&fixture, text).unwrap();
        for mode in [Mode::Replay, Mode::Verify] {
            let unasked = || -> Result<Scripted, _> { panic!("a live engine is asked for") };
            let run = session(&folder).mode(mode).live(unasked).run(scenario).await;
            assert_eq!(run.unwrap_err().to_string(), format!("{shown}:{words}"), "{mode}");
        }
    }
    std::fs::write(&fixture, &sound).unwrap();
    let live = || Ok(Scripted::new([scripted::json(VERSION)]));
    let verify = session(&folder).mode(Mode::Verify).live(live).keep(fixture.join("kept"));
    let unwritable = verify.run(scenario).await.unwrap_err();
    let expected = format!("{} cannot be written", fixture.join("kept/versions.jsonl").display());
    assert_eq!(unwritable.to_string(), expected);
    let cause = std::error::Error::source(&unwritable).unwrap().to_string();
    assert!(cause.starts_with("the folder ") && cause.contains("cannot be made"), "{cause}");
    assert_eq!(std::fs::read_to_string(&fixture).unwrap(), sound, "what was recorded stays");
}

#[tokio::test]
async fn verify_is_clean_or_says_what_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = session(&folder).path();
    let live = |version: &'static str| move || Ok(Scripted::new([VERSION, version].map(scripted::json)));
    let recorder = super::Recorder::create(
        Scripted::new([scripted::json(VERSION)]),
        &fixture,
        super::Options::new(super::Header::new("versions")),
    );
    let recorder = recorder.unwrap();
    super::text(crate::Transport::call(&recorder, super::get("/version")).await.unwrap()).await;
    recorder.finish().unwrap();
    let recorded = std::fs::read_to_string(&fixture).unwrap();

    let clean = session(&folder).mode(Mode::Verify).live(live(VERSION)).run(scenario).await;
    assert_eq!(clean.unwrap().release, "20.10.24");
    let newer = r#"{"Version":"28.5.2","ApiVersion":"1.51","MinAPIVersion":"1.12","Os":"linux","Extra":1}"#;
    let stale = session(&folder).mode(Mode::Verify).live(live(newer)).run(scenario).await.unwrap_err();
    let stale = stale.to_string();
    assert!(stale.starts_with("the recording is stale, in 3 things:"), "{stale}");
    for part in [
        "versions.jsonl:2 GET /version: added /Extra: 1",
        "changed /ApiVersion: recorded \"1.41\", now \"1.51\"",
    ] {
        assert!(stale.contains(part), "{stale}");
    }
    assert_eq!(std::fs::read_to_string(&fixture).unwrap(), recorded, "verify writes nothing");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
