//! Starts and ends of containers on an engine in memory, which says what no engine here can be made to say.

use std::time::Duration;

use docker_wire::{
    Body, Transport, TransportError,
    transport::{BoxFuture as WireFuture, Opened},
};
use http::{Method, Request, Response};
use serde_json::{Value, json};

use super::*;
use crate::port::Abandon;

const OWNER: &str = "0123456789abcdef";
const GENERATION: Generation = Generation { epoch: 1, number: 3 };

/// What the engine answers where it is not as usual: the end of a path, a status, and a body.
type Answer = (Method, &'static str, u16, &'static [u8]);

/// An engine with one image and the container that is asked for.
struct Memory {
    answers: Vec<Answer>,
    /// What it was asked, as method and target.
    asked: Mutex<Vec<String>>,
    /// What containers were created of.
    created: Mutex<Vec<Value>>,
    /// How often the container is still found, once its removal was asked for.
    lingers: Mutex<u32>,
    removed: Mutex<bool>,
}

impl Memory {
    fn new(answers: &[Answer]) -> Arc<Self> {
        Self::lingering(answers, 0)
    }

    /// An engine that shows the container so often after its removal was asked for.
    fn lingering(answers: &[Answer], times: u32) -> Arc<Self> {
        let (asked, created, removed) = Default::default();
        Arc::new(Self { answers: answers.to_vec(), asked, created, lingers: Mutex::new(times), removed })
    }

    fn finds(&self) -> bool {
        let mut lingers = self.lingers.lock().unwrap();
        let finds = !*self.removed.lock().unwrap() || *lingers > 0;
        *lingers = if *self.removed.lock().unwrap() { lingers.saturating_sub(1) } else { *lingers };
        finds
    }

    fn containers(self: &Arc<Self>, image: ImageSource) -> Containers {
        let specs = BTreeMap::from([(worker(), Spec::new(image))]);
        Containers::new(Daemon::over(self.clone()), OWNER, specs)
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn answer(&self, method: &Method, path: &str) -> (u16, Vec<u8>) {
        let unusual = self.answers.iter().find(|(of, end, ..)| of == method && path.ends_with(end));
        let json = |value: Value| (200, value.to_string().into_bytes());
        let container = || {
            let labels = label::of(OWNER, &worker(), GENERATION);
            json(json!({ "Id": "c-1", "Config": { "Labels": labels }, "State": { "Running": true } }))
        };
        let none = (404, json!({ "message": "No such container" }).to_string().into_bytes());
        // Whatever it says of a removal, nobody finds the container for long.
        *self.removed.lock().unwrap() |= method == Method::DELETE;
        match unusual {
            Some((_, _, status, body)) => (*status, body.to_vec()),
            None if path.ends_with("/version") => {
                json(json!({ "ApiVersion": "1.41", "MinAPIVersion": "1.24", "Version": "1" }))
            }
            None if path.contains("/images/") => json(json!({ "Id": "sha256:1", "Config": {} })),
            None if path.ends_with("/containers/create") => json(json!({ "Id": "c-1", "Warnings": [] })),
            None if path.ends_with("/wait") => json(json!({ "StatusCode": 3 })),
            None if method == Method::GET && self.finds() => container(),
            None if method == Method::GET => none,
            None => (204, Vec::new()),
        }
    }
}

impl Transport for Memory {
    fn call(&self, request: Request<Body>) -> WireFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let target = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
            self.asked.lock().unwrap().push(format!("{} {target}", head.method));
            let path = head.uri.path();
            if path.ends_with("/containers/create") {
                let bytes = body.collect(1 << 20).await.unwrap();
                self.created.lock().unwrap().push(serde_json::from_slice(&bytes).unwrap());
            }
            let (status, bytes) = self.answer(&head.method, path);
            let media = if path.ends_with("/logs") {
                "application/vnd.docker.multiplexed-stream"
            } else {
                "application/json"
            };
            Ok(Response::builder().status(status).header("content-type", media).body(bytes.into()).unwrap())
        })
    }

    fn open(&self, _: Request<Body>) -> WireFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("nothing is opened here")) })
    }

    fn endpoint(&self) -> Arc<str> {
        "memory".into()
    }
}

fn worker() -> WorkerName {
    WorkerName("linux-1".to_owned())
}

async fn start(containers: &Containers) -> Result<InstanceId, CallError> {
    let (_abandon, abandoned) = Abandon::channel();
    let order =
        StartOrder { worker: worker(), generation: GENERATION, properties: Properties::new(), abandoned };
    containers.start(order).await
}

#[tokio::test]
async fn s89_a_name_without_a_tag_is_the_latest_and_a_tag_is_that_tag() {
    for (name, looked, pulled) in [
        ("worker", "/images/worker/json", "fromImage=worker&tag=latest"),
        ("worker:1", "/images/worker:1/json", "fromImage=worker&tag=1"),
        (
            "r.example:5000/worker",
            "/images/r.example:5000/worker/json",
            "fromImage=r.example:5000/worker&tag=latest",
        ),
    ] {
        let engine = Memory::new(&[(Method::GET, "/json", 404, b"{\"message\":\"No such image\"}")]);
        let containers = engine.containers(ImageSource { pull: Pull::Missing, ..ImageSource::named(name) });
        drop(start(&containers).await);
        let asked = engine.asked();
        assert!(asked.iter().any(|it| it.ends_with(looked)), "{asked:?}");
        assert!(asked.iter().any(|it| it.ends_with(&format!("/images/create?{pulled}"))), "{asked:?}");
    }
}

#[tokio::test]
async fn what_an_image_stood_for_is_on_the_container() {
    let inspected = b"{\"Id\":\"sha256:1\",\"RepoDigests\":[\"worker@sha256:2\"],\"Config\":{}}";
    let engine = Memory::new(&[(Method::GET, "/images/worker:1/json", 200, inspected)]);
    start(&engine.containers(ImageSource::named("worker:1"))).await.unwrap();
    let created = engine.created.lock().unwrap();
    assert_eq!(created[0]["Image"], "worker:1");
    assert_eq!(created[0]["Labels"][label::IMAGE], "worker@sha256:2");
}

#[tokio::test]
async fn s96_an_image_of_another_operating_system_is_rejected() {
    let linux =
        b"{\"message\":\"CreateComputeSystem 1f: The container operating system does not match the host \
        operating system.\"}";
    let older =
        b"{\"message\":\"failure in a Windows system call: The operating system of the container does not \
        match the operating system of the host. (0xc0370101)\"}";
    let busy = b"{\"message\":\"device busy\"}";
    let table: [(&'static [u8], Class); 3] =
        [(linux, Class::Rejected), (older, Class::Rejected), (busy, Class::Infra)];
    for (said, expected) in table {
        let answer = (Method::POST, "/start", 500, said);
        let failed = start(&Memory::new(&[answer]).containers(ImageSource::named("i"))).await.unwrap_err();
        assert!(matches!(&failed, CallError::Refused { class, .. } if *class == expected), "{failed:?}");
    }
}

#[tokio::test]
async fn s97_s98_an_end_is_told_with_its_code_and_the_last_lines_whatever_their_bytes() {
    // Two frames: one of standard output that is no UTF-8, and one of standard error.
    let logs = b"\x01\0\0\0\0\0\0\x06bad \xff\n\x02\0\0\0\0\0\0\x05last\n";
    let engine = Memory::new(&[(Method::GET, "/logs", 200, logs)]);
    let containers = engine.containers(ImageSource::named("i"));
    let exit = containers.exit(worker(), InstanceId("c-1".to_owned())).await.unwrap();
    assert_eq!(exit.code, Some(3));
    assert_eq!(exit.log_tail, ["bad \u{fffd}", "last"]);
    assert!(engine.asked().iter().any(|it| it.contains("tail=200")));
}

#[tokio::test(start_paused = true)]
async fn s99_a_container_that_is_gone_before_it_is_stopped_or_removed_is_gone() {
    let gone = b"{\"message\":\"No such container\"}";
    let busy = b"{\"message\":\"removal of container c-1 is already in progress\"}";
    let table: [&[Answer]; 6] = [
        &[(Method::GET, "/json", 404, gone)],
        &[(Method::POST, "/stop", 404, gone)],
        &[(Method::POST, "/stop", 304, b"")],
        &[(Method::DELETE, "/c-1", 404, gone)],
        &[(Method::DELETE, "/c-1", 409, busy)],
        &[(Method::POST, "/stop", 404, gone), (Method::DELETE, "/c-1", 404, gone)],
    ];
    for answers in table {
        let engine = Memory::new(answers);
        let containers = engine.containers(ImageSource::named("i"));
        let removed = containers.stop(worker(), GENERATION, Speed::Graceful);
        let removed = tokio::time::timeout(Duration::from_secs(3600), removed).await.unwrap();
        removed.unwrap_or_else(|failed| panic!("{answers:?}: {failed}"));
    }
    let engine = Memory::new(&[(Method::POST, "/stop", 500, b"{\"message\":\"device busy\"}")]);
    let failed = engine.containers(ImageSource::named("i")).stop(worker(), GENERATION, Speed::Graceful).await;
    assert!(matches!(failed, Err(CallError::Refused { class: Class::Infra, .. })), "{failed:?}");
}

/// A create that is answered 409 was done by a lost request before it, or the name is somebody else's.
#[tokio::test]
async fn a_taken_name_is_ours_by_its_labels_or_says_whose_it_is() {
    let taken = (Method::POST, "/containers/create", 409, &b"{\"message\":\"name in use\"}"[..]);
    let engine = Memory::new(std::slice::from_ref(&taken));
    let started = start(&engine.containers(ImageSource::named("i"))).await.unwrap();
    assert_eq!(started.0, "c-1");
    assert!(engine.asked().iter().any(|it| it.ends_with("/containers/c-1/start")));

    let foreign = b"{\"Id\":\"c-9\",\"Config\":{\"Labels\":{\"latent.owner\":\"theirs\"}}}";
    let engine = Memory::new(&[taken, (Method::GET, "linux-1-1-3/json", 200, foreign)]);
    let failed = start(&engine.containers(ImageSource::named("i"))).await.unwrap_err();
    let CallError::Refused { class: Class::Infra, reason } = failed else { panic!("{failed:?}") };
    assert!(reason.contains("is taken by a container of theirs"), "{reason}");
    let touched = |it: &String| it.ends_with("/start") || it.starts_with("DELETE");
    assert!(!engine.asked().iter().any(touched), "a foreign container was touched");
}

#[tokio::test]
async fn what_runs_already_is_started_and_an_engine_that_fails_is_no_fault_of_the_worker() {
    let engine = Memory::new(&[(Method::POST, "/start", 304, b"")]);
    assert_eq!(start(&engine.containers(ImageSource::named("i"))).await.unwrap().0, "c-1");
    for (end, status) in [("/create", 500), ("/start", 500), ("/create", 503), ("/start", 409)] {
        let answer = (Method::POST, end, status, &b"{\"message\":\"layer store is locked\"}"[..]);
        let failed = start(&Memory::new(&[answer]).containers(ImageSource::named("i"))).await.unwrap_err();
        let CallError::Refused { class: Class::Infra, reason } = failed else { panic!("{end}: {failed:?}") };
        assert!(reason.contains("layer store is locked"), "{reason}");
    }
}

/// 204 and 409 both say that a removal is under way, and only 404 that it is done.
#[tokio::test(start_paused = true)]
async fn a_removal_is_done_when_the_engine_does_not_find_it_any_more() {
    let busy = b"{\"message\":\"removal of container c-1 is already in progress\"}";
    for answers in [&[][..], &[(Method::DELETE, "/c-1", 409, &busy[..])]] {
        let engine = Memory::lingering(answers, 20);
        let before = tokio::time::Instant::now();
        engine.containers(ImageSource::named("i")).stop(worker(), GENERATION, Speed::Fast).await.unwrap();
        assert_eq!(before.elapsed(), Duration::from_secs(2));

        let engine = Memory::lingering(answers, 10_000);
        let failed = engine.containers(ImageSource::named("i")).stop(worker(), GENERATION, Speed::Fast).await;
        assert!(matches!(failed, Err(CallError::Lost { .. })), "{failed:?}");
    }
    let engine = Memory::new(&[(Method::DELETE, "/c-1", 500, b"{\"message\":\"device busy\"}")]);
    let failed = engine.containers(ImageSource::named("i")).stop(worker(), GENERATION, Speed::Fast).await;
    assert!(matches!(failed, Err(CallError::Refused { class: Class::Infra, .. })), "{failed:?}");
}
