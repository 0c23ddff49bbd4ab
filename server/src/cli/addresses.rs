//! `crosshold addresses check FILE.csv`: the rules for public addresses, for whole lists and without a database.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use csv::{ByteRecord, ReaderBuilder, Writer};

use crate::cli::failed;
use crate::domain::indicators::{Chain, Checksum, Network, Reason, Verdict, check};

/// What can be done with addresses.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check each row of a CSV file; prints chain, address, verdict, canonical form and reason as CSV.
    ///
    /// The first row names the columns: chain and address must be there, network may (empty: mainnet), others are
    /// passed over. The verdict is valid, invalid or unchecked, and of the address alone. The reason says why it is
    /// invalid, why it is unchecked (unknown_chain, unknown_network), encoding where its bytes are no UTF-8,
    /// no_checksum where a valid address carries none, or row_length where there is nothing else to say and the row ends before its address or goes on behind the last
    /// heading.
    Check {
        /// The file; - reads standard input.
        file: PathBuf,
    },
}

/// As of a program that SIGPIPE ended (128 and its number, as shells tell it): not all was printed, and nobody minds.
const NOBODY_READS: u8 = 128 + 13;

/// Does what the command line says.
pub(super) fn run(command: &Command) -> ExitCode {
    let Command::Check { file } = command;
    let output = BufWriter::new(io::stdout().lock());
    let is_piped = file.as_os_str() == "-";
    let done = if is_piped {
        check_file(io::stdin().lock(), output)
    } else {
        File::open(file)
            .map_err(Error::Io)
            .and_then(|input| check_file(BufReader::new(input), output))
    };
    let name = if is_piped {
        "standard input".into()
    } else {
        file.to_string_lossy()
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough, as `head` does.
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(NOBODY_READS),
        Err(error @ Error::Output(_)) => failed(error),
        Err(error @ (Error::MissingColumn(_) | Error::RepeatedColumn(_) | Error::Io(_) | Error::Csv(_))) => {
            failed(format_args!("{name}: {error}"))
        }
    }
}

/// Why a file could not be checked to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The headings lack a column.
    #[error("the first row names no column \"{0}\": it must name chain and address")]
    MissingColumn(&'static str),
    /// Two columns have one name, so either could be meant.
    #[error("the first row names the column \"{0}\" twice")]
    RepeatedColumn(&'static str),
    /// Reading failed.
    #[error("{0}")]
    Io(io::Error),
    /// Reading a row failed.
    #[error("{0}")]
    Csv(csv::Error),
    /// Writing failed.
    #[error("the verdicts could not be printed: {0}")]
    Output(io::Error),
}

impl Error {
    fn output(error: csv::Error) -> Self {
        let told = error.to_string();
        // Its own conversion would forget what kind of failure it is.
        Self::Output(if let csv::ErrorKind::Io(error) = error.into_kind() {
            error
        } else {
            io::Error::other(told)
        })
    }
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        if let csv::ErrorKind::Io(io) = error.kind() {
            return Self::Io(io::Error::new(io.kind(), io.to_string()));
        }
        Self::Csv(error)
    }
}

/// Reads CSV with headings and writes one row for each row, in order: chain and address as given, `valid`, `invalid` or
/// `unchecked`, the canonical form of a valid address, and a word for the reason. A byte-order mark, quoted cells and
/// line ends of either kind are read. A chain without rules (`unknown_chain`) or a word that is no network
/// (`unknown_network`) leaves an address unchecked, never valid. Bytes that are no UTF-8 are printed as `�` and say
/// `encoding`: an address with such is invalid on any chain, and of one whose chain or network has such nothing is known.
///
/// A cell that a short row lacks is an empty one, and empty cells behind the last heading are nothing. A row that lacks
/// its address, or whose cells go on, says `row_length` where it has no other reason: its verdict is of the address
/// that stands in the column of addresses, which may be another one's.
pub fn check_file(input: impl Read, output: impl Write) -> Result<(), Error> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
    let headings = reader.byte_headers()?.clone();
    let chain_at = column(&headings, "chain")?.ok_or(Error::MissingColumn("chain"))?;
    let address_at = column(&headings, "address")?.ok_or(Error::MissingColumn("address"))?;
    let network_at = column(&headings, "network")?;
    let mut writer = Writer::from_writer(output);
    writer
        .write_record(["chain", "address", "verdict", "canonical", "reason"])
        .map_err(Error::output)?;
    let mut row = ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        let bytes = |at: usize| row.get(at).unwrap_or_default();
        let cell = |at: usize| String::from_utf8_lossy(bytes(at));
        let is_text = |at: usize| str::from_utf8(bytes(at)).is_ok();
        let (chain, address) = (cell(chain_at), cell(address_at));
        let network = network_at.map_or(Ok(Network::Mainnet), |at| Network::read(&cell(at)));
        let Answer {
            verdict,
            canonical,
            mut reason,
        } = if !is_text(address_at) {
            Answer::without(INVALID, ENCODING)
        } else if !is_text(chain_at) || !network_at.is_none_or(is_text) {
            Answer::without(Verdict::Unchecked.code(), ENCODING)
        } else {
            answer(chain.parse().ok(), network.ok(), &address)
        };
        let is_short = row.get(address_at).is_none();
        let goes_on = row
            .iter()
            .skip(headings.len())
            .any(|cell| !cell.trim_ascii().is_empty());
        if (is_short && reason == Reason::Empty.code()) || (goes_on && reason.is_empty()) {
            reason = "row_length";
        }
        writer
            .write_record([&*chain, &*address, verdict, &canonical, reason])
            .map_err(Error::output)?;
    }
    writer.flush().map_err(Error::Output)?;
    Ok(())
}

/// Where the column of this name stands; case and white space do not count.
fn column(headings: &ByteRecord, name: &'static str) -> Result<Option<usize>, Error> {
    let is_named = |heading: &[u8]| {
        let heading = heading.strip_prefix("\u{feff}".as_bytes()).unwrap_or(heading);
        heading.trim_ascii().eq_ignore_ascii_case(name.as_bytes())
    };
    let mut places = headings.iter().enumerate().filter(|(_, heading)| is_named(heading));
    match (places.next(), places.next()) {
        (_, Some(_)) => Err(Error::RepeatedColumn(name)),
        (place, None) => Ok(place.map(|(at, _)| at)),
    }
}

/// What is printed of a row.
struct Answer {
    verdict: &'static str,
    canonical: String,
    reason: &'static str,
}

/// `Verdict::Invalid`, whatever the reason.
const INVALID: &str = "invalid";

/// Bytes that are no UTF-8.
const ENCODING: &str = "encoding";

impl Answer {
    fn without(verdict: &'static str, reason: &'static str) -> Self {
        Self {
            verdict,
            canonical: String::new(),
            reason,
        }
    }
}

fn answer(chain: Option<Chain>, network: Option<Network>, address: &str) -> Answer {
    let unchecked = |reason| Answer::without(Verdict::Unchecked.code(), reason);
    let Some(chain) = chain else {
        return unchecked("unknown_chain");
    };
    let Some(network) = network else {
        return unchecked("unknown_network");
    };
    let verdict = check(&chain, network, address);
    let word = verdict.code();
    match verdict {
        Verdict::Valid(checked) => {
            let reason = match checked.checksum {
                Checksum::Holds => "",
                Checksum::None => "no_checksum",
            };
            Answer {
                verdict: word,
                canonical: checked.canonical,
                reason,
            }
        }
        Verdict::Invalid(reason) => Answer::without(word, reason.code()),
        Verdict::Unchecked => unchecked("unknown_chain"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(input: &str) -> Result<String, Error> {
        let mut output = Vec::new();
        check_file(input.as_bytes(), &mut output)?;
        Ok(String::from_utf8(output).unwrap())
    }

    const HEADINGS: &str = "chain,address,verdict,canonical,reason\n";

    #[test]
    fn each_row_gets_its_verdict() {
        let input = "chain,address\n\
            tron,TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC\n\
            tron,TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC\n\
            hedera,0.0.1\n\
            ethereum,0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\n\
            bitcoin,\n";
        let output = "tron,TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC,valid,TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC,\n\
            tron,TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC,invalid,,checksum\n\
            hedera,0.0.1,unchecked,,unknown_chain\n\
            ethereum,0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb,valid,0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb,no_checksum\n\
            bitcoin,,invalid,,empty\n";
        assert_eq!(checked(input).unwrap(), format!("{HEADINGS}{output}"));
    }

    #[test]
    fn columns_stand_in_any_order_among_others() {
        let input = "\u{feff}note,Network,\"Address\",CHAIN\r\n\
            \"a, \"\"b\"\"\nc\",testnet,2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w,BTC\r\n\
            ,,2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w,BTC\r\n\
            ,moon,2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w,BTC\r\n";
        let address = "BTC,2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w";
        let output = format!(
            "{HEADINGS}{address},valid,2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w,\n\
             {address},invalid,,network\n{address},unchecked,,unknown_network\n"
        );
        assert_eq!(checked(input).unwrap(), output);
    }

    #[test]
    fn a_row_of_another_length_has_the_verdict_of_its_address_and_says_so() {
        let good = "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC";
        let bad = "TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC";
        let input = format!(
            "chain,address,network\n\
            tron\n\
            hedera\n\
            hedera,0.0.1\n\
            tron,{good}\n\
            tron,{good},,,\n\
            tron,{good},,more\n\
            tron,{bad},,more\n\n"
        );
        let output = format!(
            "tron,,invalid,,row_length\n\
            hedera,,invalid,,row_length\n\
            hedera,0.0.1,unchecked,,unknown_chain\n\
            tron,{good},valid,{good},\n\
            tron,{good},valid,{good},\n\
            tron,{good},valid,{good},row_length\n\
            tron,{bad},invalid,,checksum\n"
        );
        assert_eq!(checked(&input).unwrap(), format!("{HEADINGS}{output}"));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (input, said) in [
            (
                "",
                "the first row names no column \"chain\": it must name chain and address",
            ),
            (
                "chain,wallet\n",
                "the first row names no column \"address\": it must name chain and address",
            ),
            (
                "chain,address,Chain\n",
                "the first row names the column \"chain\" twice",
            ),
        ] {
            assert_eq!(checked(input).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_called_so_and_stop_nothing() {
        let good = "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC";
        let mut input = b"chain,address,network\ntron,T\xff\xfe\nhedera,0.0.\xe9\n\xff,x\n".to_vec();
        input.extend(format!("tron,{good},").bytes().chain(*b"\xe9\n"));
        input.extend(format!("tron,{good},\ntron,\u{fffd},\n").bytes());
        let mut output = Vec::new();

        check_file(&input[..], &mut output).unwrap();

        let rows = format!(
            "tron,T\u{fffd}\u{fffd},invalid,,encoding\n\
             hedera,0.0.\u{fffd},invalid,,encoding\n\
             \u{fffd},x,unchecked,,encoding\n\
             tron,{good},unchecked,,encoding\n\
             tron,{good},valid,{good},\n\
             tron,\u{fffd},invalid,,alphabet\n"
        );
        assert_eq!(String::from_utf8(output).unwrap(), format!("{HEADINGS}{rows}"));
    }

    /// A reader that has gone away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn that_nobody_reads_on_is_told_apart_however_long_the_list_is() {
        for rows in [0, 1, 5_000] {
            let input = format!("chain,address\n{}", "bitcoin,x\n".repeat(rows));
            let done = check_file(input.as_bytes(), Gone);
            assert!(
                matches!(&done, Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe),
                "{rows}: {done:?}"
            );
        }
    }
}
