use docker_wire::TransportError;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::fleet::{Link, MasterEvent};

type Events = UnboundedReceiver<(WorkerName, MasterEvent)>;

struct Scene {
    fake: Arc<FakeMaster>,
    adapter: Arc<Buildbot>,
    events: Events,
}

/// A watch that has begun, over intents that an earlier process may have left.
fn scene(left_over: &[&str]) -> Scene {
    let fake = FakeMaster::new();
    let intents = InMemoryIntents::with(left_over.iter().map(|worker| name(worker)));
    for worker in left_over {
        let mut state = fake.state();
        let row = state.workers.iter_mut().find(|row| row["name"] == *worker).unwrap();
        row["paused"] = json!(true);
    }
    let adapter = Arc::new(adapter(&fake, Arc::new(intents)));
    let (reporter, events) = Reporter::channel();
    let watching = adapter.clone();
    tokio::spawn(async move { watching.watch(reporter).await });
    Scene { fake, adapter, events }
}

impl Scene {
    /// The four facts of one reading: link and demand of `w1` and `w2`.
    async fn reading(&mut self) -> Vec<MasterEvent> {
        let mut facts = Vec::new();
        while facts.len() < 4 {
            facts.push(self.events.recv().await.unwrap().1);
        }
        facts
    }

    fn request(&self) {
        self.fake.state().requests.push(json!({"buildrequestid": 5, "builderid": 1,
            "properties": {"image": ["img:x", "Force"]}}));
    }
}

#[tokio::test(start_paused = true)]
async fn everything_is_read_after_every_path_is_confirmed() {
    let mut scene = scene(&[]);
    let facts = scene.reading().await;
    assert_eq!(facts[0], MasterEvent::Link(Link::Idle));
    assert_eq!(facts[2..], [MasterEvent::Link(Link::Detached), MasterEvent::Unwanted]);
    assert_eq!(scene.fake.log(), ["open", "GET workers", "GET builds", "GET buildrequests"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_request_is_seen_at_once_with_its_properties() {
    let mut scene = scene(&[]);
    scene.fake.state().workers[0]["connected_to"] = json!([]);
    scene.reading().await;
    scene.request();
    let before = tokio::time::Instant::now();
    scene.fake.event("buildrequests/5/new");
    let facts = scene.reading().await;
    let MasterEvent::Wanted(properties) = &facts[1] else { panic!("{facts:?}") };
    assert_eq!(properties["image"], "img:x");
    assert!(before.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn events_in_a_row_cause_one_reading() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.fake.log();
    for key in ["builds/1/new", "builds/1/update", "workers/1/connected", "buildrequests/5/claimed"] {
        scene.fake.event(key);
    }
    scene.reading().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(scene.fake.log().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_event_causes_a_reading_of_what_it_is_about() {
    let mut scene = scene(&[]);
    scene.reading().await;
    for (key, read) in [
        ("builds/1/finished", "GET builds"),
        ("buildrequests/5/complete", "GET buildrequests"),
        ("workers/1/connected", "GET workers"),
    ] {
        scene.fake.log();
        scene.fake.event(key);
        scene.reading().await;
        assert_eq!(scene.fake.log(), [read], "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_claimed_is_read_with_the_build_that_follows() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.fake.log();
    scene.fake.event("buildrequests/5/claimed");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(scene.fake.log().is_empty());
    scene.fake.event("builds/1/new");
    scene.reading().await;
    assert_eq!(scene.fake.log(), ["GET builds", "GET buildrequests"]);
}

#[tokio::test(start_paused = true)]
async fn events_alone_are_not_trusted_for_long() {
    let mut scene = scene(&[]);
    scene.reading().await;
    for read in [&["GET builds"][..], &["GET workers", "GET builds", "GET buildrequests"]] {
        tokio::time::sleep(Duration::from_secs(5)).await;
        scene.fake.log();
        scene.fake.event("builds/1/finished");
        scene.reading().await;
        assert_eq!(scene.fake.log(), read);
    }
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_read_is_read_once_more() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.fake.log();
    scene.fake.state().failures.push_back(TransportError::unsent("refused"));
    scene.fake.event("builds/1/finished");
    scene.reading().await;
    assert_eq!(scene.fake.log(), ["GET builds"]);
}

/// Whoever was paused after its build was over may have been chosen once more before that.
#[tokio::test(start_paused = true)]
async fn a_build_that_only_an_older_list_shows_does_not_count_as_one_after_the_pause() {
    let mut scene = scene(&[]);
    scene.fake.state().workers[1]["connected_to"] = json!([{"masterid": 1}]);
    scene.fake.state().builds.push(json!({"workerid": 1, "buildrequestid": 4}));
    let facts = scene.reading().await;
    assert_eq!(facts[0], MasterEvent::Link(Link::Building));
    scene.fake.state().builds.clear();
    scene.request();
    scene.adapter.hold(name("w1")).await.unwrap();
    scene.fake.event("workers/1/state_updated");
    assert_eq!(scene.reading().await[0], MasterEvent::Link(Link::Building));
    let before = tokio::time::Instant::now();
    assert_eq!(scene.adapter.release(name("w1"), Drain::AfterBuild).await.unwrap(), Release::Released);
    assert!(before.elapsed() >= Duration::from_secs(1), "{:?}", before.elapsed());
}

/// Its worker came after the list of workers was read.
#[tokio::test(start_paused = true)]
async fn a_build_on_a_worker_that_only_an_older_list_shows_away_is_no_wedge() {
    let mut scene = scene(&[]);
    scene.fake.state().workers[0]["connected_to"] = json!([]);
    assert_eq!(scene.reading().await[0], MasterEvent::Link(Link::Detached));
    scene.fake.state().workers[0]["connected_to"] = json!([{"masterid": 1}]);
    scene.fake.state().builds.push(json!({"workerid": 1, "buildrequestid": 5}));
    for key in ["builds/1/new", "builds/2/finished"] {
        scene.fake.event(key);
        assert_eq!(scene.reading().await[0], MasterEvent::Link(Link::Detached));
    }
    for _ in 0..3 {
        assert_eq!(scene.reading().await[0], MasterEvent::Link(Link::Building));
    }
}

/// The worker that it was claimed for went away before the build was made: nothing but a restart of the master ends that.
#[tokio::test(start_paused = true)]
async fn a_claim_that_the_master_lost_keeps_no_worker() {
    let mut scene = scene(&[]);
    scene.request();
    scene.fake.state().requests[0]["claimed"] = json!(true);
    scene.reading().await;
    assert_eq!(scene.adapter.release(name("w1"), Drain::AfterBuild).await.unwrap(), Release::Busy);
    scene.reading().await;
    assert_eq!(scene.adapter.release(name("w1"), Drain::AfterBuild).await.unwrap(), Release::Released);
}

#[tokio::test(start_paused = true)]
async fn a_claim_is_not_lost_if_a_build_of_it_was_told_or_may_have_been_missed() {
    let told = |fake: &FakeMaster| {
        fake.event_of("builds/1/new", &json!({"workerid": 2, "buildrequestid": 5}));
    };
    let between: [&dyn Fn(&FakeMaster); 2] = [&told, &FakeMaster::hang_up];
    for between in between {
        let mut scene = scene(&[]);
        scene.request();
        scene.fake.state().requests[0]["claimed"] = json!(true);
        scene.reading().await;
        tokio::time::sleep(Duration::from_secs(20)).await;
        between(&scene.fake);
        scene.reading().await;
        tokio::time::sleep(Duration::from_secs(15)).await;
        scene.fake.event("workers/1/disconnected");
        scene.reading().await;
        assert_eq!(scene.adapter.release(name("w1"), Drain::AfterBuild).await.unwrap(), Release::Busy);
    }
}

#[tokio::test(start_paused = true)]
async fn a_build_that_is_over_before_it_is_read_is_told_all_the_same() {
    let mut scene = scene(&[]);
    scene.reading().await;
    let build = json!({"buildid": 1, "number": 1, "workerid": 1, "buildrequestid": 5, "complete": false});
    scene.fake.event_of("builds/1/new", &build);
    scene.fake.event("builds/1/finished");
    let facts = scene.reading().await;
    assert_eq!(facts[..2], [MasterEvent::Link(Link::Building), MasterEvent::Link(Link::Idle)]);
}

#[tokio::test(start_paused = true)]
async fn without_events_everything_is_read_now_and_then() {
    let mut scene = scene(&[]);
    scene.reading().await;
    let before = tokio::time::Instant::now();
    scene.request();
    assert!(scene.reading().await.iter().any(|fact| matches!(fact, MasterEvent::Wanted(_))));
    assert_eq!(before.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_question_that_the_master_loses_is_asked_again() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.fake.state().lost = 1;
    let before = tokio::time::Instant::now();
    scene.fake.event("buildrequests/5/new");
    scene.reading().await;
    assert_eq!(before.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn properties_are_read_once_a_request() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.request();
    scene.fake.event("buildrequests/5/new");
    scene.reading().await;
    scene.fake.event("buildrequests/6/new");
    scene.reading().await;
    assert_eq!(scene.fake.log().iter().filter(|call| *call == "GET buildrequests/5").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_broken_stream_is_opened_again_and_everything_read() {
    let mut scene = scene(&[]);
    scene.reading().await;
    scene.request();
    scene.fake.hang_up();
    assert!(scene.reading().await.iter().any(|fact| matches!(fact, MasterEvent::Wanted(_))));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(scene.fake.log().iter().filter(|call| *call == "open").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn while_the_master_is_away_nothing_is_reported() {
    let mut scene = scene(&[]);
    scene.reading().await;
    for _ in 0..4 {
        scene.fake.state().failures.push_back(TransportError::unsent("connection refused"));
    }
    scene.fake.hang_up();
    let before = tokio::time::Instant::now();
    scene.reading().await;
    // One attempt was spent on a reading; the others waited 250, 500 and 1000 ms.
    assert!(before.elapsed() >= Duration::from_millis(1_500), "{:?}", before.elapsed());
    assert_eq!(scene.events.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_given_up() {
    let mut scene = scene(&[]);
    scene.reading().await;
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(scene.fake.log().iter().filter(|call| *call == "open").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_pause_left_over_on_an_absent_worker_is_undone() {
    let mut scene = scene(&["w2"]);
    scene.reading().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(scene.fake.state().workers[1]["paused"], false);
    assert!(scene.adapter.intents.held().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_pause_left_over_on_a_connected_worker_waits_for_word_of_its_instance() {
    let mut scene = scene(&["w1"]);
    scene.reading().await;
    assert_eq!(scene.fake.state().workers[0]["paused"], true);
    scene.adapter.started(name("w1"), InstanceId("adopted".into()));
    scene.fake.event("workers/1/state_updated");
    scene.reading().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(scene.fake.state().workers[0]["paused"], false);
}

#[tokio::test(start_paused = true)]
async fn another_worker_is_reported_at_once_and_one_that_is_named_no_more_is_never_wanted() {
    let mut scene = scene(&[]);
    scene.fake.state().workers[0]["connected_to"] = json!([]);
    scene.request();
    let facts = scene.reading().await;
    assert!(matches!(facts[1], MasterEvent::Wanted(_)), "{facts:?}");
    let third = json!({"workerid": 3, "name": "w3", "connected_to": [], "configured_on": [{"builderid": 1}]});
    scene.fake.state().workers.push(third);

    let before = tokio::time::Instant::now();
    scene.adapter.rename(vec![name("w2"), name("w3")]);
    let mut facts = Vec::new();
    while facts.len() < 6 {
        facts.push(scene.events.recv().await.unwrap());
    }
    assert!(before.elapsed().is_zero());
    let of = |worker: &str| {
        facts.iter().filter(|(name, _)| name.0 == worker).map(|(_, fact)| fact).collect::<Vec<_>>()
    };
    assert!(matches!(of("w2")[..], [MasterEvent::Link(Link::Detached), MasterEvent::Wanted(_)]), "{facts:?}");
    assert_eq!(of("w3"), [&MasterEvent::Link(Link::Detached), &MasterEvent::Unwanted]);
    assert_eq!(of("w1"), [&MasterEvent::Link(Link::Detached), &MasterEvent::Unwanted]);
}
