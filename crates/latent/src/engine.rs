//! What runs the instances of workers.
//!
//! Each file here is one way of running them, behind the port [`Engine`](crate::port::Engine); [`switch`] switches the
//! machines that they run on, behind the port [`Switch`](crate::port::Switch).

pub mod container;
pub mod switch;
