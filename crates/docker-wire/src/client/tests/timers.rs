//! Timers, over a transport that is as slow as it is told, on a paused clock.

use tokio::time::Instant;

use super::*;
use crate::{
    api::{container, image, system},
    codec::archive::Archive,
    error::Phase,
    reply::Raw,
    transport::Timeouts,
};

const MS: Duration = Duration::from_millis(1);

/// Answers `head` after the request, and then a piece each `pace`, for ever; reads a request's body a piece a second.
#[derive(Clone, Copy)]
struct Slow {
    head: Duration,
    pace: Duration,
    reads: bool,
}

impl Slow {
    fn client(self, timeouts: Timeouts) -> Client {
        Daemon::over(self).pin(ApiVersion::V1_41).with_timeouts(timeouts)
    }
}

impl Transport for Slow {
    fn endpoint(&self) -> Arc<str> {
        "slow".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let Self { head, pace, reads } = *self;
        Box::pin(async move {
            let mut body = request.into_body();
            while reads && body.next().await.transpose()?.is_some() {
                tokio::time::sleep(1000 * MS).await;
            }
            tokio::time::sleep(head).await;
            let (feeder, body) = Body::channel(1);
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(pace).await;
                    if feeder.feed(Bytes::from_static(b"{}\n")).await.is_err() {
                        return;
                    }
                }
            });
            Ok(Response::new(body))
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { self.call(request).await.map(Opened::Refused) })
    }
}

const HUNG: Slow = Slow { head: Duration::MAX, pace: Duration::MAX, reads: false };
const SILENT: Slow = Slow { head: Duration::ZERO, pace: Duration::MAX, reads: false };
const ENDLESS: Slow = Slow { head: Duration::ZERO, pace: Duration::from_millis(500), reads: false };

/// Tells which timer ended it, after how many milliseconds.
async fn ended<T>(work: impl Future<Output = Result<T, Error>>) -> (&'static str, u128) {
    let began = Instant::now();
    let error = work.await.err().unwrap();
    assert_eq!(error.phase(), Phase::Exchange);
    assert!(error.is_timeout() && error.may_have_reached_engine());
    assert!(error.to_string().contains(&format!("the {} timer fired", error.timer().unwrap())), "{error}");
    (error.timer().unwrap(), began.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn each_timer_fires_at_its_time_and_says_which_it_is() {
    let never = Timeouts::never();
    let version =
        |slow: Slow, timeouts| async move { slow.client(timeouts).send(system::Version::new()).await };
    assert_eq!(ended(version(HUNG, never.head(900 * MS))).await, ("head", 900));
    assert_eq!(ended(version(HUNG, never.total(700 * MS))).await, ("total", 700));
    assert_eq!(ended(version(SILENT, never.idle(250 * MS))).await, ("idle", 250));
    assert_eq!(ended(version(SILENT, never.total(300 * MS))).await, ("total", 300));
    assert_eq!(ended(version(ENDLESS, never.idle(600 * MS).total(1700 * MS))).await, ("total", 1700));
    assert_eq!(ended(version(HUNG, Timeouts::new())).await, ("head", 300_000));
    assert_eq!(ended(version(SILENT, Timeouts::new())).await, ("idle", 300_000));
}

#[tokio::test(start_paused = true)]
async fn a_raw_connection_is_timed_until_it_is_there() {
    let docker = HUNG.client(Timeouts::new().head(10 * MS));
    assert_eq!(ended(docker.send(container::Attach::new("c"))).await, ("head", 10));
}

#[tokio::test(start_paused = true)]
async fn what_waits_by_itself_extends_the_head_timer() {
    let docker = HUNG.client(Timeouts::new().head(900 * MS));
    let stop = |t| docker.send(container::Stop::new("c").t(Duration::from_secs(t)));
    assert_eq!(ended(stop(30)).await, ("head", 30_900));
    assert_eq!(ended(stop(0)).await, ("head", 900));
    assert_eq!(ended(docker.send(container::Stop::new("c"))).await, ("head", 10_900));
    assert_eq!(ended(docker.send(container::Restart::new("c"))).await, ("head", 10_900));
    let day = Duration::from_secs(86_400);
    let raw = || docker.request(Method::POST, "/containers/c/wait");
    assert_eq!(ended(docker.send(raw())).await, ("head", 900));
    let patient = docker.send(raw().patience(operation::Patience::Endless));
    assert!(tokio::time::timeout(day, patient).await.is_err());
    let wait = docker.send(container::Wait::new("c"));
    assert!(tokio::time::timeout(day, wait).await.is_err());
    let build = docker.send(image::Build::from_dockerfile("FROM scratch"));
    assert!(tokio::time::timeout(day, build).await.is_err());
    assert!(tokio::time::timeout(day, docker.send(container::Stop::new("c").t_forever())).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_still_being_read_puts_the_head_timer_off() {
    let slow = Slow { head: Duration::MAX, reads: true, ..HUNG };
    let docker = slow.client(Timeouts::new().head(1500 * MS));
    let files = (0..20).fold(Archive::new(), |files, name| files.file(name.to_string(), 0o644, "text"));
    let pieces = 41;
    let (timer, after) = ended(docker.send(container::PutArchive::new("c", "/", files))).await;
    assert_eq!(timer, "head");
    assert!((pieces * 1000..=pieces * 1000 + 3000).contains(&after), "{after}");
}

#[tokio::test(start_paused = true)]
async fn streams_are_not_timed_unless_it_is_said() {
    let day = Duration::from_secs(86_400);
    let mut events = SILENT.client(Timeouts::new()).send(system::Events::new()).await.unwrap();
    assert!(tokio::time::timeout(day, events.next()).await.is_err());
    let raw: Raw = SILENT
        .client(Timeouts::new())
        .send(operation::Raw::new(Method::GET, "/containers/{id}/logs").path("id", "c"))
        .await
        .unwrap();
    assert!(tokio::time::timeout(day, raw.collect(9)).await.is_err());

    let mut events = SILENT.client(Timeouts::new().idle(2 * MS)).send(system::Events::new()).await.unwrap();
    assert_eq!(ended(async { events.next().await.unwrap() }).await, ("idle", 2));
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_goes_on_slowly_never_idles() {
    let docker = ENDLESS.client(Timeouts::new().idle(501 * MS));
    let mut events = docker.send(system::Events::new()).await.unwrap();
    for _ in 0..1000 {
        events.next().await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn times_beyond_all_clocks_are_none() {
    let docker = SILENT.client(
        Timeouts::new().connect(Duration::MAX).head(Duration::MAX).idle(Duration::MAX).total(Duration::MAX),
    );
    let mut events = docker.send(system::Events::new()).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(86_400), events.next()).await.is_err());
    let zero = HUNG.client(Timeouts::new().head(Duration::ZERO));
    assert_eq!(ended(zero.send(system::Version::new())).await.0, "head");
}
