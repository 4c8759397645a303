//! Speaks to WordPress: finds its interface, signs in, and carries one exchange at a time.
//!
//! Only `http.rs` opens connections. Nothing here retries or decides; the publisher does.

mod address;
pub mod authorize;
pub mod discovery;
pub mod doctor;
mod either;
pub mod exchange;
mod facts;
#[cfg(test)]
mod fault_server;
mod http;
pub mod look;
pub mod markup;
mod obstacle;
mod redaction;
mod redirect;
mod rest;
pub mod revoke;
mod trust;
pub mod wxr;
mod xmlrpc;

pub use discovery::{Discovered, DiscoveryError, NotFound, SiteKind, discover, discover_signed_in};
pub use either::{EitherClient, OnSwitch};
pub use http::{Http, Options};
pub use rest::RestClient;
pub use trust::{Presented, TlsFault};
pub use xmlrpc::XmlRpcClient;

use blog::{Account, BlogClient, ClientError, Secret, Transport};
use std::sync::Arc;

pub use address::{host, is_loopback as is_this_machine};
pub use discovery::typed::addresses as typed_addresses;

/// A client that speaks to this account as it wants to be spoken to, and goes round a closed interface by the other one
/// where there is one; `on_switch` hears of it. Nothing is sent yet.
pub fn connect_either(
    http: Arc<Http>,
    account: &Account,
    secret: Secret,
    on_switch: OnSwitch,
) -> Result<Box<dyn BlogClient>, ClientError> {
    let first = connect(Arc::clone(&http), account, secret.clone())?;
    let Some(endpoint) = &account.other else { return Ok(first) };
    let turned = Account { endpoint: endpoint.clone(), other: None, ..account.clone() };
    let other = connect(http, &turned, secret)?;
    Ok(Box::new(EitherClient::new(first, other, endpoint.transport, on_switch)))
}

/// A client that speaks over this account's first interface. Nothing is sent yet.
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
