//! A walk through every page that somebody can reach by links, and the forms met on the way.

use std::collections::BTreeMap;

use crosshold::web::routes::ROUTES;
use scraper::{ElementRef, Html, Selector};

use crate::support::Client;

/// Pages of one route that are looked at: the third of many rows has nothing new to say.
const OF_EACH: usize = 3;

/// What was met.
#[derive(Default)]
pub struct Walk {
    /// Every address asked, by the pattern of its route.
    pub pages: BTreeMap<&'static str, Vec<String>>,
    /// Every form, the first of each route.
    pub forms: BTreeMap<(&'static str, &'static str), Form>,
}

/// A form with what a browser would send of it.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    /// Names and values, in order, without the token.
    pub fields: Vec<(String, String)>,
    /// The names of fields into which any text can be typed.
    pub texts: Vec<String>,
}

impl Form {
    /// What is sent when `value` stands in the first field called `name`.
    pub fn with<'a>(&'a self, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut is_done = false;
        let fields = self.fields.iter().map(|(field, old)| {
            let is_it = field == name && !is_done;
            is_done |= is_it;
            (field.as_str(), if is_it { value } else { old.as_str() })
        });
        fields.collect()
    }

    /// What is sent as it stands.
    pub fn sent(&self) -> Vec<(&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

impl Walk {
    /// From `start` on, wherever links lead `client`.
    pub async fn of(client: &Client, start: &[&str]) -> Self {
        let mut walk = Self::default();
        let mut ahead: Vec<String> = start.iter().map(|path| (*path).to_owned()).collect();
        let mut known = ahead.clone();
        while let Some(address) = ahead.pop() {
            let Some(pattern) = pattern("GET", &address) else {
                continue;
            };
            let of_route = walk.pages.entry(pattern).or_default();
            if of_route.len() == OF_EACH {
                continue;
            }
            of_route.push(address.clone());
            let fetched = client.get(&address).await;
            assert!(!fetched.status.is_server_error(), "{address}: {}", fetched.body);
            if !fetched.is_page() {
                continue;
            }
            let html = Html::parse_document(&fetched.body);
            for link in html.select(&select("a[href^=\"/\"]")) {
                let href = link.value().attr("href").unwrap();
                let href = href.split('#').next().unwrap().to_owned();
                if !href.starts_with("/static/") && !known.contains(&href) {
                    known.push(href.clone());
                    ahead.insert(0, href);
                }
            }
            for form in html.select(&select("form")) {
                let form = read(form, &address);
                let method = if form.1 { "POST" } else { "GET" };
                if let Some(pattern) = self::pattern(method, &form.0.action) {
                    walk.forms.entry((method, pattern)).or_insert(form.0);
                }
            }
        }
        walk
    }
}

/// The pattern of the route that answers `address`: of several the one with more fixed words.
pub fn pattern(method: &str, address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = ROUTES.iter().filter(|route| {
        let pattern: Vec<&str> = route.path.split('/').collect();
        route.method == method
            && pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(a, b)| a == b || a.starts_with('{'))
    });
    fits.map(|route| route.path)
        .min_by_key(|path| path.matches('{').count())
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

fn read(form: ElementRef<'_>, address: &str) -> (Form, bool) {
    let is_post = form
        .value()
        .attr("method")
        .is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let mut read = Form {
        action: form.value().attr("action").unwrap_or(address).to_owned(),
        fields: Vec::new(),
        texts: Vec::new(),
    };
    for field in form.select(&select("input[name], textarea[name], select[name]")) {
        let element = field.value();
        let name = element.attr("name").unwrap().to_owned();
        let value = element.attr("value").unwrap_or_default().to_owned();
        let (value, is_text) = match (element.name(), element.attr("type").unwrap_or("text")) {
            ("textarea", _) => (
                field.text().collect::<String>().trim_start_matches('\n').to_owned(),
                true,
            ),
            ("select", _) => (chosen(field), false),
            // Every target is picked, so that its row counts.
            (_, "checkbox") if name == "pick" => (value, false),
            (_, "checkbox" | "radio") if element.attr("checked").is_none() => continue,
            (_, "text" | "search" | "tel" | "email") => (value, true),
            _ => (value, false),
        };
        if name == "csrf" {
            continue;
        }
        if is_text && !read.texts.contains(&name) {
            read.texts.push(name.clone());
        }
        read.fields.push((name, value));
    }
    (read, is_post)
}

/// What is chosen of a list, else its first choice that says something.
fn chosen(field: ElementRef<'_>) -> String {
    let all = select("option");
    let options: Vec<_> = field.select(&all).map(|option| option.value()).collect();
    let value = |option: &&scraper::node::Element| option.attr("value").unwrap_or_default().to_owned();
    let chosen = options
        .iter()
        .find(|option| option.attr("selected").is_some())
        .map(value);
    let first = options.iter().map(value).find(|value| !value.is_empty());
    chosen.filter(|value| !value.is_empty()).or(first).unwrap_or_default()
}
