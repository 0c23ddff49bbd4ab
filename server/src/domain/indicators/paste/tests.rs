//! The paste box against what people paste.

use proptest::prelude::*;

use super::*;

const TRON: &str = "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC";
const XRP: &str = "rLczgQHxPhWtjkaQqn3Q6UM8AbRbbRvs5K";

fn one(text: &str) -> Row {
    let mut rows = read(text).unwrap();
    assert_eq!(rows.len(), 1, "{text:?}");
    rows.remove(0)
}

fn tag(row: &Row) -> Option<&str> {
    row.tag.as_ref().map(Tag::as_str)
}

#[test]
fn every_way_of_writing_a_line_is_read() {
    for text in [
        format!("xrp {XRP} 42"),
        format!("XRP\t{XRP}\t42"),
        format!("ripple,{XRP},42\r\n"),
        format!("{XRP},xrp,42"),
        format!("{XRP};XRP;42"),
        format!("\u{feff}\"xrp\",\"{XRP}\",\"42\""),
        format!("\n\n  {XRP}  xrp  42  \n"),
    ] {
        let row = one(&text);
        assert_eq!(row.chain, ChainOf::Stated(Chain::Xrp), "{text:?}");
        assert_eq!(row.verdict.code(), "valid", "{text:?}");
        assert_eq!(
            (tag(&row), &row.tag_verdict),
            (Some("42"), &TagVerdict::Holds),
            "{text:?}"
        );
    }
}

#[test]
fn a_line_without_a_chain_gets_one_if_only_one_fits() {
    assert_eq!(one(TRON).chain, ChainOf::Suggested(Chain::Tron));
    assert_eq!(one(&format!("{XRP} 42")).chain, ChainOf::Suggested(Chain::Xrp));
    assert_eq!(one("morning").chain, ChainOf::Unknown);
    let row = one("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    assert!(matches!(&row.chain, ChainOf::Ambiguous(chains) if chains.first() == Some(&Chain::Ethereum)));
    assert_eq!(row.verdict.code(), "valid");
}

#[test]
fn a_mistyped_address_without_a_chain_is_refused_and_not_passed_over() {
    let row = one("TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC");
    assert_eq!(row.chain, ChainOf::Suggested(Chain::Tron));
    assert_eq!(row.verdict, Verdict::Invalid(Reason::Checksum));
}

#[test]
fn a_chain_without_rules_stays_as_stated() {
    for text in [
        "hedera 0.0.12345",
        "0.0.12345,hedera,9",
        "dash XcY4WJ6Z2Q8w7vcYER1JypC8s2oa3SQ1b1",
    ] {
        let row = one(text);
        assert!(matches!(row.chain, ChainOf::Stated(Chain::Other(_))), "{text}");
        assert_eq!(row.verdict, Verdict::Unchecked, "{text}");
    }
}

#[test]
fn of_prose_no_chain_and_no_address_is_read() {
    for text in [
        "garbage line here",
        "the morning",
        "meeting at 10",
        "we met on 20.11.2026 in Lisbon",
        "see wallet2 tomorrow",
        "paid to binance yesterday",
    ] {
        let row = one(text);
        assert!(
            !matches!(row.chain, ChainOf::Stated(Chain::Other(_))),
            "{text}: {row:?}"
        );
        assert_eq!(tag(&row), None, "{text}");
    }
    let row = one("garbage line here");
    assert_eq!(
        (row.address.as_str(), &row.chain),
        ("garbage line here", &ChainOf::Unknown)
    );
}

#[test]
fn a_table_is_read_by_its_headings() {
    let text = format!(
        "\u{feff}Amount;Asset;Address;Remark;Network;Destination Tag;Source;Chain\r\n\
         \"1;5\";XRP;{XRP};-;mainnet;42;\"exchange\nreply\";xrp\r\n\
         ;;2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w;;testnet;;;bitcoin\r\n\
         ;;2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w;;moon;;;bitcoin\r\n"
    );
    let rows = read(&text).unwrap();
    let [first, second, third] = rows.as_slice() else {
        panic!("{rows:?}")
    };

    assert_eq!((first.line, tag(first)), (2, Some("42")));
    assert_eq!(first.amount.as_deref(), Some("1;5"));
    assert_eq!(first.asset.as_deref(), Some("XRP"));
    assert_eq!(first.source.as_deref(), Some("exchange reply"));
    assert_eq!((second.line, second.verdict.code()), (4, "valid"));
    assert_eq!((third.network, &third.verdict), (None, &Verdict::Unchecked));
}

#[test]
fn tags_are_asked_for_where_the_chain_has_them() {
    assert_eq!(one(&format!("xrp {XRP}")).tag_verdict, TagVerdict::Missing);
    assert_eq!(one(&format!("xrp {XRP} 4294967296")).tag_verdict, TagVerdict::Malformed);
    assert_eq!(one(&format!("tron {TRON}")).tag_verdict, TagVerdict::NotNeeded);
    let memo = one("stellar GACXQEAXYBEZLBMQ2XETOBRO4P66FZAJENDHOQRYPUIXZIIXLKMZEXBJ deposit of Ana");
    assert_eq!(tag(&memo), Some("deposit of Ana"));
}

#[test]
fn a_repeated_address_names_the_line_it_repeats() {
    let lower = "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb";
    let text = format!("eth {lower}\ntron {TRON}\n\neth 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb\nbase {lower}\n");
    let repeats: Vec<_> = read(&text)
        .unwrap()
        .into_iter()
        .map(|row| (row.line, row.duplicate_of))
        .collect();
    assert_eq!(repeats, [(1, None), (2, None), (4, Some(1)), (5, None)]);
}

#[test]
fn customers_of_one_exchange_address_are_not_duplicates() {
    let rows = read(&format!("xrp {XRP} 1\nxrp {XRP} 2\nxrp {XRP} 01")).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.duplicate_of).collect::<Vec<_>>(),
        [None, None, Some(1)]
    );
}

#[test]
fn hidden_characters_are_refused_and_made_visible() {
    for hidden in ['\u{202e}', '\u{200b}', '\u{0}', '\u{2066}', '\u{1b}'] {
        let row = one(&format!("tron {TRON}{hidden}"));
        assert_eq!(row.verdict, Verdict::Invalid(Reason::Deceptive), "{hidden:?}");
        assert!(row.raw.ends_with('\u{fffd}') && !row.address.contains(hidden));
    }
}

#[test]
fn too_much_is_refused_as_a_whole() {
    assert_eq!(read(&"a".repeat(MOST_BYTES + 1)), Err(TooMuch::Bytes));
    assert_eq!(read(&"a\n".repeat(MOST_ROWS + 1)), Err(TooMuch::Rows));
    let table = format!("chain,address\n{}", "x,y\n".repeat(MOST_ROWS + 1));
    assert_eq!(read(&table), Err(TooMuch::Rows));
    assert_eq!(read(&"\n".repeat(MOST_ROWS + 1)).map(|rows| rows.len()), Ok(0));
}

#[test]
fn a_full_box_comes_back_whole() {
    let text: String = (0..MOST_ROWS).map(|number| format!("xrp {XRP} {number}\n")).collect();
    let rows = read(&text).unwrap();
    assert_eq!(rows.len(), MOST_ROWS);
    assert!(
        rows.iter()
            .all(|row| row.duplicate_of.is_none() && row.tag_verdict == TagVerdict::Holds)
    );
}

#[test]
fn a_long_line_comes_back_shortened() {
    let row = one(&"x".repeat(5000));
    assert_eq!(row.raw.chars().count(), RAW + 1);
    assert_eq!(row.verdict, Verdict::Unchecked);
}

proptest! {
    #[test]
    fn no_text_stops_the_box(text in "(?s).{0,400}") {
        let _ = read(&text);
    }

    #[test]
    fn no_table_stops_the_box(text in "(?s)chain,address,memo\n[a-z0-9,;\t\"\r\n ]{0,300}") {
        let rows = read(&text).unwrap();
        prop_assert!(rows.iter().all(|row| row.line > 1));
    }

    #[test]
    fn every_line_with_something_on_it_is_a_row(lines in proptest::collection::vec("[a-zA-Z0-9]{1,40}", 0..30)) {
        prop_assert_eq!(read(&lines.join("\n")).unwrap().len(), lines.len());
    }
}

#[test]
fn columns_that_nothing_is_read_from_are_named() {
    let table = "address;Case officer;amount;Ref\n1BoatSLRHtKNngkdXEeobR76b53LETtpyT;Silva;5;x";

    assert_eq!(passed_over(table), ["Case officer", "Ref"]);
    assert_eq!(passed_over("1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), [""; 0]);
}

#[test]
fn a_list_may_name_a_chain_that_nobody_here_knows_before_what_is_shorter_or_has_no_digit() {
    for (line, chain, address) in [
        ("eos,binancecleos", "eos", "binancecleos"),
        ("hedera;0.0.2", "hedera", "0.0.2"),
        ("foochain\tzzz111", "foochain", "zzz111"),
    ] {
        let rows = read(line).unwrap();
        let [row] = rows.as_slice() else { panic!("{line}") };
        assert_eq!(row.chain, ChainOf::Stated(Chain::Other(chain.to_owned())), "{line}");
        assert_eq!((row.address.as_str(), &row.verdict), (address, &Verdict::Unchecked));
    }
    // Names of people, and a word beside an amount, are no chain with its address.
    for line in ["Silva,Maria", "Maria Silva,Lisbon", "12,500,USDT"] {
        let rows = read(line).unwrap();
        assert!(
            rows.iter().all(|row| row.chain.chain().is_none()),
            "{line}: {:?}",
            rows.first().map(|row| &row.chain)
        );
    }
}
