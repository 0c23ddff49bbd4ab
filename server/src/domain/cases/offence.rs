//! Offences behind stolen crypto-assets, by their international code.

use crate::domain::actor::words;

words! {
    /// What is suspected, as a class of the International Classification of Crime for Statistical Purposes
    /// (UNODC, version 1.0, 2015), so that agencies of any country name it alike. Only classes of the published list
    /// stand here; where it has no finer one, the section does, and its name says in brackets what it takes in.
    Offence("offence") {
        /// Fraud, deception and corruption: false investments and payments, forgery, money laundering.
        Deception = "07",
        /// Theft, here of keys and wallets too.
        Theft = "0502",
        /// Against public safety and the security of the state: computer systems, organised groups, terrorism.
        PublicSafety = "09",
        /// Against the person: extortion and blackmail, and what has no class of its own here.
        Person = "02",
        /// Robbery.
        Robbery = "0401",
        /// Kidnapping.
        Kidnapping = "020221",
        /// Controlled drugs.
        Drugs = "0601",
        /// Trafficking in persons.
        Trafficking = "0204",
        /// Sexual exploitation of children.
        ChildExploitation = "03022",
        /// Other criminal acts.
        Other = "11",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;
    use crate::text::Language;

    /// The published classes by code; `None`, with a word why, where the list is not there.
    #[expect(
        clippy::disallowed_methods,
        reason = "a test finds its data without the program's settings"
    )]
    fn published() -> Option<BTreeMap<String, String>> {
        let root = std::env::var_os("CROSSHOLD_SHARED").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
            PathBuf::from,
        );
        let path = root.join("data/codes/iccs_crime_classes.csv");
        if !path.exists() {
            println!("skipped: {} is not there", path.display());
            return None;
        }
        let mut reader = csv::Reader::from_path(path).unwrap();
        let headings = reader.headers().unwrap().clone();
        let place = |name| headings.iter().position(|heading| heading == name).unwrap();
        let (code, name) = (place("code"), place("name"));
        let row = |record: csv::StringRecord| (record[code].to_owned(), record[name].to_owned());
        Some(reader.records().map(|record| row(record.unwrap())).collect())
    }

    #[test]
    fn every_offence_is_a_published_class_under_its_published_name() {
        let Some(published) = published() else { return };
        for offence in Offence::ALL {
            let name = published.get(offence.code()).unwrap_or_else(|| panic!("{offence}"));
            let ours = Language::English.words().t(&format!("cases.offence.{offence}"));
            // A section says beside its name, in brackets, what it takes in.
            let bare = ours.split(" (").next().unwrap();
            assert_eq!(bare, name, "{offence}");
        }
    }

    #[test]
    fn every_code_reads_back() {
        for offence in Offence::ALL {
            assert!(offence.code().bytes().all(|byte| byte.is_ascii_digit()), "{offence}");
            assert_eq!(offence.code().parse(), Ok(*offence));
        }
    }
}
