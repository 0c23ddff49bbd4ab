//! Crosshold: agencies ask exchanges to freeze stolen crypto-assets and follow each request until the money is returned.
//! The floors, from the ground up: [`domain`], [`text`], [`store`], [`integrations`], [`service`], [`web`]; beside them [`config`], [`app`], [`telemetry`],
//! [`jobs`] and [`cli`].

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod integrations;
pub mod jobs;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;

rust_i18n::i18n!("locales", fallback = "en");
