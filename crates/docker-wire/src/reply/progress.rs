//! The lines of a pull or a build, with errors that the engine reports among them.

use std::mem;

use http::Response;

use super::{Lines, Reply, failure::in_band, lines::Tail, streaming};
use crate::{
    body::Body,
    catalogue::rows,
    error::{Context, Error, InBand},
    model::ProgressLine,
    transport::BoxFuture,
};

/// The lines of a pull, a push, a load or a build.
///
/// The engine answers 200 before it begins, and reports a failure as a line. Here such a line is an error: it carries
/// the engine's words, the code, the build step and the last lines of output ([`Error::in_band`]). Dropping it closes
/// the exchange, which cancels a build.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::image;
///
/// let mut progress = docker.send(image::Pull::new("alpine:3.19")).await?;
/// while let Some(line) = progress.next().await {
///     if let Some(status) = line?.status {
///         println!("{status}");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Progress {
    lines: Lines<ProgressLine>,
    finished: Finished,
    step: Option<String>,
    tail: Tail,
    /// Whether it is a build, which has succeeded only if it named an image.
    builds: bool,
    /// How the id begins of what Podman committed last.
    committed: Option<String>,
    ended: bool,
}

/// What a pull or a build came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished {
    /// The id of the image, of a build.
    pub image_id: Option<String>,
    /// The digest of the manifest, of a pull or a push.
    pub digest: Option<String>,
}

impl Progress {
    /// Returns the next line, or `None` when it is done.
    ///
    /// # Errors
    ///
    /// Fails with what the engine reported ([`Error::in_band`]), where the connection does, and at the end of a build
    /// that named no image. After an error it has ended.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Result<ProgressLine, Error>> {
        if self.ended {
            return None;
        }
        let next = match self.lines.next().await {
            Some(Ok(line)) => Some(self.note(line)),
            Some(Err(error)) => Some(Err(error)),
            None if self.builds && self.finished.image_id.is_none() => {
                let text = "the build ended without an image and without an error";
                Some(Err(Error::unreadable(text, self.lines.context())))
            }
            None => None,
        };
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }

    /// Reads on to the end.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the exchange; a build is cancelled, layers of a pull that are there stay.
    pub async fn finish(mut self) -> Result<Finished, Error> {
        while let Some(line) = self.next().await {
            line?;
        }
        Ok(self.finished)
    }

    /// Tells what is known already of what it will come to.
    pub fn so_far(&self) -> &Finished {
        &self.finished
    }

    fn note(&mut self, line: ProgressLine) -> Result<ProgressLine, Error> {
        if let Some(failure) = failure(&line) {
            let tail = mem::take(&mut self.tail).into_lines();
            let failure = InBand { step: self.step.take(), tail, ..failure };
            return Err(in_band(failure, self.lines.context()));
        }
        if let Some(text) = &line.stream {
            self.tail.add(text);
            self.note_output(text);
        }
        if let Some(status) = &line.status {
            self.note_status(status, line.id.as_deref());
        }
        if let Some(aux) = &line.aux {
            let text = |key: &str| aux.get(key).and_then(|value| value.as_str()).map(str::to_owned);
            self.finished.image_id = text("ID").or(self.finished.image_id.take());
            self.finished.digest = text("Digest").or(self.finished.digest.take());
        }
        Ok(line)
    }

    fn note_output(&mut self, text: &str) {
        for line in text.lines() {
            // Docker, and Podman.
            if line.starts_with("Step ") || line.starts_with("STEP ") {
                self.step = Some(line.trim_end().to_owned());
            }
            self.committed = line.strip_prefix("--> ").map(str::to_owned).or(self.committed.take());
            // A quiet build says nothing but the id, Podman without its algorithm, and also where it is asked under its own
            // path; engines before 17.05 say the id only in words.
            let quiet = line.starts_with("sha256:") || (is_bare_id(line) && self.may_be_image(line));
            let named = line.strip_prefix("Successfully built ").or(quiet.then_some(line));
            if let (Some(id), None) = (named, &self.finished.image_id) {
                self.finished.image_id = Some(id.trim().to_owned());
            }
        }
    }

    /// Whether an id is that of an image, and not what a step printed.
    fn may_be_image(&self, id: &str) -> bool {
        let of_commit = |begin: &String| begin.len() >= 12 && id.starts_with(begin.as_str());
        self.step.is_none() || self.committed.as_ref().is_some_and(of_commit)
    }

    fn note_status(&mut self, status: &str, id: Option<&str>) {
        if let Some(digest) = status.strip_prefix("Digest: ") {
            self.finished.digest = Some(digest.trim().to_owned());
        }
        match id {
            Some(id) => self.tail.add(&format!("{id}: {status}\n")),
            None => self.tail.add(&format!("{status}\n")),
        }
    }
}

fn is_bare_id(line: &str) -> bool {
    line.len() == 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads the engine's failure, if the line is one: `errorDetail`, or from old engines a bare `error`.
fn failure(line: &ProgressLine) -> Option<InBand> {
    let detail = line.error_detail.as_ref();
    let message = detail.and_then(|detail| detail.message.as_ref()).or(line.error.as_ref());
    if detail.is_none() && message.is_none() {
        return None;
    }
    Some(InBand {
        message: message
            .map_or_else(|| "the engine gave no reason".to_owned(), |text| text.trim().to_owned()),
        code: detail.and_then(|detail| detail.code),
        ..InBand::default()
    })
}

impl Reply for Progress {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        streaming(Self {
            builds: context.operation == Some(rows::IMAGE_BUILD.id),
            lines: Lines::new(response, context),
            finished: Finished::default(),
            step: None,
            tail: Tail::default(),
            committed: None,
            ended: false,
        })
    }
}
