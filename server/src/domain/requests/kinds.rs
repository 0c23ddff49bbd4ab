//! The words of a request: kinds, routes, scopes, statuses and wishes (domain §3).

use crate::domain::actor::words;

words! {
    /// What a request asks for.
    Kind("kind of request") {
        /// Stop disposal of assets.
        Freeze = "freeze",
        /// Keep data unchanged.
        Preserve = "preserve",
        /// Produce data.
        Info = "info",
        /// Lengthen a hold or a preservation.
        Extend = "extend",
        /// Put a binding basis under a voluntary hold.
        Convert = "convert",
        /// Transfer to a registered official wallet, or liquidate.
        Seize = "seize",
        /// Lift all or part.
        Release = "release",
        /// Pay out to victims under an order.
        Return = "return",
        /// Tell us on movement, do not freeze.
        Watch = "watch",
        /// Issuers only: block in the contract.
        TokenBlock = "token_block",
        /// Correct targets or deadline.
        Amend = "amend",
        /// Take a request back.
        Withdraw = "withdraw",
        /// Agency to agency: execute in your country.
        Assist = "assist",
        /// Agency to agency: information.
        Ask = "ask",
    }
}

impl Kind {
    /// The kinds that can be filed as a request of their own today. A withdrawal is an act on the request itself.
    pub const FILED: &'static [Self] = &[Self::Freeze, Self::Preserve, Self::Info, Self::Extend, Self::Release];

    /// Whether it can be filed today.
    pub const fn is_filed(self) -> bool {
        match self {
            Self::Freeze | Self::Preserve | Self::Info | Self::Extend | Self::Release => true,
            Self::Convert
            | Self::Seize
            | Self::Return
            | Self::Watch
            | Self::TokenBlock
            | Self::Amend
            | Self::Withdraw
            | Self::Assist
            | Self::Ask => false,
        }
    }

    /// Whether it acts on the holds or preservations of an earlier request, which it names.
    pub const fn follows(self) -> bool {
        match self {
            Self::Extend
            | Self::Release
            | Self::Convert
            | Self::Seize
            | Self::Return
            | Self::Amend
            | Self::Withdraw => true,
            Self::Freeze | Self::Preserve | Self::Info | Self::Watch | Self::TokenBlock | Self::Assist | Self::Ask => {
                false
            }
        }
    }

    /// Whether it asks for money to be held, so that it needs an amount or a reason, and an end.
    pub const fn holds_money(self) -> bool {
        matches!(self, Self::Freeze | Self::TokenBlock)
    }

    /// Whether it asks for data to be kept, so that it needs an end and places preservations.
    pub const fn keeps_data(self) -> bool {
        matches!(self, Self::Preserve)
    }

    /// Whether it must say until when (domain §3: no freeze request without an end date).
    pub const fn needs_end(self) -> bool {
        matches!(
            self,
            Self::Freeze | Self::Preserve | Self::Extend | Self::Convert | Self::TokenBlock | Self::Watch
        )
    }
}

words! {
    /// How a request reaches who holds the money. The two are never mixed.
    Route("route") {
        /// Agency to exchange: a voluntary letter or a domestic order.
        Direct = "direct",
        /// Agency to agency, which then serves the exchange.
        Authority = "authority",
    }
}

words! {
    /// How much of an account a freeze takes.
    Scope("scope") {
        /// A capped amount per asset: the default, since it is proportionate.
        AssetAmount = "asset_amount",
        /// All of the named assets.
        AssetAll = "asset_all",
        /// No withdrawals; trading goes on.
        WithdrawalsOnly = "withdrawals_only",
        /// The whole account.
        AccountFull = "account_full",
        /// Also what comes in later.
        IncomingToo = "incoming_too",
        /// Also accounts of the same holder.
        LinkedAccounts = "linked_accounts",
    }
}

words! {
    /// What the asker would like the exchange to do when the hold comes to its end.
    AtExpiry("wish at the end") {
        /// Ask us before lifting.
        AskFirst = "ask_first",
        /// Lift without asking.
        Lift = "lift",
    }
}

words! {
    /// The asker's own field: what it wants now. Only the asker writes it (ETSI TS 103 120).
    Desired("wish") {
        /// The hold or the answer is wanted.
        Active = "active",
        /// A longer hold is wanted.
        Extended = "extended",
        /// The hold should be lifted.
        Released = "released",
        /// The request is taken back.
        Cancelled = "cancelled",
    }
}

words! {
    /// Where a request stands.
    Status("status") {
        /// Being written.
        Draft = "draft",
        /// With the approver.
        InReview = "in_review",
        /// Approved; opens to the recipient at T-zero.
        Embargoed = "embargoed",
        /// With the recipient, not yet acknowledged.
        Issued = "issued",
        /// Taken on by the recipient.
        Acknowledged = "acknowledged",
        /// Sent on: the recipient named the right entity.
        Redirected = "redirected",
        /// The recipient asked; the asker must answer.
        Clarification = "clarification",
        /// Being worked on.
        Executing = "executing",
        /// Some targets answered.
        PartlyAnswered = "partly_answered",
        /// Every target answered.
        Answered = "answered",
        /// A question was not answered in time.
        ClosedUnanswered = "closed_unanswered",
        /// Refused on a coded ground.
        Refused = "refused",
        /// Refused, and the asker maintains it.
        Maintained = "maintained",
        /// The asker takes it back; the recipient must confirm.
        Withdrawing = "withdrawing",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Accepted by the asker: over.
        Closed = "closed",
        /// The asker disputes the answer.
        Disputed = "disputed",
        /// Replaced by another request.
        Superseded = "superseded",
    }
}

impl Status {
    /// Whether the recipient may know of it: from its issue on.
    pub const fn is_issued(self) -> bool {
        match self {
            Self::Draft | Self::InReview | Self::Embargoed => false,
            Self::Issued
            | Self::Acknowledged
            | Self::Redirected
            | Self::Clarification
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Answered
            | Self::ClosedUnanswered
            | Self::Refused
            | Self::Maintained
            | Self::Withdrawing
            | Self::Withdrawn
            | Self::Closed
            | Self::Disputed
            | Self::Superseded => true,
        }
    }

    /// Whether nobody waits for anything any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Redirected | Self::ClosedUnanswered | Self::Withdrawn | Self::Closed | Self::Superseded => true,
            Self::Draft
            | Self::InReview
            | Self::Embargoed
            | Self::Issued
            | Self::Acknowledged
            | Self::Clarification
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Answered
            | Self::Refused
            | Self::Maintained
            | Self::Withdrawing
            | Self::Disputed => false,
        }
    }

    /// Whether the recipient owes an answer: what "any open" means in the life cycle.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Issued
            | Self::Acknowledged
            | Self::Clarification
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Maintained
            | Self::Disputed => true,
            Self::Draft
            | Self::InReview
            | Self::Embargoed
            | Self::Redirected
            | Self::Answered
            | Self::ClosedUnanswered
            | Self::Refused
            | Self::Withdrawing
            | Self::Withdrawn
            | Self::Closed
            | Self::Superseded => false,
        }
    }
}

words! {
    /// Which data an information request wants (domain §3); each with a period of its own.
    DataKind("kind of data") {
        /// Whether there is an account at all.
        Existence = "existence",
        /// Name, date of birth, address.
        KycBasic = "kyc_basic",
        /// Copies of identity documents.
        KycDocuments = "kyc_documents",
        /// E-mail and telephone.
        Contact = "contact",
        /// Balances at a time.
        BalancesAt = "balances_at",
        /// Deposits, withdrawals, trades.
        Ledger = "ledger",
        /// Bank transfers and cards.
        FiatRails = "fiat_rails",
        /// Log-ins, addresses, devices.
        LoginIpDevice = "login_ip_device",
        /// Accounts of the same holder.
        LinkedAccounts = "linked_accounts",
        /// Originator and beneficiary data of transfers.
        TravelRule = "travel_rule",
        /// Whose a deposit address is.
        AddressAttribution = "address_attribution",
    }
}

words! {
    /// Why a release is asked.
    ReleaseReason("reason of release") {
        /// Suspicion is cleared.
        Cleared = "cleared",
        /// The order was discharged.
        OrderDischarged = "order_discharged",
        /// The wrong target was held.
        WrongTarget = "wrong_target",
        /// More was held than is owed.
        AmountExcess = "amount_excess",
        /// The victim was paid.
        VictimPaid = "victim_paid",
        /// Hardship of the holder.
        Hardship = "hardship",
        /// The legal basis lapsed.
        BasisLapsed = "basis_lapsed",
    }
}

words! {
    /// Why a supervisor sends a draft back.
    ReturnReason("reason of return") {
        /// Facts are missing or unclear.
        FactsUnclear = "facts_unclear",
        /// Targets are wrong or missing.
        TargetsWrong = "targets_wrong",
        /// Another legal basis is needed.
        BasisWrong = "basis_wrong",
        /// It takes more than needed.
        NotProportionate = "not_proportionate",
        /// The urgency is not justified.
        UrgencyUnjustified = "urgency_unjustified",
        /// The exchange is not the right one.
        WrongRecipient = "wrong_recipient",
        /// Personal data stands in the facts.
        PersonalData = "personal_data",
        /// Something else, told in the note.
        Other = "other",
    }
}

words! {
    /// Which entity a request should have gone to, and why not here.
    RedirectReason("reason of redirection") {
        /// Another company of the group runs the account.
        GroupCompany = "group_company",
        /// The address belongs to another service.
        OtherService = "other_service",
        /// A court or authority must be asked first.
        AuthorityFirst = "authority_first",
    }
}

words! {
    /// What an exchange asks back.
    Question("question") {
        /// The destination tag or memo is missing.
        TagMissing = "tag_missing",
        /// Several accounts match.
        AccountAmbiguous = "account_ambiguous",
        /// What is given does not identify an account.
        IdentificationInsufficient = "identification_insufficient",
        /// The transaction cannot be found.
        TransactionNotFound = "transaction_not_found",
        /// The amount or its cap is unclear.
        AmountUnclear = "amount_unclear",
        /// The period is unclear.
        PeriodUnclear = "period_unclear",
        /// The legal basis is unclear.
        BasisUnclear = "basis_unclear",
        /// The officer's identity must be confirmed.
        OfficerUnconfirmed = "officer_unconfirmed",
        /// A document is missing or unreadable.
        DocumentMissing = "document_missing",
        /// Something else, told in the text.
        Other = "other",
    }
}

words! {
    /// How sure the asker is that the target is the thief's.
    Confidence("confidence") {
        /// Confirmed by the victim's own record or the chain itself.
        High = "high",
        /// A tracing tool or a public list says so.
        Medium = "medium",
        /// A lead.
        Low = "low",
    }
}

words! {
    /// Traffic Light Protocol 2.0: how far the recipient may pass a packet on.
    Tlp("handling label") {
        /// Named recipients only.
        Red = "red",
        /// The organisation only.
        AmberStrict = "amber_strict",
        /// The organisation and its clients who need it.
        Amber = "amber",
        /// The community.
        Green = "green",
        /// No limit.
        Clear = "clear",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for status in Status::ALL {
            assert_eq!(status.code().parse(), Ok(*status));
        }
        for kind in Kind::ALL {
            assert_eq!(kind.code().parse(), Ok(*kind));
            assert_eq!(Kind::FILED.contains(kind), kind.is_filed());
        }
    }

    #[test]
    fn what_is_open_is_issued_and_not_over() {
        for status in Status::ALL.iter().filter(|status| status.is_open()) {
            assert!(status.is_issued() && !status.is_over(), "{status}");
        }
    }
}
