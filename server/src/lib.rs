//! Crosshold: agencies ask exchanges to freeze stolen crypto-assets and follow each request until the money is returned.
//! The floors, from the ground up: [`domain`], [`text`], [`store`].

pub mod domain;
pub mod store;
pub mod text;

rust_i18n::i18n!("locales", fallback = "en");
