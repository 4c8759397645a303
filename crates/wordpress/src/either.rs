//! One account over both of its interfaces: when one is *known* to be closed, the other one carries the exchange.
//!
//! Known means [`Failure::Blocked`]: the interface itself, or what stands before it, said so, and nothing was done.
//! Silence, errors of the server and refused passwords are never a reason: what may have arrived is not sent another
//! way. Both find the same shells by the same token, so a journal that was begun over one goes on over the other.

use blog::{
    Answered, Author, BlogClient, ClientError, Comment, CommentId, CommentListing, CommentStatus, Comments,
    Failure, Identity, Listed, Listing, MediaUpload, PostFields, PostKind, RemoteId, RemoteMedia, RemotePost,
    Site, Taxonomy, Term, TermId, Token, Transport, Typesetter,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// Hears that the other interface answered where the first one is closed: which one is used from now on, and why.
pub type OnSwitch = Box<dyn Fn(Transport, &ClientError) + Send + Sync>;

/// Both ways to one account.
pub struct EitherClient {
    first: Box<dyn BlogClient>,
    other: Box<dyn BlogClient>,
    /// What the other one is.
    transport: Transport,
    on_other: AtomicBool,
    on_switch: OnSwitch,
}

impl EitherClient {
    /// `first` as long as it is not known to be closed, then `other`, which speaks `transport`.
    pub fn new(
        first: Box<dyn BlogClient>,
        other: Box<dyn BlogClient>,
        transport: Transport,
        on_switch: OnSwitch,
    ) -> Self {
        Self { first, other, transport, on_other: AtomicBool::new(false), on_switch }
    }

    fn ask<T>(
        &self,
        mut exchange: impl FnMut(&dyn BlogClient) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        if self.on_other.load(Ordering::SeqCst) {
            return exchange(&*self.other);
        }
        let closed = match exchange(&*self.first) {
            Err(error) if error.failure == Failure::Blocked => error,
            answer => return answer,
        };
        match exchange(&*self.other) {
            Ok(answer) => {
                if !self.on_other.swap(true, Ordering::SeqCst) {
                    (self.on_switch)(self.transport, &closed);
                }
                Ok(answer)
            }
            // The other one is no way either: what is to be mended is the first.
            Err(error)
                if matches!(error.failure, Failure::Blocked | Failure::SignIn | Failure::Forbidden) =>
            {
                Err(closed)
            }
            // It may have arrived this way; that must not be hidden.
            Err(error) => Err(error),
        }
    }
}

impl BlogClient for EitherClient {
    fn identity(&self) -> Result<Identity, ClientError> {
        self.ask(|client| client.identity())
    }

    fn site(&self) -> Result<Site, ClientError> {
        self.ask(|client| client.site())
    }

    fn create_shell(&self, kind: PostKind, title: &str, token: &Token) -> Result<RemotePost, ClientError> {
        self.ask(|client| client.create_shell(kind, title, token))
    }

    fn find_shells(&self, kind: PostKind, token: &Token) -> Result<Vec<RemotePost>, ClientError> {
        self.ask(|client| client.find_shells(kind, token))
    }

    fn read_post(&self, kind: PostKind, id: RemoteId) -> Result<RemotePost, ClientError> {
        self.ask(|client| client.read_post(kind, id))
    }

    fn write_post(
        &self,
        kind: PostKind,
        id: RemoteId,
        fields: &PostFields,
        seen: Option<&str>,
    ) -> Result<RemotePost, ClientError> {
        self.ask(|client| client.write_post(kind, id, fields, seen))
    }

    fn trash_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.ask(|client| client.trash_post(kind, id))
    }

    fn delete_post(&self, kind: PostKind, id: RemoteId) -> Result<(), ClientError> {
        self.ask(|client| client.delete_post(kind, id))
    }

    fn list_posts(&self, listing: &Listing) -> Result<Listed, ClientError> {
        self.ask(|client| client.list_posts(listing))
    }

    fn edits(&self, kind: PostKind, id: RemoteId) -> Result<Vec<u64>, ClientError> {
        self.ask(|client| client.edits(kind, id))
    }

    fn find_page(&self, slug: &str) -> Result<Option<RemoteId>, ClientError> {
        self.ask(|client| client.find_page(slug))
    }

    fn find_media(&self, stem: &str) -> Result<Vec<RemoteMedia>, ClientError> {
        self.ask(|client| client.find_media(stem))
    }

    fn read_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.ask(|client| client.read_media(id))
    }

    fn upload_media(
        &self,
        media: &MediaUpload<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<RemoteMedia, ClientError> {
        self.ask(|client| client.upload_media(media, progress))
    }

    fn finish_media(&self, id: RemoteId) -> Result<RemoteMedia, ClientError> {
        self.ask(|client| client.finish_media(id))
    }

    fn list_terms(&self, taxonomy: Taxonomy) -> Result<Vec<Term>, ClientError> {
        self.ask(|client| client.list_terms(taxonomy))
    }

    fn ensure_term(
        &self,
        taxonomy: Taxonomy,
        name: &str,
        parent: Option<TermId>,
    ) -> Result<Term, ClientError> {
        self.ask(|client| client.ensure_term(taxonomy, name, parent))
    }

    fn list_authors(&self) -> Result<Vec<Author>, ClientError> {
        self.ask(|client| client.list_authors())
    }

    fn list_comments(&self, listing: &CommentListing) -> Result<Comments, ClientError> {
        self.ask(|client| client.list_comments(listing))
    }

    fn read_comment(&self, id: CommentId) -> Result<Comment, ClientError> {
        self.ask(|client| client.read_comment(id))
    }

    fn reply(&self, post: RemoteId, parent: CommentId, text: &str) -> Result<Answered, ClientError> {
        self.ask(|client| client.reply(post, parent, text))
    }

    fn set_comment(&self, id: CommentId, status: CommentStatus) -> Result<Comment, ClientError> {
        self.ask(|client| client.set_comment(id, status))
    }

    fn is_public(&self, url: &str) -> Result<bool, ClientError> {
        // A reader's look, which goes over neither.
        self.first.is_public(url)
    }

    fn typesetter(&self) -> &dyn Typesetter {
        self.first.typesetter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault_server::{Act, FaultServer, answer, json as says};
    use crate::{Http, connect_either};
    use blog::{Account, AccountId, Allowed, Endpoint, Markup, Secret, SiteClock};
    use std::sync::{Arc, Mutex};

    const ME: &str =
        r#"{"id":7,"name":"Ann","username":"ann","roles":["author"],"capabilities":{"edit_posts":true}}"#;

    fn account(server: &FaultServer, first: Transport) -> Account {
        let endpoint = |transport| Endpoint {
            transport,
            url: server
                .url(if transport == Transport::Rest { "/wp-json/" } else { "/xmlrpc.php" })
                .to_string(),
        };
        let other = if first == Transport::Rest { Transport::XmlRpc } else { Transport::Rest };
        Account {
            id: AccountId::new("a").unwrap(),
            name: "a".into(),
            address: server.url("/").to_string(),
            blog_title: String::new(),
            user: "ann".into(),
            endpoint: endpoint(first),
            other: Some(endpoint(other)),
            markup: Markup::Blocks,
            clock: SiteClock::default(),
            allowed: Allowed::default(),
            picture_edge: 2560,
        }
    }

    /// Asks twice who we are; returns what came, what the switch said, and how often each interface was asked.
    fn asked(
        first: Transport,
        script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static,
    ) -> (Result<(), Failure>, usize, usize, usize) {
        let server = FaultServer::start(move |heard| script(&heard.target));
        let switched = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&switched);
        let on_switch: OnSwitch = Box::new(move |to, why| log.lock().unwrap().push((to, why.failure)));
        let client = connect_either(
            Arc::new(Http::new().unwrap()),
            &account(&server, first),
            Secret::new("canary"),
            on_switch,
        )
        .unwrap();
        let mut last = Ok(());
        for _ in 0..2 {
            last = client.identity().map(drop).map_err(|error| error.failure);
        }
        let heard = server.heard();
        let to = |path: &str| heard.iter().filter(|heard| heard.target.starts_with(path)).count();
        let switches = switched.lock().unwrap().len();
        (last, switches, to("/wp-json"), to("/xmlrpc"))
    }

    #[test]
    fn only_what_is_known_to_be_closed_is_gone_round() {
        let closed = |target: &str| -> Vec<Act> {
            if target.starts_with("/wp-json") {
                says(200, ME)
            } else {
                answer(403, &[], "<h1>Forbidden</h1>")
            }
        };
        // The first is closed: the other carries on, and is the only one asked from then on.
        assert_eq!(asked(Transport::XmlRpc, closed), (Ok(()), 1, 2, 1));
        // Anything that is not certain stays where it is.
        for (what, rest, failure) in [
            ("busy", answer(503, &[], "busy"), Failure::Busy),
            ("silent", vec![], Failure::Lost),
            ("wrong password", says(401, r#"{"code":"rest_not_logged_in","message":"x"}"#), Failure::SignIn),
            ("a web page", answer(200, &[], "<h1>Hotel</h1>"), Failure::NotOurs),
        ] {
            let (last, switches, _, other) =
                asked(
                    Transport::Rest,
                    move |target| {
                        if target.starts_with("/wp-json") { rest.clone() } else { vec![] }
                    },
                );
            assert_eq!((last, switches, other), (Err(failure), 0, 0), "{what}");
        }
        // Both closed: the first one's word stands, and nothing is switched.
        let both = |_: &str| answer(403, &[], "<h1>Forbidden</h1>");
        let (last, switches, ..) = asked(Transport::Rest, both);
        assert_eq!((last, switches), (Err(Failure::Blocked), 0));
        // What may have arrived over the other is said, not hidden.
        let (last, switches, ..) = asked(Transport::XmlRpc, |target: &str| {
            if target.starts_with("/wp-json") { vec![] } else { answer(403, &[], "<h1>Forbidden</h1>") }
        });
        assert_eq!((last, switches), (Err(Failure::Lost), 0));
    }
}
