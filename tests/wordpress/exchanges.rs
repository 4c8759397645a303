//! Every exchange over REST and over XML-RPC with the oldest and the newest WordPress, in every role that writes.

use blog::{
    Account, AccountId, BlogClient, Failure, Markup, MediaUpload, PostFields, PostKey, PostKind, RemoteId,
    Secret, Status, Taxonomy, Token, Transport,
};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tests::servers::{self, Person, Server, unique};
use wordpress::{Http, SiteKind, connect, discover};

/// The smallest PNG: one grey dot.
const DOT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63,
    0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42,
    0x60, 0x82,
];

pub fn client(server: &Server, way: Transport, person: &Person) -> Box<dyn BlogClient> {
    client_with(server, way, person, &person.app_password)
}

fn client_with(server: &Server, way: Transport, person: &Person, password: &str) -> Box<dyn BlogClient> {
    let http = Arc::new(Http::new().unwrap_or_else(|error| panic!("{error}")));
    let found =
        discover(&http, &server.url).unwrap_or_else(|error| panic!("WordPress {}: {error}", server.version));
    let endpoint = std::iter::once(found.endpoint).chain(found.other).find(|found| found.transport == way);
    let account = Account {
        id: AccountId::new(&person.login).unwrap_or_else(|| panic!("{} is no account id", person.login)),
        name: person.login.clone(),
        address: found.address,
        blog_title: found.title,
        user: person.login.clone(),
        endpoint: endpoint.unwrap_or_else(|| panic!("WordPress {} has no {way:?}", server.version)),
        other: None,
        markup: Markup::Blocks,
        clock: found.clock,
        allowed: blog::Allowed::default(),
        picture_edge: 2560,
    };
    connect(http, &account, Secret::new(password)).unwrap_or_else(|error| panic!("{error}"))
}

/// A token that no other test uses.
pub fn token() -> Token {
    Token::of(&unique(), &PostKey::from_random([1; 8]))
}

fn failure<T: std::fmt::Debug>(result: Result<T, blog::ClientError>) -> Failure {
    result.map_or_else(|error| error.failure, |done| panic!("This should have failed: {done:?}"))
}

#[test]
fn a_shell_is_found_by_its_token_wherever_it_stands() {
    for (server, way) in servers::everywhere() {
        for role in ["administrator", "author", "contributor"] {
            let person = server.person(role);
            let (blog, stranger) =
                (client(&server, way, &person), client(&server, way, &server.person(role)));
            let token = token();
            assert_eq!(blog.find_shells(PostKind::Post, &token).unwrap(), []);
            let shell = blog.create_shell(PostKind::Post, "A shell", &token).unwrap();
            assert_eq!((shell.slug.as_str(), shell.status), (token.as_str(), Status::Draft));
            assert_eq!(shell.date_gmt, None, "a draft's date floats");
            // A second try that arrived after all is told apart and found beside the first.
            let second = blog.create_shell(PostKind::Post, "", &token).unwrap();
            let unique = match way {
                Transport::Rest => format!("{}-2", token.as_str()),
                // Over XML-RPC a draft's slug is made unique only when it is published.
                Transport::XmlRpc => token.as_str().to_owned(),
            };
            assert_eq!(second.slug, unique);
            let ids = |posts: Vec<blog::RemotePost>| posts.iter().map(|post| post.id).collect::<Vec<_>>();
            assert_eq!(ids(blog.find_shells(PostKind::Post, &token).unwrap()), [shell.id, second.id]);
            assert_eq!(stranger.find_shells(PostKind::Post, &token).unwrap(), []);
            for _ in 0..2 {
                blog.trash_post(PostKind::Post, second.id).unwrap();
            }
            let found = blog.find_shells(PostKind::Post, &token).unwrap();
            assert_eq!(found[1].status, Status::Trashed, "WordPress {}, {role}", server.version);
            assert_eq!(ids(found), [shell.id, second.id]);
        }
    }
}

#[test]
fn what_is_written_is_read_back_and_left_alone_otherwise() {
    for (server, way) in servers::everywhere() {
        let person = server.person("administrator");
        let blog = client(&server, way, &person);
        assert_eq!(blog.identity().unwrap().user_id, person.id);
        let id = blog.create_shell(PostKind::Post, "First", &token()).unwrap().id;
        let tag = blog.ensure_term(Taxonomy::Tag, &unique(), None).unwrap().id;
        let category = blog.ensure_term(Taxonomy::Category, &unique(), None).unwrap().id;
        let slug = unique();
        let all = PostFields {
            title: Some("Ünï & <em>co</em> \\ “q”".into()),
            content: Some("<!-- wp:paragraph -->\n<p>a &amp; b \\ 🗝</p>\n<!-- /wp:paragraph -->".into()),
            excerpt: Some("Short & sweet".into()),
            slug: Some(slug.clone()),
            status: Some(Status::Published),
            date: Some("2026-11-20T10:00:00+05:30".into()),
            categories: Some(vec![category]),
            tags: Some(vec![tag]),
            featured: Some(None),
            comments_open: Some(false),
            ..PostFields::default()
        };
        let written = blog.write_post(PostKind::Post, id, &all, None).unwrap();
        assert_eq!(blog.read_post(PostKind::Post, id).unwrap(), written);
        assert_eq!(Some(&written.title), all.title.as_ref());
        assert_eq!(Some(&written.content), all.content.as_ref());
        assert_eq!(Some(&written.excerpt), all.excerpt.as_ref());
        assert_eq!((written.slug, written.status), (slug, Status::Published));
        assert_eq!(written.date_gmt.as_deref(), Some("2026-11-20T04:30:00"));
        assert_eq!((written.categories, written.tags), (vec![category], vec![tag]));
        assert!(!written.comments_open && blog.is_public(&written.url).unwrap());

        let cleared = PostFields {
            title: Some("Second".into()),
            excerpt: Some(String::new()),
            tags: Some(vec![]),
            comments_open: Some(true),
            ..PostFields::default()
        };
        let after = blog.write_post(PostKind::Post, id, &cleared, None).unwrap();
        assert_eq!(
            (after.title.as_str(), after.excerpt.as_str(), after.tags.as_slice()),
            ("Second", "", [].as_slice())
        );
        assert_eq!(
            (after.content, after.categories, after.status),
            (written.content, vec![category], Status::Published)
        );
        assert!(after.comments_open);

        for status in [Status::Draft, Status::Pending, Status::Private] {
            let set = PostFields { status: Some(status), ..PostFields::default() };
            assert_eq!(blog.write_post(PostKind::Post, id, &set, None).unwrap().status, status);
            assert!(!blog.is_public(&written.url).unwrap(), "{status} is not public");
        }
        let later = PostFields {
            status: Some(Status::Scheduled),
            date: Some("2037-01-01T00:00:00Z".into()),
            ..PostFields::default()
        };
        assert_eq!(blog.write_post(PostKind::Post, id, &later, None).unwrap().status, Status::Scheduled);
        blog.trash_post(PostKind::Post, id).unwrap();
        assert_eq!(blog.read_post(PostKind::Post, id).unwrap().status, Status::Trashed);
        assert_eq!(failure(blog.read_post(PostKind::Post, RemoteId(999_999_999))), Failure::NotFound);
    }
}

#[test]
fn a_date_floats_until_it_is_set() {
    for (server, way) in servers::everywhere() {
        let blog = client(&server, way, &server.person("author"));
        let id = blog.create_shell(PostKind::Post, "Dated", &token()).unwrap().id;
        std::thread::sleep(Duration::from_millis(2_100));
        let edit = PostFields { content: Some("<p>x</p>".into()), ..PostFields::default() };
        assert_eq!(blog.write_post(PostKind::Post, id, &edit, None).unwrap().date_gmt, None);
        let on_the_blogs_clock =
            PostFields { date: Some("2026-11-01T09:00:00".into()), ..PostFields::default() };
        let pinned = blog.write_post(PostKind::Post, id, &on_the_blogs_clock, None).unwrap();
        assert_eq!(pinned.date_gmt.as_deref(), Some("2026-11-01T09:00:00"), "this blog's clock is UTC");
        assert_eq!(blog.write_post(PostKind::Post, id, &edit, None).unwrap().date_gmt, pinned.date_gmt);
    }
}

#[test]
fn a_picture_is_sent_once_and_found_again() {
    for (server, way) in servers::everywhere() {
        let blog = client(&server, way, &server.person("author"));
        let stem = format!("dot-{}", unique());
        let media = MediaUpload {
            name: &format!("{stem}.png"),
            mime: "image/png",
            bytes: DOT,
            alt: "A dot, \"grey\" & small",
            caption: "At <dusk> & dawn",
        };
        assert_eq!(blog.find_media(&stem).unwrap(), []);
        let mut sent = 0;
        let picture = blog.upload_media(&media, &mut |bytes| sent = bytes).unwrap();
        assert_eq!(sent, DOT.len() as u64);
        assert_eq!(blog.find_media(&stem).unwrap(), std::slice::from_ref(&picture));
        assert_eq!(blog.find_media(&stem[..stem.len() - 1]).unwrap(), []);
        assert!(blog.is_public(&picture.url).unwrap());
        let kept = server.get(&format!("/wp/v2/media/{}?context=edit", picture.id));
        // XML-RPC cannot say them; the post's own text does.
        let alt = if way == Transport::Rest { "A dot, \"grey\" & small" } else { "" };
        assert_eq!(kept["alt_text"], alt);
        assert!(kept["title"]["raw"].as_str().is_some_and(|title| title.starts_with(&stem)));
        let caption = if way == Transport::Rest { "At &lt;dusk&gt; &amp; dawn" } else { "" };
        assert_eq!(kept["caption"]["raw"], caption);
        let id = blog.create_shell(PostKind::Post, "With picture", &token()).unwrap().id;
        for (featured, expected) in [(Some(picture.id), Some(picture.id)), (None, None)] {
            let fields = PostFields { featured: Some(featured), ..PostFields::default() };
            assert_eq!(blog.write_post(PostKind::Post, id, &fields, None).unwrap().featured, expected);
        }
        let page = MediaUpload {
            name: &format!("{stem}.exe"),
            mime: "application/octet-stream",
            bytes: b"MZ",
            alt: "",
            caption: "",
        };
        assert_eq!(failure(blog.upload_media(&page, &mut |_| {})), Failure::Rejected);
    }
}

#[test]
fn a_term_is_one_whatever_its_letter_case() {
    for (server, way) in servers::everywhere() {
        let blog = client(&server, way, &server.person("administrator"));
        let author = client(&server, way, &server.person("author"));
        let name = format!("Q & A “it's” \"x\" {}", unique());
        for taxonomy in [Taxonomy::Category, Taxonomy::Tag] {
            let term = blog.ensure_term(taxonomy, &name, None).unwrap();
            assert_eq!(term.name, name);
            for (who, again) in [(&blog, name.clone()), (&author, name.to_uppercase())] {
                assert_eq!(who.ensure_term(taxonomy, &again, None).unwrap().id, term.id, "{again}");
            }
            assert!(author.list_terms(taxonomy).unwrap().contains(&term));
        }
        let new_tag = author.ensure_term(Taxonomy::Tag, &unique(), None);
        match way {
            Transport::Rest => assert!(new_tag.is_ok()),
            // XML-RPC asks for the right for categories here too.
            Transport::XmlRpc => assert_eq!(failure(new_tag), Failure::Forbidden),
        }
        assert_eq!(author.identity().unwrap().rights.create_tags, way == Transport::Rest);
        assert_eq!(failure(author.ensure_term(Taxonomy::Category, &unique(), None)), Failure::Forbidden);
    }
}

#[test]
fn each_role_is_told_what_it_may_do_and_refused_the_rest() {
    for (server, way) in servers::everywhere() {
        for (role, write, publish, upload) in [
            ("editor", true, true, true),
            ("author", true, true, true),
            ("contributor", true, false, false),
            ("subscriber", false, false, false),
        ] {
            let blog = client(&server, way, &server.person(role));
            let me = blog.identity().unwrap();
            assert_eq!(me.roles, [role]);
            assert_eq!(
                (me.rights.write, me.rights.publish, me.rights.upload),
                (write, publish, upload),
                "{role}"
            );
            let Ok(shell) = blog.create_shell(PostKind::Post, "Mine", &token()) else {
                assert!(!write, "{role} may write");
                continue;
            };
            let public = PostFields { status: Some(Status::Published), ..PostFields::default() };
            let outcome = blog.write_post(PostKind::Post, shell.id, &public, None);
            if publish {
                assert_eq!(outcome.unwrap().status, Status::Published);
            } else {
                assert_eq!(failure(outcome), Failure::Forbidden);
                let pending = PostFields { status: Some(Status::Pending), ..PostFields::default() };
                assert_eq!(
                    blog.write_post(PostKind::Post, shell.id, &pending, None).unwrap().status,
                    Status::Pending
                );
            }
        }
    }
}

#[test]
fn a_sign_in_that_fails_is_said_to_fail() {
    for (server, way) in servers::everywhere() {
        let person = server.person("author");
        let wrong = client_with(&server, way, &person, "abcd efgh ijkl mnop qrst uvwx");
        assert_eq!(failure(wrong.identity()), Failure::SignIn);
        assert_eq!(failure(wrong.create_shell(PostKind::Post, "x", &token())), Failure::SignIn);
        assert_eq!(failure(wrong.find_shells(PostKind::Post, &token())), Failure::SignIn);
        let right = client(&server, way, &person);
        let _dropped = server.fault(&person, json!({ "strip_auth": true }));
        match way {
            Transport::Rest => assert_eq!(failure(right.identity()), Failure::SignIn),
            // What drops the header does not touch a password in the body.
            Transport::XmlRpc => assert!(right.identity().is_ok()),
        }
    }
}

#[test]
fn an_answer_that_is_not_wordpresss_is_no_answer() {
    for way in [Transport::Rest, Transport::XmlRpc] {
        let server = servers::newest();
        let person = server.person("author");
        let blog = client(&server, way, &person);
        let id = blog.create_shell(PostKind::Post, "Faulty", &token()).unwrap().id;
        for (fault, expected) in [
            (json!({ "status": 200, "body": "<html>Sign in to the network</html>" }), Some(Failure::NotOurs)),
            (json!({ "status": 200, "body": "" }), Some(Failure::NotOurs)),
            (
                json!({ "status": 404 }),
                Some(if way == Transport::Rest { Failure::NotOurs } else { Failure::Blocked }),
            ),
            (json!({ "status": 413 }), Some(Failure::Rejected)),
            (json!({ "status": 429, "headers": ["Retry-After: 7"] }), Some(Failure::Busy)),
            (json!({ "status": 503, "headers": ["Retry-After: 7"], "after": true }), Some(Failure::Busy)),
            (
                json!({ "status": 302, "headers": ["Location: http://example.test/"] }),
                Some(Failure::Redirected),
            ),
            (json!({ "prefix": "<br />\n<b>Warning</b>: Undefined array key [x]\n" }), None),
        ] {
            let _fault = server.fault(&person, fault.clone());
            let outcome = blog
                .read_post(PostKind::Post, id)
                .map_err(|error| (error.failure, error.retry_after.map(|wait| wait.as_secs())));
            let told = outcome.err();
            assert_eq!(told.map(|told| told.0), expected, "{fault}");
            if expected == Some(Failure::Busy) {
                assert_eq!(told.and_then(|told| told.1), Some(7), "{fault}");
            }
        }
        assert!(blog.read_post(PostKind::Post, id).is_ok());
    }
}

#[test]
fn a_blog_is_found_from_whatever_address_people_copy() {
    for server in servers::all() {
        let http = Http::new().unwrap();
        let bare = server.url.trim_start_matches("http://").to_owned();
        let admin = format!("{}/wp-admin/edit.php?post_type=post", server.url);
        for typed in [
            server.url.clone(),
            bare,
            admin,
            format!("{}/wp-json/", server.url),
            format!("{}/?p=1", server.url),
            format!("{}/hello-world/", server.url),
            format!("{}/wp-login.php?redirect_to=x", server.url),
            format!("{}/no-such-page/at-all/", server.url),
        ] {
            let found = discover(&http, &typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!(found.address, server.url, "{typed}");
            assert_eq!(found.endpoint.url, format!("{}/wp-json/", server.url));
            let other = found.other.as_ref().map(|other| other.url.as_str());
            assert_eq!(other, Some(format!("{}/xmlrpc.php", server.url).as_str()), "{typed}");
            assert_eq!((found.kind, found.has_older_methods_only), (SiteKind::SelfHosted, false));
            assert_eq!(found.version.as_deref(), Some(server.version.as_str()), "{typed}");
            assert!(
                found
                    .application_passwords
                    .is_some_and(|url| url.ends_with("/wp-admin/authorize-application.php"))
            );
        }
    }
}
