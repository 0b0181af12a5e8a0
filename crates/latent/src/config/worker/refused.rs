//! Options of Buildbot's latent workers that have no place here: each is refused with the reason and what to do.

use crate::config::{error::Problems, read::Fields};

/// The option under both names, and why it has no place.
pub(in crate::config) const REFUSED: &[(&str, &str, &str)] = &[
    (
        "keepalive_interval",
        "keepaliveInterval",
        "the master keeps the connection alive; write keepalive_interval at the worker in master.cfg",
    ),
    ("locks", "", "the master decides which build may run; write locks at the worker in master.cfg"),
    (
        "machine_name",
        "machineName",
        "a machine is a host here; write [[host]] with start_command and stop_command, and remove machine_name",
    ),
    (
        "notify_on_missing",
        "notifyOnMissing",
        "latent sends no mail; it logs `failed` with worker and reason. Leave it out of master.cfg too: there it \
         would send mail whenever no build has kept the worker connected for an hour",
    ),
    (
        "check_instance_interval",
        "checkInstanceInterval",
        "nothing is polled: the engine tells at once when a container has ended; remove it",
    ),
    ("client_args", "clientArgs", "there is no docker-py here; remove it"),
];

/// Reports every such option that is written.
pub(super) fn report(fields: &mut Fields<'_>, problems: &mut Problems<'_>) {
    for (name, twin, why) in REFUSED {
        for item in [fields.take_hidden(name), fields.take_hidden(twin)].into_iter().flatten() {
            item.wrong::<()>(why, problems);
        }
    }
}
