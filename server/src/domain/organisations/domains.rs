//! Official mail domains: what one of them looks like, and at which anybody at all gets a mailbox.

use std::collections::HashSet;
use std::sync::LazyLock;

/// So many official domains one organisation names at most.
pub const MOST_DOMAINS: usize = 10;

/// The longest domain, in characters (RFC 1035 §2.3.4).
pub const LONGEST_DOMAIN: usize = 253;

/// Domains at which anybody at all gets a mailbox, one a line: a mailbox there says nothing of who has it. Not complete,
/// and it cannot be: the call-back proves what a domain does not (S71).
static PUBLIC: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("public_mail.txt")
        .lines()
        .filter(|line| !line.is_empty())
        .collect()
});

/// The domain that was typed, in the one form in which it is kept and compared.
///
/// # Errors
/// The code of a fault: `domain_form` or `domain_public`.
pub fn domain(typed: &str) -> Result<String, &'static str> {
    let domain = typed.trim().trim_start_matches('@').to_ascii_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let is_named = labels
        .last()
        .is_some_and(|last| last.chars().any(|letter| letter.is_ascii_alphabetic()));
    if labels.len() < 2 || !is_named || domain.len() > LONGEST_DOMAIN || !labels.iter().all(|label| is_label(label)) {
        return Err("domain_form");
    }
    if is_public(&domain) {
        return Err("domain_public");
    }
    Ok(domain)
}

/// Whether anybody at all gets a mailbox there, or at a domain above it.
fn is_public(domain: &str) -> bool {
    let mut rest = domain;
    loop {
        if PUBLIC.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, above)) => rest = above,
            None => return false,
        }
    }
}

fn is_label(label: &str) -> bool {
    let is_inner = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=63).contains(&label.len()) && label.chars().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
}

/// The domains that were typed, apart by commas, blanks or lines; each once, in order.
///
/// # Errors
/// The code of a fault, and what it is about where it is about one of them: `required`, `domains_many`, `domain_form`,
/// `domain_public`.
pub fn domains(typed: &str) -> Result<Vec<String>, (&'static str, String)> {
    let mut domains: Vec<String> = Vec::new();
    for part in typed
        .split([',', ';', ' ', '\n', '\r', '\t'])
        .filter(|part| !part.is_empty())
    {
        let domain = domain(part).map_err(|code| (code, part.chars().take(LONGEST_DOMAIN).collect()))?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
        if domains.len() > MOST_DOMAINS {
            return Err(("domains_many", MOST_DOMAINS.to_string()));
        }
    }
    if domains.is_empty() {
        return Err(("required", String::new()));
    }
    Ok(domains)
}

/// Whether the mailbox `email` is at one of `domains`. A host below one is another domain: not everybody who has a mailbox
/// there works here.
pub fn is_at(email: &str, domains: &[String]) -> bool {
    let host = email.rsplit_once('@').map(|(_, host)| host.to_ascii_lowercase());
    host.is_some_and(|host| domains.contains(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_kept_in_one_form_and_what_is_none_is_refused() {
        for (typed, kept) in [
            (" PJ.example ", "pj.example"),
            ("@mps.gov.vn", "mps.gov.vn"),
            ("xn--80ak6aa92e.example", "xn--80ak6aa92e.example"),
        ] {
            assert_eq!(domain(typed).as_deref(), Ok(kept));
        }
        let long = format!("{}.example", "a".repeat(64));
        for typed in [
            "",
            "pj",
            "pj.",
            ".example",
            "pj..example",
            "-pj.example",
            "pj-.example",
            "p j.example",
            "192.0.2.1",
            "pólicia.example",
            "https://pj.example",
            "a@pj.example",
            &long,
        ] {
            assert_eq!(domain(typed), Err("domain_form"), "{typed}");
        }
    }

    #[test]
    fn a_domain_is_as_long_as_names_may_be() {
        let of = |length: usize| {
            let label = format!("{}.", "a".repeat(62));
            let middle = label.repeat((length - 8) / label.len());
            format!("{}.{middle}example", "b".repeat(length - middle.len() - 8))
        };
        let longest = of(LONGEST_DOMAIN);
        assert_eq!(longest.len(), LONGEST_DOMAIN);
        assert_eq!(domain(&longest).as_deref(), Ok(longest.as_str()));
        assert_eq!(domain(&of(LONGEST_DOMAIN + 1)), Err("domain_form"));
    }

    #[test]
    fn where_anybody_gets_a_mailbox_is_no_official_domain() {
        for typed in ["gmail.com", "GMAIL.com", "police.gmail.com", "proton.me", "163.com"] {
            assert_eq!(domain(typed), Err("domain_public"), "{typed}");
        }
        assert!(domain("notgmail.com").is_ok());
        assert!(PUBLIC.iter().all(|public| public.split('.').all(is_label)));
    }

    #[test]
    fn several_domains_are_read_each_once_and_not_without_end() {
        assert_eq!(
            domains("pj.example, PJ.example\r\ncrime.pj.example"),
            Ok(vec!["pj.example".to_owned(), "crime.pj.example".to_owned()])
        );
        assert_eq!(domains(" , "), Err(("required", String::new())));
        assert_eq!(
            domains("pj.example gmail.com"),
            Err(("domain_public", "gmail.com".to_owned()))
        );
        let many: Vec<String> = (0..=MOST_DOMAINS).map(|n| format!("d{n}.example")).collect();
        assert_eq!(domains(&many.join(" ")), Err(("domains_many", "10".to_owned())));
    }

    #[test]
    fn a_mailbox_is_at_its_own_domain_and_at_no_other() {
        let domains = ["pj.example".to_owned()];
        for (email, expected) in [
            ("a@pj.example", true),
            ("a@PJ.example", true),
            ("a@crime.pj.example", false),
            ("a@notpj.example", false),
            ("a@pj.example.org", false),
            ("pj.example", false),
        ] {
            assert_eq!(is_at(email, &domains), expected, "{email}");
        }
    }
}
