//! The list of cases, page by page and in few statements.

use crosshold::store::statements::counted;

use super::{list, opens};
use crate::support::Site;

#[actix_web::test]
async fn pages_cost_few_statements_however_much_there_is() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let mut path = String::new();
    for n in 0..30 {
        path = opens(&officer, &format!("PJ-{n:02}"), "Title").await;
    }
    let lines: String = (0..120).map(|n| format!("eth 0x{n:040x}\n")).collect();
    officer.sends(&format!("{path}/indicators"), &list(&lines)).await;
    officer.reads(&path).await;

    let (list, statements) = counted(officer.reads("/cases")).await;
    list.shows("site.pages.older");
    assert!(statements <= 8, "list: {statements}");
    let (show, statements) = counted(officer.reads(format!("{path}?after=50"))).await;
    show.shows("cases.show.more_indicators")
        .shows("cases.show.first_indicators");
    assert!(statements <= 12, "show: {statements}");
}

#[actix_web::test]
async fn the_list_keeps_its_filters_from_page_to_page() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    for n in 0..27 {
        opens(&officer, &format!("PJ-{n:02}"), "Title").await;
    }
    opens(&officer, "X", "Other").await;

    let one = officer.reads("/cases?q=title&sort=reference&status=open").await;
    one.says("PJ-00").never_says("PJ-25").never_says("Other");
    let next = one
        .body
        .split("href=\"/cases?")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    assert!(
        next.contains("q=title") && next.contains("sort=reference") && next.contains("status=open"),
        "{next}"
    );
    officer
        .reads(format!("/cases?{next}"))
        .await
        .says("PJ-26")
        .never_says("PJ-00")
        .never_says("Other");
    for odd in ["q=", "after=-1&sort=reference"] {
        officer.reads(format!("/cases?{odd}")).await;
    }
    for bad in [
        "after=-1",
        "before=99999999999999999999",
        "after=a_b&sort=updated",
        "after=a&before=b&sort=reference",
        "after=a%E2%80%8Bb&sort=reference",
    ] {
        assert_eq!(officer.get(&format!("/cases?{bad}")).await.status, 400, "{bad}");
    }
}
