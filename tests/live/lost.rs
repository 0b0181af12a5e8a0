//! A claim that the master loses: it happens where the worker that was chosen goes away before the build is made, and here
//! because the worker says so.

use acceptance::{
    latent::Home,
    live,
    master::{Master, MasterOptions},
};

use crate::{MINUTE, SECOND, builds::succeeded_at_first_try};

/// A worker that fails as one does that is gone, once, whatever is restarted.
const FORGETFUL: &str = r#"
mark = os.path.join(basedir, "forgot")
class Forgetful(worker.Worker):
    def setupProperties(self, props):
        if not os.path.exists(mark):
            open(mark, "w").close()
            raise AttributeError("as where the worker is gone")
        super().setupProperties(props)
c["workers"] = [Forgetful(n, S["password"], **S["worker_args"]) for n in S["workers"]]
"#;

#[test]
fn a_claim_that_the_master_lost_holds_up_no_other_build() {
    let master = Master::up(&MasterOptions { local: FORGETFUL.into(), ..MasterOptions::default() });
    let keys = format!("image = {:?}", live::engine().worker_image);
    let home = Home::new(&master, &live::engine().host, &["linux-1"], &keys);
    let mut latent = home.run();

    let lost = master.force("echo", 1, &[]);
    master.wait_connected("linux-1", true, MINUTE);
    let others = master.force("echo", 2, &[]);
    let containers = succeeded_at_first_try(&master.wait(&others, 2 * MINUTE));
    assert_eq!(containers.len(), 2);
    let told = "the master has claimed a request and made no build of it; unless another master did, only a restart of \
                the master lets it be built";
    let (line, _) = latent.wait_for(told, None, 0, SECOND);
    assert_eq!(line["fields"]["request"], lost[0]);
    assert!(!master.wait(&lost, SECOND)[0].complete, "it was to be lost");

    // And then it is built.
    master.crash_and_start();
    assert!(succeeded_at_first_try(&master.wait(&lost, 2 * MINUTE)).is_disjoint(&containers));
    latent.drain(MINUTE);
    assert_eq!(home.leaked(), 0);
}
