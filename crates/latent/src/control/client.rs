//! The caller's side of the door.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
};

use super::{
    TooLong,
    protocol::{self, Answer, Request},
    socket,
};

/// Asks the process that has a state folder open.
#[derive(Debug)]
pub struct Client {
    path: PathBuf,
}

/// Why nothing was answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No process has the door open.
    #[error("no latent runs with the state folder {}", folder.display())]
    Nobody {
        /// The folder.
        folder: PathBuf,
    },
    /// The path is too long, so that no process has a door there either.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The system does not allow it, or the connection broke.
    #[error("{}: {source}", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The answer is not one of this version.
    #[error("{reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// The process ended before it had answered.
    #[error("the process ended before it had answered")]
    Ended,
}

impl Client {
    /// Names the folder; nothing is opened yet.
    ///
    /// # Errors
    ///
    /// Fails where the path is too long.
    pub fn new(folder: &Path) -> Result<Self, TooLong> {
        Ok(Self { path: socket(folder)? })
    }

    /// Asks.
    ///
    /// # Errors
    ///
    /// Fails where nobody listens, or not to us.
    pub async fn ask(&self, request: &Request) -> Result<Answers, AskError> {
        let mut stream = UnixStream::connect(&self.path).await.map_err(|error| self.absent(error))?;
        let line = protocol::encode(request).map_err(|error| self.io(error.into()))?;
        stream.write_all(line.as_bytes()).await.map_err(|error| self.io(error))?;
        Ok(Answers { stream: BufReader::new(stream), path: self.path.clone() })
    }

    fn absent(&self, error: io::Error) -> AskError {
        match error.kind() {
            // A socket without a listener is what a process that was killed leaves.
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                let folder = self.path.parent().unwrap_or(&self.path).to_owned();
                AskError::Nobody { folder }
            }
            _ => self.io(error),
        }
    }

    fn io(&self, source: io::Error) -> AskError {
        AskError::Io { path: self.path.clone(), source }
    }
}

/// What is answered, as it comes.
#[derive(Debug)]
pub struct Answers {
    stream: BufReader<UnixStream>,
    path: PathBuf,
}

impl Answers {
    /// Returns the next answer.
    ///
    /// # Errors
    ///
    /// Fails where the connection breaks or ends, and where the line is not of this version.
    pub async fn next(&mut self) -> Result<Answer, AskError> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await;
        let read = read.map_err(|source| AskError::Io { path: self.path.clone(), source })?;
        if read == 0 {
            return Err(AskError::Ended);
        }
        protocol::decode(&line).map_err(|reason| AskError::Unreadable { reason })
    }
}
