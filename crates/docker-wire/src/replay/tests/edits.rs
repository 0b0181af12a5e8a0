//! A recorded success becomes many failures.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::{Method, ask, fixture, get, pieces, stream, text};
use crate::{
    error::TransportErrorKind,
    replay::{Edit, Replayer},
    transport::{Opened, Transport},
};

const LOGS: &str = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/v1.41/containers/a/logs"}}
{"x":0,"t":1,"reply":{"status":200}}
{"x":0,"t":1,"from":"engine","utf8":"hello "}
{"x":0,"t":1,"from":"engine","utf8":"world"}
{"x":0,"t":1,"end":"engine"}
{"x":7,"t":2,"request":{"method":"GET","target":"/info"}}
{"x":7,"t":3,"reply":{"status":200},"json":{"Name":"x"}}
{"x":8,"t":4,"request":{"method":"POST","target":"/attach"}}
{"x":8,"t":5,"reply":{"status":101}}
{"x":8,"t":5,"from":"engine","utf8":"prompt"}
{"x":8,"t":6,"from":"client","utf8":"exit"}
{"x":8,"t":6,"end":"client"}
{"x":8,"t":7,"end":"engine"}
{"x":9,"t":8,"request":{"method":"GET","target":"/last"}}
{"x":9,"t":9,"reply":{"status":204},"utf8":""}"#;

fn logs(edits: &[Edit]) -> Replayer {
    let all = edits
        .iter()
        .try_fold(fixture(LOGS), |replay, edit| replay.edit((Method::GET, "/containers/*/logs"), *edit));
    all.unwrap().lenient()
}

async fn read(replay: &Replayer) -> (String, Option<String>) {
    let seen = pieces(replay.call(get("/v1.41/containers/a/logs")).await.unwrap()).await;
    let error = seen.iter().find_map(|piece| piece.clone().err());
    (seen.into_iter().flatten().collect::<Vec<_>>().join("|"), error)
}

#[tokio::test]
async fn a_stream_is_cut_at_each_byte_and_never_silently() {
    let whole = "hello world";
    for cut in 0..=whole.len() {
        let (seen, error) = read(&logs(&[Edit::cut_after(cut as u64)])).await;
        assert_eq!(seen.replace('|', ""), whole[..cut]);
        assert!(error.unwrap().contains(&format!("cut the body after {cut} bytes")));
    }
    assert_eq!(read(&logs(&[Edit::cut_after(99)])).await, ("hello |world".to_owned(), None));
}

#[tokio::test]
async fn a_body_is_split_and_edits_add_up() {
    assert_eq!(read(&logs(&[Edit::split_every(4)])).await, ("hell|o |worl|d".to_owned(), None));
    let (seen, error) = read(&logs(&[Edit::split_every(4), Edit::cut_after(7)])).await;
    assert_eq!(seen, "hell|o |w");
    assert!(error.is_some());
    let whole = fixture(LOGS).lenient().edit(7, Edit::split_every(5)).unwrap();
    whole.call(get("/v1.41/containers/a/logs")).await.unwrap();
    assert_eq!(pieces(whole.call(get("/info")).await.unwrap()).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_stall_takes_its_time_and_no_more() {
    let begun = Instant::now();
    let replay = logs(&[Edit::stall(Duration::from_secs(60)), Edit::stall_after(3, Duration::from_secs(7))]);
    let response = replay.call(get("/v1.41/containers/a/logs")).await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 60);
    let mut body = response.into_body();
    assert_eq!(body.next().await.unwrap().unwrap(), "hel");
    assert_eq!(begun.elapsed().as_secs(), 60);
    assert_eq!(body.next().await.unwrap().unwrap(), "lo ");
    assert_eq!(begun.elapsed().as_secs(), 67);
}

#[tokio::test]
async fn a_status_is_replaced_and_a_connection_reset() {
    let replay = logs(&[Edit::replace_status(StatusCode::INTERNAL_SERVER_ERROR)]);
    let reply = replay.call(get("/v1.41/containers/a/logs")).await.unwrap();
    assert_eq!((reply.status().as_u16(), text(reply).await), (500, "hello world".to_owned()));
    let error = logs(&[Edit::reset()]).call(get("/v1.41/containers/a/logs")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Broken);
}

#[tokio::test]
async fn a_raw_stream_ends_where_it_is_cut_and_the_rest_goes_on() {
    let replay = fixture(LOGS).edit((Method::POST, "/attach"), Edit::cut_after(2)).unwrap();
    read(&replay).await;
    text(replay.call(get("/info")).await.unwrap()).await;
    let mut duplex = stream(&replay, ask(Method::POST, "/attach")).await.unwrap();
    assert_eq!(duplex.read().await.unwrap().unwrap(), "pr");
    assert!(duplex.read().await.is_none());
    drop(duplex);
    // The client that was cut off says no more here, and what comes after does not wait for it.
    replay.call(get("/last")).await.unwrap();
    replay.finish().unwrap();

    let replay = fixture(LOGS).lenient().edit(8, Edit::replace_status(StatusCode::CONFLICT)).unwrap();
    read(&replay).await;
    text(replay.call(get("/info")).await.unwrap()).await;
    let opened = replay.open(ask(Method::POST, "/attach")).await.unwrap();
    assert!(matches!(opened, Opened::Refused(reply) if reply.status() == StatusCode::CONFLICT));
}

#[test]
fn an_edit_that_hits_nothing_is_an_error() {
    let error = fixture(LOGS).lenient().edit((Method::GET, "/nothing/*"), Edit::reset()).unwrap_err();
    assert_eq!(error.to_string(), "f.jsonl has no GET /nothing/*, so there is nothing to edit");
    assert!(fixture(LOGS).lenient().edit(99, Edit::reset()).is_err());
}
