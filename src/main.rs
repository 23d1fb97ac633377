//! The `toolrisk` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    toolrisk::cli::main(std::env::args_os())
}
