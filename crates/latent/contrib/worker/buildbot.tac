# A Buildbot worker that is told by its environment who it is and where its master is:
#
#   BUILDMASTER           the master's host
#   BUILDMASTER_PORT      its port for workers (9989)
#   BUILDMASTER_PROTOCOL  pb (default) or msgpack_experimental_v7
#   WORKERNAME            the worker's name
#   WORKERPASS            its password, or
#   WORKERPASS_FILE       the file that holds it, as `secret_delivery = "file"` has it
#
# The password is taken out of the environment, so that no build step sees it.
import os
import sys

from buildbot_worker.bot import Worker
from twisted.application import service
from twisted.python.log import FileLogObserver, ILogObserver


def password():
    path = os.environ.pop("WORKERPASS_FILE", None)
    secret = os.environ.pop("WORKERPASS", None)
    if path:
        with open(path) as file:
            return file.read().rstrip("\n")
    if secret is None:
        sys.exit("buildbot.tac: there is neither WORKERPASS nor WORKERPASS_FILE")
    return secret


application = service.Application("buildbot-worker")
application.setComponent(ILogObserver, FileLogObserver(sys.stdout).emit)

worker = Worker(
    os.environ.get("BUILDMASTER", "localhost"),
    int(os.environ.get("BUILDMASTER_PORT", "9989")),
    os.environ.get("WORKERNAME", "docker"),
    password(),
    os.environ.get("BUILDBOT_BASEDIR", "/buildbot"),
    keepalive=600,
    umask=None,
    maxdelay=300,
    protocol=os.environ.get("BUILDMASTER_PROTOCOL", "pb"),
    # Whoever started the container starts another; one that never reaches its master only takes room.
    maxRetries=10,
    allow_shutdown=None,
)
worker.setServiceParent(application)
