//! Containers.

mod attach;
mod create;
mod get_archive;
mod inspect;
mod kill;
mod list;
mod logs;
mod put_archive;
mod remove;
mod start;
mod stop;
mod wait;

pub use attach::Attach;
pub use create::Create;
pub use get_archive::GetArchive;
pub use inspect::Inspect;
pub use kill::Kill;
pub use list::List;
pub use logs::Logs;
pub use put_archive::PutArchive;
pub use remove::Remove;
pub use start::Start;
pub use stop::Stop;
pub use wait::{Condition, Wait};
