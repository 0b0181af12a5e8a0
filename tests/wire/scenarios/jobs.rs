//! Whole jobs: the twelve that everybody has, and what the crate puts together of operations.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
    time::{Duration, UNIX_EPOCH},
};

use acceptance::live;
use docker_wire::{
    Client,
    api::{container, exec, image},
    context::Context,
    model::HostConfig,
};
use tempfile::TempDir;

use super::{BUSYBOX, LABEL, Lab, create, remove, scenarios, shell, sleeper};

#[path = "../../../crates/docker-wire/examples/twelve_jobs/jobs.rs"]
mod example;

scenarios! {
    twelve_jobs on [docker podman_5_8] or "before Podman 5, events are filtered by another word for `die`";
    run_output;
    run_timeout;
    exec_output;
    copy_round_trip;
    build_from_folder;
}

/// What the example `twelve_jobs` does, it does.
async fn twelve_jobs(lab: Lab) {
    let docker = lab.docker;
    let name = format!("{}/twelve-jobs", live::REGISTRY);
    docker.send(image::Tag::new(BUSYBOX, format!("{name}:latest"))).await.unwrap();
    docker.send(image::Push::new(&name).tag("latest")).await.unwrap().finish().await.unwrap();
    docker.send(image::Remove::new(&name)).await.unwrap();
    let folder = TempDir::new().unwrap();
    plant(&folder.path().join("file"), "copied\n", 0o640);

    let told = example::jobs(&lab.daemon, &format!("{name}:latest"), folder.path()).await.unwrap();

    assert_eq!(fs::read_to_string(folder.path().join("copy")).unwrap(), "copied\n");
    assert!(told[0].starts_with(lab.engine.release), "{told:?}");
    let [.., image, ran, ended, died, listed, pruned] = &told[..] else { panic!("{told:?}") };
    assert!(image.trim_start_matches("sha256:").len() == 64, "{told:?}");
    assert_eq!(*ran, format!("{:?} {:?} 4", b"in\n", b"bad\n"));
    assert_eq!(*ended, format!("{:?} {:?} 3", b"out\n", b"err\n"));
    assert_eq!((died.as_str(), listed.as_str(), pruned.len()), ("die", "1", 64));
    for made in ["job:1", &name] {
        docker.send(image::Remove::new(made)).await.unwrap();
    }
}

/// A run tells its streams apart, has its exit code as data, reads its input, and leaves nothing.
async fn run_output(lab: Lab) {
    let docker = lab.docker;
    let line = "read line; echo got $line; sleep 0.3; echo err >&2; exit 3";
    let command = shell(line).name("docker-wire-run").host_config(HostConfig::new().auto_remove(true));
    let output = docker.run(command).stdin("this\n").await.unwrap();
    assert_eq!((output.code(), &*output.text(), &output.stderr[..]), (3, "got this\n", &b"err\n"[..]));
    assert!(is_gone(&docker, "docker-wire-run").await);
}

/// A run that takes too long ends, and its container with it.
async fn run_timeout(lab: Lab) {
    let docker = lab.docker;
    let sleeper = shell("sleep 600").name("docker-wire-slow");
    let error = docker.run(sleeper).timeout(Duration::from_millis(1500)).await.unwrap_err();
    assert_eq!(error.timer(), Some("total"), "{error}");
    assert!(is_gone(&docker, "docker-wire-slow").await);
}

/// A command in a running container tells its streams apart and has its exit code as data.
async fn exec_output(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let command = exec::Create::new(&id, ["sh", "-c", "cat; sleep 0.3; echo err >&2; exit 5"]);
    let output = docker.exec(command).stdin("in\n").await.unwrap();
    assert_eq!((output.code(), &*output.text(), &output.stderr[..]), (5, "in\n", &b"err\n"[..]));
    remove(&docker, &id).await;
}

/// A folder comes out of a container as it went in.
async fn copy_round_trip(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true")).await;
    let folder = TempDir::new().unwrap();
    let from = folder.path().join("from");
    fs::create_dir_all(from.join("sub")).unwrap();
    plant(&from.join("sub/run"), "#!/bin/sh\n", 0o4751);
    plant(&from.join("plain"), "text", 0o600);
    std::os::unix::fs::symlink("sub/run", from.join("link")).unwrap();
    let touched = Command::new("touch").args(["-h", "-d", "@0"]).arg(from.join("link")).status();
    assert!(touched.unwrap().success());
    for made in [&from.join("sub"), &from] {
        fs::set_permissions(made, fs::Permissions::from_mode(0o750)).unwrap();
        fs::File::open(made).unwrap().set_modified(UNIX_EPOCH).unwrap();
    }

    docker.copy_in(&id, &from, "/opt-it").await.unwrap();
    let to = folder.path().join("to");
    docker.copy_out(&id, "/opt-it", &to).await.unwrap();

    for path in ["", "sub", "sub/run", "plain"] {
        let [one, other] = [&from, &to].map(|root| fs::metadata(root.join(path)).unwrap());
        assert_eq!(one.mode(), other.mode(), "{path}");
        assert_eq!((one.uid(), one.gid()), (other.uid(), other.gid()), "{path}");
    }
    assert_eq!(fs::read_link(to.join("link")).unwrap(), Path::new("sub/run"));
    assert_eq!(fs::read_to_string(to.join("sub/run")).unwrap(), "#!/bin/sh\n");
    remove(&docker, &id).await;
}

/// A folder is a context: what is left out is not there, modes and links are.
async fn build_from_folder(lab: Lab) {
    let docker = lab.docker;
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("keep")).unwrap();
    plant(&at("keep/run"), "#!/bin/sh\necho ran\n", 0o755);
    plant(&at("keep/run.o"), "", 0o644);
    plant(&at("secret"), "", 0o644);
    plant(&at(".dockerignore"), "*\n!keep\n**/*.o\n", 0o644);
    let text = format!(
        "FROM {BUSYBOX}\nLABEL {LABEL}=1\nCOPY . /context\nCMD echo $(find /context -type f) $(/context/keep/run)\n"
    );
    let context = Context::dir(folder.path()).timestamp(UNIX_EPOCH).dockerfile_text(text);
    let build = image::Build::new(context).t(["docker-wire-folder:1"]);
    let built = docker.send(build).await.unwrap().finish().await.unwrap();
    assert!(built.image_id.is_some());

    let output =
        docker.run(container::Create::new("docker-wire-folder:1").labels([(LABEL, "1")])).await.unwrap();
    assert_eq!(output.text(), "/context/keep/run ran\n", "{output:?}");
    docker.send(image::Remove::new("docker-wire-folder:1")).await.unwrap();
}

/// Writes a file that is the same on every machine.
fn plant(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::File::open(path).unwrap().set_modified(UNIX_EPOCH).unwrap();
}

async fn is_gone(docker: &Client, name: &str) -> bool {
    docker.send(container::Inspect::new(name)).await.is_err_and(|error| error.is_not_found())
}
