//! What engines really do with what a version has not: said with the gate off, at both sides of its range, and read
//! back. What was seen is in `tests/wire/observed.tsv`, which must be what is seen here, in replay as on engines.

mod container;
mod image;
mod running;
mod service;
mod swarm;

use container::{observed_create, observed_endpoints, observed_update};
use docker_wire::{ApiVersion, Client, Error, Phase, catalogue::Policy};
use http::Method;
use image::{observed_images, observed_objects};
use running::observed_running;
use serde_json::Value;
use service::{observed_service_create, observed_service_update};
use swarm::{observed_swarm, observed_templates};

use super::{LIMIT, Lab, scenarios};
use crate::observed::{self, Observation, Outcome, Side};

scenarios! {
    observed_create on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_endpoints on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_update on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_running on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_images on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_objects on [docker] or "Podman does not look at versions as the catalogue describes it";
    observed_swarm on [docker] or "Podman has no swarm";
    observed_templates on [docker] or "Podman has no swarm";
    observed_service_create on [docker] or "Podman has no swarm";
    observed_service_update on [docker] or "Podman has no swarm";
}

/// What one scenario sees on one engine.
struct Watch {
    lab: Lab,
    scenario: &'static str,
    seen: Vec<Observation>,
}

impl Watch {
    fn new(lab: Lab, scenario: &'static str) -> Self {
        Self { lab, scenario, seen: Vec::new() }
    }

    /// Does something at the nearest version that has a place not, and at the nearest that has it.
    async fn both(&mut self, place: &str, does: impl AsyncFn(Client) -> Outcome) {
        let gate = observed::gate(place);
        let newest = self.lab.engine.api;
        let has = |minor: u16| ApiVersion::new(1, minor);
        let (without, with) = match gate.until {
            Some(until) => (has(until.minor() + 1), until.min(newest)),
            None => (has(gate.since.minor() - 1).min(newest), gate.since),
        };
        let mut sides = [None, None];
        for (side, version) in sides.iter_mut().zip([without, with]) {
            if version <= newest {
                let docker = self.lab.daemon.pin(version).with_policy(Policy::Warn);
                *side = Some((version, does(docker).await)) as Option<Side>;
            }
        }
        let [without, with] = sides;
        self.seen.push(Observation {
            scenario: self.scenario.to_owned(),
            place: place.to_owned(),
            engine: self.lab.engine.folder.to_owned(),
            without,
            with,
        });
    }

    /// Holds what was seen against the table.
    fn finish(self) {
        let engine = self.lab.engine.folder;
        let known = observed::table();
        let known = known.into_iter().filter(|row| row.scenario == self.scenario && row.engine == engine);
        let lines = |rows: &[Observation]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
        let (known, seen) = (lines(&known.collect::<Vec<_>>()), lines(&self.seen));
        assert!(known == seen, "observed.tsv does not say what was seen, which is:\n{seen}");
    }
}

/// Sends JSON to a path and returns the JSON that comes back, or that the engine refused it.
async fn post(docker: &Client, path: &str, body: &Value) -> Result<Value, Refused> {
    ask(docker, docker.request(Method::POST, path).json(body)).await
}

async fn get(docker: &Client, path: &str) -> Value {
    let reply = ask(docker, docker.request(Method::GET, path)).await;
    reply.unwrap_or_else(|Refused(error)| panic!("{error}"))
}

async fn ask(docker: &Client, request: docker_wire::operation::Raw) -> Result<Value, Refused> {
    let reply = docker.send(request).await.map_err(Refused::new)?;
    let body = reply.collect(LIMIT).await.unwrap();
    Ok(serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// The engine's answer that it does not do it.
#[derive(Debug)]
struct Refused(Error);

impl Refused {
    /// Anything but an answer fails the test.
    fn new(error: Error) -> Self {
        assert_eq!(error.phase(), Phase::Answer, "{error}");
        Self(error)
    }
}

/// Judges what is read back of a value: absent and empty ones are as if nothing had been said.
fn read_back(found: Option<&Value>, said: &Value) -> Outcome {
    match found {
        Some(found) if found == said => Outcome::Honoured,
        None | Some(Value::Null | Value::Bool(false)) => Outcome::Ignored,
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => Outcome::Ignored,
        Some(Value::String(text)) if text.is_empty() => Outcome::Ignored,
        Some(Value::Array(elements)) if elements.is_empty() => Outcome::Ignored,
        Some(Value::Object(members)) if members.is_empty() => Outcome::Ignored,
        Some(_) => Outcome::Differs,
    }
}
