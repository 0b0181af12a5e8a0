//! What the engine says about itself.

use docker_wire::api::system;

use super::{Lab, scenarios};

scenarios! {
    system_info;
}

/// Ping version and info agree.
async fn system_info(lab: Lab) {
    let docker = lab.docker;
    let pong = docker.send(system::Ping::new()).await.unwrap();
    assert_eq!(pong.api_version, Some(lab.engine.api));
    let os_type = if lab.engine.test == "podman_4_3" { None } else { Some("linux") };
    assert_eq!((pong.os_type.as_deref(), pong.experimental), (os_type, lab.engine.is_podman()));

    let version = docker.send(system::Version::new()).await.unwrap().into_inner();
    assert!(version.version.starts_with(lab.engine.release), "{}", version.version);
    assert_eq!(version.api_version, lab.engine.api.to_string());
    assert!(
        version
            .components
            .iter()
            .any(|component| component.name == lab.engine.says("Engine", "Podman Engine"))
    );

    let info = docker.send(system::Info::new()).await.unwrap().into_inner();
    assert_eq!(info.server_version, version.version);
    assert_eq!((info.os_type.as_str(), info.kernel_version), ("linux", version.kernel_version.unwrap()));
    assert!(info.ncpu.is_some_and(|count| count > 0));
}
