//! `replay`: an engine that plays a recording back to clients in any language.

use std::{io::Write, path::PathBuf, sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response, StatusCode, header};

use super::{
    resize::is_resize,
    serving::{Failed, Serving},
};
use crate::{
    body::Body,
    error::TransportError,
    replay::{Replayer, Timing},
    transport::{BoxFuture, Opened, Transport},
};

/// The clients asked for something else, or not for everything.
const STRAYED: u8 = 1;
/// There is nothing to listen on, or no fixture to play.
const CANNOT_START: u8 = 3;

const CODES: &str = "\
It ends by itself when nobody is connected any more and everything was asked for, or something else was; and at \
SIGINT or SIGTERM.

Exit codes: 0 all that was recorded was asked for, and nothing else; 1 it was not, with the differences on standard \
error; 2 the arguments are wrong; 3 nothing can be listened on, or the recording cannot be read. After a PROGRAM: its \
exit code, where this would be 0.

A request that fits nothing is answered with status 500 and the same differences.";

#[derive(Debug, clap::Args)]
#[command(after_help = CODES)]
pub(super) struct Replay {
    #[command(flatten)]
    serving: Serving,
    /// The file to play
    #[arg(long, value_name = "FILE", default_value = "fixture.jsonl")]
    from: PathBuf,
    /// When the engine answers: immediate, exact, or a factor of the recorded times, such as 0.1
    #[arg(long, value_name = "WHEN", default_value = "immediate", value_parser = timing)]
    timing: Timing,
    /// For how many seconds an answer waits for what came before it when it was recorded
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    patience: Duration,
    /// End after so many seconds without a client
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    idle: Option<Duration>,
    /// Go on until a signal comes, whatever was asked
    #[arg(long)]
    keep: bool,
}

impl Replay {
    /// Plays until there is nothing more to come or it is told to end, and returns the exit code.
    pub(super) async fn run(self, stdout: &mut dyn Write) -> Result<u8, Failed> {
        self.serving.check()?;
        let replay = Replayer::open(&self.from).map_err(|error| Failed::of(CANNOT_START, &error))?;
        // Nobody drops it unfinished but by a signal.
        let replay = replay.timing(self.timing).patience(self.patience).lenient();
        let stage = self.serving.start(CANNOT_START)?;
        stage.announce(stdout);

        let (server, ending, _folder) = stage.parts();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(Strict(replay.clone()), async { drop(stopped.await) }));
        let enough = || !self.keep && (replay.is_complete() || !replay.strays().is_empty());
        let ended = ending.wait(enough, self.idle).await;
        drop(stop);
        // It ends as soon as it is told to.
        drop(serving.await);
        let code = ended?;
        replay.finish().map_err(|unfinished| Failed::new(STRAYED, unfinished.to_string()))?;
        Ok(code)
    }
}

/// A replayer that answers what strays, instead of failing.
struct Strict(Replayer);

impl Strict {
    /// Makes the answer of a request that strayed; what failed as it was recorded, fails.
    fn answer(&self, error: TransportError) -> Result<Response<Body>, TransportError> {
        let message = error.to_string();
        if !self.0.strays().contains(&message) {
            return Err(error);
        }
        let mut response = Response::new(Body::from(serde_json::json!({ "message": message }).to_string()));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }
}

impl Transport for Strict {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            if is_resize(&request) {
                return Ok(Response::new(Body::empty()));
            }
            match self.0.call(request).await {
                Ok(response) => Ok(response),
                Err(error) => self.answer(error),
            }
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move {
            match self.0.open(request).await {
                Ok(opened) => Ok(opened),
                Err(error) => self.answer(error).map(Opened::Refused),
            }
        })
    }

    fn endpoint(&self) -> Arc<str> {
        self.0.endpoint()
    }
}

fn timing(text: &str) -> Result<Timing, String> {
    match text {
        "immediate" => Ok(Timing::Immediate),
        "exact" => Ok(Timing::Exact),
        factor => match factor.parse() {
            Ok(factor) if f64::is_finite(factor) && factor > 0.0 => Ok(Timing::Scaled(factor)),
            _ => Err("write immediate, exact, or a factor above 0".to_owned()),
        },
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "write a number of seconds".to_owned())
}
