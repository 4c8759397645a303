//! Whose certificates are believed: those the system believes, and single ones that the writer looked at and accepted for
//! one host. There is no switch that believes everything.
//!
//! A certificate that is not believed is remembered with its fingerprint until the program ends, so that it can be
//! shown and, by an explicit yes, pinned.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why a secure connection was not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate's time is over.
    Expired,
    /// Its time has not come: more often this computer's clock is wrong.
    NotYetValid,
    /// It is for another name.
    OtherName,
    /// Nobody this computer knows has signed it; often it signed itself.
    UnknownIssuer,
    /// It was called back.
    Revoked,
    /// Server and program have no safe version of TLS in common.
    TooOld,
    /// What answers does not speak TLS.
    NotTls,
    /// Anything else.
    Other,
}

/// A certificate that was not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// SHA-256 of the certificate as browsers show it: `AB:CD:…`, 32 pairs.
    pub fingerprint: String,
    /// Why not.
    pub fault: TlsFault,
}

impl TlsFault {
    /// What it says about a certificate, to go behind "because".
    pub fn words(self) -> &'static str {
        match self {
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet; check this computer's clock",
            Self::OtherName => "its certificate is for another name",
            Self::UnknownIssuer => {
                "its certificate is signed by nobody this computer knows (it may have signed itself)"
            }
            Self::Revoked => "its certificate was called back by its issuer",
            Self::TooOld => "it speaks only old versions of TLS that are no longer safe",
            Self::NotTls => "what answers does not speak https",
            Self::Other => "its certificate could not be trusted",
        }
    }

    /// What an error of the TLS library means.
    pub fn of(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(error) => Self::of_certificate(error),
            rustls::Error::PeerIncompatible(_) => Self::TooOld,
            rustls::Error::AlertReceived(
                rustls::AlertDescription::ProtocolVersion | rustls::AlertDescription::HandshakeFailure,
            ) => Self::TooOld,
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::Other,
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::Revoked => Self::Revoked,
            // A certificate that signs others and is used by a server itself is one that signed itself.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                Self::UnknownIssuer
            }
            _ => Self::Other,
        }
    }
}

/// The judge of every certificate.
#[derive(Debug)]
pub struct Trust {
    system: Arc<dyn ServerCertVerifier>,
    /// Host to fingerprint.
    pinned: Mutex<BTreeMap<String, String>>,
    refused: Mutex<BTreeMap<String, Presented>>,
}

impl Trust {
    /// With the system's own store of authorities.
    pub fn of_system(provider: &Arc<CryptoProvider>) -> Result<Self, rustls::Error> {
        let system = rustls_platform_verifier::Verifier::new(Arc::clone(provider))?;
        Ok(Self { system: Arc::new(system), pinned: Mutex::default(), refused: Mutex::default() })
    }

    /// Believes this one certificate for this host (without a port), and no other for it but what the system believes.
    pub fn pin(&self, host: &str, fingerprint: &str) {
        held(&self.pinned).insert(host.to_owned(), fingerprint.to_owned());
    }

    /// The certificate of this host that was last refused.
    pub fn refused(&self, host: &str) -> Option<Presented> {
        held(&self.refused).get(host).cloned()
    }
}

/// How connections are secured, judged by `trust`. Fails where this system offers no safe version of TLS.
pub fn config(trust: Arc<Trust>, provider: Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        // Dangerous in general; this judge only ever adds certificates the writer accepted one by one.
        .dangerous()
        .with_custom_certificate_verifier(trust)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let judged = self.system.verify_server_cert(certificate, between, name, ocsp, now);
        judged.or_else(|error| {
            let (host, fingerprint) = (name.to_str().into_owned(), fingerprint(certificate));
            if held(&self.pinned).get(&host) == Some(&fingerprint) {
                return Ok(ServerCertVerified::assertion());
            }
            let fault = TlsFault::of(&error);
            held(&self.refused).insert(host, Presented { fingerprint, fault });
            Err(error)
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.system.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.system.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
