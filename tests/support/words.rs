//! What is sent, and what is read, as text.

/// The body of a form.
pub fn form(fields: &[(&str, &str)]) -> String {
    serde_html_form::to_string(fields).unwrap()
}

/// The same text with single spaces, and without the invisible marks that keep directions apart.
pub fn squeezed(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|character| !matches!(character, '\u{2066}'..='\u{2069}'))
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
