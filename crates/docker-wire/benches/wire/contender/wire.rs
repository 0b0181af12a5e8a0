//! The works by this crate.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use docker_wire::{
    Client,
    api::{container, image, system},
    context::Context,
};

use super::{ECHO, Work};

pub(super) async fn run(client: &Client, work: &Work, count: usize) {
    match work {
        Work::Ping => {
            for _ in 0..count {
                client.send(system::Ping::new()).await.unwrap();
            }
        }
        Work::Inspect => {
            for _ in 0..count {
                let container = client.send(container::Inspect::new("bench")).await.unwrap();
                assert!(!container.id.is_empty());
            }
        }
        Work::List => {
            for _ in 0..count {
                let containers = client.send(container::List::new()).await.unwrap();
                assert_eq!(containers.len(), 1000);
            }
        }
        Work::Logs(kind) => logs(client, &format!("{kind}-{count}"), count).await,
        Work::LogsLent(kind) => logs_lent(client, &format!("{kind}-{count}"), count).await,
        Work::LogsOf(id) => logs(client, id, count).await,
        Work::Attach => attach(client, count).await,
        Work::Pull => {
            let mut progress = client.send(image::Pull::new(format!("pull-{count}"))).await.unwrap();
            let mut lines = 0;
            while let Some(line) = progress.next().await {
                lines += usize::from(line.unwrap().status.is_some());
            }
            assert_eq!(lines, count);
        }
        Work::Events => {
            let asked = system::Events::new().since(UNIX_EPOCH + Duration::from_secs(count as u64));
            let mut events = client.send(asked).await.unwrap();
            let mut lines = 0;
            while let Some(event) = events.next().await {
                lines += usize::from(!event.unwrap().actor.id.is_empty());
            }
            assert_eq!(lines, count);
        }
        Work::Build { folder, gzip } => {
            for _ in 0..count {
                let context = Context::dir(folder);
                let context = if *gzip { compressed(context) } else { context };
                client.send(image::Build::new(context)).await.unwrap().finish().await.unwrap();
            }
        }
        Work::Download => {
            let asked = container::GetArchive::new(format!("archive-{count}"), "/");
            let mut archive = client.send(asked).await.unwrap();
            let mut bytes = 0;
            while let Some(piece) = archive.next().await {
                bytes += piece.unwrap().len();
            }
            assert_eq!(bytes, count * super::PIECE);
        }
        Work::Lifecycle { image } => {
            for _ in 0..count {
                lifecycle(client, image).await;
            }
        }
        Work::Echo => echo(client, count).await,
        Work::Throughput => throughput(client, count).await,
    }
}

#[cfg(feature = "gzip")]
fn compressed(context: Context) -> Context {
    context.gzip()
}

#[cfg(not(feature = "gzip"))]
fn compressed(_: Context) -> Context {
    unreachable!("the case needs the feature")
}

async fn logs(client: &Client, id: &str, count: usize) {
    let mut logs = client.send(container::Logs::new(id)).await.unwrap();
    let mut pieces = 0;
    while let Some(piece) = logs.next().await {
        pieces += usize::from(!piece.unwrap().bytes.is_empty());
    }
    assert!(pieces >= count, "{pieces} pieces of {count} units");
}

async fn logs_lent(client: &Client, id: &str, count: usize) {
    let mut logs = client.send(container::Logs::new(id)).await.unwrap();
    let mut pieces = 0;
    while let Some(piece) = logs.next_slice().await {
        pieces += usize::from(!piece.unwrap().bytes.is_empty());
    }
    assert!(pieces >= count, "{pieces} pieces of {count} units");
}

async fn attach(client: &Client, count: usize) {
    let mut stream = client.send(container::Attach::new(format!("attach-{count}"))).await.unwrap();
    let mut pieces = 0;
    while let Some(piece) = stream.read().await {
        pieces += usize::from(!piece.unwrap().bytes.is_empty());
    }
    assert!(pieces >= count, "{pieces} pieces of {count} frames");
}

async fn lifecycle(client: &Client, image: &str) {
    let created = client.send(container::Create::new(image).cmd(["true"])).await.unwrap();
    client.send(container::Start::new(&created.id)).await.unwrap();
    let exit = client.send(container::Wait::new(&created.id)).await.unwrap().exit().await.unwrap();
    assert!(exit.success());
    let logs = client.send(container::Logs::new(&created.id)).await.unwrap();
    logs.collect(1 << 20).await.unwrap();
    client.send(container::Remove::new(&created.id)).await.unwrap();
}

async fn echo(client: &Client, count: usize) {
    let asked = container::Attach::new("echo").stdin(true).tty(true);
    let mut stream = client.send(asked).await.unwrap();
    for _ in 0..count {
        stream.write(Bytes::from_static(&ECHO)).await.unwrap();
        let mut back = 0;
        while back < ECHO.len() {
            back += stream.read().await.unwrap().unwrap().bytes.len();
        }
    }
}

async fn throughput(client: &Client, count: usize) {
    let asked = container::Attach::new("echo").stdin(true).tty(true);
    let (mut reader, mut writer) = client.send(asked).await.unwrap().split();
    let wanted = count * super::PIECE;
    let writes = tokio::spawn(async move {
        let piece = Bytes::from(vec![0; super::PIECE]);
        for _ in 0..count {
            writer.write(piece.clone()).await.unwrap();
        }
        writer.close_stdin().await.unwrap();
    });
    let mut back = 0;
    while let Some(piece) = reader.read().await {
        back += piece.unwrap().bytes.len();
    }
    writes.await.unwrap();
    assert_eq!(back, wanted);
}
