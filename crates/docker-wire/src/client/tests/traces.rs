//! What a subscriber is told of a request, and what it is not.

use std::{collections::BTreeMap, fmt::Debug};

use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::*;
use crate::{
    api::{container, system},
    auth::RegistryAuth,
};

/// Keeps the fields of every span, in order.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<BTreeMap<&'static str, String>>>>);

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "docker_wire"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut spans = self.0.lock().unwrap();
        let mut fields = BTreeMap::from([("name", attributes.metadata().name().to_owned())]);
        attributes.record(&mut Fields(&mut fields));
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, record: &Record<'_>) {
        let at = usize::try_from(id.into_u64()).unwrap() - 1;
        record.record(&mut Fields(&mut self.0.lock().unwrap()[at]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &tracing::Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_request_is_a_span_with_what_became_of_it() {
    let spans = Spans::default();
    let _listening = tracing::subscriber::set_default(spans.clone());
    let missing = Response::builder().status(404).body(Body::from(r#"{"message":"no such"}"#)).unwrap();
    let (feeder, streaming) = Body::channel(1);
    feeder.feed(Bytes::from_static(b"{}\n")).await.unwrap();
    let engine = Scripted::new([Response::new(Body::from("{}")), missing, Response::new(streaming)]);
    let docker = engine.daemon().pin(ApiVersion::V1_41);

    docker.send(system::Version::new()).await.unwrap();
    docker.send(container::Inspect::new("c")).await.unwrap_err();
    let mut events = docker.send(system::Events::new()).await.unwrap();
    events.next().await.unwrap().unwrap();
    drop(events);
    engine.then(Err(TransportError::broken("reset")));
    docker.send(container::Start::new("c")).await.unwrap_err();

    let spans = spans.0.lock().unwrap();
    let shown: Vec<_> = spans
        .iter()
        .map(|span| {
            ["name", "operation", "version", "endpoint", "status", "bytes", "ended"]
                .map(|field| span.get(field).map_or("", String::as_str))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["exchange", "SystemVersion", "1.41", "nowhere", "200", "2", "complete"],
            ["exchange", "ContainerInspect", "1.41", "nowhere", "404", "21", "complete"],
            ["exchange", "SystemEvents", "1.41", "nowhere", "200", "3", "dropped"],
            ["exchange", "ContainerStart", "1.41", "nowhere", "", "", ""],
        ]
    );
    assert!(spans[0]["duration_us"].parse::<u64>().is_ok());
    assert!(spans[1]["error"].contains("404") && spans[3]["error"].contains("failed"), "{spans:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_secret_is_in_a_span() {
    let spans = Spans::default();
    let _listening = tracing::subscriber::set_default(spans.clone());
    let docker = Scripted::new([Response::new(Body::from("{\"Id\":\"x\"}"))]).daemon().pin(ApiVersion::V1_41);
    let create = container::Create::new("busybox").env(["TOKEN=hush-hush"]).name("hush-hush");
    docker.send(create).await.unwrap();
    let auth = RegistryAuth::password("user", "hush-hush");
    let _ = docker.send(crate::api::image::Pull::new("a").auth(auth)).await;
    let told = format!("{:?}", spans.0.lock().unwrap());
    assert!(told.contains("ContainerCreate") && told.contains("ImageCreate"), "{told}");
    assert!(!told.contains("hush"), "{told}");
}
