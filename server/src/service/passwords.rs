//! Passwords: hashed with argon2id off the async threads, a few at a time, and compared at the same cost whether or
//! not the account exists.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Error;

/// How many are hashed at once: each takes 46 MiB.
const AT_ONCE: usize = 2;

/// The shortest password, in characters (ASVS 6.2.1, NIST SP 800-63B-4 §3.1.1.2).
pub const SHORTEST: usize = 15;

/// The longest password, in bytes. Longer ones are refused, never cut (ASVS 6.2.9).
pub const LONGEST: usize = 1024;

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

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify("", None).await.unwrap());
    }
}
