//! Passwords: hashed with argon2id off the async threads, a few at a time, and compared at the same cost whether or
//! not the account exists.

pub mod change;
mod guesses;

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Error;
use crate::domain::change::{Fault, Refusal};

/// How many are hashed at once: each takes 46 MiB.
const AT_ONCE: usize = 2;

/// The shortest password, in characters (ASVS 6.2.1, NIST SP 800-63B-4 §3.1.1.2).
pub const SHORTEST: usize = 15;

/// The longest password, in bytes. Longer ones are refused, never cut (ASVS 6.2.9).
pub const LONGEST: usize = 1024;

/// Whether `password` may be one: long enough, not too long, and not among those that are guessed first. No kind of character is
/// asked for (S06). `words` are what whoever guesses knows of its person and where they work.
///
/// # Errors
/// A fault at the field `password`.
pub fn acceptable(password: &str, words: &[&str]) -> Result<(), Refusal> {
    if password.is_empty() {
        return Err(Refusal::field("password", "required"));
    }
    let fault = if password.chars().count() < SHORTEST {
        Fault::new("password", "password_short").with("least", SHORTEST)
    } else if password.len() > LONGEST {
        Fault::new("password", "password_long").with("longest", LONGEST)
    } else if guesses::is_known(password, words) {
        Fault::new("password", "password_known")
    } else if guesses::is_common(password, words) {
        Fault::new("password", "password_common")
    } else {
        return Ok(());
    };
    Err(Refusal::Fields(vec![fault]))
}

/// Whether `hash` was made with less than is asked today: it is made anew when its password is shown.
pub fn is_outdated(hash: &str) -> bool {
    let today = argon2().map(|argon2| argon2.params().clone());
    let of_hash = PasswordHash::new(hash)
        .ok()
        .and_then(|hash| Params::try_from(&hash).ok());
    match (today, of_hash) {
        (Ok(today), Some(of_hash)) => of_hash.m_cost() < today.m_cost() || of_hash.t_cost() < today.t_cost(),
        (Ok(_), None) => true,
        (Err(_), _) => false,
    }
}

/// The PHC string of `password`.
pub async fn hash(password: &str) -> Result<String, Error> {
    let password = password.to_owned();
    in_turn(move || phc(password.as_bytes())).await?
}

/// Whether `password` is the one `hash` was made of. Without a hash it takes as long and answers no (S09).
pub async fn verify(password: &str, hash: Option<String>) -> Result<bool, Error> {
    let password = password.to_owned();
    in_turn(move || {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS.clone());
        matches(password.as_bytes(), &hash) && is_known
    })
    .await
}

/// Everybody who signs in stands in one queue, so that pages are served meanwhile.
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    metrics::counter!("crosshold_passwords_hashed_total").increment(1);
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map_err(Error::internal)
}

/// A hash that no password of anybody fits.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let mut random = [0; 32];
    getrandom::fill(&mut random).ok();
    phc(&random).unwrap_or_default()
});

/// 46 MiB, one pass, one lane (S07; OWASP password storage).
fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(46 * 1024, 1, 1, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn phc(password: &[u8]) -> Result<String, Error> {
    let hash = argon2()?
        .hash_password(password)
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

fn matches(password: &[u8], hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    // The parameters are those of the hash, not of today.
    argon2().is_ok_and(|argon2| argon2.verify_password(password, &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_fits_its_hash() {
        let hash = hash("correct horse battery staple").await.unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        assert!(
            verify("correct horse battery staple", Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("correct horse battery stapl", Some(hash)).await.unwrap());
    }

    /// Any characters, and every one of them counts: nothing is cut, folded or normalised away (S06).
    #[tokio::test]
    async fn a_long_password_of_any_characters_counts_to_its_last() {
        let long = "a".repeat(128);
        for (password, other) in [
            (format!("{long}b"), format!("{long}c")),
            ("🔑".repeat(64), format!("{}🔒", "🔑".repeat(63))),
            ("mot de passe d’été".to_owned(), "mot de passe d’ete".to_owned()),
            (
                "密码密码密码密码密码密码密码密".to_owned(),
                "密码密码密码密码密码密码密码".to_owned(),
            ),
            (" with spaces around ".to_owned(), "with spaces around".to_owned()),
        ] {
            let hash = hash(&password).await.unwrap();
            assert!(verify(&password, Some(hash.clone())).await.unwrap(), "{password}");
            assert!(!verify(&other, Some(hash)).await.unwrap(), "{other}");
        }
    }

    #[test]
    fn any_characters_make_a_password_and_its_length_is_counted_in_them() {
        let code = |password: &str| match acceptable(password, &["Ana Silva", "Polícia Judiciária"]) {
            Ok(()) => "",
            Err(Refusal::Fields(faults)) => faults[0].code,
            Err(_) => "refused",
        };
        let story = "drei blaue Wolken über dem stillen Hafen von Setúbal ";
        for (password, expected) in [
            (String::new(), "required"),
            ("fünfzehn minus".to_owned(), "password_short"),
            ("陈先生的猫不喜欢下雨天出门".to_owned(), "password_short"),
            ("Wolken im Hafen".to_owned(), ""),
            ("🔑🐎🔋📎🌊🧭🪁🎻🦔🍋🧵🚲🪴🧊🎈🏺".repeat(4), ""),
            (story.repeat(3), ""),
            (format!("{}{}", story.repeat(19), "x".repeat(100)), "password_long"),
            ("Polícia Judiciária 2026".to_owned(), "password_known"),
            ("1111111111111111".to_owned(), "password_common"),
        ] {
            assert_eq!(code(&password), expected, "{password}");
        }
        assert!(story.repeat(3).chars().count() > 128);
    }

    #[tokio::test]
    async fn a_hash_of_weaker_parameters_is_outdated() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(19 * 1024, 1, 1, None).unwrap(),
        );
        let weak = weak.hash_password(b"password").unwrap().to_string();
        assert!(is_outdated(&weak) && is_outdated("no hash"));
        assert!(!is_outdated(&hash("password").await.unwrap()));
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify("", None).await.unwrap());
    }
}
