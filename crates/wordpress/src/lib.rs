//! Speaks to WordPress: finds its interface, signs in, and carries one exchange at a time.
//!
//! Only `http.rs` opens connections. Nothing here retries or decides; the publisher does.

mod address;
pub mod authorize;
pub mod discovery;
pub mod doctor;
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
pub mod revoke;
mod trust;
mod xmlrpc;

pub use discovery::{Discovered, DiscoveryError, NotFound, SiteKind, discover, discover_signed_in};
pub use http::{Http, Options};
pub use rest::RestClient;
pub use trust::{Presented, TlsFault};
pub use xmlrpc::XmlRpcClient;

use blog::{Account, BlogClient, ClientError, Secret, Transport};
use std::sync::Arc;

pub use address::{host, is_loopback as is_this_machine};
pub use discovery::typed::addresses as typed_addresses;

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
