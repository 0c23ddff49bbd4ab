//! Checks bundles, proofs and checkpoints of a Crosshold trail offline.
//!
//! `crosshold-verify approval FILE.json` checks that an approval was signed, by whom and of what. Exit code 0: it holds;
//! 1: it does not; 2: cannot tell. The log's tree, checkpoints and bundles come with the transparency log.

use std::process::ExitCode;

use crosshold_verify::approval;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["approval", file] => of_approval(file),
        _ => {
            eprintln!("crosshold-verify approval FILE.json");
            ExitCode::from(2)
        }
    }
}

fn of_approval(file: &str) -> ExitCode {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    match approval::check(&text) {
        Ok(checked) => {
            println!("the approval holds");
            println!("approver: {}", checked.approver);
            println!("request: {}", checked.request);
            println!("signed hash: {}", checked.hash);
            println!("public key (SHA-256): {}", checked.key);
            match checked.issued_as {
                Some(number) => println!("issued as: {number}, and the packet says what was signed"),
                None => println!("not issued yet"),
            }
            ExitCode::SUCCESS
        }
        Err(approval::Fault::Form) => {
            eprintln!("{file}: {}", approval::Fault::Form);
            ExitCode::from(2)
        }
        Err(fault) => {
            eprintln!("the approval does not hold: {fault}");
            ExitCode::FAILURE
        }
    }
}
