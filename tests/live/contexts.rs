//! Build contexts against the `docker` command: the same folder, the same ignore file, the same entries.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{
        fs::{PermissionsExt, symlink},
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    thread,
};

use acceptance::live;
use docker_wire::{
    codec::archive::{self, Entry},
    context::Context,
};

/// Parts that ignore files are put together of.
const PARTS: [&str; 28] = [
    "a",
    "b",
    "foo",
    ".foo",
    "x",
    "y",
    "d",
    "e",
    "keep",
    "Dockerfile",
    "*",
    "**",
    "?",
    "[ab]",
    "[^x]",
    "/",
    "/",
    "/",
    "/",
    "/",
    "..",
    ".",
    "\\*",
    "^",
    "+",
    "(",
    " ",
    "**/",
];

#[test]
fn what_the_command_sends_is_what_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path());
    let cli = Cli::find();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut compared, mut refused) = (0, 0);
    for _ in 0..live::times(600) {
        let text = dice.ignore_file();
        fs::write(folder.path().join(".dockerignore"), &text).unwrap();
        match (cli.sends(folder.path()), ours(folder.path())) {
            (Ok(theirs), Ok(ours)) => {
                assert_eq!(ours, theirs, "with the ignore file {text:?}");
                compared += 1;
            }
            (Err(_), Err(_)) => refused += 1,
            (theirs, ours) => panic!("{text:?}: the command {theirs:?}, and we {ours:?}"),
        }
    }
    assert!(compared > 10 * refused, "{compared} compared, {refused} refused");
}

/// What we send.
fn ours(folder: &Path) -> Result<Vec<Entry>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let body = Context::dir(folder).into_body()?;
    let bytes = runtime.block_on(body.collect(1 << 24)).map_err(|error| error.to_string())?;
    Ok(archive::read(&bytes).unwrap())
}

fn plant(folder: &Path) {
    for path in [
        "Dockerfile",
        "a",
        "b",
        "foo",
        ".foo",
        "bar.foo",
        "barfoo",
        "^a",
        "a+",
        "x/a/f",
        "x/y/a",
        "x/foo",
        "d/keep",
        "d/e/keep",
        "d/e/b",
        "dd/Dockerfile",
        "y/x/y/x",
        "e/.foo",
        "long/0123456789012345678901234567890123456789/\
         0123456789012345678901234567890123456789/0123456789012345678901234567890123456789/name",
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, path.to_string_lossy().as_bytes()).unwrap();
    }
    fs::write(folder.join("Dockerfile"), "FROM scratch\nCOPY . /\n").unwrap();
    fs::set_permissions(folder.join("b"), fs::Permissions::from_mode(0o6751)).unwrap();
    fs::hard_link(folder.join("b"), folder.join("x/hard")).unwrap();
    symlink("./x/../a", folder.join("link")).unwrap();
    symlink("/nowhere", folder.join("x/broken")).unwrap();
    symlink("x", folder.join("to-folder")).unwrap();
}

/// The `docker` command, and something that takes what it sends for an engine would.
struct Cli {
    program: PathBuf,
    socket: PathBuf,
    sent: mpsc::Receiver<Vec<u8>>,
    _folder: tempfile::TempDir,
}

impl Cli {
    /// Finds a command whose rules are today's: those of 23.0 and later.
    fn find() -> Self {
        let cache = env::var("ENGINES_CACHE").map(PathBuf::from).unwrap_or_else(|_| {
            env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(".cache/latent-engines")
        });
        let cached = ["28.5", "26.1"].map(|version| cache.join(format!("root/docker-{version}/bin/docker")));
        let candidates = env::var_os("DOCKER_CLI").map(PathBuf::from).into_iter();
        let mut candidates = candidates.chain(cached).chain([PathBuf::from("docker")]);
        let program = candidates.find(|program| major(program).is_some_and(|major| major >= 23));
        let program =
            program.unwrap_or_else(|| panic!("no `docker` command of 23.0 or later; name one by DOCKER_CLI"));
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let (sender, sent) = mpsc::channel();
        let listener = UnixListener::bind(&socket).unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || answer(&stream, &sender));
            }
        });
        Self { program, socket, sent, _folder: folder }
    }

    fn sends(&self, folder: &Path) -> Result<Vec<Entry>, String> {
        let host = format!("unix://{}", self.socket.display());
        let output = Command::new(&self.program)
            .args(["build", "."])
            .current_dir(folder)
            .env("DOCKER_BUILDKIT", "0")
            .env("DOCKER_HOST", host)
            .output()
            .unwrap();
        match self.sent.try_recv() {
            Ok(archive) => Ok(archive::read(&archive.into()).unwrap()),
            Err(_) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

fn major(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.strip_prefix("Docker version ")?.split('.').next()?.parse().ok()
}

/// Answers the requests of one connection, and hands over the body of a build.
fn answer(stream: &UnixStream, sent: &mpsc::Sender<Vec<u8>>) {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let (mut first, mut chunked, mut length) = (String::new(), false, 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let lower = line.trim().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            chunked |= lower == "transfer-encoding: chunked";
            length = lower.strip_prefix("content-length: ").and_then(|n| n.parse().ok()).unwrap_or(length);
            if first.is_empty() {
                first = line;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        while chunked {
            let mut size = String::new();
            reader.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).unwrap();
            body.extend_from_slice(&chunk[..size]);
            chunked = size > 0;
        }
        let text = if first.contains("/build?") {
            sent.send(body).unwrap();
            "{\"aux\":{\"ID\":\"sha256:0\"}}"
        } else {
            "{\"ApiVersion\":\"1.44\",\"Os\":\"linux\",\"OSType\":\"linux\"}"
        };
        let shown = if first.starts_with("HEAD") { "" } else { text };
        let head =
            "HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nOSType: linux\r\nContent-Type: application/json\r\n";
        if write!(writer, "{head}Content-Length: {}\r\n\r\n{shown}", text.len()).is_err() {
            return;
        }
    }
}

/// Chance that is the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn ignore_file(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(4) {
            if self.below(3) == 0 {
                text.push('!');
            }
            for _ in 0..=self.below(6) {
                text.push_str(PARTS[self.below(PARTS.len())]);
            }
            text.push('\n');
        }
        text
    }
}
