//! Pages: parse, call one use case or one query, answer with a page in the reader's language.

pub mod views;
