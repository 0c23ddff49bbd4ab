//! Between a request and its rows. Every column is named, so that a new one cannot be overlooked.

mod hold;
mod preservation;
mod request;
mod target;

use crate::domain::money::Asset;
use crate::domain::values::{Malformed, Time};
use crate::store::Error;

pub(in crate::store) use hold::order_of;
pub(super) use hold::{alarm_rows, claim_of, claim_row, hold_of, hold_row};
pub(super) use preservation::{preservation_alarm_rows, preservation_of, preservation_row};
pub(super) use request::{request_of, row_of};
pub(super) use target::{target_of, target_row};

/// Sorts after every instant: nothing is due.
pub const NEVER: Time = Time::from_micros(i64::MAX);

fn asset_of(symbol: String, decimals: i64) -> Result<Asset, Error> {
    let decimals = u8::try_from(decimals).map_err(|_| Error::unreadable(Malformed("number of decimals")))?;
    Ok(Asset { symbol, decimals })
}

fn small(number: i64) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| Error::unreadable(Malformed("small number")))
}
