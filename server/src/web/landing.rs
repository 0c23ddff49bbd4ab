//! Where one lands after signing in: always on a page, also where a form was on its way to an address that only takes
//! forms.

use super::routes::ROUTES;

/// The page for whoever was going `to`, a path of this site: that one, or the page of the form that is sent there, or
/// else the nearest page above.
pub fn landing(to: &str) -> String {
    let path = path_of(to);
    if is_page(path) {
        return to.to_owned();
    }
    let mut rest = path;
    while !rest.is_empty() {
        let new = format!("{rest}/new");
        if is_page(rest) {
            return rest.to_owned();
        }
        if is_page(&new) {
            return new;
        }
        rest = rest.rsplit_once('/').map_or("", |(above, _)| above);
    }
    "/".to_owned()
}

/// Whether `to` takes a form of whoever is signed in: only such a form is kept.
pub fn is_form_of_members(to: &str) -> bool {
    let mut routes = ROUTES.iter().filter(|route| route.method == "POST");
    routes.any(|route| route.access.is_for_members() && fits(route.path, path_of(to)))
}

fn is_page(path: &str) -> bool {
    // Of several patterns that fit, the one with more fixed words is asked.
    let fitting = ROUTES.iter().map(|route| route.path).filter(|of| fits(of, path));
    let asked = fitting.min_by_key(|of| of.matches('{').count());
    let mut pages = ROUTES.iter().filter(|route| route.method == "GET");
    pages.any(|route| Some(route.path) == asked)
}

fn path_of(to: &str) -> &str {
    to.split(['?', '#']).next().unwrap_or_default()
}

/// Whether `path` has the shape of `pattern`, part for part.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut parts, mut of_path) = (pattern.split('/'), path.split('/'));
    loop {
        match (parts.next(), of_path.next()) {
            (None, None) => return true,
            (Some(part), Some(of_path)) if part.starts_with('{') && !of_path.is_empty() => {}
            (Some(part), Some(of_path)) if part == of_path => {}
            (_, _) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address of the pattern.
    fn example(pattern: &str) -> String {
        let parts = pattern
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    #[test]
    fn from_every_route_one_lands_on_a_page() {
        for route in ROUTES {
            let to = example(route.path);
            let lands = landing(&to);
            assert!(is_page(path_of(&lands)), "{} {to} lands on {lands}", route.method);
            if route.method == "GET" {
                assert_eq!(lands, to);
            }
        }
    }

    #[test]
    fn from_a_form_one_lands_on_its_page() {
        for (to, lands) in [
            ("/cases/1/indicators/preview", "/cases/1/indicators/new"),
            ("/cases/1/indicators", "/cases/1/indicators/new"),
            ("/cases/1/requests", "/cases/1/requests/new"),
            ("/requests/FR-1/extension", "/requests/FR-1/extension/new"),
            ("/requests/FR-1/start", "/requests/FR-1"),
            ("/notices/1/reading", "/notices"),
            ("/account/sessions/1/end", "/account"),
            ("/requests?part=over&q=a%2Fb", "/requests?part=over&q=a%2Fb"),
            ("/sign-out", "/"),
            ("/nowhere/at/all", "/"),
        ] {
            assert_eq!(landing(to), lands);
        }
    }

    #[test]
    fn only_forms_of_members_are_kept() {
        assert!(is_form_of_members("/cases"));
        assert!(is_form_of_members("/requests/FR-1/targets/2/answer"));
        for to in [
            "/sign-in",
            "/sign-out",
            "/language",
            "/language/form?tag=fr",
            "/demo/sign-in",
            "/cases/1",
            "/",
            "",
        ] {
            assert!(!is_form_of_members(to), "{to}");
        }
    }
}
