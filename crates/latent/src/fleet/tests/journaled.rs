//! Journals: they say the same again, from their beginning and from the middle, and newer ones are refused.

use super::{
    bench::{Bench, EPOCH, ONCE, name, plan},
    world,
};
use crate::fleet::{
    Effect, Event, Limits, MasterEvent, Settings, Time,
    journal::{FORMAT, Header, JournalError, Player, Step, replay},
};

/// Writes the journal of a failure where `latent replay` finds it, and returns its path.
pub(super) fn written(name: &str, lines: &[String]) -> String {
    let path = std::env::temp_dir().join(format!("latent-{name}-{}.jsonl", std::process::id()));
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    match std::fs::write(&path, text) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("FILE (it could not be written to {}: {error})", path.display()),
    }
}

fn lines() -> Vec<String> {
    let header = Header::new(EPOCH, vec![plan("w", ONCE)], Limits::default());
    let mut lines = vec![header.encode().expect("a header")];
    let mut fleet = header.fleet().expect("a fleet");
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
fn a_journal_written_by_format_2_is_read() {
    let lines = [
        r#"{"format":2,"epoch":7,"plans":[{"worker":"w","host":"host","idle":"AfterEachBuild","missing_timeout":300000,"attach_timeout":120000,"builds_per_instance":null,"lifetime":86400000}],"limits":{"hosts":{},"instances":null},"powers":{"host":{"idle":0,"missing_timeout":60000}}}"#,
        r#"{"now":0,"event":{"Master":["w",{"Wanted":{}}]},"effects":[{"HostNote":["host","Waking"]},{"Wake":["host",1]}]}"#,
        r#"{"now":9,"event":{"Switched":["host",1,"Done"]},"effects":[{"HostNote":["host","Awake"]}]}"#,
        r#"{"now":10,"event":{"Listed":["host",[]]},"effects":[{"Resume":["w",2]}]}"#,
    ];
    replay(lines).expect("the same effects");
}

#[test]
fn another_configuration_is_an_event_like_any_other() {
    let mut lines = lines();
    let settings = Settings { plans: vec![plan("w", ONCE).edition(1)], ..Settings::default() };
    let mut fleet = replay(lines.iter().map(String::as_str)).expect("the same effects").fleet;
    let event = Event::Reconfigured(settings);
    let effects = fleet.step(Time(6), event.clone());
    lines.push(Step { now: Time(6), event, effects }.encode().expect("a step"));
    assert!(lines[4].contains(r#""Reconfigured":{"plans":[{"#), "{}", lines[4]);
    assert_eq!(again(&lines).expect("the same effects").len(), 4);
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

/// From any step on, what the fleet knows is enough to go on with, and no property's value is in it.
#[test]
fn a_journal_that_begins_in_the_middle_says_the_same() {
    let hide = |value: &str| format!("#{}", value.len());
    let (mut beginnings, mut steps) = (0, 0);
    for seed in 0..24 {
        let lines = world::journal(seed);
        let text = |line: &String| line.replace(r#"{"Wanted":{}}"#, r#"{"Wanted":{"token":"s3cret"}}"#);
        let lines: Vec<_> = lines.iter().map(text).collect();
        let mut player = Player::new(&lines[0]).expect("a header");
        let mut middle = Vec::new();
        for (number, line) in lines.iter().enumerate().skip(1) {
            if number % 97 == 0 {
                let header = Header::middle(player.fleet(), Some(1), &hide).expect("a header");
                let header = header.encode().expect("a line");
                assert!(!header.contains("s3cret"), "{header}");
                middle.push((number, Player::new(&header).expect("a fleet")));
                beginnings += 1;
            }
            let Step { now, event, .. } = serde_json::from_str(line).expect("a step");
            let played = player.play(line).expect("a step");
            let hidden = Step::hidden(now, &event, &played.replayed, &hide).encode().expect("a line");
            assert!(!hidden.contains("s3cret"), "{hidden}");
            for (begun, player) in &mut middle {
                let again = player.play(&hidden).expect("a step").into_step();
                again.unwrap_or_else(|error| panic!("seed {seed}, from {begun}, at {number}: {error}"));
                steps += 1;
            }
        }
    }
    assert!(beginnings > 50 && steps > 5_000, "{beginnings} beginnings, {steps} steps");
}

#[test]
fn a_journal_that_begins_in_the_middle_names_its_epoch_and_its_origin() {
    let b = Bench::one(ONCE);
    let header = Header::middle(&b.fleet, Some(1_700_000_000_000), &str::to_owned).expect("a header");
    let header: serde_json::Value = serde_json::from_str(&header.encode().expect("a line")).expect("JSON");
    assert_eq!((&header["epoch"], &header["origin_unix_ms"]), (&EPOCH.into(), &1_700_000_000_000_u64.into()));
}

/// What format 3 wrote must be read for ever.
#[test]
fn a_journal_written_by_format_3_is_read() {
    let lines = include_str!("journaled/format_3.jsonl");
    let replay = replay(lines.lines()).expect("the same effects");
    assert_eq!(replay.steps.len(), 3);
}
