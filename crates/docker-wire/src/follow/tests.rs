//! Events over lost connections, on a paused clock.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{Request, Response};

use super::Followed;
use crate::{
    ApiVersion, Daemon, Phase, TransportError,
    api::{Timestamp, system},
    body::Body,
    transport::{BoxFuture, Opened, Transport},
};

type Answer = Result<Vec<Result<&'static str, TransportError>>, TransportError>;

/// Answers in order, then with no connection at all, and keeps what it was asked.
#[derive(Clone, Default)]
struct Engine {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Engine {
    fn endpoint(&self) -> Arc<str> {
        "scripted".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.asked.lock().unwrap().push(request.uri().query().unwrap_or_default().to_owned());
        Box::pin(async move {
            let answer = self.answers.lock().unwrap().pop_front();
            let pieces = answer.unwrap_or_else(|| Err(TransportError::unsent("no engine")))?;
            let (feeder, body) = Body::channel(16);
            for piece in pieces {
                match piece {
                    Ok(text) => feeder.feed(text.into()).await.unwrap(),
                    Err(error) => {
                        return feeder
                            .fail(error)
                            .await
                            .map(|()| Response::new(body))
                            .map_err(|_| unreachable!());
                    }
                }
            }
            Ok(Response::new(body))
        })
    }

    fn open(&self, _request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("not here")) })
    }
}

const ONE: &str =
    "{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"a\"},\"timeNano\":5000000001}\n";
const TWO: &str =
    "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"a\"},\"timeNano\":7000000002}\n";
const TWIN: &str =
    "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"b\"},\"timeNano\":7000000002}\n";
const LATE: &str =
    "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"c\"},\"timeNano\":6900000000}\n";

/// Follows to the end, and tells what there was in a few words.
async fn follow(engine: &Engine, events: system::Events) -> (Vec<String>, Option<crate::Error>) {
    let docker = Daemon::over(engine.clone()).pin(ApiVersion::V1_41);
    let mut follow = docker.follow(events).patience(Duration::from_secs(10));
    let mut told = Vec::new();
    let mut failed = None;
    while let Some(next) = follow.next().await {
        match next {
            Ok(Followed::Event(event)) => told.push(format!("{} {}", event.action, event.actor.id)),
            Ok(Followed::Gap(gap)) => told.push(format!("gap since {}: {}", gap.since, gap.why)),
            Err(error) => failed = Some(error),
        }
    }
    (told, failed)
}

fn engine(answers: impl IntoIterator<Item = Answer>) -> Engine {
    Engine { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Engine::default() }
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_a_gap_and_no_event_comes_twice() {
    let cut = || Err(TransportError::broken("reset"));
    let engine = engine([
        Ok(vec![Ok(ONE), Ok(TWO), cut()]),
        Err(TransportError::unsent("no socket")),
        Ok(vec![Ok(LATE), Ok(TWO), Ok(TWIN)]),
        Ok(vec![Ok(LATE), Ok(TWIN), Ok(TWO)]),
    ]);
    let (told, failed) = follow(&engine, system::Events::new()).await;
    assert_eq!(told[..2], ["start a", "die a"]);
    assert!(told[2].starts_with("gap since 6.000000002: "), "{told:?}");
    assert_eq!(told[3..5], ["die c", "die b"]);
    assert!(told[5].starts_with("gap since 6.000000002: the engine ended"), "{told:?}");
    assert_eq!(told.len(), 6, "the rest was seen: {told:?}");
    assert_eq!(failed.unwrap().phase(), Phase::Connect);
    let asked = engine.asked.lock().unwrap();
    assert_eq!(asked[..3], ["", "since=6.000000002", "since=6.000000002"]);
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_stays_away_is_an_error_once_patience_ends() {
    let engine = engine([Ok(vec![Ok(ONE)])]);
    let began = tokio::time::Instant::now();
    let (told, failed) = follow(&engine, system::Events::new()).await;
    assert_eq!(told, ["start a"]);
    assert_eq!(failed.unwrap().phase(), Phase::Connect);
    assert!(began.elapsed() <= Duration::from_secs(10), "{:?}", began.elapsed());
    let asked = engine.asked.lock().unwrap().len();
    assert!((5..12).contains(&asked), "asked {asked} times");
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_an_end_ends() {
    let engine = engine([Ok(vec![Ok(ONE)])]);
    let until = system::Events::new().since(Timestamp::from_secs(3)).until(Timestamp::from_secs(9));
    let (told, failed) = follow(&engine, until).await;
    assert_eq!((told, failed.is_none()), (vec!["start a".to_owned()], true));
}

#[tokio::test(start_paused = true)]
async fn without_an_event_it_is_asked_again_from_where_it_was_to_begin() {
    let engine = engine([Ok(vec![]), Ok(vec![Ok(ONE)])]);
    let (told, _) = follow(&engine, system::Events::new().since(Timestamp::from_secs(3))).await;
    assert_eq!(told[0], "gap since 3: the engine ended the stream");
    assert_eq!(told[1], "start a");
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_no_event_does_not_end_it() {
    let engine = engine([Ok(vec![Ok("[1]\n"), Ok(ONE)])]);
    let (told, failed) = follow(&engine, system::Events::new().until(Timestamp::from_secs(9))).await;
    assert_eq!(told, ["start a"]);
    assert_eq!(failed.unwrap().phase(), Phase::Decode);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_at_first_is_an_error_at_once() {
    let (told, failed) = follow(&engine([]), system::Events::new()).await;
    assert!(told.is_empty() && failed.is_some());
}
