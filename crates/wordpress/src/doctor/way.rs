//! From the address as typed to a connection: redirects and certificates. Pure.

use super::finding::{Finding, Subject, broken, fine, note};
use super::host;
use crate::trust::{Presented, TlsFault};
use blog::{ClientError, Failure};
use url::Url;

/// One redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Who redirects.
    pub from: Url,
    /// By which status.
    pub status: u16,
    /// To where.
    pub to: Url,
}

/// Where an address leads.
#[derive(Debug)]
pub struct Way {
    /// The redirects, in order.
    pub hops: Vec<Hop>,
    /// Where they end; otherwise where and why it went no further (`None`: in circles, or the address is none).
    pub end: Result<Url, Option<(Url, ClientError)>>,
    /// What happened over https when http had to be tried.
    pub distrusted: Option<ClientError>,
    /// The certificate that was not believed.
    pub certificate: Option<Presented>,
}

impl Way {
    fn chain(&self) -> String {
        let steps = self.hops.iter().map(|hop| format!("{} -> {} -> {}", hop.from, hop.status, hop.to));
        steps.collect::<Vec<_>>().join("\n")
    }
}

/// Where the address leads.
pub fn address(way: &Way) -> Finding {
    let subject = Subject::Address;
    let downgrade = way.hops.iter().find(|hop| hop.from.scheme() == "https" && hop.to.scheme() == "http");
    if let Some(hop) = downgrade {
        let happened = format!("{} sends visitors from https back to plain http.", host(&hop.from));
        let next = "Copydesk does not go along, because a password would be readable on the way. Have the redirect \
                    taken out, or turned round.";
        return broken(subject, happened, "a redirect on the server", next)
            .with_detail(way.chain())
            .with_letter(&host(&hop.from), "Please let https answer by itself, without a redirect to http.");
    }
    match &way.end {
        Err(None) if way.hops.is_empty() => {
            let next = "Give the address as you read it in a browser, such as example.org.";
            broken(subject, "This is not the address of a blog.", "the address", next)
        }
        Err(None) => {
            let here = host(&way.hops[0].from);
            let happened = format!("{here} sends visitors in circles.");
            let next = "Usually the address in WordPress's settings (Settings, General) and the server's own redirect \
                        disagree about www or https. Make both the same.";
            broken(subject, happened, "redirects that contradict each other", next)
                .with_detail(way.chain())
                .with_letter(&here, "Please look at the redirects for www and https: they lead in a circle.")
        }
        _ if way.hops.is_empty() => fine(subject, "The address leads nowhere else."),
        _ => {
            let (first, last) = (&way.hops[0].from, &way.hops[way.hops.len() - 1].to);
            let steps =
                if way.hops.len() == 1 { "one step".to_owned() } else { format!("{} steps", way.hops.len()) };
            let happened = format!("{first} leads to {last}, in {steps}.");
            if first.host() == last.host() {
                return fine(subject, happened).with_detail(way.chain());
            }
            let next =
                format!("Connect the blog as {}, so that the sign-in goes straight there.", host(last));
            note(subject, happened, "a redirect on the server", next).with_detail(way.chain())
        }
    }
}

/// Whether the blog is reached, and securely.
pub fn connection(way: &Way) -> Finding {
    let subject = Subject::Connection;
    match &way.end {
        Ok(end) if end.scheme() == "https" => fine(subject, format!("{} answers over https.", host(end))),
        Ok(end) if crate::address::is_loopback(end) => {
            fine(subject, format!("{} answers; it is this very computer.", host(end)))
        }
        Ok(end) => {
            let why = way.distrusted.as_ref().map(|error| error.message.clone()).unwrap_or_default();
            let happened = format!("{} answers over plain http only. {why}", host(end));
            let next = "Everybody on the way could read the password, so Copydesk sends none. Have https switched on; \
                        most hosts do it free of charge. If you know the way and trust it, plain http can be allowed for \
                        this blog when it is connected.";
            broken(subject, happened.trim(), "the server has no working https", next)
                .with_detail(way.distrusted.as_ref().map(|error| error.detail.clone()).unwrap_or_default())
                .with_letter(
                    &host(end),
                    "Please switch https on for this address, with a certificate for its name.",
                )
        }
        Err(Some((at, error))) => not_reached(way, at, error),
        Err(None) => super::finding::skipped(subject, "The address leads nowhere."),
    }
}

fn not_reached(way: &Way, at: &Url, error: &ClientError) -> Finding {
    let (subject, host) = (Subject::Connection, host(at));
    // What https said matters more than that http is not there either.
    let error = way.distrusted.as_ref().filter(|first| first.failure == Failure::Tls).unwrap_or(error);
    if error.failure != Failure::Tls {
        let (culprit, next) = match error.failure {
            Failure::NoConnection => (
                "the network, the name, or a server that is off",
                "Check the spelling and whether other web pages open. If they do, the server is down or its name is not \
                 set up.",
            ),
            _ => (
                "a server that does not answer",
                "Try again in some minutes, or ask its host whether it is down.",
            ),
        };
        return broken(subject, &error.message, culprit, next)
            .with_detail(&error.detail)
            .with_letter(&host, "Please check whether the server is up and its name points to it.");
    }
    let fault = way.certificate.as_ref().map_or(TlsFault::Other, |shown| shown.fault);
    let (culprit, next, wish) = match fault {
        TlsFault::Expired => (
            "an expired certificate",
            "Have it renewed; hosts do that by themselves once it is set up.",
            "Please renew the certificate and let it be renewed by itself.",
        ),
        TlsFault::NotYetValid => (
            "this computer's clock, or a certificate from the future",
            "Set this computer's date and time, then try again.",
            "Please check from when on the certificate is valid.",
        ),
        TlsFault::OtherName => (
            "a certificate for another name",
            "Try the address with or without www. If neither works, have the name added to the certificate.",
            "Please add this name to the certificate.",
        ),
        TlsFault::UnknownIssuer => (
            "a certificate that nobody known has signed",
            "If this is your own server, compare the fingerprint with the server's and accept it when you connect the \
             blog. Otherwise do not: somebody may stand in between.",
            "Please install a certificate of a public authority, with its intermediate certificates.",
        ),
        TlsFault::Revoked => (
            "a certificate that was called back",
            "Do not connect before the certificate was replaced.",
            "The certificate was revoked; please replace it.",
        ),
        TlsFault::TooOld => (
            "old TLS on the server",
            "Have TLS 1.2 or later switched on.",
            "Please switch on TLS 1.2 and 1.3.",
        ),
        TlsFault::NotTls | TlsFault::Other => (
            "https that is not set up",
            "Open the address in a browser: it says more about what is wrong.",
            "Please check that https answers on port 443 with a certificate for this name.",
        ),
    };
    let shown = way.certificate.as_ref();
    let print = shown.map(|shown| format!("SHA-256 fingerprint {}; ", shown.fingerprint)).unwrap_or_default();
    broken(subject, &error.message, culprit, next)
        .with_detail(format!("{print}{}", error.detail))
        .with_letter(&host, wish)
}
