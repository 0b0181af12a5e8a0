//! A raw stream between a client and a transport: two directions, each with its own end.

use std::{fmt, pin::pin, time::Duration};

use bytes::BytesMut;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split},
    time::{Instant, sleep_until},
};

use super::wire::Wire;
use crate::body::{Duplex, Inlet, Outlet};

/// How much is read from a client at once.
const READ: usize = 64 << 10;

/// For how long the head of a raw stream is alone on its way.
///
/// docker-py reads the head with a buffer and the rest without it: what comes in one go with the head is lost to it. An
/// engine needs its time to start something; a recording does not.
const HEAD_ALONE: Duration = Duration::from_millis(50);

/// A connection that hyper hands over, and what it becomes.
pub(super) struct Raw {
    upgrade: OnUpgrade,
    duplex: Duplex,
}

impl Raw {
    pub(super) fn new(upgrade: OnUpgrade, duplex: Duplex) -> Self {
        Self { upgrade, duplex }
    }

    /// Passes what comes until both directions have ended or one side is gone.
    pub(super) async fn pass(self) {
        let Ok(upgraded) = self.upgrade.await else { return };
        // It is the connection that was handed to hyper.
        let Ok(parts) = upgraded.downcast::<TokioIo<Wire>>() else { return };
        let mut wire = parts.io.into_inner();
        wire.put_back(parts.read_buf);
        pass(wire, self.duplex).await;
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw")
    }
}

/// Passes what comes until both directions have ended or one side is gone. The head was just sent.
pub(super) async fn pass(wire: Wire, duplex: Duplex) {
    let Ok(watch) = wire.watch() else { return };
    let (reader, writer) = split(wire);
    let (inlet, outlet) = duplex.split();
    let mut there = pin!(to_engine(reader, outlet));
    let mut back = pin!(to_client(inlet, writer, Instant::now() + HEAD_ALONE));
    let mut all_sent = false;
    loop {
        tokio::select! {
            sent = &mut there, if !all_sent => match sent {
                Ok(()) => all_sent = true,
                Err(Gone) => return,
            },
            () = watch.gone(), if all_sent => return,
            // The engine has ended its direction, and the client may still have something to say.
            told = &mut back => {
                if told.is_ok() && !all_sent {
                    drop(there.await);
                }
                return;
            }
        }
    }
}

/// A side that is no longer there.
struct Gone;

/// Passes what the client says, until it ends its direction or the engine takes no more.
async fn to_engine(mut reader: ReadHalf<Wire>, mut outlet: Outlet) -> Result<(), Gone> {
    let mut buffer = BytesMut::new();
    loop {
        if buffer.capacity() < READ / 4 {
            buffer.reserve(READ);
        }
        match reader.read_buf(&mut buffer).await {
            Ok(0) => break,
            Ok(_) => {
                // What an engine that has closed still sent is on its way to the client.
                if outlet.write(buffer.split().freeze()).await.is_err() {
                    return Ok(());
                }
            }
            Err(_) => return Err(Gone),
        }
    }
    drop(outlet.close().await);
    Ok(())
}

/// Passes what the engine says, until it ends its direction.
async fn to_client(mut inlet: Inlet, mut writer: WriteHalf<Wire>, earliest: Instant) -> Result<(), Gone> {
    while let Some(piece) = inlet.read().await {
        let piece = piece.map_err(|_| Gone)?;
        sleep_until(earliest).await;
        writer.write_all(&piece).await.map_err(|_| Gone)?;
    }
    writer.shutdown().await.map_err(|_| Gone)
}
