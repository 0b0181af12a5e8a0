//! The operations of the Engine API, one file each, grouped as the engine groups them.
//!
//! An operation is a value: its constructor takes what is required, its setters are named as the fields, and
//! [`Client::send`](crate::Client::send) sends it. Making one does nothing.

pub mod container;
pub mod exec;
mod filters;

use std::time::Duration;

pub use filters::Filters;

/// Makes setters of optional fields, named as the field.
macro_rules! setters {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = Some($field.into());
            self
        }
    )*};
}

pub(crate) use setters;

/// Engines take whole seconds; rounding up never cuts a grace short.
pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
