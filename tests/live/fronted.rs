//! A master that is reached as most are: over https, under a path, through a web server before it.

use acceptance::{
    front::Front,
    latent::{Home, master_table, worker_table},
    live,
};

use crate::{MINUTE, bad_input::refused, builds::master, builds::succeeded_at_first_try, no_password};

#[test]
fn a_master_over_https_under_a_path_is_watched_and_controlled() {
    let master = master(&["linux-1"]);
    let front = Front::of(&master);
    let keys = format!("image = {:?}", live::engine().worker_image);
    let worker = worker_table("linux-1", &live::engine().host, &keys);
    let at = |host: &str, tls: &str| {
        let url = master_table(&master).replace(&master.url, &front.url(host));
        format!("{}\n{tls}\n{worker}", url.trim_end())
    };
    let trusted = format!("tls = {{ ca = {:?} }}", front.ca());

    let unknown = "no trusted authority has signed the master's certificate; name its CA";
    refused(&at("localhost", ""), 5, &["cannot reach the master", unknown]);
    let elsewhere = at("localhost", &trusted).replace("/ci/bb", "/ci");
    refused(&elsewhere, 5, &["is not a Buildbot master"]);

    // Each address is another name to verify; an IPv6 address cannot be told to the server as a name.
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let home = Home::with(&at(host, &trusted));
        let mut latent = home.run();
        let requests = master.force("echo", 2, &[]);
        let containers = succeeded_at_first_try(&master.wait(&requests, 2 * MINUTE));
        assert_eq!(containers.len(), 2, "{host}");
        latent.drain(MINUTE);
        assert_eq!(home.leaked(), 0);
        no_password(&home, &latent.text());
    }
}
