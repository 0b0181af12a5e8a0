//! Archives that an engine should not send.
