//! Offences behind stolen crypto-assets, by their international code.

use crate::domain::actor::words;

words! {
    /// What is suspected, as a class of the International Classification of Crime for Statistical Purposes
    /// (UNODC, version 1.0, 2015), so that agencies of any country name it alike.
    Offence("offence") {
        /// Fraud about money: investment, payment, trading sites that pay nothing out.
        FinanceFraud = "07011",
        /// Any other fraud.
        OtherFraud = "07019",
        /// Acts against computer systems: unlawful access, interference, ransomware.
        Computers = "0903",
        /// Theft, here of keys and wallets too.
        Theft = "0502",
        /// Robbery.
        Robbery = "0401",
        /// Extortion or blackmail.
        Extortion = "02051",
        /// Kidnapping.
        Kidnapping = "020221",
        /// Money laundering.
        Laundering = "07041",
        /// Corruption, embezzlement included.
        Corruption = "0703",
        /// Forgery and counterfeiting.
        Forgery = "0702",
        /// Controlled drugs.
        Drugs = "0601",
        /// Trafficking in persons.
        Trafficking = "0204",
        /// Sexual exploitation of children.
        ChildExploitation = "03022",
        /// Acts related to an organised criminal group.
        OrganisedGroup = "0905",
        /// Terrorism, its financing included.
        Terrorism = "0906",
        /// Other criminal acts.
        Other = "11",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The published sections; a class begins with the two digits of its own.
    #[test]
    fn every_offence_stands_in_a_section_of_the_classification() {
        let sections: BTreeSet<String> = (1..=11).map(|section| format!("{section:02}")).collect();
        for offence in Offence::ALL {
            let code = offence.code();
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert!(sections.contains(&code[..2]), "{code}");
            assert_eq!(code.parse(), Ok(*offence));
        }
    }
}
