//! Values that are said as text: what is wrong with them is told before anything is sent.

use serde_json::json;

use super::{sent, target};
use crate::{
    Error, Phase,
    api::{container, image},
    catalogue::Policy,
    error::Context,
    model::{ByteSize, ContainerPort, HostConfig, ImageReference, PortBinding, Publish, RestartPolicy},
    operation::{Operation, prepare},
    version::ApiVersion,
};

fn mistake<O: Operation>(operation: O) -> String {
    let prepared = prepare(operation, Some(ApiVersion::NEWEST), Policy::Refuse, &mut Context::default());
    let error: Error = prepared.unwrap_err();
    assert_eq!(error.phase(), Phase::Prepare);
    error.to_string()
}

#[test]
fn published_ports_are_exposed_and_bound() {
    let create = container::Create::new("nginx")
        .exposed_ports(["443"])
        .publish("127.0.0.1:8080:80")
        .host_config(HostConfig::new().port_bindings([(80, vec![PortBinding::at([127, 0, 0, 1], 8081)])]))
        .publish(Publish::new(ContainerPort::udp(53)));
    assert_eq!(
        sent(create),
        json!({
            "Image": "nginx",
            "ExposedPorts": {"443/tcp": {}, "80/tcp": {}, "53/udp": {}},
            "HostConfig": {"PortBindings": {
                "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8081"}, {"HostIp": "127.0.0.1", "HostPort": "8080"}],
                "53/udp": [{"HostPort": ""}],
            }},
        })
    );
}

#[test]
fn sizes_are_said_in_bytes() {
    let update = container::Update::new("c")
        .memory(ByteSize::mib(512))
        .memory_swap(ByteSize::UNLIMITED)
        .memory_reservation(1 << 20)
        .restart_policy(RestartPolicy::unless_stopped());
    assert_eq!(
        sent(update),
        json!({
            "Memory": 536_870_912, "MemorySwap": -1, "MemoryReservation": 1_048_576,
            "RestartPolicy": {"Name": "unless-stopped"},
        })
    );
    let body = image::Build::from_dockerfile("FROM a").memory("1g".parse::<ByteSize>().unwrap());
    assert_eq!(target(body), "POST /v1.51/build?rm=true&forcerm=true&memory=1073741824");
}

#[test]
fn the_first_wrong_value_is_named_and_nothing_is_made() {
    let create = || container::Create::new("a");
    for (mistake, expected) in [
        (
            mistake(create().platform("linux/").publish("x")),
            "ContainerCreate: `linux/` is no platform: `` is no architecture; write such as linux/arm64/v8",
        ),
        (
            mistake(create().publish("8080:http")),
            "ContainerCreate: `8080:http` is no published port: `http` is no number from 0 to 65535",
        ),
        (
            mistake(create().exposed_ports(["80/tpc"])),
            "ContainerCreate: `80/tpc` is no port: `tpc` is none of tcp, udp, sctp",
        ),
        (
            mistake(container::Kill::new("c").signal("SIGTREM")),
            "ContainerKill: `SIGTREM` is no signal; write a name such as SIGTERM, or a number from 1 to 64",
        ),
        (mistake(image::Pull::new("")), "ImageCreate: `` is no name of an image: it is empty"),
        (mistake(image::Pull::new("a:b c")), "ImageCreate: `a:b c` is no name of an image: `b c` is no tag"),
        (
            mistake(image::Push::new("a/")),
            "ImagePush: `a/` is no name of an image: nothing is between two slashes, or at an end",
        ),
        (
            mistake(image::Tag::new("a", "B")),
            "ImageTag: `B` is no name of an image: `B` has other letters than a-z, 0-9 and . _ - between them",
        ),
        (
            mistake(image::Import::from_url("u").platform("a/b/c/d")),
            "ImageCreate: `a/b/c/d` is no platform: it has more than three parts; write such as linux/arm64/v8",
        ),
    ] {
        assert_eq!(mistake, expected);
    }
}

#[test]
fn a_name_with_a_digest_is_pulled_by_it() {
    let digest = format!("sha256:{}", "0".repeat(64));
    let image: ImageReference = format!("h:5000/a:1@{digest}").parse().unwrap();
    assert_eq!(
        target(image::Pull::new(image)),
        format!("POST /v1.51/images/create?fromImage=h:5000/a&tag={digest}")
    );
}
