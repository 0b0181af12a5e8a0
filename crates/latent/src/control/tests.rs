//! The door, with a driver of nothing behind it.

use std::{collections::BTreeMap, os::unix::fs::PermissionsExt, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    sync::watch,
    task::JoinHandle,
};

use super::{door::House, *};
use crate::{
    driver::Driver,
    fleet::{Fleet, Limits, Phase, Plan, WorkerName},
    master::in_process::InProcess,
    report::Book,
    state::{IntentKind, State},
};

struct Place {
    folder: tempfile::TempDir,
    ended: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

fn name(worker: &str) -> WorkerName {
    WorkerName(worker.to_owned())
}

/// A door before a fleet of one worker whose host nobody knows.
fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let book = Arc::new(Book::new(|| 0));
    let fleet = Fleet::new(1, vec![Plan::new(name("w"), "host")], Limits::default());
    let (master, _) = InProcess::new([name("w")]);
    let (driver, control, orders) = Driver::new(fleet, BTreeMap::new(), BTreeMap::new(), master);
    book.begin(driver.fleet());
    let written = book.clone();
    let driver =
        driver.observed(Box::new(move |step| written.step(step.now, step.event, step.effects, step.fleet)));
    tokio::spawn(driver.run(orders));
    let (ended, over) = watch::channel(false);
    let state = Arc::new(State::open(folder.path()).unwrap());
    let cordons = Arc::new(Cordons::new(state, control.clone()));
    let door = Door::open(folder.path()).unwrap();
    let serving = tokio::spawn(door.serve(House { book, control, cordons }, over));
    Place { folder, ended, serving }
}

async fn ask(place: &Place, request: &Request) -> Answer {
    let client = Client::new(place.folder.path()).unwrap();
    client.ask(request).await.unwrap().next().await.unwrap()
}

/// Sends a line as it is and returns all that comes back.
async fn raw(place: &Place, line: &str) -> String {
    let mut stream = UnixStream::connect(place.folder.path().join("control.sock")).await.unwrap();
    stream.write_all(line.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn workers_are_explained_and_one_that_is_not_there_is_refused_with_those_that_are() {
    let place = place();
    let Answer::Explained { workers } = ask(&place, &Request::Explain { worker: None }).await else {
        panic!("no explanation")
    };
    assert_eq!((workers.len(), workers[0].phase), (1, Phase::Waiting));
    let answer = ask(&place, &Request::Resume { worker: name("x") }).await;
    assert_eq!(answer, Answer::Failed { reason: "no worker is called x; there are w".into() });
}

#[tokio::test]
async fn who_drains_is_told_when_the_process_ends_and_then_nobody_listens() {
    let place = place();
    let client = Client::new(place.folder.path()).unwrap();
    let mut answers = client.ask(&Request::Drain { worker: None }).await.unwrap();
    assert!(matches!(answers.next().await.unwrap(), Answer::Progress { .. }));
    place.ended.send_replace(true);
    loop {
        match answers.next().await.unwrap() {
            Answer::Progress { .. } => {}
            answer => break assert_eq!(answer, Answer::Done),
        }
    }
    place.serving.await.unwrap();
    assert!(!place.folder.path().join("control.sock").exists());
    let error = client.ask(&Request::Explain { worker: None }).await.unwrap_err().to_string();
    assert_eq!(error, format!("no latent runs with the state folder {}", place.folder.path().display()));
}

#[tokio::test]
async fn only_the_owner_may_open_the_socket() {
    let place = place();
    let found = std::fs::metadata(place.folder.path().join("control.sock")).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_socket_that_was_left_is_replaced_and_anything_else_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    // A listener that is gone leaves its socket.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let error =
        Client::new(folder.path()).unwrap().ask(&Request::Explain { worker: None }).await.unwrap_err();
    assert!(matches!(error, AskError::Nobody { .. }), "{error}");
    drop(Door::open(folder.path()).unwrap());
    assert!(!path.exists());

    std::fs::write(&path, "precious").unwrap();
    let error = Door::open(folder.path()).unwrap_err().to_string();
    let what = "cannot make the socket: something else is there; move it";
    assert_eq!(error, format!("{}: {what}", path.display()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
}

#[test]
fn a_path_that_no_socket_can_have_is_refused_with_its_length() {
    let folder = Path::new("/").join("d".repeat(93));
    assert_eq!(socket(&folder).unwrap().as_os_str().len(), 107);
    let folder = Path::new("/").join("d".repeat(94));
    let error = socket(&folder).unwrap_err().to_string();
    assert!(
        error.ends_with("has 108 bytes, and a socket's may have 107; set a shorter state_dir"),
        "{error}"
    );
}

#[tokio::test]
async fn another_version_and_garbage_are_answered_in_words() {
    let place = place();
    let answer = raw(&place, "{\"latent\":2,\"ask\":\"what-ever\"}\n").await;
    assert!(
        answer.starts_with(r#"{"latent":1,"answer":"failed","reason":"this latent speaks version 1"#),
        "{answer}"
    );
    for line in ["garbage\n", "{\"latent\":1}\n", "{\"latent\":1,\"ask\":\"dance\"}\n"] {
        assert!(raw(&place, line).await.contains("a line is not what it should be"), "{line}");
    }
}

#[tokio::test]
async fn a_request_without_end_is_cut_off() {
    let place = place();
    let answer = raw(&place, &"x".repeat(64 * 1024)).await;
    assert!(answer.contains("\"answer\":\"failed\""), "{answer}");
}

#[test]
fn the_lines_of_version_1_stay_as_they_are() {
    let line = |request: &Request| protocol::encode(request).unwrap();
    let worker = || Some(name("w"));
    assert_eq!(
        line(&Request::Explain { worker: None }),
        "{\"latent\":1,\"ask\":\"explain\",\"worker\":null}\n"
    );
    assert_eq!(
        line(&Request::Drain { worker: worker() }),
        "{\"latent\":1,\"ask\":\"drain\",\"worker\":\"w\"}\n"
    );
    assert_eq!(
        line(&Request::Retry { worker: name("w") }),
        "{\"latent\":1,\"ask\":\"retry\",\"worker\":\"w\"}\n"
    );
    assert_eq!(protocol::encode(&Answer::Done).unwrap(), "{\"latent\":1,\"answer\":\"done\"}\n");
}

#[tokio::test]
async fn a_worker_is_drained_and_resumed_by_name() {
    let place = place();
    let drained =
        async |worker: &str| match ask(&place, &Request::Explain { worker: Some(name(worker)) }).await {
            Answer::Explained { workers } => workers[0].drained,
            answer => panic!("{answer:?}"),
        };
    assert!(!drained("w").await);
    let client = Client::new(place.folder.path()).unwrap();
    let mut answers = client.ask(&Request::Drain { worker: Some(name("w")) }).await.unwrap();
    // Nobody knows what is on its host, so it is never done.
    assert!(matches!(answers.next().await.unwrap(), Answer::Progress { .. }));
    assert!(drained("w").await);
    let kept = || State::intents_at(place.folder.path()).unwrap();
    assert_eq!((kept().len(), kept()[0].kind), (1, IntentKind::Cordon), "a later process knows it, too");
    assert_eq!(ask(&place, &Request::Resume { worker: name("w") }).await, Answer::Done);
    assert!(!drained("w").await);
    assert_eq!(kept(), []);
}

#[tokio::test]
async fn a_drain_that_cannot_be_kept_is_refused_with_the_reason() {
    let place = place();
    let intents = place.folder.path().join("intents");
    std::fs::remove_dir(&intents).unwrap();
    std::fs::write(&intents, "in the way").unwrap();
    let answer = ask(&place, &Request::Drain { worker: Some(name("w")) }).await;
    let Answer::Failed { reason } = answer else { panic!("{answer:?}") };
    assert!(reason.contains("cordon-w.json: cannot write it: "), "{reason}");
    let Answer::Explained { workers } = ask(&place, &Request::Explain { worker: None }).await else {
        panic!("no explanation")
    };
    assert!(!workers[0].drained);
}
