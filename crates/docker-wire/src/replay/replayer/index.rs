//! Where the exchange of a request is looked for, so that a long fixture is played as fast as a short one.

use std::collections::{BTreeSet, HashMap};

use super::matching::{Asked, path};
use crate::replay::format::{Exchange, Fixture, REDACTED};

/// The exchanges of a fixture by lane, method and path, which every request must have as recorded.
pub(super) struct Index {
    open: HashMap<Key, BTreeSet<usize>>,
    /// Open exchanges with something redacted in their path: they may be the answer to any other.
    masked: BTreeSet<usize>,
    loops: HashMap<Key, Vec<Loop>>,
    masked_loops: Vec<Loop>,
}

type Key = (String, String, String);

/// Exchanges of one polling loop, whose requests are the same in everything.
struct Loop {
    /// In the order of the file, with the event of the answer where there was one.
    asked: Vec<(usize, Option<usize>)>,
    /// For each that was answered, the first event of the answers to it and to all after it: in ascending order.
    from_here: Vec<(usize, usize)>,
}

impl Index {
    pub(super) fn of(fixture: &Fixture) -> Self {
        let mut index = Self {
            open: HashMap::new(),
            masked: BTreeSet::new(),
            loops: HashMap::new(),
            masked_loops: Vec::new(),
        };
        let mut loops: HashMap<(&str, Option<&String>, Key), usize> = HashMap::new();
        for (number, exchange) in fixture.exchanges.iter().enumerate() {
            let key = recorded(exchange);
            let masked = key.2.contains(REDACTED);
            if !exchange.repeat {
                let list = if masked { &mut index.masked } else { index.open.entry(key).or_default() };
                list.insert(number);
                continue;
            }
            let like =
                (exchange.head.target.as_str(), exchange.head.headers.get("content-type"), key.clone());
            let list = if masked { &mut index.masked_loops } else { index.loops.entry(key).or_default() };
            let plain = exchange.body.is_none() && exchange.client.is_empty();
            let known = loops.get(&like).copied().filter(|_| plain);
            let place = known.unwrap_or_else(|| {
                list.push(Loop { asked: Vec::new(), from_here: Vec::new() });
                if plain {
                    loops.insert(like, list.len() - 1);
                }
                list.len() - 1
            });
            list[place].asked.push((number, exchange.reply.or(exchange.engine.first().copied())));
        }
        index.loops.values_mut().flatten().chain(&mut index.masked_loops).for_each(Loop::settle);
        index
    }

    /// Finds the earliest exchange that was not asked for yet and fits.
    pub(super) fn open(&self, lane: &str, asked: &Asked, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let first = |list: &BTreeSet<usize>| list.iter().copied().find(|number| fits(*number));
        let named = self.open.get(&wanted(lane, asked)).and_then(first);
        [named, first(&self.masked)].into_iter().flatten().min()
    }

    /// Notes that an exchange was asked for.
    pub(super) fn take(&mut self, fixture: &Fixture, number: usize) {
        self.masked.remove(&number);
        if let Some(list) = self.open.get_mut(&recorded(&fixture.exchanges[number])) {
            list.remove(&number);
        }
    }

    /// Finds the newest answer of the polling loops that fit which had come before an event; or the first, if none had.
    pub(super) fn polled(
        &self,
        lane: &str,
        asked: &Asked,
        before: usize,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let named = self.loops.get(&wanted(lane, asked)).into_iter().flatten();
        let fitting: Vec<&Loop> = named
            .chain(&self.masked_loops)
            .filter(|it| it.asked.first().is_some_and(|(number, _)| fits(*number)))
            .collect();
        let newest = fitting.iter().filter_map(|it| it.newest(before)).max();
        let answered =
            || fitting.iter().filter_map(|it| it.from_here.first().map(|(number, _)| *number)).min();
        let first = || fitting.iter().filter_map(|it| it.asked.first().map(|(number, _)| *number)).min();
        newest.or_else(answered).or_else(first)
    }
}

impl Loop {
    fn settle(&mut self) {
        let mut least = usize::MAX;
        for (number, answer) in self.asked.iter().rev() {
            if let Some(answer) = answer {
                least = least.min(*answer);
                self.from_here.push((*number, least));
            }
        }
        self.from_here.reverse();
    }

    /// Finds the last exchange whose answer came before an event.
    fn newest(&self, before: usize) -> Option<usize> {
        let after = self.from_here.partition_point(|(_, least)| *least < before);
        self.from_here[..after].last().map(|(number, _)| *number)
    }
}

fn recorded(exchange: &Exchange) -> Key {
    (exchange.lane.clone(), exchange.head.method.clone(), path(&exchange.head.target).to_owned())
}

fn wanted(lane: &str, asked: &Asked) -> Key {
    (lane.to_owned(), asked.method.clone(), asked.path().to_owned())
}
