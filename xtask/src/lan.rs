//! `cargo xtask serve --lan`: the page for the other devices on the local network, over https, because browsers give no
//! camera to a page that came over http from another machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use rcgen::{CertificateParams, CertifiedKey, DnType, ExtendedKeyUsagePurpose, KeyPair};

/// Longer than a project week. Apple's devices refuse certificates that are valid for more than 825 days.
const VALID: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Clocks of tablets are not all right.
const EARLIER: Duration = Duration::from_secs(24 * 60 * 60);

/// The addresses of this machine on its networks, the one that leads out first: it is most probably that of the classroom.
pub fn addresses() -> Result<Vec<Ipv4Addr>> {
    let interfaces = if_addrs::get_if_addrs().context("the network cannot be asked")?;
    let mut found: Vec<_> = interfaces
        .iter()
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(address) if !address.is_loopback() && !address.is_link_local() => {
                Some(address)
            }
            _ => None,
        })
        .collect();
    let first = leading_out();
    found.sort_by_key(|address| (Some(*address) != first, *address));
    found.dedup();
    Ok(found)
}

/// Nothing is sent: the system only says from which address it would.
fn leading_out() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation, which is nobody's.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

/// A certificate for these addresses, signed by itself. Its key is never written anywhere, so each start has another one.
pub fn certificate(addresses: &[Ipv4Addr]) -> Result<CertifiedKey<KeyPair>> {
    let mut names: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    names.extend(["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()]);
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Tab Trainer");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let now = SystemTime::now();
    params.not_before = (now - EARLIER).into();
    params.not_after = (now + VALID).into();
    let signing_key = KeyPair::generate()?;
    let cert = params.self_signed(&signing_key)?;
    Ok(CertifiedKey { cert, signing_key })
}

/// Serves over https until the process is stopped.
pub fn run(listener: TcpListener, router: Router, identity: &CertifiedKey<KeyPair>) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let certificate = identity.cert.der().to_vec();
        let key = identity.signing_key.serialize_der();
        let config = RustlsConfig::from_der(vec![certificate], key).await?;
        let server = axum_server::from_tcp_rustls(listener, config)?;
        server.serve(router.into_make_service()).await?;
        Ok(())
    })
}

/// Listens on every network of this machine.
pub fn bind(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))
}

/// Where the page is and what the browsers will say, for the terminal.
pub fn invitation(addresses: &[Ipv4Addr], port: u16) -> Result<String> {
    let pages: Vec<_> = (addresses.iter())
        .map(|address| format!("https://{address}:{port}"))
        .collect();
    let Some(first) = pages.first() else {
        anyhow::bail!("this machine is in no network; connect it to the tablets' Wi-Fi");
    };
    // Most terminals are dark: what is drawn there is light.
    let code = QrCode::new(first)?
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    Ok(format!(
        "\n{code}\n\nTab Trainer is at {} for every device on this network (Ctrl+C stops it).\n\n\
         Each browser warns once, because the certificate was made just now, by this machine:\n  \
         Chrome, Edge, Android: \"Advanced\", then \"Proceed to …\" (or \"Continue to …\")\n  \
         Safari, iPad, iPhone:  \"Show Details\", then \"visit this website\"\n  \
         Firefox:               \"Advanced\", then \"Accept the Risk and Continue\"\n\n\
         If a device finds nothing there, it is in another network, or a firewall here blocks port {port}.",
        pages.join(" and ")
    ))
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::{fs, thread};

    use axum::routing::get;

    use super::*;

    /// Node.js, which the project needs anyway, as a client that trusts that certificate and no other.
    #[test]
    fn who_trusts_the_certificate_gets_the_page_by_address_and_by_name() {
        let identity = certificate(&[Ipv4Addr::new(192, 0, 2, 7)]).unwrap();
        let listener = bind(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        let folder = crate::root().join("target/xtask-tests");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("lan.pem");
        fs::write(&file, identity.cert.pem()).unwrap();
        let router = Router::new().route("/", get(async || "the page"));
        thread::spawn(move || run(listener, router, &identity));
        for (host, trusted) in [
            ("127.0.0.1", true),
            ("localhost", true),
            ("127.0.0.1", false),
        ] {
            let script = format!(
                "fetch('https://{host}:{port}/').then((it) => it.text()).then(console.log)"
            );
            let mut client = Command::new("node");
            client.args(["-e", &script]);
            if trusted {
                client.env("NODE_EXTRA_CA_CERTS", &file);
            }
            let output = client.output().unwrap();
            let answer = String::from_utf8_lossy(&output.stdout);
            let expected = if trusted { "the page\n" } else { "" };
            let error = String::from_utf8_lossy(&output.stderr);
            assert_eq!(answer, expected, "{host}, trusted: {trusted}: {error}");
        }
    }

    #[test]
    fn the_invitation_has_the_code_all_addresses_and_what_to_press() {
        let addresses = [[192, 168, 1, 23], [10, 0, 0, 5]].map(Ipv4Addr::from);
        let text = invitation(&addresses, 8443).unwrap();
        for part in [
            "https://192.168.1.23:8443 and https://10.0.0.5:8443",
            "visit this website",
            "▀",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(invitation(&[], 8443).is_err());
    }

    #[test]
    fn the_addresses_are_those_that_others_reach() {
        for address in addresses().unwrap() {
            assert!(!address.is_loopback(), "{address}");
        }
    }
}
