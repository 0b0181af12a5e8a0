"""What programs do with docker-py, each step with what it got. DOCKER_HOST says where the engine is."""

import io
import socket
import tarfile

import docker
from docker import errors


def show(name, value):
    print(f"{name}: {value!r}", flush=True)


def archive(name, content):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return whole.getvalue()


def entry(pieces, name):
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as tar:
        return tar.extractfile(name).read()


client = docker.from_env()
show("ping", client.ping())
show("version", client.version()["Version"])

try:
    client.containers.run("busybox", ["sh", "-c", "echo out; echo err >&2; exit 3"], remove=True)
except errors.ContainerError as error:
    show("run that fails", (error.exit_status, error.stderr))
show("run", client.containers.run("busybox", ["echo", "hello"], remove=True))
show("run on a terminal", client.containers.run("busybox", ["echo", "hello"], tty=True, remove=True))

box = client.containers.create(
    "busybox", ["sleep", "600"], name="py-box", environment={"WORD": "py-client"}, labels={"py": "box"}
)
box.start()
box.reload()
show("status", (box.status, box.labels))
show("exec", box.exec_run(["sh", "-c", "echo out; echo err >&2; exit 4"], demux=True))
show("exec on a terminal", box.exec_run(["echo", "terminal"], tty=True))
show("exec in pieces", b"".join(box.exec_run(["echo", "pieces"], stream=True).output))
show("exec detached", box.exec_run(["true"], detach=True).output)

started = client.api.exec_create(box.id, ["sh", "-c", "cat; echo end"], stdin=True)["Id"]
stream = client.api.exec_start(started, socket=True)
stream._sock.sendall(b"through\n")
stream._sock.shutdown(socket.SHUT_WR)
received = b""
while piece := stream._sock.recv(4096):
    received += piece
show("exec with its own end", received)
stream._sock.close()
stream.close()
show("exec code", client.api.exec_inspect(started)["ExitCode"])

show("put", box.put_archive("/tmp", archive("put", b"bytes")))
pieces, stat = box.get_archive("/tmp/put")
show("get", (stat["name"], stat["size"], entry(pieces, "put")))
stats = box.stats(stream=False)
show("stats", (stats["name"], stats["pids_stats"]["current"]))
show("top", len(box.top()["Processes"]))
box.stop(timeout=0)
show("wait", box.wait())
box.remove()

loop = "for i in 1 2 3; do echo $i; sleep 0.2; done"
talker = client.containers.run("busybox", ["sh", "-c", loop], detach=True)
show("logs", b"".join(talker.logs(stream=True, follow=True)))
show("attach", talker.attach(logs=True, stream=False))
talker.remove()

context = io.BytesIO(archive("Dockerfile", b"FROM busybox\nRUN echo built\n"))
image, said = client.images.build(fileobj=context, custom_context=True, tag="py-image", rm=True, nocache=True)
show("build", (image.tags, next(line["stream"] for line in said if "stream" in line)))
saved = b"".join(image.save(named=True))
show("save", len(saved))
client.images.remove("py-image")
show("load", [loaded.tags for loaded in client.images.load(saved)])
client.images.remove("py-image")

network = client.networks.create("py-net")
member = client.containers.create("busybox", ["sleep", "60"], name="py-member")
network.connect(member, aliases=["first"])
member.start()
network.reload()
show("network", [container.name for container in network.containers])
member.remove(force=True)
network.remove()

try:
    client.images.pull("busybox", tag="nowhere")
except errors.APIError as error:
    show("pull that fails", (error.status_code, error.explanation))

events = client.events(decode=True, filters={"label": "py-events"})
client.containers.create("busybox", ["true"], labels={"py-events": "1"}).remove()
for event in events:
    show("event", (event["Type"], event["Action"]))
    if event["Action"] == "destroy":
        break
events.close()
client.close()
