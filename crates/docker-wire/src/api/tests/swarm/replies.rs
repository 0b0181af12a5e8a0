//! What engines say of swarms.
