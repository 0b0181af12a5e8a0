//! Events over lost connections.
