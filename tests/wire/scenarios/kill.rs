//! Signals.

use docker_wire::api::{Signal, container};

use super::{Lab, create, exit_code, remove, scenarios, shell, start};

scenarios! {
    kill_signals;
}

/// A signal reaches the process and a kill ends it.
async fn kill_signals(lab: Lab) {
    let docker = lab.docker;
    let line = "trap 'echo usr1' USR1; echo ready; while :; do sleep 0.1; done";
    let id = create(&docker, shell(line)).await;
    start(&docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ready\n");

    docker.send(container::Kill::new(&id).signal(Signal::USR1)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"usr1\n");

    docker.send(container::Kill::new(&id)).await.unwrap();
    assert_eq!(exit_code(&docker, &id).await, 137);
    let again = docker.send(container::Kill::new(&id)).await.unwrap_err();
    let status = if lab.engine.test == "podman_4_3" { 500 } else { 409 };
    assert_eq!(again.status().map(|status| status.as_u16()), Some(status), "{again}");
    remove(&docker, &id).await;
}
