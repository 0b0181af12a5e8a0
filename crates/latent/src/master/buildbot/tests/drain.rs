use docker_wire::TransportError;
use serde_json::json;

use super::{fake::State, *};

struct Scene {
    fake: Arc<FakeMaster>,
    intents: Arc<InMemoryIntents>,
    adapter: Buildbot,
}

/// Worker `w1` is attached, its instance known.
fn scene() -> Scene {
    let fake = FakeMaster::new();
    let intents = Arc::new(InMemoryIntents::default());
    let adapter = adapter(&fake, intents.clone());
    adapter.started(name("w1"), InstanceId("i".into()));
    Scene { fake, intents, adapter }
}

impl Scene {
    async fn release(&self, drain: Drain) -> Result<Release, CallError> {
        self.adapter.release(name("w1"), drain).await
    }

    /// Reads the master once, as at an event.
    async fn look(&self) {
        let (reporter, _reports) = Reporter::channel();
        self.adapter
            .read_and_report(&mut Known::default(), &reporter, tokio::time::Instant::now())
            .await
            .unwrap();
    }

    fn paused(&self) -> bool {
        self.fake.state().workers[0]["paused"] == true
    }
}

fn request(state: &mut State, claimed: bool) {
    state.requests.push(json!({"buildrequestid": 5, "builderid": 1, "claimed": claimed}));
}

fn build(state: &mut State, worker: u64) {
    state.builds.push(json!({"workerid": worker, "buildrequestid": 5}));
}

fn disconnect(state: &mut State) {
    state.workers[0]["connected_to"] = json!([]);
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_is_paused_watched_and_sent_away() {
    let scene = scene();
    let before = tokio::time::Instant::now();
    assert_eq!(scene.release(Drain::Idle).await.unwrap(), Release::Released);
    assert_eq!(before.elapsed(), Duration::from_millis(250));
    let expected = ["GET workers", "pause 1", "GET workers/1", "GET builds", "GET buildrequests", "stop 1"];
    assert_eq!(scene.fake.log(), expected);
    assert_eq!(scene.intents.held(), [name("w1")]);
}

#[tokio::test(start_paused = true)]
async fn resume_waits_until_the_master_has_noticed_the_end() {
    let scene = scene();
    scene.release(Drain::Idle).await.unwrap();
    scene.adapter.ended(name("w1"));
    let resumed = scene.adapter.resume(name("w1"));
    let leaving = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(scene.paused());
        disconnect(&mut scene.fake.state());
    };
    tokio::join!(async { resumed.await.unwrap() }, leaving);
    assert!(!scene.paused() && scene.intents.held().is_empty());
    scene.adapter.resume(name("w1")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn resume_goes_on_when_the_master_never_notices() {
    let scene = scene();
    scene.release(Drain::Idle).await.unwrap();
    scene.adapter.ended(name("w1"));
    scene.adapter.resume(name("w1")).await.unwrap();
    assert!(!scene.paused());
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_goes_on_is_resumed_at_once() {
    let scene = scene();
    scene.adapter.hold(name("w1")).await.unwrap();
    let before = tokio::time::Instant::now();
    scene.adapter.resume(name("w1")).await.unwrap();
    assert!(!scene.paused() && before.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn work_that_comes_while_settling_keeps_an_idle_worker() {
    let scene = scene();
    scene.fake.before("GET builds", |state| request(state, false));
    assert_eq!(scene.release(Drain::Idle).await.unwrap(), Release::Busy);
    assert!(!scene.paused() && scene.intents.held().is_empty());
    assert!(!scene.fake.log().contains(&"stop 1".into()));
}

#[tokio::test(start_paused = true)]
async fn a_request_claimed_between_the_two_readings_is_waited_for() {
    let scene = scene();
    scene.fake.before("GET buildrequests", |state| {
        request(state, true);
        build(state, 1);
    });
    assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Busy);
    // It stays paused: after this build the caller asks again.
    assert!(scene.paused());
}

#[tokio::test(start_paused = true)]
async fn a_request_that_went_elsewhere_does_not_keep_the_worker() {
    let scene = scene();
    request(&mut scene.fake.state(), true);
    scene.fake.before("GET buildrequests", |state| build(state, 2));
    assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Released);
}

#[tokio::test(start_paused = true)]
async fn a_claimed_request_that_never_builds_is_busy_after_a_while() {
    let scene = scene();
    request(&mut scene.fake.state(), true);
    assert_eq!(scene.release(Drain::GiveUp).await.unwrap(), Release::Busy);
}

#[tokio::test(start_paused = true)]
async fn a_worker_held_during_its_build_settles_from_then_on() {
    let scene = scene();
    build(&mut scene.fake.state(), 1);
    scene.adapter.hold(name("w1")).await.unwrap();
    scene.look().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    scene.fake.state().builds.clear();
    request(&mut scene.fake.state(), false);
    let before = tokio::time::Instant::now();
    assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Released);
    assert!(before.elapsed().is_zero());
}

/// The master makes its list of free workers once, so another worker's request may be claimed first, and this one's late.
#[tokio::test(start_paused = true)]
async fn a_worker_that_was_chosen_when_it_was_paused_is_not_stopped_however_late_the_claim() {
    let scene = scene();
    scene.fake.state().workers[1]["connected_to"] = json!([{"masterid": 1}]);
    // An adopted container counts as used, so it is drained as after a build; nobody has built on it since.
    request(&mut scene.fake.state(), false);
    let claiming = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        scene.fake.state().requests[0]["claimed"] = json!(true);
        tokio::time::sleep(Duration::from_millis(500)).await;
        build(&mut scene.fake.state(), 1);
    };
    let (released, ()) = tokio::join!(scene.release(Drain::AfterBuild), claiming);
    assert_eq!(released.unwrap(), Release::Busy);
    assert!(!scene.fake.log().contains(&"stop 1".into()));
}

#[tokio::test(start_paused = true)]
async fn an_open_request_that_nobody_claims_is_left_to_the_next_worker() {
    // Alone, it is the first that is served.
    for (others, millis) in [(json!([]), 250), (json!([{"masterid": 1}]), 2000)] {
        let scene = scene();
        scene.fake.state().workers[1]["connected_to"] = others;
        request(&mut scene.fake.state(), false);
        let before = tokio::time::Instant::now();
        assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Released);
        assert_eq!(before.elapsed(), Duration::from_millis(millis));
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_on_open_requests_has_seen_that_none_is_claimed_for_long() {
    let scene = scene();
    request(&mut scene.fake.state(), false);
    let before = tokio::time::Instant::now();
    assert_eq!(scene.release(Drain::GiveUp).await.unwrap(), Release::Released);
    assert_eq!(before.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_persons_pause_is_neither_taken_over_nor_undone() {
    let scene = scene();
    scene.fake.state().workers[0]["paused"] = json!(true);
    scene.fake.state().workers[0]["pause_reason"] = json!("broken disk");
    assert_eq!(scene.release(Drain::Idle).await.unwrap(), Release::Released);
    assert!(scene.intents.held().is_empty());
    disconnect(&mut scene.fake.state());
    scene.adapter.ended(name("w1"));
    scene.adapter.resume(name("w1")).await.unwrap();
    assert!(scene.paused());
    let log = scene.fake.log();
    assert!(!log.iter().any(|call| call.contains("pause")), "{log:?}");
}

#[tokio::test(start_paused = true)]
async fn a_persons_pause_that_is_lifted_meanwhile_makes_the_worker_busy() {
    let scene = scene();
    scene.fake.state().workers[0]["paused"] = json!(true);
    scene.fake.before("GET buildrequests", |state| state.workers[0]["paused"] = json!(false));
    assert_eq!(scene.release(Drain::Idle).await.unwrap(), Release::Busy);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_certainly_was_not_sent_is_refused() {
    let scene = scene();
    scene.fake.before("GET workers", |state| state.failures.push_back(TransportError::unsent("refused")));
    assert!(matches!(scene.release(Drain::Idle).await, Err(CallError::Refused { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_failure_after_the_pause_is_lost_and_asking_again_works() {
    let scene = scene();
    scene.fake.before("GET builds", |state| state.failures.push_back(TransportError::unsent("refused")));
    assert!(matches!(scene.release(Drain::Idle).await, Err(CallError::Lost { .. })));
    assert!(scene.paused() && scene.intents.held() == [name("w1")]);
    assert_eq!(scene.release(Drain::Idle).await.unwrap(), Release::Released);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_about_a_worker_that_the_master_does_not_know() {
    let scene = scene();
    let nobody = || name("nobody");
    scene.intents.record(&nobody()).unwrap();
    scene.adapter.hold(nobody()).await.unwrap();
    assert_eq!(scene.adapter.release(nobody(), Drain::Idle).await.unwrap(), Release::Released);
    scene.adapter.resume(nobody()).await.unwrap();
    assert_eq!(scene.fake.log(), ["GET workers"; 3]);
    assert_eq!(scene.intents.held(), []);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_about_a_worker_that_the_master_has_forgotten() {
    let scene = scene();
    disconnect(&mut scene.fake.state());
    scene.fake.state().workers[0]["configured_on"] = json!([]);
    scene.adapter.hold(name("w1")).await.unwrap();
    assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Released);
    scene.adapter.resume(name("w1")).await.unwrap();
    assert_eq!(scene.fake.log(), ["GET workers"; 3]);
    assert_eq!(scene.intents.held(), []);
}

#[tokio::test(start_paused = true)]
async fn a_worker_without_a_builder_that_is_connected_is_drained_as_any() {
    let scene = scene();
    scene.fake.state().workers[0]["configured_on"] = json!([]);
    assert_eq!(scene.release(Drain::AfterBuild).await.unwrap(), Release::Released);
    assert!(scene.paused());
}
