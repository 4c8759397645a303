//! What REST and XML-RPC must have in common, because either may go on where the other stopped: one post looks the same
//! over both, and what only one of them can do is known.

use crate::exchanges::{client, token};
use blog::{
    BlogClient, CustomField, Failure, Listing, PostFields, PostKind, RemoteId, Status, Taxonomy, Transport,
};
use tests::servers::{self, Server, unique};

/// The same person over both.
fn both(server: &Server, role: &str) -> [Box<dyn BlogClient>; 2] {
    let person = server.person(role);
    [Transport::Rest, Transport::XmlRpc].map(|way| client(server, way, &person))
}

#[test]
fn a_shell_of_one_is_found_by_the_other() {
    for server in servers::all() {
        for role in ["editor", "contributor"] {
            let [rest, xml] = both(&server, role);
            for (maker, finder) in [(&rest, &xml), (&xml, &rest)] {
                let token = token();
                let made = maker.create_shell(PostKind::Post, "Shell", &token).unwrap();
                let found = finder.find_shells(PostKind::Post, &token).unwrap();
                assert_eq!(found.iter().map(|post| post.id).collect::<Vec<_>>(), [made.id], "{role}");
                assert_eq!(found[0].revision().content, made.revision().content, "{made:?} {found:?}");
                maker.trash_post(PostKind::Post, made.id).unwrap();
                assert_eq!(finder.read_post(PostKind::Post, made.id).unwrap().status, Status::Trashed);
            }
        }
    }
}

#[test]
fn a_post_written_over_one_is_the_same_over_the_other() {
    for server in servers::all() {
        let clients = both(&server, "editor");
        let me = clients[0].identity().unwrap().user_id;
        let tag = clients[0].ensure_term(Taxonomy::Tag, &unique(), None).unwrap().id;
        let parent = clients[0].ensure_term(Taxonomy::Category, &unique(), None).unwrap().id;
        let category = clients[1].ensure_term(Taxonomy::Category, &unique(), Some(parent)).unwrap();
        assert_eq!(category.parent, Some(parent));
        for way in 0..2 {
            let (writer, reader) = (&clients[way], &clients[1 - way]);
            let id = writer.create_shell(PostKind::Post, "S", &token()).unwrap().id;
            let fields = PostFields {
                title: Some("Ünï & <em>co</em> \\ “q”".into()),
                content: Some(
                    "<!-- wp:paragraph -->\n<p>a &amp; b \\ 🗝 ]]&gt;</p>\n<!-- /wp:paragraph -->".into(),
                ),
                excerpt: Some("Short & sweet".into()),
                slug: Some(format!("größe-{}", unique())),
                status: Some(Status::Published),
                date: Some("2026-11-20T10:00:00+05:45".into()),
                categories: Some(vec![category.id]),
                tags: Some(vec![tag]),
                comments_open: Some(false),
                pings_open: Some(true),
                format: Some("aside".into()),
                sticky: Some(true),
                author: Some(me),
                ..PostFields::default()
            };
            let written = writer.write_post(PostKind::Post, id, &fields, None).unwrap();
            let read = reader.read_post(PostKind::Post, id).unwrap();
            assert_eq!(written.revision(), read.revision(), "{written:?}\n{read:?}");
            assert_eq!((read.format.as_str(), read.sticky, read.author), ("aside", true, me));
            assert_eq!((read.comments_open, read.pings_open), (false, true));
            assert_eq!(read.date_gmt.as_deref(), Some("2026-11-20T04:15:00"));

            // One after the other: over REST a post that is held on top may not get a password, not even when it is let
            // down in the same breath.
            let down = PostFields { sticky: Some(false), ..PostFields::default() };
            assert!(!writer.write_post(PostKind::Post, id, &down, None).unwrap().sticky);
            let locked = PostFields { password: Some("sesame".into()), ..PostFields::default() };
            let written = writer.write_post(PostKind::Post, id, &locked, None).unwrap();
            let read = reader.read_post(PostKind::Post, id).unwrap();
            assert_eq!((written.password.as_str(), read.password.as_str()), ("sesame", "sesame"));
            let later = PostFields {
                password: Some(String::new()),
                status: Some(Status::Scheduled),
                date: Some("2037-01-01T00:00:00Z".into()),
                ..PostFields::default()
            };
            let scheduled = writer.write_post(PostKind::Post, id, &later, None).unwrap();
            let read = reader.read_post(PostKind::Post, id).unwrap();
            assert_eq!((scheduled.status, read.status), (Status::Scheduled, Status::Scheduled));
            assert_eq!(scheduled.revision().content, read.revision().content);

            let listing = Listing { kind: PostKind::Post, status: Some(Status::Scheduled), page: 1 };
            for client in &clients {
                let listed = client.list_posts(&listing).unwrap();
                assert!(listed.posts.iter().any(|post| post.id == id && post.status == Status::Scheduled));
            }
            assert_eq!(writer.edits(PostKind::Post, id).unwrap(), reader.edits(PostKind::Post, id).unwrap());
            writer.delete_post(PostKind::Post, id).unwrap();
            writer.delete_post(PostKind::Post, id).unwrap();
            let gone = reader.read_post(PostKind::Post, id).unwrap_err();
            assert_eq!(gone.failure, Failure::NotFound);
        }
    }
}

#[test]
fn pages_have_a_place_over_both() {
    for server in servers::all() {
        let clients = both(&server, "editor");
        for way in 0..2 {
            let (writer, reader) = (&clients[way], &clients[1 - way]);
            let slug = unique();
            let page = |title: &str| writer.create_shell(PostKind::Page, title, &token()).unwrap().id;
            let (above, below) = (page("Above"), page("Below"));
            let public = PostFields {
                slug: Some(slug.clone()),
                status: Some(Status::Published),
                ..PostFields::default()
            };
            writer.write_post(PostKind::Page, above, &public, None).unwrap();
            for client in &clients {
                assert_eq!(client.find_page(&slug).unwrap(), Some(above));
                assert_eq!(client.find_page(&format!("{slug}-x")).unwrap(), None);
            }
            for (order, status) in [(7, Status::Published), (-1, Status::Draft)] {
                let fields = PostFields {
                    parent: Some(Some(above)),
                    order: Some(order),
                    status: Some(status),
                    ..PostFields::default()
                };
                let written = writer.write_post(PostKind::Page, below, &fields, None).unwrap();
                let read = reader.read_post(PostKind::Page, below).unwrap();
                assert_eq!((read.parent, read.order, read.status), (Some(above), order, status));
                assert_eq!(written.revision().content, read.revision().content, "{written:?}\n{read:?}");
            }
            // A number of the other kind is not there, and is not changed.
            let fields = PostFields { title: Some("Not mine".into()), ..PostFields::default() };
            for client in &clients {
                let read = client.read_post(PostKind::Post, below).unwrap_err();
                let write = client.write_post(PostKind::Post, below, &fields, None).unwrap_err();
                assert_eq!((read.failure, write.failure), (Failure::NotFound, Failure::NotFound));
            }
            assert_eq!(reader.read_post(PostKind::Page, below).unwrap().title, "Below");
        }
    }
}

#[test]
fn what_only_xml_rpc_can_do_it_does() {
    for server in servers::all() {
        let [rest, xml] = both(&server, "editor");
        let id = xml.create_shell(PostKind::Post, "Fields", &token()).unwrap().id;
        let field = |key: &str, value: &str| CustomField { key: key.into(), value: value.into() };
        let set = |fields: &[CustomField]| PostFields {
            custom_fields: Some(fields.to_vec()),
            ..PostFields::default()
        };
        for (wanted, expected) in [
            (
                vec![field("mood", "calm"), field("wind", "4")],
                vec![field("mood", "calm"), field("wind", "4")],
            ),
            (vec![field("mood", "wild \\ & <b>")], vec![field("mood", "wild \\ & <b>"), field("wind", "4")]),
            (vec![field("wind", "")], vec![field("mood", "wild \\ & <b>")]),
        ] {
            for _ in 0..2 {
                let written = xml.write_post(PostKind::Post, id, &set(&wanted), None).unwrap();
                assert_eq!(written.custom_fields, Some(expected.clone()));
            }
        }
        assert_eq!(rest.read_post(PostKind::Post, id).unwrap().custom_fields, None);

        // Somebody else's later version is not overwritten.
        let seen = xml.read_post(PostKind::Post, id).unwrap().modified_gmt;
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let theirs = PostFields { content: Some("Theirs".into()), ..PostFields::default() };
        rest.write_post(PostKind::Post, id, &theirs, None).unwrap();
        let ours = PostFields { content: Some("Ours".into()), ..PostFields::default() };
        let refused = xml.write_post(PostKind::Post, id, &ours, Some(&seen)).unwrap_err();
        assert_eq!(refused.failure, Failure::Changed);
        let now = xml.read_post(PostKind::Post, id).unwrap();
        assert_eq!(now.content, "Theirs");
        assert_eq!(
            xml.write_post(PostKind::Post, id, &ours, Some(&now.modified_gmt)).unwrap().content,
            "Ours"
        );

        // What is not there is not the post.
        let nobody = PostFields { author: Some(999_999), ..PostFields::default() };
        assert_eq!(xml.write_post(PostKind::Post, id, &nobody, None).unwrap_err().failure, Failure::Rejected);
        let picture = PostFields { featured: Some(Some(RemoteId(999_999))), ..PostFields::default() };
        assert_eq!(
            xml.write_post(PostKind::Post, id, &picture, None).unwrap_err().failure,
            Failure::Rejected
        );
    }
}

#[test]
fn the_blog_says_the_same_of_itself() {
    for server in servers::all() {
        let [rest, xml] = both(&server, "editor");
        let (rest_site, xml_site) = (rest.site().unwrap(), xml.site().unwrap());
        assert_eq!(rest_site.title, xml_site.title);
        assert_eq!(rest_site.clock.unwrap().offset_minutes, xml_site.clock.unwrap().offset_minutes);
        assert_eq!(xml_site.version, server.version);
        assert!(xml_site.custom_fields && xml_site.pages);
        let (rest_me, xml_me) = (rest.identity().unwrap(), xml.identity().unwrap());
        assert_eq!(
            (rest_me.user_id, rest_me.login, rest_me.roles),
            (xml_me.user_id, xml_me.login, xml_me.roles)
        );
        let me = |authors: Vec<blog::Author>| authors.into_iter().any(|author| author.id == xml_me.user_id);
        assert!(me(rest.list_authors().unwrap()) && me(xml.list_authors().unwrap()));
    }
}
