//! What happened, told relative to now, so that it is fresh at every start. The outlines of the cases abroad follow a
//! published review of the trade (SlowMist, 6 September 2024); persons, exchanges and sums are invented. Addresses are
//! real and taken from public lists, each with its list; that they went where these stories say is invented too.

mod abroad;
pub(super) mod first_requests;
pub(super) mod people;
mod portugal;
mod returned;
mod reviewed;
mod suspended;

use super::scene::Scene;

/// Every act of every story.
pub(super) fn scenes() -> impl Iterator<Item = Scene> {
    [
        portugal::SCENES,
        reviewed::SCENES,
        suspended::SCENES,
        first_requests::SCENES,
        abroad::SCENES,
        returned::SCENES,
        people::SCENES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// OFAC's list of Specially Designated Nationals, as of 20 August 2026.
const OFAC_CHEIL: &str = "OFAC SDN list, Cheil Credit Bank (uid 22985), 20 August 2026";
/// The same list.
const OFAC_CHATEX: &str = "OFAC SDN list, Chatex (uid 33854), 20 August 2026";
/// The same list.
const OFAC_SUEX: &str = "OFAC SDN list, SUEX OTC (uid 33151), 20 August 2026";
/// The same list.
const OFAC_HYDRA: &str = "OFAC SDN list, Hydra Market (uid 36216), 20 August 2026";
/// The announcement on the theft from Bybit.
const FBI_BYBIT: &str = "FBI IC3, announcement I-022625-PSA of 26 February 2025";
/// Events of the token's contract.
const TETHER: &str = "Blacklist of the USDT contract on Ethereum, as of 22 February 2023";
