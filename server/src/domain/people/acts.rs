//! What is done to accounts, as a list: pages, rules and what a sign-in must have for it all read the same one.

use crate::domain::actor::words;

words! {
    /// Something that is done to somebody's account.
    Act("act on an account") {
        /// Invite somebody.
        Invite = "invite",
        /// Send an invitation anew.
        Resend = "resend",
        /// Take an invitation back.
        Withdraw = "withdraw",
        /// Change roles.
        ChangeRoles = "change_roles",
        /// Correct name, badge or direct line.
        Correct = "correct",
        /// End somebody's sessions, or everybody's.
        EndSessions = "end_sessions",
        /// Close the account of whoever leaves.
        Leave = "leave",
        /// Open an account that stood still because nobody signed in.
        Reinstate = "reinstate",
    }
}
