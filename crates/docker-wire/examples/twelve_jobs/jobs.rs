use docker_wire::api::{Filters, container, exec, image, network, system};
use docker_wire::{ApiVersion, Daemon, Error, error::IfFound, model::EndpointSettings};

/// Does the twelve jobs with an image that is pulled and a folder with a `file`, and tells what came of each.
pub(crate) async fn jobs(daemon: &Daemon, image: &str, dir: &std::path::Path) -> Result<Vec<String>, Error> {
    let docker = &daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?; // 1. Connect.
    docker.send(system::Ping::new()).await?; // 2. Ping and version.
    let mut told = vec![docker.send(system::Version::new()).await?.version.clone()];
    let mut pull = docker.send(image::Pull::new(image)).await?; // 3. Pull with progress.
    while let Some(line) = pull.next().await {
        told.extend(line?.status);
    }
    let text = format!("FROM {image}\nCMD echo out; echo err >&2; sleep 2; exit 3"); // 4. Build.
    let build = image::Build::from_dockerfile(text).t(["job:1"]);
    told.extend(docker.send(build).await?.finish().await?.image_id);
    let deaths = system::Events::new().filters(Filters::new().event("die").label("job=1"));
    let mut events = docker.send(deaths).await?; // 5. Follow events with filters.
    let create = container::Create::new("job:1").labels([("job", "1")]); // 6. Create, start, logs, wait.
    let id = &docker.send(create).await?.id;
    docker.send(container::Start::new(id)).await?;
    let command = ["sh", "-c", "echo in; echo bad >&2; exit 4"]; // 7. Exec, its streams apart, its exit code.
    let ran = docker.exec(exec::Create::new(id, command)).await?;
    told.push(format!("{:?} {:?} {}", ran.stdout, ran.stderr, ran.code()));
    docker.copy_in(id, dir.join("file"), "/tmp/file").await?; // 8. Copy a file in and out.
    docker.copy_out(id, "/tmp/file", dir.join("copy")).await?;
    let network = docker.send(network::Create::new("jobs")).await?; // 9. A network, and an alias in it.
    let alias = EndpointSettings::new().aliases(["web"]);
    docker.send(network::Connect::new(&network.id, id).endpoint_config(alias)).await?;
    let (out, err) = docker.send(container::Logs::new(id).follow(true)).await?.collect(1 << 20).await?;
    told.push(format!("{out:?} {err:?} {}", docker.exit(id).await?.code));
    told.extend(events.next().await.transpose()?.map(|event| event.action));
    let mine = Filters::new().label("job=1"); // 10. List with filters.
    told.push(docker.send(container::List::new().all(true).filters(mine.clone())).await?.len().to_string());
    docker.send(container::Remove::new("gone").force(true).v(true)).await.if_found()?; // 11. Missing is fine.
    told.extend(docker.send(container::Prune::new().filters(mine)).await?.containers_deleted.clone()); // 12. Prune.
    docker.send(network::Remove::new(&network.id)).await?;
    Ok(told)
}
