//! Plugins: made of an archive, kept in a registry, and refused.

mod listener;

use std::time::Duration;

use acceptance::live;
use docker_wire::{
    Client, Phase,
    api::{Filters, plugin},
    codec::archive::Archive,
};

use super::{Lab, scenarios};

scenarios! {
    plugin_runs on [docker] or "Podman has no plugins in its API";
    plugin_life on [docker] or "Podman has no plugins in its API";
    plugin_refuses on [docker] or "Podman has no plugins in its API";
}

/// A plugin of one file, which is run when it is enabled.
async fn make(docker: &Client, name: &str, program: Vec<u8>) {
    let config = serde_json::json!({
        "description": "nothing", "documentation": "none", "entrypoint": ["/nothing"], "workdir": "",
        "interface": { "types": ["docker.dummy/1.0"], "socket": listener::SOCKET },
        "network": { "type": "host" }, "linux": { "capabilities": null },
        "env": [{ "name": "MODE", "description": "d", "settable": ["value"], "value": "one" }],
    });
    let files = Archive::new().file("config.json", 0o644, config.to_string()).directory("rootfs", 0o755);
    let files = files.file("rootfs/nothing", 0o755, program);
    docker.send(plugin::Create::new(name, files)).await.unwrap();
}

/// A plugin is enabled, is in the way of its removal, and is disabled.
async fn plugin_runs(lab: Lab) {
    let docker = lab.docker;
    let name = "docker-wire/plugin:one";
    make(&docker, name, listener::program()).await;
    docker.send(plugin::Enable::new(name).timeout(Duration::from_secs(5))).await.unwrap();
    let running = Filters::new().enabled(true);
    assert_eq!(docker.send(plugin::List::new().filters(running.clone())).await.unwrap().len(), 1);
    let found = docker.send(plugin::Inspect::new(name)).await.unwrap().into_inner();
    assert!(found.enabled);
    let error = docker.send(plugin::Remove::new(name)).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("is enabled"), "{error}");
    docker.send(plugin::Disable::new(name)).await.unwrap();
    assert!(docker.send(plugin::List::new().filters(running)).await.unwrap().is_empty());
    docker.send(plugin::Remove::new(name)).await.unwrap();
}

/// A plugin is made, looked at, set, pushed, and comes back from the registry, where another waits to take its place.
async fn plugin_life(lab: Lab) {
    let docker = lab.docker;
    let name = format!("{}/docker-wire/plugin-{}:one", live::REGISTRY, lab.engine.test.replace('_', "-"));
    let next = name.replace(":one", ":two");
    make(&docker, &name, listener::program()).await;
    let found = docker.send(plugin::Inspect::new(&name)).await.unwrap().into_inner();
    assert_eq!((found.name.as_str(), found.enabled), (name.as_str(), false));
    docker.send(plugin::Set::new(&name, ["MODE=two"])).await.unwrap();
    let all = docker.send(plugin::List::new()).await.unwrap();
    assert_eq!(all.iter().map(|plugin| plugin.name.as_str()).collect::<Vec<_>>(), [name.as_str()]);
    docker.send(plugin::Push::new(&name)).await.unwrap().finish().await.unwrap();
    docker.send(plugin::Remove::new(&name)).await.unwrap();
    make(&docker, &next, listener::program()).await;
    docker.send(plugin::Push::new(&next)).await.unwrap().finish().await.unwrap();
    docker.send(plugin::Remove::new(&next)).await.unwrap();

    let asked: Vec<_> = docker.send(plugin::Privileges::new(&name)).await.unwrap().into_iter().collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].name.as_deref(), Some("network"));
    let pull = plugin::Pull::new(&name).name(&name).privileges(asked.clone());
    docker.send(pull).await.unwrap().finish().await.unwrap();
    let upgrade = plugin::Upgrade::new(&name, &next).privileges(asked);
    docker.send(upgrade).await.unwrap().finish().await.unwrap();
    let found = docker.send(plugin::Inspect::new(&name)).await.unwrap().into_inner();
    assert_eq!(found.plugin_reference, next);
    docker.send(plugin::Remove::new(&name).force(true)).await.unwrap();
    assert!(docker.send(plugin::Inspect::new(&name)).await.unwrap_err().is_not_found());
}

/// What is no plugin cannot be made one, and what does not run cannot be enabled.
async fn plugin_refuses(lab: Lab) {
    let docker = lab.docker;
    let name = "docker-wire/plugin:one";
    let files = Archive::new().file("no-config.json", 0o644, "{}");
    let error = docker.send(plugin::Create::new(name, files)).await.unwrap_err();
    assert_eq!(error.phase(), Phase::Answer);
    for error in [
        docker.send(plugin::Inspect::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(plugin::Remove::new("nothing")).await.map(drop).unwrap_err(),
        docker.send(plugin::Set::new("nothing", ["A=b"])).await.map(drop).unwrap_err(),
        docker
            .send(plugin::Enable::new("nothing").timeout(Duration::from_secs(5)))
            .await
            .map(drop)
            .unwrap_err(),
        docker.send(plugin::Disable::new("nothing")).await.map(drop).unwrap_err(),
    ] {
        assert!(error.is_not_found(), "{error}");
    }
    // Where nobody listens, nothing is asked for, and nothing comes.
    assert!(docker.send(plugin::Privileges::new("127.0.0.1:9/nothing")).await.unwrap().is_empty());
    let error = match docker.send(plugin::Pull::new("127.0.0.1:9/nothing")).await {
        Ok(progress) => progress.finish().await.unwrap_err(),
        Err(error) => error,
    };
    assert!(error.message().unwrap_or_default().contains("127.0.0.1:9"), "{error}");

    make(&docker, name, b"no program".to_vec()).await;
    let error = docker.send(plugin::Enable::new(name).timeout(Duration::from_secs(5))).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("/nothing"), "{error}");
    let error = docker.send(plugin::Disable::new(name)).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("disabled"), "{error}");
    docker.send(plugin::Remove::new(name)).await.unwrap();
}
