//! Where a worker's image comes from: `image`, `dockerfile` and what it is built with, and when it is pulled.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::{context::Context, process::optional};
use crate::config::{
    error::Problems,
    image,
    outside::{Outside, file_text},
    read::{Fields, Item},
    suggest::nearest,
    template::Template,
};

/// Says when an image is pulled before an instance is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PullPolicy {
    /// Never; an image that the engine does not have is an error.
    #[default]
    Never,
    /// When the engine does not have it.
    Missing,
    /// Before every start.
    Always,
    /// When the registry has another digest for its name than the engine.
    IfDigestChanged,
    /// When the engine does not have it, and once a day.
    Daily,
    /// When the engine does not have it; what no registry has is built from its `dockerfile`.
    BeforeBuild,
}

const POLICIES: [(&str, PullPolicy); 6] = [
    ("never", PullPolicy::Never),
    ("missing", PullPolicy::Missing),
    ("always", PullPolicy::Always),
    ("if-digest-changed", PullPolicy::IfDigestChanged),
    ("daily", PullPolicy::Daily),
    ("before-build", PullPolicy::BeforeBuild),
];

/// The image of one definition.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) image: Option<Template>,
    pub(super) dockerfile: Option<String>,
    pub(super) context: Option<Context>,
    pub(super) buildargs: BTreeMap<String, String>,
    pub(super) target: Option<String>,
    pub(super) pull: PullPolicy,
}

pub(super) fn read(
    fields: &mut Fields<'_>,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Source> {
    let (image, dockerfile) = (fields.take("image"), fields.take("dockerfile"));
    let named = fields.take("pull");
    let pull = pull(named.as_ref(), fields, problems);
    if let (Some(PullPolicy::BeforeBuild), Some(item)) = (pull, &named)
        && (image.is_none() || dockerfile.is_none())
    {
        item.wrong::<()>("it pulls `image` and else builds it from `dockerfile`; write both", problems);
    }
    let custom = fields.twin("custom_context", "customContext", problems);
    let custom = custom.map_or(Some(false), |item| item.flag(problems));
    let encoding = fields.take("encoding");
    let args = fields.twin("buildargs", "build_args", problems);
    let target = fields.take("target");
    if dockerfile.is_none() {
        for item in [&args, &target, &encoding].into_iter().flatten() {
            item.wrong::<()>("it says how a Dockerfile is built, and there is no `dockerfile`", problems);
        }
    }
    let buildargs = args.map_or(Some(BTreeMap::new()), |item| buildargs(&item, problems));
    let target = optional(target, |item| stage(item, problems));
    if image.is_none() && dockerfile.is_none() {
        fields.missing("`image` or `dockerfile`", "image = \"my_project_worker\"", problems);
        return None;
    }
    let image = image.map_or(Some(None), |item| template(&item, problems).map(Some));
    let (dockerfile, context) = match (dockerfile, custom?) {
        (None, true) => {
            let example = "dockerfile = \"context\", a folder, an archive or a URL, beside custom_context";
            fields.missing("`dockerfile`", example, problems);
            return None;
        }
        (Some(item), true) => (None, Some(Context::read(&item, encoding.as_ref(), outside, problems)?)),
        (dockerfile, false) => {
            if let (Some(item), true) = (encoding, dockerfile.is_some()) {
                item.wrong::<()>("it says how a context is packed; write custom_context = true", problems);
            }
            (optional(dockerfile, |item| content(item, outside, problems))?, None)
        }
    };
    let (image, buildargs, target, pull) = (image?, buildargs?, target?, pull?);
    Some(Source { image, dockerfile, context, buildargs, target, pull })
}

fn buildargs(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<BTreeMap<String, String>> {
    let fields = item.table(String::new(), problems)?;
    let arg = |(name, item): (&str, Item<'_>)| Some((name.to_owned(), item.text(problems)?.to_owned()));
    Some(fields.entries().filter_map(arg).collect())
}

fn stage(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = item.text(problems)?;
    if text.contains(char::is_whitespace) {
        return item.wrong(format!("`{text}` is no stage of a Dockerfile"), problems);
    }
    Some(text.to_owned())
}

fn template(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Template> {
    let text = item.text(problems)?;
    let template: Template = item.settle(text.parse(), problems)?;
    match template.constant() {
        Some(name) => item.settle(image::check(&name), problems).map(|()| template),
        None => Some(template),
    }
}

fn content(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = match item.value() {
        DeValue::String(text) => text.to_string(),
        DeValue::Table(_) => {
            let mut fields = item.table(format!("`{}`", item.path), problems)?;
            let file = fields.require("file", "file = \"PATH\"", problems);
            fields.finish(problems);
            let file = file?;
            file_text(&file, &outside.folder.join(file.text(problems)?), problems)?
        }
        _ => return item.expected("the content of a Dockerfile, or { file = \"PATH\" }", problems),
    };
    let from =
        |line: &str| line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("FROM"));
    if !text.lines().any(from) {
        let why =
            "it is the content of a Dockerfile and has no FROM; to name a file write { file = \"PATH\" }";
        return item.wrong(why, problems);
    }
    Some(text)
}

fn pull(pull: Option<&Item<'_>>, fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<PullPolicy> {
    let autopull = fields.take("autopull");
    let always = fields.twin("always_pull", "alwaysPull", problems);
    let flag = |item: &Option<Item<'_>>, problems: &mut Problems<'_>| {
        item.as_ref().map_or(Some(false), |item| item.flag(problems))
    };
    let (auto, every) = (flag(&autopull, problems), flag(&always, problems));
    let named = pull.map_or(Some(None), |item| policy(item, problems).map(Some));
    let flags = match (auto?, every?) {
        (false, false) => PullPolicy::Never,
        (true, false) => PullPolicy::Missing,
        (true, true) => PullPolicy::Always,
        (false, true) => {
            return always?
                .wrong("it pulls nothing without autopull = true; write pull = \"always\"", problems);
        }
    };
    match (named?, pull) {
        (Some(named), Some(item)) if named != flags && (autopull.is_some() || always.is_some()) => {
            item.wrong("`autopull` and `alwaysPull` say something else; keep `pull` alone", problems)
        }
        (named, _) => Some(named.unwrap_or(flags)),
    }
}

fn policy(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<PullPolicy> {
    let text = item.text(problems)?;
    if let Some((_, policy)) = POLICIES.iter().find(|(name, _)| *name == text) {
        return Some(*policy);
    }
    let hint = match nearest(text, POLICIES.iter().map(|(name, _)| *name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write never, missing, always, if-digest-changed, daily or before-build".to_owned(),
    };
    item.wrong(format!("`{text}` is no pull policy; {hint}"), problems)
}
