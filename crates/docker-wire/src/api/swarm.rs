//! Swarms: engines that run services together.

mod init;
mod inspect;
mod join;
mod leave;
mod unlock;
mod unlock_key;
mod update;

pub use init::Init;
pub use inspect::Inspect;
pub use join::Join;
pub use leave::Leave;
pub use unlock::Unlock;
pub use unlock_key::UnlockKey;
pub use update::Update;
