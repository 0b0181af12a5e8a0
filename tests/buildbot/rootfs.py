"""Completes the root file system of the worker image; called by worker-image with its folder.

There, opt/worker holds buildbot-worker and what it needs. Added are the interpreter that runs this,
its standard library, the shared libraries of all of them, busybox, and the start script.
"""

import compileall
import os
import re
import shutil
import subprocess
import sys
import sysconfig

TAC = """\
import os, sys
from twisted.application import service
from twisted.python.log import FileLogObserver, ILogObserver
from buildbot_worker.bot import Worker
env = os.environ
password = env.pop("WORKERPASS")  # a build's steps inherit the environment
application = service.Application("buildbot-worker")
application.setComponent(ILogObserver, FileLogObserver(sys.stdout).emit)
Worker(env["BUILDMASTER"], int(env.get("BUILDMASTER_PORT", 9989)), env["WORKERNAME"], password,
       "/buildbot", 600, umask=None, maxdelay=10, maxRetries=10).setServiceParent(application)
"""
RUN = """\
import sys
sys.argv = ["twistd", "--pidfile=", "--nodaemon", "--no_save", "-y", "/buildbot/buildbot.tac"]
from twisted.scripts.twistd import run
run()
"""
UNUSED = {
    "test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3",
    "site-packages", "dist-packages", "__pycache__", "pydoc_data",
}  # fmt: skip

root = sys.argv[1]


def write(path, text):
    with open(root + path, "w") as file:
        file.write(text)


def copy(path):
    os.makedirs(os.path.dirname(root + path), exist_ok=True)
    shutil.copy2(os.path.realpath(path), root + path)


def ignore(folder, names):
    return [n for n in names if n in UNUSED or n.startswith("config-")]


for folder, names, _ in os.walk(root + "/opt/worker"):
    for name in [n for n in names if n in ("test", "tests", "bin")]:
        shutil.rmtree(os.path.join(folder, name))
        names.remove(name)

# In a virtual environment sys.base_prefix is where the interpreter itself lives.
base = {"base": sys.base_prefix, "installed_base": sys.base_prefix}
stdlib = sysconfig.get_path("stdlib", vars=base)
exe = os.path.realpath(os.path.join(sys.base_prefix, "bin", "python3"))
shutil.copytree(stdlib, root + stdlib, ignore=ignore, symlinks=True)
copy(exe)

binaries = [exe]
for folder, _, files in os.walk(root):
    binaries += [os.path.join(folder, f) for f in files if f.endswith(".so") or ".so." in f]
libraries = set()
for binary in binaries:
    out = subprocess.run(["ldd", binary], capture_output=True, text=True).stdout
    libraries.update(re.findall(r"(/[^ ]+\.so[^ ]*) \(0x", out))
for folder in {os.path.dirname(library) for library in libraries}:
    # glibc loads these by name, for name services
    for name in ("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"):
        if os.path.exists(os.path.join(folder, name)):
            libraries.add(os.path.join(folder, name))
for library in libraries:
    if not library.startswith(root):
        copy(library)

for name in ("bin", "usr/bin", "tmp", "etc", "proc", "sys", "dev", "root", "buildbot"):
    os.makedirs(os.path.join(root, name), exist_ok=True)
# the archive's files belong to root, and the worker is nobody in particular
for name in ("/tmp", "/buildbot"):
    os.chmod(root + name, 0o1777)
busybox = shutil.which("busybox")
shutil.copy2(busybox, root + "/bin/busybox")
applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
for applet in applets:
    if not os.path.lexists(root + "/bin/" + applet):
        os.symlink("busybox", root + "/bin/" + applet)
if not os.path.lexists(root + "/usr/bin/python3"):
    os.symlink(exe, root + "/usr/bin/python3")
write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nbuildbot:x:1000:1000::/buildbot:/bin/sh\n")
write("/etc/group", "root:x:0:\nbuildbot:x:1000:\n")
write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
write("/buildbot/buildbot.tac", TAC)
write("/opt/worker/run.py", RUN)
# a fresh container would otherwise compile everything at each start
compileall.compile_dir(root, stripdir=root, quiet=2, force=True, workers=0)
