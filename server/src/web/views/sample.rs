//! Every part once, laid out by the real templates in every language, with invented data.

mod page;

use std::fs;
use std::path::Path;

use askama::Template;
use scraper::{Html, Selector};

use page::{Page, Visitor};

use super::*;
use crate::domain::values::Time;
use crate::text::Language;

#[derive(Template)]
#[template(path = "parts/sample.html")]
struct Sample {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<Tab>,
    urgency: UrgencyView,
    levels: Vec<UrgencyView>,
    tags: Vec<Tag>,
    ribbon: RibbonView,
    waiting: WaitingView,
    late: WaitingView,
    asker: SideView,
    recipient: SideView,
    address: AddressView,
    whole: AddressView,
    tagged: AddressView,
    hold: HoldView,
    covered: HoldView,
    clocks: Vec<ClockView>,
    timeline: Vec<TimelineEntry>,
    facts: Vec<Fact>,
    pages: PagesView,
    summary: ErrorSummary,
    number: FieldView,
    until: FieldView,
    basis: FieldView,
    level: FieldView,
    story: FieldView,
    pasted: FieldView,
    choices: Vec<Choice>,
    explained: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct Broken {
    page: Page,
    error: ErrorView,
}

fn page(language: Language) -> Page {
    let entry = |href, icon, key, count, hot| NavEntry {
        href,
        icon,
        key,
        count,
        hot,
        current: href == "/requests",
    };
    Page {
        language,
        csrf: "token".into(),
        path: "/requests?state=open".into(),
        demo: true,
        made_up: false,
        visitor: Some(Visitor {
            name: "A. Silva".into(),
            role: "Officer".into(),
            organisation: "Polícia Judiciária · Portugal".into(),
            zone: "Europe/Lisbon (UTC+0)".into(),
            unread: 4,
        }),
        nav: vec![
            NavGroup {
                title: None,
                entries: vec![
                    entry("/", Icon::Clock, "site.menu.open", 9, true),
                    entry("/requests", Icon::Inbox, "site.foot.verify", 38, false),
                    entry("/holds", Icon::Snow, "site.menu.close", 0, false),
                ],
            },
            NavGroup {
                title: Some("Polícia Judiciária".into()),
                entries: vec![entry("/trail", Icon::Shield, "site.account.sign_in", 0, false)],
            },
        ],
        flash: Some(Flash {
            tone: Tone::Ok,
            text: language.words().t("site.copy.done").into_owned(),
        }),
    }
}

fn day(day: i64) -> Time {
    Time::from_micros(day * 86_400_000_000)
}

fn hold(order: i64, covered: bool) -> HoldView {
    let mark = |name: &str, when: &str| Mark {
        name: name.into(),
        when: when.into(),
    };
    HoldView {
        amount: "412,508.22 USDT".into(),
        is_amount: true,
        part: Some("Of 500,000 USDT frozen, 87,491.78 USDT was released.".to_owned()),
        address: AddressView::short("TRON", "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f"),
        status: Tag::new(Tone::Held, Icon::Snow, "Placed"),
        figure: "1\u{a0}d 22\u{a0}h".into(),
        figure_spoken: "1 day 22 hours".into(),
        of: "left of 6 days".into(),
        near: !covered,
        bar: HoldBar::new(day(0), day(6), day(4), Some(day(order)), "Hold of 6 days, 4 days used"),
        marks: vec![
            mark("Placed", "18 Nov, 14:03 UTC"),
            mark("Hold ends", "24 Nov, 14:03 UTC"),
            mark("Order expected", "2 Dec, Lisbon court"),
        ],
        uncovered: (!covered).then(|| Uncovered {
            length: "8 days uncovered.".into(),
            text: "The hold ends on 24 Nov, the order is expected on 2 Dec. You decide at its end.".into(),
        }),
        short: None,
        covered: covered.then(|| "Covered: the order is expected before the hold ends.".into()),
        how: vec![
            "Hold placed 18 Nov, 14:03 UTC".into(),
            "End as named: 24 Nov, 14:03 UTC".into(),
        ],
    }
}

fn sample(language: Language) -> Sample {
    let urgency = |level, word: &str| UrgencyView {
        level,
        word: word.into(),
    };
    let number = FieldView::new("number", "Your reference")
        .optional()
        .left_to_right()
        .value("PJ-2026-1187");
    let until = FieldView::new("until", "Hold until")
        .hint("No later than 22 December.")
        .error(Some("Enter a date.".into()));
    let clock = |name: &str, state, summary: &str, how: &[&str]| ClockView {
        name: name.into(),
        state,
        summary: summary.into(),
        times: if how.is_empty() {
            vec![]
        } else {
            vec![
                PlaceTime {
                    place: "Singapore".into(),
                    when: "Tue 24 Nov, 01:37".into(),
                },
                PlaceTime {
                    place: "UTC".into(),
                    when: "Mon 23 Nov, 17:37".into(),
                },
            ]
        },
        earlier: Vec::new(),
        how: how.iter().map(|step| (*step).into()).collect(),
    };
    let entry = |icon, tone, text: &str, by: &str| TimelineEntry {
        icon,
        tone,
        text: text.into(),
        detail: None,
        by: Some(by.into()),
        when: "18 Nov, 14:03 UTC".into(),
        at: "2026-11-18T14:03:27.000Z".into(),
    };
    let side = |title: &str, state: &str, organisation: &str| SideView {
        title: title.into(),
        state: state.into(),
        said: None,
        organisation: organisation.into(),
        written_by: "Written only by this side.".into(),
    };
    Sample {
        page: page(language),
        crumbs: vec![
            Crumb {
                href: Some("/requests".into()),
                text: "Requests".into(),
            },
            Crumb {
                href: None,
                text: "CH-2026-004171".into(),
            },
        ],
        tabs: vec![
            Tab {
                href: "/a".into(),
                text: "Request".into(),
                count: None,
                current: true,
            },
            Tab {
                href: "/b".into(),
                text: "Messages".into(),
                count: Some(2),
                current: false,
            },
        ],
        urgency: urgency(UrgencyLevel::Urgent, "Urgent"),
        levels: vec![
            urgency(UrgencyLevel::Flash, "Flash"),
            urgency(UrgencyLevel::Emergency, "Emergency"),
            urgency(UrgencyLevel::Priority, "Priority"),
            urgency(UrgencyLevel::Routine, "Routine"),
        ],
        tags: vec![
            Tag::new(Tone::Faint, Icon::Doc, "Draft"),
            Tag::new(Tone::Neutral, Icon::Inbox, "Issued"),
            Tag::new(Tone::Warn, Icon::Half, "Partly answered"),
            Tag::new(Tone::Held, Icon::Snow, "Frozen in full"),
            Tag::new(Tone::Ok, Icon::Check, "Answered"),
            Tag::new(Tone::Danger, Icon::Alert, "Lapsed"),
        ],
        ribbon: RibbonView {
            urgency: urgency(UrgencyLevel::Urgent, "Urgent"),
            label: Some("Reason given:".into()),
            reason: "Funds reached your deposit addresses within 36 hours of the loss.".into(),
        },
        waiting: WaitingView {
            icon: Icon::Hourglass,
            ours: true,
            who: "Waits on Northbank Exchange".into(),
            since: "since 20 Nov, 23:40 (Singapore), for target 4.".into(),
            promise: Some("Promise: execution by Tue 24 Nov, 01:37 Singapore. 1 day 1 hour left.".into()),
            late: None,
        },
        late: WaitingView {
            icon: Icon::Hourglass,
            ours: false,
            who: "Waits on Halden Markets".into(),
            since: "since 22 Nov, 12:45 UTC".into(),
            promise: Some("Promise: 15 minutes (platform table, Flash).".into()),
            late: Some("Late since 13:00 UTC.".into()),
        },
        asker: side("The asker wants", "Hold active", "Polícia Judiciária, Portugal"),
        recipient: side(
            "The recipient reports",
            "Partly answered: 3 of 4 targets",
            "Northbank Exchange",
        ),
        address: AddressView::short("ETH", "0xe0AF84242db3B692eA8A426A862dd47196ad9832"),
        whole: AddressView::whole("BTC", "bc1qxsrah58vtqz5wmyns4ue3sta835jnff6lwzsj2"),
        tagged: AddressView::short("XRP", "rEn1b6VysnWAZ7yqBhC2Eji745QkqJpKAp").tagged("Destination tag", "30417788"),
        hold: hold(14, false),
        covered: hold(5, true),
        clocks: vec![
            clock(
                "Acknowledge",
                Tag::new(Tone::Ok, Icon::Check, "Met"),
                "in 1 h 28 min, promised 4 h",
                &[],
            ),
            clock(
                "Execute",
                Tag::new(Tone::Warn, Icon::Clock, "Running"),
                "1 d 1 h left",
                &["Issued 18 Nov, 10:12 UTC", "+ 48 h to decide"],
            ),
        ],
        timeline: vec![
            entry(Icon::Snow, Tone::Held, "Hold extended to 18 Dec", "Northbank Exchange"),
            entry(
                Icon::Pause,
                Tone::Warn,
                "Clarification asked, clocks paused",
                "Northbank Exchange",
            ),
            entry(
                Icon::Inbox,
                Tone::Neutral,
                "Issued after a second person approved",
                "Polícia Judiciária",
            ),
        ],
        facts: vec![
            Fact::new("Offence", "Fraud by deception"),
            Fact::latin("Loss", "1,214,300.00 EUR"),
            Fact::latin("Verify code", "7K4Q-9TXM-2HBV-R8DN"),
        ],
        pages: PagesView {
            summary: "1 to 6 of 36".into(),
            first: None,
            newer: None,
            older: Some("/requests?after=6".into()),
        },
        summary: ErrorSummary::of(language.words(), [&number, &until], &[]),
        number,
        until,
        basis: FieldView::new("basis", "Legal basis").hint("Official letters are not binding."),
        level: FieldView::new("urgency", "Urgency"),
        story: FieldView::new("facts", "Facts, in five lines").value("A false trading site took deposits."),
        pasted: FieldView::new("paste", "Addresses, one a line").value("tron TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f"),
        choices: vec![Choice::new("letter", "Official letter, version 3", "letter")],
        explained: vec![
            Choice::new("flash", "Flash", "urgent").hint("Funds move now. A second approver."),
            Choice::new("urgent", "Urgent", "urgent").hint("Acknowledge in 4 h, decide in 48 h."),
        ],
    }
}

fn broken(language: Language) -> Broken {
    let text = |part: &str| language.words().t(&format!("site.error.not_found.{part}")).into_owned();
    let error = ErrorView {
        title: text("title"),
        sentence: text("sentence"),
        advice: text("advice"),
        id: "0199-7a3f".into(),
        beginning: None,
        assurance: false,
    };
    Broken {
        page: Page {
            visitor: None,
            flash: None,
            ..page(language)
        },
        error,
    }
}

fn all(page: &str, selector: &str) -> usize {
    let selector = Selector::parse(selector).unwrap();
    Html::parse_document(page).select(&selector).count()
}

fn every_page() -> Vec<(Language, &'static str, String)> {
    let render = |language: &Language| {
        [
            (*language, "parts", sample(*language).render().unwrap()),
            (*language, "error", broken(*language).render().unwrap()),
        ]
    };
    Language::ALL.iter().flat_map(render).collect()
}

/// Also leaves the pages in `target/look/`, to be looked at.
#[test]
fn every_part_is_laid_out_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/look");
    fs::create_dir_all(&folder).unwrap();

    for (language, name, html) in every_page() {
        fs::write(folder.join(format!("{name}-{}.html", language.tag())), &html).unwrap();

        assert_eq!(all(&html, "h1"), 1, "{name}");
        assert_eq!(all(&html, "main"), 1, "{name}");
        assert_eq!(all(&html, "title"), 1 + all(&html, "svg title"), "{name}");
        let html_tag = format!(
            "html[lang='{}'][dir='{}']",
            language.tag(),
            language.direction().attribute()
        );
        assert_eq!(all(&html, &html_tag), 1, "{name}");
    }
}

#[test]
fn no_page_has_a_script_or_a_style_of_its_own() {
    for (_, name, html) in every_page() {
        assert_eq!(all(&html, "script:not([src]), style, [style], [onclick]"), 0, "{name}");
    }
}

#[test]
fn no_text_of_the_frame_is_missing() {
    for (language, name, html) in every_page() {
        assert!(!html.contains("site."), "{name} in {}", language.tag());
    }
}

#[test]
fn ids_are_unique_and_every_reference_leads_somewhere() {
    for (_, name, html) in every_page() {
        let document = Html::parse_document(&html);
        let any = Selector::parse("*").unwrap();
        let attributes = |wanted: &'static [&str]| {
            let words = |element: scraper::ElementRef<'_>| -> Vec<String> {
                wanted
                    .iter()
                    .filter_map(|attribute| element.attr(attribute))
                    .flat_map(|value| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                    .collect()
            };
            document.select(&any).flat_map(words).collect::<Vec<_>>()
        };
        let mut ids = attributes(&["id"]);
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice on {name}");

        for reference in attributes(&["for", "aria-labelledby", "aria-describedby", "popovertarget"]) {
            assert!(ids.contains(&reference), "{reference} is nowhere on {name}");
        }
    }
}
