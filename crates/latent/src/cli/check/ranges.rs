//! Which API versions an engine takes, and which one each of its workers will use.

use docker_wire::{ApiVersion, Daemon};

use crate::config::Worker;

/// What is to be said of one engine.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Ranges {
    /// The engine and its range, then a line for each worker that it can serve.
    pub(in crate::cli) told: Vec<String>,
    /// Why it cannot be used, or not by a worker.
    pub(in crate::cli) wrong: Vec<String>,
    /// What its workers ask for that the version they get does not have.
    pub(in crate::cli) lacking: Vec<String>,
}

/// Asks an engine once.
pub(in crate::cli) async fn ranges<'a>(
    host: &str,
    daemon: &Daemon,
    workers: impl Iterator<Item = &'a Worker>,
) -> Ranges {
    let versions = match daemon.versions().await {
        Ok(versions) => versions,
        Err(error) => return Ranges { wrong: vec![format!("{host}: {error:#}")], ..Ranges::default() },
    };
    let (min, max) = (versions.min, versions.max);
    let release = if versions.release.is_empty() { "of an untold release" } else { &versions.release };
    let mut said =
        Ranges { told: vec![format!("{host}: engine {release}, API {min} to {max}")], ..Ranges::default() };
    for worker in workers {
        let version = match worker.version {
            Some(pinned) if (min..=max).contains(&pinned) => Ok(pinned),
            Some(pinned) => Err(format!("pins API {pinned}, and the engine at {host} takes {min} to {max}")),
            None => {
                let negotiated = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await;
                negotiated
                    .map(|client| client.version())
                    .map_err(|error| format!("cannot be served at {host}: {error:#}"))
            }
        };
        match version {
            Ok(version) => {
                said.told.push(format!("  worker `{}` uses API {version}", worker.name));
                let lacking = worker.lacking(version);
                if !lacking.is_empty() {
                    let lines: Vec<_> = lacking
                        .iter()
                        .map(|line| line.replace("is pinned", "is what the engine takes"))
                        .collect();
                    said.lacking.push(format!("worker `{}`: {}", worker.name, lines.join("; ")));
                }
            }
            Err(why) => said.wrong.push(format!("worker `{}` {why}", worker.name)),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use docker_wire::{
        Body, Transport, TransportError,
        transport::{BoxFuture, Opened},
    };
    use http::{Request, Response};

    use super::*;
    use crate::config::Config;

    /// An engine that answers one question; an empty answer is none.
    struct Engine(&'static str);

    impl Transport for Engine {
        fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
            assert_eq!(request.uri(), "/version");
            Box::pin(async {
                match self.0 {
                    "" => Err(TransportError::unsent("no such socket")),
                    answer => Ok(Response::new(Body::from(answer))),
                }
            })
        }

        fn open(&self, _: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
            Box::pin(async { Err(TransportError::unsent("no stream is asked for")) })
        }

        fn endpoint(&self) -> Arc<str> {
            "nowhere".into()
        }
    }

    async fn said(answer: &'static str) -> Ranges {
        let config = "state_dir = \"/s\"\n[master]\nurl = \"http://m\"\nmasterFQDN = \"m\"\n\
            [[worker]]\nname = \"new\"\npassword = \"p\"\nimage = \"i\"\ndocker_host = \"unix:///s\"\n\
            [[worker]]\nname = \"old\"\npassword = \"p\"\nimage = \"i\"\ndocker_host = \"unix:///s\"\nversion = \"1.41\"\n";
        let config = Config::parse(config, "latent.toml").unwrap();
        ranges("unix:///s", &Daemon::over(Engine(answer)), config.workers.iter()).await
    }

    #[tokio::test]
    async fn a_range_and_the_version_of_each_worker_are_told() {
        let said = said(r#"{"Version":"26.1.5","ApiVersion":"1.45","MinAPIVersion":"1.24"}"#).await;
        assert_eq!(
            said.told,
            [
                "unix:///s: engine 26.1.5, API 1.24 to 1.45",
                "  worker `new` uses API 1.45",
                "  worker `old` uses API 1.41"
            ]
        );
        assert!(said.wrong.is_empty());
    }

    #[tokio::test]
    async fn a_range_is_told_though_a_worker_cannot_be_served() {
        let young = said(r#"{"Version":"29.0.0","ApiVersion":"1.52","MinAPIVersion":"1.44"}"#).await;
        assert_eq!(
            young.told,
            ["unix:///s: engine 29.0.0, API 1.44 to 1.52", "  worker `new` uses API 1.52"]
        );
        assert_eq!(
            young.wrong,
            ["worker `old` pins API 1.41, and the engine at unix:///s takes 1.44 to 1.52"]
        );
        let future = said(r#"{"ApiVersion":"1.80","MinAPIVersion":"1.60"}"#).await;
        assert_eq!(future.told, ["unix:///s: engine of an untold release, API 1.60 to 1.80"]);
        assert!(
            future.wrong[0].contains("takes 1.60 to 1.80, and this client wants 1.24 to 1.55"),
            "{future:?}"
        );
    }

    #[tokio::test]
    async fn an_engine_that_does_not_answer_is_named() {
        let said = said("").await;
        assert!(said.told.is_empty());
        assert!(
            said.wrong[0].starts_with("unix:///s: ") && said.wrong[0].contains("no such socket"),
            "{said:?}"
        );
    }
}
