//! The image of a worker: whether it is there, or can be had.

use docker_wire::{
    Client,
    api::{distribution, image},
};

use super::{Area, Finding};
use crate::{
    config::{PullPolicy, Worker},
    fleet::Properties,
};

/// Looks for the image that a build without properties would get; returns its name if it is there.
pub(super) async fn examine(worker: &Worker, client: &Client, findings: &mut Vec<Finding>) -> Option<String> {
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
        Err(error) if error.is_not_found() => pullable(worker, client, &image, findings).await,
        Err(error) => {
            let text =
                format!("worker `{name}`: the engine does not say whether {image} is there: {error:#}");
            findings.push(Finding::wrong(Area::Image, text, ""));
        }
    }
    None
}

/// Whether the registry has it; whoever has to log in is asked at the pull only.
async fn pullable(worker: &Worker, client: &Client, image: &str, findings: &mut Vec<Finding>) {
    let name = &worker.name;
    match client.send(distribution::Inspect::new(image)).await {
        Ok(found) => {
            let digest = &found.descriptor.digest;
            let text =
                format!("worker `{name}`: {image} is not there yet, and its registry has it ({digest})");
            findings.push(Finding::fine(Area::Image, text));
        }
        Err(error) => {
            let text = format!(
                "worker `{name}`: {image} is not there yet, and its registry does not show it without a login: {error:#}"
            );
            let advice = "see that the name is right and that [[registry]] has a login, if it needs one";
            findings.push(Finding::warning(Area::Image, text, advice));
        }
    }
}
