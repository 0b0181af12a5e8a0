//! What is known of Python without running it: each form as people write it, and the options that it stands for, read by
//! the reader of configurations.

use std::fs;

use super::*;

/// Python, and the same as it would be written by hand. Behind `DLW(` stand name, password and engine.
const KNOWN: &[(&str, &str)] = &[
    // Names for what is literal, in the order of the statements.
    (
        "HOST = 'tcp://a:1'\nIMAGE: str = 'i:1'\nOLD = IMAGE\nIMAGE = 'i:2'\n\
         w.DockerLatentWorker('a', 'p', HOST, IMAGE, hostname=OLD[0] + 'x')",
        "name='a' image='i:2' hostname='ix'",
    ),
    ("A, (B, C) = 'i', ['x', 'y']\nDLW(image=A, command=[B, C])", "name='a' image='i' command=['x', 'y']"),
    ("conf = {'images': ['i', 'j']}\nconf['pw'] = 'q'\nDLW(image=conf['images'][-1])", "name='a' image='j'"),
    ("if True:\n    I = 'i'\nelse:\n    I = 'j'\nDLW(image=I)", "name='a' image='i'"),
    ("for I in ['x', 'i']: pass\nDLW(image=I)", "name='a' image='i'"),
    // Numbers.
    (
        "MB = 1024 ** 2\nDLW(image='i', build_wait_timeout=2 * 60, missing_timeout=10 * 60 - 1, max_builds=7 // 3,\n\
         hostconfig={'mem_limit': 512 * MB, 'cpu_shares': 1 << 10, 'shm_size': int('3') * MB, 'pids_limit': -(-100 % 7) + 9})",
        "name='a' image='i' build_wait_timeout=120 missing_timeout=599 max_builds=2 \
         hostconfig={ mem_limit=536870912, cpu_shares=1024, shm_size=3145728, pids_limit=4 }",
    ),
    // Texts.
    ("R = 'r:5000'\nDLW(image=R + '/i' ':' 'v1')", "name='a' image='r:5000/i:v1'"),
    ("R = 'r'\nDLW(image='%s/%s:%02d' % (R, 'i', 3))", "name='a' image='r/i:03'"),
    ("DLW(image='%(r)s/i' % {'r': 'x'}, hostname='h-%d' % 7)", "name='a' image='x/i' hostname='h-7'"),
    ("R, N = 'r', 5\nDLW(image=f'{R}/i:{N:03d}-{\"x\"!s}')", "name='a' image='r/i:005-x'"),
    ("DLW(image='{}/{n}:{v:02}'.format('r', n='i', v=4))", "name='a' image='r/i:04'"),
    (
        "DLW(image='{1}-{0}'.format('a', 'b'), hostname='-'.join(['x', 'Y'.lower()]))",
        "name='a' image='b-a' hostname='x-y'",
    ),
    (
        "DLW(image='i', command='''\nx\n'''.strip(), hostname=str(1) + 'h')",
        "name='a' image='i' command='x' hostname='1h'",
    ),
    // Lists and dictionaries.
    (
        "VOLUMES = ['/a:/b']\nDLW(image='i', volumes=VOLUMES + ['c1:/c'], command=['x'] * 2)",
        "name='a' image='i' volumes=['/a:/b', 'c1:/c'] command=['x', 'x']",
    ),
    (
        "v = ['/a:/b']\nv.append('c1:/c')\nv += ['d1:/d']\nv.extend(('e1:/e',))\nDLW(image='i', volumes=[*v, 'f1:/f'])",
        "name='a' image='i' volumes=['/a:/b', 'c1:/c', 'd1:/d', 'e1:/e', 'f1:/f']",
    ),
    (
        "base = dict(init=False)\nhc = {**base, 'dns': ['1.1.1.1']}\nhc.update(shm_size='1m')\nDLW(image='i', hostconfig=hc)",
        "name='a' image='i' hostconfig={ init=false, dns=['1.1.1.1'], shm_size='1m' }",
    ),
    (
        "common = dict(image='i', hostconfig=dict(init=False))\ncommon['version'] = '1.41'\nDLW(**dict(common, autopull=True))",
        "name='a' image='i' hostconfig={ init=false } version='1.41' autopull=true",
    ),
    ("args = ['b', 'p', 'tcp://a:1']\nDockerLatentWorker(*args, image='i')", "name='b' image='i'"),
    (
        "DLW(image='i', properties={k: v * 2 for k, v in {'x': 1}.items()})",
        "name='a' image='i' properties={ x=2 }",
    ),
    // Interpolate and Property stay what they are, also by another name.
    (
        "IMG = util.Interpolate('r/%(prop:i:-x)s')\nDLW(image=IMG, hostname=util.Property('h', default='a-b'))",
        "name='a' image='r/%(prop:i:-x)s' hostname='%(prop:h:-a-b)s'",
    ),
    // The environment, where an option takes it.
    (
        "import os\nPW = os.environ['PATH']\nDockerLatentWorker('a', PW, 'tcp://a:1', 'i')",
        "name='a' image='i' password={ env='PATH' }",
    ),
    (
        "DockerLatentWorker('a', os.getenv('PATH', 'x'), 'tcp://a:1', 'i')",
        "name='a' image='i' password={ env='PATH' }",
    ),
    // Files beside the master.cfg.
    ("DLW(dockerfile=open('Dockerfile').read())", "name='a' dockerfile='FROM x\\n'"),
    ("with open('Dockerfile') as f:\n    D = f.read()\nDLW(dockerfile=D)", "name='a' dockerfile='FROM x\\n'"),
    (
        "import os\nhere = os.path.dirname(os.path.abspath(__file__))\n\
         DLW(dockerfile=open(os.path.join(here, 'Dockerfile'), 'r').read().strip())",
        "name='a' dockerfile='FROM x'",
    ),
    (
        "DLW(dockerfile=pathlib.Path(basedir, 'x').read_text() if False else Path('Dockerfile').read_text())",
        "name='a' dockerfile='FROM x\\n'",
    ),
    // Several workers.
    (
        "c['workers'] = []\nfor i in range(4):\n    c['workers'].append(DockerLatentWorker(f'w{i}', 'p', 'tcp://a:1', 'i'))",
        "names=['w0', 'w1', 'w2', 'w3'] image='i'",
    ),
    (
        "c['workers'] = [worker.DockerLatentWorker('w-%d' % (i + 1), 'p', 'tcp://a:1', image='i') for i in range(3)]",
        "name='w-{n}' count=3 image='i'",
    ),
    (
        "c['workers'] += [DockerLatentWorker('b-' + n, 'p', 'tcp://a:1', 'i') for n in ('x', 'y', 'z') if n != 'y']",
        "names=['b-x', 'b-z'] image='i'",
    ),
    (
        "for name, image in [('b', 'i'), ('c', 'j')]:\n    DockerLatentWorker(name, 'p', 'tcp://a:1', image)",
        "name='b' image='i';name='c' image='j'",
    ),
    (
        "W = {'b': {'image': 'i'}, 'c': {'image': 'i', 'version': '1.41'}}\nfor n, o in W.items():\n\
         \x20   workers.append(DockerLatentWorker(n, 'p', 'tcp://a:1', **o))",
        "name='b' image='i';name='c' image='i' version='1.41'",
    ),
    (
        "for n, i in enumerate(['i', 'j'], 1):\n  for s in 'x y'.split():\n    DockerLatentWorker('%s%d' % (s, n), 'p', 'tcp://a:1', i)",
        "names=['x1', 'y1'] image='i';names=['x2', 'y2'] image='j'",
    ),
    // A call as it stands in a list.
    ("    DLW(image='i'),\n", "name='a' image='i'"),
    // A file of Python 2, and one that fails elsewhere.
    (
        "print 'x'\nIMAGE = 'i'\ntry:\n    pass\nexcept X, e:\n    print e\nDLW(image=IMAGE)",
        "name='a' image='i'",
    ),
    ("def f(:\n    pass\nDLW(image='i')", "name='a' image='i'"),
];

/// A whole call of the short form that the tables have.
fn whole(python: &str) -> String {
    python.replace("DLW(", "worker.DockerLatentWorker('a', 'p', 'tcp://a:1', ").replace(", )", ")")
}

fn beside_a_dockerfile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "FROM x\n").unwrap();
    folder
}

#[test]
fn what_is_known_is_taken_over_as_it_would_be_written_by_hand() {
    let folder = beside_a_dockerfile();
    let head = "[master]\nurl = \"http://m\"\nmasterFQDN = \"m\"\n";
    let read = |text: &str| Config::parse(text, "latent.toml").map(|config| config.workers);
    for (python, by_hand) in KNOWN {
        let toml = super::super::import(&whole(python), folder.path()).unwrap();
        assert!(!toml.contains("not imported"), "{python}\n{toml}");
        let toml = toml.replace("[master]\n", "[master]\nmasterFQDN = \"m\"\n");
        let imported = read(&toml).unwrap_or_else(|error| panic!("{python}\n{error}\n{toml}"));
        let mut expected = head.to_owned();
        for worker in by_hand.split(';') {
            let password = if worker.contains("password=") { "" } else { "password=\"p\"\n" };
            expected.push_str(&format!("[[worker]]\ndocker_host=\"tcp://a:1\"\n{password}"));
            expected.push_str(&lines(worker).replace('\'', "\""));
        }
        let expected = read(&expected).unwrap_or_else(|error| panic!("{by_hand}\n{error}\n{expected}"));
        let said = |workers: &[crate::config::Worker]| format!("{workers:#?}");
        assert_eq!(said(&imported), said(&expected), "{python}\n{toml}");
        assert_eq!(imported, expected, "{python}\n{toml}");
    }
}

/// Keys on one line, a line each: a blank before `word=` outside of brackets ends one.
fn lines(keys: &str) -> String {
    let (mut out, mut open, mut quoted) = (String::new(), 0_i32, false);
    for c in keys.chars() {
        open += match c {
            '[' | '{' => 1,
            ']' | '}' => -1,
            _ => 0,
        };
        quoted ^= c == '\'';
        out.push(if c == ' ' && open == 0 && !quoted { '\n' } else { c });
    }
    out + "\n"
}

/// Python of which something is not known, and the comment that names it.
const UNKNOWN: &[(&str, &str)] = &[
    ("DLW(image=IMAGE)", "image (line 1): `IMAGE` (line 1) is no literal; write it by hand"),
    ("IMAGE = f()\nDLW(image=IMAGE)", "image (line 2): `f(…)` cannot be taken over; write it by hand"),
    (
        "I = 'i'\nif x:\n    I = 'j'\nDLW(image=I)",
        "image (line 4): `I` (line 4) is no literal; write it by hand",
    ),
    (
        "I = 'i'\ntry:\n    I = g()\nexcept E:\n    I = 'j'\nDLW(image=I)",
        "image (line 6): `I` (line 6) is no literal; write it by hand",
    ),
    (
        "I = 'i'\nwhile x:\n    DLW(image=I)\n    I += 'j'",
        "image (line 3): `I` (line 3) is no literal; write it by hand",
    ),
    (
        "v = ['/a:/b']\nv.sort()\nDLW(volumes=v)",
        "volumes (line 3): `v` (line 3) is no literal; write it by hand",
    ),
    (
        "h = {}\nfill(h)\nDLW(hostconfig=h)",
        "hostconfig (line 3): `h` (line 3) is no literal; write it by hand",
    ),
    (
        "h = {}\nh[x] = 1\nDLW(hostconfig=h)",
        "hostconfig (line 3): `h` (line 3) is no literal; write it by hand",
    ),
    (
        "def f(image):\n    return DLW(image=image)",
        "image (line 2): `image` (line 2) is no literal; write it by hand",
    ),
    (
        "class A(DockerLatentWorker):\n    x = [DLW(image=self.i)]",
        "image (line 2): `self.i` (line 2) is no literal; write it by hand",
    ),
    (
        "DLW(image='%s-%s' % ('a',))",
        "image (line 1): `'%s-%s' % ('a',)` (line 1) is no literal; write it by hand",
    ),
    ("DLW(image='%r' % 'a')", "image (line 1): `'%r' % 'a'` (line 1) is no literal; write it by hand"),
    (
        "DLW(image='{x!r}'.format(x=1))",
        "image (line 1): `'{x!r}'.format(x=1)` (line 1) is no literal; write it by hand",
    ),
    ("DLW(image=f'{x}')", "image (line 1): `f'{x}'` (line 1) is no literal; write it by hand"),
    ("DLW(max_builds=9 ** 99)", "max_builds (line 1): `9 ** 99` (line 1) is no literal; write it by hand"),
    ("DLW(max_builds=1 // 0)", "max_builds (line 1): `1 // 0` (line 1) is no literal; write it by hand"),
    (
        "DLW(image='a' * 99999999)",
        "image (line 1): `'a' * 99999999` (line 1) is no literal; write it by hand",
    ),
    (
        "DLW(dockerfile=open('missing').read())",
        "dockerfile (line 1): `open('missing').read()` (line 1) is no literal; write it by hand",
    ),
    (
        "DLW(dockerfile=open('.').read())",
        "dockerfile (line 1): `open('.').read()` (line 1) is no literal; write it by hand",
    ),
    (
        "DLW(image=os.environ['PATH'])",
        "image (line 1): `os.environ['PATH']` (line 1) is no literal; write it by hand",
    ),
    (
        "H = os.getenv('PATH')\nDLW(hostname=H)",
        "hostname (line 2): `os.getenv('PATH')` (line 1) is no literal; write it by hand",
    ),
    (
        "DLW(image=os.environ.get('A') or 'b')",
        "image (line 1): `os.environ.get('A') or 'b'` (line 1) is no literal; write it by hand",
    ),
    ("DLW(**options)", "** (line 1): what it stands for is not seen here; write its arguments by hand"),
    (
        "DLW(image=(\n    x\n      + 'y'))",
        "image (line 1): `x + 'y'` (line 2) is no literal; write it by hand",
    ),
    (
        "for n in names:\n    DockerLatentWorker(n, 'p', 'tcp://a:1', 'i')",
        "name (line 2): `n` (line 2) is no literal; several of one kind are name = \"worker-{n}\" and count = 4",
    ),
    (
        "x = [DockerLatentWorker(n, 'p', 'tcp://a:1', 'i') for n in names]",
        "name (line 1): `n` (line 1) is no literal; several of one kind are name = \"worker-{n}\" and count = 4",
    ),
];

#[test]
fn what_is_not_known_is_named_with_its_line() {
    let folder = beside_a_dockerfile();
    for (python, comment) in UNKNOWN {
        let toml = super::super::import(&whole(python), folder.path())
            .unwrap_or_else(|why| panic!("{python}: {why}"));
        let comments: Vec<&str> =
            toml.lines().filter_map(|line| line.strip_prefix("# not imported: ")).collect();
        assert!(comments.iter().all(|it| it == comment) && !comments.is_empty(), "{python}\n{toml}");
        assert_eq!(comments.len(), toml.matches("[[worker]]").count(), "{python}\n{toml}");
    }
}

#[test]
fn what_would_take_for_ever_ends() {
    let python = "a = 'x' * 60000\nb = a + a\nfor i in range(10**9):\n    x = [y for y in range(10**9)]\nDLW(image='i')";
    assert!(import(&whole(python)).unwrap().contains("image = \"i\""));
    let rounds = "for i in range(1000):\n for j in range(1000):\n  for k in range(1000):\n   DLW(image='i')";
    let why = "line 4: its loops go round too often to be followed; write the workers by hand";
    assert_eq!(import(&whole(rounds)).unwrap_err().to_string(), why);
    let deep = format!("DLW(image={}1{})", "(-".repeat(5_000), ")".repeat(5_000));
    let toml = import(&whole(&deep)).unwrap_or_default();
    assert!(!toml.contains("image = "), "{toml}");
}
