//! The table `[master]`: where the Buildbot master is and how it is spoken to.

use std::{fmt, str::FromStr, sync::Arc};

use docker_wire::{
    Host, Transport, TransportError,
    transport::{Tcp, TlsFiles},
};

use super::{
    address::{MasterAddress, join, loopback, number, split},
    error::{ParseError, Problems},
    outside::Outside,
    read::{Fields, Item},
    secret::Secret,
    tls,
};

/// Where the master listens for workers unless told otherwise.
const WORKER_PORT: u16 = 9989;

/// Holds the table `[master]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Master {
    /// Where the master's web server is.
    pub url: MasterUrl,
    /// How to log in, where the master asks.
    pub login: Option<Login>,
    /// The port on which the master listens for workers.
    pub worker_port: u16,
    /// Where workers reach the master; by default this machine's name.
    pub master_fqdn: MasterAddress,
}

/// Holds a user of the master and the password.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// Holds the URL of the master's web server; its `Display` has no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MasterUrl {
    /// Where it is https, whom we trust and who we are.
    pub tls: Option<TlsFiles>,
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port; 80 or 443 where none was written.
    pub port: u16,
    /// What stands before every path: empty, or `/ci` and the like, without a slash at the end.
    pub prefix: String,
}

impl fmt::Display for MasterUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", join(&self.host, self.port), self.prefix)
    }
}

impl MasterUrl {
    /// Makes the transport to the web server. The prefix is not the transport's.
    ///
    /// # Errors
    ///
    /// Fails if the URL names no possible host, and if the files of TLS cannot be used; nothing is sent yet.
    pub fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let (host, port) = (self.host.clone(), self.port);
        match &self.tls {
            None => Ok(Arc::new(Tcp::new(&host, port)?)),
            Some(files) => Host::Https { host, port, prefix: String::new() }.transport(Some(files)),
        }
    }

    /// Whether others can read what is sent.
    fn is_open(&self) -> bool {
        self.tls.is_none() && !loopback(&self.host)
    }
}

impl FromStr for MasterUrl {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = "write http://host:port or https://host/prefix";
        let (tls, rest) = match text.split_once("://") {
            Some(("http", rest)) => (None, rest),
            Some(("https", rest)) => (Some(TlsFiles::new()), rest),
            _ if text.contains('@') => {
                return Err(ParseError::new(format!("it is no URL of a master; {form}")));
            }
            _ => return Err(ParseError::new(format!("`{text}` is no URL of a master; {form}"))),
        };
        let (address, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        if address.contains('@') {
            // What stands before the sign may be a password, so the text is not repeated.
            return Err(ParseError::new(
                "the URL holds a user; write it as `user` and `password` of [master]",
            ));
        }
        let malformed = || ParseError::new(format!("`{text}` is no URL of a master; {form}"));
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'"' | b'<' | b'>');
        if !path.bytes().all(plain) {
            return Err(malformed());
        }
        let (host, port) = split(address).ok_or_else(malformed)?;
        let port = match port {
            Some(port) => number(port).ok_or_else(malformed)?,
            None if tls.is_some() => 443,
            None => 80,
        };
        Ok(Self { tls, host: host.to_owned(), port, prefix: path.trim_end_matches('/').to_owned() })
    }
}

impl Master {
    /// Reads the table.
    pub(super) fn read(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let mut fields = item.table("[master]".to_owned(), problems)?;
        let place = fields.require("url", "url = \"http://127.0.0.1:8010\"", problems);
        let url = (place.as_ref()).and_then(|item| item.settle(item.text(problems)?.parse(), problems));
        let url: Option<MasterUrl> = match (url, fields.take("tls")) {
            (Some(url), Some(item)) => tls::of_master(&item, url, outside, problems),
            (url, _) => url,
        };
        let login = login(&mut fields, outside, problems);
        if let (Some(place), Some(url), Some(Some(_))) = (&place, &url, &login)
            && url.is_open()
        {
            let what = format!("`{}`: the password is sent unencrypted to {url}; use https", place.path);
            problems.warn(place.span.clone(), what);
        }
        let worker_port = match fields.twin("worker_port", "workerPort", problems) {
            Some(item) => item.integer(1, 65535, problems).and_then(|port| u16::try_from(port).ok()),
            None => Some(WORKER_PORT),
        };
        let master_fqdn = match fqdn(&mut fields, problems) {
            Some((_, address)) => address,
            None => Some((outside.machine)()),
        };
        fields.finish(problems);
        Some(Self { url: url?, login: login?, worker_port: worker_port?, master_fqdn: master_fqdn? })
    }
}

/// Reads `masterFQDN`: nothing where it is not written, nothing within where it is wrong.
pub(super) fn fqdn<'a>(
    fields: &mut Fields<'a>,
    problems: &mut Problems<'_>,
) -> Option<(Item<'a>, Option<MasterAddress>)> {
    let item = fields.twin("master_fqdn", "masterFQDN", problems)?;
    let address = item.text(problems).and_then(|text| item.settle(text.parse(), problems));
    Some((item, address))
}

fn login(
    fields: &mut Fields<'_>,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Option<Login>> {
    match (fields.take("user"), fields.take("password")) {
        (None, None) => Some(None),
        (Some(user), Some(password)) => {
            let secret = Secret::read(&password, outside, problems);
            let name = user.text(problems)?;
            if name.is_empty() || name.contains(':') {
                return user
                    .wrong(format!("`{name}` cannot be a user; it is empty or holds a `:`"), problems);
            }
            Some(Some(Login { user: name.to_owned(), password: secret? }))
        }
        (Some(_), None) => {
            fields.missing("`password`", "password = { env = \"NAME\" }, or remove `user`", problems);
            None
        }
        (None, Some(_)) => {
            fields.missing("`user`", "user = \"latent\", or remove `password`", problems);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_keep_their_prefix() {
        let table = [
            ("http://127.0.0.1:8010", "http://127.0.0.1:8010"),
            ("http://127.0.0.1:8010/", "http://127.0.0.1:8010"),
            ("https://ci.example/buildbot/", "https://ci.example:443/buildbot"),
            ("http://ci/a/b", "http://ci:80/a/b"),
            ("http://[::1]:8010/x", "http://[::1]:8010/x"),
        ];
        for (text, canonical) in table {
            assert_eq!(text.parse::<MasterUrl>().unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn what_is_no_url_says_what_to_write() {
        let form = "write http://host:port or https://host/prefix";
        for text in
            ["", "ci:8010", "ftp://ci", "http://", "http://ci:0", "http://ci/?a", "http://ci/#/a", "http:///"]
        {
            let error = text.parse::<MasterUrl>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{text}` is no URL of a master; {form}"));
        }
        assert_eq!(
            "http://u:secret@ci".parse::<MasterUrl>().unwrap_err().to_string(),
            "the URL holds a user; write it as `user` and `password` of [master]"
        );
    }
}
