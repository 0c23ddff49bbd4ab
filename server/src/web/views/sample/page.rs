//! What the samples take for the page of the site.

use std::borrow::Cow;
use std::fmt::Display;

use crate::text::{Count, Language};
use crate::web::views::{Flash, LanguageChoice, NavGroup, SearchBox};

/// Stands in for the page of the site.
pub struct Page {
    pub language: Language,
    pub csrf: String,
    pub path: String,
    pub demo: bool,
    pub made_up: bool,
    pub visitor: Option<Visitor>,
    pub nav: Vec<NavGroup>,
    pub flash: Option<Flash>,
}

pub struct Visitor {
    pub name: String,
    pub role: String,
    pub organisation: String,
    pub zone: String,
    pub unread: u64,
}

impl Page {
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.language.words().t(key)
    }

    pub fn ta<'g, V: Display>(&self, key: &str, gaps: impl AsRef<[(&'g str, V)]>) -> String {
        self.language.words().ta(key, gaps)
    }

    pub fn n(&self, key: &str, count: impl Count) -> String {
        self.language.words().n(key, count)
    }

    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    pub fn dir(&self) -> &'static str {
        self.language.direction().attribute()
    }

    pub fn search_box(&self) -> Option<SearchBox> {
        None
    }

    pub fn restricted(&self) -> Option<&'static str> {
        None
    }

    pub fn may_attest(&self) -> bool {
        false
    }

    pub fn idle_seconds(&self) -> Option<i64> {
        None
    }

    pub fn languages(&self) -> Vec<LanguageChoice> {
        LanguageChoice::all(self.language)
    }

    pub fn asset(&self, name: &str) -> String {
        format!("../../static/{name}")
    }
}
