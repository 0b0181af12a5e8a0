// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `config`.

use crate::model::{Data, Driver, ObjectVersion, macros::{reply, request}};

request! {
    /// What a config is.
    pub struct ConfigSpec {
        /// Its name.
        name: text = "Name",
        /// Labels.
        labels: options = "Labels",
        /// What is in it. Not shown by `Debug`.
        data: one(Data) = "Data",
        /// What fills in its placeholders for each task: `golang`. Since API 1.37.
        templating: one(Driver) = "Templating",
    }
}

reply! {
    /// A config of a swarm: a file for tasks that is not secret. Since API 1.30.
    pub struct Config {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was created (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What it is.
        spec: ConfigSpec = "Spec",
    }
}

reply! {
    /// A config that was created. Since API 1.30.
    pub struct ConfigCreated {
        /// Its id.
        id: String = "ID",
    }
}
