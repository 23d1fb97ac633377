//! `serve`: a built site for the browser on this machine, and nobody else; with `--watch`, one
//! that is built again whenever something changes (`watch`).

use super::watch::{self, Live};
use crate::cli::args::{Global, Serve};
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

/// What a page may load: its own style, scripts and pictures. `docs/publishing.md` tells
/// operators to send the same. Pages connect only when they wait for the next build, and
/// for browsers' own checks of a site, which ask for `robots.txt` in the page's name.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers of every answer.
fn headers(live: bool) -> [(HeaderName, &'static str); 5] {
    [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // What is served live says by which build it was made, so no copy may stand for it.
        (header::CACHE_CONTROL, if live { "no-store" } else { "no-cache" }),
    ]
}

/// Runs the command, until it is interrupted.
pub(super) fn run(args: &Serve, global: &Global, output: &Output) -> Result<Status> {
    if let Some(paths) = &args.watch {
        return watch::run(args, paths, global, output);
    }
    let Some(dir) = &args.dir else {
        return Err(UsageError("name the folder of a site, or build one with --watch".into()).into());
    };
    let site = &args.site;
    let unused = [
        ("--posture", !args.posture.posture.is_empty()),
        ("--config", site.config.is_some()),
        ("--title", site.title.is_some()),
        ("--base-url", site.base_url.is_some()),
        ("--redirects", site.redirects.is_some()),
        ("--date", site.date.is_some()),
        ("--templates", site.templates.is_some()),
        ("--since", site.since.is_some()),
        ("--history", site.history),
        ("--force", site.force),
    ];
    if let Some((name, _)) = unused.iter().find(|(_, given)| *given) {
        return Err(UsageError(format!("{name} is for building; add --watch, or give it to `toolrisk build`")).into());
    }
    if !args.any && fsio::receipt_kind(dir).as_deref() != Some(Kind::Site.word()) {
        return Err(UsageError(format!(
            "{} holds no site made by toolrisk; build one with `toolrisk build --out {0}`, or serve it all the same with --any",
            dir.display()
        ))
        .into());
    }
    Server::bind(args.port)?.run(dir, None, output)?;
    Ok(Status::Done)
}

/// A server that listens already.
pub(super) struct Server {
    runtime: tokio::runtime::Runtime,
    listener: tokio::net::TcpListener,
}

impl Server {
    /// Listens on this machine's own address.
    ///
    /// # Errors
    /// If the port is taken.
    pub(super) fn bind(port: u16) -> Result<Server> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start the server")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = runtime.block_on(tokio::net::TcpListener::bind(address)).map_err(|error| {
            anyhow!("cannot listen on {address}: {}; choose another port with --port", fsio::why(&error))
        })?;
        Ok(Server { runtime, listener })
    }

    /// Serves a folder until it is interrupted.
    ///
    /// # Errors
    /// If the network fails.
    pub(super) fn run(self, dir: &Path, live: Option<Arc<Live>>, output: &Output) -> Result<()> {
        let address = self.listener.local_addr()?;
        output.result(&format!("http://{address}/\n"))?;
        output.say("serving to this machine alone; Ctrl-C ends it\n");
        self.runtime.block_on(async {
            let ended = live.clone();
            let interrupted = async move {
                // Without a way to be told, it runs until it is killed.
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
                if let Some(live) = ended {
                    live.end();
                }
            };
            let router = site(dir, address, live);
            Ok(axum::serve(self.listener, router).with_graceful_shutdown(interrupted).await?)
        })
    }
}

/// The folder as a service.
fn site(dir: &Path, address: SocketAddr, live: Option<Arc<Live>>) -> Router {
    let root: Arc<Path> = dir.into();
    let missing = ServeFile::new(dir.join("404.html"));
    let is_live = live.is_some();
    let mut router =
        Router::new().fallback_service(ServeDir::new(dir).not_found_service(missing)).layer(middleware::from_fn(
            move |request: Request, next: Next| guard(address, root.clone(), live.clone(), request, next),
        ));
    for (name, value) in headers(is_live) {
        router = router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)));
    }
    router
}

/// Refuses what no browser on this machine asks for: other hosts (a foreign page
/// may have pointed its name at us), dotfiles, links that lead out of the folder,
/// and anything but reading. Says of text that it is UTF-8, which all of ours is.
async fn guard(
    address: SocketAddr,
    root: Arc<Path>,
    live: Option<Arc<Live>>,
    mut request: Request,
    next: Next,
) -> Response {
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
    if let Some(live) = &live
        && let Some(answer) = live.answer(&path, request.uri().query()).await
    {
        return answer;
    }
    if path.split('/').any(|part| part.starts_with('.')) || fsio::leads_out(&root, &path) {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    let whole = live.filter(|_| *request.method() == Method::GET);
    if whole.is_some() {
        for part in [header::RANGE, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE] {
            request.headers_mut().remove(part);
        }
    }
    // Before the file is read, so that a page is never said to be newer than it is.
    let build = whole.map(|live| live.build());
    let mut response = next.run(request).await;
    if let Some(kind) = response.headers_mut().get_mut(header::CONTENT_TYPE)
        && let Ok(text) = kind.to_str()
        && text.starts_with("text/")
        && !text.contains("charset")
        && let Ok(whole) = HeaderValue::from_str(&format!("{text}; charset=utf-8"))
    {
        *kind = whole;
    }
    match build {
        Some(build) => watch::with_script(response, build).await,
        None => response,
    }
}
