//! What was asked, each amount once: money that moved on and was asked of the next exchange is the same money, and so is
//! what was asked again of one address (domain §9, value ladder).

use std::collections::BTreeMap;

use crate::domain::ids::RequestId;
use crate::domain::money::{Asset, Units};

/// What an issued request asked of one target, as far as it tells which money that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub request: RequestId,
    /// The request whose funds it follows.
    pub traced_from: Option<RequestId>,
    /// Where the money was looked for.
    pub place: Place,
    /// The transaction that brought it there; empty where it is not known.
    pub txid: String,
    /// How much.
    pub amount: Units,
    /// Where its answer says it went.
    pub moved: Option<Moved>,
}

/// Of which asset and at which address, account or transaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Of what.
    pub asset: Asset,
    /// The chain by name; empty where it has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
}

/// Where money went, as the exchange told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// To which address; empty where it is not told.
    pub destination: String,
    /// By which transaction; empty where it is not told.
    pub txid: String,
}

impl Asked {
    /// Whether `next` follows the funds of this and asks for them where they went.
    fn went_to(&self, next: &Self) -> bool {
        let Some(moved) = &self.moved else { return false };
        // The exchange may have written the address in another of its forms.
        let is_there = !moved.destination.is_empty() && moved.destination.eq_ignore_ascii_case(&next.place.value);
        let is_by_it = !moved.txid.is_empty() && moved.txid == next.txid;
        next.traced_from == Some(self.request) && next.place.asset == self.place.asset && (is_there || is_by_it)
    }
}

/// A place with the most that was asked there at once, and the place its money went to.
struct Stop<'a> {
    asset: &'a Asset,
    amount: Units,
    next: Option<usize>,
}

/// `all` with each amount once. Of one place the most counts that was asked there; of money that was followed what was
/// asked first or where it went, whichever is more.
pub fn asked_once(all: &[Asked]) -> Vec<(Asset, Units)> {
    let mut places: BTreeMap<&Place, usize> = BTreeMap::new();
    let mut stops: Vec<Stop<'_>> = Vec::new();
    for asked in all {
        let at = *places.entry(&asked.place).or_insert(stops.len());
        match stops.get_mut(at) {
            Some(stop) => stop.amount = stop.amount.max(asked.amount),
            None => stops.push(Stop {
                asset: &asked.place.asset,
                amount: asked.amount,
                next: None,
            }),
        }
    }
    for asked in all.iter().filter(|asked| asked.moved.is_some()) {
        let reached = all.iter().find(|next| asked.went_to(next));
        let ends = reached.and_then(|next| Some((*places.get(&asked.place)?, *places.get(&next.place)?)));
        let Some((from, to)) = ends else { continue };
        // Money that comes back to where it was is not followed in a circle.
        if !leads(&stops, to, from)
            && let Some(stop) = stops.get_mut(from)
        {
            stop.next = Some(to);
        }
    }
    let last = |(_, stop): &(usize, &Stop<'_>)| stop.next.is_none();
    let told = |(at, stop): (usize, &Stop<'_>)| (stop.asset.clone(), most(&stops, at, stop.amount));
    stops.iter().enumerate().filter(last).map(told).collect()
}

/// Whether the way from `start` leads to `end`.
fn leads(stops: &[Stop<'_>], start: usize, end: usize) -> bool {
    let next = |at: &usize| stops.get(*at).and_then(|stop| stop.next);
    std::iter::successors(Some(start), next).any(|at| at == end)
}

/// The most that was asked of the money at `at`: there, or together where it came from. Where no figure can hold that
/// sum, what was asked there.
fn most(stops: &[Stop<'_>], at: usize, own: Units) -> Units {
    let before = stops.iter().enumerate().filter(|(_, stop)| stop.next == Some(at));
    let sum = before
        .map(|(from, stop)| most(stops, from, stop.amount))
        .try_fold(Units::ZERO, Units::plus);
    sum.map_or(own, |sum| sum.max(own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::Time;

    fn usdt() -> Asset {
        Asset {
            symbol: "USDT".to_owned(),
            decimals: 6,
        }
    }

    fn units(count: u64) -> Units {
        count.to_string().parse().unwrap()
    }

    fn request() -> RequestId {
        RequestId::new(Time::from_micros(1_000))
    }

    fn asked(value: &str, count: u64) -> Asked {
        Asked {
            request: request(),
            traced_from: None,
            place: Place {
                asset: usdt(),
                chain: "ethereum".to_owned(),
                value: value.to_owned(),
                tag: String::new(),
            },
            txid: String::new(),
            amount: units(count),
            moved: None,
        }
    }

    /// `asked`, of which the answer says that it went to `destination` by `txid`.
    fn moved(destination: &str, txid: &str, asked: Asked) -> Asked {
        Asked {
            moved: Some(Moved {
                destination: destination.to_owned(),
                txid: txid.to_owned(),
            }),
            ..asked
        }
    }

    /// `asked`, which follows the funds of `before`.
    fn after(before: &Asked, asked: Asked) -> Asked {
        Asked {
            traced_from: Some(before.request),
            ..asked
        }
    }

    fn sum(all: &[Asked]) -> u128 {
        let once = asked_once(all);
        assert!(once.iter().all(|(asset, _)| *asset == usdt()));
        let amounts = once.iter().map(|(_, amount)| amount.to_string());
        amounts.map(|amount| amount.parse::<u128>().unwrap()).sum()
    }

    #[test]
    fn money_that_moved_on_and_was_asked_of_the_next_exchange_counts_once() {
        let first = moved("0xBB", "", asked("0xaa", 5_000));
        let next = after(&first, asked("0xbb", 5_000));
        let other = asked("0xcc", 3_000);
        assert_eq!(sum(&[first.clone(), next.clone(), other.clone()]), 8_000);

        // However often it moves on, and in whatever order the requests are read.
        let next = moved("0xdd", "", next);
        let third = after(&next, asked("0xdd", 4_000));
        assert_eq!(sum(&[third, other, next, first]), 8_000);
    }

    #[test]
    fn it_is_known_by_its_transaction_where_the_address_is_written_otherwise() {
        let first = moved("another form", "t1", asked("0xaa", 5_000));
        let next = Asked {
            txid: "t1".to_owned(),
            ..after(&first, asked("0xbb", 5_000))
        };
        assert_eq!(sum(&[first, next]), 5_000);
    }

    #[test]
    fn what_was_asked_again_of_one_address_counts_once_and_the_most_of_it() {
        assert_eq!(sum(&[asked("0xaa", 100), asked("0xaa", 250), asked("0xaa", 40)]), 250);
    }

    #[test]
    fn what_came_together_counts_as_much_as_was_asked_where_it_came_from() {
        let first = moved("0xcc", "", asked("0xaa", 5_000));
        let second = Asked {
            request: first.request,
            ..moved("0xcc", "", asked("0xbb", 2_000))
        };
        let next = after(&first, asked("0xcc", 6_000));
        assert_eq!(sum(&[first.clone(), second.clone(), next]), 7_000);
        let more = after(&first, asked("0xcc", 9_000));
        assert_eq!(sum(&[first, second, more]), 9_000);
    }

    #[test]
    fn what_no_request_follows_counts_by_itself() {
        let first = moved("0xbb", "t1", asked("0xaa", 5_000));
        assert_eq!(sum(&[first.clone(), asked("0xbb", 5_000)]), 10_000);
        let in_ether = Asked {
            place: Place {
                asset: Asset {
                    symbol: "ETH".to_owned(),
                    decimals: 18,
                },
                ..asked("0xbb", 1).place
            },
            ..after(&first, asked("0xbb", 7))
        };
        assert_eq!(asked_once(&[first, in_ether]).len(), 2);
    }

    #[test]
    fn money_that_comes_back_is_still_counted() {
        let first = moved("0xbb", "", asked("0xaa", 5_000));
        let next = moved("0xaa", "", after(&first, asked("0xbb", 5_000)));
        let back = after(&next, asked("0xaa", 5_000));
        assert_eq!(sum(&[first, next, back]), 5_000);
    }

    #[test]
    fn nothing_is_asked_of_nothing() {
        assert!(asked_once(&[]).is_empty());
    }
}
