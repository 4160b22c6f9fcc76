//! The binary `suisei`: hands over to the library at once. Holds no logic.

fn main() -> std::process::ExitCode {
    suisei_server::cli::main()
}
