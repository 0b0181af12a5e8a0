//! Waiting for ends.

use docker_wire::api::container::{self, Condition};

use super::{Lab, create, exit_code, kill, remove, scenarios, shell, sleeper, start};

scenarios! {
    wait_next_exit;
    wait_removed;
}

/// A wait for the next exit stands before the start.
async fn wait_next_exit(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("exit 8")).await;
    let waiting = docker.send(container::Wait::new(&id).condition(Condition::NextExit)).await.unwrap();
    start(&docker, &id).await;
    let exit = waiting.exit().await.unwrap();
    assert_eq!((exit.code, exit.error.clone(), exit.success()), (8, None, false));
    remove(&docker, &id).await;
}

/// A wait for the removal ends with it.
async fn wait_removed(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let waiting = docker.send(container::Wait::new(&id).condition(Condition::Removed)).await.unwrap();
    kill(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 137);
    remove(&docker, &id).await;
    // Podman 4 has forgotten the code by then.
    let code = if lab.engine.test == "podman_4_3" { 0 } else { 137 };
    assert_eq!(waiting.exit().await.unwrap().code, code);
    assert!(docker.send(container::Inspect::new(&id)).await.unwrap_err().is_not_found());
}
