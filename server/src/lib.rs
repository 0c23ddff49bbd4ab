//! Crosshold: agencies ask exchanges to freeze stolen crypto-assets and follow each request until the money is returned.
//! The floors, from the ground up: [`domain`].

pub mod domain;
