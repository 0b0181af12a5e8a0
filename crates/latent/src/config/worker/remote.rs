//! A build context that the engine fetches: an archive, a Dockerfile or a Git repository behind a URL.

use std::fmt;

use http::Uri;

use crate::config::error::ParseError;

/// What stands in the place of what may be a secret.
const HIDDEN: &str = "<redacted>";

const FORMS: &str = "write https://host/context.tar.gz, https://host/repository.git#ref:folder, or git@host:repository.git#ref:folder";

/// Names a build context that the engine fetches. Neither `Debug` nor `Display` shows what may be a secret in it: who
/// logs in, and the query.
///
/// It is written as for `docker build`: `https://…` or `http://…` is an archive or a Dockerfile, and a Git repository where
/// the path ends in `.git`; `git://…`, `git@host:path` and `github.com/…` are repositories. Behind a repository
/// `#ref:folder` says which branch, tag or commit, and which folder of it; both may be left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote {
    text: String,
    /// The text without who logs in and without the query.
    location: String,
    logs_in: Option<String>,
    query: Option<String>,
    /// What stands behind the `#`.
    fragment: Option<String>,
}

impl Remote {
    /// Reads a text that is a URL, well formed or not; any other text is a path and gives nothing.
    ///
    /// # Errors
    ///
    /// No engine fetches such a thing. The error does not repeat the text.
    pub fn read(text: &str) -> Option<Result<Self, ParseError>> {
        let is_url = text.contains("://") || text.starts_with("git@") || text.starts_with("github.com/");
        is_url.then(|| Self::parse(text))
    }

    /// Tells whether it is a Git repository.
    pub fn is_repository(&self) -> bool {
        !is_http(&self.location) || self.location.ends_with(".git")
    }

    /// Tells whether it comes over a connection on which anybody can change it.
    pub fn is_exposed(&self) -> bool {
        ["http://", "git://"].iter().any(|scheme| self.location.starts_with(scheme))
    }

    /// Hands out the URL as the engine is told it.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Gives what is fetched, whoever fetches it: the URL without its login.
    pub fn identity(&self) -> String {
        let query = self.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = self.fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default();
        format!("{}{query}{fragment}", self.location)
    }

    /// Lists what must not be shown, as it stands in the URL.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let login = self.logs_in.as_deref();
        let password = login.and_then(|login| login.split_once(':')).map(|(_, password)| password);
        [login, password, self.query.as_deref()].into_iter().flatten().filter(|it| !it.is_empty())
    }

    /// Tells whether another one is the same URL but for what is behind the `#`.
    pub(in crate::config) fn is_all_but_its_ref(&self, other: &Self) -> bool {
        (&self.location, &self.logs_in, &self.query) == (&other.location, &other.logs_in, &other.query)
    }

    /// The URL without login, query, and what is behind its `#`.
    pub(in crate::config) fn location(&self) -> &str {
        &self.location
    }

    fn parse(text: &str) -> Result<Self, ParseError> {
        let wrong = |why: &str| Err(ParseError::new(format!("{why}; {FORMS}")));
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return wrong("a URL has no blanks and no backslashes");
        }
        let (address, fragment) = match text.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment.to_owned())),
            None => (text, None),
        };
        let (address, query) = match address.split_once('?') {
            Some((address, query)) => (address, Some(query.to_owned())),
            None => (address, None),
        };
        let (location, logs_in) = match address.split_once("://") {
            Some((scheme @ ("http" | "https" | "git"), rest)) => with_scheme(scheme, rest)?,
            Some(("ssh", _)) => return wrong("engines do not fetch from ssh://"),
            Some(_) => return wrong("engines fetch from https://, http:// and git:// only"),
            None => (without_scheme(address)?, None),
        };
        let remote = Self { text: text.to_owned(), location, logs_in, query, fragment };
        match &remote.fragment {
            Some(_) if !remote.is_repository() => {
                wrong("only a repository has a `#ref:folder`, and its path ends in .git")
            }
            Some(fragment) => check_fragment(fragment).map(|()| remote),
            None => Ok(remote),
        }
    }
}

/// Hides who logs in wherever a text has a URL.
pub(in crate::config) fn without_logins(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find("://") {
        let (before, after) = rest.split_at(begin + "://".len());
        out.push_str(before);
        let ends = |c: char| c.is_whitespace() || ['/', '?', '#', '"', '\''].contains(&c);
        let authority = &after[..after.find(ends).unwrap_or(after.len())];
        rest = match authority.rfind('@') {
            Some(at) => {
                out.push_str(HIDDEN);
                &after[at..]
            }
            None => after,
        };
    }
    out + rest
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.logs_in, self.location.split_once("://")) {
            (Some(_), Some((scheme, rest))) => write!(f, "{scheme}://{HIDDEN}@{rest}")?,
            _ => f.write_str(&self.location)?,
        }
        if self.query.is_some() {
            write!(f, "?{HIDDEN}")?;
        }
        self.fragment.as_ref().map_or(Ok(()), |fragment| write!(f, "#{fragment}"))
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({self})")
    }
}

fn is_http(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// Takes an address apart into itself without a login, and the login.
fn with_scheme(scheme: &str, rest: &str) -> Result<(String, Option<String>), ParseError> {
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let (login, host) = match authority.rsplit_once('@') {
        Some((login, host)) => (Some(login.to_owned()), host),
        None => (None, authority),
    };
    let location = format!("{scheme}://{host}{path}");
    let known = location.parse::<Uri>().ok().and_then(|uri| {
        let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
        let good = port.is_none_or(|port| port.parse::<u16>().is_ok());
        uri.host().filter(|host| good && !host.is_empty()).map(str::to_owned)
    });
    if known.is_none() {
        return Err(ParseError::new(format!("what stands behind {scheme}:// is no machine; {FORMS}")));
    }
    if path.trim_matches('/').is_empty() {
        return Err(ParseError::new(format!("the URL names a machine and nothing on it; {FORMS}")));
    }
    if scheme == "git" && login.is_some() {
        return Err(ParseError::new(
            "nobody logs in with git://; write https://user:token@host/repository.git",
        ));
    }
    Ok((location, login))
}

/// Checks `git@host:path` or `github.com/path`.
fn without_scheme(address: &str) -> Result<String, ParseError> {
    let parts = match address.strip_prefix("git@") {
        Some(rest) => rest.split_once(':'),
        None => address.split_once('/'),
    };
    let plain = |host: &str| !host.is_empty() && !host.starts_with('-') && !host.contains(['/', '@']);
    match parts {
        Some((host, path)) if plain(host) && !path.trim_matches('/').is_empty() => Ok(address.to_owned()),
        _ => Err(ParseError::new(format!("a machine or a repository is missing; {FORMS}"))),
    }
}

/// Checks `ref:folder`, either of which may be empty.
fn check_fragment(fragment: &str) -> Result<(), ParseError> {
    let (reference, folder) = fragment.split_once(':').unwrap_or((fragment, ""));
    if reference.starts_with('-') || reference.contains("..") {
        return Err(ParseError::new("what stands behind `#` is no branch, tag or commit; write #ref:folder"));
    }
    if folder.split('/').any(|step| step == "..") {
        return Err(ParseError::new("the folder behind `#` leaves the repository; write #ref:folder"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Remote, String> {
        Remote::read(text).expect(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_form_of_docker_build_is_known() {
        let table = [
            ("https://h/x.tar.gz", false),
            ("http://h:81/x", false),
            ("https://[::1]:8443/x.git/x.tar", false),
            ("https://h/x.git", true),
            ("https://h/x.git#v1", true),
            ("https://h/x.git#:docker/app", true),
            ("https://h/x.git#feature/a:docker", true),
            ("git://h/x", true),
            ("git://h:9419/x.git#0123abc", true),
            ("git@h:team/x.git#main:a", true),
            ("github.com/team/x#main", true),
        ];
        for (text, repository) in table {
            let remote = read(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((remote.is_repository(), remote.expose()), (repository, text));
            assert_eq!((remote.to_string(), remote.identity()), (text.to_owned(), text.to_owned()));
        }
        for path in ["context", "/srv/x.git", "./git@x", "a.tar.gz", "github.com"] {
            assert!(Remote::read(path).is_none(), "{path} is a path");
        }
    }

    #[test]
    fn what_may_be_secret_is_shown_nowhere_and_makes_no_other_image() {
        let table = [
            ("https://u:tok@h/x.git#r", "https://<redacted>@h/x.git#r", "https://h/x.git#r"),
            ("https://tok@h/x.tar", "https://<redacted>@h/x.tar", "https://h/x.tar"),
            ("https://a@b:tok@h/x.tar", "https://<redacted>@h/x.tar", "https://h/x.tar"),
            ("https://h/x.tar?key=tok", "https://h/x.tar?<redacted>", "https://h/x.tar?key=tok"),
        ];
        for (text, shown, identity) in table {
            let remote = read(text).unwrap();
            assert_eq!((remote.to_string(), remote.identity()), (shown.to_owned(), identity.to_owned()));
            assert!(!format!("{remote:?} {remote}").contains("tok"), "{remote:?}");
            assert!(remote.secrets().any(|secret| secret.contains("tok")), "{text}");
        }
        assert_eq!(read("https://u:tok@h/x").unwrap().secrets().collect::<Vec<_>>(), ["u:tok", "tok"]);
        assert_eq!(read("https://h/x").unwrap().secrets().count(), 0);
    }

    #[test]
    fn logins_are_hidden_in_any_text() {
        let text = "ADD https://u:p@h/x@1 / # http://tok@[::1] a@b://c";
        assert_eq!(without_logins(text), "ADD https://<redacted>@h/x@1 / # http://<redacted>@[::1] a@b://c");
        assert_eq!(without_logins("://@"), "://<redacted>@");
    }

    #[test]
    fn what_no_engine_fetches_says_what_to_write_and_repeats_no_secret() {
        let table = [
            ("ssh://git@h/hunter2.git", "engines do not fetch from ssh://"),
            ("ftp://u:hunter2@h/x", "engines fetch from https://, http:// and git:// only"),
            ("file:///hunter2", "engines fetch from https://, http:// and git:// only"),
            ("https:///hunter2", "what stands behind https:// is no machine"),
            ("https://u:hunter2@/x", "what stands behind https:// is no machine"),
            ("https://h:hunter2/x", "what stands behind https:// is no machine"),
            ("https://h:/x", "what stands behind https:// is no machine"),
            ("https://u:hunter2@h", "the URL names a machine and nothing on it"),
            ("https://u:hunter2@h/", "the URL names a machine and nothing on it"),
            ("https://h/a hunter2", "a URL has no blanks and no backslashes"),
            ("https://h\\@hunter2/a", "a URL has no blanks and no backslashes"),
            ("https://h/x.tar#hunter2", "only a repository has a `#ref:folder`, and its path ends in .git"),
            ("git://u:hunter2@h/x", "nobody logs in with git://"),
            ("git@:hunter2", "a machine or a repository is missing"),
            ("git@h", "a machine or a repository is missing"),
            ("git@-oProxyCommand=hunter2:x", "a machine or a repository is missing"),
            ("github.com/", "a machine or a repository is missing"),
            ("https://h/x.git#--upload-pack=hunter2", "what stands behind `#` is no branch, tag or commit"),
            ("https://h/x.git#a:../hunter2", "the folder behind `#` leaves the repository"),
        ];
        for (text, why) in table {
            let error = read(text).expect_err(text);
            assert!(error.starts_with(&format!("{why}; write ")), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
