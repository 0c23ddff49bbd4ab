//! Styles, scripts and icons: inside the program, served under a name with their hash, so that they may be kept for
//! ever and never be stale.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::Failure;
use super::page::Answer;

#[derive(RustEmbed)]
#[folder = "static"]
struct Files;

struct Served {
    file: EmbeddedFile,
    kind: &'static str,
    tag: String,
}

/// By plain name the name with its hash, and by that the file.
static SERVED: LazyLock<(HashMap<String, String>, HashMap<String, Served>)> = LazyLock::new(|| {
    let (mut names, mut files) = (HashMap::new(), HashMap::new());
    for name in Files::iter() {
        let Some(file) = Files::get(&name) else { continue };
        let hash: String = hex::encode(file.metadata.sha256_hash()).chars().take(16).collect();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let hashed = format!("{stem}.{hash}.{ending}");
        let served = Served {
            file,
            kind: kind(ending),
            tag: format!("\"{hash}\""),
        };
        names.insert(name.to_string(), hashed.clone());
        files.insert(hashed, served);
    }
    (names, files)
});

fn kind(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Where the file of this plain name is served. A name there is no file for leads nowhere; a test finds it.
pub fn address(name: &str) -> String {
    let hashed = SERVED.0.get(name).map_or(name, String::as_str);
    format!("/static/{hashed}")
}

/// `GET /static/{file}`.
pub async fn show(request: HttpRequest, file: web::Path<String>) -> Answer {
    let served = SERVED.1.get(file.as_str()).ok_or(Failure::NotFound)?;
    let known = request.headers().get(header::IF_NONE_MATCH).map(HeaderValue::as_bytes);
    let mut response = if known == Some(served.tag.as_bytes()) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::ETAG, served.tag.as_str()));
    if known == Some(served.tag.as_bytes()) {
        return Ok(response.finish());
    }
    Ok(response
        .content_type(served.kind)
        .body(served.file.data.clone().into_owned()))
}
