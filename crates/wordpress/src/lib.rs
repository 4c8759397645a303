//! Speaks to WordPress: finds its interface, signs in, and carries one exchange at a time.
//!
//! Only `http.rs` opens connections. Nothing here retries or decides; the publisher does.

mod address;
pub mod discovery;
pub mod exchange;
mod facts;
#[cfg(test)]
mod fault_server;
mod http;
mod look;
pub mod markup;
mod obstacle;
mod redaction;
mod redirect;
mod rest;
mod xmlrpc;

pub use discovery::{Discovered, DiscoveryError, NotFound, SiteKind, discover, discover_signed_in};
pub use http::{Http, Options};
pub use rest::RestClient;
pub use xmlrpc::XmlRpcClient;

use blog::{Account, BlogClient, ClientError, Secret, Transport};
use std::sync::Arc;

/// A client that speaks to this account as it wants to be spoken to. Nothing is sent yet.
pub fn connect(
    http: Arc<Http>,
    account: &Account,
    secret: Secret,
) -> Result<Box<dyn BlogClient>, ClientError> {
    match account.endpoint.transport {
        Transport::Rest => Ok(Box::new(RestClient::new(http, account, secret)?)),
        Transport::XmlRpc => Ok(Box::new(XmlRpcClient::new(http, account, secret)?)),
    }
}
