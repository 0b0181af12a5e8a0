//! What runs the instances of workers.
//!
//! Each file here is one way of running them, behind the port [`Engine`](crate::port::Engine).

pub mod container;
