//! What an exchange found behind a target, and on what it acted, beside the outcome (domain §5). All of it is coded or a
//! figure, so that the agency reads it in its own language.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::actor::words;
use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::IndicatorKind;
use crate::domain::legal_bases::Binding;
use crate::domain::money::{Asset, Fiat, Units};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::values::Time;

use super::{Answer, Held};

words! {
    /// By what the account was matched to the target.
    MatchBasis("match_basis") {
        /// The address is one that was given to this customer for deposits.
        DepositAddress = "deposit_address",
        /// The customer withdrew to the address.
        WithdrawalAddress = "withdrawal_address",
        /// The transaction was credited to or sent from the account.
        Transaction = "transaction",
        /// The number of the account itself.
        AccountNumber = "account_number",
        /// The customer's e-mail address or telephone number.
        Contact = "contact",
        /// The customer's name and date of birth.
        NameAndBirth = "name_and_birth",
        /// A bank account the customer paid from or to.
        BankAccount = "bank_account",
        /// A device or network address of the customer.
        Device = "device",
        /// An order or trade of the customer.
        Order = "order",
    }
}

words! {
    /// On what the exchange acted.
    ReliedOn("relied_on") {
        /// On the agency's request, under its own terms.
        Request = "request",
        /// On the binding basis of the request.
        BindingBasis = "binding_basis",
        /// On its own terms, whatever was asked.
        OwnTerms = "own_terms",
        /// On a duty of its own country's law.
        OwnLaw = "own_law",
    }
}

words! {
    /// What limits the hold: money that cannot be moved at once even by the exchange.
    Limit("limit") {
        /// Staked: to be unbonded first.
        Staked = "staked",
        /// Lent out.
        Lent = "lent",
        /// Pledged as collateral.
        Collateral = "collateral",
        /// Bound in pending orders.
        PendingOrders = "pending_orders",
    }
}

impl MatchBasis {
    /// What a target of `kind` is usually matched by.
    pub const fn usual(kind: IndicatorKind) -> Option<Self> {
        match kind {
            IndicatorKind::Address => Some(Self::DepositAddress),
            IndicatorKind::Txid => Some(Self::Transaction),
            IndicatorKind::AccountUid => Some(Self::AccountNumber),
            IndicatorKind::Email | IndicatorKind::Phone => Some(Self::Contact),
            IndicatorKind::NameDob => Some(Self::NameAndBirth),
            IndicatorKind::Iban => Some(Self::BankAccount),
            IndicatorKind::DeviceIp => Some(Self::Device),
            IndicatorKind::OrderId => Some(Self::Order),
            IndicatorKind::Contract => None,
        }
    }
}

impl ReliedOn {
    /// What an exchange relies on where nothing else is said: what binds it, else its own terms.
    pub const fn usual(binding: Binding) -> Self {
        match binding {
            Binding::Yes | Binding::ByLaw => Self::BindingBasis,
            Binding::No => Self::Request,
        }
    }

    /// Whether an exchange can rely on it under a basis that binds it as `binding` says: on a binding basis only where it
    /// binds.
    pub const fn fits(self, binding: Binding) -> bool {
        match (self, binding) {
            (Self::BindingBasis, Binding::Yes | Binding::ByLaw)
            | (Self::Request | Self::OwnTerms | Self::OwnLaw, Binding::Yes | Binding::ByLaw | Binding::No) => true,
            (Self::BindingBasis, Binding::No) => false,
        }
    }
}

/// What was found behind a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// By what the account was matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_basis: Option<MatchBasis>,
    /// On what the exchange acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relied_on: Option<ReliedOn>,
    /// What was there and what is held of it is worth, per asset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<AssetLine>,
    /// What limits the hold.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub limits: BTreeSet<Limit>,
    /// When the exchange looks at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_at: Option<Time>,
}

/// One asset of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetLine {
    /// Of what.
    pub asset: Asset,
    /// How much stood there before anything was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Units>,
    /// What is held of it, valued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Fiat>,
}

impl AssetLine {
    /// How much stayed outside the hold: what stood there less what is held; nothing where neither says more.
    pub fn outside(&self, held: &[Held]) -> Option<Units> {
        let held = held.iter().find(|held| held.asset == self.asset);
        let held = held.map_or(Units::ZERO, |held| held.amount);
        let outside = self.before?.minus(held);
        (!outside.is_zero()).then_some(outside)
    }
}

impl Found {
    /// Refuses what relies on a binding basis where the basis of the request binds nobody.
    ///
    /// # Errors
    /// It does, at the field `relied_on`.
    pub fn rests_on(&self, binding: Binding) -> Result<(), Refusal> {
        if self.relied_on.is_none_or(|relied| relied.fits(binding)) {
            Ok(())
        } else {
            Err(Refusal::field("relied_on", "not_binding"))
        }
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Outcome {
    /// Whether an account was found, so that it can be said by what.
    pub const fn finds_account(self) -> bool {
        match self {
            Self::FrozenFull
            | Self::FrozenPartial
            | Self::FrozenZeroBalance
            | Self::AlreadyFrozen
            | Self::AlreadyRestricted
            | Self::MatchNoAction
            | Self::MovedBefore
            | Self::MovedDuring
            | Self::DepositAddressResolved
            | Self::NestedService
            | Self::AccountClosed
            | Self::Preserved
            | Self::Produced
            | Self::ProducedPartial
            | Self::Watching => true,
            Self::NoMatch
            | Self::OmnibusOrHotWallet
            | Self::OtherEntity
            | Self::Unhosted
            | Self::UnsupportedAsset
            | Self::NotHeld
            | Self::Seized
            | Self::Released
            | Self::Extended
            | Self::BlockedOnContract
            | Self::Burned
            | Self::Reissued
            | Self::PendingClarification
            | Self::TechnicalFailure
            | Self::Refused => false,
        }
    }

    /// Whether the exchange did something that rests on a basis.
    pub const fn relies_on_basis(self) -> bool {
        self.places_hold() || matches!(self, Self::Preserved)
    }
}

/// What is wrong with the finding of `answer`: what its outcome does not tell, what it must and does not, figures that contradict what is held, a
/// price of tomorrow, or a review that is past or comes after the end.
pub(in crate::domain::requests) fn check(answer: &Answer, at: Time) -> Vec<Fault> {
    let Found {
        match_basis,
        relied_on,
        lines,
        limits,
        review_at,
    } = &answer.found;
    let outcome = answer.outcome;
    let tells = |is_told: fn(&AssetLine) -> bool| lines.iter().any(is_told);
    let mut faults: Vec<Fault> = [
        ("match_basis", match_basis.is_some(), outcome.finds_account()),
        ("relied_on", relied_on.is_some(), outcome.relies_on_basis()),
        ("limits", !limits.is_empty(), outcome.places_hold()),
        ("review_at", review_at.is_some(), outcome.relies_on_basis()),
        ("before", tells(|line| line.before.is_some()), outcome.places_hold()),
        ("value", tells(|line| line.value.is_some()), outcome.places_hold()),
    ]
    .into_iter()
    .filter(|(_, is_told, fits)| *is_told && !fits)
    .map(|(field, _, _)| Fault::new(field, "not_with_outcome"))
    .collect();
    // By what it was matched and on what it acted may be read in court: neither is left open, and neither chosen beforehand.
    let needed = [
        ("match_basis", match_basis.is_none() && outcome.finds_account()),
        ("relied_on", relied_on.is_none() && outcome.relies_on_basis()),
    ];
    let missing = needed.into_iter().filter(|(_, is_missing)| *is_missing);
    faults.extend(missing.map(|(field, _)| Fault::new(field, "required")));
    for line in lines {
        let row = answer.held.iter().position(|held| held.asset == line.asset);
        let field = |name: &str| row_field(name, row.unwrap_or(0));
        let held = row.and_then(|row| answer.held.get(row));
        if held.zip(line.before).is_some_and(|(held, before)| before < held.amount) {
            faults.push(Fault::new(field("before"), "less_than_held"));
        }
        let Some(value) = &line.value else { continue };
        if held.is_none_or(|held| held.amount.is_zero()) {
            faults.push(Fault::new(field("value"), "nothing_held"));
        }
        if value.priced_at > at {
            faults.push(Fault::new("priced_at", "in_the_future"));
        }
    }
    if let Some(review) = review_at {
        if *review <= at {
            faults.push(Fault::new("review_at", "in_the_past"));
        } else if answer.until.is_some_and(|until| *review > until) {
            faults.push(Fault::new("review_at", "after_the_end"));
        }
    }
    faults
}

/// The field of a row of an answer: the first has no number.
pub fn row_field(name: &str, row: usize) -> String {
    if row == 0 {
        name.to_owned()
    } else {
        format!("{name}-{}", row + 1)
    }
}
