use docker_wire::Transport;

use super::*;
use crate::{
    config::{DockerHost, MasterUrl},
    master::buildbot::InMemoryIntents,
    port::Remarks,
    service::{Direct, Identity, Service},
};

const HEAD: &str = "\
state_dir = \"/var/lib/latent\"
[master]
url = \"http://127.0.0.1:8010\"
masterFQDN = \"ci.example\"
";

fn worker(name: &str, lines: &str) -> String {
    format!(
        "[[worker]]\nname = \"{name}\"\npassword = \"p\"\ndocker_host = \"unix:///e\"\nimage = \"i\"\n{lines}\n"
    )
}

fn config(text: &str) -> Config {
    Config::parse(&format!("{HEAD}{text}"), "latent.toml").unwrap()
}

fn service(text: &str) -> Service {
    let identity = Identity { owner: "o".into(), epoch: 1, seed: 1 };
    let intents = Arc::new(InMemoryIntents::default());
    Service::assemble(&config(text), &identity, &Direct, intents, &Remarks::default()).unwrap()
}

fn names(names: &[&str]) -> Vec<WorkerName> {
    names.iter().map(|name| WorkerName((*name).into())).collect()
}

/// Reaches everything but one engine.
struct AllBut(&'static str);

impl Connect for AllBut {
    fn engine(&self, host: &DockerHost) -> Result<Arc<dyn Transport>, ConnectError> {
        if host.to_string() == self.0 {
            return Err(docker_wire::TransportError::unsent("not that one").into());
        }
        Direct.engine(host)
    }

    fn master(&self, url: &MasterUrl) -> Result<Arc<dyn Transport>, ConnectError> {
        Direct.master(url)
    }
}

#[test]
fn what_changes_is_told_by_worker() {
    let mut service = service(&[worker("a", ""), worker("b", ""), worker("c", ""), worker("d", "")].concat());
    let new = [
        worker("a", ""),
        worker("b", "missing_timeout = \"1m\""),
        worker("c", "command = [\"x\"]"),
        worker("e", ""),
    ];
    let changes = service.reload.apply(config(&new.concat()), &Direct).unwrap();
    let expected = Changes {
        added: names(&["e"]),
        removed: names(&["d"]),
        replaced: names(&["c"]),
        adjusted: names(&["b"]),
    };
    assert_eq!(changes, expected);
    assert_eq!(changes.to_string(), "added: e; removed: d; replaced when idle: c; adjusted: b");
    let again = service.reload.apply(config(&new.concat()), &Direct).unwrap();
    assert_eq!(again.to_string(), "no worker has changed");
}

#[test]
fn what_is_made_otherwise_is_of_another_edition_also_when_it_was_away() {
    let mut service = service(&[worker("a", ""), worker("b", "")].concat());
    let edition = |service: &Service, name: &str| service.reload.editions[&WorkerName(name.into())];
    let apply = |service: &mut Service, text: &str| service.reload.apply(config(text), &Direct).unwrap();
    apply(&mut service, &[worker("a", "user = \"u\""), worker("b", "max_builds = 1")].concat());
    assert_eq!((edition(&service, "a"), edition(&service, "b")), (1, 0));
    apply(&mut service, &worker("a", "user = \"u\""));
    apply(&mut service, &[worker("a", "user = \"u\""), worker("b", "user = \"u\"")].concat());
    assert_eq!((edition(&service, "a"), edition(&service, "b")), (1, 1));
}

#[test]
fn what_a_process_keeps_for_life_is_refused() {
    let mut service = service(&worker("a", ""));
    for (from, to, what) in [
        ("/var/lib/latent", "/srv/latent", "state_dir"),
        ("127.0.0.1:8010", "127.0.0.1:8011", "the master's url"),
        ("[master]", "[master]\nuser = \"u\"\npassword = \"p\"", "user or password"),
    ] {
        let text = format!("{HEAD}{}", worker("a", "user = \"u\"")).replace(from, to);
        let new = Config::parse(&text, "latent.toml").unwrap();
        let error = service.reload.apply(new, &Direct).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains("restart"), "{error}");
        assert_eq!(service.reload.config, config(&worker("a", "")));
    }
    let text = format!("{HEAD}worker_port = 9990\n{}", worker("a", ""));
    let changes = service.reload.apply(Config::parse(&text, "latent.toml").unwrap(), &Direct).unwrap();
    assert_eq!(changes.replaced, names(&["a"]), "what workers are told of the master is theirs");
}

#[test]
fn an_engine_that_cannot_be_reached_changes_nothing() {
    let mut service = service(&worker("a", ""));
    let elsewhere = worker("b", "").replace("unix:///e", "tcp://far:2375");
    let new = [worker("a", "user = \"u\""), elsewhere].concat();
    service.reload.apply(config(&new), &AllBut("tcp://far:2375")).unwrap_err();
    assert_eq!(service.reload.config, config(&worker("a", "")));
    assert_eq!(service.reload.editions.len(), 1);
    assert_eq!(service.reload.engines.daemons().len(), 1);
    service.reload.apply(config(&new), &Direct).unwrap();
    assert_eq!(service.reload.engines.daemons().len(), 2);
}
