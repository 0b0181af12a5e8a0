//! What the stub answers with, in the shape in which an engine writes it.

pub(super) const HEAD: &str = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n\
    Cache-Control: no-cache, no-store, must-revalidate\r\nDocker-Experimental: false\r\nOstype: linux\r\n\
    Pragma: no-cache\r\nServer: Docker/20.10.24 (linux)\r\nDate: Mon, 02 Jan 2023 03:04:05 GMT\r\n";
const TAKEN_OVER: &str = "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n\
    Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
const INSPECT: &str = include_str!("../inspect.json");
const SUMMARY: &str = include_str!("../summary.json");
const PROGRESS: &str = r#"{"status":"Downloading","progressDetail":{"current":52428800,"total":104857600},"progress":"[=========================>                         ]  52.43MB/104.9MB","id":"a3ed95caeb02"}"#;
const EVENT: &str = r#"{"status":"start","id":"721a093e243796e4c1136f121acfeff669971f67fd4b14477a602612622ee5fa","from":"registry.example.com/team/web:1.4.2","Type":"container","Action":"start","Actor":{"ID":"721a093e243796e4c1136f121acfeff669971f67fd4b14477a602612622ee5fa","Attributes":{"image":"registry.example.com/team/web:1.4.2","name":"web-1"}},"scope":"local","time":1700000000,"timeNano":1700000000123456789}"#;
/// How large the engine's pieces of an archive are.
const PIECE: usize = 32 << 10;

/// A reply that says its length.
pub(super) fn whole(text: &str) -> Vec<u8> {
    format!("{HEAD}Content-Length: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}", text.len())
        .into_bytes()
}

/// A reply of one chunk, as the engine makes it where it does not know the length beforehand.
pub(super) fn json(status: &str, text: &str) -> Vec<u8> {
    let head = HEAD.replacen("200 OK", status, 1);
    let mut reply = format!("{head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    reply.push_str(&format!("{:x}\r\n{text}\r\n0\r\n\r\n", text.len()));
    reply.into_bytes()
}

pub(super) fn inspect() -> Vec<u8> {
    json("200 OK", INSPECT)
}

/// A list of so many containers.
pub(super) fn list(count: usize) -> Vec<u8> {
    let containers: Vec<String> = (0..count)
        .map(|number| SUMMARY.replace("@N@", &number.to_string()).replace("@ID@", &format!("{number:064x}")))
        .collect();
    json("200 OK", &format!("[{}]", containers.join(",")))
}

/// A stream without end: its head, what it repeats, how many units each repetition is, and what ends it.
pub(super) struct Repeated {
    pub(super) head: Vec<u8>,
    /// The units one by one.
    pub(super) units: Vec<Vec<u8>>,
    pub(super) end: &'static [u8],
}

/// Makes the stream of a kind, or none.
pub(super) fn repeated(kind: &str) -> Option<Repeated> {
    let sizes: Vec<usize> = match kind {
        "mixed" | "attach" => (0..1000).map(|index| 64 << (index * 7 % 10)).collect(),
        _ => vec![72; 1000],
    };
    let frames = sizes.into_iter().map(frame);
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    let taken_over = TAKEN_OVER.as_bytes().to_vec();
    let (head, units): (_, Vec<_>) = match kind {
        "tiny" | "mixed" => (chunked, frames.map(|frame| chunk(&frame)).collect()),
        // Nothing but frames: what stands before and after them are chunks of about 32 KiB.
        "packed" => {
            (chunked, frames.collect::<Vec<_>>().chunks(400).map(|some| chunk(&some.concat())).collect())
        }
        "attach" => return Some(Repeated { head: taken_over, units: frames.collect(), end: b"" }),
        "pull" => (chunked, vec![chunk(format!("{PROGRESS}\r\n").as_bytes()); 1000]),
        "events" => (chunked, vec![chunk(format!("{EVENT}\n").as_bytes()); 1000]),
        "archive" => (chunked, vec![chunk(&vec![0; PIECE]); 32]),
        _ => return None,
    };
    Some(Repeated { head, units, end: b"0\r\n\r\n" })
}

pub(super) fn taken_over() -> &'static [u8] {
    TAKEN_OVER.as_bytes()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn frame(size: usize) -> Vec<u8> {
    let mut frame = vec![1, 0, 0, 0];
    frame.extend(u32::try_from(size).unwrap_or_default().to_be_bytes());
    frame.extend(std::iter::repeat_n(b'x', size));
    frame
}
