//! What the engine says about itself.

use docker_wire::{ApiVersion, Daemon, api::system};

use super::{pinned, play};

#[tokio::test]
async fn ping_version_and_info_agree() {
    play("system", says).await;
}

async fn says(daemon: Daemon) {
    let docker = pinned(&daemon);
    let pong = docker.send(system::Ping::new()).await.unwrap();
    assert_eq!(pong.api_version, Some(ApiVersion::V1_41));
    assert_eq!(pong.os_type.as_deref(), Some("linux"));
    assert!(!pong.experimental);

    let version = docker.send(system::Version::new()).await.unwrap().into_inner();
    assert!(version.version.starts_with("20.10.24"), "{}", version.version);
    assert_eq!(version.api_version, "1.41");
    assert!(version.components.iter().any(|component| component.name == "Engine"));

    let info = docker.send(system::Info::new()).await.unwrap().into_inner();
    assert_eq!(info.server_version, version.version);
    assert_eq!((info.os_type.as_str(), info.kernel_version), ("linux", version.kernel_version.unwrap()));
    assert!(info.ncpu.is_some_and(|count| count > 0));
}
