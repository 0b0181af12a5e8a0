//! One exchange: a client's request to the transport, and its answer back.

use std::sync::{Arc, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;

use super::{
    body::{Answer, received},
    connection::Takeover,
    raw::Raw,
};
use crate::{
    body::Body,
    error::{TransportError, TransportErrorKind},
    transport::{Opened, Transport},
};

/// Answers a request. An error closes the client's connection.
pub(super) async fn answer<T: Transport>(
    transport: Arc<T>,
    takeover: Takeover,
    mut request: Request<Incoming>,
) -> Result<Response<Answer>, TransportError> {
    let is_head = request.method() == Method::HEAD;
    let upgrade = request.headers().contains_key(header::UPGRADE).then(|| hyper::upgrade::on(&mut request));
    let request = forward(request, upgrade.is_some()).await?;
    let answered = match upgrade {
        None => transport.call(request).await,
        Some(upgrade) => match transport.open(request).await {
            Ok(Opened::Stream(response)) => {
                let (parts, duplex) = response.into_parts();
                *takeover.lock().unwrap_or_else(PoisonError::into_inner) = Some(Raw::new(upgrade, duplex));
                return Ok(switching(Response::from_parts(parts, Answer::new(Body::empty()))));
            }
            Ok(Opened::Refused(response)) => Ok(response),
            Err(error) => Err(error),
        },
    };
    match answered {
        Ok(response) => Ok(backward(response, is_head)),
        Err(error) => refusal(error).map(|response| backward(response, is_head)),
    }
}

/// Makes the request that the transport gets: without what concerns the client's connection only.
async fn forward(request: Request<Incoming>, upgrades: bool) -> Result<Request<Body>, TransportError> {
    let (mut parts, incoming) = request.into_parts();
    strip(&mut parts.headers, upgrades);
    // Answered here, when the body is first asked for.
    parts.headers.remove(header::EXPECT);
    let body = received(incoming, promises_json(&parts.headers)).await?;
    if body.as_whole().is_some_and(|bytes| !bytes.is_empty()) {
        // It may have come in chunks, and goes on with its length, which the transport tells itself.
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    Ok(Request::from_parts(parts, body))
}

/// Makes the response that the client gets.
fn backward(response: Response<Body>, is_head: bool) -> Response<Answer> {
    let (mut parts, body) = response.into_parts();
    strip(&mut parts.headers, false);
    if !is_head {
        // The body knows, and is what counts.
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    parts.version = http::Version::HTTP_11;
    Response::from_parts(parts, Answer::new(body))
}

/// Makes the response after which the connection is a raw stream, whatever form the engine gave it.
fn switching(mut response: Response<Answer>) -> Response<Answer> {
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    *response.version_mut() = http::Version::HTTP_11;
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    headers.entry(header::CONNECTION).or_insert(HeaderValue::from_static("Upgrade"));
    headers.entry(header::UPGRADE).or_insert(HeaderValue::from_static("tcp"));
    response
}

/// Makes the answer of a request that certainly reached nobody; any other failure closes the client's connection,
/// too.
pub(super) fn refusal(error: TransportError) -> Result<Response<Body>, TransportError> {
    if error.kind() != TransportErrorKind::Unsent {
        return Err(error);
    }
    let message = serde_json::json!({ "message": error.to_string() });
    let mut response = Response::new(Body::from(message.to_string()));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Removes the headers that are about one connection; of an upgrade they are about both.
pub(super) fn strip(headers: &mut HeaderMap, upgrades: bool) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .filter(|name| *name != header::UPGRADE)
        .collect();
    named.iter().for_each(|name| drop(headers.remove(name)));
    for name in ["keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"] {
        headers.remove(name);
    }
    if upgrades {
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    } else {
        headers.remove(header::CONNECTION);
        headers.remove(header::UPGRADE);
    }
}

/// Whether a body is JSON by what its head says.
fn promises_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("application/json"))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::strip;

    #[test]
    fn headers_of_one_connection_stay_on_it() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "X-Own, Upgrade"),
            ("x-own", "1"),
            ("upgrade", "h2c"),
            ("keep-alive", "5"),
            ("x-docker-expose-session-uuid", "u"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let mut plain = headers.clone();
        strip(&mut headers, true);
        assert_eq!(
            (&headers["connection"], &headers["upgrade"]),
            (&"Upgrade".parse().unwrap(), &"h2c".parse().unwrap())
        );
        assert_eq!(headers.len(), 3);
        strip(&mut plain, false);
        assert_eq!(
            plain.keys().map(http::HeaderName::as_str).collect::<Vec<_>>(),
            ["x-docker-expose-session-uuid"]
        );
    }
}
