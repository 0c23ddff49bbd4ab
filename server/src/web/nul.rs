//! The zero character, which PostgreSQL keeps in no text: it stops here, in front of every filter, path and form.

use std::borrow::Cow;

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;

/// What stands for it in what is looked for: browsers show as much (HTML Standard §13.2.5). Nothing is called so, and
/// the box says why.
const SHOWN: &str = "%EF%BF%BD";

/// What stands for it in a form: another control character, which every field refuses as it would have refused this.
const REFUSED: &str = "%01";

/// Takes it out of the query of an address. Answers whether it stood in the path: then the address names nothing.
pub fn in_address(request: &mut ServiceRequest) -> bool {
    if has_nul(request.uri().path()) {
        return true;
    }
    let Some(query) = request.uri().query().filter(|query| has_nul(query)) else {
        return false;
    };
    let address = format!("{}?{}", request.uri().path(), replaced(query, SHOWN));
    match address.parse::<Uri>() {
        Ok(address) => {
            request.head_mut().uri = address;
            false
        }
        Err(_) => true,
    }
}

/// The body of a form without it.
pub fn in_form(body: String) -> String {
    if has_nul(&body) { replaced(&body, REFUSED) } else { body }
}

fn has_nul(encoded: &str) -> bool {
    encoded.contains('\0') || encoded.contains("%00")
}

fn replaced(encoded: &str, instead: &str) -> String {
    let encoded: Cow<'_, str> = if encoded.contains('\0') {
        encoded.replace('\0', instead).into()
    } else {
        encoded.into()
    };
    encoded.replace("%00", instead)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn it_is_taken_out_of_a_query_and_out_of_a_form() {
        for (address, expected) in [
            (
                "/requests?q=a%00b&status=%00",
                "/requests?q=a%EF%BF%BDb&status=%EF%BF%BD",
            ),
            ("/requests?q=100%25&x=%2500", "/requests?q=100%25&x=%2500"),
            ("/requests", "/requests"),
        ] {
            let mut request = TestRequest::get().uri(address).to_srv_request();
            assert!(!in_address(&mut request));
            assert_eq!(request.uri().to_string(), expected);
        }
        assert_eq!(in_form("a=%00&b=\0&c=%25".to_owned()), "a=%01&b=%01&c=%25");
    }

    #[test]
    fn a_path_with_it_names_nothing() {
        let mut request = TestRequest::get().uri("/requests/%00/edit?q=1").to_srv_request();
        assert!(in_address(&mut request));
    }
}
