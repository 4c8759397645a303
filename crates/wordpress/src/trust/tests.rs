//! Certificates against a real TLS server on this machine, and the meaning of every error.

use super::*;
use crate::Http;
use crate::exchange::{Method, Request};
use blog::{Failure, Secret};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpListener;
use url::Url;

/// A server with a certificate that signed itself, for `localhost`; answers every request with 200 and counts them.
fn self_signed() -> (Url, Arc<Mutex<Vec<String>>>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (config, heard) = (Arc::new(config), Arc::new(Mutex::new(Vec::new())));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("https://localhost:{}/", listener.local_addr().unwrap().port())).unwrap();
    let log = Arc::clone(&heard);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let mut secured =
                StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), connection);
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && secured.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            if head.is_empty() {
                continue;
            }
            held(&log).push(String::from_utf8_lossy(&head).into_owned());
            let _gone =
                secured.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            secured.conn.send_close_notify();
            let _gone = secured.flush();
        }
    });
    (url, heard)
}

#[test]
fn a_certificate_that_signed_itself_is_believed_only_by_a_yes_for_its_host() {
    let (url, heard) = self_signed();
    let http = Http::new().unwrap();
    let secret = Secret::new("canary-7f3a91");
    let ask =
        |http: &Http| http.send(&Request::new(Method::Get, url.clone()), Some(("ann", &secret)), &mut |_| {});
    assert_eq!(http.refused_certificate("localhost"), None);
    let error = ask(&http).unwrap_err();
    assert_eq!(error.failure, Failure::Tls, "{error} [{}]", error.detail);
    assert!(error.message.contains("signed by nobody"), "{error}");
    let shown = http.refused_certificate("localhost").unwrap();
    assert_eq!((shown.fault, shown.fingerprint.len()), (TlsFault::UnknownIssuer, 32 * 3 - 1));
    // Another certificate, and the same one for another host, change nothing.
    http.pin("localhost", &"00:".repeat(32));
    http.pin("example.org", &shown.fingerprint);
    assert_eq!(ask(&http).unwrap_err().failure, Failure::Tls);
    assert!(held(&heard).is_empty(), "nothing was sent");
    http.pin("localhost", &shown.fingerprint);
    assert_eq!(ask(&http).unwrap().status, 200);
    let (other, untouched) = self_signed();
    let error =
        http.send(&Request::new(Method::Get, other), Some(("ann", &secret)), &mut |_| {}).unwrap_err();
    assert_eq!(error.failure, Failure::Tls, "the host's next certificate is not the pinned one");
    assert_eq!((held(&heard).len(), held(&untouched).len()), (1, 0));
}

#[test]
fn every_error_has_one_meaning() {
    let certificate = |error| rustls::Error::InvalidCertificate(error);
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(5));
    for (error, expected) in [
        (certificate(CertificateError::Expired), TlsFault::Expired),
        (certificate(CertificateError::ExpiredContext { time: now, not_after: now }), TlsFault::Expired),
        (certificate(CertificateError::NotValidYet), TlsFault::NotYetValid),
        (certificate(CertificateError::NotValidForName), TlsFault::OtherName),
        (certificate(CertificateError::UnknownIssuer), TlsFault::UnknownIssuer),
        (certificate(CertificateError::Revoked), TlsFault::Revoked),
        (certificate(CertificateError::BadSignature), TlsFault::Other),
        (rustls::Error::AlertReceived(rustls::AlertDescription::ProtocolVersion), TlsFault::TooOld),
        (rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType), TlsFault::NotTls),
        (rustls::Error::General("x".into()), TlsFault::Other),
    ] {
        assert_eq!(TlsFault::of(&error), expected, "{error}");
        assert!(!TlsFault::of(&error).words().is_empty());
    }
}
