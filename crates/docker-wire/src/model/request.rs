//! How request models are made: every field optional, named on the wire as the engine names it, with a setter.

/// Makes request models: structs whose fields are left out unless they were set.
///
/// Each gets a setter named as the field, and `extra` for what the model does not have.
macro_rules! request {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* $field:ident $wire:literal: $type:ty,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, serde::Serialize)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_doc])*
                #[serde(rename = $wire, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )*
            /// Fields that this model does not have, by their name on the wire; gates apply to them, too.
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl $name {
            $(
                $(#[$field_doc])*
                #[must_use]
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = Some($field.into());
                    self
                }
            )*

            /// Sets a field by its name on the wire.
            #[must_use]
            pub fn extra(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extra.insert(name.into(), value.into());
                self
            }
        }
    )*};
}

pub(super) use request;
