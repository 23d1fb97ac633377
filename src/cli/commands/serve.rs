//! `serve`: a built site for the browser on this machine, and nobody else.

use crate::cli::args::Serve;
use crate::cli::output::Output;
use crate::cli::status::{Status, UsageError};
use crate::fsio::{self, Kind};
use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// What a page may load: its own style, scripts and data; the pages say the same.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-cache"),
];

/// Runs the command, until it is interrupted.
pub(super) fn run(args: &Serve, output: &Output) -> Result<Status> {
    if !args.any && fsio::receipt_kind(&args.dir).as_deref() != Some(Kind::Site.word()) {
        return Err(UsageError(format!(
            "{} holds no site made by toolrisk; build one with `toolrisk build --out {0}`, or serve it all the same with --any",
            args.dir.display()
        ))
        .into());
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_io().build().context("cannot start the server")?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            anyhow!("cannot listen on {address}: {}; choose another port with --port", fsio::why(&error))
        })?;
        let address = listener.local_addr()?;
        output.result(&format!("http://{address}/\n"))?;
        output.say("serving to this machine alone; Ctrl-C ends it\n");
        let interrupted = async {
            // Without a way to be told, it runs until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        axum::serve(listener, site(&args.dir, address)).with_graceful_shutdown(interrupted).await?;
        Ok(Status::Done)
    })
}

/// The folder as a service.
fn site(dir: &Path, address: SocketAddr) -> Router {
    let root: Arc<Path> = dir.into();
    let missing = ServeFile::new(dir.join("404.html"));
    let mut router = Router::new()
        .fallback_service(ServeDir::new(dir).not_found_service(missing))
        .layer(middleware::from_fn(move |request: Request, next: Next| guard(address, root.clone(), request, next)));
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    router
}

/// Refuses what no browser on this machine asks for: other hosts (a foreign page
/// may have pointed its name at us), dotfiles, links that lead out of the folder,
/// and anything but reading. Says of text that it is UTF-8, which all of ours is.
async fn guard(address: SocketAddr, root: Arc<Path>, request: Request, next: Next) -> Response {
    use axum::http::Method;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], "only GET and HEAD\n").into_response();
    }
    let port = address.port();
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if host.is_none_or(|host| !ours.iter().any(|own| host.eq_ignore_ascii_case(own))) {
        return (StatusCode::MISDIRECTED_REQUEST, "this server answers to 127.0.0.1 and localhost only\n")
            .into_response();
    }
    // What is not UTF-8 then names no file of ours.
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    if path.split('/').any(|part| part.starts_with('.')) || fsio::leads_out(&root, &path) {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    let mut response = next.run(request).await;
    if let Some(kind) = response.headers_mut().get_mut(header::CONTENT_TYPE)
        && let Ok(text) = kind.to_str()
        && text.starts_with("text/")
        && !text.contains("charset")
        && let Ok(whole) = HeaderValue::from_str(&format!("{text}; charset=utf-8"))
    {
        *kind = whole;
    }
    response
}
