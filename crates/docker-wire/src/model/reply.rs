//! How reply models are made: every field defaulted, unknown ones kept, decoding that never fails.

/// Makes reply models.
///
/// A field that is missing, `null` or of an unexpected type has its default; a field that the model does not have
/// is kept in `extra`.
macro_rules! reply {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* $field:ident $wire:literal: $type:ty,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// Fields that this model does not have, by their name on the wire.
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl<'de> $crate::model::Lenient<'de> for $name {
            fn object<A: serde::de::MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
                let mut model = Self::default();
                while let Some(key) = object.next_key::<String>()? {
                    match key.as_str() {
                        $($wire => model.$field = object.next_value_seed($crate::model::lenient::Seed::new())?,)*
                        _ => drop(model.extra.insert(key, object.next_value()?)),
                    }
                }
                Ok(model)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($crate::model::lenient::Seed::new())
            }
        }
    )*};
}

/// Makes an open enum of names: one that the engine invents later is kept as it is.
macro_rules! names {
    ($(
        $(#[$doc:meta])*
        pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident $wire:literal,)* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A name that this crate does not know; empty where the engine said nothing.
            Other(String),
        }

        impl $name {
            /// Tells the name as the engine writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(name) => name,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                match name {
                    $($wire => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::model::Lenient<'_> for $name {
            fn text(text: &str) -> Self {
                text.into()
            }
        }
    )*};
}

pub(super) use {names, reply};
