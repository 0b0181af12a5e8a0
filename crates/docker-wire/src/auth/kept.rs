//! What `docker login` keeps in `config.json`, as text: which registry has which credentials, or who knows them.

use std::collections::BTreeMap;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;

use super::RegistryAuth;

/// What Docker Hub is called where credentials are kept.
const HUB: &str = "https://index.docker.io/v1/";

/// What a helper calls the user whose secret is an identity token.
const TOKEN_USER: &str = "<token>";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The part of `config.json` that is about registries. Has no `Debug`: it holds passwords.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Kept {
    auths: BTreeMap<String, Option<Entry>>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: String,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Entry {
    auth: String,
    username: String,
    password: String,
    identitytoken: String,
    registrytoken: String,
}

/// Who has the credentials for a registry.
pub(crate) enum Source {
    /// Nobody.
    Nobody,
    /// The file itself.
    File(RegistryAuth),
    /// A helper of this name, which knows the registry by this address.
    Helper { helper: String, server: String },
}

impl Kept {
    /// Reads the text of a `config.json`; fails with a place and never with what is there.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|error| {
            format!("it cannot be understood (line {}, column {})", error.line(), error.column())
        })
    }

    /// Finds out who has the credentials for a registry; fails if the file holds some that cannot be read.
    pub(crate) fn source(&self, registry: &str) -> Result<Source, String> {
        let server = key(registry);
        let helper = named(&self.cred_helpers, &server).map_or(&self.creds_store, |(_, helper)| helper);
        if !helper.is_empty() {
            return Ok(Source::Helper { helper: helper.clone(), server });
        }
        let Some((_, Some(entry))) = named(&self.auths, &server) else { return Ok(Source::Nobody) };
        let auth = entry.auth(&server)?;
        Ok(auth.map_or(Source::Nobody, Source::File))
    }

    /// Lists the registries that the file names.
    pub(crate) fn registries(&self) -> impl Iterator<Item = String> {
        self.auths.keys().chain(self.cred_helpers.keys()).map(|address| key(address))
    }

    /// Names the helper that keeps what no other does; empty if there is none.
    pub(crate) fn store(&self) -> &str {
        &self.creds_store
    }
}

impl Entry {
    fn auth(&self, server: &str) -> Result<Option<RegistryAuth>, String> {
        let mut both = (self.username.clone(), self.password.clone());
        if !self.auth.is_empty() {
            let unreadable = || format!("its credentials for {server} are not user:password in base64");
            let bytes = BASE64.decode(self.auth.trim()).map_err(|_| unreadable())?;
            let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
            let (user, password) = text.split_once(':').ok_or_else(unreadable)?;
            both = (user.to_owned(), password.trim_matches('\0').to_owned());
        }
        let auth = if !self.registrytoken.is_empty() {
            RegistryAuth::registry_token(&self.registrytoken)
        } else if !self.identitytoken.is_empty() {
            RegistryAuth::identity_token(&self.identitytoken)
        } else if both.0.is_empty() {
            return Ok(None);
        } else {
            RegistryAuth::password(both.0, both.1)
        };
        Ok(Some(auth.server_address(server)))
    }
}

/// Makes credentials of what a helper answered.
pub(crate) fn of_helper(user: &str, secret: String, server: &str) -> RegistryAuth {
    let auth = match user {
        TOKEN_USER => RegistryAuth::identity_token(secret),
        user => RegistryAuth::password(user, secret),
    };
    auth.server_address(server)
}

/// Tells which registry an image is on, `docker.io` where its name has none.
pub(crate) fn registry_of(image: &str) -> &str {
    match image.split_once('/') {
        // No repository has capitals, so that such a name is a machine's.
        Some((first, _))
            if first.contains(['.', ':']) || first == "localhost" || first != first.to_lowercase() =>
        {
            first
        }
        _ => "docker.io",
    }
}

/// Tells under which address credentials for a registry are kept, however it is written.
pub(crate) fn key(registry: &str) -> String {
    let host = hostname(registry);
    let hub = host == "docker.io" || host.ends_with(".docker.io");
    if hub { HUB.to_owned() } else { host.to_owned() }
}

fn hostname(registry: &str) -> &str {
    let bare = registry.strip_prefix("https://").or_else(|| registry.strip_prefix("http://"));
    let bare = bare.unwrap_or(registry);
    bare.split_once('/').map_or(bare, |(host, _)| host)
}

/// Finds what stands under an address: exactly, else under another way of writing it.
fn named<'a, T>(map: &'a BTreeMap<String, T>, server: &str) -> Option<(&'a String, &'a T)> {
    map.get_key_value(server).or_else(|| map.iter().find(|(address, _)| key(address) == server))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kept(config: &Value) -> Kept {
        Kept::parse(config.to_string().as_bytes()).ok().unwrap()
    }

    fn stored(kept: &Kept, registry: &str) -> Value {
        match kept.source(registry) {
            Ok(Source::File(auth)) => Value::Object(auth.0),
            Ok(Source::Helper { helper, server }) => json!([helper, server]),
            Ok(Source::Nobody) => Value::Null,
            Err(why) => json!(why),
        }
    }

    fn base64(text: &str) -> String {
        BASE64.encode(text)
    }

    #[test]
    fn every_kind_of_credentials_in_the_file_is_read() {
        let kept = kept(&json!({ "auths": {
            "a.example": { "auth": base64("me:pass:word") },
            "b.example:5000": { "username": "me", "password": "pw" },
            "c.example": { "auth": base64("me:"), "identitytoken": "identity" },
            "d.example": { "registrytoken": "registry" },
            "https://e.example/v1/": { "auth": base64("me:pw\0\0").trim_end_matches('=') },
            "empty.example": {},
            "null.example": null,
        }}));
        let expected = [
            ("a.example", json!({ "username": "me", "password": "pass:word", "serveraddress": "a.example" })),
            (
                "b.example:5000",
                json!({ "username": "me", "password": "pw", "serveraddress": "b.example:5000" }),
            ),
            ("c.example", json!({ "identitytoken": "identity", "serveraddress": "c.example" })),
            ("d.example", json!({ "registrytoken": "registry", "serveraddress": "d.example" })),
            ("e.example", json!({ "username": "me", "password": "pw", "serveraddress": "e.example" })),
            ("empty.example", Value::Null),
            ("null.example", Value::Null),
            ("b.example", Value::Null),
            ("other.example", Value::Null),
        ];
        for (registry, auth) in expected {
            assert_eq!(stored(&kept, registry), auth, "{registry}");
        }
    }

    #[test]
    fn docker_hub_has_many_names_and_one_entry() {
        for written in
            ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "https://mirror.docker.io"]
        {
            let kept = kept(&json!({ "auths": { written: { "auth": base64("me:pw") } } }));
            for asked in ["docker.io", "index.docker.io", "mirror.docker.io", "https://index.docker.io/v1/"] {
                let auth = stored(&kept, asked);
                assert_eq!(auth["serveraddress"], "https://index.docker.io/v1/", "{written} {asked}");
            }
            assert_eq!(stored(&kept, "docker.example"), Value::Null);
        }
    }

    #[test]
    fn a_helper_of_the_registry_counts_before_the_store_and_that_before_the_file() {
        let entry = json!({ "auth": base64("me:pw") });
        let kept = kept(&json!({
            "auths": { "a.example": entry, "b.example": entry, "c.example": entry },
            "credHelpers": { "a.example": "special", "docker.io": "hub", "c.example": "" },
            "credsStore": "store",
        }));
        assert_eq!(stored(&kept, "a.example"), json!(["special", "a.example"]));
        assert_eq!(stored(&kept, "b.example"), json!(["store", "b.example"]));
        assert_eq!(stored(&kept, "c.example")["username"], "me", "an empty helper is none");
        assert_eq!(stored(&kept, "docker.io"), json!(["hub", "https://index.docker.io/v1/"]));
    }

    #[test]
    fn what_cannot_be_read_is_told_without_what_it_is() {
        let bad = [base64("hunter2"), "hunter2!".to_owned(), BASE64.encode([0xff, b':', b'x'])];
        for auth in bad {
            let kept = kept(&json!({ "auths": { "a.example": { "auth": auth } } }));
            let said = "its credentials for a.example are not user:password in base64";
            assert_eq!(stored(&kept, "a.example"), said);
        }
        for text in ["", "{", "[1]", "{\"auths\": {\"a\": \"hunter2\"}}", "{\"credsStore\": [\"hunter2\"]}"] {
            let said = Kept::parse(text.as_bytes()).err().unwrap();
            assert!(
                said.starts_with("it cannot be understood (line ") && !said.contains("hunter2"),
                "{said}"
            );
        }
        assert!(Kept::parse(b"{\"HttpHeaders\": {}, \"auths\": {}}").is_ok());
    }

    #[test]
    fn the_registry_is_in_the_images_name() {
        for (image, registry) in [
            ("busybox", "docker.io"),
            ("busybox:1.36", "docker.io"),
            ("me/app", "docker.io"),
            ("docker.io/me/app", "docker.io"),
            ("localhost/app", "localhost"),
            ("localhost:5000/app:1", "localhost:5000"),
            ("registry.example/a/b@sha256:00", "registry.example"),
            ("[::1]:5000/app", "[::1]:5000"),
            ("Builder/app", "Builder"),
        ] {
            assert_eq!(registry_of(image), registry, "{image}");
        }
    }
}
