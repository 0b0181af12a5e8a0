mod bench;
mod journaled;
mod linked;
mod listed;
mod powered;
mod started;
mod stopped;
mod world;
