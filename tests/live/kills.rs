//! `latent run` killed at every step of a start and of a stop, to the request: before the engine has seen it, and when the
//! engine has done it and `latent` does not know. The next process leaves no container, volume, network or image.

use acceptance::{
    gate::{Gate, Hold},
    latent::{Home, program},
    live::{self, REGISTRY},
    own_engine::OwnEngine,
    raw,
};
use docker_wire::{ApiVersion, Daemon, api::image};

use crate::{MINUTE, builds::master, builds::succeeded_at_first_try, no_password};

/// The steps by the request that each is. Between start and stop, `recovery` has the moments of the worker.
const STEPS: [(&str, &str, &str); 6] = [
    ("pull", "POST ", "/images/create?"),
    ("build", "POST ", "/build?"),
    ("create", "POST ", "/containers/create?"),
    ("start", "POST ", "/start"),
    ("stop", "POST ", "/stop?"),
    ("remove", "DELETE ", "/containers/"),
];

#[test]
fn s107_killed_at_every_step_of_start_and_stop_leaves_nothing() {
    let engine = OwnEngine::up("kills");
    let image = push_worker_image(&engine);
    let dockerfile = format!("FROM {}\nENV STEP=1\nRUN [\"true\"]\n", live::engine().worker_image);
    let long = live::times(10) == 10;
    for (number, (step, method, part)) in (0..).zip(STEPS) {
        let source = match step {
            "pull" => format!("image = \"{image}\"\npull = \"always\""),
            "build" => format!("dockerfile = {dockerfile:?}"),
            _ => format!("image = {:?}", live::engine().worker_image),
        };
        // In a short run one of them, and the other with another seed.
        let holds = [Hold::Request, Hold::Answer].into_iter().zip(0..);
        for (hold, _) in holds.filter(|(_, turn)| long || (number + live::seed()) % 2 == *turn) {
            let before = raw::everything(&engine.socket);
            let gate = Gate::to(&engine.socket);
            let master = master(&["linux-1"]);
            // With a volume of its own for each container, to be left behind.
            let keys = format!("{source}\nvolumes = [\"/scratch\"]");
            let home = Home::new(&master, &gate.host(), &["linux-1"], &keys).counted_on(&engine.socket);
            gate.arm(method, part, hold);
            let mut latent = home.run();
            let requests = master.force("echo", 1, &[]);
            gate.wait_held(MINUTE);
            latent.kill();

            let mut latent = home.run();
            succeeded_at_first_try(&master.wait(&requests, 2 * MINUTE));
            latent.drain(MINUTE);
            no_password(&home, &latent.text());
            if step == "build" {
                remove_built(&home);
            }
            let mut after = raw::everything(&engine.socket);
            if step == "build" {
                after.retain(|object| before.contains(object) || !is_cache(&engine, object));
            }
            assert_eq!(after, before, "{step}, the {hold:?} held:\n{}", latent.text());
        }
    }
}

/// What was built stays for the next container until its worker is gone from the configuration: then `gc` removes it.
fn remove_built(home: &Home) {
    let text = std::fs::read_to_string(home.config()).unwrap();
    let other = text.lines().map(|line| match line.starts_with("dockerfile") {
        true => "image = \"busybox\"",
        false => line,
    });
    home.rewrite(&other.collect::<Vec<_>>().join("\n"));
    let done = program().arg("gc").arg("--config").arg(home.config()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Whether this is a layer of a build that was broken off, which the engine keeps for the next one: the classic builder
/// labels an image in its last step, so until then nothing says whose build it is.
fn is_cache(engine: &OwnEngine, object: &str) -> bool {
    let Some(rest) = object.strip_prefix("image \"").filter(|rest| rest.ends_with("[\"<none>:<none>\"]"))
    else {
        return false;
    };
    let id = rest.split('"').next().unwrap_or_default();
    let image = raw::engine(&engine.socket, "GET", &format!("/images/{id}/json"), None).json();
    let labels = image["Config"]["Labels"].as_object();
    image["Id"] == id && labels.is_none_or(|labels| !labels.keys().any(|label| label.starts_with("latent.")))
}

/// Has the worker's image in the registry under a name of its own, and also on the engine.
fn push_worker_image(engine: &OwnEngine) -> String {
    let repository = format!("{REGISTRY}/live/kills");
    let pushing = async {
        let client = Daemon::at(&engine.host().parse().unwrap()).unwrap().pin(ApiVersion::V1_41);
        client.send(image::Tag::new(live::engine().worker_image, &repository).tag("1")).await.unwrap();
        client.send(image::Push::new(&repository).tag("1")).await.unwrap().finish().await.unwrap();
        // Had by that name before, so that a pull changes nothing that could count as left behind.
        client.send(image::Pull::new(format!("{repository}:1"))).await.unwrap().finish().await.unwrap();
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(pushing);
    format!("{repository}:1")
}
