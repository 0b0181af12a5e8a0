mod bench;
mod journaled;
mod linked;
mod listed;
mod started;
mod stopped;
mod world;
