//! What the book says after what has happened.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::*;
use crate::fleet::{CallId, IdlePolicy, InstanceId, Limits, Link, MasterEvent, Outcome, Plan, Properties};

const ORIGIN: u64 = 1_000_000;

/// A fleet with a book, and a clock that only we move.
struct Desk {
    fleet: Fleet,
    book: Book,
    now: Arc<AtomicU64>,
    last: Vec<Effect>,
}

fn name(worker: &str) -> WorkerName {
    WorkerName(worker.to_owned())
}

fn generation(number: u32) -> Generation {
    Generation { epoch: 7, number }
}

impl Desk {
    fn new(workers: &[&str], capacity: Option<u32>) -> Self {
        let plan = |worker: &&str| Plan::new(name(worker), "host").idle(IdlePolicy::AfterEachBuild);
        let limits = Limits {
            hosts: capacity
                .map(|capacity| ("host".to_owned(), capacity))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            instances: None,
        };
        let now = Arc::new(AtomicU64::new(ORIGIN));
        let clock = now.clone();
        let book = Book::new(move || clock.load(Ordering::Relaxed));
        let fleet = Fleet::new(7, workers.iter().map(plan).collect(), limits);
        let mut desk = Self { fleet, book, now, last: Vec::new() };
        desk.step(Event::Listed("host".into(), vec![]));
        for worker in workers {
            desk.settle(worker, Outcome::Done);
        }
        desk
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now.fetch_add(milliseconds, Ordering::Relaxed);
        self.step(Event::Tick);
    }

    fn step(&mut self, event: Event) {
        let now = Time(self.now.load(Ordering::Relaxed) - ORIGIN);
        let seen = event.clone();
        let effects = self.fleet.step(now, event);
        self.book.step(now, &seen, &effects, &self.fleet);
        self.last.extend(effects);
    }

    fn wanted(&mut self, worker: &str) {
        self.step(Event::Master(name(worker), MasterEvent::Wanted(Properties::new())));
    }

    fn link(&mut self, worker: &str, link: Link) {
        self.step(Event::Master(name(worker), MasterEvent::Link(link)));
    }

    /// Settles the newest call of a worker.
    fn settle(&mut self, worker: &str, outcome: Outcome) {
        let call = |effect: &Effect| match effect {
            Effect::Start(of, call, ..)
            | Effect::Stop(of, call, ..)
            | Effect::Find(of, call, _)
            | Effect::Hold(of, call)
            | Effect::Release(of, call, _)
            | Effect::Resume(of, call) => (of.0 == worker).then_some(*call),
            _ => None,
        };
        let call: CallId = self.last.iter().rev().find_map(call).expect("a call");
        self.step(Event::Settled(name(worker), call, outcome));
    }

    fn explain(&self, worker: &str) -> Explanation {
        self.book.explain().into_iter().find(|it| it.worker.0 == worker).expect("a worker")
    }

    fn told(&self, worker: &str) -> String {
        self.explain(worker).told(self.now.load(Ordering::Relaxed))
    }
}

fn started(id: &str) -> Outcome {
    Outcome::Started(InstanceId(id.to_owned()))
}

fn exit(code: i64, out_of_memory: bool, log: &[&str]) -> Exit {
    Exit { code: Some(code), out_of_memory, log_tail: log.iter().map(|line| (*line).to_owned()).collect() }
}

fn made(digest: Option<&str>) -> Made {
    Made { host: "unix:///s".into(), image: "img:1".into(), digest: digest.map(str::to_owned) }
}

#[test]
fn a_start_that_is_refused_is_explained_by_stage_image_and_next_try() {
    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.book.remark(Remark::Made(name("w"), generation(0), made(None)));
    desk.book.remark(Remark::Stage(name("w"), generation(0), Stage::Pull));
    desk.pass(4_000);
    assert_eq!(desk.explain("w").stage, Some(Stage::Pull));
    assert!(desk.told("w").contains("pulling the image, for 4 s"), "{}", desk.told("w"));

    desk.settle("w", Outcome::Refused(Class::Rejected, "no such image".into()));
    desk.settle("w", Outcome::Stopped);
    desk.pass(3_000);
    let explained = desk.explain("w");
    assert_eq!((explained.phase, explained.waits), (Phase::BackingOff, Some(Wait::Backoff)));
    assert_eq!(explained.next_unix_ms, Some(ORIGIN + 14_000));
    let failure = explained.failure.expect("a failure");
    assert_eq!((failure.phase, failure.stage), (Phase::Starting, Some(Stage::Pull)));
    assert_eq!((failure.class, failure.error.as_str()), (Class::Rejected, "no such image"));
    assert_eq!(failure.made, Some(made(None)));
    assert_eq!(
        desk.told("w"),
        "w: backing-off for 3 s, on host\n  the last start failed (1 in a row): no such image; the next try is in 7 s\n  \
         last failure, 3 s ago, while pulling the image (rejected):\n    no such image\n    \
         image img:1, host unix:///s, generation 7-0"
    );
}

#[test]
fn an_exit_is_explained_with_code_memory_log_and_digest() {
    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.settle("w", started("0123456789abcdef"));
    desk.step(Event::Exited(
        name("w"),
        InstanceId("0123456789abcdef".into()),
        exit(137, true, &["one", "two"]),
    ));
    // The digest may be known only afterwards.
    desk.book.remark(Remark::Made(name("w"), generation(0), made(Some("sha256:ab"))));
    let failure = desk.explain("w").failure.expect("a failure");
    assert_eq!(
        (failure.phase, failure.exit_code, failure.out_of_memory),
        (Phase::Attaching, Some(137), true)
    );
    assert_eq!(failure.log_tail, ["one", "two"]);
    assert_eq!(failure.made, Some(made(Some("sha256:ab"))));
    assert_eq!(desk.explain("w").failures, 1, "one end is one failure, though it is told twice");
    let told = desk.told("w");
    for words in ["container 0123456789ab,", "exit code 137", "want of memory", "(sha256:ab)", "last 2 lines"]
    {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn the_last_words_of_an_instance_that_never_attached_belong_to_its_failure() {
    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.settle("w", started("id"));
    desk.pass(120_000);
    desk.settle("w", Outcome::Released);
    let failure = desk.book.failure(&name("w")).expect("a failure");
    assert_eq!((failure.error.as_str(), failure.phase), ("it did not attach in time", Phase::Draining));
    desk.book.remark(Remark::LastWords(name("w"), generation(9), vec!["of another".into()]));
    desk.book.remark(Remark::LastWords(name("w"), generation(0), vec!["unauthorized login".into()]));
    assert_eq!(desk.book.failure(&name("w")).expect("a failure").log_tail, ["unauthorized login"]);
}

#[test]
fn a_container_that_dies_in_its_build_is_a_failure_and_one_that_was_sent_away_is_none() {
    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.settle("w", started("a"));
    desk.link("w", Link::Building);
    desk.step(Event::Exited(name("w"), InstanceId("a".into()), exit(9, false, &[])));
    assert_eq!(desk.book.failure(&name("w")).expect("a failure").phase, Phase::Building);

    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.settle("w", started("a"));
    desk.link("w", Link::Building);
    desk.settle("w", Outcome::Done);
    desk.link("w", Link::Idle);
    assert_eq!(desk.explain("w").phase, Phase::Draining);
    desk.step(Event::Exited(name("w"), InstanceId("a".into()), exit(0, false, &[])));
    assert_eq!(desk.book.failure(&name("w")), None);
}

#[test]
fn who_waits_for_room_is_told_who_has_it() {
    let mut desk = Desk::new(&["v", "w"], Some(1));
    desk.wanted("v");
    desk.wanted("w");
    assert_eq!(desk.explain("w").waits, Some(Wait::Room));
    assert!(desk.told("w").contains("there is no room: it is taken by v"), "{}", desk.told("w"));
}

#[test]
fn a_host_or_a_master_that_is_away_is_named_with_its_reason_until_it_is_back() {
    let mut desk = Desk::new(&["w"], None);
    desk.book.remark(Remark::Host("host".into(), Some("refused".into())));
    desk.book.remark(Remark::Master(Some("no route".into())));
    desk.pass(65_000);
    desk.book.remark(Remark::Host("host".into(), Some("timed out".into())));
    let told = desk.told("w");
    assert!(told.contains("its host does not answer since 1 min 5 s: timed out"), "{told}");
    assert!(told.contains("the master does not answer since 1 min 5 s: no route"), "{told}");
    desk.book.remark(Remark::Host("host".into(), None));
    desk.book.remark(Remark::Master(None));
    assert!(!desk.told("w").contains("does not answer"), "{}", desk.told("w"));
}

#[test]
fn what_the_master_says_is_told() {
    let desk = Desk::new(&["w"], None);
    let standing = Standing { paused: Some("broken disk".into()), wedged: vec![12], unused: true };
    desk.book.remark(Remark::Standing(name("w"), standing));
    let told = desk.told("w");
    for words in ["paused it at the master: broken disk", "request 12 hangs", "issue 5832", "no builder"] {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn since_when_is_counted_from_the_change_of_phase() {
    let mut desk = Desk::new(&["w"], None);
    desk.pass(5_000);
    desk.wanted("w");
    desk.pass(7_000);
    let explained = desk.explain("w");
    assert_eq!((explained.phase, explained.since_unix_ms), (Phase::Starting, ORIGIN + 5_000));
}

#[test]
fn an_explanation_reads_back_from_its_json() {
    let mut desk = Desk::new(&["w"], None);
    desk.wanted("w");
    desk.settle("w", Outcome::Refused(Class::Infra, "no".into()));
    let explained = desk.explain("w");
    let text = serde_json::to_string(&explained).expect("a text");
    assert_eq!(serde_json::from_str::<Explanation>(&text).expect("an explanation"), explained);
}
