//! The driver between a scripted engine and a master in the same process, on a paused clock.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test, as tests do")]

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use latent::{
    driver::{Control, Driver, Ended, Reconfiguration, Said},
    fleet::{
        Class, Exit, Fleet, Generation, IdlePolicy, InstanceId, Limits, Note, Plan, Settings, Sighting,
        Speed, WorkerName,
    },
    master::{
        desk::{Results, Submission},
        in_process::{Handle, InProcess},
    },
    port::{BoxFuture, CallError, Engine, StartOrder},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// An engine whose next answers are scripted; without a script all goes well.
#[derive(Default)]
struct Scripted {
    there: Mutex<BTreeMap<(WorkerName, Generation), bool>>,
    starts: Mutex<VecDeque<CallError>>,
    stops: Mutex<VecDeque<CallError>>,
    /// A start that fails has happened all the same.
    really: bool,
    /// Whether it answers at all.
    dead: bool,
    /// Whether an image has to be had first, which takes for ever.
    pulls: bool,
    asked: Mutex<Vec<String>>,
    lists: Mutex<usize>,
}

impl Scripted {
    fn say(&self, what: String) {
        self.asked.lock().unwrap().push(what);
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn listed(&self) -> usize {
        *self.lists.lock().unwrap()
    }

    fn left(&self) -> usize {
        self.there.lock().unwrap().len()
    }

    fn sighting(key: &(WorkerName, Generation), running: bool) -> Sighting {
        let instance = InstanceId(format!("{}/{}", key.0, key.1));
        Sighting { worker: key.0.clone(), generation: key.1, instance, running }
    }
}

impl Engine for Scripted {
    fn start(&self, mut order: StartOrder) -> BoxFuture<'_, Result<InstanceId, CallError>> {
        Box::pin(async move {
            self.say(format!("start {}", order.generation));
            if self.pulls {
                order.abandoned.abandoned().await;
                return Err(CallError::Refused { class: Class::Cancelled, reason: "given up".into() });
            }
            let failure = self.starts.lock().unwrap().pop_front();
            let key = (order.worker, order.generation);
            if failure.is_none() || self.really {
                self.there.lock().unwrap().insert(key.clone(), true);
            }
            failure.map_or_else(|| Ok(Self::sighting(&key, true).instance), Err)
        })
    }

    fn stop(
        &self,
        worker: WorkerName,
        generation: Generation,
        _speed: Speed,
    ) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async move {
            self.say(format!("stop {generation}"));
            if let Some(failure) = self.stops.lock().unwrap().pop_front() {
                return Err(failure);
            }
            self.there.lock().unwrap().remove(&(worker, generation));
            Ok(())
        })
    }

    fn find(
        &self,
        worker: WorkerName,
        generation: Generation,
    ) -> BoxFuture<'_, Result<Option<Sighting>, CallError>> {
        Box::pin(async move {
            self.say(format!("find {generation}"));
            let key = (worker, generation);
            let running = self.there.lock().unwrap().get(&key).copied();
            Ok(running.map(|running| Self::sighting(&key, running)))
        })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Sighting>, CallError>> {
        Box::pin(async move {
            *self.lists.lock().unwrap() += 1;
            if self.dead {
                std::future::pending::<()>().await;
            }
            let there = self.there.lock().unwrap();
            Ok(there.iter().map(|(key, running)| Self::sighting(key, *running)).collect())
        })
    }

    fn exit(&self, worker: WorkerName, instance: InstanceId) -> BoxFuture<'_, Result<Exit, CallError>> {
        Box::pin(async move {
            loop {
                let runs = self.there.lock().unwrap().iter().any(|(key, running)| {
                    *running && key.0 == worker && Self::sighting(key, true).instance == instance
                });
                if !runs {
                    return Ok(Exit { code: Some(7), out_of_memory: false, log_tail: vec!["bye".into()] });
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    }

    fn attached(&self, worker: WorkerName) {
        self.say(format!("attached {worker}"));
    }
}

struct Stage {
    handle: Handle,
    control: Control,
    notes: mpsc::UnboundedReceiver<Said>,
    running: JoinHandle<Ended>,
}

const WORKER: &str = "w";

fn worker() -> WorkerName {
    WorkerName(WORKER.into())
}

fn stage(engine: &Arc<Scripted>, idle: IdlePolicy) -> Stage {
    staged(vec![(Plan::new(worker(), "host").idle(idle), engine.clone())])
}

fn staged(plans: Vec<(Plan, Arc<Scripted>)>) -> Stage {
    staged_as(1, plans, |driver| driver)
}

/// A process of this epoch, which leaves at once when another one of its owner is seen.
fn fenced(epoch: u32, engine: &Arc<Scripted>) -> Stage {
    let plan = Plan::new(worker(), "host").idle(IdlePolicy::After(600_000));
    staged_as(epoch, vec![(plan, engine.clone())], |driver| driver.fenced(epoch))
}

fn staged_as(epoch: u32, plans: Vec<(Plan, Arc<Scripted>)>, with: impl FnOnce(Driver) -> Driver) -> Stage {
    let (master, handle) = InProcess::new(plans.iter().map(|(plan, _)| plan.worker.clone()));
    let placement = plans.iter().map(|(plan, _)| (plan.worker.clone(), plan.host.clone())).collect();
    let hosts = plans.iter().map(|(plan, engine)| (plan.host.clone(), engine.clone() as Arc<dyn Engine>));
    let hosts = hosts.collect();
    let fleet = Fleet::new(epoch, plans.into_iter().map(|(plan, _)| plan).collect(), Limits::default());
    let (driver, control, orders) = Driver::new(fleet, hosts, placement, master);
    let (said, notes) = mpsc::unbounded_channel();
    let running = tokio::spawn(with(driver).telling(said).run(orders));
    Stage { handle, control, notes, running }
}

/// The configuration of plans, each on its engine.
fn changed(plans: Vec<(Plan, &Arc<Scripted>)>) -> Reconfiguration {
    let placement = plans.iter().map(|(plan, _)| (plan.worker.clone(), plan.host.clone())).collect();
    let host =
        |(plan, engine): &(Plan, &Arc<Scripted>)| (plan.host.clone(), Arc::clone(engine) as Arc<dyn Engine>);
    let hosts = plans.iter().map(host).collect();
    let plans = plans.into_iter().map(|(plan, _)| plan).collect();
    let settings = Settings { plans, ..Settings::default() };
    Reconfiguration { settings, hosts, placement, switches: BTreeMap::new() }
}

impl Stage {
    /// Waits for a note; the clock is paused, so an hour costs nothing.
    async fn note(&mut self, wanted: impl Fn(&Note) -> bool) -> Said {
        let waiting = async {
            loop {
                let said = self.notes.recv().await.unwrap_or_else(|| panic!("the driver has ended"));
                if wanted(&said.note) {
                    return said;
                }
            }
        };
        let told = tokio::time::timeout(Duration::from_secs(3600), waiting).await;
        told.unwrap_or_else(|_| panic!("nobody told it"))
    }

    /// Attaches when the instance runs, builds once and succeeds.
    async fn one_build(&mut self) {
        let request = self.handle.submit(Submission::default());
        self.note(|note| matches!(note, Note::Started(..))).await;
        assert!(self.handle.attach(&worker()));
        let build = self.handle.next_build().await;
        assert!(self.handle.finish(build.build, Results::Success));
        assert_eq!(self.handle.results(request).await, Some(Results::Success));
    }
}

fn refused(reason: &str) -> CallError {
    CallError::Refused { class: Class::Infra, reason: reason.into() }
}

fn lost() -> CallError {
    CallError::Lost { reason: "cut".into() }
}

#[tokio::test(start_paused = true)]
async fn every_build_gets_a_fresh_instance_and_nothing_is_left() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    for number in 0..3 {
        stage.one_build().await;
        stage.note(|note| *note == Note::Stopped).await;
        let asked = engine.asked();
        assert!(asked.ends_with(&[format!("stop 1-{number}")]), "{asked:?}");
    }
    stage.control.close();
    assert_eq!(stage.running.await.unwrap(), Ended::Closed);
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_start_that_was_lost_and_happened_is_found_and_used() {
    let engine = Scripted { starts: Mutex::new([lost()].into()), really: true, ..Scripted::default() };
    let engine = Arc::new(engine);
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.one_build().await;
    stage.note(|note| *note == Note::Stopped).await;
    assert_eq!(engine.asked(), ["start 1-0", "find 1-0", "attached w", "stop 1-0"]);
}

#[tokio::test(start_paused = true)]
async fn a_start_that_was_lost_and_did_not_happen_is_stopped_and_tried_again() {
    let engine = Arc::new(Scripted { starts: Mutex::new([lost()].into()), ..Scripted::default() });
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.one_build().await;
    assert_eq!(engine.asked()[..4], ["start 1-0", "find 1-0", "stop 1-0", "start 1-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_repeated_until_the_engine_confirms_it() {
    let engine =
        Scripted { stops: Mutex::new([lost(), refused("busy"), lost()].into()), ..Scripted::default() };
    let engine = Arc::new(engine);
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.one_build().await;
    stage.note(|note| *note == Note::Stopped).await;
    assert_eq!(engine.asked().iter().filter(|asked| *asked == "stop 1-0").count(), 4);
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn s05_a_start_that_was_refused_backs_off_before_the_next() {
    let engine = Arc::new(Scripted { starts: Mutex::new([refused("full")].into()), ..Scripted::default() });
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.handle.submit(Submission::default());
    let first = stage.note(|note| matches!(note, Note::Starting(_))).await;
    let second = stage.note(|note| matches!(note, Note::Starting(_))).await;
    assert!((10_000..11_000).contains(&(second.at.0 - first.at.0)), "{first:?} {second:?}");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_answer_blocks_no_other() {
    let (dead, alive) = (Scripted { dead: true, ..Scripted::default() }, Arc::new(Scripted::default()));
    let away = Plan::new(WorkerName("away".into()), "dead");
    let mut stage = staged(vec![(away, Arc::new(dead)), (Plan::new(worker(), "host"), alive.clone())]);
    stage.handle.submit(Submission { workers: [worker()].into(), ..Submission::default() });
    let started = stage.note(|note| matches!(note, Note::Started(..))).await;
    assert_eq!(started.worker, worker());
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_ends_before_it_attaches_is_removed_and_its_last_words_are_told() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Started(..))).await;
    for running in engine.there.lock().unwrap().values_mut() {
        *running = false;
    }
    let told = stage.note(|note| matches!(note, Note::BackingOff(..))).await;
    let Note::BackingOff(_, Class::Infra, reason) = told.note else { panic!("{told:?}") };
    assert!(reason.contains("code 7") && reason.contains("bye"), "{reason}");
    stage.note(|note| *note == Note::Stopped).await;
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn leaving_stops_nothing_and_the_next_process_takes_it_over() {
    let engine = Arc::new(Scripted::default());
    let mut first = stage(&engine, IdlePolicy::After(60_000));
    first.one_build().await;
    first.control.leave();
    assert_eq!(first.running.await.unwrap(), Ended::Left);
    assert_eq!(engine.left(), 1);

    let mut second = stage(&engine, IdlePolicy::After(60_000));
    let adopted = second.note(|note| matches!(note, Note::Adopted(..))).await;
    assert_eq!(adopted.note, Note::Adopted(Generation { epoch: 1, number: 0 }, InstanceId("w/1-0".into())));
    second.control.close();
    assert_eq!(second.running.await.unwrap(), Ended::Closed);
    assert_eq!(engine.left(), 0);
}

/// Two processes of one owner, as a copied state folder makes them: the later one takes over, the earlier one sees it at
/// its next sweep and touches nothing any more, not even its own.
#[tokio::test(start_paused = true)]
async fn beside_a_later_process_of_its_owner_nothing_is_touched_any_more() {
    let engine = Arc::new(Scripted::default());
    let mut first = fenced(7, &engine);
    first.one_build().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let theirs = (worker(), Generation { epoch: 8, number: 0 });
    engine.there.lock().unwrap().insert(theirs, true);
    let asked = engine.asked();
    let Ended::Fenced(intruder) = first.running.await.unwrap() else { panic!("it went on") };
    assert_eq!(intruder.to_string(), "instance w/8-0 of worker w on host, start 8-0");
    assert_eq!((engine.asked(), engine.left()), (asked, 2));
}

/// The earlier of two processes starts something; the later one must not take it for a leftover and stop it.
#[tokio::test(start_paused = true)]
async fn an_instance_of_an_earlier_epoch_that_is_started_later_is_a_living_process_s() {
    let engine = Arc::new(Scripted::default());
    let at = |number| (worker(), Generation { epoch: 6, number });
    engine.there.lock().unwrap().insert(at(0), true);
    let mut second = fenced(7, &engine);
    second.note(|note| matches!(note, Note::Adopted(..))).await;
    // What an earlier process asked to be created when it died is created late, but nobody starts it.
    engine.there.lock().unwrap().insert(at(1), false);
    tokio::time::sleep(Duration::from_secs(121)).await;
    assert!(!second.running.is_finished());

    engine.there.lock().unwrap().insert(at(2), true);
    let asked = engine.asked();
    let Ended::Fenced(intruder) = second.running.await.unwrap() else { panic!("it went on") };
    assert_eq!(intruder.generation, at(2).1);
    assert_eq!(engine.asked(), asked);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_started_is_removed_after_two_sweeps() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    stage.one_build().await;
    stage.note(|note| *note == Note::Stopped).await;
    let stray = (WorkerName("gone".into()), Generation { epoch: 0, number: 3 });
    engine.there.lock().unwrap().insert(stray, true);
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(engine.left(), 1, "one sighting is not enough");
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_cordoned_from_the_beginning_never_starts_and_goes_if_it_runs() {
    let engine = Arc::new(Scripted::default());
    let mut first = stage(&engine, IdlePolicy::After(60_000));
    first.handle.submit(Submission::default());
    first.note(|note| matches!(note, Note::Started(..))).await;
    first.control.leave();
    assert_eq!(first.running.await.unwrap(), Ended::Left);

    let plan = Plan::new(worker(), "host").idle(IdlePolicy::After(60_000));
    let second = staged_as(1, vec![(plan, engine.clone())], |driver| driver.cordoned(vec![worker()]));
    second.handle.submit(Submission::default());
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(engine.asked(), ["start 1-0", "stop 1-0"]);
    second.control.uncordon(worker());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(engine.asked().len(), 3, "{:?}", engine.asked());
}

#[tokio::test(start_paused = true)]
async fn closing_waits_for_the_build_that_runs() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Started(..))).await;
    stage.handle.attach(&worker());
    let build = stage.handle.next_build().await;
    stage.control.close();
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(engine.left(), 1);
    stage.handle.finish(build.build, Results::Success);
    assert_eq!(stage.running.await.unwrap(), Ended::Closed);
    assert_eq!(stage.handle.results(request).await, Some(Results::Success));
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn s32_a_request_that_is_cancelled_while_the_image_is_pulled_ends_the_pull_within_a_second() {
    let engine = Arc::new(Scripted { pulls: true, ..Scripted::default() });
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Starting(_))).await;
    let began = tokio::time::Instant::now();
    stage.handle.cancel(request);
    stage.note(|note| matches!(note, Note::Stopped)).await;
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(stage.handle.results(request).await, Some(Results::Cancelled));
    assert_eq!(engine.asked(), ["start 1-0", "stop 1-0"]);
    stage.control.close();
    assert_eq!(stage.running.await.unwrap(), Ended::Closed);
}

#[tokio::test(start_paused = true)]
async fn s26_a_build_that_ends_in_retry_is_built_again_on_a_fresh_instance() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    for results in [Results::Retry, Results::Success] {
        stage.note(|note| matches!(note, Note::Started(..))).await;
        stage.handle.attach(&worker());
        let build = stage.handle.next_build().await;
        assert_eq!(build.request, request);
        // A build that ends before its worker is held may be followed by another on the same instance.
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(stage.handle.finish(build.build, results));
        stage.note(|note| *note == Note::Stopped).await;
        stage.handle.detach(&worker());
    }
    assert_eq!(stage.handle.results(request).await, Some(Results::Success));
    let asked = engine.asked();
    let starts: Vec<_> = asked.iter().filter(|asked| asked.starts_with("start")).collect();
    assert_eq!(starts, ["start 1-0", "start 1-1"]);
}

#[tokio::test(start_paused = true)]
async fn s33_one_of_two_who_wait_for_a_start_leaves_it_to_the_other() {
    let engine = Arc::new(Scripted { pulls: true, ..Scripted::default() });
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let (first, second) =
        (stage.handle.submit(Submission::default()), stage.handle.submit(Submission::default()));
    stage.note(|note| matches!(note, Note::Starting(_))).await;
    stage.handle.cancel(first);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(engine.asked(), ["start 1-0"]);
    stage.handle.cancel(second);
    stage.note(|note| matches!(note, Note::Stopped)).await;
    assert_eq!(engine.asked(), ["start 1-0", "stop 1-0"]);
}

#[tokio::test(start_paused = true)]
async fn s59_the_second_build_waits_for_the_first() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::After(60_000));
    let requests = [stage.handle.submit(Submission::default()), stage.handle.submit(Submission::default())];
    stage.note(|note| matches!(note, Note::Started(..))).await;
    stage.handle.attach(&worker());
    for request in requests {
        let build = stage.handle.next_build().await;
        assert_eq!(build.request, request);
        let other = tokio::time::timeout(Duration::from_secs(30), stage.handle.next_build()).await;
        assert!(other.is_err(), "{other:?}");
        assert!(stage.handle.finish(build.build, Results::Success));
    }
    assert_eq!(engine.asked(), ["start 1-0", "attached w"]);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_moves_is_stopped_where_it_was_and_started_where_it_goes() {
    let (here, there) = (Arc::new(Scripted::default()), Arc::new(Scripted::default()));
    let mut stage = stage(&here, IdlePolicy::After(600_000));
    stage.one_build().await;
    stage.control.reconfigure(changed(vec![(Plan::new(worker(), "there"), &there)]));
    stage.note(|note| *note == Note::Stopped).await;
    assert_eq!(here.asked(), ["start 1-0", "attached w", "stop 1-0"]);
    stage.one_build().await;
    stage.control.close();
    assert_eq!(stage.running.await.unwrap(), Ended::Closed);
    assert_eq!(there.asked(), ["start 1-1", "attached w", "stop 1-1"]);
    assert_eq!((here.left(), there.left()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_named_no_more_is_asked_until_nothing_is_left_on_it() {
    let (here, there) = (Arc::new(Scripted::default()), Arc::new(Scripted::default()));
    let mut stage = stage(&here, IdlePolicy::After(600_000));
    let request = stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Started(..))).await;
    assert!(stage.handle.attach(&worker()));
    let build = stage.handle.next_build().await;
    let other = || Plan::new(WorkerName("other".into()), "there");
    stage.control.reconfigure(changed(vec![(other(), &there)]));
    tokio::time::sleep(Duration::from_secs(121)).await;
    assert_eq!((here.left(), here.listed()), (1, 4), "at the beginning, at the change and each minute");
    assert!(stage.handle.finish(build.build, Results::Success));
    assert_eq!(stage.handle.results(request).await, Some(Results::Success));
    stage.note(|note| *note == Note::Stopped).await;
    let listed = here.listed();
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!((here.left(), here.listed()), (0, listed));
    assert_eq!(stage.control.status().len(), 1);
    assert!(there.listed() > 10);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_named_later_builds() {
    let engine = Arc::new(Scripted::default());
    let names = ["other".into(), worker().0].map(WorkerName);
    let (master, handle) = InProcess::new(names);
    let other = Plan::new(WorkerName("other".into()), "host");
    let fleet = Fleet::new(1, vec![other.clone()], Limits::default());
    let to = changed(vec![(other.clone(), &engine)]);
    let (driver, control, orders) = Driver::new(fleet, to.hosts, to.placement, master);
    let (said, notes) = mpsc::unbounded_channel();
    let running = tokio::spawn(driver.telling(said).run(orders));
    let mut stage = Stage { handle, control, notes, running };
    stage.control.reconfigure(changed(vec![(other, &engine), (Plan::new(worker(), "host"), &engine)]));
    let only = Submission { workers: [worker()].into(), ..Submission::default() };
    let request = stage.handle.submit(only);
    stage.note(|note| matches!(note, Note::Started(..))).await;
    assert!(stage.handle.attach(&worker()));
    let build = stage.handle.next_build().await;
    assert!(stage.handle.finish(build.build, Results::Success));
    assert_eq!(stage.handle.results(request).await, Some(Results::Success));
}

#[tokio::test(start_paused = true)]
async fn a_start_that_is_rejected_leaves_the_request_to_whoever_cancels_it() {
    let engine = Arc::new(Scripted::default());
    let no_image = "no such image: nobody/nothing".to_owned();
    let rejected = CallError::Refused { class: Class::Rejected, reason: no_image };
    engine.starts.lock().unwrap().extend(std::iter::repeat_n(rejected, 1000));
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    stage
        .note(|note| matches!(note, Note::Failed(Class::Rejected, reason) if reason.contains("nobody")))
        .await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let record = stage.handle.record(request).unwrap();
    assert_eq!((record.results, record.builds), (None, Vec::new()), "it waits, without a build");
    stage.handle.cancel(request);
    assert_eq!(stage.handle.results(request).await, Some(Results::Cancelled));
    let before = engine.asked();
    tokio::time::sleep(Duration::from_secs(7200)).await;
    assert_eq!(engine.asked(), before, "nothing is tried for what is cancelled");
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_cancelled_while_it_builds_ends_when_its_build_does() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Started(..))).await;
    stage.handle.attach(&worker());
    let build = stage.handle.next_build().await;
    assert_eq!(stage.handle.cancel(request), Some(build.build));
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(engine.left(), 1, "what builds is not stopped");
    assert!(stage.handle.finish(build.build, Results::Cancelled));
    assert_eq!(stage.handle.results(request).await, Some(Results::Cancelled));
    stage.note(|note| *note == Note::Stopped).await;
    assert_eq!(engine.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_build_whose_connection_is_lost_is_tried_again_on_a_fresh_instance() {
    let engine = Arc::new(Scripted::default());
    let mut stage = stage(&engine, IdlePolicy::AfterEachBuild);
    let request = stage.handle.submit(Submission::default());
    stage.note(|note| matches!(note, Note::Started(..))).await;
    stage.handle.attach(&worker());
    let lost = stage.handle.next_build().await;
    assert_eq!(stage.handle.detach(&worker()), Some(lost.build));
    stage.note(|note| *note == Note::Stopped).await;
    stage.note(|note| matches!(note, Note::Started(..))).await;
    stage.handle.attach(&worker());
    let build = stage.handle.next_build().await;
    assert!(stage.handle.finish(build.build, Results::Success));
    assert_eq!(stage.handle.results(request).await, Some(Results::Success));
    let results: Vec<_> =
        stage.handle.record(request).unwrap().builds.iter().map(|(_, _, results)| *results).collect();
    assert_eq!(results, [Some(Results::Retry), Some(Results::Success)]);
}
