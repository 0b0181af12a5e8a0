//! What engines, masters and the driver tell people beside what they report. Nothing is decided by it.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::fleet::{Generation, WorkerName};

/// One thing that people may want to know. None holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A start has come to this stage.
    Stage(WorkerName, Generation, Stage),
    /// What an instance is made of, as far as it is known by now.
    Made(WorkerName, Generation, Made),
    /// The last lines of an instance that goes before the master has seen it.
    LastWords(WorkerName, Generation, Vec<String>),
    /// A host's engine was asked what is there: why it could not be, or that it could.
    Host(String, Option<String>),
    /// The master was asked what is going on: why it could not be, or that it could.
    Master(Option<String>),
    /// What the master says of a worker besides demand and link.
    Standing(WorkerName, Standing),
}

/// How far a start has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It is looked whether the image is there.
    Image,
    /// The image is being built.
    Build,
    /// The image is being pulled.
    Pull,
    /// The container is being created.
    Create,
    /// The container is being started.
    Start,
}

/// What an instance is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The engine's address.
    pub host: String,
    /// The image as it is named.
    pub image: String,
    /// The digest by which the engine, or the registry, knows the image.
    pub digest: Option<String>,
}

/// What the master says of a worker besides demand and link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Why a person has paused it, if one has; empty without a reason.
    pub paused: Option<String>,
    /// The requests whose builds hang in the master since their connection was lost (its issue 5832).
    pub wedged: Vec<u64>,
    /// Whether no builder uses it.
    pub unused: bool,
}

/// Where remarks go; by default nowhere.
#[derive(Clone, Default)]
pub struct Remarks(Option<Arc<dyn Fn(Remark) + Send + Sync>>);

impl Remarks {
    /// Hands every remark to a function, which must not block.
    pub fn to(take: impl Fn(Remark) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(take)))
    }

    /// Makes a remark.
    pub fn say(&self, remark: Remark) {
        if let Some(take) = &self.0 {
            take(remark);
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Image => "looking for the image",
            Self::Build => "building the image",
            Self::Pull => "pulling the image",
            Self::Create => "creating the container",
            Self::Start => "starting the container",
        })
    }
}

impl fmt::Debug for Remarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Remarks").field(&self.0.is_some()).finish()
    }
}
