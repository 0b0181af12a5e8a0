//! What is wrong with the mounts of a container, as far as it is certain: Docker would refuse it, or silently do without.
//!
//! What depends on the engine's machine is the engine's to say, such as whether a path is there; and so is what Podman can
//! make sense of, unless a change of words says the same to both.

use super::{Bind, path};
use crate::model::{HostConfig, Mount, MountType, ServiceSpec};

impl HostConfig {
    /// Says the first thing that is wrong with what is mounted.
    pub(crate) fn mistake(&self) -> Option<String> {
        mistake(self.mounts.as_deref().unwrap_or_default(), self.binds.as_deref().unwrap_or_default())
    }
}

impl ServiceSpec {
    /// Says the first thing that is wrong with what is mounted.
    pub(crate) fn mistake(&self) -> Option<String> {
        let container = self.task_template.as_ref()?.container_spec.as_ref()?;
        mistake(container.mounts.as_deref()?, &[])
    }
}

/// Each mount alone, and all together.
fn mistake(mounts: &[Mount], binds: &[String]) -> Option<String> {
    let mut targets: Vec<Vec<String>> = Vec::new();
    let mut twice = |target: &str| {
        let steps: Vec<String> = path::steps(target).into_iter().map(str::to_owned).collect();
        let twice = targets.contains(&steps);
        targets.push(steps);
        twice.then(|| format!("two mounts are at `{target}`; keep one of them"))
    };
    for mount in mounts {
        let target = mount.target.as_deref().unwrap_or_default();
        let wrong = of_one(mount, target).or_else(|| twice(target));
        if wrong.is_some() {
            return wrong;
        }
    }
    binds.iter().find_map(|bind| match bind.parse::<Bind>() {
        Ok(bind) => twice(bind.target()),
        Err(error) => Some(format!("the bind {error}")),
    })
}

fn of_one(mount: &Mount, target: &str) -> Option<String> {
    let source = mount.source.as_deref().unwrap_or_default();
    if target.is_empty() {
        return Some(match source {
            "" => "a mount has no target; write where in the container, such as /data".to_owned(),
            _ => {
                format!("the mount of `{source}` has no target; write where in the container, such as /data")
            }
        });
    }
    let why = at(target).or_else(|| match &mount.r#type {
        None => Some("has no type; make it by Mount::bind, Mount::volume or Mount::tmpfs".to_owned()),
        Some(r#type) => foreign(mount, r#type).or_else(|| from(mount, r#type, source)),
    });
    why.map(|why| format!("the mount at `{target}` {why}"))
}

fn at(target: &str) -> Option<String> {
    if !path::is_absolute(target) {
        return Some("is at no absolute path; write such as /data".to_owned());
    }
    path::is_root(target).then(|| "would replace the container's root".to_owned())
}

/// Options of another type: an engine refuses some of them and silently ignores the rest.
fn foreign(mount: &Mount, r#type: &MountType) -> Option<String> {
    let options = [
        (MountType::Bind, mount.bind_options.is_some(), "bind"),
        (MountType::Volume, mount.volume_options.is_some(), "volume"),
        (MountType::Image, mount.image_options.is_some(), "image"),
        (MountType::Tmpfs, mount.tmpfs_options.is_some(), "tmpfs"),
    ];
    // What types there may be that are not known here, nobody knows what they take.
    options.iter().find(|(known, ..)| known == r#type)?;
    let (_, _, name) = options.iter().find(|(known, said, _)| *said && known != r#type)?;
    Some(format!("is of type {} and takes no {name} options", r#type.as_str()))
}

fn from(mount: &Mount, r#type: &MountType, source: &str) -> Option<String> {
    match r#type {
        MountType::Bind if source.is_empty() => Some("is of type bind and has no source".to_owned()),
        MountType::Bind if !path::is_absolute(source) => Some(format!(
            "is of type bind, and its source `{source}` is no absolute path; a volume is made by Mount::volume"
        )),
        MountType::Volume => volume(mount, source),
        MountType::Tmpfs if !source.is_empty() => {
            Some(format!("is of type tmpfs and takes no source, such as `{source}`"))
        }
        MountType::Image if source.is_empty() => Some("is of type image and has no source".to_owned()),
        MountType::Image => {
            let options = mount.image_options.as_ref();
            subpath(options.and_then(|options| options.subpath.as_deref())?)
        }
        _ => None,
    }
}

fn volume(mount: &Mount, source: &str) -> Option<String> {
    let options = mount.volume_options.as_ref();
    let driver = options.is_some_and(|options| options.driver_config.is_some());
    // What names there are is the driver's business, and that of the usual one is known.
    if path::is_absolute(source) && !driver {
        return Some(format!(
            "is of type volume, and its source `{source}` is a path; a folder is mounted by Mount::bind"
        ));
    }
    let path = options.and_then(|options| options.subpath.as_deref()).filter(|path| !path.is_empty())?;
    if source.is_empty() {
        return Some(format!("is a volume without a name, in which there is no `{path}` yet"));
    }
    subpath(path)
}

fn subpath(within: &str) -> Option<String> {
    let out = path::is_absolute(within) || path::leads_out(within);
    out.then(|| format!("has the subpath `{within}`, which leads out of what is mounted"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BindOptions, DriverConfig, ImageOptions, TmpfsOptions, VolumeOptions};

    fn of(mounts: &[Mount]) -> Option<String> {
        mistake(mounts, &[])
    }

    #[test]
    fn what_cannot_be_mounted_says_where_and_why() {
        let typed = |r#type| Mount::new().r#type(r#type).target("/data");
        let subpath = |path: &str| VolumeOptions::new().subpath(path);
        for (mount, expected) in [
            (Mount::new(), "a mount has no target; write where in the container, such as /data"),
            (
                Mount::volume("vol", ""),
                "the mount of `vol` has no target; write where in the container, such as /data",
            ),
            (Mount::tmpfs("data"), "the mount at `data` is at no absolute path; write such as /data"),
            (
                Mount::bind("/src", "../data"),
                "the mount at `../data` is at no absolute path; write such as /data",
            ),
            (Mount::tmpfs("/"), "the mount at `/` would replace the container's root"),
            (Mount::volume("vol", "/data/.."), "the mount at `/data/..` would replace the container's root"),
            (
                Mount::new().target("/data"),
                "the mount at `/data` has no type; make it by Mount::bind, Mount::volume or Mount::tmpfs",
            ),
            (Mount::bind("", "/data"), "the mount at `/data` is of type bind and has no source"),
            (
                Mount::bind("src", "/data"),
                "the mount at `/data` is of type bind, and its source `src` is no absolute path; a volume is made by \
                 Mount::volume",
            ),
            (
                Mount::volume("/src", "/data"),
                "the mount at `/data` is of type volume, and its source `/src` is a path; a folder is mounted by \
                 Mount::bind",
            ),
            (
                Mount::tmpfs("/data").source("vol"),
                "the mount at `/data` is of type tmpfs and takes no source, such as `vol`",
            ),
            (typed(MountType::Image), "the mount at `/data` is of type image and has no source"),
            (
                Mount::volume("vol", "/data").bind_options(BindOptions::new()),
                "the mount at `/data` is of type volume and takes no bind options",
            ),
            (
                Mount::bind("/src", "/data").volume_options(VolumeOptions::new()),
                "the mount at `/data` is of type bind and takes no volume options",
            ),
            (
                Mount::bind("/src", "/data").tmpfs_options(TmpfsOptions::new()),
                "the mount at `/data` is of type bind and takes no tmpfs options",
            ),
            (
                Mount::tmpfs("/data").image_options(ImageOptions::new()),
                "the mount at `/data` is of type tmpfs and takes no image options",
            ),
            (
                Mount::volume("vol", "/data").volume_options(subpath("a/../../b")),
                "the mount at `/data` has the subpath `a/../../b`, which leads out of what is mounted",
            ),
            (
                Mount::volume("vol", "/data").volume_options(subpath("/b")),
                "the mount at `/data` has the subpath `/b`, which leads out of what is mounted",
            ),
            (
                Mount::volume("", "/data").volume_options(subpath("b")),
                "the mount at `/data` is a volume without a name, in which there is no `b` yet",
            ),
            (
                typed(MountType::Image).source("app").image_options(ImageOptions::new().subpath("..")),
                "the mount at `/data` has the subpath `..`, which leads out of what is mounted",
            ),
        ] {
            assert_eq!(of(&[mount]).as_deref(), Some(expected));
        }
    }

    #[test]
    fn no_two_mounts_are_at_one_place() {
        let twice = [Mount::tmpfs("/data"), Mount::tmpfs("/x/../data/")];
        assert_eq!(of(&twice).as_deref(), Some("two mounts are at `/x/../data/`; keep one of them"));
        let bind = ["/src:/data:ro".to_owned()];
        assert_eq!(
            mistake(&twice[..1], &bind).as_deref(),
            Some("two mounts are at `/data`; keep one of them")
        );
        assert_eq!(
            mistake(&[], &["/src:/data:or".to_owned()]).as_deref(),
            Some("the bind `/src:/data:or` has the unknown option `or`; did you mean `ro`?")
        );
    }

    #[test]
    fn what_an_engine_can_make_sense_of_is_no_mistake() {
        let driver = VolumeOptions::new().driver_config(DriverConfig::new().name("nfs"));
        for mount in [
            Mount::bind("/a:b", "/data/../x"),
            Mount::bind(r"C:\src", r"C:\data"),
            Mount::volume("", "/data"),
            Mount::volume("", "/data").read_only(true),
            Mount::volume("/exports", "/data").volume_options(driver),
            Mount::volume("vol", "/data").volume_options(VolumeOptions::new().subpath("a/../b")),
            Mount::tmpfs("/data").read_only(true).tmpfs_options(TmpfsOptions::new()),
            Mount::new()
                .r#type(MountType::Cluster)
                .source("any")
                .target("/data")
                .volume_options(VolumeOptions::new()),
            Mount::new()
                .r#type(MountType::Other("new".to_owned()))
                .target("/data")
                .bind_options(BindOptions::new()),
        ] {
            assert_eq!(of(&[mount]), None);
        }
    }
}
