//! Plugins that an engine manages.

mod create;
mod disable;
mod enable;
mod inspect;
mod list;
mod privileges;
mod pull;
mod push;
mod remove;
mod set;
mod upgrade;

pub use create::Create;
pub use disable::Disable;
pub use enable::Enable;
pub use inspect::Inspect;
pub use list::List;
pub use privileges::Privileges;
pub use pull::Pull;
pub use push::Push;
pub use remove::Remove;
pub use set::Set;
pub use upgrade::Upgrade;
