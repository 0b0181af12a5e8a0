// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `secret`.

use crate::model::{Data, Driver, ObjectVersion, macros::{reply, request}};

request! {
    /// What a secret is.
    pub struct SecretSpec {
        /// Its name.
        name: text = "Name",
        /// Labels.
        labels: options = "Labels",
        /// What is secret; never told by an engine. Not shown by `Debug`.
        data: one(Data) = "Data",
        /// The driver that knows it, in the place of `data`. Since API 1.31.
        driver: one(Driver) = "Driver",
        /// What fills in its placeholders for each task: `golang`. Since API 1.37.
        templating: one(Driver) = "Templating",
    }
}

reply! {
    /// A secret of a swarm, without what is secret. Since API 1.30.
    pub struct Secret {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was created (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What it is.
        spec: SecretSpec = "Spec",
    }
}

reply! {
    /// A secret that was created. Since API 1.30.
    pub struct SecretCreated {
        /// Its id.
        id: String = "ID",
    }
}
