//! How a model type is made: its fields, and everything that follows from them.
//!
//! A *reply* model has public fields that default; a *request* model has, besides, a setter named as each field, and
//! is written without what was not set. Both keep unknown fields in `extra`, show none of what is private, and are
//! decoded in one pass.

use std::fmt;

/// Makes a model that is only read.
macro_rules! reply {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $type:ty = $key:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            /// Fields that this crate does not know.
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        crate::model::macros::decoded!($name { $($field: $type = $key,)* });
    };
}

/// Makes a model that is sent, and may be read as well.
macro_rules! request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $kind:ident $(($of:ty))? = $key:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $field: Option<crate::model::macros::kind!($kind $(($of))?)>,)*
            /// Fields that this crate does not know, or that are sent whatever the catalogue says.
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl $name {
            /// Makes one in which nothing is set.
            pub fn new() -> Self {
                Self::default()
            }

            $(crate::model::macros::setter!($(#[$doc])* [] $field: $kind $(($of))?);)*

            /// Sets a field that this crate does not know.
            #[must_use]
            pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extra.insert(key.into(), value.into());
                self
            }
        }

        crate::model::macros::decoded!(
            $name { $($field: Option<crate::model::macros::kind!($kind $(($of))?)> = $key,)* }
        );

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = &self.$field {
                    map.serialize_entry($key, value)?;
                })*
                for (key, value) in &self.extra {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    };
}

/// What every model has: it decodes whatever the engine says, and shows itself without its secrets.
macro_rules! decoded {
    ($name:ident { $($field:ident: $type:ty = $key:literal,)* }) => {
        impl crate::model::lenient::Lenient for $name {
            fn from_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                let mut made = Self::default();
                made.fill(map)?;
                Ok(made)
            }

            fn fill<'de, A: serde::de::MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
                use crate::model::lenient::{Key, Place};
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    match key.as_str() {
                        $($key => map.next_value_seed(Place(&mut self.$field))?,)*
                        _ => {
                            self.extra.insert(key.into_string(), map.next_value()?);
                        }
                    }
                }
                Ok(())
            }
        }

        impl crate::model::lenient::Scalar for $name {
            fn takes(kind: crate::model::lenient::Kind<'_>) -> bool {
                kind == crate::model::lenient::Kind::Map
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::model::lenient::whole(deserializer)
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let fields: &[(&str, &dyn crate::model::macros::Shown)] =
                    &[$((stringify!($field), &self.$field),)*];
                crate::model::macros::show(f, stringify!($name), fields, &self.extra)
            }
        }
    };
}

/// What is shown of a model: a field that says something.
pub(crate) trait Shown: fmt::Debug {
    fn is_blank(&self) -> bool;
}

impl<T: fmt::Debug + Default + PartialEq> Shown for T {
    fn is_blank(&self) -> bool {
        *self == T::default()
    }
}

/// Shows a model: of unknown fields the keys alone, for nobody knows what they hold.
pub(crate) fn show(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn Shown)],
    extra: &serde_json::Map<String, serde_json::Value>,
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (name, field) in fields.iter().filter(|(_, field)| !field.is_blank()) {
        shown.field(name, field);
    }
    if !extra.is_empty() {
        shown.field("extra", &extra.keys().collect::<Vec<_>>());
    }
    shown.finish_non_exhaustive()
}

/// The type of a field that can be set.
macro_rules! kind {
    (text) => { String };
    (flag) => { bool };
    (int) => { i64 };
    (bytes) => { i64 };
    (float) => { f64 };
    (any) => { serde_json::Value };
    (secret) => { crate::model::Private<String> };
    (nanos) => { crate::model::Nanos };
    (texts) => { Vec<String> };
    (secrets) => { crate::model::Private<Vec<String>> };
    (options) => { std::collections::BTreeMap<String, String> };
    (secret_options) => { crate::model::Private<std::collections::BTreeMap<String, String>> };
    (names) => { std::collections::BTreeMap<String, crate::model::Nothing> };
    (open_ports) => { std::collections::BTreeMap<String, crate::model::Nothing> };
    (list($of:ty)) => { Vec<$of> };
    (ports($of:ty)) => { std::collections::BTreeMap<String, $of> };
    (map($of:ty)) => { std::collections::BTreeMap<String, $of> };
    (one($of:ty)) => { $of };
}

/// The setter of a field: it takes whatever says the value with the least ceremony. The field may lie in another one,
/// which then stands in the brackets.
macro_rules! setter {
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: text) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: impl Into<String>) -> Self {
            self.$($place.)?$field = Some(value.into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: any) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: impl Into<serde_json::Value>) -> Self {
            self.$($place.)?$field = Some(value.into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: secret) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: impl Into<String>) -> Self {
            self.$($place.)?$field = Some(value.into().into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: nanos) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: impl Into<crate::model::Nanos>) -> Self {
            self.$($place.)?$field = Some(value.into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: bytes) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, size: impl Into<crate::model::ByteSize>) -> Self {
            self.$($place.)?$field = Some(size.into().get());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: open_ports) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, ports: impl IntoIterator<Item: Into<crate::model::ContainerPort>>) -> Self {
            let ports = ports.into_iter().map(|port| (port.into().to_string(), crate::model::Nothing {}));
            self.$($place.)?$field = Some(ports.collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: ports($of:ty)) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field<P: Into<crate::model::ContainerPort>>(mut self, values: impl IntoIterator<Item = (P, $of)>) -> Self {
            let values = values.into_iter().map(|(port, value)| (port.into().to_string(), value));
            self.$($place.)?$field = Some(values.collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: texts) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, values: impl IntoIterator<Item: Into<String>>) -> Self {
            self.$($place.)?$field = Some(values.into_iter().map(Into::into).collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: secrets) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, values: impl IntoIterator<Item: Into<String>>) -> Self {
            self.$($place.)?$field = Some(values.into_iter().map(Into::into).collect::<Vec<_>>().into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: options) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field<K: Into<String>, V: Into<String>>(
            mut self,
            values: impl IntoIterator<Item = (K, V)>,
        ) -> Self {
            self.$($place.)?$field = Some(values.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: secret_options) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field<K: Into<String>, V: Into<String>>(
            mut self,
            values: impl IntoIterator<Item = (K, V)>,
        ) -> Self {
            let values = values.into_iter().map(|(key, value)| (key.into(), value.into()));
            self.$($place.)?$field = Some(values.collect::<std::collections::BTreeMap<_, _>>().into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: names) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
            let names = names.into_iter().map(|name| (name.into(), crate::model::Nothing {}));
            self.$($place.)?$field = Some(names.collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: map($of:ty)) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field<K: Into<String>, V: Into<$of>>(mut self, values: impl IntoIterator<Item = (K, V)>) -> Self {
            let values = values.into_iter().map(|(key, value)| (key.into(), value.into()));
            self.$($place.)?$field = Some(values.collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: list($of:ty)) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, values: impl IntoIterator<Item: Into<$of>>) -> Self {
            self.$($place.)?$field = Some(values.into_iter().map(Into::into).collect());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: one($of:ty)) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: impl Into<$of>) -> Self {
            self.$($place.)?$field = Some(value.into());
            self
        }
    };
    ($(#[$doc:meta])* [$($place:ident)?] $field:ident: $kind:ident) => {
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, value: crate::model::macros::kind!($kind)) -> Self {
            self.$($place.)?$field = Some(value);
            self
        }
    };
}

/// Makes an enum of known words that takes any other as well.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A word that this crate does not know.
            Other(String),
        }

        impl $name {
            /// Tells the word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    _ => Self::Other(word.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                word.as_str().into()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from("")
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl crate::model::lenient::Lenient for $name {
            fn from_text(value: &str) -> Self {
                value.into()
            }
        }

        impl crate::model::lenient::Scalar for $name {
            fn takes(kind: crate::model::lenient::Kind<'_>) -> bool {
                matches!(kind, crate::model::lenient::Kind::Text(_))
            }
        }
    };
}

pub(crate) use {decoded, kind, reply, request, setter, words};
