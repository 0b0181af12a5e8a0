//! Long bodies stand beside the fixture, and archives are known by their entries.

use std::{fs, path::Path};

use bytes::Bytes;

use super::{
    Body, Header, Method, Options, Recorder, Request, Scripted, Studio, get, pieces, scripted,
    scripted::{Answer, Listed},
};
use crate::{
    codec::archive::Archive,
    replay::{Fixture, Recording, Replayer},
    transport::Transport,
};

/// Bytes that look like nothing, in pieces.
fn long(count: usize) -> Vec<Bytes> {
    (0..count).map(|n| Bytes::from(vec![n as u8 ^ 0xa5; 40_000])).collect()
}

fn answer(media_type: &str, pieces: &[Bytes]) -> Answer {
    let pieces = pieces.iter().cloned().map(Ok).collect();
    scripted::reply(200, media_type, Body::streaming(Listed(pieces)))
}

async fn read(transport: &dyn Transport, target: &str) -> Vec<u8> {
    let mut body = transport.call(get(target)).await.unwrap().into_body();
    let mut all = Vec::new();
    while let Some(piece) = body.next().await {
        all.extend_from_slice(&piece.unwrap());
    }
    all
}

fn beside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_long_body_stands_beside_the_fixture_and_comes_back() {
    for media_type in ["application/x-tar", "text/plain"] {
        let body = long(5);
        let studio = Studio::plain(Scripted::new([answer(media_type, &body)]));
        let recorded = read(&studio.recorder, "/images/x/get").await;
        assert_eq!(recorded, body.concat());
        let file = studio.file();
        assert!(file.contains(r#""file":"<body:1>""#) && file.len() < 120_000, "{} bytes", file.len());
        let names = beside(studio.folder.path());
        assert!(names.len() == 2 && names[1].starts_with("f.sha256-"), "{names:?}");

        let replay = Replayer::open(studio.folder.path().join("f.jsonl")).unwrap();
        assert_eq!(read(&replay, "/images/x/get").await, recorded, "{media_type}");
        replay.finish().unwrap();
        let error = Fixture::parse(&file, "f.jsonl").unwrap_err().to_string();
        assert!(error.contains("must be opened as a file"), "{error}");
    }
}

#[tokio::test]
async fn a_missing_or_a_changed_file_is_a_clear_error() {
    let studio = Studio::plain(Scripted::new([answer("application/x-tar", &long(3))]));
    read(&studio.recorder, "/images/x/get").await;
    studio.file();
    let fixture = studio.folder.path().join("f.jsonl");
    let sidecar = studio.folder.path().join(&beside(studio.folder.path())[1]);

    let mut bytes = fs::read(&sidecar).unwrap();
    bytes[70_000] ^= 1;
    fs::write(&sidecar, &bytes).unwrap();
    let replay = Replayer::open(&fixture).unwrap().lenient();
    let seen = pieces(replay.call(get("/images/x/get")).await.unwrap()).await;
    let error = seen.last().unwrap().as_ref().unwrap_err();
    assert!(error.contains("has other bytes than its name says"), "{error}");
    assert!(replay.finish().is_err());

    fs::remove_file(&sidecar).unwrap();
    let error = Replayer::open(&fixture).unwrap_err();
    assert!(error.line() == 4 && error.to_string().contains("restore it or record anew"), "{error}");
    let escape = "{\"fixture\":2}\n{\"x\":0,\"t\":0,\"request\":{\"method\":\"GET\",\"target\":\"/\"}}\n{\"x\":0,\"t\":0,\"reply\":{\"status\":200}}\n{\"x\":0,\"t\":0,\"from\":\"engine\",\"file\":\"../x\"}\n";
    assert!(Fixture::parse(escape, "f").unwrap_err().to_string().contains("no plain name"));
}

#[tokio::test]
async fn what_comes_before_the_next_request_stands_above_it() {
    let (feeder, body) = Body::channel(1);
    let studio = Studio::plain(Scripted::new([
        scripted::reply(200, "application/octet-stream", body),
        scripted::json("{}"),
    ]));
    let mut body = studio.recorder.call(get("/export")).await.unwrap().into_body();
    for piece in long(3) {
        feeder.feed(piece).await.unwrap();
        body.next().await.unwrap().unwrap();
    }
    read(&studio.recorder, "/info").await;
    feeder.feed("short".into()).await.unwrap();
    drop(feeder);
    while body.next().await.is_some() {}
    let file = studio.file();
    let position = |what: &str| file.find(what).unwrap_or_else(|| panic!("{what} in {file}"));
    assert!(position("<body:1>") < position("/info") && position("/info") < position("\"short\""), "{file}");

    let replay = Replayer::open(studio.folder.path().join("f.jsonl")).unwrap();
    let mut body = replay.call(get("/export")).await.unwrap().into_body();
    let mut seen = 0;
    while seen < 120_000 {
        seen += body.next().await.unwrap().unwrap().len();
    }
    read(&replay, "/info").await;
    assert_eq!(body.next().await.unwrap().unwrap(), "short");
    assert!(body.next().await.is_none());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_new_recording_takes_the_old_files_with_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["f.jsonl", "f.spool-9", "f.sha256-old", "g.sha256-other"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let path = folder.path().join("f.jsonl.recording");
    let recorder = Recorder::create(
        Scripted::new([answer("application/x-tar", &long(2))]),
        &path,
        Options::new(Header::new("f")),
    );
    let recorder = recorder.unwrap();
    assert!(!folder.path().join("f.spool-9").exists() && folder.path().join("f.sha256-old").exists());
    read(&recorder, "/get").await;
    recorder.finish().unwrap();
    let names = beside(folder.path());
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(!names.contains(&"f.sha256-old".to_owned()) && names.contains(&"g.sha256-other".to_owned()));
}

#[tokio::test]
async fn without_a_folder_a_long_body_stands_in_the_fixture() {
    let written = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let recording = Recording::to(Shared(written.clone()), Options::new(Header::new("f"))).unwrap();
    let recorder = recording.wrap(Scripted::new([answer("application/x-tar", &long(3))]), "");
    let recorded = read(&recorder, "/get").await;
    recording.finish().unwrap();
    let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
    let replay = Replayer::parse(&text, "f.jsonl").unwrap();
    assert_eq!(read(&replay, "/get").await, recorded);
    replay.finish().unwrap();
}

struct Shared(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Makes an archive of two files by hand: with a time, an owner and an order.
fn tar(mtime: u8, order: [&str; 2], text: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for path in order {
        let mut block = vec![0_u8; 512];
        block[..path.len()].copy_from_slice(path.as_bytes());
        block[100..107].copy_from_slice(b"0000644");
        block[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
        block[136..147].copy_from_slice(format!("{mtime:011o}").as_bytes());
        block[108..115].copy_from_slice(format!("{mtime:07o}").as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        all.extend(block);
        all.extend(text.bytes());
        all.resize(all.len().next_multiple_of(512), 0);
    }
    all.resize(all.len() + 1024, 0);
    all
}

fn upload(bytes: &[u8], cut: usize, media_type: Option<&str>) -> Request<Body> {
    let pieces = bytes.chunks(cut).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let mut request =
        Request::builder().method(Method::POST).uri("/build").body(Body::streaming(Listed(pieces))).unwrap();
    if let Some(media_type) = media_type {
        request.headers_mut().insert("content-type", media_type.parse().unwrap());
    }
    request
}

#[tokio::test]
async fn an_uploaded_archive_is_known_by_its_entries() {
    let recorded = tar(1, ["a", "./b"], "text");
    for media_type in [Some("application/x-tar"), Some("application/tar"), None] {
        let studio = Studio::plain(Scripted::new([scripted::json("{}")]));
        studio.recorder.call(upload(&recorded, 700, media_type)).await.unwrap();
        let file = studio.file();
        assert!(file.contains(r#""from":"client","tar":"sha256:"#) && file.len() < 700, "{file}");
        for (mtime, order, text, fits) in [
            (2, ["a", "./b"], "text", true),
            (3, ["b/", "a"], "text", true),
            (1, ["a", "./b"], "tex7", false),
            (1, ["a", "./c"], "text", false),
        ] {
            let replay = studio.replayer().lenient();
            let asked = tar(mtime, order, text);
            let answered = replay.call(upload(&asked, 333, media_type)).await;
            match (fits, answered) {
                (true, Ok(_)) => replay.finish().unwrap(),
                (false, Err(error)) => {
                    assert!(error.to_string().contains("an archive with entries of sha256:"), "{error}");
                }
                (_, other) => panic!("{mtime} {order:?} {text}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_whole_archive_and_one_that_is_none_are_told_apart() {
    let whole = |bytes: &[u8]| {
        let request = Request::builder()
            .method(Method::PUT)
            .uri("/archive")
            .header("content-type", "application/x-tar");
        request.body(Body::from(bytes.to_vec())).unwrap()
    };
    let studio = Studio::plain(Scripted::new([scripted::json("{}"), scripted::json("{}")]));
    studio.recorder.call(whole(&tar(1, ["a", "b"], "x"))).await.unwrap();
    studio.recorder.call(whole(b"no archive")).await.unwrap();
    let file = studio.file();
    assert!(file.contains(r#""tar":"sha256:"#) && file.contains(r#""utf8":"no archive""#), "{file}");
    let replay = studio.replayer();
    replay.call(whole(&tar(9, ["b", "a"], "x"))).await.unwrap();
    replay.call(whole(b"no archive")).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_archive_that_the_engine_sends_is_bound_as_it_is_and_known_when_it_comes_back() {
    let archive =
        Archive::new().file("a", 0o644, "text").into_body().unwrap().collect(1 << 20).await.unwrap();
    // Not every engine says by the media type that it is one.
    for media_type in ["application/x-tar", "application/octet-stream"] {
        let studio = Studio::plain(Scripted::new([
            answer(media_type, &[archive.slice(..512), archive.slice(512..)]),
            scripted::reply(200, "application/x-tar", Body::from(archive.clone())),
            scripted::json("{}"),
            scripted::json("{}"),
        ]));
        assert_eq!(read(&studio.recorder, "/archive").await, archive);
        assert_eq!(read(&studio.recorder, "/archive?path=b").await, archive);
        let own = tar(1, ["a", "b"], "text");
        studio.recorder.call(upload(&archive, 700, Some("application/x-tar"))).await.unwrap();
        studio.recorder.call(upload(&own, 700, Some("application/x-tar"))).await.unwrap();
        let file = studio.file();
        for told in [r#""base64":"<body:1>""#, r#""base64":"<body:2>""#, r#""tar":"<body:3>""#] {
            assert!(file.contains(told), "{told}: {file}");
        }
        assert_eq!(file.matches(r#""tar":"sha256:"#).count(), 1, "{file}");
        let replay = studio.replayer().lenient();
        assert_eq!(read(&replay, "/archive").await, archive);
        assert_eq!(read(&replay, "/archive?path=b").await, archive);
        replay.call(upload(&archive, 333, Some("application/x-tar"))).await.unwrap();
        replay.call(upload(&own, 333, Some("application/x-tar"))).await.unwrap();
        assert!(replay.is_complete());
    }
}
