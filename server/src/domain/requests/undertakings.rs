//! What an agency undertakes towards the exchange (domain §4), coded so that the exchange reads it in its own language.

use crate::domain::actor::words;

words! {
    /// One undertaking.
    Undertaking("undertaking") {
        /// The release is asked as soon as the suspicion no longer holds.
        ReleaseWhenCleared = "release_when_cleared",
        /// A binding order follows before the end, or the release is asked.
        OrderOrRelease = "order_or_release",
        /// What the exchange tells is used for this case only.
        ThisCaseOnly = "this_case_only",
        /// The exchange is told how the case ended.
        TellTheOutcome = "tell_the_outcome",
    }
}
