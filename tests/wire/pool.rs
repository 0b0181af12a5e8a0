//! How many connections are made, counted by the other end.

use docker_wire::{
    ApiVersion, Client, Daemon, Phase,
    api::{container, system},
};
use tokio::task::JoinSet;

use crate::server::{Answer, Server, answer};

fn client(server: &Server) -> Client {
    Daemon::at(&server.address().parse().unwrap()).unwrap().pin(ApiVersion::V1_41)
}

#[tokio::test]
async fn two_hundred_pings_in_a_row_use_one_connection() {
    let server = Server::start(|_| answer(200, "OK"));
    let docker = client(&server);
    for _ in 0..200 {
        docker.send(system::Ping::new()).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.accepted()), (200, 1));
}

#[tokio::test]
async fn an_error_answer_keeps_its_connection() {
    let server = Server::start(|_| answer(404, r#"{"message":"no such thing"}"#));
    let docker = client(&server);
    for _ in 0..20 {
        assert!(docker.send(container::Inspect::new("c")).await.unwrap_err().is_not_found());
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn sixty_four_pings_at_once_use_no_more_connections_than_that_and_keep_them() {
    let server = Server::start(|_| answer(200, "OK"));
    let docker = client(&server);
    for round in 1..=2 {
        let mut pings = JoinSet::new();
        for _ in 0..64 {
            let docker = docker.clone();
            pings.spawn(async move { docker.send(system::Ping::new()).await.map(drop) });
        }
        while let Some(ping) = pings.join_next().await {
            ping.unwrap().unwrap();
        }
        assert_eq!(server.requests().len(), 64 * round);
        assert!(server.accepted() <= 64, "{} connections in round {round}", server.accepted());
    }
}

#[tokio::test]
async fn a_connection_that_the_engine_closed_between_requests_is_replaced() {
    let server = Server::start(|number| Answer { close: number % 3 == 2, ..answer(200, "OK") });
    let docker = client(&server);
    for _ in 0..30 {
        docker.send(system::Ping::new()).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.accepted()), (30, 10), "each request came once");
}

#[tokio::test]
async fn an_order_whose_connection_breaks_before_the_answer_is_not_sent_twice() {
    let silence = || Answer { text: String::new(), close: true };
    let server = Server::start(move |number| if number == 1 { silence() } else { answer(204, "") });
    let docker = client(&server);
    docker.send(container::Start::new("c")).await.unwrap();

    let error = docker.send(container::Start::new("c")).await.unwrap_err();

    assert_eq!(error.phase(), Phase::Exchange);
    assert!(error.may_have_reached_engine());
    assert_eq!(server.requests().len(), 2, "{:?}", server.requests());
    docker.send(container::Start::new("c")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_closes_every_third_connection_loses_no_request() {
    let server = Server::start(|number| Answer { close: number % 3 == 2, ..answer(200, "OK") });
    let docker = client(&server);
    for _ in 0..2000 {
        docker.send(system::Ping::new()).await.unwrap();
    }
}
