//! The works by blocking system calls, without a library: what the kernel and one copy cost.

use std::{
    io::{BufWriter, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

use super::{ECHO, LIFECYCLE, PIECE, Work, creation, id, pack};

/// How much is read at once.
const READ: usize = 64 << 10;

pub(super) fn connect(socket: &Path) -> UnixStream {
    UnixStream::connect(socket).unwrap()
}

pub(super) fn run(stream: &mut UnixStream, work: &Work, count: usize) {
    match work {
        Work::Ping => {
            for _ in 0..count {
                get(stream, "/v1.41/_ping");
            }
        }
        Work::Inspect => {
            for _ in 0..count {
                get(stream, "/v1.41/containers/bench/json");
            }
        }
        Work::List => {
            for _ in 0..count {
                get(stream, "/v1.41/containers/json");
            }
        }
        Work::Logs(kind) | Work::LogsLent(kind) => {
            let target = format!("/v1.41/containers/{kind}-{count}/logs?stdout=true&stderr=true");
            ask(stream, "GET", &target, "", true);
        }
        Work::Pull => {
            let target = format!("/v1.41/images/create?fromImage=pull-{count}&tag=latest");
            ask(stream, "POST", &target, "", false);
        }
        Work::Events => get(stream, &format!("/v1.41/events?since={count}")),
        Work::Build { folder, gzip } => {
            for _ in 0..count {
                let head =
                    "POST /v1.41/build HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
                stream.write_all(head.as_bytes()).unwrap();
                let mut out = BufWriter::with_capacity(READ, &*stream);
                pack(folder, *gzip, |piece| {
                    write!(out, "{:x}\r\n", piece.len()).unwrap();
                    out.write_all(piece).and_then(|()| out.write_all(b"\r\n")).unwrap();
                });
                out.write_all(b"0\r\n\r\n").and_then(|()| out.flush()).unwrap();
                drop(out);
                read(stream, false);
            }
        }
        Work::Download => get(stream, &format!("/v1.41/containers/archive-{count}/archive?path=/")),
        Work::Lifecycle { image } => {
            for _ in 0..count {
                let id = id(&ask(stream, "POST", "/v1.41/containers/create", &creation(image), false));
                for (method, target) in LIFECYCLE {
                    ask(stream, method.as_str(), &target.replace("{}", &id), "", false);
                }
            }
        }
        Work::LogsOf(id) => get(stream, &format!("/v1.41/containers/{id}/logs?stdout=true&stderr=true")),
        Work::Attach => {
            take_over(stream, &format!("attach-{count}"));
            let mut buffer = vec![0; READ];
            while stream.read(&mut buffer).unwrap() > 0 {}
        }
        Work::Echo => {
            take_over(stream, "echo");
            let mut back = [0; ECHO.len()];
            for _ in 0..count {
                stream.write_all(&ECHO).unwrap();
                stream.read_exact(&mut back).unwrap();
            }
        }
        Work::Throughput => {
            take_over(stream, "echo");
            let mut writer = stream.try_clone().unwrap();
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    let piece = vec![0; PIECE];
                    for _ in 0..count {
                        writer.write_all(&piece).unwrap();
                    }
                    writer.shutdown(std::net::Shutdown::Write).unwrap();
                });
                let mut buffer = vec![0; READ];
                while stream.read(&mut buffer).unwrap() > 0 {}
            });
        }
    }
}

fn get(stream: &mut UnixStream, target: &str) {
    ask(stream, "GET", target, "", false);
}

/// Asks, and returns what came first of the reply, head included. Output and error are told apart if they are framed.
fn ask(stream: &mut UnixStream, method: &str, target: &str, body: &str, framed: bool) -> Vec<u8> {
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    read(stream, framed)
}

/// Reads one reply, and of its body nothing but chunks and frames.
fn read(stream: &mut UnixStream, framed: bool) -> Vec<u8> {
    let mut buffer = vec![0; READ];
    let (mut have, mut body) = (0, None);
    let body = loop {
        if let Some(body) = body {
            break body;
        }
        let length = stream.read(&mut buffer[have..]).unwrap();
        assert!(length > 0);
        have += length;
        body = buffer[..have].windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4);
    };
    let head = std::str::from_utf8(&buffer[..body]).unwrap();
    if let Some(length) = head.split("Content-Length: ").nth(1) {
        let length: usize = length.split('\r').next().unwrap().parse().unwrap();
        while have < body + length {
            have += stream.read(&mut buffer[have..]).unwrap();
        }
    } else if head.contains("chunked") {
        let mut frames = Frames { framed, ..Frames::default() };
        let mut chunks = Chunks::default();
        let mut said = buffer[..have].to_vec();
        let mut ended = chunks.push(&buffer[body..have], &mut frames);
        while !ended {
            let length = stream.read(&mut buffer).unwrap();
            assert!(length > 0);
            ended = chunks.push(&buffer[..length], &mut frames);
            if said.len() < READ {
                said.extend_from_slice(&buffer[..length]);
            }
        }
        assert!(frames.left == 0 && frames.head.is_empty());
        return said;
    }
    buffer.truncate(have);
    buffer
}

fn take_over(stream: &mut UnixStream, name: &str) {
    let request = format!(
        "POST /v1.41/containers/{name}/attach?stream=true&stdin=true&stdout=true HTTP/1.1\r\nHost: localhost\r\n\
         Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
}

/// The least that taking chunks off can cost: no piece is handed on.
#[derive(Default)]
struct Chunks {
    /// What is left of a chunk, and of what follows its data.
    left: usize,
    after: usize,
    /// The digits of a size that was cut.
    line: Vec<u8>,
    last: bool,
}

impl Chunks {
    fn push(&mut self, mut bytes: &[u8], frames: &mut Frames) -> bool {
        loop {
            let (data, rest) = bytes.split_at(self.left.min(bytes.len()));
            self.left -= data.len();
            frames.push(data);
            bytes = &rest[self.after.min(rest.len())..];
            self.after -= rest.len() - bytes.len();
            if self.left + self.after == 0 && self.last {
                return true;
            }
            let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                self.line.extend_from_slice(bytes);
                return false;
            };
            let whole = if self.line.is_empty() {
                &bytes[..end]
            } else {
                self.line.extend(&bytes[..end]);
                &self.line
            };
            let size = whole.iter().take_while(|byte| byte.is_ascii_hexdigit());
            let size = size.fold(0, |size, byte| size << 4 | (*byte as char).to_digit(16).unwrap() as usize);
            self.line.clear();
            bytes = &bytes[end + 1..];
            (self.left, self.after, self.last) = (size, 2, size == 0);
        }
    }
}

/// The least that telling output and error apart can cost.
#[derive(Default)]
struct Frames {
    framed: bool,
    head: Vec<u8>,
    left: usize,
    /// How many bytes each stream had.
    bytes: [usize; 4],
    stream: usize,
}

impl Frames {
    fn push(&mut self, mut bytes: &[u8]) {
        while self.framed && !bytes.is_empty() {
            if self.left == 0 {
                let head = if self.head.is_empty() && bytes.len() >= 8 {
                    let (head, rest) = bytes.split_at(8);
                    bytes = rest;
                    head
                } else {
                    let (part, rest) = bytes.split_at(bytes.len().min(8 - self.head.len()));
                    self.head.extend_from_slice(part);
                    bytes = rest;
                    &self.head
                };
                if let [stream, _, _, _, length @ ..] = head
                    && let Ok(length) = <[u8; 4]>::try_from(length)
                {
                    self.stream = usize::from(*stream);
                    self.left = u32::from_be_bytes(length) as usize;
                    self.head.clear();
                }
            }
            let now = self.left.min(bytes.len());
            self.bytes[self.stream] += now;
            self.left -= now;
            bytes = &bytes[now..];
        }
    }
}
