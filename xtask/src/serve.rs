//! The server for development and for the tests in the browser: www/ on the loopback interface, with the headers that
//! a public host should send too; with --lan to the whole network.

use std::future::ready;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::headers::{self, Header};
use crate::site::{self, Site};
use crate::{lan, wasm};

const PORT: u16 = 8000;

/// With --lan.
const LAN_PORT: u16 = 8443;

/// What `cargo xtask serve` was asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Options {
    /// This port and no other; otherwise 8000, or 8443 with `lan`, or the next free one.
    pub port: Option<u16>,
    /// To the whole network, over https.
    pub lan: bool,
    /// Show the page in the default browser.
    pub open: bool,
}

/// Builds the page and serves it until the process is stopped.
pub fn serve(root: &Path, options: &Options) -> Result<()> {
    // First the port, so that nobody waits for a build only to hear that it is taken.
    if options.lan {
        let listener = listen(options.port, LAN_PORT, lan::bind)?;
        let port = listener.local_addr()?.port();
        let addresses = lan::addresses()?;
        let invitation = lan::invitation(&addresses, port)?;
        wasm::build(root)?;
        println!("{invitation}");
        show(options, &format!("https://localhost:{port}"));
        return lan::run(listener, page(root)?, &lan::certificate(&addresses)?);
    }
    let listeners = listen(options.port, PORT, bind)?;
    wasm::build(root)?;
    let address = address(&listeners)?;
    println!("\nTab Trainer is at {address} (Ctrl+C stops it)");
    show(options, &address);
    run(listeners, page(root)?)
}

fn show(options: &Options, address: &str) {
    if options.open
        && let Err(error) = open::that_detached(address)
    {
        println!("No browser could be opened ({error}); open the address yourself.");
    }
}

/// Serves in the background on any free port, as long as this process lives; returns the address.
pub fn start(router: Router) -> Result<String> {
    let listeners = exactly(0, bind)?;
    let address = address(&listeners)?;
    thread::spawn(move || run(listeners, router));
    Ok(address)
}

/// The files of the page.
pub fn page(root: &Path) -> Result<Router> {
    let www = root.join("www");
    let list = {
        let www = www.clone();
        // Made when it is asked for: an edit makes another version.
        move || ready(list(&www).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR))
    };
    let files = Router::new()
        .route(&format!("/{}", site::LIST), get(list))
        .fallback_service(ServeDir::new(www));
    with_headers(files, headers::of_every_file(root)?)
}

fn list(www: &Path) -> Result<impl IntoResponse + use<>> {
    let script = Site::read(www)?.list();
    Ok(([(header::CONTENT_TYPE, "text/javascript")], script))
}

/// Adds compression and the headers to every response, errors included.
pub fn with_headers(router: Router, headers: Vec<Header>) -> Result<Router> {
    let asked = (header::CACHE_CONTROL.as_str(), headers::ASK.to_owned());
    let mut router = (router.layer(middleware::from_fn(with_type))).layer(CompressionLayer::new());
    for (name, value) in headers.into_iter().chain([asked]) {
        router = router.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::try_from(value)?,
        ));
    }
    Ok(router)
}

/// The type of a file that is there, by our own list: [`ServeDir`] does not know them all.
async fn with_type(request: Request, next: Next) -> Response {
    let content_type = headers::type_of(request.uri().path());
    let mut response = next.run(request).await;
    if let Some(content_type) = content_type
        && response.status().is_success()
    {
        let value = HeaderValue::from_static(content_type);
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}

fn run(listeners: Vec<TcpListener>, router: Router) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut tasks = Vec::new();
        for listener in listeners {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tasks.push(tokio::spawn(
                axum::serve(listener, router.clone()).into_future(),
            ));
        }
        for task in tasks {
            task.await??;
        }
        Ok(())
    })
}

fn address(listeners: &[TcpListener]) -> Result<String> {
    Ok(format!(
        "http://localhost:{}",
        listeners[0].local_addr()?.port()
    ))
}

/// Listens on the port that was asked for, or else on the first one that is free.
fn listen<T>(
    asked: Option<u16>,
    usual: u16,
    bind: impl Fn(u16) -> std::io::Result<T>,
) -> Result<T> {
    match asked {
        Some(port) => exactly(port, bind),
        None => next_free(usual, bind),
    }
}

fn exactly<T>(port: u16, bind: impl Fn(u16) -> std::io::Result<T>) -> Result<T> {
    match bind(port) {
        Ok(listeners) => Ok(listeners),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken by another program; choose another one: cargo xtask serve --port {}",
                port.wrapping_add(1).max(1024)
            )
        }
        Err(error) => Err(error).with_context(|| format!("port {port} cannot be used")),
    }
}

fn next_free<T>(first: u16, bind: impl Fn(u16) -> std::io::Result<T>) -> Result<T> {
    for port in first..first + 100 {
        match bind(port) {
            Ok(listeners) => {
                if port != first {
                    println!("Port {first} is taken by another program; using {port} instead.");
                }
                return Ok(listeners);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("port {port} cannot be used")),
        }
    }
    bail!(
        "ports {first} to {} are all taken; choose another one: cargo xtask serve --port N",
        first + 99
    )
}

/// Listens on both loopback addresses: `localhost` may mean either, and another program on the other one would answer
/// half of the visitors.
fn bind(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = four.local_addr()?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(six) => Ok(vec![four, six]),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        // A machine without IPv6.
        Err(_) => Ok(vec![four]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_when_it_was_asked_for() {
        let taken = bind(0).unwrap();
        let port = taken[0].local_addr().unwrap().port();
        let error = exactly(port, bind).unwrap_err().to_string();
        assert!(error.contains(&format!("port {port} is taken")), "{error}");
    }

    #[test]
    fn a_port_taken_on_one_address_only_is_taken() {
        let Ok(six) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return; // a machine without IPv6
        };
        assert!(exactly(six.local_addr().unwrap().port(), bind).is_err());
    }

    #[test]
    fn otherwise_the_next_free_port_is_used() {
        let taken = bind(0).unwrap();
        let port = taken[0].local_addr().unwrap().port();
        let found = next_free(port, bind).unwrap();
        assert!(found[0].local_addr().unwrap().port() > port);
    }
}
