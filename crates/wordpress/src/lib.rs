//! Speaks to WordPress: finds its interface, signs in, and carries one exchange at a time.
//!
//! Only `http.rs` opens connections. Nothing here retries or decides; the publisher does.

mod address;
pub mod discovery;
pub mod exchange;
#[cfg(test)]
mod fault_server;
mod http;
pub mod markup;
mod obstacle;
mod redaction;
mod redirect;
mod rest;

pub use discovery::{Discovered, DiscoveryError, NotFound, SiteKind, discover, discover_signed_in};
pub use http::{Http, Options};
pub use rest::RestClient;

use blog::{Account, BlogClient, ClientError, Failure, Secret, Transport};
use std::sync::Arc;

/// A client that speaks to this account as it wants to be spoken to. Nothing is sent yet.
pub fn connect(
    http: Arc<Http>,
    account: &Account,
    secret: Secret,
) -> Result<Box<dyn BlogClient>, ClientError> {
    match account.endpoint.transport {
        Transport::Rest => Ok(Box::new(RestClient::new(http, account, secret)?)),
        Transport::XmlRpc => {
            let message = format!(
                "The account “{}” is set to speak XML-RPC, which this version of Copydesk does not. Connect the blog \
                 again to use REST.",
                account.name
            );
            Err(ClientError::new(Failure::Rejected, message, &account.endpoint.url))
        }
    }
}
