//! Crosshold: agencies ask exchanges to freeze stolen crypto-assets and follow each request until the money is returned.
//! The floors, from the ground up: [`domain`], [`text`].

pub mod domain;
pub mod text;

rust_i18n::i18n!("locales", fallback = "en");
