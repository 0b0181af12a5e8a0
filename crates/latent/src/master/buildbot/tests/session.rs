use docker_wire::TransportError;

use super::*;

fn guarded() -> Arc<FakeMaster> {
    let fake = FakeMaster::new();
    fake.state().password = Some("hunter2".into());
    fake
}

#[tokio::test(start_paused = true)]
async fn one_login_serves_all_calls() {
    let fake = guarded();
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    adapter.hold(name("w1")).await.unwrap();
    adapter.resume(name("w2")).await.unwrap();
    assert_eq!(fake.log().iter().filter(|call| *call == "login").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_no_longer_accepted_is_renewed_once() {
    let fake = guarded();
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    adapter.hold(name("w1")).await.unwrap();
    fake.log();
    fake.state().session += 1;
    adapter.hold(name("w2")).await.unwrap();
    assert_eq!(fake.log(), ["GET workers", "pause 2", "login", "pause 2", "GET workers/2"]);
}

#[tokio::test(start_paused = true)]
async fn a_right_that_is_missing_is_refused_after_one_more_login() {
    let fake = guarded();
    fake.state().forbids = true;
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    let error = adapter.hold(name("w1")).await.unwrap_err();
    let CallError::Refused { class: crate::fleet::Class::Rejected, reason } = error else {
        panic!("{error:?}")
    };
    assert_eq!(reason, "the master does not allow `pause workers/1`: you need to have role 'admins'");
    assert_eq!(fake.log(), ["login", "GET workers", "pause 1", "login", "pause 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_breaks_leaves_the_call_unsent() {
    let fake = guarded();
    fake.state().failures.push_back(TransportError::broken("reset"));
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    assert!(matches!(adapter.hold(name("w1")).await, Err(CallError::Refused { .. })));
}

#[tokio::test(start_paused = true)]
async fn nothing_shows_the_password() {
    let fake = guarded();
    let adapter = adapter(&fake, Arc::new(InMemoryIntents::default()));
    fake.state().password = Some("another".into());
    let error = adapter.check().await.unwrap_err();
    let shown = format!("{error} {error:?} {adapter:?}");
    assert!(shown.contains("ctl") && !shown.contains("hunter2"), "{shown}");
}
