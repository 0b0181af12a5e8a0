//! Errors that are none where nothing was to be found.

use super::Error;

/// Turns "there is no such object" into `None`, for orders whose wish is fulfilled then.
///
/// # Examples
///
/// ```
/// use docker_wire::{Client, Error, api::container, error::IfFound};
///
/// # async fn example(docker: &Client) -> Result<(), Error> {
/// docker.send(container::Remove::new("web").force(true).v(true)).await.if_found()?;
/// # Ok(())
/// # }
/// ```
pub trait IfFound {
    /// What there is if it was found.
    type Found;

    /// Turns "there is no such object" into `None`.
    ///
    /// # Errors
    ///
    /// Fails with every other error.
    fn if_found(self) -> Result<Option<Self::Found>, Error>;
}

impl<T> IfFound for Result<T, Error> {
    type Found = T;

    fn if_found(self) -> Result<Option<T>, Error> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
