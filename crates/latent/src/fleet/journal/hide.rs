//! Journals without secrets: digests in the place of properties, and of a log only its last line.

use super::{Header, JournalError, Step};
use crate::fleet::{Effect, Event, Fleet, MasterEvent, Properties, Time};

/// Puts something in the place of a property's value; equal values must stay equal, for the core may compare them.
pub type Hide<'a> = &'a dyn Fn(&str) -> String;

impl Step {
    /// Makes a step without the values of properties. It still leads to the same effects.
    pub fn hidden(now: Time, event: &Event, effects: &[Effect], hide: Hide<'_>) -> Self {
        let effects = effects.iter().map(|effect| effect_hidden(effect, hide)).collect();
        Self { now, event: event_hidden(event, hide), effects }
    }
}

impl Header {
    /// Describes a fleet in the middle of a run, without the values of properties.
    ///
    /// # Errors
    ///
    /// Fails when a value has no JSON form.
    pub fn middle(fleet: &Fleet, origin_unix_ms: Option<u64>, hide: Hide<'_>) -> Result<Self, JournalError> {
        let mut fleet = fleet.clone();
        for worker in fleet.workers.values_mut() {
            worker.hide(|properties| hide_all(properties, hide));
        }
        let epoch = fleet.ids.epoch();
        let value = serde_json::to_value(fleet).map_err(JournalError::Unwritable)?;
        let new = Self::new(epoch, Vec::new(), crate::fleet::Limits::default());
        Ok(Self { fleet: Some(value), origin_unix_ms, ..new })
    }
}

fn event_hidden(event: &Event, hide: Hide<'_>) -> Event {
    match event {
        Event::Master(worker, MasterEvent::Wanted(properties)) => {
            let mut properties = properties.clone();
            hide_all(&mut properties, hide);
            Event::Master(worker.clone(), MasterEvent::Wanted(properties))
        }
        Event::Exited(worker, instance, exit) => {
            let mut exit = exit.clone();
            // The core says the last line, and looks at no other.
            let last = exit.log_tail.len().saturating_sub(1);
            drop(exit.log_tail.drain(..last));
            Event::Exited(worker.clone(), instance.clone(), exit)
        }
        Event::Tick
        | Event::Master(_, MasterEvent::Unwanted | MasterEvent::Link(_))
        | Event::Settled(..)
        | Event::Listed(..)
        | Event::Switched(..)
        | Event::Retry(_)
        | Event::Cordon(_)
        | Event::Uncordon(_)
        | Event::Reconfigured(_)
        | Event::Close => event.clone(),
    }
}

fn effect_hidden(effect: &Effect, hide: Hide<'_>) -> Effect {
    match effect {
        Effect::Start(worker, call, generation, properties) => {
            let mut properties = properties.clone();
            hide_all(&mut properties, hide);
            Effect::Start(worker.clone(), *call, *generation, properties)
        }
        Effect::Cancel(..)
        | Effect::Stop(..)
        | Effect::Find(..)
        | Effect::Hold(..)
        | Effect::Release(..)
        | Effect::Resume(..)
        | Effect::Wake(..)
        | Effect::Sleep(..)
        | Effect::Note(..)
        | Effect::HostNote(..) => effect.clone(),
    }
}

fn hide_all(properties: &mut Properties, hide: Hide<'_>) {
    for value in properties.values_mut() {
        *value = hide(&value.to_string()).into();
    }
}
