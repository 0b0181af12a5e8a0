//! Skeleton.

mod codegen;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Makes the generated files from the committed facts.
    Codegen {
        /// Fail if they are not what the facts make, and write nothing.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> Result<(), String> {
    let Task::Codegen { check } = Arguments::parse().task;
    codegen::codegen(check)
}
