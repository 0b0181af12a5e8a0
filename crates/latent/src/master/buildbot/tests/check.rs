use docker_wire::TransportError;
use serde_json::json;

use super::*;

async fn checked(fake: &Arc<FakeMaster>) -> Result<Checked, CheckError> {
    adapter(fake, Arc::new(InMemoryIntents::default())).check().await
}

#[tokio::test(start_paused = true)]
async fn a_master_as_configured_is_fine_and_nothing_changes() {
    let fake = FakeMaster::new();
    fake.state().workers[1]["paused"] = json!(true);
    fake.state().workers[1]["pause_reason"] = json!("broken disk");
    let before = fake.state().workers.clone();
    let found = checked(&fake).await.unwrap();
    assert_eq!(found.paused, [(name("w2"), Some("broken disk".into()))]);
    assert_eq!(fake.state().workers, before);
}

#[tokio::test(start_paused = true)]
async fn an_address_without_anybody_is_unreachable() {
    let fake = FakeMaster::new();
    fake.state().failures.push_back(TransportError::unsent("connection refused"));
    let error = checked(&fake).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot reach the master at http://fake:1: connection refused");
}

#[tokio::test(start_paused = true)]
async fn another_server_is_not_a_buildbot() {
    let fake = FakeMaster::new();
    let options = Options {
        prefix: "/elsewhere".into(),
        credentials: None,
        workers: Vec::new(),
        seed: 1,
        intents: Arc::new(InMemoryIntents::default()),
        timings: Timings::default(),
    };
    let error = Buildbot::new(fake, options).check().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "http://fake:1/elsewhere is not a Buildbot master: it answers 404 to `api/v2/masters`"
    );
}

#[tokio::test(start_paused = true)]
async fn a_user_without_rights_is_told_so() {
    let fake = FakeMaster::new();
    fake.state().forbids = true;
    let error = checked(&fake).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the master at http://fake:1 does not let anybody control workers: you need to have role 'admins'"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_told_apart() {
    let fake = FakeMaster::new();
    fake.state().password = Some("right".into());
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    fake.state().password = Some("changed".into());
    let error = adapter.check().await.unwrap_err();
    assert_eq!(error.to_string(), "the master at http://fake:1 refuses the password of user `ctl`");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_worker_is_named() {
    let fake = FakeMaster::new();
    fake.state().workers.pop();
    let error = checked(&fake).await.unwrap_err();
    assert_eq!(error.to_string(), "the master at http://fake:1 knows no worker `w2`; it knows `w1`");
}
