//! The core: what to do about each worker, decided without any I/O.

pub mod event;

pub use event::{
    CallId, Class, Drain, Effect, Event, Exit, Generation, InstanceId, Link, MasterEvent, Note, Outcome,
    Properties, Sighting, Speed, Time, WorkerName,
};
