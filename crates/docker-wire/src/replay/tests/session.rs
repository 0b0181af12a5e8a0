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
    assert!(file.starts_with(r#"{"fixture":2,"engine":{"version":"20.10.24","api":"1.41","min":"1.12","os":"linux"},"redaction":"standard/1","scenario":"versions"}"#), "{file}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_cannot_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = session(&folder).mode(Mode::Replay).run(scenario).await.unwrap_err().to_string();
    assert!(missing.contains("versions.jsonl") && missing.contains("DOCKER_WIRE_MODE=record"), "{missing}");
    let live = session(&folder).mode(Mode::Live).run(scenario).await.unwrap_err().to_string();
    assert!(live.contains("needs a live engine"), "{live}");
    let verify = session(&folder).mode(Mode::Verify).run(scenario).await.unwrap_err().to_string();
    assert!(verify.contains("does not exist yet"), "{verify}");
}
