//! A file that is not sound is refused, with its line.

use crate::replay::{Fixture, Options, Recording, Replayer};

const HEADER: &str = "{\"fixture\":2}\n";
const REQUEST: &str = "{\"x\":0,\"t\":0,\"request\":{\"method\":\"GET\",\"target\":\"/\"}}\n";
const REPLY: &str = "{\"x\":0,\"t\":0,\"reply\":{\"status\":200}}\n";
const END: &str = "{\"t\":0,\"end\":\"recording\"}\n";

fn refused(text: &str) -> String {
    Fixture::parse(text, "f.jsonl").unwrap_err().to_string()
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let error = refused("{\"fixture\":4,\"symbols\":{}}\n");
    assert_eq!(error, "f.jsonl:1: fixture format 4 is not known here; this docker-wire reads up to 3");
}

#[test]
fn a_file_that_was_cut_is_refused() {
    let error = refused(&format!("{HEADER}{REQUEST}{{\"x\":0,\"t\":1,\"rep"));
    assert!(
        error.starts_with("f.jsonl:3: bad event: EOF") && error.ends_with("the file was cut here"),
        "{error}"
    );
    let error = refused(&format!("{HEADER}{REQUEST}"));
    assert!(error.starts_with("f.jsonl:2: the file stops before"), "{error}");
    assert!(refused("").starts_with("f.jsonl:1: no fixture header"));
    assert!(refused("{}\n").contains("`fixture` with the format's number is missing"));
}

#[test]
fn a_line_that_makes_no_sense_is_refused() {
    for (lines, message) in [
        ("{\"x\":0,\"t\":0}".to_owned(), "not an event"),
        ("{\"x\":0,\"t\":0,\"sidecar\":1}".to_owned(), "unknown field `sidecar`"),
        ("nonsense".to_owned(), "bad event"),
        (REPLY.to_owned(), "has no request above"),
        ("{\"t\":0,\"end\":\"engine\"}".to_owned(), "without `x`"),
        (format!("{REQUEST}{REQUEST}"), "two requests"),
        (format!("{REQUEST}{REPLY}{REPLY}"), "two replies"),
        (format!("{REQUEST}{{\"x\":0,\"t\":0,\"from\":\"engine\",\"utf8\":\"a\"}}"), "no reply above"),
        (format!("{REQUEST}{REPLY}{{\"x\":0,\"t\":0,\"from\":\"engine\"}}"), "without bytes"),
        (
            format!("{REQUEST}{REPLY}{{\"x\":0,\"t\":0,\"from\":\"engine\",\"base64\":\"!\"}}"),
            "cannot be decoded",
        ),
        (
            format!("{REQUEST}{REPLY}{{\"x\":0,\"t\":0,\"from\":\"engine\",\"utf8\":\"\",\"json\":1}}"),
            "more than one of",
        ),
        (format!("{REQUEST}{{\"x\":0,\"t\":0,\"end\":\"client\",\"from\":\"client\"}}"), "more than one of"),
        (
            format!(
                "{REQUEST}{{\"x\":0,\"t\":0,\"end\":\"client\"}}\n{{\"x\":0,\"t\":0,\"end\":\"client\"}}"
            ),
            "over on this side",
        ),
        (format!("{REQUEST}{{\"c\":\"b\",\"x\":0,\"t\":0,\"end\":\"client\"}}"), "belongs to lane"),
        (format!("{END}{REQUEST}"), "after the end"),
        (
            "{\"x\":0,\"t\":0,\"repeat\":true,\"request\":{\"method\":\"POST\",\"target\":\"/c/x/wait\"}}"
                .to_owned(),
            "a POST request is no polling loop",
        ),
    ] {
        let error = refused(&format!("{HEADER}{}\n{END}", lines.trim_end()));
        assert!(error.contains(message), "{lines}: {error}");
    }
}

#[test]
fn a_wait_cannot_be_recorded_as_a_polling_loop() {
    let options = Options::default().repeat(super::Method::POST, "/containers/*/wait");
    let error = Recording::to(Vec::new(), options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`POST /containers/*/wait` is no polling loop: only GET and HEAD ask without doing anything"
    );
}

#[test]
fn a_path_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").unwrap();
    assert!(Recording::create(taken.join("f.jsonl"), Options::default()).is_err());
    assert!(Recording::create(folder.path(), Options::default()).is_err());
}

#[test]
fn a_missing_file_is_named() {
    let error = Replayer::open("no/such.jsonl").unwrap_err();
    assert!(error.is_missing() && error.to_string().starts_with("no/such.jsonl: "), "{error}");
}

#[tokio::test]
async fn a_null_body_is_a_body() {
    use crate::transport::Transport;
    let text =
        format!("{HEADER}{REQUEST}{{\"x\":0,\"t\":0,\"reply\":{{\"status\":200}},\"json\":null}}\n{END}");
    let replay = Replayer::parse(&text, "f.jsonl").unwrap();
    assert_eq!(super::text(replay.call(super::get("/")).await.unwrap()).await, "null");
    replay.finish().unwrap();
}
