use docker_wire::{
    Body, Daemon, Transport, TransportError,
    transport::{BoxFuture as WireFuture, Opened},
};
use http::{Request, Response};
use serde_json::{Value, json};

use super::{super::label, *};

const OWNER: &str = "0123456789abcdef";
const GENERATION: Generation = Generation { epoch: 1, number: 3 };

/// An engine with some containers, which may be away.
#[derive(Default)]
struct Scripted {
    containers: Mutex<Vec<Value>>,
    away: Mutex<bool>,
    asked: Mutex<Vec<String>>,
}

impl Scripted {
    fn with(worker: Option<&str>) -> Arc<Self> {
        let labels = worker.map(|worker| label::of(OWNER, &name(worker), GENERATION));
        let container = |labels| json!({ "Id": "c-1", "Labels": labels, "State": "running" });
        Arc::new(Self {
            containers: Mutex::new(labels.map(container).into_iter().collect()),
            ..Self::default()
        })
    }

    /// How many requests named a container.
    fn about_containers(&self) -> usize {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.iter().filter(|path| path.contains("/containers/latent-")).count()
    }

    fn answer(&self, path: &str) -> (u16, Value) {
        if path.ends_with("/_ping") || path.ends_with("/version") {
            return (200, json!({ "ApiVersion": "1.41", "MinAPIVersion": "1.24", "Version": "1" }));
        }
        let containers = self.containers.lock().unwrap();
        match (path.ends_with("/containers/json"), containers.first()) {
            (true, _) => (200, Value::from(containers.clone())),
            (false, Some(found)) => (
                200,
                json!({ "Id": "c-1", "Config": { "Labels": found["Labels"] }, "State": { "Running": true } }),
            ),
            (false, None) => (404, json!({ "message": "No such container" })),
        }
    }
}

impl Transport for Scripted {
    fn call(&self, request: Request<Body>) -> WireFuture<'_, Result<Response<Body>, TransportError>> {
        let path = request.uri().path().to_owned();
        Box::pin(async move {
            if *self.away.lock().unwrap() {
                return Err(TransportError::unsent("nobody is there"));
            }
            let (status, body) = self.answer(&path);
            self.asked.lock().unwrap().push(path);
            let reply = Response::builder().status(status).header("api-version", "1.41");
            Ok(reply.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap())
        })
    }

    fn open(&self, _: Request<Body>) -> WireFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("nothing is opened here")) })
    }

    fn endpoint(&self) -> Arc<str> {
        "memory".into()
    }
}

fn name(worker: &str) -> WorkerName {
    WorkerName(worker.to_owned())
}

fn choice(a: &Arc<Scripted>, b: &Arc<Scripted>) -> Choice {
    let engine = |scripted: &Arc<Scripted>| {
        Arc::new(Containers::new(Daemon::over(scripted.clone()), OWNER, BTreeMap::new()))
    };
    let engines = [("a".to_owned(), engine(a)), ("b".to_owned(), engine(b))].into();
    let choose: Choose = Arc::new(|properties| match properties.get("engine").and_then(Value::as_str) {
        Some(engine) => Ok(engine.to_owned()),
        None => Err("the build has no property `engine`".to_owned()),
    });
    Choice::new(engines, [(name("w"), choose)].into())
}

fn order(engine: Option<&str>) -> StartOrder {
    let properties = engine.map(|engine| ("engine".to_owned(), engine.into())).into_iter().collect();
    let (_, abandoned) = crate::port::Abandon::channel();
    StartOrder { worker: name("w"), generation: GENERATION, properties, abandoned }
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_is_not_listed_is_rejected_before_anything_is_asked() {
    let (a, b) = (Scripted::with(None), Scripted::with(None));
    let choice = choice(&a, &b);
    for (engine, why) in [
        (Some("c"), "the build asks for the engine c; it may be a or b"),
        (None, "the build has no property `engine`"),
    ] {
        let refused = choice.start(order(engine)).await.unwrap_err();
        assert!(matches!(&refused, CallError::Refused { class: Class::Rejected, reason } if reason == why));
    }
    assert_eq!((a.asked.lock().unwrap().len(), b.asked.lock().unwrap().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_found_once_is_asked_of_its_engine_only() {
    let (a, b) = (Scripted::with(None), Scripted::with(Some("w")));
    let choice = choice(&a, &b);
    let found = choice.find(name("w"), GENERATION).await.unwrap().unwrap();
    assert_eq!(found.instance, InstanceId("c-1".to_owned()));
    assert_eq!((a.about_containers(), b.about_containers()), (1, 1));
    choice.find(name("w"), GENERATION).await.unwrap();
    assert_eq!((a.about_containers(), b.about_containers()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_list_without_one_of_the_engines_is_no_list() {
    let (a, b) = (Scripted::with(Some("w")), Scripted::with(Some("other")));
    let choice = choice(&a, &b);
    let listed = choice.list().await.unwrap();
    assert_eq!(listed.iter().map(|it| it.worker.0.as_str()).collect::<Vec<_>>(), ["w"]);
    *b.away.lock().unwrap() = true;
    assert!(choice.list().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_nobody_has_seen_may_be_on_an_engine_that_is_away() {
    let (a, b) = (Scripted::with(None), Scripted::with(None));
    *b.away.lock().unwrap() = true;
    let choice = choice(&a, &b);
    assert!(choice.find(name("w"), GENERATION).await.is_err());
    assert!(choice.stop(name("w"), GENERATION, Speed::Fast).await.is_err());
    let exit = Engine::exit(&choice, name("w"), InstanceId("c-1".to_owned())).await;
    assert!(matches!(exit, Err(CallError::Refused { class: Class::Infra, .. })));
    *b.away.lock().unwrap() = false;
    assert!(choice.stop(name("w"), GENERATION, Speed::Fast).await.is_ok());
}
