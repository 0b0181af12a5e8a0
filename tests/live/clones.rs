//! A state folder that is copied: two processes of one owner would remove each other's containers.

use std::{fs, process::Command, thread, time::Instant};

use acceptance::{
    latent::{Home, Running, program},
    live,
};

use crate::{MINUTE, SECOND, builds::master, builds::succeeded_at_first_try};

/// The copy is refused and counts no start. If somebody vouches for it all the same, one of the two processes sees what the
/// other has started, ends without touching anything, and is not started again.
#[test]
fn a_copied_state_folder_is_refused_and_of_two_live_ones_one_leaves() {
    let master = master(&["linux-1", "linux-2"]);
    let keys = format!("image = {:?}\nbuild_wait_timeout = \"10m\"", live::engine().worker_image);
    let home = Home::new(&master, &live::engine().host, &["linux-1", "linux-2"], &keys);
    let mut first = home.run();
    let request = master.force("echo", 1, &[]);
    succeeded_at_first_try(&master.wait(&request, MINUTE));

    let copy = home.folder().join("copy");
    let copied = Command::new("cp").arg("-a").arg(home.state()).arg(&copy).status();
    assert!(copied.is_ok_and(|status| status.success()));
    let config = home.folder().join("copy.toml");
    let text = fs::read_to_string(home.config()).unwrap();
    let (was, is) = (format!("{:?}", home.state()), format!("{copy:?}"));
    fs::write(&config, text.replace(&was, &is)).unwrap();
    let run = || {
        let mut command = program();
        command.args(["--log-format", "json", "run", "--config"]).arg(&config);
        command
    };
    let refused = run().output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3), "{said}");
    assert!(said.contains("this state folder is a copy") && said.contains("`place`"), "{said}");
    assert_eq!(fs::read_to_string(copy.join("epoch")).unwrap(), "1\n");

    fs::remove_file(copy.join("place")).unwrap();
    let mut second = Running::start(run());
    // Both workers are busy at once, so that one container is started anew.
    second.wait_for("adopted", None, 0, MINUTE);
    let requests = master.force("sleep", 2, &[("seconds", "3")]);
    let done = master.wait(&requests, 2 * MINUTE);
    assert!(done.iter().all(|request| request.results.as_deref() == Some("SUCCESS")), "{done:?}");
    // One of both has started what the other sees at its next sweep, within a minute: that one leaves.
    let give_up = Instant::now() + MINUTE + 30 * SECOND;
    let (left, stays) = loop {
        if first.has_ended() {
            break (&mut first, &mut second);
        }
        if second.has_ended() {
            break (&mut second, &mut first);
        }
        assert!(Instant::now() < give_up, "both go on:\n{}\n{}", first.text(), second.text());
        thread::sleep(SECOND / 10);
    };
    assert_eq!(left.wait(SECOND).code(), Some(3), "{}", left.text());
    assert!(left.text().contains("another latent has acted as the owner"), "{}", left.text());
    assert!(!home.containers().is_empty(), "the containers of the other are not touched");
    let fenced: Vec<_> = [home.state(), copy].into_iter().filter(|it| it.join("fenced").exists()).collect();
    assert_eq!(fenced.len(), 1, "{fenced:?}");
    stays.drain(MINUTE);
}
