//! `POST /auth`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{AuthBody, AuthResult},
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks a registry whether credentials are good.
///
/// # Errors
///
/// If the credentials are not good, or the registry cannot be reached.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Auth {
    body: AuthBody,
}

impl Auth {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { [body]
        /// Sets the user.
        username: text,
        /// Sets the password.
        password: secret,
        /// Sets user and password in base64.
        auth: secret,
        /// Sets an address, which nothing reads. Until API 1.51.
        email: text,
        /// Sets the address of the registry.
        serveraddress: text,
        /// Sets a token in place of a password.
        identitytoken: secret,
        /// Sets a token that is handed to the registry.
        registrytoken: secret,
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Auth {
    type Reply = Json<AuthResult>;
    const ROW: &'static Row = &rows::SYSTEM_AUTH;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
