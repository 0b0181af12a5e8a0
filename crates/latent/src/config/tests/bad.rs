use std::fs;

use proptest::prelude::*;

use super::*;

/// Lines of a worker and, behind `! `, the places and messages that they give; `#` begins a comment.
const WORKERS: &str = include_str!("bad_workers.txt");
/// The same for whole files.
const FILES: &str = include_str!("bad_files.txt");

/// Splits a text of cases into input and expected lines.
fn cases(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let cases = text.split("\n\n").filter(|case| !case.trim().is_empty());
    cases.map(|case| {
        let lines = case.lines().filter(|line| !line.starts_with('#'));
        let (expected, input): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("! "));
        let line = |line: &&str| {
            let line = &line[2..];
            let space = if line.starts_with(|c: char| c.is_ascii_digit()) { "" } else { " " };
            format!("latent.toml:{space}{line}")
        };
        let expected: Vec<_> = expected.iter().map(line).collect();
        (input.join("\n"), expected.join("\n"))
    })
}

/// Every line that bad input gives.
pub(super) fn expected_lines() -> Vec<String> {
    let all = cases(WORKERS).chain(cases(FILES));
    all.flat_map(|(_, expected)| expected.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn error(text: &str) -> String {
    parse(text).expect_err(text).to_string()
}

#[test]
fn a_bad_worker_gives_these_lines() {
    assert!(cases(WORKERS).count() > 80);
    for (input, expected) in cases(WORKERS) {
        assert_eq!(error(&with(&input)), expected, "\n{input}");
    }
}

#[test]
fn a_bad_file_gives_these_lines() {
    assert!(cases(FILES).count() > 15);
    for (input, expected) in cases(FILES) {
        assert_eq!(error(&input), expected, "\n{input}");
    }
}

#[test]
fn an_empty_file_says_what_it_needs() {
    let master = "missing table [master]; write [master] and url = \"http://127.0.0.1:8010\"";
    let worker = "there is no worker; write a table [[worker]]";
    assert_eq!(error(""), format!("latent.toml: {master}\nlatent.toml: {worker}"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latent.toml");
    let error = Config::load(&path).unwrap_err().to_string();
    let why = "cannot be read: No such file or directory (os error 2); name the file with --config FILE";
    assert_eq!(error, format!("{}: {why}", path.display()));
    fs::write(&path, [0xff]).unwrap();
    let error = Config::load(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{}: is not UTF-8; save it as UTF-8 text", path.display()));
}

#[test]
fn a_secret_is_in_no_message() {
    let text = with("").replace("password = \"p\"", "password = \"hunter2\" \"hunter2\"");
    assert!(!error(&text).contains("hunter2"));
    let text = with("").replace("password = \"p\"", "password = [\"hunter2\"]");
    assert!(!error(&text).contains("hunter2"));
    assert!(!format!("{:?}", parse(&with("").replace("\"p\"", "\"hunter2\""))).contains("hunter2"));
}

#[test]
fn places_are_those_of_the_text() {
    let error = parse(&with("max_builds = 0")).unwrap_err();
    assert_eq!(error.problems()[0].place, Some((8, 14)));
}

/// Texts that are nearly a configuration.
fn nearly() -> impl Strategy<Value = String> {
    let keys = "(name|names|count|password|docker_host|version|image|dockerfile|command|volumes|hostconfig\
        |hostname|networking_config|masterFQDN|build_wait_timeout|missing_timeout|max_builds|pull|mem_limit|x|environment|secrets|labels|user\
        |entrypoint|workdir|platform|secret_delivery|buildargs|target|custom_context|encoding|memory|cpus|pids|hardened\
        |properties|defaultProperties|docker_hosts|locks|policy|registry|host|start_command|capacity)";
    let values = "(true|-?[0-9]{1,20}|[0-9]\\.[0-9]|\"[ -!#-\\[\\]-~é]{0,12}\"|\\[\\]|\\{\\}|\\[\"[a-z:/%(]{0,9}\"\\]\
        |\\{ (name|file|env|binds|dns|devices|EndpointsConfig) = (\"[a-z:/]{0,9}\"|\\[3\\]|\\{\\}) \\}|nan|1979-05-27)";
    let line = (keys, values).prop_map(|(key, value)| format!("{key} = {value}\n"));
    let headers =
        prop_oneof![Just(HEAD), Just("[master]\n"), Just("[[worker]]\n"), Just("[worker.hostconfig]\n")];
    let part = prop_oneof![3 => line.boxed(), 1 => headers.prop_map(str::to_owned).boxed()];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        drop(parse(&text));
    }

    #[test]
    fn no_text_that_is_nearly_a_configuration_panics_or_fails_without_a_word(text in nearly()) {
        if let Err(error) = parse(&text) {
            prop_assert!(!error.problems().is_empty());
            prop_assert!(!error.to_string().contains("cannot be understood"), "{text}");
        }
    }

    #[test]
    fn no_value_of_a_worker_panics_or_fails_without_a_word(key in "(image|volumes|docker_host|command|hostconfig|\
        masterFQDN|networking_config|build_wait_timeout|version|name|hostname|dockerfile|target|user|platform|workdir)", value in any::<String>()) {
        let text = with("").replace("image = \"debian:13\"", &format!("{key} = {value:?}"));
        if let Err(error) = parse(&text) {
            prop_assert!(!error.to_string().contains("cannot be understood"), "{text}");
        }
    }
}
