//! A container of a real engine with a long log.

use std::path::{Path, PathBuf};

use docker_wire::{ApiVersion, Client, Daemon, api::container, transport::Unix};

/// Has written so many bytes and ended; removed when dropped.
pub(crate) struct Talker {
    pub(crate) id: String,
    socket: PathBuf,
}

impl Talker {
    pub(crate) fn run(socket: &Path, image: &str, bytes: u64) -> Self {
        let line = format!("yes $(printf %08000d 0) | head -c {bytes}");
        let id = block_on(async {
            let docker = client(socket).await;
            let created = docker.send(container::Create::new(image).cmd(["sh", "-c", &line])).await.unwrap();
            docker.send(container::Start::new(&created.id)).await.unwrap();
            docker.send(container::Wait::new(&created.id)).await.unwrap().exit().await.unwrap();
            created.into_inner().id
        });
        Self { id, socket: socket.to_owned() }
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        let remove = container::Remove::new(&self.id).force(true).v(true);
        block_on(async { client(&self.socket).await.send(remove).await.unwrap() });
    }
}

async fn client(socket: &Path) -> Client {
    Daemon::over(Unix::new(socket)).negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await.unwrap()
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
