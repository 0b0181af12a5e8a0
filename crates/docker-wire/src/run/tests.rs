//! Runs against a scripted engine.
