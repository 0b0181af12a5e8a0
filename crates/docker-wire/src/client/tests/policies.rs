//! Policies from an operation to the bytes of its request.

use serde_json::{Value, json};

use super::*;
use crate::api::{container, image};

/// A creation that says one thing that API 1.40 cannot carry, and one that it can.
fn create() -> container::Create {
    container::Create::new("busybox").name("web").platform("linux/arm64")
}

async fn sent(policy: Policy, version: ApiVersion) -> (Vec<String>, Result<(), Error>) {
    let sent = Scripted::new([answer(201, "application/json", "1.40", r#"{"Id":"a"}"#)]);
    let docker = sent.daemon().pin(version).with_policy(policy);
    let outcome = docker.send(create()).await.map(drop);
    (sent.targets(), outcome)
}

#[tokio::test(start_paused = true)]
async fn refuse_sends_nothing() {
    let (targets, outcome) = sent(Policy::Refuse, ApiVersion::V1_40).await;
    assert!(outcome.unwrap_err().is_gated() && targets.is_empty());
}

#[tokio::test(start_paused = true)]
async fn warn_sends_everything() {
    let (targets, outcome) = sent(Policy::Warn, ApiVersion::V1_40).await;
    outcome.unwrap();
    assert_eq!(targets, ["/v1.40/containers/create?name=web&platform=linux/arm64"]);
}

#[tokio::test(start_paused = true)]
async fn drop_leaves_out_what_is_gated() {
    let (targets, outcome) = sent(Policy::Drop, ApiVersion::V1_40).await;
    outcome.unwrap();
    assert_eq!(targets, ["/v1.40/containers/create?name=web"]);
    let (targets, outcome) = sent(Policy::Drop, ApiVersion::V1_41).await;
    outcome.unwrap();
    assert_eq!(targets, ["/v1.41/containers/create?name=web&platform=linux/arm64"]);
}

#[tokio::test(start_paused = true)]
async fn drop_leaves_out_of_a_raw_body_too() {
    let sent = Scripted::new([]);
    let docker = sent.daemon().pin(ApiVersion::V1_41).with_policy(Policy::Drop);
    let json = json!({"Image": "a", "HostConfig": {"Annotations": {"a": "b"}, "Memory": 1, "Memroy": 1}});
    docker.send(docker.request(Method::POST, "/containers/create").json(&json)).await.unwrap();
    let left: Value = serde_json::from_str(&sent.last().3).unwrap();
    assert_eq!(left, json!({"Image": "a", "HostConfig": {"Memory": 1}}));
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_not_there_cannot_be_left_out() {
    let sent = Scripted::new([]);
    let old = sent.daemon().pin(ApiVersion::new(1, 20));
    for (policy, count) in [(Policy::Refuse, 0), (Policy::Drop, 0), (Policy::Warn, 1)] {
        let outcome = old.with_policy(policy).send(image::Tag::new("a", "b")).await;
        assert_eq!(outcome.is_ok(), count == 1, "{policy:?}");
        assert_eq!(sent.targets().len(), count, "{policy:?}");
    }
}

#[test]
fn what_a_policy_let_pass_or_took_out_is_reported() {
    for (policy, done) in [(Policy::Warn, "sent all the same"), (Policy::Drop, "left out")] {
        let reports = Reports::default();
        tracing::subscriber::with_default(reports.clone(), || {
            let mut context = Context::default();
            prepare(create(), Some(ApiVersion::V1_40), policy, &mut context).unwrap();
        });
        let reports = reports.0.lock().unwrap();
        let [report] = reports.as_slice() else { panic!("{reports:?}") };
        for part in ["operation=\"ContainerCreate\"", "place=query `platform`", "since=1.41", done] {
            assert!(report.contains(part), "{report}");
        }
    }
}

/// Keeps the fields of warnings.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Reports {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            text += &format!("{field}={value:?} ");
        });
        self.0.lock().unwrap().push(text);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}
