use super::*;

const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";
const BAD_TRON: &str = "TGfxipMmZNZnrUxYsv3SpJLuq3iXMf7rGa";
const XRP: &str = "rEn1b6VysnWAZ7yqBhC2Eji745QkqJpKAp";
const EVM: &str = "0x53653f485fa1265ddcb6fea7e41f7bb55039127d";

fn read(reading: &Reading, text: &str) -> Sheet {
    reading.read(IndicatorKind::Address, text).unwrap()
}

/// `ready`, `repeats`, `known` or what is needed.
fn word(line: &Line) -> &'static str {
    match &line.standing {
        Standing::Ready(_) => "ready",
        Standing::Repeats(_) => "repeats",
        Standing::Known => "known",
        Standing::Needs(Need::Chain(_)) => "chain",
        Standing::Needs(Need::Network) => "network",
        Standing::Needs(Need::Value(_, _)) => "value",
        Standing::Needs(Need::Tag(_)) => "tag",
        Standing::Needs(Need::TagForm(_)) => "tag form",
    }
}

fn words(sheet: &Sheet) -> Vec<&'static str> {
    sheet.lines.iter().map(word).collect()
}

fn corrected(line: &Line, correction: Correction) -> Reading {
    Reading {
        corrections: HashMap::from([(line.key.clone(), correction)]),
        ..Reading::default()
    }
}

#[test]
fn each_line_comes_back_with_what_became_of_it() {
    let text = format!("tron {TRON}\n\ntron {BAD_TRON}\nxrp {XRP}\n{EVM}\n{TRON}\nxrp {XRP} 30417788\n");
    let sheet = read(&Reading::default(), &text);

    assert_eq!(words(&sheet), ["ready", "value", "tag", "chain", "repeats", "ready"]);
    assert_eq!(
        sheet.lines.iter().map(|line| line.line).collect::<Vec<_>>(),
        [1, 3, 4, 5, 6, 7]
    );
    assert_eq!(sheet.lines[4].standing, Standing::Repeats(1));
    let counts = Counts {
        ready: 2,
        merged: 1,
        repeated: 1,
        needing: 3,
    };
    assert_eq!(sheet.counts(), counts);
    assert_eq!(sheet.waiting(&text), format!("tron {BAD_TRON}\nxrp {XRP}\n{EVM}"));
}

#[test]
fn an_address_of_many_chains_waits_for_one() {
    let plain = read(&Reading::default(), EVM);
    let Standing::Needs(Need::Chain(fitting)) = &plain.lines[0].standing else {
        panic!("{plain:?}");
    };
    assert!(fitting.contains(&Chain::Ethereum) && fitting.contains(&Chain::Bsc));

    let of_list = Reading {
        chain: Some(Chain::Bsc),
        ..Reading::default()
    };
    let of_line = corrected(
        &plain.lines[0],
        Correction {
            chain: Some(Chain::Bsc),
            ..Correction::default()
        },
    );
    for reading in [of_list, of_line] {
        let sheet = read(&reading, EVM);
        assert_eq!(words(&sheet), ["ready"]);
        let key = sheet.keys().remove(0);
        assert_eq!(key.chain, Some(Chain::Bsc));
        assert_eq!(key.value, "0x53653f485FA1265ddcB6FEa7E41f7bb55039127d");
    }
}

#[test]
fn the_chain_of_the_list_is_for_lines_that_name_none() {
    let reading = Reading {
        chain: Some(Chain::Bitcoin),
        ..Reading::default()
    };
    let sheet = read(&reading, &format!("{TRON}\neth {EVM}\n{EVM}"));
    assert_eq!(words(&sheet), ["ready", "ready", "chain"]);
}

#[test]
fn a_missing_tag_is_typed_or_said_to_be_none() {
    let waiting = read(&Reading::default(), XRP);
    assert_eq!(words(&waiting), ["tag"]);
    let said = |tag: &str, has_no_tag| {
        let correction = Correction {
            tag: tag.into(),
            has_no_tag,
            ..Correction::default()
        };
        read(&corrected(&waiting.lines[0], correction), XRP)
    };

    assert_eq!(said("30417788", false).keys()[0].tag, "30417788");
    assert_eq!(said("", true).keys()[0].tag, "");
    assert_eq!(words(&said("not a number", false)), ["tag form"]);
    assert_eq!(
        words(&read(&Reading::default(), &format!("xrp {XRP} abc"))),
        ["tag form"]
    );
}

#[test]
fn a_correction_follows_its_line() {
    let waiting = read(&Reading::default(), XRP);
    let correction = Correction {
        tag: "7".into(),
        ..Correction::default()
    };
    let sheet = read(
        &corrected(&waiting.lines[0], correction),
        &format!("tron {TRON}\n{XRP}"),
    );
    assert_eq!(words(&sheet), ["ready", "ready"]);
}

#[test]
fn a_table_keeps_its_headings_and_what_stands_beside() {
    let text = format!("address,chain,amount,asset,source\n{TRON},tron,1.25,USDT,receipt\n{BAD_TRON},tron,,,\n");
    let sheet = read(&Reading::default(), &text);

    assert_eq!(words(&sheet), ["ready", "value"]);
    let given = sheet.ready().next().unwrap();
    assert_eq!((given.note.as_str(), given.source.as_str()), ("1.25 USDT", "receipt"));
    assert_eq!(
        sheet.waiting(&text),
        format!("address,chain,amount,asset,source\n{BAD_TRON},tron,,,")
    );
}

#[test]
fn headings_alone_are_not_put_back() {
    let text = format!("address,chain\n{TRON},tron\n");
    let sheet = read(&Reading::default(), &text);

    assert_eq!(words(&sheet), ["ready"]);
    assert_eq!(sheet.waiting(&text), "");
}

#[test]
fn hidden_characters_never_pass() {
    for text in [
        format!("tron {TRON}\u{200b}"),
        format!("\u{202e}{TRON}"),
        format!("tron {TRON}\u{0}"),
    ] {
        let sheet = read(&Reading::default(), &text);
        assert_eq!(
            sheet.lines[0].standing,
            Standing::Needs(Need::Value(Reason::Deceptive, Vec::new())),
            "{text:?}"
        );
        assert!(!sheet.lines[0].value.chars().any(crate::domain::hidden::is_deceptive));
    }
}

#[test]
fn what_the_case_has_is_known() {
    let sheet = read(&Reading::default(), TRON);
    let known = sheet.keys().into_iter().collect();
    assert_eq!(words(&sheet.knowing(&known)), ["known"]);
}

#[test]
fn a_list_has_an_end_and_a_beginning() {
    let faults = |kind, text: &str| match Reading::default().read(kind, text) {
        Err(Refusal::Fields(faults)) => faults[0].code,
        other => panic!("{other:?}"),
    };
    for kind in [IndicatorKind::Address, IndicatorKind::Email] {
        assert_eq!(faults(kind, " \n\n"), "required");
        assert_eq!(faults(kind, &"a@b.org\n".repeat(MOST_ROWS + 1)), "too_many");
        assert_eq!(faults(kind, &"a".repeat(MOST_BYTES + 1)), "too_large");
    }
    let full = Reading::default()
        .read(IndicatorKind::Email, &"a@b.org\n".repeat(MOST_ROWS))
        .unwrap();
    assert_eq!(full.counts().merged, MOST_ROWS - 1);
    assert_eq!(full.counts().repeated, MOST_ROWS - 1);
}

#[test]
fn other_kinds_are_read_a_line_each() {
    let hash = "ab".repeat(32);
    let on = |kind, chain: Option<Chain>, text: &str| {
        let reading = Reading {
            chain,
            ..Reading::default()
        };
        let sheet = reading.read(kind, text).unwrap();
        (word(&sheet.lines[0]), sheet.keys().pop().map(|key| key.chain))
    };

    assert_eq!(on(IndicatorKind::Txid, None, &hash), ("chain", None));
    assert_eq!(
        on(IndicatorKind::Txid, Some(Chain::Tron), &hash),
        ("ready", Some(Some(Chain::Tron)))
    );
    assert_eq!(
        on(IndicatorKind::Phone, Some(Chain::Tron), "+351 21 000 0000"),
        ("ready", Some(None))
    );
    assert_eq!(on(IndicatorKind::Iban, None, "DE89370400440532013001"), ("value", None));
}
