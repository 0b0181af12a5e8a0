//! SIGHUP: the configuration is read again, and taken whole or not at all.

use std::{path::PathBuf, sync::Arc};

use tokio::task::JoinHandle;

use super::notify;
use crate::{
    config::{Config, ConfigError},
    control::Cordons,
    service::{Direct, Reload},
};

/// Reads the configuration again when it is asked to, beside everything else.
#[derive(Debug)]
pub(super) struct Reloading {
    path: PathBuf,
    service: Reload,
    cordons: Arc<Cordons>,
    reading: Option<JoinHandle<Result<Config, ConfigError>>>,
    /// It was asked for again meanwhile, so what is read may be old.
    again: bool,
}

impl Reloading {
    pub(super) fn new(path: PathBuf, service: Reload, cordons: Arc<Cordons>) -> Self {
        Self { path, service, cordons, reading: None, again: false }
    }

    /// Begins to read the configuration; what it names may be slow to tell.
    pub(super) fn begin(&mut self) {
        if self.reading.is_some() {
            self.again = true;
            return;
        }
        tracing::info!(file = %self.path.display(), "reading the configuration again");
        notify::reloading();
        let path = self.path.clone();
        self.reading = Some(tokio::task::spawn_blocking(move || Config::load(path)));
    }

    /// Waits until the configuration is read, and takes it. Never returns while nothing is asked for. Cancel safe.
    pub(super) async fn step(&mut self) {
        let Some(reading) = &mut self.reading else {
            return std::future::pending().await;
        };
        let read = reading.await;
        self.reading = None;
        if std::mem::take(&mut self.again) {
            return self.begin();
        }
        match read {
            Ok(Ok(config)) => self.take(config),
            Ok(Err(error)) => kept(&error),
            Err(error) => kept(&error),
        }
        notify::ready();
    }

    fn take(&mut self, config: Config) {
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        match self.service.apply(config, &Direct) {
            Ok(changes) => {
                // A worker that was drained before it was named last still is.
                self.cordons.repeat();
                tracing::info!(%changes, "the configuration is taken");
            }
            Err(error) => kept(&error),
        }
    }
}

fn kept(error: &dyn std::error::Error) {
    tracing::error!(%error, "the configuration is not taken, and the one before stays");
}
