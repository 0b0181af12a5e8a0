//! What is run, and what becomes of programs that are no SSH: a shell of a few lines stands for it.

use http::Request;

use super::*;
use crate::error::TransportErrorKind;

/// Runs a line of shell in the place of `ssh`.
fn shell(script: &str) -> Ssh {
    Ssh::new("h").unwrap().program("sh").args(["-c", script, "ssh"])
}

const ANSWER: &str = r"answer() { while read -r line; do [ ${#line} -gt 1 ] || return; done; exit; }
    say() { printf 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'; }";

fn get() -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = "/info".parse().unwrap();
    request
}

async fn refused(ssh: &Ssh) -> String {
    let error = ssh.call(get()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Unsent, "{error:?}");
    error.to_string()
}

fn run(ssh: &Ssh) -> Vec<String> {
    let command = ssh.plan.command();
    command.as_std().get_args().map(|arg| arg.to_string_lossy().into_owned()).collect()
}

#[test]
fn the_command_line_is_the_clis() {
    let ssh = Ssh::new("build-1").unwrap();
    let start = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-T"];
    assert_eq!(run(&ssh), [&start[..], &["--", "build-1", "docker", "system", "dial-stdio"]].concat());
    let ssh = ssh.user("me").unwrap().port(2222).socket("/run/a b's.sock").args(["-F", "file"]);
    assert_eq!(
        run(&ssh),
        [
            &["-F", "file"],
            &start[..],
            &["-l", "me", "-p", "2222", "--", "build-1", "docker", "--host"],
            &[r"'unix:///run/a b'\''s.sock'", "system", "dial-stdio"],
        ]
        .concat()
    );
    assert_eq!(&*ssh.endpoint(), "ssh://me@build-1:2222/run/a b's.sock");
}

#[test]
fn a_name_that_could_be_an_option_or_a_command_is_refused() {
    for name in ["", "-oProxyCommand=id", "a b", "a;id", "$(id)", "`id`", "a|b", "a\nb", "a'b"] {
        assert!(Ssh::new(name).is_err(), "{name}");
        assert!(Ssh::new("h").unwrap().user(name).is_err(), "{name}");
    }
}

#[tokio::test]
async fn one_program_carries_many_requests() {
    let folder = tempfile::tempdir().unwrap();
    let started = folder.path().join("started");
    let script = format!("{ANSWER}\necho x >> '{}'\nwhile :; do answer; say; done", started.display());
    let ssh = shell(&script);
    for _ in 0..3 {
        assert!(ssh.call(get()).await.unwrap().status().is_success());
    }
    assert_eq!(std::fs::read_to_string(started).unwrap(), "x\n");
}

#[tokio::test]
async fn the_programs_last_words_are_in_the_error() {
    let ssh = shell("echo 'me@h: Permission denied' >&2; echo '(publickey).' >&2; exit 255");
    assert_eq!(refused(&ssh).await, "ssh: me@h: Permission denied (publickey).");
    let long = refused(&shell("seq 1 1000 >&2; echo the reason >&2; exit 1")).await;
    assert!(long.starts_with("ssh: … ") && long.ends_with(" 1000 the reason") && long.len() < 520, "{long}");
    assert_eq!(refused(&shell("exit 3")).await, "ssh ended with exit status: 3");
    assert_eq!(refused(&shell("exec <&-; exit 0")).await, "the SSH connection was closed without an answer");
    let missing = Ssh::new("h").unwrap().program("/nonexistent/ssh");
    let said = refused(&missing).await;
    assert!(
        said.starts_with("`/nonexistent/ssh` cannot be run") && said.ends_with("is it installed?"),
        "{said}"
    );
}

#[tokio::test]
async fn what_is_no_engine_is_told_from_one() {
    let said = refused(&shell("echo Welcome to h!; cat > /dev/null")).await;
    assert!(said.contains("something that says `Welcome to h!`"), "{said}");
}

#[tokio::test]
async fn a_program_that_fails_in_an_exchange_breaks_it_with_its_words() {
    let ssh = shell(&format!("{ANSWER}\nanswer; say; answer; echo 'Connection reset by peer' >&2; exit 255"));
    let error = ssh.call(get()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Broken);
    assert!(error.to_string().contains("ssh: Connection reset by peer"), "{error}");
}

#[tokio::test]
async fn dropping_the_transport_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let ssh = shell(&format!("{ANSWER}\necho $$ > '{}'\nwhile :; do answer; say; done", pid.display()));
    ssh.call(get()).await.unwrap();
    let pid = std::fs::read_to_string(pid).unwrap();
    let alive = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    };
    assert!(alive());
    drop(ssh);
    for _ in 0..500 {
        if !alive() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the program is still there");
}
