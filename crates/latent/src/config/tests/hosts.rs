//! `[[host]]`: what is read, and what is told of mistakes.

use std::time::Duration;

use super::*;

const HEAD: &str = "\
[master]
url = \"http://127.0.0.1:8010\"
masterFQDN = \"ci.example\"
[[worker]]
name = \"linux-1\"
password = \"p\"
image = \"debian:13\"
docker_host = \"tcp://127.0.0.1:2375\"
[[worker]]
name = \"linux-2\"
password = \"p\"
image = \"debian:13\"
docker_hosts = [\"unix:///a\"]
docker_host = \"%(prop:where:-unix:///b)s\"
";

fn read(lines: &str) -> Result<Config, String> {
    parse(&format!("{HEAD}{lines}\n")).map_err(|error| error.to_string())
}

#[test]
fn a_host_has_a_capacity_and_is_switched_by_commands() {
    let config = read(
        "[[host]]\ndocker_host = \"localhost:2375\"\ncapacity = 2\nstart_command = \"wake 'the host'\"\n\
         stop_command = [\"halt\", \"-p\"]\nbuild_wait_timeout = \"5m\"",
    );
    let error = config.unwrap_err();
    assert!(
        error.contains("no worker is on tcp://localhost:2375; they are on tcp://127.0.0.1:2375"),
        "{error}"
    );
    let config = read(
        "[[host]]\ndocker_host = \"127.0.0.1:2375\"\ncapacity = 2\nstart_command = \"wake 'the host'\"\n\
         stop_command = [\"halt\", \"-p\"]\nbuild_wait_timeout = \"5m\"",
    );
    let [machine] = &config.unwrap().machines[..] else { panic!("one host") };
    assert_eq!((machine.docker_host.as_str(), machine.capacity), ("tcp://127.0.0.1:2375", Some(2)));
    let switch = machine.switch.as_ref().unwrap();
    assert_eq!(
        (&switch.start_command[..], switch.stop_command[1].as_str()),
        (&["wake".to_owned(), "the host".to_owned()][..], "-p")
    );
    assert_eq!((switch.idle, switch.missing_timeout), (Duration::from_secs(300), Duration::from_secs(1200)));
}

#[test]
fn what_is_wrong_with_a_host_is_told_with_its_place() {
    let host = "[[host]]\ndocker_host = \"tcp://127.0.0.1:2375\"\n";
    let table = [
        ("[[host]]\ncapacity = 1".to_owned(), "`docker_host`"),
        ("[host]\ncapacity = 1".to_owned(), "write [[host]] with two brackets"),
        (format!("{host}capacity = 0"), "0 is less than 1"),
        (format!("{host}capcity = 1"), "did you mean `capacity`?"),
        (format!("{host}start_command = \"a\""), "it needs both `start_command` and `stop_command`"),
        (format!("{host}missing_timeout = \"5m\""), "it needs both `start_command` and `stop_command`"),
        (format!("{host}start_command = []\nstop_command = \"b\""), "it names no program"),
        (format!("{host}start_command = 3\nstop_command = \"b\""), "must be a list of strings, or a string"),
        (
            format!("{host}start_command = \"a\"\nstop_command = \"b\"\nbuild_wait_timeout = \"never\""),
            "never switched off",
        ),
        (format!("{host}{host}"), "there are two tables for tcp://127.0.0.1:2375"),
        ("[[host]]\ndocker_host = \"unix:///a\"".to_owned(), "builds of `linux-2` choose among several"),
    ];
    for (lines, words) in table {
        let said = read(&lines).unwrap_err();
        assert!(said.contains(words), "{lines}\n{said}\n  lacks {words}");
    }
}
