//! Containers.
//!
//! `GET /containers/{id}/attach/ws` is not offered: [`Attach`] carries the same without a WebSocket.

mod archive_info;
mod attach;
mod changes;
mod create;
mod export;
mod get_archive;
mod inspect;
mod kill;
mod list;
mod logs;
mod pause;
mod prune;
mod put_archive;
mod remove;
mod rename;
mod resize;
mod restart;
mod start;
mod stats;
mod stop;
mod top;
mod unpause;
mod update;
mod wait;

pub use archive_info::ArchiveInfo;
pub use attach::Attach;
pub use changes::Changes;
pub use create::Create;
pub use export::Export;
pub use get_archive::GetArchive;
pub use inspect::Inspect;
pub use kill::Kill;
pub use list::List;
pub use logs::Logs;
pub use pause::Pause;
pub use prune::Prune;
pub use put_archive::PutArchive;
pub use remove::Remove;
pub use rename::Rename;
pub use resize::Resize;
pub use restart::Restart;
pub use start::Start;
pub use stats::Stats;
pub use stop::Stop;
pub use top::Top;
pub use unpause::Unpause;
pub use update::Update;
pub use wait::{Condition, Wait};
