//! Prints what a real Buildbot master's adapter reports, whenever it changes.
//!
//! ```text
//! BB_URL=127.0.0.1:8010 cargo run --example watch_master -- w1 w2
//! ```

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for a person")]

use std::{collections::BTreeMap, env, sync::Arc};

use docker_wire::transport::Tcp;
use latent::{
    fleet::{MasterEvent, WorkerName},
    master::buildbot::{Buildbot, InMemoryIntents, Options, Timings},
    port::{Master, Reporter},
};

#[tokio::main]
async fn main() {
    let url = env::var("BB_URL").expect("BB_URL=host:port");
    let (host, port) = url.rsplit_once(':').expect("host:port");
    let tcp = Tcp::new(host, port.parse().expect("a port")).expect("an address");
    let options = Options {
        prefix: String::new(),
        credentials: None,
        workers: env::args().skip(1).map(WorkerName).collect(),
        seed: 1,
        intents: Arc::new(InMemoryIntents::default()),
        timings: Timings::default(),
    };
    let master = Buildbot::new(Arc::new(tcp), options);
    let (reporter, mut events) = Reporter::channel();
    let began = tokio::time::Instant::now();
    let print = async {
        let mut last = BTreeMap::new();
        while let Some((worker, event)) = events.recv().await {
            let kind = matches!(event, MasterEvent::Link(_));
            if last.insert((worker.clone(), kind), event.clone()).as_ref() != Some(&event) {
                println!("{:7} ms {worker}: {event:?}", began.elapsed().as_millis());
            }
        }
    };
    tokio::join!(master.watch(reporter), print);
}
