//! The image of a worker: whether it is there, or can be had.

use docker_wire::{Client, api::image};

use super::{Area, Finding, login::Logins};
use crate::{
    config::{PullPolicy, Worker},
    fleet::Properties,
};

/// Looks for the image that a build without properties would get; returns its name if it is there.
pub(super) async fn examine(
    worker: &Worker,
    client: &Client,
    logins: &Logins,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let name = &worker.name;
    let builds = worker.dockerfile.is_some() || worker.context.is_some();
    let Some(template) = &worker.image else {
        findings
            .push(Finding::fine(Area::Image, format!("worker `{name}`: it is built from its dockerfile")));
        return None;
    };
    let rendered = worker.for_build(&Properties::new()).ok().and_then(|it| it.image?.constant());
    let Some(image) = rendered.or_else(|| template.constant()) else {
        let text = format!("worker `{name}`: which image it is only a build's properties say");
        findings.push(Finding::fine(Area::Image, text));
        return None;
    };
    match client.send(image::Inspect::new(&image)).await {
        Ok(found) => {
            let text = format!("worker `{name}`: {image} is there ({})", found.id);
            findings.push(Finding::fine(Area::Image, text));
            if !builds && !matches!(worker.pull, PullPolicy::Never | PullPolicy::Missing) {
                logins.examine(worker, client, &image, true, findings).await;
            }
            return Some(image);
        }
        Err(error) if error.is_not_found() && builds => {
            let text = format!("worker `{name}`: {image} is not there yet, and is built from its dockerfile");
            findings.push(Finding::fine(Area::Image, text));
        }
        Err(error) if error.is_not_found() && worker.pull == PullPolicy::Never => {
            let text = format!("worker `{name}`: {image} is not there, and nothing says to pull or build it");
            let advice = "pull or build it on the engine, or set pull = \"missing\"";
            findings.push(Finding::wrong(Area::Image, text, advice));
        }
        Err(error) if error.is_not_found() => logins.examine(worker, client, &image, false, findings).await,
        Err(error) => {
            let text =
                format!("worker `{name}`: the engine does not say whether {image} is there: {error:#}");
            findings.push(Finding::wrong(Area::Image, text, ""));
        }
    }
    None
}
