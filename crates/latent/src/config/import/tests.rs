use super::*;
use crate::config::Config;

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
# not imported: hostconfig (line 12): `512 * 2` (line 12) is no literal; write it by hand
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
    assert_eq!(toml, expected);
}

#[test]
fn what_is_written_is_read() {
    let toml = import(MASTER_CFG).unwrap();
    // What could not be taken over is written by hand.
    let toml = toml.replace("name = \"linux_2\"\n", "name = \"linux_2\"\ndocker_host = \"unix://\"\n");
    let toml = toml.replace("{ env = \"LINUX_PASS\" }", "\"p\"");
    let text = format!("[master]\nurl = \"http://ci\"\nmasterFQDN = \"m\"\n{toml}");
    let config = Config::parse(&text, "latent.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
    let second = &config.workers[1];
    assert_eq!(second.host_config["Init"], false);
    assert_eq!(second.host_config["ShmSize"], 1);
    assert!(second.dockerfile.as_deref().unwrap().contains("RUN echo \"\\n\" > /x"));
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
        toml.lines().nth(2).unwrap().to_owned()
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
