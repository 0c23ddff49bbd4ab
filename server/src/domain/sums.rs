//! What was asked, frozen, and what became of it, summed per asset: the same on every page, since all of them sum here.

mod asked;

use super::holds::{Hold, HoldStatus, Share};
use super::money::{Asset, Units};
use super::values::Time;

pub use asked::{Asked, Moved, Place, asked_once};

/// A hold, as far as sums look at it, or several of one asset of which the same is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// How many.
    pub holds: usize,
    /// What.
    pub asset: Asset,
    /// How much is left under it; once it ended, how much was left last.
    pub amount: Units,
    /// How much was ever frozen under it.
    pub frozen: Units,
    /// Where it stands.
    pub status: HoldStatus,
    /// Its end; of several the first.
    pub until: Time,
}

impl Frozen {
    /// What is said at `now` of what is left under it.
    pub fn share(&self, now: Time) -> Share {
        self.status.share_at(self.until, now)
    }

    /// What was let go of it in parts.
    pub fn let_go_in_parts(&self) -> Units {
        self.frozen.minus(self.amount)
    }
}

impl From<&Hold> for Frozen {
    fn from(hold: &Hold) -> Self {
        Self {
            holds: 1,
            asset: hold.asset.clone(),
            amount: hold.amount,
            frozen: hold.frozen,
            status: hold.status,
            until: hold.until,
        }
    }
}

/// The sums of one asset. What was frozen is held, unsaid, released, lapsed, handed over or kept on
/// another basis, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Of what.
    pub asset: Asset,
    /// In how many holds.
    pub holds: usize,
    /// What was asked.
    pub asked: Units,
    /// What was frozen.
    pub frozen: Units,
    /// What is held now.
    pub held: Units,
    /// What was held to its end, without a word of the exchange since.
    pub unsaid: Units,
    /// What was let go, in whole or in part.
    pub released: Units,
    /// What ran out.
    pub lapsed: Units,
    /// What was seized, paid back or forfeited.
    pub handed_over: Units,
    /// What the exchange keeps on another basis, for nobody who asked here.
    pub other_basis: Units,
}

impl Sum {
    fn of(asset: &Asset) -> Self {
        Self {
            asset: asset.clone(),
            holds: 0,
            asked: Units::ZERO,
            frozen: Units::ZERO,
            held: Units::ZERO,
            unsaid: Units::ZERO,
            released: Units::ZERO,
            lapsed: Units::ZERO,
            handed_over: Units::ZERO,
            other_basis: Units::ZERO,
        }
    }

    /// With what is said of `hold`; nothing where no figure can hold the sum.
    fn with(mut self, hold: &Frozen, now: Time) -> Option<Self> {
        self.holds += hold.holds;
        self.frozen = self.frozen.plus(hold.frozen)?;
        self.released = self.released.plus(hold.let_go_in_parts())?;
        let share = match hold.share(now) {
            Share::Held => &mut self.held,
            Share::Unsaid => &mut self.unsaid,
            Share::Released => &mut self.released,
            Share::Lapsed => &mut self.lapsed,
            Share::HandedOver => &mut self.handed_over,
            Share::OtherBasis => &mut self.other_basis,
        };
        *share = share.plus(hold.amount)?;
        Some(self)
    }
}

/// Sums per asset of what was `asked` and what became of `holds` by `now`, the asset of most holds first. Of accounts that
/// were empty when they were blocked there is nothing to sum. An asset of
/// which no figure can hold a sum is left out.
pub fn sum_up(asked: &[(Asset, Units)], holds: &[Frozen], now: Time) -> Vec<Sum> {
    let mut sums: Vec<(Asset, Option<Sum>)> = Vec::new();
    let mut add = |asset: &Asset, with: &dyn Fn(Sum) -> Option<Sum>| match sums.iter_mut().find(|(of, _)| of == asset) {
        Some((_, sum)) => *sum = sum.take().and_then(with),
        None => sums.push((asset.clone(), with(Sum::of(asset)))),
    };
    for (asset, amount) in asked {
        add(asset, &|sum| {
            Some(Sum {
                asked: sum.asked.plus(*amount)?,
                ..sum
            })
        });
    }
    // A block without money is none of any asset.
    for hold in holds.iter().filter(|hold| !hold.frozen.is_zero()) {
        add(&hold.asset, &|sum| sum.with(hold, now));
    }
    let mut sums: Vec<Sum> = sums.into_iter().filter_map(|(_, sum)| sum).collect();
    sums.sort_by(|a, b| b.holds.cmp(&a.holds).then_with(|| a.asset.cmp(&b.asset)));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_000);

    fn asset(symbol: &str) -> Asset {
        Asset {
            symbol: symbol.to_owned(),
            decimals: 8,
        }
    }

    fn units(count: u64) -> Units {
        count.to_string().parse().unwrap()
    }

    /// Of 100 that were frozen 40 were let go in a part; it ends tomorrow.
    fn hold(status: HoldStatus) -> Frozen {
        Frozen {
            holds: 1,
            asset: asset("BTC"),
            amount: units(60),
            frozen: units(100),
            status,
            until: Time::from_micros(2_000),
        }
    }

    #[test]
    fn what_counts_as_held_is_said_of_every_status() {
        for &status in HoldStatus::ALL {
            let held = match status {
                HoldStatus::Placed
                | HoldStatus::Extended
                | HoldStatus::Converted
                | HoldStatus::Seizing
                | HoldStatus::PartlyReleased
                | HoldStatus::Stayed => true,
                HoldStatus::Seized
                | HoldStatus::Returned
                | HoldStatus::Forfeited
                | HoldStatus::Released
                | HoldStatus::ExpiryDue
                | HoldStatus::Lapsed
                | HoldStatus::OwnBasis
                | HoldStatus::OtherOrder => false,
            };
            assert_eq!(status.share() == Share::Held, held, "{status}");
            let [sum] = sum_up(&[], &[hold(status)], NOW).try_into().unwrap();
            assert_eq!(sum.held == units(60), held, "{status}");
        }
    }

    #[test]
    fn lapsed_is_never_counted_as_released_nor_an_unsaid_end_or_what_is_kept_for_others_as_either() {
        for (status, share) in [
            (HoldStatus::Lapsed, Share::Lapsed),
            (HoldStatus::ExpiryDue, Share::Unsaid),
            (HoldStatus::Released, Share::Released),
            (HoldStatus::OwnBasis, Share::OtherBasis),
            (HoldStatus::OtherOrder, Share::OtherBasis),
        ] {
            assert_eq!(status.share(), share);
        }
    }

    #[test]
    fn a_hold_whose_end_has_passed_is_held_no_more_before_the_clock_wrote_so() {
        for &status in HoldStatus::ALL {
            let ended = Frozen {
                until: NOW,
                ..hold(status)
            };
            let expected = if status.runs() { Share::Unsaid } else { status.share() };
            assert_eq!(ended.share(NOW), expected, "{status}");
        }
    }

    #[test]
    fn each_unit_that_was_frozen_is_counted_once() {
        let all: Vec<Frozen> = HoldStatus::ALL.iter().map(|status| hold(*status)).collect();
        let [sum] = sum_up(&[(asset("BTC"), units(2_000))], &all, NOW).try_into().unwrap();

        let parts = [
            sum.held,
            sum.unsaid,
            sum.released,
            sum.lapsed,
            sum.handed_over,
            sum.other_basis,
        ];
        let counted = parts.iter().try_fold(Units::ZERO, |sum, part| sum.plus(*part));
        assert_eq!(counted, Some(sum.frozen));
        assert_eq!((sum.asked, sum.frozen, sum.holds), (units(2_000), units(1_400), 14));
        assert_eq!(sum.released, units(14 * 40 + 60));
        assert_eq!(sum.other_basis, units(2 * 60));
    }

    #[test]
    fn the_same_symbol_with_other_decimals_is_another_asset() {
        let other = Asset {
            decimals: 6,
            ..asset("BTC")
        };
        let two = sum_up(&[(other, units(1))], &[hold(HoldStatus::Placed)], NOW);
        assert_eq!(two.len(), 2);
        assert_eq!(two.first().map(|sum| sum.asset.decimals), Some(8));
    }

    #[test]
    fn a_block_without_money_is_in_no_sum_and_is_no_hold_of_any_asset() {
        for &status in HoldStatus::ALL {
            let block = Frozen {
                asset: Asset::unnamed(),
                amount: Units::ZERO,
                frozen: Units::ZERO,
                ..hold(status)
            };
            let of_asset = Frozen {
                asset: asset("BTC"),
                ..block.clone()
            };
            let with = [block.clone(), of_asset, hold(HoldStatus::Placed)];
            assert!(sum_up(&[], &[block], NOW).is_empty(), "{status}");
            assert_eq!(
                sum_up(&[], &with, NOW),
                sum_up(&[], &[hold(HoldStatus::Placed)], NOW),
                "{status}"
            );
        }
    }

    #[test]
    fn a_sum_that_no_figure_can_hold_is_left_out() {
        let most = Frozen {
            amount: Units(ruint::aliases::U256::MAX),
            frozen: Units(ruint::aliases::U256::MAX),
            ..hold(HoldStatus::Placed)
        };
        assert!(sum_up(&[], &[most.clone(), most], NOW).is_empty());
    }
}
