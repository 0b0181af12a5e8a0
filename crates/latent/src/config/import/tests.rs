mod known;

use super::*;
use crate::config::Config;

fn import(python: &str) -> Result<String, ParseError> {
    super::import(python, Path::new(""))
}

/// What the documentation of Buildbot shows, and what people write.
const MASTER_CFG: &str = r##"
from buildbot.plugins import worker, util
# DockerLatentWorker("in a comment", None)
text = "DockerLatentWorker('in a text')"
class Mine(worker.DockerLatentWorker): pass
c['workers'] = [
    worker.DockerLatentWorker('docker', 'password', 'tcp://localhost:2375',
                              'my_project_worker', ["sh", "-c", 'exec "x"'],
                              ['cache:/cache', r"C:\src:/src"],
                              followStartupLogs=True,
                              masterFQDN="ci.example:9990", # a comment, with (
                              hostconfig={'network_mode': 'host', "mem_limit": 512 * 2, },
                              keepalive_interval=None, tls=tls_config),
    DockerLatentWorker(name="linux_2", password=os.environ['LINUX_PASS'],
        docker_host=DOCKER, build_wait_timeout=-1, max_builds=2,
        image=util.Interpolate('%(prop:image:-my_image)s:%(prop:tag)s'),
        hostconfig=dict(dns=("9.9.9.9", "1.1.1.1"), shm_size=1.5, init=False, cpuset_cpus=None),
        volumes=[Interpolate("cache-%(kw:a)s:/c", a=1)],
        hostname=util.Property("host", default="h-1"),
        dockerfile="""
            FROM debian
            RUN echo "\\n" > /x
            """, buildargs={"A": util.Property("a")}, target='',
        properties={"os": "linux", 'n': 0x10, "list": [1, -2.50]},
        missing_timeout=None, autopull=True, surprise=1),
]
"##;

#[test]
fn calls_become_tables() {
    let toml = import(MASTER_CFG).unwrap();
    let expected = r##"[[worker]] # line 7: DockerLatentWorker
name = "docker"
password = "password"
docker_host = "tcp://localhost:2375"
image = "my_project_worker"
command = ["sh", "-c", "exec \"x\""]
volumes = ["cache:/cache", "C:\\src:/src"]
followStartupLogs = true
masterFQDN = "ci.example:9990"
hostconfig = { network_mode = "host", mem_limit = 1024 }
# not imported: keepalive_interval (line 13): the master keeps the connection alive; write keepalive_interval at the worker in master.cfg
# not imported: tls (line 13): name the files of the certificates by hand

[[worker]] # line 14: DockerLatentWorker
name = "linux_2"
password = { env = "LINUX_PASS" }
# not imported: docker_host (line 15): `DOCKER` (line 15) is no literal; write it by hand
build_wait_timeout = -1
max_builds = 2
image = "%(prop:image:-my_image)s:%(prop:tag:-)s"
hostconfig = { dns = ["9.9.9.9", "1.1.1.1"], shm_size = 1.5, init = false }
# not imported: volumes (line 18): `Interpolate(…)` cannot be taken over; write it by hand
hostname = "%(prop:host:-h-1)s"
dockerfile = """

            FROM debian
            RUN echo \"\\n\" > /x
            """
buildargs = { A = "%(prop:a:-)s" }
properties = { os = "linux", n = 16, list = [1, -2.5] }
missing_timeout = "never"
autopull = true
# not imported: surprise (line 25): there is no such option
"##;
    assert_eq!(toml, format!("{HEAD}{expected}"));
}

/// What a master.cfg says that is Python more than it is a configuration.
const LIVELY: &str = r##"
common = dict(docker_host="tcp://a:2375", image="x")
c['workers'] += [worker.DockerLatentWorker("w%d" % i, "pass", **common) for i in range(4)]
c['workers'].append(DockerLatentWorker("a", pw, *args, image="y", docker_host=f"tcp://{host}:2375",
    hostconfig={"mounts": [docker.types.Mount("/t", "/s", type="bind", read_only=True, propagation="rshared"),
                           Mount(target="/tmp", source=None, type="tmpfs", tmpfs_size=1024)],
                "ulimits": [docker.types.Ulimit(name="nofile", soft=1024)],
                "log_config": docker.types.LogConfig(type="json-file", config={"max-size": "1m"}),
                "network_mode": util.Interpolate("%(prop:net)s")},
    volumes=["/a:/b"] + extra, locks=[lock.access("counting")], properties={"a": "b"},
    command=lambda x, y: (x, y), notify_on_missing="a@b", builds_may_be_incompatible=False))
DockerLatentWorker("new", "p", "h:1", "i", [], [], None, None, None, False, "m", "pb", {"dns": ["1.1.1.1"]})
DockerLatentWorker("old", "p", "h:1", "i", [], [], None, None, None, False, "m", {"dns": ["1.1.1.1"]}, True)
DockerLatentWorker("secret", util.Secret("x"), "unix:///x", ("a" "b"), dockerfile=open("Dockerfile").read(),
    max_builds=1 if x else 2, build_wait_timeout=60*10, image2=util.Interpolate("%(src:repo:branch)s"))
DockerLatentWorker("odd", "p", conf["host"], img if True else "b", hostconfig={**base, 'a': 1},
    buildargs={k: v for k, v in x.items()}, hostname=Interpolate("%(src::branch)s"), target=x[1:2])
"##;

#[test]
fn what_is_no_literal_is_named_with_its_line_and_the_rest_is_taken_over() {
    let toml = import(LIVELY).unwrap();
    let expected = r##"[[worker]] # line 3: DockerLatentWorker
names = ["w0", "w1", "w2", "w3"]
password = "pass"
docker_host = "tcp://a:2375"
image = "x"

[[worker]] # line 4: DockerLatentWorker
name = "a"
# not imported: password (line 4): `pw` is no literal; write { env = "NAME" } or { file = "PATH" }
# not imported: * (line 4): what it stands for is not seen here; write its arguments by hand
image = "y"
# not imported: docker_host (line 4): `f"tcp://{host}:2375"` (line 4) is no literal; write it by hand
hostconfig = { mounts = [{ target = "/t", source = "/s", type = "bind", read_only = true, bind_options = { propagation = "rshared" } }, { target = "/tmp", type = "tmpfs", tmpfs_options = { size_bytes = 1024 } }], ulimits = [{ name = "nofile", soft = 1024 }], log_config = { type = "json-file", config = { max-size = "1m" } }, network_mode = "%(prop:net:-)s" }
# not imported: volumes (line 10): `["/a:/b"] + extra` (line 10) is no literal; write it by hand
# not imported: locks (line 10): the master decides which build may run; write locks at the worker in master.cfg
properties = { a = "b" }
# not imported: command (line 11): `lambda x, y: (x, y)` (line 11) is no literal; write it by hand
# not imported: notify_on_missing (line 11): latent sends no mail; it logs `failed` with worker and reason. Leave it out of master.cfg too: there it would send mail whenever no build has kept the worker connected for an hour
builds_may_be_incompatible = false

[[worker]] # line 12: DockerLatentWorker
name = "new"
password = "p"
docker_host = "h:1"
image = "i"
command = []
volumes = []
followStartupLogs = false
masterFQDN = "m"
master_protocol = "pb"
hostconfig = { dns = ["1.1.1.1"] }

[[worker]] # line 13: DockerLatentWorker
name = "old"
password = "p"
docker_host = "h:1"
image = "i"
command = []
volumes = []
followStartupLogs = false
masterFQDN = "m"
hostconfig = { dns = ["1.1.1.1"] }
autopull = true

[[worker]] # line 14: DockerLatentWorker
name = "secret"
# not imported: password (line 14): it is no literal; write { env = "NAME" } or { file = "PATH" }
docker_host = "unix:///x"
image = "ab"
# not imported: dockerfile (line 14): `open("Dockerfile").read()` (line 14) is no literal; write it by hand
# not imported: max_builds (line 15): `1 if x else 2` (line 15) is no literal; write it by hand
build_wait_timeout = 600
# not imported: image2 (line 15): there is no such option

[[worker]] # line 16: DockerLatentWorker
name = "odd"
password = "p"
# not imported: docker_host (line 16): `conf["host"]` (line 16) is no literal; write it by hand
# not imported: image (line 16): `img` (line 16) is no literal; write it by hand
# not imported: hostconfig (line 16): `{**base, 'a': 1}` (line 16) is no literal; write it by hand
# not imported: buildargs (line 17): `{k: v for k, v in x.items()}` (line 17) is no literal; write it by hand
# not imported: hostname (line 17): `%(src::branch)s` has a `%(` that is not followed by `prop:` at character 1; write %(prop:NAME)s, %(prop:NAME:-default)s or, for a percent sign, %%
# not imported: target (line 17): `x[1:2]` (line 17) is no literal; write it by hand
"##;
    assert_eq!(toml, format!("{HEAD}{expected}"));
}

#[test]
fn tls_is_taken_over_as_far_as_it_is_written() {
    let tls = |python: &str| {
        let toml = import(&format!("DockerLatentWorker('a', tls={python})")).unwrap();
        toml.lines().nth(8).unwrap_or_default().to_owned()
    };
    assert_eq!(tls("None"), "");
    assert_eq!(tls("True"), "tls = true");
    assert_eq!(tls("docker.tls.TLSConfig(verify=True)"), "tls = true");
    assert_eq!(
        tls("TLSConfig(client_cert=('/c.pem', \"/k.pem\"), ca_cert='/ca.pem')"),
        "tls = { cert = \"/c.pem\", key = \"/k.pem\", ca = \"/ca.pem\" }"
    );
    assert_eq!(
        tls("TLSConfig(('/c', '/k'), verify=False)"),
        "tls = { cert = \"/c\", key = \"/k\", verify = false }"
    );
    for python in [
        "TLSConfig(certs)",
        "make_tls()",
        "TLSConfig(client_cert=(a, b))",
        "TLSConfig(assert_hostname=False)",
    ] {
        assert!(tls(python).contains("name the files of the certificates by hand"), "{python}");
    }
}

#[test]
fn what_is_written_is_read() {
    let toml = import(MASTER_CFG).unwrap();
    // What could not be taken over is written by hand.
    let toml = toml.replace("name = \"linux_2\"\n", "name = \"linux_2\"\ndocker_host = \"unix://\"\n");
    let toml = toml.replace("{ env = \"LINUX_PASS\" }", "\"p\"");
    let text = toml.replace("[master]\n", "[master]\nmasterFQDN = \"m\"\n");
    let config = Config::parse(&text, "latent.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
    let second = &config.workers[1];
    assert_eq!(second.host_config["Init"], false);
    assert_eq!(second.host_config["ShmSize"], 1);
    assert!(second.dockerfile.as_deref().unwrap().contains("RUN echo \"\\n\" > /x"));
}

/// What is written beside name and password, in every form that Buildbot's documentation of the worker gives it.
const DOCUMENTED: &[&str] = &[
    "docker_host='tcp://localhost:2375', image='my_project_worker'",
    "'tcp://localhost:2375', 'my_project_worker', ['start', '--nodaemon'], ['cache:/cache']",
    "docker_host='unix://var/run/docker.sock', image='i:1', command='sh -c \"exec x\"'",
    "docker_host='tcp://127.0.0.1:2375', image=util.Interpolate('worker-%(prop:distro)s:%(prop:release:-stable)s')",
    "docker_host='tcp://127.0.0.1:2375', image=util.Property('docker_image', default='my_project_worker')",
    "docker_host='tcp://127.0.0.1:2375', image='i', volumes=['/srv/src:/src:ro', 'cache:/cache:rw']",
    "docker_host='tcp://127.0.0.1:2375', image='i', volumes=[util.Interpolate('cache-%(prop:project)s:/cache')]",
    "docker_host='tcp://127.0.0.1:2375', dockerfile=\"\"\"\nFROM debian:stable\nUSER buildbot\n\"\"\"",
    "docker_host='tcp://127.0.0.1:2375', image='i', dockerfile='FROM x', target='final', buildargs={'A': 'b'}",
    "docker_host='https://127.0.0.1:2376', image='i', tls=True, version='1.41'",
    "docker_host='tcp://127.0.0.1:2375', image='i', followStartupLogs=True, masterFQDN='ci.example:9990'",
    "docker_host='tcp://127.0.0.1:2375', image='i', hostconfig={'network_mode': 'host', 'dns': ['1.1.1.1', '1.2.3.4']}",
    "docker_host='tcp://127.0.0.1:2375', image='i', hostconfig={'mem_limit': '2g', 'init': False, 'cap_add': ['SYS_PTRACE']}",
    "docker_host='tcp://127.0.0.1:2375', image='i', networking_config='bridge'",
    "docker_host='tcp://127.0.0.1:2375', image='i', networking_config='container:database'",
    "docker_host='tcp://127.0.0.1:2375', image='i', autopull=True, alwaysPull=True",
    "docker_host='tcp://127.0.0.1:2375', image='i', hostname=util.Interpolate('box-%(prop:buildnumber:-0)s')",
    "docker_host='tcp://127.0.0.1:2375', image='i', master_protocol='msgpack_experimental_v7'",
    "docker_host='tcp://127.0.0.1:2375', image='i', build_wait_timeout=0, missing_timeout=300, max_builds=1",
    "docker_host='tcp://127.0.0.1:2375', image='i', build_wait_timeout=-1, missing_timeout=None",
    "docker_host='tcp://127.0.0.1:2375', image='i', properties={'os': 'linux'}, defaultProperties={'n': 10}",
    "docker_host='tcp://127.0.0.1:2375', image='i', builds_may_be_incompatible=False",
];

#[test]
fn every_documented_form_is_taken_over_whole_and_is_a_configuration() {
    for arguments in DOCUMENTED {
        for class in ["worker.DockerLatentWorker", "buildbot.buildslave.docker.DockerLatentBuildSlave"] {
            let call = format!("c['workers'] = [\n    {class}('docker', 'password', {arguments})\n]\n");
            let toml = import(&call).unwrap();
            assert!(!toml.contains("not imported"), "{call}{toml}");
            let config = Config::parse(&toml, "latent.toml");
            let config = config.unwrap_or_else(|error| panic!("{error}\n{toml}"));
            assert_eq!(config.workers[0].name.0, "docker");
        }
    }
}

#[test]
fn what_is_no_call_says_so() {
    let none =
        "there is no DockerLatentWorker( or DockerLatentBuildSlave( in it; give the call, or the master.cfg";
    for text in ["", "# DockerLatentWorker(", "x = 'DockerLatentWorker()'", "DockerLatentWorker = 3"] {
        assert_eq!(import(text).unwrap_err().to_string(), none, "{text}");
    }
    for text in ["DockerLatentWorker(", "DockerLatentWorker('a", "\nDockerLatentWorker(a=[1, 'b')"] {
        assert!(import(text).unwrap_err().to_string().contains("is never closed"), "{text}");
    }
    let line = import("\n\nDockerLatentWorker('a', x=f(").unwrap_err().to_string();
    assert!(line.starts_with("line 3: "), "{line}");
}

#[test]
fn a_password_is_taken_over_as_safely_as_it_was_written() {
    let password = |python: &str| {
        let toml = import(&format!("DockerLatentWorker('a', {python})")).unwrap();
        toml.lines().nth(8).unwrap().to_owned()
    };
    assert_eq!(password("'p\\x41\\u00e9'"), "password = \"pAé\"");
    assert_eq!(password("os.getenv('P')"), "password = { env = \"P\" }");
    assert_eq!(password("os.environ.get(\"P\", 'x')"), "password = { env = \"P\" }");
    assert_eq!(password("os.environ[\"P\"]"), "password = { env = \"P\" }");
    assert!(password("None").contains("is known to nobody"));
    assert!(password("util.Secret('x')").contains("write { env = \"NAME\" }"));
    assert!(password("f'{x}'").contains("no literal"));
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[\\[\\](){}'\"a-z=,:.#\\\\\n 0-9é-]{0,80}") {
        drop(import(&text));
        drop(import(&format!("DockerLatentWorker({text})")));
    }
}
