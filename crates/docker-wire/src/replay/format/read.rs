//! From the text of a file to a sound [`Fixture`].

use std::{collections::HashMap, path::Path};

use serde_json::Value;

use super::{
    Content, End, Event, Exchange, FORMAT, Failure, Fixture, FixtureError, Happening, Header, Line, Side,
};
use crate::replay::symbols::Literals;

pub(super) fn fixture(text: &str, name: &str, folder: Option<&Path>) -> Result<Fixture, FixtureError> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let first = lines.next().map_or("", |(_, line)| line);
    let header = header(first).map_err(|message| FixtureError::new(name, 1, message))?;
    let mut reader = Reader {
        fixture: Fixture {
            name: name.to_owned(),
            folder: folder.map(Path::to_owned),
            header,
            events: Vec::new(),
            exchanges: Vec::new(),
        },
        numbers: HashMap::new(),
        complete: false,
    };
    let mut last = 1;
    let symbolic = reader.fixture.header.fixture > 1;
    let (mut parsed, mut literals) = (Vec::new(), Literals::default());
    for (number, text_of_line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        last = number;
        let cut = || !text.ends_with('\n') && text.lines().count() == number;
        let line = parse(text_of_line, symbolic, &mut literals).map_err(|message| {
            let hint = if cut() { "; the file was cut here" } else { "" };
            FixtureError::new(name, number, format!("{message}{hint}"))
        });
        let failed = line.is_err();
        parsed.push((number, line));
        if failed {
            break;
        }
    }
    for (number, line) in parsed {
        let mut line = line?;
        let wrong = |message| FixtureError::new(name, number, message);
        if symbolic {
            literals.line(&mut line).map_err(wrong)?;
        }
        reader.line(number, line).map_err(wrong)?;
        reader.sidecar().map_err(wrong)?;
    }
    if !reader.complete {
        let message =
            "the file stops before `\"end\":\"recording\"`: it was cut, or its recording never finished";
        return Err(FixtureError::new(name, last, message));
    }
    Ok(reader.fixture)
}

/// Reads the lines of a file as they stand there, symbols and all.
pub(super) fn lines(text: &str, name: &str) -> Result<Vec<(usize, Line)>, FixtureError> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let first = lines.next().map_or("", |(_, line)| line);
    header(first).map_err(|message| FixtureError::new(name, 1, message))?;
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| match serde_json::from_str(line) {
            Ok(line) => Ok((number, line)),
            Err(error) => Err(FixtureError::new(name, number, format!("bad event: {error}"))),
        })
        .collect()
}

/// Reads the number first: a newer header may have keys that this format does not know.
fn header(line: &str) -> Result<Header, String> {
    if line.trim().is_empty() {
        return Err("no fixture header: the first line is empty".to_owned());
    }
    let value: Value = serde_json::from_str(line).map_err(|error| format!("no fixture header: {error}"))?;
    match value.get("fixture").and_then(Value::as_u64) {
        None => Err("no fixture header: `fixture` with the format's number is missing".to_owned()),
        Some(number) if number == 0 || number > u64::from(FORMAT) => {
            Err(format!("fixture format {number} is not known here; this docker-wire reads up to {FORMAT}"))
        }
        Some(_) => serde_json::from_value(value).map_err(|error| format!("bad fixture header: {error}")),
    }
}

fn parse(text: &str, symbolic: bool, literals: &mut Literals) -> Result<Line, String> {
    let line: Line = serde_json::from_str(text).map_err(|error| format!("bad event: {error}"))?;
    let newer =
        !line.bound.is_empty() || !line.multiplex.is_empty() || line.tar.is_some() || line.file.is_some();
    if newer && !symbolic {
        return Err(
            "`bound`, `multiplex`, `tar` and `file` came with format 2, and the header says 1".to_owned()
        );
    }
    literals.learn(&line.bound)?;
    Ok(line)
}

struct Reader {
    fixture: Fixture,
    numbers: HashMap<u64, usize>,
    complete: bool,
}

impl Reader {
    fn line(&mut self, number: usize, mut line: Line) -> Result<(), String> {
        if self.complete {
            return Err("an event after the end of the recording".to_owned());
        }
        if line.end == Some(End::Recording) {
            self.complete = true;
            return Ok(());
        }
        let x = line.x.ok_or("an event without `x`")?;
        let (lane, t, repeat, compare) = (line.c.take(), line.t, line.repeat, line.compare);
        let request = line.request.take();
        let (what, body) = happening(&mut line, request.is_some())?;
        let index = self.fixture.events.len();
        if let Some(head) = request {
            if repeat && self.fixture.header.fixture > 1 && !matches!(head.method.as_str(), "GET" | "HEAD") {
                return Err(format!(
                    "a {} request is no polling loop, so it cannot be a `repeat`",
                    head.method
                ));
            }
            self.begin(Exchange {
                number: x,
                lane: lane.unwrap_or_default(),
                head,
                body,
                repeat,
                compare,
                request: index,
                reply: None,
                client: Vec::new(),
                engine: Vec::new(),
            })?;
        } else {
            if repeat || compare.is_some() {
                return Err("`repeat` and `match` belong on a request".to_owned());
            }
            self.go_on(x, lane.as_deref(), index, &what)?;
        }
        let exchange = self.numbers[&x];
        self.fixture.events.push(Event { line: number, t, exchange, what });
        Ok(())
    }

    /// Looks whether the file that the last event names is there; what is in it is checked when it is read.
    fn sidecar(&self) -> Result<(), String> {
        let Some(Event { what: Happening::Frame { content: Content::File(file), .. }, .. }) =
            self.fixture.events.last()
        else {
            return Ok(());
        };
        let Some(folder) = &self.fixture.folder else {
            return Err(format!(
                "the body in `{file}` is beside the fixture, so it must be opened as a file"
            ));
        };
        match std::fs::metadata(folder.join(file)) {
            Ok(found) if found.is_file() => Ok(()),
            Ok(_) => Err(format!("`{file}` beside the fixture is no file")),
            Err(error) => Err(format!(
                "the body in `{file}`, beside the fixture, cannot be had ({error}): restore it or record anew"
            )),
        }
    }

    fn begin(&mut self, exchange: Exchange) -> Result<(), String> {
        let index = self.fixture.exchanges.len();
        if self.numbers.insert(exchange.number, index).is_some() {
            return Err(format!("exchange {} has two requests", exchange.number));
        }
        self.fixture.exchanges.push(exchange);
        Ok(())
    }

    fn go_on(&mut self, x: u64, lane: Option<&str>, index: usize, what: &Happening) -> Result<(), String> {
        let Some(known) = self.numbers.get(&x) else {
            return Err(format!("exchange {x} has no request above"));
        };
        let exchange = &mut self.fixture.exchanges[*known];
        if lane.is_some_and(|lane| lane != exchange.lane) {
            return Err(format!("exchange {x} belongs to lane `{}`", exchange.lane));
        }
        let list = match what {
            Happening::Request | Happening::Reply { .. } => {
                if exchange.reply.replace(index).is_some() {
                    return Err(format!("exchange {x} has two replies"));
                }
                return Ok(());
            }
            Happening::Frame { from: Side::Client, .. } | Happening::End(Side::Client) => {
                &mut exchange.client
            }
            Happening::Frame { from: Side::Engine, .. } | Happening::End(Side::Engine)
                if exchange.reply.is_none() =>
            {
                return Err(format!("exchange {x} has no reply above"));
            }
            Happening::Frame { .. } | Happening::End(_) | Happening::Fail { .. } => &mut exchange.engine,
        };
        // The body of a request whose connection became a raw stream ends before that begins.
        let body_was_over = |last: usize| {
            let hijacked = |reply: usize| matches!(&self.fixture.events[reply].what, Happening::Reply { head, .. } if head.is_hijacked());
            exchange.reply.is_some_and(|reply| reply > last && hijacked(reply))
        };
        let over = |event: &Event| {
            matches!(event.what, Happening::End(_))
                || matches!(event.what, Happening::Fail { how, .. } if how != Failure::Dropped)
        };
        if list.last().is_some_and(|last| over(&self.fixture.events[*last]) && !body_was_over(*last)) {
            return Err(format!("exchange {x} is over on this side"));
        }
        list.push(index);
        Ok(())
    }
}

/// Finds the one event that a line says, and the body beside a request.
fn happening(line: &mut Line, request: bool) -> Result<(Happening, Option<Content>), String> {
    let body = Content::take(line)?;
    let what = match (request, line.reply.take(), line.from, line.end, line.fail) {
        (true, None, None, None, None) if matches!(body, Some(Content::File(_))) => {
            return Err("the bytes of a client are digested, not stored in a file".to_owned());
        }
        (true, None, None, None, None) => return Ok((Happening::Request, body)),
        (false, Some(_), None, None, None) if matches!(body, Some(Content::File(_) | Content::Tar(_))) => {
            return Err("the body beside a reply's head is stored in the line".to_owned());
        }
        (false, Some(head), None, None, None) => Happening::Reply { head, body },
        (false, None, Some(from), None, None) => match body {
            None => return Err("a frame without bytes".to_owned()),
            Some(Content::Json(_)) => return Err("a frame is `utf8` or `base64`".to_owned()),
            Some(Content::Tar(_) | Content::Digest { .. }) if from == Side::Engine => {
                return Err("the bytes of an engine are stored, not digested".to_owned());
            }
            Some(Content::File(_)) if from == Side::Client => {
                return Err("the bytes of a client are digested, not stored in a file".to_owned());
            }
            Some(content) => Happening::Frame { from, content, redacted: line.redacted },
        },
        (false, None, None, Some(_), None) | (false, None, None, None, Some(_)) if body.is_some() => {
            return Err("an end has no bytes".to_owned());
        }
        (false, None, None, Some(End::Client), None) => Happening::End(Side::Client),
        (false, None, None, Some(_), None) => Happening::End(Side::Engine),
        (false, None, None, None, Some(how)) => Happening::Fail { how, timer: line.timer.take() },
        (false, None, None, None, None) => {
            return Err("not an event: none of `request`, `reply`, `from`, `end`, `fail`".to_owned());
        }
        _ => return Err("more than one of `request`, `reply`, `from`, `end`, `fail`".to_owned()),
    };
    Ok((what, None))
}
