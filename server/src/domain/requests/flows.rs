//! How the funds moved, hop by hop, as the asker traced it (domain §4): rows of chain, from, to, amount, asset,
//! transaction and time, pasted from a tracing tool or typed line by line.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::domain::change::Fault;
use crate::domain::indicators::Chain;
use crate::domain::money::{Asset, Units};
use crate::domain::values::Time;

use super::hops;
use super::request::{Held, Movement, Target};

/// Hops one request may tell: what an exchange reads on one page.
pub const MOST_FLOWS: usize = 50;

/// The longest text of all hops, in characters.
pub const LONGEST_FLOWS: usize = 20_000;

/// When the oldest chain began (Bitcoin, 3 January 2009), in seconds since 1970: nothing moved before.
const FIRST_BLOCK: i64 = 1_230_940_800;

/// A clock that runs ahead of ours by less than this is no fault of the line.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// Cells of a line: chain, from, to, amount, asset, transaction, time in UTC. Those after the third may be empty.
const CELLS: usize = 7;

/// How the time of a hop is written: explorers show UTC to the minute or the second.
const TIME: &str = "%F %T";

/// One hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The chain by name.
    pub chain: String,
    /// From which address, in its canonical form.
    pub from: String,
    /// To which.
    pub to: String,
    /// How much of what, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Held>,
    /// By which transaction; empty where unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub txid: String,
    /// When, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}

impl Flow {
    /// The hop that an exchange told of `target`.
    pub fn told(target: &Target, moved: &Movement) -> Self {
        Self {
            chain: target.chain.clone(),
            from: target.value.clone(),
            to: moved.destination.clone(),
            moved: None,
            txid: moved.txid.clone(),
            at: Some(moved.at),
        }
    }

    /// The line one would type for it.
    pub fn line(&self) -> String {
        let (amount, asset) = match &self.moved {
            Some(Held { asset, amount }) => (amount.in_field(asset.decimals), asset.symbol.clone()),
            None => (String::new(), String::new()),
        };
        let at = self.at.map(|at| at.timestamp().strftime(TIME).to_string());
        let cells = [
            self.chain.clone(),
            self.from.clone(),
            self.to.clone(),
            amount,
            asset,
            self.txid.clone(),
            at.unwrap_or_default(),
        ];
        let cells = cells.join(", ");
        // Empty cells at the end need not be typed.
        cells.trim_end_matches([',', ' ']).to_owned()
    }
}

/// Reads lines of hops, each of which divides its cells by commas, semicolons or tabs ([`cells`]). Empty lines and a first
/// line of headings say nothing. `amount` reads an amount of an asset with so many decimals, and nothing that could mean two. What
/// moved has moved by `now`.
///
/// # Errors
/// Every fault at the field `flows`, with its line.
pub fn typed(text: &str, now: Time, amount: impl Fn(&str, u8) -> Option<Units>) -> Result<Vec<Flow>, Vec<Fault>> {
    let (mut flows, mut faults) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().zip(1u32..) {
        if line.trim().is_empty() || (number == 1 && is_heading(line)) {
            continue;
        }
        match read(line, number, now, &amount) {
            Ok(flow) => flows.push(flow),
            Err(fault) => faults.push(fault),
        }
    }
    if flows.len() + faults.len() > MOST_FLOWS {
        return Err(vec![Fault::new("flows", "too_many_flows").with("most", MOST_FLOWS)]);
    }
    if faults.is_empty() { Ok(flows) } else { Err(faults) }
}

/// The cells of a line, divided by tabs, else by semicolons, else by commas: whoever divides by tabs or semicolons may write
/// a decimal comma.
fn cells(line: &str) -> Vec<&str> {
    let divider = ['\t', ';'].into_iter().find(|divider| line.contains(*divider));
    line.split(divider.unwrap_or(',')).map(str::trim).collect()
}

fn is_heading(line: &str) -> bool {
    let words = cells(line);
    matches!(words.as_slice(), [chain, from, ..] if chain.eq_ignore_ascii_case("chain") && from.eq_ignore_ascii_case("from"))
}

fn read(line: &str, number: u32, now: Time, units: &impl Fn(&str, u8) -> Option<Units>) -> Result<Flow, Fault> {
    let wrong = |code: &'static str| Fault::new("flows", code).with("line", number);
    let mut cells = cells(line);
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    if !(3..=CELLS).contains(&cells.len()) {
        return Err(wrong("flow_cells"));
    }
    cells.resize(CELLS, "");
    let [chain, from, to, amount, asset, txid, at] = cells.as_slice() else {
        return Err(wrong("flow_cells"));
    };
    let chain: Chain = chain.parse().map_err(|_| wrong("flow_chain"))?;
    let name = chain.name();
    let address = |typed: &str, code: &'static str| match hops::destination("flows", name, typed) {
        Ok(address) if !address.is_empty() => Ok(address),
        Ok(_) | Err(_) => Err(wrong(code).with("chain", name)),
    };
    let (from, to) = (address(from, "flow_from")?, address(to, "flow_to")?);
    let moved = match (amount.is_empty(), asset.is_empty()) {
        (true, true) => None,
        (false, false) => {
            let asset = Asset::find(name, asset).ok_or_else(|| wrong("flow_asset").with("chain", name))?;
            let amount = units(amount, asset.decimals).filter(|amount| !amount.is_zero());
            let amount = amount.ok_or_else(|| wrong("flow_amount").with("decimals", asset.decimals))?;
            Some(Held { asset, amount })
        }
        (true, false) | (false, true) => return Err(wrong("flow_pair")),
    };
    let txid = hops::transaction("flows", name, txid).map_err(|_| wrong("flow_txid").with("chain", name))?;
    let at = if at.is_empty() {
        None
    } else {
        let at = moment(at).ok_or_else(|| wrong("flow_time"))?;
        if at.timestamp().as_second() < FIRST_BLOCK {
            return Err(wrong("flow_before_chains"));
        }
        if at > now.plus(AHEAD) {
            return Err(wrong("flow_to_come"));
        }
        Some(at)
    };
    Ok(Flow {
        chain: name.to_owned(),
        from,
        to,
        moved,
        txid,
        at,
    })
}

/// A moment in UTC, to the minute or the second, such as `2026-11-18 14:03`.
fn moment(typed: &str) -> Option<Time> {
    let plain = typed.trim_end_matches(['Z', 'z']).trim_end().replacen(' ', "T", 1);
    let at: DateTime = plain.parse().ok().filter(|_| plain.contains('T'))?;
    TimeZone::UTC.to_timestamp(at).ok().map(Time::from)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Flow, MOST_FLOWS, Time, Units};
    use crate::domain::change::Gap;

    /// Sunday, 22 November 2026, 16:00 UTC.
    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    fn typed(text: &str) -> Result<Vec<Flow>, Vec<Fault>> {
        super::typed(text, NOW, |amount, decimals| Units::typed(amount, decimals).ok())
    }

    const FROM: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    const TO: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";

    fn codes(text: &str) -> Vec<String> {
        let told = |fault: &Fault| {
            let line = fault.gaps.iter().find_map(|(name, gap)| match gap {
                Gap::Text(line) if *name == "line" => Some(line.as_str()),
                Gap::Text(_) | Gap::Amounts(_) => None,
            });
            format!("{}:{}", line.unwrap_or_default(), fault.code)
        };
        typed(text).unwrap_err().iter().map(told).collect()
    }

    #[test]
    fn a_hop_is_read_in_any_of_the_usual_divisions_and_written_back_the_same() {
        let txid = "ab".repeat(32);
        for divider in [", ", ",", ";", "\t", " ; "] {
            let cells = ["TRX", FROM, TO, "12000.50", "usdt", &txid, "2026-11-18 14:03"];
            let flows = typed(&cells.join(divider)).unwrap();
            let [flow] = flows.as_slice() else { panic!("one hop") };
            assert_eq!(
                flow.line(),
                format!("tron, {FROM}, {TO}, 12000.5, USDT, {txid}, 2026-11-18 14:03:00")
            );
            assert_eq!(typed(&flow.line()).unwrap(), flows, "read back");
        }
    }

    #[test]
    fn who_divides_by_semicolons_or_tabs_may_write_a_decimal_comma() {
        for divider in [";", "\t"] {
            let line = ["tron", FROM, TO, "1234,5", "USDT"].join(divider);
            assert_eq!(super::cells(&line), ["tron", FROM, TO, "1234,5", "USDT"]);
        }
    }

    #[test]
    fn what_is_not_known_may_be_left_out_and_headings_and_empty_lines_say_nothing() {
        let text = format!(
            "chain,from,to,amount,asset,txid,time\n\n tron,{FROM},{TO}\n\ntron,{TO},{FROM},,,,2026-11-18T14:03:27Z\n"
        );
        let flows = typed(&text).unwrap();
        assert_eq!(flows.len(), 2);
        assert_eq!(flows[0].line(), format!("tron, {FROM}, {TO}"));
        assert_eq!(
            flows[1].line(),
            format!("tron, {TO}, {FROM}, , , , 2026-11-18 14:03:27")
        );
        assert_eq!(typed(" \n"), Ok(Vec::new()));
    }

    #[test]
    fn every_line_that_is_wrong_is_told_by_its_number() {
        let line = |cells: &[&str]| cells.join(",");
        let text = [
            line(&["tron", FROM]),
            line(&["tron", FROM, TO, "1", "USDT", "", "", "x"]),
            line(&["", FROM, TO]),
            line(&["ethereum", FROM, TO]),
            line(&["tron", FROM, "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9g"]),
            line(&["tron", FROM, ""]),
            line(&["tron", FROM, TO, "12"]),
            line(&["tron", FROM, TO, "", "USDT"]),
            line(&["tron", FROM, TO, "12", "BTC"]),
            line(&["tron", FROM, TO, "1.1234567", "USDT"]),
            line(&["tron", FROM, TO, "0", "USDT"]),
            line(&["tron", FROM, TO, "", "", "zz"]),
            line(&["tron", FROM, TO, "", "", "", "18.11.2026 14:03"]),
            line(&["tron", FROM, TO, "", "", "", "2026-11-18"]),
        ];
        assert_eq!(
            codes(&text.join("\n")),
            [
                "1:flow_cells",
                "2:flow_cells",
                "3:flow_chain",
                "4:flow_from",
                "5:flow_to",
                "6:flow_cells",
                "7:flow_pair",
                "8:flow_pair",
                "9:flow_asset",
                "10:flow_amount",
                "11:flow_amount",
                "12:flow_txid",
                "13:flow_time",
                "14:flow_time",
            ]
        );
    }

    #[test]
    fn nothing_moved_before_there_were_chains_or_after_now() {
        for (at, wrong) in [
            ("2009-01-02 23:59:59", Some("1:flow_before_chains")),
            ("1970-01-01 00:00", Some("1:flow_before_chains")),
            ("0001-01-01 00:00", Some("1:flow_before_chains")),
            ("2009-01-03 00:00", None),
            ("2026-11-22 16:00", None),
            ("2026-11-22 16:10", None),
            ("2026-11-22 16:10:01", Some("1:flow_to_come")),
            ("2026-11-23 00:00", Some("1:flow_to_come")),
            ("2026-12-01 00:00", Some("1:flow_to_come")),
            ("9999-12-30 00:00", Some("1:flow_to_come")),
            ("2026-02-30 00:00", Some("1:flow_time")),
        ] {
            let line = format!("tron,{FROM},{TO},,,,{at}");
            match wrong {
                None => assert!(typed(&line).is_ok(), "{at}"),
                Some(wrong) => assert_eq!(codes(&line), [wrong], "{at}"),
            }
        }
    }

    #[test]
    fn no_more_hops_are_taken_than_an_exchange_reads() {
        let line = format!("tron,{FROM},{TO}\n");
        assert_eq!(typed(&line.repeat(MOST_FLOWS)).unwrap().len(), MOST_FLOWS);
        assert_eq!(codes(&line.repeat(MOST_FLOWS + 1)), [":too_many_flows"]);
    }

    #[test]
    fn hostile_text_is_no_hop() {
        let cells = |at: usize, hostile: &str| {
            let txid = "ab".repeat(32);
            let mut cells = ["tron", FROM, TO, "1", "USDT", &txid, "2026-11-18 14:03"].map(str::to_owned);
            if let Some(cell) = cells.get_mut(at) {
                *cell = hostile.to_owned();
            }
            cells.join(";")
        };
        let long = "a".repeat(10_000);
        let marked = format!("{FROM}\u{202e}");
        assert!(typed(",,,,,,,,").is_err());
        for text in [
            "=1+1",
            "@SUM(A1)",
            "<script>alert(1)</script>",
            "\u{202e}1",
            "\u{0}",
            "\u{200b}",
            "\u{feff}x",
            "NaN",
            "-1",
            &long,
            &marked,
        ] {
            for at in 0..7 {
                assert!(typed(&cells(at, text)).is_err(), "{at} {text:?}");
            }
        }
    }
}
