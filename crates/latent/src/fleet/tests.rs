mod bench;
mod started;
