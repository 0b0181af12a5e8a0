//! `tls`: whether an engine or the master is reached over TLS, whom we trust, and who we are.

use docker_wire::{Host, transport::TlsFiles};
use toml::de::DeValue;

use super::{error::Problems, host::DockerHost, master::MasterUrl, outside::Outside, read::Item};

const EXPECTED: &str = "true, a folder with ca.pem, cert.pem and key.pem, or { ca, cert, key, verify }";

/// Reads the option for an engine, and tries whether the files can be used.
pub(super) fn read(
    item: &Item<'_>,
    host: DockerHost,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<DockerHost> {
    let https = host.tls().is_some().then_some("docker_host is https://; write tcp:// for plain text");
    let Some(files) = files(item, https, outside, problems)? else { return Some(host) };
    match host {
        DockerHost::Unix(_) => {
            return item.wrong("a unix socket has no TLS; write docker_host = \"tcp://host:2376\"", problems);
        }
        DockerHost::Ssh { .. } => return item.wrong("SSH encrypts already; remove it", problems),
        DockerHost::Tcp { .. } => {}
    }
    warn_of_anybody(item, &files, "engine", problems);
    let host = host.with_tls(files);
    // What is wrong with a file is told here, with its place, and not when the first worker starts.
    let address: Host = item.settle(host.to_string().parse(), problems)?;
    item.settle(address.transport(host.tls()).map(drop), problems)?;
    Some(host)
}

/// Reads the option for the master, and tries whether the files can be used.
pub(super) fn of_master(
    item: &Item<'_>,
    url: MasterUrl,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<MasterUrl> {
    let https = url.tls.is_some().then_some("the URL is https://; write http:// for plain text");
    let Some(files) = files(item, https, outside, problems)? else { return Some(url) };
    if url.tls.is_none() {
        return item.wrong("the URL is http://; write https://, or remove it", problems);
    }
    warn_of_anybody(item, &files, "master", problems);
    let url = MasterUrl { tls: Some(files), ..url };
    item.settle(url.transport().map(drop), problems)?;
    Some(url)
}

/// Reads which files are meant; none where there is no TLS, which contradicts `https`.
fn files(
    item: &Item<'_>,
    https: Option<&str>,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Option<TlsFiles>> {
    Some(Some(match item.value() {
        DeValue::Boolean(false) => match https {
            None => return Some(None),
            Some(https) => return item.wrong(format!("{https}, or remove it"), problems),
        },
        DeValue::Boolean(true) => TlsFiles::new(),
        DeValue::String(folder) => TlsFiles::in_folder(outside.folder.join(&**folder)),
        DeValue::Table(_) => table(item, outside, problems)?,
        _ => return item.expected(EXPECTED, problems),
    }))
}

fn warn_of_anybody(item: &Item<'_>, files: &TlsFiles, whom: &str, problems: &mut Problems<'_>) {
    if !files.verify {
        let what = format!("`{}`: whoever answers is taken for the {whom}; name its CA instead", item.path);
        problems.warn(item.span.clone(), what);
    }
}

fn table(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<TlsFiles> {
    let mut fields = item.table(format!("`{}`", item.path), problems)?;
    let (ca, cert, key) = (fields.take("ca"), fields.take("cert"), fields.take("key"));
    let verify = fields.take("verify");
    fields.finish(problems);
    let mut path = |item: Option<Item<'_>>| match item {
        Some(item) => Some(Some(outside.folder.join(item.text(problems)?))),
        None => Some(None),
    };
    let (ca, cert, key) = (path(ca), path(cert), path(key));
    let verify = verify.map_or(Some(true), |item| item.flag(problems));
    let mut files = TlsFiles::new().verify(verify?);
    (files.ca, files.cert, files.key) = (ca?, cert?, key?);
    Some(files)
}
