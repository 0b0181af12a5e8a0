//! The fuzz targets, without a fuzzer: over their committed corpora, and over seeded mutations of these.
//!
//! `DOCKER_WIRE_FUZZ_ROUNDS` says how many mutations each target is given, and `DOCKER_WIRE_FUZZ_SEED` where they begin.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what stands below tests stops the test, as tests do")]

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "to the fuzzer's programs all this is public")]
mod targets;

use std::{collections::BTreeSet, env, fs, path::Path, time::Instant};

use targets::TARGETS;

/// For how long a target may take new mutations at most, however slow the machine is.
const PATIENCE_MS: u128 = 1_500;

#[test]
fn every_target_has_a_corpus_and_a_program() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(entries("corpus"), names);
    let programs = names.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(entries("fuzz_targets"), programs);
    let manifest = fs::read_to_string(place("Cargo.toml")).unwrap();
    for name in &names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(!corpus(name).is_empty(), "{name}");
    }
}

#[test]
fn what_was_kept_holds_every_property() {
    for (name, check) in TARGETS {
        for (file, bytes) in corpus(name) {
            said(name, &file, &bytes, *check);
        }
    }
}

#[test]
fn mutations_of_what_was_kept_hold_every_property() {
    let number = |name: &str, usual: u64| env::var(name).map_or(usual, |text| text.parse().unwrap());
    let rounds = number("DOCKER_WIRE_FUZZ_ROUNDS", 0);
    let seed = number("DOCKER_WIRE_FUZZ_SEED", 1);
    for (name, check) in TARGETS {
        let corpus = corpus(name);
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let began = Instant::now();
        let mut round = 0;
        while if rounds > 0 {
            round < rounds
        } else {
            round < 2000 && began.elapsed().as_millis() < PATIENCE_MS
        } {
            let bytes = mutated(&corpus, &mut random);
            said(name, &format!("mutation {round} of seed {seed}"), &bytes, *check);
            round += 1;
        }
        assert!(round > 0);
    }
}

/// Runs a target, and keeps what it fails at.
fn said(name: &str, from: &str, bytes: &[u8], check: fn(&[u8])) {
    if std::panic::catch_unwind(|| check(bytes)).is_err() {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
        fs::write(&kept, bytes).unwrap();
        panic!("the target {name} fails at {from}: add {} to its corpus", kept.display());
    }
}

fn place(within: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(within)
}

fn entries(within: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(place(within)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!("corpus/{name}");
    let files = entries(&folder).into_iter();
    files.map(|file| (file.clone(), fs::read(place(&folder).join(file)).unwrap())).collect()
}

/// A source of numbers (xorshift), always the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Takes an entry of the corpus and changes it in one to four places.
fn mutated(corpus: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].1.clone();
    let other = &corpus[random.below(corpus.len())].1;
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(16)).min(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, random.below(256) as u8),
            3 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            4 => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = [0, 0xff, b'/', b'.'][random.below(4)]),
            5 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            _ => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(64)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
        }
    }
    bytes
}
