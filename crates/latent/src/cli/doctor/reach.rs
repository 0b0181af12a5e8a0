//! Whether a container of a worker really reaches its master.
//!
//! A connection can be tried only from where the worker will be: in its image, on its network, with its name servers. So
//! a container is started there that opens one connection with whatever the image has for that, and is removed.

use std::time::Duration;

use docker_wire::{
    Client, Error,
    api::container,
    model::{HostConfig, NetworkingConfig},
};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::{Area, Finding};
use crate::{cli::attempt::fresh_name, config::Worker, engine::container::label};

/// How long the container may take in all.
const PATIENCE: Duration = Duration::from_secs(30);

/// What of a worker's host configuration says how its network is, and what an engine needs to start anything.
const KEYS: [&str; 7] = ["NetworkMode", "Dns", "DnsSearch", "DnsOptions", "ExtraHosts", "Init", "Runtime"];

/// Says how much room there is, and tries the connection with the first tool that the image has; 99 is none.
const SCRIPT: &str = r#"df -Pk / 2>/dev/null | tail -n 1
for python in python3 python /usr/bin/python3 /usr/local/bin/python3 "$VIRTUAL_ENV/bin/python"; do
  if command -v "$python" >/dev/null 2>&1; then
    exec "$python" -c 'import os,socket
socket.create_connection((os.environ["LATENT_HOST"],int(os.environ["LATENT_PORT"])),10).close()'
  fi
done
if command -v bash >/dev/null 2>&1; then exec bash -c ': <"/dev/tcp/$LATENT_HOST/$LATENT_PORT"'; fi
if command -v nc >/dev/null 2>&1; then exec nc -w 10 "$LATENT_HOST" "$LATENT_PORT" </dev/null; fi
exit 99"#;

/// Less than this much room in a container is too little for most builds: 1 GiB, in KiB.
const ROOM: u64 = 1 << 20;

/// Tries it, and says what came of it.
pub(super) async fn examine(worker: &Worker, client: &Client, image: &str, findings: &mut Vec<Finding>) {
    let (name, host, port) = (&worker.name, &worker.buildmaster, worker.buildmaster_port);
    let container = fresh_name("latent-doctor");
    let tried = timeout(PATIENCE, attempt(worker, client, image, &container)).await;
    // Whatever happened, nothing is left; a container that was never made cannot be removed.
    let removed = client.send(container::Remove::new(&container).force(true).v(true)).await;
    if let Err(error) = removed
        && !error.is_not_found()
    {
        let text = format!("the container {container} may be left: {error:#}");
        findings.push(Finding::warning(Area::Leftovers, text, "remove it"));
    }
    if let Ok(Ok((_, said))) = &tried {
        room(worker, said, findings);
    }
    findings.push(match tried {
        Ok(Ok((0, _))) => {
            Finding::fine(Area::Reach, format!("worker `{name}`: its container reaches {host}:{port}"))
        }
        Ok(Ok((99, _))) => Finding::warning(
            Area::Reach,
            format!("worker `{name}`: {image} has neither python nor bash nor nc to try {host}:{port} with"),
            "look at `latent explain` when its first build waits",
        ),
        Ok(Ok((_, said))) => Finding::wrong(
            Area::Reach,
            format!("worker `{name}`: its container does not reach {host}:{port}: {}", last_line(&said)),
            "set masterFQDN and worker_port to what containers on that network can reach",
        ),
        Ok(Err(error)) => Finding::warning(
            Area::Reach,
            format!("worker `{name}`: no container could be tried: {error:#}"),
            "see that the image has a shell and the engine can start it: `latent try IMAGE`",
        ),
        Err(_) => Finding::wrong(
            Area::Reach,
            format!("worker `{name}`: whether its container reaches {host}:{port} was not known within 30 s"),
            "set masterFQDN and worker_port to what containers on that network can reach",
        ),
    });
}

/// Runs the container to its end; returns its exit code and what it said.
async fn attempt(worker: &Worker, client: &Client, image: &str, name: &str) -> Result<(i64, String), Error> {
    client.send(created(worker, image, name)).await?;
    client.send(container::Start::new(name)).await?;
    let exit = client.send(container::Wait::new(name)).await?.exit().await?;
    let mut logs = client.send(container::Logs::new(name).stdout(true).stderr(true)).await?;
    let mut said = Vec::new();
    while let Some(piece) = logs.next().await.transpose()? {
        said.extend_from_slice(&piece.bytes);
    }
    Ok((exit.code, String::from_utf8_lossy(&said).into_owned()))
}

/// A container on the worker's network and with nothing else of the worker's.
fn created(worker: &Worker, image: &str, name: &str) -> container::Create {
    let environment =
        [format!("LATENT_HOST={}", worker.buildmaster), format!("LATENT_PORT={}", worker.buildmaster_port)];
    // What cannot be read is as the engine has it; the configuration was checked before.
    let host_config: HostConfig =
        serde_json::from_value(network_of(&worker.host_config).into()).unwrap_or_default();
    let mut create = container::Create::new(image)
        .name(name)
        .labels([(label::MANAGED, "1")])
        .entrypoint(["/bin/sh", "-c"])
        .cmd([SCRIPT])
        .env(environment)
        .host_config(host_config);
    let endpoints = worker.networking_config.as_ref().and_then(|it| it.get("EndpointsConfig"));
    for (network, _) in endpoints.and_then(Value::as_object).into_iter().flatten() {
        // Without the addresses and names there, which only one container can have.
        let mut networking = NetworkingConfig::default();
        networking.endpoints_config.get_or_insert_default().insert(network.clone(), Box::default());
        create = create.networking_config(networking);
    }
    create
}

fn network_of(host_config: &Value) -> Map<String, Value> {
    let of = |key: &&str| Some(((*key).to_owned(), host_config.get(*key)?.clone()));
    KEYS.iter().filter_map(of).collect()
}

/// Warns where the container had little room, as `df -Pk` says.
fn room(worker: &Worker, said: &str, findings: &mut Vec<Finding>) {
    let free = said.lines().next().and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    if let Some(free) = free.filter(|free| *free < ROOM) {
        let text = format!("worker `{}`: its containers have {} MiB of disk left", worker.name, free >> 10);
        findings.push(Finding::warning(
            Area::Engine,
            text,
            "make room on the engine's disk, or run `latent gc`",
        ));
    }
}

fn last_line(said: &str) -> &str {
    said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn worker(keys: &str) -> Worker {
        let text = format!(
            "state_dir = \"/s\"\n[master]\nurl = \"http://m\"\nmasterFQDN = \"m:7\"\n[[worker]]\nname = \"w\"\n\
             password = \"p4ss\"\nimage = \"i\"\ndocker_host = \"unix:///s\"\n{keys}\n"
        );
        Config::parse(&text, "latent.toml").unwrap().workers.swap_remove(0)
    }

    #[test]
    fn only_the_network_of_a_worker_is_tried_and_none_of_its_secrets_or_mounts() {
        let worker = worker(
            "volumes = [\"/srv:/srv\"]\nenvironment = { TOKEN = \"t0ken\" }\nnetworking_config = \"host\"\n\
             hostconfig = { privileged = true, dns = [\"9.9.9.9\"], mem_limit = \"2g\" }",
        );
        let network = network_of(&worker.host_config);
        let keys: Vec<_> = network.keys().map(String::as_str).collect();
        assert_eq!(keys, ["Dns", "Init", "NetworkMode"]);
        let said = format!("{:?}", created(&worker, "i", "n"));
        assert!(!said.contains("p4ss") && !said.contains("t0ken") && !said.contains("/srv"), "{said}");
    }

    #[test]
    fn little_room_is_said() {
        let worker = worker("");
        let said = |line: &str| {
            let mut findings = Vec::new();
            room(&worker, line, &mut findings);
            findings.len()
        };
        assert_eq!(said("overlay 100000000 99000000 900000 99% /\n"), 1);
        assert_eq!(said("overlay 100000000 1000000 99000000 1% /\n"), 0);
        assert_eq!(said("df: not found\n"), 0);
    }
}
