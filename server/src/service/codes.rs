//! Codes that people type from paper: Crockford's base 32, in groups of four.

/// Crockford's base 32: no I, L, O or U, so that it can be typed from paper.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bytes of chance in a code: 80 bits.
pub const CODE_BYTES: usize = 10;

/// Five bits a character, the first bits first.
pub fn crockford(bytes: &[u8]) -> String {
    let mut code = String::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let index = (held >> bits) & 31;
            let character = usize::try_from(index)
                .ok()
                .and_then(|index| CROCKFORD.get(index))
                .copied()
                .unwrap_or(b'0');
            code.push(char::from(character));
        }
    }
    code
}

/// A code as it was typed, in the form it is stored: without hyphens and spaces, upper case, `O` as `0`, `I` and `L` as
/// `1` (Crockford's base 32). Nothing where it cannot be a code.
pub fn normal_code(typed: &str) -> Option<String> {
    normal_characters(typed, CODE_BYTES)
}

/// As [`normal_code`], of so many random bytes.
pub fn normal_characters(typed: &str, bytes: usize) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let mut code = String::new();
    for character in typed.chars().filter(|character| !matches!(character, '-' | ' ')) {
        let character = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if !character.is_ascii() || !CROCKFORD.contains(&u8::try_from(character).ok()?) {
            return None;
        }
        code.push(character);
    }
    (code.len() == bytes * 8 / 5).then_some(code)
}

/// The code in groups of four, as pages and papers show it.
pub fn grouped_code(code: &str) -> String {
    let mut grouped = String::new();
    for (index, character) in code.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push('-');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_was_typed() {
        let code = crockford(&[0xff, 0x00, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0]);
        assert_eq!(code.len(), 16);
        let grouped = grouped_code(&code);
        assert_eq!(grouped.len(), 19);
        assert_eq!(normal_code(&grouped.to_lowercase()), Some(code.clone()));
        assert_eq!(normal_code(&code.replace('0', "o").replace('1', "L")), Some(code));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for bad in [
            "",
            "0000",
            "UUUU-UUUU-UUUU-UUUU",
            "００００００００００００００００",
            &"0".repeat(17),
            &"-".repeat(100),
        ] {
            assert_eq!(normal_code(bad), None, "{bad}");
        }
    }
}
