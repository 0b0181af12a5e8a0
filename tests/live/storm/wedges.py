# The end of a master's configuration: writes down each build that the master itself gives up in the middle of its
# preparation and never finishes (its issue 5832). The master's log has the error without a word of which build it was.
import json
import os
import time

from twisted.python import log

from buildbot.process.build import Build


def _build_of(failure):
    frame = failure.getTracebackObject()
    while frame is not None:
        # A traceback that was cleaned has frames without locals.
        build = getattr(frame.tb_frame, "f_locals", {}).get("self")
        if isinstance(build, Build):
            return build
        frame = frame.tb_next
    return None


def _note_wedge(event):
    failure, why = event.get("failure"), event.get("why") or ""
    if failure is None or not why.startswith("from a running build"):
        return
    build = _build_of(failure)
    line = {
        "build": getattr(build, "buildid", None),
        "worker": getattr(build, "workername", None),
        "at": int(time.time()),
        "error": failure.getErrorMessage(),
    }
    with open(os.path.join(basedir, "..", "wedges.jsonl"), "a") as wedges:
        wedges.write(json.dumps(line) + "\n")


log.addObserver(_note_wedge)
