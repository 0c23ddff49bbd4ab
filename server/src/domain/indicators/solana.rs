//! Solana: a public key of 32 bytes in base58. There is no checksum.

use crate::domain::indicators::encoding::base58;
use crate::domain::indicators::{Checked, Checksum, Form, Outcome, Reason};

/// Checks that the text holds 32 bytes; a transaction has 64.
pub(super) fn check(text: &str) -> Outcome {
    let bytes = base58(text, bs58::Alphabet::BITCOIN)?;
    match bytes.len() {
        32 => Ok(Checked {
            canonical: text.to_owned(),
            form: Form::Account,
            tag: None,
            checksum: Checksum::None,
        }),
        64 => Err(Reason::TransactionHash),
        _ => Err(Reason::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_32_bytes_and_no_checksum() {
        let checked = check("69UwBV4LPg7hHUS5JXiXyfgVnESmDKe8KJppsLj8pRU").unwrap();
        assert_eq!(checked.checksum, Checksum::None);
        assert!(check("11111111111111111111111111111111").is_ok());
    }

    #[test]
    fn each_mistake_has_its_reason() {
        let signature = bs58::encode([9; 64]).into_string();
        assert_eq!(check(&signature), Err(Reason::TransactionHash));
        assert_eq!(check("2gVkYWexTHR5Hb2aLeQN3tnngvWzisFKXDUPrgMHpd"), Err(Reason::Length));
        assert_eq!(
            check("0x9ec7d40d627ec59981446a6e5acb33d51afcaf8a"),
            Err(Reason::Alphabet)
        );
    }
}
