//! The quality gate: what blocks a request, what must be explained, what is in order (domain §4).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::actor::{Actor, words};
use crate::domain::assurance::{Part, least};
use crate::domain::change::Refusal;
use crate::domain::ids::{HoldId, PreservationId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::legal_bases::LegalBasis;
use crate::domain::values::{Country, Time, Zone};

use super::kinds::{DataKind, Kind, Scope};
use super::request::{Content, DataWanted, Request, Target};
use super::terms::Terms;

words! {
    /// One thing the gate looks at.
    Check("check") {
        /// There is at least one target.
        HasTargets = "has_targets",
        /// Every target's checksum holds.
        Checksums = "checksums",
        /// Where the chain needs a tag or memo, it is there, or is stated to be none.
        Tags = "tags",
        /// The hold has an end.
        EndDate = "end_date",
        /// Every target still is as its indicator stands in the case.
        AsInCase = "as_in_case",
        /// The end lies ahead.
        EndAhead = "end_ahead",
        /// An extension ends later than each hold it is about.
        LaterEnd = "later_end",
        /// The end is within what the basis allows.
        WithinBasis = "within_basis",
        /// An extension can be answered before what it is about ends.
        InTime = "in_time",
        /// The order is expected before the hold ends.
        Covered = "covered",
        /// An amount caps each target, or the reason is told.
        Capped = "capped",
        /// The legal basis fits kind and route.
        BasisFits = "basis_fits",
        /// The legal basis is one of the asker's country.
        BasisHere = "basis_here",
        /// The facts are told.
        Facts = "facts",
        /// No e-mail address, telephone or account number stands in the free text.
        NoPersonalData = "no_personal_data",
        /// The recipient accepts the language.
        Language = "language",
        /// Why it cannot wait, in more than a word.
        UrgencyReason = "urgency_reason",
        /// A number at which the asker answers at once.
        Callback = "callback",
        /// Where secrecy is asked, on which basis.
        SecrecyBasis = "secrecy_basis",
        /// A document is attached.
        Document = "document",
        /// The targets are not held already for this agency.
        NotHeldAlready = "not_held_already",
        /// The same is not asked of the recipient already.
        NotAskedAlready = "not_asked_already",
        /// As many people can approve it as must.
        Approvers = "approvers",
        /// The author's assurance suffices.
        Assurance = "assurance",
        /// What is wanted is named.
        DataNamed = "data_named",
        /// Each period of the data wanted has ended, and begins before it ends.
        DataPeriod = "data_period",
        /// Each kind of data that is of a period says from when, and asks for no more than records are kept.
        DataSpan = "data_span",
        /// Why a release is asked.
        ReleaseReason = "release_reason",
        /// No more is to be released than is held.
        PartHeld = "part_held",
        /// What is about holds or preservations follows a request and names those that stand.
        HoldsNamed = "holds_named",
    }
}

/// Letters and figures that say why something cannot wait: the shortest sentence that names what happened and when,
/// in any script. The sources ask for a reason and give no length.
pub const LEAST_REASON: usize = 15;

/// Characters that tell the facts: less than a sentence on what happened cannot be weighed. The sources ask for five
/// lines and give no length.
pub const LEAST_FACTS: usize = 40;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// It stops the request.
    Blocks,
    /// It must be changed or explained.
    Explain,
    /// It must be known to whoever goes on; it stops nothing.
    Warns,
    /// It was explained.
    Explained,
    /// It is in order.
    Passes,
}

/// What the gate found of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Each check that applies, blocks first.
    pub findings: Vec<(Check, Finding)>,
}

/// What the gate must know beside the request.
#[derive(Clone, Debug)]
pub struct Surroundings<'a> {
    /// Today, where the asker is.
    pub today: Date,
    /// In which the days of a request are read: the asker's.
    pub zone: &'a Zone,
    /// Where the asker is.
    pub asker_country: Country,
    /// The languages the recipient reads.
    pub languages: &'a [String],
    /// The legal basis.
    pub basis: &'a LegalBasis,
    /// How many documents are attached.
    pub documents: usize,
    /// Positions of targets whose chain is unknown to us, so that nothing was verified.
    pub unchecked: &'a [u32],
    /// Positions of targets on a chain with tags that have none.
    pub untagged: &'a [u32],
    /// Positions of targets whose indicator was given another tag since they were chosen.
    pub retagged: &'a [u32],
    /// Positions of targets on which a hold for this agency stands at this exchange.
    pub held_already: &'a [u32],
    /// Positions of targets about which this exchange is asked the same already, and has not answered.
    pub asked_already: &'a [u32],
    /// Who works at the asker's.
    pub colleagues: &'a [Actor],
    /// What is promised, in whose calendars.
    pub terms: Terms<'a>,
    /// The present moment.
    pub now: Time,
}

impl Report {
    /// Refuses where anything blocks or waits for an explanation.
    ///
    /// # Errors
    /// The gate, with the checks that stop it.
    pub fn passes(&self) -> Result<(), Refusal> {
        let stops: Vec<&'static str> = self
            .findings
            .iter()
            .filter(|(_, finding)| matches!(finding, Finding::Blocks | Finding::Explain))
            .map(|(check, _)| check.code())
            .collect();
        if stops.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Gate(stops))
        }
    }

    /// Of 100: what passes counts whole, what is explained or only to be known half.
    pub fn score(&self) -> u8 {
        let points: usize = self
            .findings
            .iter()
            .map(|(_, finding)| match finding {
                Finding::Passes => 2,
                Finding::Explained | Finding::Warns => 1,
                Finding::Blocks | Finding::Explain => 0,
            })
            .sum();
        let most = self.findings.len().max(1) * 2;
        u8::try_from(points * 100 / most).unwrap_or(100)
    }
}

/// Looks a request over.
pub fn assess(request: &Request, author: &Actor, around: &Surroundings<'_>) -> Report {
    let content = &request.content;
    let targets = &request.targets;
    let mut findings = Vec::new();
    let mut look = |check: Check, ok: bool, otherwise: Finding| {
        let finding = match (ok, otherwise) {
            (true, _) => Finding::Passes,
            (false, Finding::Explain) if is_explained(&content.exceptions, check) => Finding::Explained,
            (false, otherwise) => otherwise,
        };
        findings.push((check, finding));
    };

    look(Check::HasTargets, !targets.is_empty(), Finding::Blocks);
    if around.unchecked.is_empty() {
        let all_hold = targets.iter().all(|target| target.compared_by_eye().is_none());
        look(Check::Checksums, all_hold, Finding::Warns);
    } else {
        look(Check::Checksums, false, Finding::Explain);
    }
    // That there is none is somebody's word. An address on which nobody spoke is explained; of what stands already
    // nothing is asked any more.
    let is_silent = |target: &Target| around.untagged.contains(&target.position) && target.no_tag.is_none();
    let without_tag = if targets.iter().any(is_silent) && !content.kind.follows() {
        Finding::Explain
    } else {
        Finding::Warns
    };
    look(Check::Tags, around.untagged.is_empty(), without_tag);
    if !around.retagged.is_empty() {
        look(Check::AsInCase, false, Finding::Blocks);
    }
    if content.kind.needs_end() {
        look(Check::EndDate, content.until.is_some(), Finding::Blocks);
        if let Some(until) = content.until {
            look(Check::EndAhead, until > around.today, Finding::Blocks);
            if content.kind == Kind::Extend {
                look(Check::LaterEnd, request.lengthens(around.zone), Finding::Blocks);
            }
            look(
                Check::WithinBasis,
                within(around.basis, around.today, until),
                Finding::Explain,
            );
            if let Some(order) = content.order_expected_on {
                look(Check::Covered, order <= until, Finding::Explain);
            }
        }
    }
    if content.kind == Kind::Extend {
        let is_in_time = request.late(around.terms, around.now).is_none();
        look(Check::InTime, is_in_time, Finding::Warns);
    }
    if content.kind.holds_money() {
        look(Check::Capped, is_capped(content, targets), Finding::Blocks);
        look(Check::NotHeldAlready, around.held_already.is_empty(), Finding::Blocks);
    }
    look(Check::NotAskedAlready, around.asked_already.is_empty(), Finding::Warns);
    look(
        Check::BasisFits,
        fits(around.basis, request.kind_of_basis(), content),
        Finding::Blocks,
    );
    look(
        Check::BasisHere,
        around.basis.is_of(around.asker_country),
        Finding::Explain,
    );
    look(
        Check::Facts,
        content.facts.trim().chars().count() >= LEAST_FACTS,
        Finding::Blocks,
    );
    look(
        Check::NoPersonalData,
        !tells_personal_data(&content.facts),
        Finding::Explain,
    );
    look(
        Check::Language,
        around
            .languages
            .iter()
            .any(|language| same_language(language, &content.language)),
        Finding::Explain,
    );
    if content.urgency.needs_reason() {
        let letters = content.urgency_reason.chars().filter(|letter| letter.is_alphanumeric());
        look(Check::UrgencyReason, letters.count() >= LEAST_REASON, Finding::Blocks);
    }
    if content.urgency.needs_callback() {
        look(Check::Callback, callback(&content.callback).is_some(), Finding::Blocks);
    }
    if content.secret_until.is_some() {
        let is_told = !content.secret_basis.trim().is_empty();
        look(Check::SecrecyBasis, is_told, Finding::Warns);
    }
    if content.urgency != crate::domain::clocks::Urgency::Flash {
        look(Check::Document, around.documents > 0, Finding::Explain);
    }
    let least = least(content.kind, content.urgency, Part::Author);
    look(Check::Assurance, author.assurance >= least, Finding::Blocks);
    look(
        Check::Approvers,
        request.is_approvable(around.colleagues),
        Finding::Warns,
    );
    if content.kind == Kind::Info {
        look(Check::DataNamed, !content.data.is_empty(), Finding::Blocks);
    }
    if hands_data_over(content) {
        let today = around.today;
        let is_over = content.data.iter().all(|wanted| wanted.is_over(today));
        look(Check::DataPeriod, is_over, Finding::Blocks);
        let is_bounded = content.data.iter().all(|wanted| wanted.is_bounded(today));
        look(Check::DataSpan, is_bounded, Finding::Explain);
    }
    if content.kind == Kind::Release {
        look(Check::ReleaseReason, content.release_reason.is_some(), Finding::Blocks);
        if !request.is_about_data() {
            look(Check::PartHeld, request.parts_are_held(), Finding::Blocks);
        }
    }
    if content.kind.follows() {
        look(Check::HoldsNamed, names_holds(request), Finding::Blocks);
    }
    findings.sort_by_key(|(_, finding)| *finding);
    Report { findings }
}

/// A number one can call from abroad, in one form (ITU-T E.164); nothing where it is none.
pub fn callback(typed: &str) -> Option<String> {
    IndicatorKind::Phone.normalise(None, typed).ok()
}

/// It follows a request, and every target names a hold or a preservation that stands at the exchange it goes to.
fn names_holds(request: &Request) -> bool {
    let stands = |hold: HoldId| {
        let held = request.holds.iter().find(|held| held.id == hold);
        held.is_some_and(|held| held.status.stands() && held.holder == request.content.recipient)
    };
    let is_kept = |id: PreservationId| {
        let kept = request.kept(id);
        kept.is_ok_and(|kept| kept.status.stands() && kept.holder == request.content.recipient)
    };
    let names = |target: &Target| target.hold.is_some_and(stands) || target.preservation.is_some_and(is_kept);
    request.parent.is_some() && request.targets.iter().all(names)
}

fn is_explained(exceptions: &BTreeMap<String, String>, check: Check) -> bool {
    exceptions.get(check.code()).is_some_and(|why| !why.trim().is_empty())
}

/// A basis without a period of its own sets no limit here; the exchange's policy does.
fn within(basis: &LegalBasis, today: Date, until: Date) -> bool {
    let Some(days) = basis.longest_days else { return true };
    today
        .checked_add(jiff::Span::new().days(i64::from(days)))
        .is_ok_and(|last| until <= last)
}

fn is_capped(content: &Content, targets: &[Target]) -> bool {
    let all_capped = targets
        .iter()
        .all(|target| target.amount.is_some_and(|amount| !amount.is_zero()));
    match content.scope {
        Scope::AssetAmount => all_capped,
        Scope::AssetAll | Scope::WithdrawalsOnly | Scope::AccountFull | Scope::IncomingToo | Scope::LinkedAccounts => {
            !content.uncapped_reason.trim().is_empty()
        }
    }
}

/// Whether data is asked to be handed over. To keep it, whatever there is of it, hands none over and needs no period.
fn hands_data_over(content: &Content) -> bool {
    content.kind == Kind::Info || !content.kind.keeps_data() && !content.data.is_empty()
}

fn fits(basis: &LegalBasis, kind: Kind, content: &Content) -> bool {
    let may_ask = |data: &DataWanted| {
        // What an account holds is wanted with every freeze (domain §4).
        let goes_along = content.kind == Kind::Freeze && data.kind == DataKind::BalancesAt;
        goes_along || basis.data.is_empty() || basis.data.contains(&data.kind)
    };
    basis.carries(kind, content.route) && (!hands_data_over(content) || content.data.iter().all(may_ask))
}

/// The same language, whatever the script or region: `zh-Hans` is read by who reads `zh`.
fn same_language(a: &str, b: &str) -> bool {
    let main = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
    main(a) == main(b)
}

/// E-mail addresses, and runs of nine or more digits with the separators of telephone or account numbers, in free text.
/// Long words without spaces (addresses, transaction ids) are what the facts are about and do not count.
pub fn tells_personal_data(text: &str) -> bool {
    let has_mail = text.split_whitespace().any(|word| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && host.len() > 3)
    });
    let mut digits = 0usize;
    let mut in_word = false;
    let mut has_number = false;
    for character in text.chars().chain([' ']) {
        if character.is_ascii_digit() && !in_word {
            digits += 1;
        } else if matches!(character, ' ' | '-' | '(' | ')' | '+' | '/') {
            in_word = false;
        } else {
            has_number |= digits >= 9 && !character.is_alphanumeric();
            digits = 0;
            in_word = character.is_alphanumeric();
        }
        has_number |= digits >= 9;
    }
    has_mail || has_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_and_mail_addresses_are_seen() {
        for text in ["call +351 912 345 678", "write to ana@example.pt", "account 0123456789"] {
            assert!(tells_personal_data(text), "{text}");
        }
    }

    #[test]
    fn addresses_amounts_and_dates_are_no_personal_data() {
        for text in [
            "Sent 412508.22 USDT on 3 November 2026 to TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f",
            "0x53653f485fa1265ddcb6fea7e41f7bb55039127d",
            "14 victims, 3 to 16 November",
        ] {
            assert!(!tells_personal_data(text), "{text}");
        }
    }

    #[test]
    fn the_score_counts_what_is_in_order() {
        let report = Report {
            findings: vec![(Check::Facts, Finding::Passes), (Check::Tags, Finding::Blocks)],
        };
        assert_eq!(report.score(), 50);
        assert!(report.passes().is_err());
    }
}
