//! Networks.

mod connect;
mod create;
mod disconnect;
mod inspect;
mod list;
mod prune;
mod remove;

pub use connect::Connect;
pub use create::Create;
pub use disconnect::Disconnect;
pub use inspect::Inspect;
pub use list::List;
pub use prune::Prune;
pub use remove::Remove;
