use std::io::Cursor;

use serde_json::{Value, json};

use super::*;
use crate::{catalogue, version::ApiVersion};

/// Exit code, standard output and standard error of `docker-wire api …`.
fn api(arguments: &[&str], stdin: &str) -> (u8, String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let all = ["docker-wire", "api"].iter().chain(arguments);
    let code = run(all, &mut Cursor::new(stdin), &mut stdout, &mut stderr);
    (code, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn good(arguments: &[&str]) -> String {
    let (code, stdout, stderr) = api(arguments, "");
    assert_eq!((code, stderr.as_str()), (0, ""));
    stdout
}

fn good_json(arguments: &[&str]) -> Vec<Value> {
    serde_json::from_str(&good(arguments)).unwrap()
}

const CREATE: &str = "POST /containers/create";

#[test]
fn show_lists_what_can_be_said_in_columns() {
    let stop = "\
ContainerStop  POST /containers/{id}/stop, since API 1.24

IN     AT      TYPE     SINCE  UNTIL  BELOW    SOURCE
path   id      string   1.24   -      refused  spec
query  signal  string   1.42   -      ignored  observed
query  t       integer  1.24   -      ignored  spec
";
    for operation in
        ["POST /containers/{id}/stop", "post  /containers/web/stop", "/containers/web/stop", "ContainerStop"]
    {
        assert_eq!(good(&["show", operation]), stop, "{operation}");
    }
    let old = good(&["show", "ContainerStop", "--version", "1.41"]);
    assert!(old.contains("what 1.41 has") && !old.contains("signal"), "{old}");
}

#[test]
fn show_tells_conditions() {
    let create = good(&["show", CREATE]);
    for part in [
        "\nbody   /NetworkingConfig/EndpointsConfig (more than one) ",
        "\nbody   /HostConfig/Mounts/*/Type = image ",
        "\nbody   (all of it) ",
    ] {
        assert!(create.contains(part), "{part} in {create}");
    }
}

#[test]
fn show_as_json_is_an_array_of_every_gate() {
    let all = good_json(&["show", CREATE, "--json"]);
    let row = &catalogue::rows::CONTAINER_CREATE;
    assert_eq!(all.len(), row.gates.len() + row.reply_fields().len());
    let at = |at: &str| all.iter().find(|gate| gate["at"] == at && gate.get("condition").is_none()).unwrap();
    assert_eq!(
        *at("platform"),
        json!({
            "in": "query", "at": "platform", "type": "string", "since": "1.41", "until": null,
            "below": "ignored", "source": "observed",
        })
    );
    assert_eq!(at("/MacAddress")["until"], "1.51");
    let image = all.iter().find(|gate| gate["condition"] == "= image").unwrap();
    assert_eq!((&image["at"], &image["since"]), (&json!("/HostConfig/Mounts/*/Type"), &json!("1.48")));
    let old = good_json(&["show", CREATE, "--json", "--version", "1.41"]);
    assert_eq!(old.len(), row.gates_at(ApiVersion::V1_41).count() + row.reply_fields().len());
}

#[test]
fn show_lists_what_replies_tell_and_the_values_that_are_known() {
    let ping = "\
SystemPingHead  HEAD /_ping, since API 1.40

IN            AT                   TYPE     SINCE  UNTIL  BELOW   SOURCE  VALUES
reply         (all of it)          string   1.40   -      absent  types   -
reply-header  Api-Version          string   1.40   -      absent  types   -
reply-header  Builder-Version      string   1.40   -      absent  types   -
reply-header  Cache-Control        string   1.40   -      absent  types   -
reply-header  Docker-Experimental  boolean  1.40   -      absent  types   -
reply-header  Pragma               string   1.40   -      absent  types   -
reply-header  Swarm                string   1.42   -      absent  types   inactive|pending|error|locked|active/worker|active/manager
";
    assert_eq!(good(&["show", "HEAD /_ping"]), ping);
    let old = good(&["show", "HEAD /_ping", "--version", "1.41", "--in", "reply-header"]);
    assert!(old.contains("Pragma") && !old.contains("Swarm") && !old.contains("all of it"), "{old}");
    let wait = good_json(&["show", "ContainerWait", "--json"]);
    let condition = wait.iter().find(|line| line["at"] == "condition").unwrap();
    assert_eq!(condition["values"], json!(["not-running", "next-exit", "removed"]));
    let code = wait.iter().find(|line| line["at"] == "/StatusCode").unwrap();
    assert_eq!(
        *code,
        json!({
            "in": "reply", "at": "/StatusCode", "type": "integer:int64", "since": "1.24", "until": null,
            "below": "absent", "source": "types", "status": 200, "empty": "always",
        })
    );
    let auth = good(&["show", "SystemAuth", "--in", "reply"]);
    assert!(auth.contains("omit to 1.24; always to 1.51; omit"), "{auth}");
    assert_eq!(api(&["show", "SystemAuth", "--in", "replies"], "").0, 2);
}

#[test]
fn an_operation_that_a_version_does_not_have_is_1() {
    let (code, text, _) = api(&["show", "VolumeUpdate", "--version", "1.41"], "");
    assert_eq!(
        (code, text.as_str()),
        (1, "VolumeUpdate  PUT /volumes/{name}, since API 1.42: not in 1.41\n")
    );
    let (code, text, _) = api(&["show", "VolumeUpdate", "--version", "1.41", "--json"], "");
    assert_eq!((code, text.as_str()), (1, "[]\n"));
    let (code, text, _) = api(&["check", "VolumeUpdate", "--version", "1.41", "--json"], "");
    let operation = json!({"at": "operation", "since": "1.42", "until": null, "below": "refused"});
    let expected = json!({"admitted": false, "gated": [operation], "unknown": []});
    assert_eq!((code, serde_json::from_str::<Value>(&text).unwrap()), (1, expected));
}

#[test]
fn diff_tells_what_appears_and_disappears() {
    let text = good(&["diff", "1.51", "1.52"]);
    assert!(text.starts_with("API 1.51 to 1.52: 0 operations and "), "{text}");
    let create = "
ContainerCreate  POST /containers/create
  -  body  /HostConfig/KernelMemoryTCP  integer:int64  1.40 to 1.51
  -  body  /MacAddress                  string         1.24 to 1.51

ContainerExec ";
    assert!(text.contains(create), "{text}");
    let back = good(&["diff", "1.52", "1.51"]);
    assert!(back.contains("  +  body  /MacAddress                  string         1.24 to 1.51\n"), "{back}");
    assert!(good(&["diff", "1.41", "1.42"]).contains("\n+ VolumeUpdate  PUT /volumes/{name}\n"));
    assert_eq!(good(&["diff", "1.41", "v1.41"]), "API 1.41 to 1.41: nothing changes\n");
}

#[test]
fn diff_as_json_names_every_change() {
    let all = good_json(&["diff", "1.41", "1.45", "--json"]);
    assert_eq!(all.len(), catalogue::diff(ApiVersion::V1_41, ApiVersion::V1_45).len());
    let of = |operation: &str, at: &str| {
        all.iter().find(|change| change["operation"] == operation && change["at"] == at).unwrap()
    };
    assert_eq!(of("ContainerCreate", "/HostConfig/Annotations")["change"], "appears");
    assert_eq!(of("ContainerCreate", "/HostConfig/KernelMemory")["change"], "disappears");
    assert_eq!(of("VolumeUpdate", "PUT /volumes/{name}")["in"], "operation");
    assert!(all.iter().any(|change| change["condition"] == "= cluster"));
}

#[test]
fn check_tells_each_gate_that_a_request_breaks() {
    let body = r#"{"HostConfig": {"Annotations": {}, "Memroy": 1, "Mounts": [{}, {"Type": "image"}]}}"#;
    let query = ["--query", "platform=linux", "--query", "name=a=b"];
    let arguments = [&["check", "--version", "1.40", CREATE, "-"][..], &query].concat();
    let (code, text, _) = api(&arguments, body);
    assert_eq!(code, 1);
    assert_eq!(
        text,
        "\
ContainerCreate  POST /containers/create at API 1.40: 3 gated, 1 unknown

PLACE                                       SINCE  UNTIL  AN ENGINE AT 1.40
query `platform`                            1.41   -      would silently ignore it
body `/HostConfig/Annotations`              1.43   -      would silently ignore it
body `/HostConfig/Memroy`                   -      -      knows no such name, as every other; did you mean `Memory`?
body `/HostConfig/Mounts/1/Type` = `image`  1.48   -      would refuse it
"
    );
    let (code, text, _) = api(&[&arguments[..], &["--json"]].concat(), body);
    assert_eq!(code, 1);
    let gate = |at, since, below| json!({"at": at, "since": since, "until": null, "below": below});
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        json!({
            "admitted": false,
            "gated": [
                gate("platform", "1.41", "ignored"),
                gate("/HostConfig/Annotations", "1.43", "ignored"),
                gate("/HostConfig/Mounts/*/Type", "1.48", "refused"),
            ],
            "unknown": [{"at": "/HostConfig/Memroy", "nearest": "Memory"}],
        })
    );
}

#[test]
fn check_tells_a_value_of_the_wrong_type_and_never_shows_it() {
    let arguments = ["check", "--version", "1.41", CREATE, "-"];
    let body = r#"{"Env": ["A=b", {"WORKERPASS": "hidden"}], "HostConfig": {"Memory": "hidden", "Init": 1, "Binds": "hidden"}}"#;
    let (code, text, _) = api(&arguments, body);
    assert_eq!(code, 1);
    assert_eq!(
        text,
        "\
ContainerCreate  POST /containers/create at API 1.41: 0 gated, 0 unknown, 4 mistyped

PLACE                      SINCE  UNTIL  AN ENGINE AT 1.41
body `/Env/1`              -      -      would take no such value: expected string, found object
body `/HostConfig/Binds`   -      -      would take no such value: expected array<string>, found string
body `/HostConfig/Init`    -      -      would take no such value: expected boolean, found integer
body `/HostConfig/Memory`  -      -      would take no such value: expected integer:int64, found string
"
    );
    let (code, text, _) =
        api(&[&arguments[..], &["--json", "--query", "platform=a"]].concat(), "[\"hidden\"]");
    let mistyped = json!([{"at": "", "expected": "object", "found": "array"}]);
    let expected = json!({"admitted": false, "gated": [], "unknown": [], "mistyped": mistyped});
    assert_eq!((code, serde_json::from_str::<Value>(&text).unwrap()), (1, expected));
    let stop = ["check", "--version", "1.42", "ContainerStop", "--query", "t=10s", "--json"];
    let (code, text, _) = api(&stop, "");
    let mistyped = json!([{"at": "t", "expected": "integer", "found": "text"}]);
    let expected = json!({"admitted": false, "gated": [], "unknown": [], "mistyped": mistyped});
    assert_eq!((code, serde_json::from_str::<Value>(&text).unwrap()), (1, expected));
}

#[test]
fn check_admits_what_the_version_can_carry() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"Image": "busybox"}"#).unwrap();
    let path = file.path().to_str().unwrap();
    let text = good(&["check", "--version", "v1.41", CREATE, path, "--query", "platform=linux"]);
    assert_eq!(text, "ContainerCreate  POST /containers/create at API 1.41: admitted\n");
    let push = ["check", "--version", "1.41", "POST /images/a/b/push", "--header"];
    let text = good(&[&push[..], &["x-registry-auth=e30=", "--json"]].concat());
    let admitted = json!({"admitted": true, "gated": [], "unknown": []});
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), admitted);
    let (code, text, _) = api(&[&push[..], &["x-registry-auht=e30=", "--json"]].concat(), "");
    assert_eq!(code, 1);
    assert!(text.contains(r#""nearest": "X-Registry-Auth""#), "{text}");
}

#[test]
fn what_cannot_be_understood_says_what_to_do() {
    let check = |rest: &'static [&'static str]| [&["check", "--version", "1.41"][..], rest].concat();
    for (arguments, stdin, part) in [
        (vec!["show", "POST /containers/craete"], "", "did you mean `POST /containers/create`?"),
        (vec!["show", "ContainerCraete"], "", "did you mean `ContainerCreate`?"),
        (vec!["show", "GET /v1.41/info"], "", "did you mean `GET /info`?"),
        (vec!["show", "/containers/web/archive"], "", "write `GET /containers/web/archive` or `HEAD "),
        (vec!["show", "/zzz/zzz/zzz/zzz/zzz"], "", "`docker-wire api list` lists them"),
        (vec!["show", ""], "", "`docker-wire api list` lists them"),
        (vec!["show", "GET /info?x=1"], "", "--query name=value"),
        (vec!["show", CREATE, "--version", "1.410"], "", "write one from 1.24 to 1.55, perhaps 1.41"),
        (vec!["show", CREATE, "--version", "1.4"], "", "write one from 1.24 to 1.55, perhaps 1.40"),
        (vec!["show", CREATE, "--version", "2.0"], "", "API 2.0 is not known; write one from 1.24 to 1.55"),
        (vec!["show", CREATE, "--version", "1.23"], "", "API 1.23 is not known"),
        (vec!["show", CREATE, "--version", "1.56"], "", "API 1.56 is not known"),
        (vec!["show", CREATE, "--version", " 1.41"], "", "` 1.41` is no API version"),
        (vec!["show", CREATE, "--version", "1."], "", "`1.` is no API version"),
        (vec!["show", CREATE, "--version=-1.41"], "", "`-1.41` is no API version"),
        (vec!["show", CREATE, "--version", "1.41.0"], "", "`1.41.0` is no API version"),
        (vec!["list", "--version", ""], "", "--version"),
        (vec!["diff", "1.41", "latest"], "", "such as 1.41"),
        (vec!["diff", "1.41", ""], "", "1.41"),
        (vec!["diff", "1.41"], "", "<TO>"),
        (vec!["check", CREATE], "", "--version"),
        (check(&[CREATE, "-"]), "", "standard input is empty"),
        (check(&[CREATE, "-"]), "{\"a\":", "standard input is no JSON: EOF"),
        (check(&[CREATE, "no/such/file"]), "", "no/such/file cannot be read"),
        (check(&[CREATE, "--query", "name"]), "", "write a name, `=` and a value"),
        (check(&[CREATE, "--header", "a b=c"]), "", "`a b` is no name of a header"),
        (vec!["nonsense"], "", "Usage"),
        (vec![], "", "Usage"),
    ] {
        let (code, stdout, stderr) = api(&arguments, stdin);
        assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
}

#[test]
fn list_and_versions_tell_what_there_is_to_ask() {
    let versions = good(&["versions"]);
    assert_eq!(versions.lines().count(), 1 + ApiVersion::ALL.len());
    assert_eq!(good_json(&["versions", "--json"])[0]["version"], "1.24");
    let list = good(&["list", "--version", "1.41"]);
    assert!(list.contains("\nContainerCreate") && !list.contains("VolumeUpdate"), "{list}");
    assert_eq!(good_json(&["list", "--json"]).len(), catalogue::rows::ALL.len());
}

#[test]
fn help_is_no_error() {
    let help = good(&["check", "--help"]);
    assert!(help.contains("--version <VERSION>") && help.contains("NAME=VALUE"), "{help}");
}

/// Fails as a closed pipe or a full disk does.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
    let into = |kind| {
        let mut stderr = Vec::new();
        let arguments = ["docker-wire", "api", "versions"];
        let code = run(arguments, &mut io::empty(), &mut Failing(kind), &mut stderr);
        (code, String::from_utf8(stderr).unwrap())
    };
    assert_eq!(into(io::ErrorKind::BrokenPipe), (0, String::new()));
    let (code, said) = into(io::ErrorKind::StorageFull);
    assert!(code == 2 && said.starts_with("docker-wire: cannot write the answer: "), "{said}");
}

const RECORDED: &str = r#"{"fixture":3,"scenario":"a"}
{"x":0,"t":0,"request":{"method":"GET","target":"/containers/one/json"}}
{"x":0,"t":1,"reply":{"status":200},"json":{"Id":"<container:1>","Size":7,"Name":"one"}}
{"t":2,"end":"recording"}
"#;

/// Exit code, standard output and standard error of `docker-wire compare …`.
fn compare(arguments: &[&std::ffi::OsStr]) -> (u8, String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let all =
        ["docker-wire", "compare"].into_iter().map(std::ffi::OsStr::new).chain(arguments.iter().copied());
    let code = run(all, &mut Cursor::new(""), &mut stdout, &mut stderr);
    (code, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn recordings_are_compared_by_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    let exact = std::ffi::OsStr::new("--exact");
    let one = write("old/a.jsonl", RECORDED);
    let same = write("new/a.jsonl", &RECORDED.replace("\"t\":1", "\"t\":900"));
    let counted = "1 recording compared: 1 the same, 0 the same but for what is chance, 0 different\n";
    assert_eq!(compare(&[exact, one.as_os_str(), same.as_os_str()]), (0, counted.to_owned(), String::new()));

    let chance = write("chance.jsonl", &RECORDED.replace(":7", ":8"));
    assert_eq!(compare(&[one.as_os_str(), chance.as_os_str()]).0, 0);
    let (code, told, _) = compare(&[one.as_os_str(), chance.as_os_str(), exact]);
    assert!(code == 1 && told.starts_with("a.jsonl: the same but for what is chance\n"), "{told}");

    write("new/a.jsonl", &RECORDED.replace("\"Name\":\"one\"", "\"Names\":[\"one\"]"));
    write("new/b.jsonl", RECORDED);
    let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
    let (code, told, _) = compare(&[old.as_os_str(), new.as_os_str()]);
    assert_eq!(code, 1);
    for line in ["removed /Name: \"one\"", "added /Names: [\"one\"]", "b.jsonl: only in the newer folder"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let json = std::ffi::OsStr::new("--json");
    let (code, told, _) = compare(&[json, old.as_os_str(), new.as_os_str()]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told[0]["alike"], &told[1]["alike"]), (1, &json!("different"), &json!("added")));
    let request = "GET /containers/one/json";
    let place = format!("{}:2", one.display());
    assert_eq!(
        told[0]["differences"][0],
        json!({"place": place, "request": request, "field": "/Name", "change": "removed", "recorded": "\"one\"", "now": null})
    );
}
