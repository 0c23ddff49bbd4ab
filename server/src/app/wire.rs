//! What comes before any route: calls whose answer the server beneath could not frame, and targets that are no path.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, Version, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::Ways;

/// Answers at once what names no path: `*`, or the host of a tunnel. Bodies of unknown length are kept from whoever could
/// not tell where they end: after a wish to tunnel or to upgrade the server writes them without the chunks it announces,
/// and HTTP/1.0 knows no chunks (RFC 9112, section 6.1). What is not compressed has a length.
pub async fn framed(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !request.path().starts_with('/') {
        return Ok(ended(request));
    }
    let is_unframed = request.method() == Method::CONNECT || request.head().upgrade();
    if is_unframed || request.version() < Version::HTTP_11 {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Without a word, and the connection ends: what follows on it may be meant for somebody else.
fn ended(request: ServiceRequest) -> ServiceResponse<BoxBody> {
    let mut response = HttpResponse::BadRequest().force_close().finish();
    if let Some(ways) = request.app_data::<Ways>() {
        (ways.headers)(response.headers_mut());
    }
    request.into_response(response)
}
