//! What is said of an engine that cannot be reached: where it is, why not, and how it was found.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use crate::{Daemon, Error, Phase, Resolution, api::system, transport::Timeouts};

/// Asks the engine at an address, as one that the caller named; nobody waits longer than a moment to connect.
async fn asked(address: &str, variables: &'static [(&str, &str)]) -> Error {
    let variable = |name: &str| {
        let (_, value) = variables.iter().find(|(own, _)| *own == name)?;
        Some((*value).to_owned())
    };
    let found = Resolution::find(Some(address), variable).unwrap();
    let timeouts = Timeouts::new().connect(Duration::from_millis(300));
    let daemon = Daemon::found(&found).unwrap().with_timeouts(timeouts);
    let error = daemon.send(system::Version::new()).await.unwrap_err();
    assert_eq!((error.phase(), error.may_have_reached_engine()), (Phase::Connect, false), "{error}");
    error
}

/// Checks the words, which are the operation, the endpoint, the reason and what was looked at.
fn says(error: &Error, endpoint: &str, why: &str, looked: &str) {
    let words =
        format!("SystemVersion: cannot reach {endpoint}: {why} (looked at: {looked}, as was asked for)");
    assert_eq!(error.to_string(), words);
}

/// Answers each connection by some bytes as soon as it has said something, and ends it.
fn server(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        }
    });
    port
}

#[tokio::test]
async fn a_socket_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no.sock");
    let address = format!("unix://{}", path.display());
    let error = asked(&address, &[]).await;
    says(&error, &address, "there is no such socket; is the engine running?", &address);

    // What somebody left behind.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let error = asked(&address, &[]).await;
    says(&error, &address, "nothing listens on the socket; the engine is not running", &address);

    let long = format!("unix:///{}", "x".repeat(200));
    let error = asked(&long, &[]).await.to_string();
    assert!(
        error.starts_with(&format!("SystemVersion: cannot reach {long}: path must be shorter")),
        "{error}"
    );
}

#[tokio::test]
async fn a_port_that_nobody_listens_on_is_named() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    drop(listener);
    let why = "nothing listens on that port; is the engine running, and does it listen on TCP?";
    says(&asked(&address, &[]).await, &address, why, &address);
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_named() {
    let error = asked("tcp://nowhere.invalid:2375", &[]).await.to_string();
    let why = "SystemVersion: cannot reach tcp://nowhere.invalid:2375: no address is known of a machine \
               `nowhere.invalid` (";
    assert!(error.starts_with(why), "{error}");
    assert!(error.contains("); is its name right? (looked at: tcp://nowhere.invalid:2375, as"), "{error}");
}

#[tokio::test]
async fn a_port_that_wants_tls_is_told_from_one_that_refuses() {
    // What servers of the language Go say, engines among them.
    let port = server(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
    let address = format!("tcp://127.0.0.1:{port}");
    let why =
        "the other side wants TLS, and was spoken to in plain text; write https:// or set DOCKER_TLS_VERIFY";
    says(&asked(&address, &[]).await, &address, why, &address);

    // An engine's own 400 is an answer.
    let port = server(b"HTTP/1.0 400 Bad Request\r\n\r\nno such thing\n");
    let daemon = Daemon::at(&format!("tcp://127.0.0.1:{port}").parse().unwrap()).unwrap();
    let error = daemon.send(system::Version::new()).await.unwrap_err();
    assert_eq!((error.phase(), error.message()), (Phase::Answer, Some("no such thing")), "{error}");
}

#[tokio::test]
async fn what_is_no_http_is_said_to_be_perhaps_tls() {
    let port = server(b"\x15\x03\x01\x00\x02\x02\x46");
    let daemon = Daemon::at(&format!("tcp://127.0.0.1:{port}").parse().unwrap()).unwrap();
    let error = daemon.send(system::Version::new()).await.unwrap_err();
    let words = format!(
        "SystemVersion: the connection to tcp://127.0.0.1:{port} failed after the request was sent: \
         the answer is not HTTP; does the other side want TLS?"
    );
    assert_eq!(format!("{error:#}"), words);
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_port_for_plain_text_is_said_to_be_one() {
    let port = server(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let (address, asked_for) = (format!("https://127.0.0.1:{port}"), format!("tcp://127.0.0.1:{port}"));
    let error = asked(&asked_for, &[("DOCKER_TLS", "1")]).await;
    let why = "the other side does not speak TLS; is it a port for plain text?";
    says(&error, &address, why, &asked_for);

    let port = server(b"");
    let (address, asked_for) = (format!("https://127.0.0.1:{port}"), format!("tcp://127.0.0.1:{port}"));
    let error = asked(&asked_for, &[("DOCKER_TLS", "1")]).await;
    let why = "the other side closed the connection during the TLS handshake; does it speak TLS?";
    says(&error, &address, why, &asked_for);
}

#[tokio::test]
async fn connecting_has_a_time_of_its_own_and_says_what_may_be_behind_it() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let full = socket.listen(1).unwrap();
    let address = full.local_addr().unwrap();
    // Nobody accepts, so that the third waits for ever.
    let _waiting: Vec<_> = (0..2)
        .filter_map(|_| TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok())
        .collect();
    let address = format!("tcp://{address}");

    let error = asked(&address, &[]).await;

    assert_eq!(error.timer(), Some("connect"));
    let why = "no connection within 300ms, and the connect timer fired; is the machine up, and does no firewall \
               drop what is sent there?";
    says(&error, &address, why, &address);
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_handshake_that_nobody_answers_is_within_the_time_to_connect() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let address = format!("tcp://127.0.0.1:{port}");

    let error = asked(&address, &[("DOCKER_TLS", "1")]).await;

    assert_eq!(error.timer(), Some("connect"));
    let why = "no connection within 300ms, and the connect timer fired; is the machine up, does no firewall drop \
               what is sent there, and does the other side speak TLS?";
    says(&error, &format!("https://127.0.0.1:{port}"), why, &address);
}
