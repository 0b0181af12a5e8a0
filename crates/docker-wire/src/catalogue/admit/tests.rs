use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use http::{HeaderMap, HeaderValue, Request, Response};
use serde_json::json;

use super::*;
use crate::{
    Body, Daemon, Operation, Transport, TransportError,
    catalogue::rows,
    operation::Parts,
    reply::Empty,
    transport::{BoxFuture, Opened},
};

fn body(json: Value) -> Said {
    Said { json: Some(json), ..Said::default() }
}

fn query(query: &[(&'static str, &str)]) -> Said {
    let query = query.iter().map(|(name, value)| ((*name).into(), (*value).to_owned())).collect();
    Said { query, ..Said::default() }
}

fn create(version: ApiVersion, json: Value) -> Result<Vec<Gated>, Box<Gated>> {
    admit(&rows::CONTAINER_CREATE, version, &mut body(json), Policy::Refuse)
}

/// Creates a container for a platform.
struct Create;

impl Operation for Create {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_CREATE;

    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().query("platform", Some("linux/arm64")).json(&json!({"Image": "busybox"}))
    }
}

/// Counts what it is asked to send, and answers that all is well.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Transport for Counting {
    fn endpoint(&self) -> Arc<str> {
        "nowhere".into()
    }

    fn call(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(Response::new(Body::empty())) })
    }

    fn open(&self, _: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        unreachable!("a creation is no stream")
    }
}

#[tokio::test]
async fn a_platform_below_1_41_is_refused_and_nothing_is_sent() {
    let sent = Arc::new(Counting::default());
    let daemon = Daemon::over(Arc::clone(&sent));
    let error = daemon.pin(ApiVersion::V1_40).send(Create).await.unwrap_err();
    assert!(error.is_gated() && !error.may_have_reached_engine());
    let gated = error.gated().unwrap();
    assert_eq!(
        (gated.operation, gated.at.as_str(), gated.since),
        ("ContainerCreate", "platform", Some(ApiVersion::V1_41))
    );
    assert_eq!(sent.0.load(Ordering::Relaxed), 0);

    daemon.pin(ApiVersion::V1_41).send(Create).await.unwrap();
    assert_eq!(sent.0.load(Ordering::Relaxed), 1);
}

#[test]
fn a_refusal_names_place_versions_and_consequence() {
    let gated =
        create(ApiVersion::V1_43, json!({"HostConfig": {"Mounts": [{}, {"Type": "image"}]}})).unwrap_err();
    assert_eq!(
        gated.to_string(),
        "body `/HostConfig/Mounts/1/Type` = `image` needs API 1.48, and 1.43 is pinned; \
         that engine would refuse it"
    );
    assert_eq!(gated.at, "/HostConfig/Mounts/*/Type");
    assert_eq!(gated.below, Below::Refused);
}

#[test]
fn the_operation_itself_is_the_first_gate() {
    let mut said = query(&[("version", "7")]);
    let gated = admit(&rows::VOLUME_UPDATE, ApiVersion::V1_41, &mut said, Policy::Refuse).unwrap_err();
    assert_eq!((gated.place.as_str(), gated.since), ("operation", Some(ApiVersion::V1_42)));
}

#[test]
fn a_version_older_than_all_known_has_no_operation() {
    let gated = create(ApiVersion::new(1, 20), json!({})).unwrap_err();
    assert_eq!((gated.place.as_str(), gated.since), ("operation", Some(ApiVersion::V1_24)));
}

#[test]
fn a_version_newer_than_all_known_is_treated_as_the_newest() {
    let newer = ApiVersion::new(1, 99);
    assert!(create(newer, json!({"HostConfig": {"Init": true}})).is_ok());
    assert_eq!(create(newer, json!({"MacAddress": "x"})).unwrap_err().until, Some(ApiVersion::V1_51));
    assert_eq!(create(newer, json!({"Unheard": 1})).unwrap_err().since, None);
}

#[test]
fn a_removed_field_is_refused_at_the_top() {
    let mac = || json!({"MacAddress": "02:00:00:00:00:01"});
    assert!(create(ApiVersion::V1_51, mac()).is_ok());
    let gated = create(ApiVersion::V1_52, mac()).unwrap_err();
    assert!(gated.to_string().contains("was last in API 1.51"), "{gated}");
    let kernel = || json!({"HostConfig": {"KernelMemory": 0}});
    assert!(create(ApiVersion::V1_41, kernel()).is_ok());
    assert!(create(ApiVersion::V1_42, kernel()).is_err());
}

#[test]
fn a_second_endpoint_needs_1_44() {
    let endpoints = |count: usize| {
        let all: serde_json::Map<_, _> = (0..count).map(|index| (format!("net{index}"), json!({}))).collect();
        json!({"NetworkingConfig": {"EndpointsConfig": all}})
    };
    assert!(create(ApiVersion::V1_43, endpoints(1)).is_ok());
    assert!(create(ApiVersion::V1_44, endpoints(2)).is_ok());
    let gated = create(ApiVersion::V1_43, endpoints(2)).unwrap_err();
    assert_eq!(gated.place, "body `/NetworkingConfig/EndpointsConfig` with more than one entry");
    assert_eq!((gated.since, gated.below), (Some(ApiVersion::V1_44), Below::Refused));
}

#[test]
fn a_second_platform_of_a_saved_image_needs_1_52() {
    let save = |version, platforms| admit(&rows::IMAGE_GET, version, &mut query(platforms), Policy::Refuse);
    let two = &[("platform", "{}"), ("platform", "{}")];
    assert!(save(ApiVersion::V1_51, &two[..1]).is_ok());
    assert!(save(ApiVersion::V1_52, two).is_ok());
    assert_eq!(save(ApiVersion::V1_51, two).unwrap_err().place, "query `platform` with more than one entry");
    assert_eq!(save(ApiVersion::V1_47, two).unwrap_err().place, "query `platform`");
}

#[test]
fn a_value_may_be_younger_than_its_field() {
    let mount = |kind| json!({"HostConfig": {"Mounts": [{"Type": kind}]}});
    assert!(create(ApiVersion::V1_47, mount("volume")).is_ok());
    assert!(create(ApiVersion::V1_48, mount("image")).is_ok());
    let gated = create(ApiVersion::V1_47, mount("image")).unwrap_err();
    assert_eq!(gated.place, "body `/HostConfig/Mounts/0/Type` = `image`");
}

#[test]
fn a_name_no_version_knows_is_refused_with_the_nearest() {
    let nearest = |json| create(ApiVersion::NEWEST, json).unwrap_err().nearest;
    assert_eq!(nearest(json!({"HostConfig": {"Memroy": 1}})).as_deref(), Some("Memory"));
    assert_eq!(nearest(json!({"Memory": 1})).as_deref(), Some("/HostConfig/Memory"));
    assert_eq!(nearest(json!({"hostconfig": {}})).as_deref(), Some("HostConfig"));
    assert_eq!(nearest(json!({"HostConfig": {"Zzz": 1}})), None);
    let gated =
        admit(&rows::CONTAINER_STOP, ApiVersion::NEWEST, &mut query(&[("singal", "9")]), Policy::Refuse);
    assert_eq!(
        gated.unwrap_err().to_string(),
        "query `singal` is not in any version of the API; did you mean `signal`?"
    );
}

#[test]
fn an_unknown_name_in_an_array_or_map_is_found() {
    let at = |json| create(ApiVersion::NEWEST, json).unwrap_err().at;
    assert_eq!(at(json!({"HostConfig": {"Mounts": [{}, {"Typ": 1}]}})), "/HostConfig/Mounts/*/Typ");
    assert_eq!(
        at(json!({"NetworkingConfig": {"EndpointsConfig": {"n/1": {"Alias": 1}}}})),
        "/NetworkingConfig/EndpointsConfig/*/Alias"
    );
    assert_eq!(
        at(json!({"HostConfig": {"PortBindings": {"80/tcp": [{"Port": 1}]}}})),
        "/HostConfig/PortBindings/*/*/Port"
    );
    assert_eq!(
        at(json!({"HostConfig": {"Mounts": [{"ClusterOptions": {"A": 1}}]}})),
        "/HostConfig/Mounts/*/ClusterOptions/A"
    );
}

#[test]
fn a_body_that_is_a_list_is_walked() {
    let pull = |json| admit(&rows::PLUGIN_PULL, ApiVersion::V1_41, &mut body(json), Policy::Refuse);
    assert!(pull(json!([{"Name": "network", "Value": ["host"]}])).is_ok());
    assert_eq!(pull(json!([{"Nam": "network"}])).unwrap_err().place, "body `/0/Nam`");
}

#[test]
fn an_operation_without_a_body_takes_no_names_in_one() {
    let start = |json| admit(&rows::CONTAINER_START, ApiVersion::V1_41, &mut body(json), Policy::Refuse);
    assert!(start(json!({})).is_ok());
    assert!(start(json!({"HostConfig": {}})).is_err());
}

#[test]
fn a_free_map_takes_any_key() {
    let json = json!({
        "Labels": {"HostConfig": "x", "*": "y", "a/b": "z"},
        "Volumes": {"/data": {"any": {}}},
        "HostConfig": {"LogConfig": {"Config": {"max-size": "1m"}}, "Sysctls": {"net.core.somaxconn": "1"}},
    });
    assert!(create(ApiVersion::V1_24, json).is_ok());
}

#[test]
fn null_is_not_said_and_a_zero_is() {
    assert!(create(ApiVersion::V1_24, json!({"HostConfig": {"Annotations": null, "Memroy": null}})).is_ok());
    for zero in [json!(false), json!(0), json!(""), json!({}), json!([])] {
        assert!(create(ApiVersion::V1_24, json!({"HostConfig": {"Annotations": zero}})).is_err());
    }
    assert!(
        admit(&rows::CONTAINER_STOP, ApiVersion::V1_41, &mut query(&[("signal", "")]), Policy::Refuse)
            .is_err()
    );
}

#[test]
fn a_value_of_the_wrong_type_is_refused_at_every_depth() {
    for (json, place, at, expected, found) in [
        (json!({"HostConfig": "x"}), "body `/HostConfig`", "/HostConfig", "object", "string"),
        (
            json!({"HostConfig": {"Memory": "lots"}}),
            "body `/HostConfig/Memory`",
            "/HostConfig/Memory",
            "integer:int64",
            "string",
        ),
        (
            json!({"HostConfig": {"Memory": 1.5}}),
            "body `/HostConfig/Memory`",
            "/HostConfig/Memory",
            "integer:int64",
            "number",
        ),
        (json!({"Env": ["A=b", 1]}), "body `/Env/1`", "/Env/*", "string", "integer"),
        (json!({"Labels": {"a/b": true}}), "body `/Labels/a~1b`", "/Labels/*", "string", "boolean"),
        (json!({"Cmd": [["sh"]]}), "body `/Cmd/0`", "/Cmd/*", "string", "array"),
        (json!({"ExposedPorts": ["80"]}), "body `/ExposedPorts`", "/ExposedPorts", "map<empty>", "array"),
        (
            json!({"ExposedPorts": {"80": 1}}),
            "body `/ExposedPorts/80`",
            "/ExposedPorts/*",
            "empty",
            "integer",
        ),
        (
            json!({"HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": 8080}]}}}),
            "body `/HostConfig/PortBindings/80~1tcp/0/HostPort`",
            "/HostConfig/PortBindings/*/*/HostPort",
            "string",
            "integer",
        ),
        (
            json!({"HostConfig": {"PortBindings": {"80/tcp": {"HostPort": "8080"}}}}),
            "body `/HostConfig/PortBindings/80~1tcp`",
            "/HostConfig/PortBindings/*",
            "array<object>",
            "object",
        ),
        (
            json!({"HostConfig": {"DeviceRequests": [{"Capabilities": [["gpu"], "gpu"]}]}}),
            "body `/HostConfig/DeviceRequests/0/Capabilities/1`",
            "/HostConfig/DeviceRequests/*/Capabilities/*",
            "array<string>",
            "string",
        ),
        (json!([]), "body", "", "object", "array"),
        (json!("x"), "body", "", "object", "string"),
    ] {
        let gated = create(ApiVersion::V1_41, json).unwrap_err();
        let mistyped = gated.mistyped.unwrap();
        assert_eq!((gated.place.as_str(), gated.at.as_str()), (place, at));
        assert_eq!((mistyped.expected, mistyped.found, gated.since), (expected, found, None));
        let text = format!("{place} has a value of the wrong type: expected {expected}, found {found}");
        assert_eq!(gated.to_string(), text);
    }
}

#[test]
fn a_value_that_an_engine_takes_has_the_right_type() {
    for json in [
        json!({"Cmd": "sh", "Entrypoint": ["sh"], "Shell": null, "Env": [null]}),
        json!({"HostConfig": {"CapAdd": "ALL", "Memory": -1, "Init": null, "Binds": null, "RestartPolicy": {"Name": "sometimes"}}}),
        json!({"Healthcheck": {"Interval": 30_000_000_000_i64}, "StopTimeout": 0}),
        json!({"HostConfig": {"Mounts": [null, {"Type": "other"}], "ConsoleSize": [24, 80]}}),
        json!({"NetworkingConfig": {"EndpointsConfig": {"n": null}}}),
        Value::Null,
    ] {
        assert_eq!(create(ApiVersion::V1_41, json.clone()), Ok(vec![]), "{json}");
    }
}

#[test]
fn a_parameter_of_the_wrong_type_is_refused() {
    let refusal = |row, name, value| {
        admit(row, ApiVersion::V1_42, &mut query(&[(name, value)]), Policy::Refuse)
            .map_err(|gated| gated.to_string())
    };
    assert_eq!(
        refusal(&rows::CONTAINER_STOP, "t", "10s").unwrap_err(),
        "query `t` has a value of the wrong type: expected integer, found text"
    );
    assert!(refusal(&rows::CONTAINER_LIST, "all", "maybe").unwrap_err().contains("expected boolean"));
    assert!(refusal(&rows::CONTAINER_LIST, "filters", "status=exited").unwrap_err().contains("no JSON"));
    assert!(refusal(&rows::CONTAINER_LOGS, "since", "10m").unwrap_err().contains("expected number"));
    assert!(refusal(&rows::CONTAINER_LOGS, "since", "1700000000.5").is_ok());
    assert!(refusal(&rows::CONTAINER_WAIT, "condition", "running").is_ok());
    assert!(refusal(&rows::CONTAINER_STOP, "t", "").is_ok());
}

#[test]
fn a_json_body_where_there_is_none_or_an_archive_is_refused() {
    let refusal = |row, json| {
        admit(row, ApiVersion::V1_42, &mut body(json), Policy::Refuse).unwrap_err().mistyped.unwrap()
    };
    assert_eq!(refusal(&rows::CONTAINER_START, json!([1])).expected, "empty");
    assert_eq!(refusal(&rows::IMAGE_LOAD, json!({})).expected, "string:binary");
}

#[test]
fn a_value_of_the_wrong_type_is_sent_under_warn_and_not_guessed_at_under_drop() {
    let json = || json!({"HostConfig": {"Memory": "lots", "Annotations": {}}});
    let mut said = body(json());
    let told = admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Warn).unwrap();
    assert_eq!(told.len(), 2);
    let dropped = admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Drop);
    assert!(dropped.unwrap_err().mistyped.is_some());
    assert_eq!(said.json, Some(json()));
}

#[test]
fn a_field_at_the_wrong_depth_is_told_the_right_place() {
    let nearest = |json| create(ApiVersion::NEWEST, json).unwrap_err().nearest;
    assert_eq!(nearest(json!({"HostConfig": {"Env": []}})).as_deref(), Some("/Env"));
    // There are labels of volumes, too, further down.
    assert_eq!(nearest(json!({"HostConfig": {"Labels": {}}})).as_deref(), Some("/Labels"));
    assert_eq!(nearest(json!({"PortBindings": {}})).as_deref(), Some("/HostConfig/PortBindings"));
}

#[test]
fn extra_lets_unknown_names_pass_and_no_gated_ones() {
    let json = json!({"New": {"A": 1}, "HostConfig": {"Mounts": [{"New": 1}]}});
    let mut said = Said { extra: vec!["/New".into(), "/HostConfig/Mounts/*/New".into()], ..body(json) };
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Refuse).is_ok());
    said.query.push(("new".into(), "1".into()));
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Refuse).is_err());
    said.extra.push("new".into());
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Refuse).is_ok());
    said.query.push(("platform".into(), "linux".into()));
    said.extra.push("platform".into());
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_40, &mut said, Policy::Refuse).is_err());
    let mut all = Said { extra: vec![String::new()], ..body(json!({"A": 1, "HostConfig": {"B": 1}})) };
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut all, Policy::Refuse).is_ok());
}

#[test]
fn headers_of_the_api_are_gated_and_those_of_http_are_not() {
    let push = |name: &'static str| {
        let headers =
            HeaderMap::from_iter([(http::HeaderName::from_static(name), HeaderValue::from_static("x"))]);
        let mut said = Said { headers, ..Said::default() };
        admit(&rows::IMAGE_PUSH, ApiVersion::V1_41, &mut said, Policy::Refuse)
    };
    assert!(push("x-registry-auth").is_ok());
    assert!(push("accept").is_ok());
    let gated = push("x-registry-auht").unwrap_err();
    assert_eq!(gated.nearest.as_deref(), Some("X-Registry-Auth"));
}

#[test]
fn warn_changes_nothing_and_tells() {
    let json = json!({"MacAddress": "x", "HostConfig": {"Annotations": {}}});
    let mut said = body(json.clone());
    let told = admit(&rows::CONTAINER_CREATE, ApiVersion::NEWEST, &mut said, Policy::Warn).unwrap();
    assert_eq!(told.iter().map(|gated| gated.at.as_str()).collect::<Vec<_>>(), ["/MacAddress"]);
    assert_eq!(said.json, Some(json));
    assert!(admit(&rows::VOLUME_UPDATE, ApiVersion::V1_41, &mut body(json!({})), Policy::Warn).is_ok());
}

#[test]
fn what_is_warned_of_is_reported_with_its_place_and_versions() {
    let reports = Reports::default();
    // With one subscriber alone, a thread without it that warns first would switch the warning off for all.
    let _second = tracing::Dispatch::new(Reports::default());
    tracing::subscriber::with_default(reports.clone(), || {
        let mut said = body(json!({"HostConfig": {"Annotations": {}, "Memroy": 1}}));
        admit(&rows::CONTAINER_CREATE, ApiVersion::V1_41, &mut said, Policy::Warn).unwrap();
    });
    let reports = reports.0.lock().unwrap();
    let [gated, unknown] = reports.as_slice() else { panic!("{reports:?}") };
    for part in
        ["operation=\"ContainerCreate\"", "place=body `/HostConfig/Annotations`", "pinned=1.41", "since=1.43"]
    {
        assert!(gated.contains(part), "{gated}");
    }
    assert!(unknown.contains("nearest=\"Memory\"") && !unknown.contains("since="), "{unknown}");
}

/// Keeps the fields of warnings.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Reports {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn fmt::Debug| {
            text += &format!("{field}={value:?} ");
        });
        self.0.lock().unwrap().push(text);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn drop_takes_out_what_is_gated_and_keeps_the_rest() {
    let json = json!({
        "Image": "busybox",
        "a/b~c": 1,
        "HostConfig": {"Annotations": {"a": "b"}, "Memory": 1, "Mounts": [{"Type": "volume", "VolumeOptions": {"Subpath": "x", "NoCopy": true}}]},
    });
    let mut said = Said {
        query: vec![("platform".into(), "linux".into()), ("name".into(), "web".into())],
        ..body(json)
    };
    let told = admit(&rows::CONTAINER_CREATE, ApiVersion::V1_40, &mut said, Policy::Drop).unwrap();
    assert_eq!(told.len(), 4);
    assert_eq!(said.query, [("name".into(), "web".to_owned())]);
    assert_eq!(
        said.json,
        Some(json!({
            "Image": "busybox",
            "HostConfig": {"Memory": 1, "Mounts": [{"Type": "volume", "VolumeOptions": {"NoCopy": true}}]},
        }))
    );
    assert!(admit(&rows::CONTAINER_CREATE, ApiVersion::V1_40, &mut said, Policy::Refuse).is_ok());
}

#[test]
fn filters_may_have_either_form_and_names_of_the_callers() {
    let said = |filters: &str, extra: &[&str]| {
        let mut said = Said { extra: extra.iter().map(ToString::to_string).collect(), ..Said::default() };
        said.query.push(("filters".into(), filters.to_owned()));
        admit(&rows::CONTAINER_LIST, ApiVersion::NEWEST, &mut said, Policy::Refuse)
            .map_err(|gated| gated.to_string())
    };
    assert_eq!(said(r#"{"label":{"a=b":true},"exited":{"0":true}}"#, &[]), Ok(vec![]));
    assert_eq!(said(r#"{"ctr-names":["p"]}"#, &["ctr-names"]), Ok(vec![]));
    for (filters, why) in [
        (r#"{"ctr-names":["p"]}"#, "filter `ctr-names` is not in any version of the API"),
        (
            r#"{"exited":{"x":true}}"#,
            "filter `exited` has a value of the wrong type: expected integer, found text",
        ),
        (
            r#"{"label":"a"}"#,
            "filter `label` has a value of the wrong type: expected array<string>, found string",
        ),
        (
            r#"{"exited":[0]}"#,
            "filter `exited` has a value of the wrong type: expected string, found integer",
        ),
        (
            r#"["label"]"#,
            "query `filters` has a value of the wrong type: expected string:json-object, found JSON array",
        ),
    ] {
        assert_eq!(said(filters, &[]), Err(why.to_owned()));
    }
}

#[test]
fn an_operation_cannot_be_dropped() {
    let mut said = body(json!({"Spec": {}, "New": 1}));
    assert!(admit(&rows::VOLUME_UPDATE, ApiVersion::V1_41, &mut said, Policy::Drop).is_err());
    assert_eq!(said.json, Some(json!({"Spec": {}, "New": 1})));
}

#[test]
fn the_tables_are_in_order_and_without_doubles() {
    assert!(rows::ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    let rank = |place: Place| match place {
        Place::Path(_) => 0,
        Place::Query(_) => 1,
        Place::Filter(_) => 2,
        Place::Header(_) => 3,
        Place::Body(_) => 4,
    };
    for row in rows::ALL {
        for pair in row.gates.windows(2) {
            let key = |gate: &Gate| (rank(gate.place), gate.place.at().split('/').collect::<Vec<_>>());
            let (first, second) = (key(&pair[0]), key(&pair[1]));
            let condition =
                first == second && pair[1].condition.is_some() && pair[0].condition != pair[1].condition;
            assert!(first < second || condition, "{} {:?}", row.id, pair[1].place);
        }
    }
}

#[test]
fn a_range_lies_within_that_of_what_it_stands_in() {
    let within = |inner: (ApiVersion, Option<ApiVersion>), outer: (ApiVersion, Option<ApiVersion>)| {
        let until = |until: Option<ApiVersion>| until.unwrap_or(ApiVersion::NEWEST);
        inner.0 <= until(inner.1) && outer.0 <= inner.0 && until(inner.1) <= until(outer.1)
    };
    for row in rows::ALL {
        for gate in row.gates {
            assert!(within((gate.since, gate.until), (row.since, row.until)), "{} {:?}", row.id, gate.place);
            let Place::Body(pointer) = gate.place else { continue };
            let above = pointer.match_indices('/').filter_map(|(at, _)| row.body(&pointer[..at]));
            for parent in above.chain(gate.condition.and_then(|_| row.body(pointer))) {
                let outer = (parent.since, parent.until);
                assert!(within((gate.since, gate.until), outer), "{} {pointer}", row.id);
            }
            assert!(pointer.is_empty() || pointer.starts_with('/') && !pointer.contains('~'), "{pointer}");
        }
    }
}

#[test]
fn what_is_said_does_not_show_its_values() {
    let mut said = body(json!({"Env": ["WORKERPASS=hidden"]}));
    said.query.push(("remote".into(), "https://user:hidden@host".into()));
    said.headers.insert("x-registry-auth", HeaderValue::from_static("hidden"));
    let shown = format!("{said:?}");
    assert!(
        shown.contains("remote") && shown.contains("x-registry-auth") && !shown.contains("hidden"),
        "{shown}"
    );
}
