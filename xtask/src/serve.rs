//! The server for development and for the tests in the browser: www/ on the loopback interface, with the headers that
//! a public host should send too.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::wasm;

const PORT: u16 = 8000;

/// Nothing but what the page's own origin serves. On every response, because a worker's policy is the one
/// that comes with its own script.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob: mediastream:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self)",
    ),
    // The browser may keep files but asks each time: an edit shows on the next reload.
    (header::CACHE_CONTROL, "no-cache"),
];

/// What `cargo xtask serve` was asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Options {
    /// This port and no other; otherwise 8000 or the next free one.
    pub port: Option<u16>,
    /// Show the page in the default browser.
    pub open: bool,
}

/// Builds the page and serves it until the process is stopped.
pub fn serve(root: &Path, options: &Options) -> Result<()> {
    // First the port, so that nobody waits for a build only to hear that it is taken.
    let listeners = match options.port {
        Some(port) => exactly(port)?,
        None => next_free(PORT)?,
    };
    wasm::build(root)?;
    let address = address(&listeners)?;
    println!("\nTab Trainer is at {address} (Ctrl+C stops it)");
    if options.open
        && let Err(error) = open::that_detached(&address)
    {
        println!("No browser could be opened ({error}); open the address yourself.");
    }
    run(listeners, page(root))
}

/// Serves in the background on any free port, as long as this process lives; returns the address.
pub fn start(router: Router) -> Result<String> {
    let listeners = exactly(0)?;
    let address = address(&listeners)?;
    thread::spawn(move || run(listeners, router));
    Ok(address)
}

/// The files of the page.
pub fn page(root: &Path) -> Router {
    with_headers(Router::new().fallback_service(ServeDir::new(root.join("www"))))
}

/// Adds compression and the headers to every response, errors included.
pub fn with_headers(router: Router) -> Router {
    let router = router.layer(CompressionLayer::new());
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    })
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

fn exactly(port: u16) -> Result<Vec<TcpListener>> {
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

fn next_free(first: u16) -> Result<Vec<TcpListener>> {
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
        let error = exactly(port).unwrap_err().to_string();
        assert!(error.contains(&format!("port {port} is taken")), "{error}");
    }

    #[test]
    fn a_port_taken_on_one_address_only_is_taken() {
        let Ok(six) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return; // a machine without IPv6
        };
        assert!(exactly(six.local_addr().unwrap().port()).is_err());
    }

    #[test]
    fn otherwise_the_next_free_port_is_used() {
        let taken = bind(0).unwrap();
        let port = taken[0].local_addr().unwrap().port();
        let found = next_free(port).unwrap();
        assert!(found[0].local_addr().unwrap().port() > port);
    }
}
