//! The demonstration, replayed in this process.

use std::sync::Mutex;

use docker_wire::{
    Daemon,
    replay::{Replayer, Timing},
};
use latent::{
    demo::{
        LANE, RECORDING,
        play::{BUILDS, Scene, Stage, play},
    },
    state::owner_from,
};

#[tokio::test(start_paused = true)]
async fn the_recording_shows_a_whole_life_and_nothing_is_left() {
    let replayer = Replayer::parse(RECORDING, "demo").unwrap().timing(Timing::Exact);
    let seed = replayer.fixture().header().seed.unwrap();
    let position = replayer.clone();
    let clock = move || position.clock_ms();
    let scenes = Mutex::new(Vec::new());
    let stage = Stage {
        daemon: Daemon::over(replayer.lane(LANE)),
        owner: owner_from(seed).to_string(),
        files: Vec::new(),
        clock: &clock,
        audience: &|_, scene| scenes.lock().unwrap().push(scene),
    };
    let outcome = play(stage, std::future::pending()).await.unwrap();
    replayer.lenient().finish().unwrap();

    assert_eq!((outcome.succeeded, outcome.leaked), (BUILDS, 0));
    // Two seconds of idling are between the last build and the end, on the recording's own clock.
    let idle = outcome.phases["idle"];
    assert!((1_900..2_500).contains(&idle), "{:?}", outcome.phases);
    assert!(outcome.phases["total"] > idle + outcome.phases["substantiate"]);
    let scenes = scenes.into_inner().unwrap();
    let told = |part: &str| {
        let tells =
            |scene: &Scene| matches!(scene, Scene::Worker(text) | Scene::Output(text) if text.contains(part));
        scenes.iter().position(tells).unwrap_or_else(|| panic!("nobody told `{part}`: {scenes:#?}"))
    };
    let order = [
        told("build 3 is requested"),
        told("substantiating it"),
        told("image built"),
        told("attached"),
        told("build 1: compiling"),
        told("build 3: Success"),
        told("idle; it goes"),
        told("insubstantiating it"),
        told("the engine confirms that the container is gone"),
        told("3 of 3 builds succeeded; nothing is left"),
    ];
    assert!(order.is_sorted(), "{scenes:#?}");
}
