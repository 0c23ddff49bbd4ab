//! What would become of each line of a pasted list, and what to do about it.

use std::collections::HashSet;

use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::pasted::{Correction, Line, Need, Sheet, Standing};
use crate::domain::indicators::paste;
use crate::domain::indicators::{Chain, IndicatorKind, Reason};
use crate::service::cases::List;
use crate::web::cases::looks;
use crate::web::page::Page;
use crate::web::views::{AddressView, Choice, FieldView, Icon, Tag, Tone};

/// Lines a preview shows. The others are counted, and nothing of them is lost: they stand in the box.
const SHOWN: usize = 200;

/// What would become of each line.
pub struct SheetView {
    pub ready: String,
    pub merged: Option<String>,
    pub repeated: Option<String>,
    /// The columns that nothing is read from.
    pub passed_over: Option<String>,
    pub needing: Option<String>,
    pub more: Option<String>,
    /// The words of the button; nothing where no line can be added.
    pub add: Option<String>,
    pub rows: Vec<LineView>,
    /// Corrections of lines that do not show.
    pub kept: Vec<KeptView>,
}

/// A line with its verdict, and what is asked of the person.
pub struct LineView {
    pub line: String,
    pub key: String,
    pub address: AddressView,
    pub chain_words: String,
    /// Asked of the person: which chain.
    pub chain: Option<(FieldView, Vec<Choice>)>,
    /// The chain that was chosen before, where it is not asked again.
    pub chosen: String,
    /// Asked of the person: the tag.
    pub tag: Option<FieldView>,
    /// The tag that was typed before, where it is not asked again.
    pub typed: String,
    /// Asked of the person: whether there is none; the id of the box, and whether it is ticked.
    pub no_tag: Option<(String, bool)>,
    pub has_no_tag: bool,
    pub verdict: Tag,
    pub advice: String,
    pub is_hot: bool,
}

/// What was said of a line that does not show.
pub struct KeptView {
    pub key: String,
    pub chain: String,
    pub tag: String,
    pub has_no_tag: bool,
}

/// Chains to choose from; `none` is the key of the first, empty choice.
pub fn chain_choices(page: &Page, chains: &[Chain], typed: &str, none: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t(none), typed)];
    choices.extend(
        chains
            .iter()
            .map(|chain| Choice::new(chain.name(), looks::chain(page, chain), typed)),
    );
    choices
}

/// Lines that wait for a person come first, then those that were corrected, then the rest.
pub fn sheet_view(page: &Page, sheet: &Sheet, list: &List) -> SheetView {
    let counts = sheet.counts();
    let is_corrected = |line: &Line| line.correction != Correction::default();
    let rank = |line: &&Line| match line.standing {
        Standing::Needs(_) => 0,
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known => {
            if is_corrected(line) {
                1
            } else {
                2
            }
        }
    };
    let mut lines: Vec<&Line> = sheet.lines.iter().collect();
    lines.sort_by_key(rank);
    let rest = lines.split_off(lines.len().min(SHOWN));
    let mut shown = lines;
    shown.sort_by_key(|line| (!matches!(line.standing, Standing::Needs(_)), line.line));
    // Lines that read the same share one correction; it stands in the form once.
    let mut named = HashSet::new();
    let rows: Vec<LineView> = shown
        .into_iter()
        .map(|line| line_view(page, line, list.kind, named.insert(line.key.clone())))
        .collect();
    let kept = rest
        .iter()
        .filter(|line| is_corrected(line) && named.insert(line.key.clone()))
        .map(|line| KeptView {
            key: line.key.clone(),
            chain: line
                .correction
                .chain
                .as_ref()
                .map(|chain| chain.name().to_owned())
                .unwrap_or_default(),
            tag: line.correction.tag.clone(),
            has_no_tag: line.correction.has_no_tag,
        })
        .collect();
    let some = |count: usize, key: &str| (count > 0).then(|| page.n(key, count));
    SheetView {
        ready: page.n("cases.paste.ready", counts.ready),
        merged: some(counts.merged.saturating_sub(counts.repeated), "cases.paste.merged"),
        repeated: some(counts.repeated, "cases.paste.repeated"),
        passed_over: passed_over(page, list),
        needing: some(counts.needing, "cases.paste.needing"),
        more: some(rest.len(), "cases.paste.more"),
        add: some(counts.ready, "cases.paste.add"),
        rows,
        kept,
    }
}

/// Names the columns of a table that are not kept.
fn passed_over(page: &Page, list: &List) -> Option<String> {
    let columns = match list.kind {
        IndicatorKind::Address => paste::passed_over(&list.text),
        IndicatorKind::Txid
        | IndicatorKind::AccountUid
        | IndicatorKind::Email
        | IndicatorKind::Phone
        | IndicatorKind::NameDob
        | IndicatorKind::Iban
        | IndicatorKind::DeviceIp
        | IndicatorKind::OrderId
        | IndicatorKind::Contract => Vec::new(),
    };
    let columns = (!columns.is_empty()).then(|| page.words().list(&columns))?;
    Some(page.ta("cases.paste.passed_over", [("columns", columns)]))
}

/// `is_first`: no line above reads the same, so the questions are asked here.
fn line_view(page: &Page, line: &Line, kind: IndicatorKind, is_first: bool) -> LineView {
    let (verdict, advice) = verdict(page, line, kind);
    let correction = &line.correction;
    let chosen = correction
        .chain
        .as_ref()
        .map(|chain| chain.name().to_owned())
        .unwrap_or_default();
    let choices: Option<&[Chain]> = match &line.standing {
        Standing::Needs(Need::Chain(fitting)) if fitting.is_empty() => Some(Chain::ALL),
        Standing::Needs(Need::Chain(fitting)) => Some(fitting),
        Standing::Needs(Need::Value(_, fitting)) if !fitting.is_empty() => Some(fitting),
        _ if correction.chain.is_some() => Some(Chain::ALL),
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => None,
    };
    let asks_tag = match &line.standing {
        Standing::Needs(Need::Tag(kind) | Need::TagForm(kind)) => Some(*kind),
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => {
            let was_asked = !correction.tag.is_empty() || correction.has_no_tag;
            line.chain.as_ref().and_then(Chain::needs_tag).filter(|_| was_asked)
        }
    };
    let chain = choices.filter(|_| is_first).map(|choices| {
        let field = FieldView::new("line_chain", page.t("cases.paste.chain_of_line"))
            .id(format!("chain-{}", line.key))
            .value(&chosen);
        (field, chain_choices(page, choices, &chosen, "site.field.choose"))
    });
    let tag = asks_tag.filter(|_| is_first).map(|kind| {
        FieldView::new("line_tag", page.t(&format!("indicators.tag.{kind}")))
            .id(format!("tag-{}", line.key))
            .value(&correction.tag)
            .left_to_right()
    });
    let no_tag = tag
        .is_some()
        .then(|| (format!("no-tag-{}", line.key), correction.has_no_tag));
    let by_eye = match &line.standing {
        Standing::Ready(given) => given.observed.checksum.by_eye(kind),
        Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => None,
    };
    let shown_tag = if tag.is_some() { "" } else { line.tag.as_str() };
    LineView {
        line: page.words().number(line.line),
        key: if is_first { line.key.clone() } else { String::new() },
        address: looks::address(page, kind, line.chain.as_ref(), &line.value, shown_tag).compared(by_eye.is_some()),
        chain_words: line
            .chain
            .as_ref()
            .map(|chain| looks::chain(page, chain))
            .unwrap_or_default(),
        chain,
        chosen,
        typed: correction.tag.clone(),
        has_no_tag: correction.has_no_tag && no_tag.is_none(),
        tag,
        no_tag,
        verdict,
        advice,
        is_hot: matches!(line.standing, Standing::Needs(_)),
    }
}

/// What becomes of a line, and what to do.
fn verdict(page: &Page, line: &Line, kind: IndicatorKind) -> (Tag, String) {
    let told = |tone, icon, word: &str| {
        let tag = Tag::new(tone, icon, page.t(&format!("indicators.verdict.{word}"))).wrapping();
        (tag, page.t(&format!("indicators.verdict_hint.{word}")).into_owned())
    };
    match &line.standing {
        Standing::Ready(given) => match given.observed.checksum {
            ChecksumState::Holds => told(Tone::Ok, Icon::Check, "valid"),
            ChecksumState::None if kind == IndicatorKind::Address => told(Tone::Warn, Icon::Alert, "no_checksum"),
            ChecksumState::None => {
                let tag = Tag::new(Tone::Ok, Icon::Check, page.t("cases.paste.reads"));
                (tag, String::new())
            }
            ChecksumState::Unchecked => told(Tone::Warn, Icon::Eye, "unchecked"),
        },
        Standing::Repeats(first) => {
            let (tag, _) = told(Tone::Faint, Icon::Copy, "duplicate");
            let line = [("line", page.words().number(*first))];
            (tag, page.ta("indicators.verdict_hint.duplicate", line))
        }
        Standing::Known => {
            let tag = Tag::new(Tone::Faint, Icon::Copy, page.t("cases.paste.known")).wrapping();
            (tag, page.t("cases.paste.known_hint").into_owned())
        }
        Standing::Needs(Need::Chain(fitting)) if fitting.is_empty() => {
            told(Tone::Danger, Icon::Question, "unrecognised")
        }
        Standing::Needs(Need::Chain(_)) => told(Tone::Danger, Icon::Question, "ambiguous"),
        Standing::Needs(Need::Tag(_)) => told(Tone::Danger, Icon::Alert, "tag_missing"),
        Standing::Needs(Need::TagForm(_)) => told(Tone::Danger, Icon::Cross, "tag_malformed"),
        Standing::Needs(Need::Network) => {
            let (tag, _) = told(Tone::Danger, Icon::Cross, "invalid");
            (tag, page.t("indicators.paste.unknown_network").into_owned())
        }
        Standing::Needs(Need::Value(reason, _)) => {
            let (tag, _) = told(Tone::Danger, Icon::Cross, "invalid");
            (tag, reason_words(page, *reason, kind))
        }
    }
}

fn reason_words(page: &Page, reason: Reason, kind: IndicatorKind) -> String {
    match (kind, reason) {
        (IndicatorKind::Address | IndicatorKind::Contract, _) | (_, Reason::Deceptive | Reason::SecretKey) => {
            page.t(&format!("indicators.reason.{reason}")).into_owned()
        }
        (_, _) => {
            let name = page.t(&format!("indicators.kind.{kind}"));
            page.ta("cases.paste.not_of_kind", [("kind", name)])
        }
    }
}
