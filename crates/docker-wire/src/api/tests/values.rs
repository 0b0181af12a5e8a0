//! Values that are said as text: what is wrong with them is told before anything is sent.

use serde_json::json;

use super::{sent, target};
use crate::{
    Error, Phase,
    api::{Filters, build, container, image, network, plugin, system, volume},
    catalogue::Policy,
    error::Context,
    model::{ByteSize, ContainerPort, HostConfig, ImageReference, PortBinding, Publish, RestartPolicy},
    operation::{Operation, prepare},
    version::ApiVersion,
};

fn mistake<O: Operation>(operation: O) -> String {
    mistake_at(ApiVersion::NEWEST, operation)
}

fn mistake_at<O: Operation>(pinned: ApiVersion, operation: O) -> String {
    let prepared = prepare(operation, Some(pinned), Policy::Refuse, &mut Context::default());
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

/// Keys by operation, and values by key: what engines refuse, and worse, what they do not.
#[test]
fn a_filter_that_cannot_be_meant_is_named_before_anything_is_sent() {
    let with = |key: &str, value: &str| Filters::new().with(key, value);
    let old = ApiVersion::V1_41;
    for (mistake, expected) in [
        (
            mistake(container::List::new().filters(with("labels", "a=b"))),
            "ContainerList: filter `labels` is not in any version of the API; did you mean `label`?",
        ),
        (
            mistake(container::List::new().filters(with("Status", "running"))),
            "ContainerList: filter `Status` is not in any version of the API; did you mean `status`?",
        ),
        (
            mistake(container::List::new().filters(with("until", "10m"))),
            "ContainerList: filter `until` is not in any version of the API",
        ),
        (
            mistake(container::List::new().filters(with("exited", "one"))),
            "ContainerList: filter `exited` has a value of the wrong type: expected integer, found text",
        ),
        (
            mistake(container::List::new().filters(Filters::new().label("a").with("is-task", ""))),
            "ContainerList: filter `is-task` has a value of the wrong type: expected boolean, found nothing",
        ),
        (
            mistake(image::List::new().filters(with("dangling", "maybe"))),
            "ImageList: filter `dangling` has a value of the wrong type: expected boolean, found text",
        ),
        (
            mistake_at(old, image::List::new().filters(Filters::new().until("24h"))),
            "ImageList: filter `until` needs API 1.44, and 1.41 is pinned; that engine would refuse it",
        ),
        (
            mistake(image::Prune::new().filters(Filters::new().until("yesterday"))),
            "ImagePrune: filter `until` has a value of the wrong type: expected string:time, found text",
        ),
        (
            mistake(image::Prune::new().filters(with("unlabel", "keep"))),
            "ImagePrune: filter `unlabel` is not in any version of the API; did you mean `label`?",
        ),
        (
            mistake_at(old, volume::Prune::new().filters(with("all", "1"))),
            "VolumePrune: filter `all` needs API 1.42, and 1.41 is pinned; that engine would refuse it",
        ),
        (
            mistake(build::Prune::new().filters(Filters::new().label("keep"))),
            "BuildPrune: filter `label` is not in any version of the API",
        ),
        (
            mistake(system::Events::new().filters(with("types", "container"))),
            "SystemEvents: filter `types` is not in any version of the API; did you mean `type`?",
        ),
        (
            mistake(plugin::List::new().filters(with("enable", "true"))),
            "PluginList: filter `enable` is not in any version of the API; did you mean `enabled`?",
        ),
    ] {
        assert_eq!(mistake, expected);
    }
}

#[test]
fn filters_are_sent_when_warned_of_and_never_left_out() {
    let wrong = || container::Prune::new().filters(Filters::new().label("mine").with("pod", "p"));
    let at = |policy| prepare(wrong(), Some(ApiVersion::V1_41), policy, &mut Context::default());
    let sent = at(Policy::Warn).unwrap().uri().to_string();
    assert!(sent.contains("label") && sent.contains("pod"), "{sent}");
    for policy in [Policy::Refuse, Policy::Drop] {
        assert!(at(policy).unwrap_err().is_gated(), "{policy:?}");
    }
    // Without its filters, a prune would remove all.
    let early = || network::Prune::new().filters(Filters::new().label("mine"));
    let early = prepare(early(), Some(ApiVersion::V1_27), Policy::Drop, &mut Context::default());
    assert_eq!(
        early.unwrap_err().to_string(),
        "NetworkPrune: query `filters` needs API 1.28, and 1.27 is pinned; that engine would silently ignore it"
    );
}
