//! Taking an application password back on the blog when its account is forgotten. Over REST, which alone can; by the
//! password itself, so that no other one is touched.

use crate::Http;
use crate::exchange::{Method, Request};
use crate::redaction::Redaction;
use crate::rest::request::Root;
use crate::rest::response::read;
use blog::{Account, ClientError, Failure, Secret, Transport};
use serde::Deserialize;

#[derive(Deserialize)]
struct Introspected {
    uuid: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Deleted {
    deleted: bool,
}

/// Takes this account's application password back and returns the label it had on the blog. Two exchanges: which one is
/// it, and delete it.
pub fn revoke(http: &Http, account: &Account, secret: &Secret) -> Result<String, ClientError> {
    let redaction = Redaction::of(&account.user, secret);
    let sign_in = Some((account.user.as_str(), secret));
    let rest = std::iter::once(&account.endpoint).chain(&account.other);
    let root =
        rest.filter(|endpoint| endpoint.transport == Transport::Rest).find_map(|e| Root::parse(&e.url));
    let root = root.ok_or_else(|| {
        let message = "The blog is not reached over REST, which alone can do this.";
        ClientError::new(Failure::Rejected, message, "nothing was sent")
    })?;
    let ask = |method, route: &str| {
        http.send(&Request::new(method, root.route(route, &[])), sign_in, &mut |_| {})
            .map_err(|error| redaction.clean(error))
    };
    let answer = ask(Method::Get, "wp/v2/users/me/application-passwords/introspect")?;
    let found: Introspected = read(&answer).map_err(|error| redaction.clean(error))?;
    // The number comes from the blog and goes into an address: nothing but what such a number is made of.
    if found.uuid.is_empty() || !found.uuid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(answer.not_ours());
    }
    let answer = ask(Method::Delete, &format!("wp/v2/users/me/application-passwords/{}", found.uuid))?;
    let deleted: Deleted = read(&answer).map_err(|error| redaction.clean(error))?;
    if deleted.deleted { Ok(found.name) } else { Err(answer.not_ours()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault_server::{FaultServer, json as says};
    use blog::{AccountId, Allowed, Endpoint, Markup, SiteClock};

    fn account(url: String) -> Account {
        Account {
            id: AccountId::new("a").unwrap(),
            name: "a".into(),
            address: "http://127.0.0.1".into(),
            blog_title: String::new(),
            user: "ann".into(),
            endpoint: Endpoint { transport: Transport::Rest, url },
            other: None,
            markup: Markup::Blocks,
            clock: SiteClock::default(),
            allowed: Allowed::default(),
            picture_edge: blog::account::PICTURE_EDGE,
        }
    }

    #[test]
    fn only_the_password_itself_is_taken_back() {
        for (introspected, deleted, expected, asked) in [
            (
                r#"{"uuid":"0a1b-2c","name":"Copydesk (x)"}"#,
                r#"{"deleted":true,"previous":{}}"#,
                Ok("Copydesk (x)"),
                2,
            ),
            (r#"{"uuid":"0a1b-2c"}"#, r#"{"deleted":false}"#, Err(Failure::NotOurs), 2),
            (r#"{"uuid":"../../../posts/7?force=true"}"#, "{}", Err(Failure::NotOurs), 1),
            (r#"{"uuid":""}"#, "{}", Err(Failure::NotOurs), 1),
            ("<html>", "{}", Err(Failure::NotOurs), 1),
        ] {
            let server = FaultServer::start(move |heard| match heard.method.as_str() {
                "DELETE" => says(200, deleted),
                _ => says(200, introspected),
            });
            let http = Http::new().unwrap();
            let revoked =
                revoke(&http, &account(server.url("/wp-json/").to_string()), &Secret::new("canary"));
            assert_eq!(revoked.as_deref().map_err(|error| error.failure), expected, "{introspected}");
            assert_eq!(server.heard().len(), asked, "{introspected}");
        }
    }
}
