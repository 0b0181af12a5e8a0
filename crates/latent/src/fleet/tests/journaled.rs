//! Journals: they say the same again, and newer ones are refused.

use super::bench::{EPOCH, ONCE, name, plan};
use crate::fleet::{
    Effect, Event, Limits, MasterEvent, Time,
    journal::{FORMAT, Header, JournalError, Step, replay},
};

fn lines() -> Vec<String> {
    let header = Header::new(EPOCH, vec![plan("w", ONCE)], Limits::default());
    let mut lines = vec![header.encode().expect("a header")];
    let mut fleet = header.fleet();
    let wanted = MasterEvent::Wanted([("branch".to_owned(), "main".into())].into());
    for event in [Event::Listed("host".into(), vec![]), Event::Master(name("w"), wanted), Event::Close] {
        let effects = fleet.step(Time(5), event.clone());
        let step = Step { now: Time(5), event, effects };
        lines.push(step.encode().expect("a step"));
    }
    lines
}

fn again(lines: &[String]) -> Result<Vec<Step>, JournalError> {
    replay(lines.iter().map(String::as_str)).map(|replay| replay.steps)
}

#[test]
fn a_journal_replays() {
    let steps = again(&lines()).expect("the same effects");
    assert_eq!(steps.len(), 3);
    assert!(matches!(steps[0].effects[..], [Effect::Resume(..)]));
}

#[test]
fn a_journal_written_by_format_1_is_read() {
    let lines = [
        r#"{"format":1,"epoch":7,"plans":[{"worker":"w","host":"host","idle":{"After":5000},"missing_timeout":300000,"attach_timeout":120000,"builds_per_instance":null,"lifetime":86400000}],"limits":{"hosts":{"host":4},"instances":null}}"#,
        r#"{"now":0,"event":{"Listed":["host",[]]},"effects":[{"Resume":["w",1]}]}"#,
        r#"{"now":0,"event":{"Settled":["w",1,"Done"]},"effects":[]}"#,
        r#"{"now":9,"event":{"Master":["w",{"Wanted":{"a":1}}]},"effects":[{"Note":["w",{"Starting":{"epoch":7,"number":0}}]},{"Start":["w",2,{"epoch":7,"number":0},{"a":1}]}]}"#,
        r#"{"now":10,"event":{"Settled":["w",2,{"Refused":["Infra","no"]}]},"effects":[{"Note":["w",{"BackingOff":[10010,"Infra","no"]}]},{"Stop":["w",3,{"epoch":7,"number":0},"Fast"]}]}"#,
    ];
    replay(lines).expect("the same effects");
}

#[test]
fn other_effects_are_told_with_their_line() {
    let mut lines = lines();
    lines[1] = lines[1].replace("Resume", "Hold");
    let error = again(&lines).expect_err("a difference");
    assert!(matches!(error, JournalError::Differs { line: 2, .. }), "{error}");
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let newer = format!(r#"{{"format":{},"what":"ever"}}"#, FORMAT + 1);
    let error = again(&[newer]).expect_err("a refusal");
    let text = format!(
        "the journal has format {}, and this version reads up to {FORMAT}; replay it with the version that wrote it",
        FORMAT + 1
    );
    assert_eq!(error.to_string(), text);
}

#[test]
fn what_is_no_journal_is_told_with_its_line() {
    assert!(matches!(again(&[]), Err(JournalError::Empty)));
    let mut lines = lines();
    lines[2].truncate(10);
    let error = again(&lines).expect_err("an error");
    assert_eq!(error.to_string(), "line 3 of the journal is not readable");
}
