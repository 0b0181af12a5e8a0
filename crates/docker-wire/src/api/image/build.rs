//! `POST /build`

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{
    api::{Contents, json_text, setters},
    auth::RegistryConfig,
    catalogue::{Row, rows},
    codec::archive::Archive,
    model::{Private, Ulimit, macros::words},
    operation::{Operation, Parts, Patience},
    reply::Progress,
};

/// Builds an image.
///
/// Containers of the build's steps are removed, also after a failure: `rm` and `forcerm` are true unless set
/// otherwise. The engine's own default for a failure is to keep them, which only somebody who inspects them wants, and
/// which otherwise fills the disk with what nobody will look at.
///
/// # Examples
///
/// As `docker build -t NAME - < Dockerfile`, with a file beside it:
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::image;
///
/// let build = image::Build::from_dockerfile("FROM alpine\nCOPY tool /tool\n")
///     .file("tool", 0o755, &b"#!/bin/sh\n"[..])
///     .t(["example/tool:1"]);
/// let built = docker.send(build).await?.finish().await?;
/// println!("{}", built.image_id.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Here if the engine refuses. A step that fails is an error of the [`Progress`], with code, step and the last lines
/// ([`Error::in_band`](crate::Error::in_band)); a build has succeeded when that has finished.
///
/// # Cancel safety
///
/// Dropping the progress cancels the build.
///
/// # API version
///
/// In every version; the docs of the setters say which are younger. What older engines do is in the catalogue.
#[derive(Debug)]
#[non_exhaustive]
pub struct Build {
    context: Option<Contents>,
    /// Why the context is none.
    misused: Option<String>,
    /// Often with a login in it.
    remote: Option<Private<String>>,
    t: Option<Vec<String>>,
    dockerfile: Option<String>,
    target: Option<String>,
    buildargs: Option<Private<BTreeMap<String, String>>>,
    labels: Option<BTreeMap<String, String>>,
    rm: Option<bool>,
    forcerm: Option<bool>,
    q: Option<bool>,
    nocache: Option<bool>,
    pull: Option<bool>,
    squash: Option<bool>,
    cachefrom: Option<Vec<String>>,
    networkmode: Option<String>,
    platform: Option<String>,
    extrahosts: Option<Vec<String>>,
    securityopt: Option<Vec<String>>,
    ulimits: Option<Vec<Ulimit>>,
    memory: Option<i64>,
    memswap: Option<i64>,
    cpushares: Option<i64>,
    cpuperiod: Option<i64>,
    cpuquota: Option<i64>,
    cpusetcpus: Option<String>,
    cpusetmems: Option<String>,
    cgroupparent: Option<String>,
    shmsize: Option<i64>,
    isolation: Option<String>,
    version: Option<BuilderVersion>,
    outputs: Option<serde_json::Value>,
    session: Option<String>,
    buildid: Option<String>,
    registry_config: Option<RegistryConfig>,
}

words! {
    /// Which builder builds.
    pub enum BuilderVersion {
        /// The classic builder.
        Classic = "1",
        /// BuildKit, which most builds need a session for.
        BuildKit = "2",
    }
}

impl Build {
    /// Makes the operation for a context: a folder or an archive on the disk by
    /// [`context::Context`](crate::context::Context), files in memory by
    /// [`Archive`](crate::codec::archive::Archive), or a ready tar archive, also a compressed one, as a
    /// [`Body`](crate::Body).
    pub fn new(context: impl Into<Contents>) -> Self {
        Self { context: Some(context.into()), ..Self::blank() }
    }

    /// Makes the operation for the text of a Dockerfile; [`file`](Self::file) adds what it copies.
    pub fn from_dockerfile(text: impl Into<String>) -> Self {
        Self::new(Archive::new().file("Dockerfile", 0o644, text.into()))
    }

    /// Makes the operation for a context that the engine fetches: a Git repository, an archive or a Dockerfile. `Debug` does
    /// not show it, since a login may stand in it; engines repeat it in what they say went wrong.
    ///
    /// Podman looks at it under its own path `/libpod/build` only.
    pub fn from_url(remote: impl Into<String>) -> Self {
        Self { remote: Some(Private::new(remote.into())), ..Self::blank() }
    }

    /// Adds a file to a context in memory, with its permission bits.
    ///
    /// With a ready archive or a remote context, the operation then fails before anything is sent.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>, mode: u32, bytes: impl Into<Bytes>) -> Self {
        let path = path.into();
        let refused = format!("`{path}` cannot be added: the context is not one of files in memory");
        self.context = match self.context.map(|context| context.add(path, mode, bytes.into())) {
            Some(Ok(context)) => Some(context),
            other => {
                self.misused = Some(refused);
                other.and_then(Result::err)
            }
        };
        self
    }

    setters! { []
        /// Sets the names of the image, each with a tag or not.
        t: texts,
        /// Sets the path of the Dockerfile in the context.
        dockerfile: text,
        /// Sets the stage that is built. Since API 1.29.
        target: text,
        /// Sets values for `ARG` instructions. Not shown by `Debug`, but in the history of the image.
        buildargs: secret_options,
        /// Sets labels of the image.
        labels: options,
        /// Sets whether containers of steps are removed after a success. True unless set.
        rm: flag,
        /// Sets whether containers of steps are removed after a failure as well. True unless set.
        forcerm: flag,
        /// Sets whether the progress is the image's id alone.
        q: flag,
        /// Sets whether no step is taken from the cache.
        nocache: flag,
        /// Sets whether base images are pulled although they are there.
        pull: flag,
        /// Sets whether the layers become one; an experimental feature. Since API 1.25.
        squash: flag,
        /// Sets images that steps may be taken from. Since API 1.25.
        cachefrom: texts,
        /// Sets the network of the steps. Since API 1.25.
        networkmode: text,
        /// Sets the platform, such as `linux/arm64`. Since API 1.32.
        platform: text,
        /// Sets names and addresses, as `name:address`. Since API 1.28.
        extrahosts: texts,
        /// Sets labels for the security systems. Since API 1.25.
        securityopt: texts,
        /// Sets limits of the steps.
        ulimits: list(Ulimit),
        /// Sets the memory of a step in bytes.
        memory: bytes,
        /// Sets memory and swap of a step in bytes; -1 is no limit.
        memswap: bytes,
        /// Sets the share of the processor, relative to others.
        cpushares: int,
        /// Sets the microseconds of a scheduler period.
        cpuperiod: int,
        /// Sets the microseconds of processor time in each period.
        cpuquota: int,
        /// Sets the processors, such as `0-2,4`.
        cpusetcpus: text,
        /// Sets the memory nodes, such as `0,1`.
        cpusetmems: text,
        /// Sets the cgroup of the steps.
        cgroupparent: text,
        /// Sets the size of `/dev/shm` in bytes.
        shmsize: bytes,
        /// Sets how steps are isolated (Windows).
        isolation: text,
        /// Sets which builder builds. Since API 1.38.
        version: one(BuilderVersion),
        /// Sets what BuildKit makes, as a JSON list. Since API 1.40.
        outputs: one(serde_json::Value),
        /// Sets the session that BuildKit asks for files. Since API 1.31.
        session: text,
        /// Sets an id by which the build can be cancelled. Since API 1.38.
        buildid: text,
        /// Sets credentials for the registries of base images.
        registry_config: one(RegistryConfig),
    }

    fn blank() -> Self {
        Self {
            context: None,
            misused: None,
            remote: None,
            t: None,
            dockerfile: None,
            target: None,
            buildargs: None,
            labels: None,
            rm: Some(true),
            forcerm: Some(true),
            q: None,
            nocache: None,
            pull: None,
            squash: None,
            cachefrom: None,
            networkmode: None,
            platform: None,
            extrahosts: None,
            securityopt: None,
            ulimits: None,
            memory: None,
            memswap: None,
            cpushares: None,
            cpuperiod: None,
            cpuquota: None,
            cpusetcpus: None,
            cpusetmems: None,
            cgroupparent: None,
            shmsize: None,
            isolation: None,
            version: None,
            outputs: None,
            session: None,
            buildid: None,
            registry_config: None,
        }
    }
}

impl Operation for Build {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_BUILD;

    #[inline]
    fn into_parts(mut self) -> Result<Parts, String> {
        if let Some(misused) = self.misused {
            return Err(misused);
        }
        if let Some(context) = &mut self.context {
            self.dockerfile = context.dockerfile(self.dockerfile)?;
        }
        let parts = Parts::default()
            .patience(Patience::Endless)
            .query("remote", self.remote.map(Private::into_inner))
            .queries("t", self.t.unwrap_or_default())
            .query("dockerfile", self.dockerfile)
            .query("target", self.target)
            .query("buildargs", self.buildargs.as_ref().map(json_text).transpose()?)
            .query("labels", self.labels.as_ref().map(json_text).transpose()?)
            .query("rm", self.rm)
            .query("forcerm", self.forcerm)
            .query("q", self.q)
            .query("nocache", self.nocache)
            .query("pull", self.pull)
            .query("squash", self.squash)
            .query("cachefrom", self.cachefrom.as_ref().map(json_text).transpose()?)
            .query("networkmode", self.networkmode)
            .query("platform", self.platform)
            .queries("extrahosts", self.extrahosts.unwrap_or_default())
            .queries("securityopt", self.securityopt.unwrap_or_default())
            .query("ulimits", self.ulimits.as_ref().map(json_text).transpose()?)
            .query("memory", self.memory)
            .query("memswap", self.memswap)
            .query("cpushares", self.cpushares)
            .query("cpuperiod", self.cpuperiod)
            .query("cpuquota", self.cpuquota)
            .query("cpusetcpus", self.cpusetcpus)
            .query("cpusetmems", self.cpusetmems)
            .query("cgroupparent", self.cgroupparent)
            .query("shmsize", self.shmsize)
            .query("isolation", self.isolation)
            .query("version", self.version)
            .query("outputs", self.outputs)
            .query("session", self.session)
            .query("buildid", self.buildid)
            .secret_header("x-registry-config", self.registry_config.map(|config| config.header()))?;
        match self.context {
            Some(context) => Ok(parts.stream("application/x-tar", context.into_body()?)),
            None => Ok(parts),
        }
    }
}
