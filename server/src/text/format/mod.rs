//! Dates, durations, figures and names as each language writes them, through ICU4X. Its data is compiled in; the
//! forms are built once for each language and borrow that data, so they cost little memory and little time.

mod dates;
mod durations;
mod figures;
mod names;

use std::fmt::Debug;

use icu::locale::Locale;

use super::Language;

/// The forms of one language.
pub(super) struct Formats {
    /// Whose rules are followed, with 24 hours and Western digits in every language, so that two sides of a call
    /// read out the same figures.
    pub(super) locale: Locale,
    dates: dates::Dates,
    figures: figures::Figures,
    names: names::Names,
}

impl Formats {
    pub(super) fn new(language: Language) -> Self {
        let locale = built_in(format!("{}-u-hc-h23-nu-latn", language.written_as()).parse());
        Self {
            dates: dates::Dates::new(&locale, language.date_length()),
            figures: figures::Figures::new(&locale),
            names: names::Names::new(&locale),
            locale,
        }
    }
}

/// A form made from compiled-in data.
#[expect(
    clippy::expect_used,
    reason = "the data is compiled in and tests build every language: this cannot fail later"
)]
pub(super) fn built_in<T, E: Debug>(form: Result<T, E>) -> T {
    form.expect("compiled-in language data")
}
