//! The older methods on a server that is no WordPress: no statuses, no slugs, no numbers for people.

use crate::fault_server::{Act, FaultServer, answer};
use crate::xmlrpc::XmlRpcClient;
use crate::xmlrpc::tests::{called, client, list, members, refuses, says, token};
use blog::{BlogClient, Failure, PostFields, PostKind, RemoteId, Status, Taxonomy, TermId};
use dxr::Value;
use std::sync::{Arc, Mutex};

/// What the server holds of its one post: what the last edit said, and whether it is public.
type Held = Arc<Mutex<(Vec<(String, String)>, bool)>>;

fn plain_server(held: &Held) -> FaultServer {
    let held = Arc::clone(held);
    FaultServer::start(move |heard| {
        if heard.method == "GET" {
            return answer(if held.lock().unwrap().1 { 200 } else { 404 }, &[], "x");
        }
        let (method, arguments) = called(heard);
        let host =
            heard.head.to_lowercase().split("host: ").nth(1).unwrap().split('\r').next().unwrap().to_owned();
        answered(&method, &arguments, &host, &held)
    })
}

fn answered(method: &str, arguments: &[Value], host: &str, held: &Held) -> Vec<Act> {
    let mut held = held.lock().unwrap();
    match method {
        "blogger.getUsersBlogs" => says(&list(&[members(&[("blogid", "main"), ("blogName", "Plain")])])),
        "metaWeblog.newPost" | "metaWeblog.editPost" => {
            let (Value::Struct(post), Value::Boolean(public)) = (&arguments[3], &arguments[4]) else {
                panic!("{arguments:?}")
            };
            let said = post.iter().filter_map(|(name, value)| match value {
                Value::String(text) if ["title", "description", "mt_keywords"].contains(&name.as_str()) => {
                    Some((name.clone(), text.clone()))
                }
                _ => None,
            });
            *held = (said.collect(), *public);
            says(if method.ends_with("newPost") { "<string>7</string>" } else { "<boolean>1</boolean>" })
        }
        "metaWeblog.getPost" | "metaWeblog.getRecentPosts" => {
            let link = format!("http://{host}/7");
            let mut post = vec![("postid", "7"), ("link", link.as_str()), ("title", ""), ("description", "")];
            for (name, value) in &held.0 {
                post.retain(|(old, _)| old != name);
                post.push((name, value));
            }
            let post = members(&post);
            says(&if method.ends_with("getPost") { post } else { list(&[post]) })
        }
        "metaWeblog.getCategories" => {
            says(&list(&[members(&[("categoryId", "3"), ("description", "Travel")])]))
        }
        _ => refuses(-32601),
    }
}

fn written(client: &XmlRpcClient, fields: &PostFields) -> Result<blog::RemotePost, Failure> {
    client.write_post(PostKind::Post, RemoteId(7), fields, None).map_err(|error| error.failure)
}

#[test]
fn a_post_is_made_changed_and_found_by_what_there_is() {
    let held = Held::default();
    let server = plain_server(&held);
    let client = client(&server);
    let me = client.identity().unwrap();
    assert_eq!((me.user_id, me.login.as_str()), (0, "ann"), "nobody is numbered here");
    let shell = client.create_shell(PostKind::Post, "Title", &token()).unwrap();
    assert_eq!((shell.slug.as_str(), shell.status), (token().as_str(), Status::Draft));
    let found = client.find_shells(PostKind::Post, &token()).unwrap();
    assert_eq!(found.iter().map(|post| post.id).collect::<Vec<_>>(), [RemoteId(7)]);
    assert_eq!(found[0].slug, token().as_str());

    let tags = ["boats", "sea"].map(|name| client.ensure_term(Taxonomy::Tag, name, None).unwrap());
    let fields = PostFields {
        title: Some("Title".into()),
        content: Some("Text".into()),
        status: Some(Status::Published),
        tags: Some(tags.iter().map(|tag| tag.id).collect()),
        tag_names: Some(tags.iter().map(|tag| tag.name.clone()).collect()),
        categories: Some(vec![TermId(3)]),
        ..PostFields::default()
    };
    let post = written(&client, &fields).unwrap();
    assert_eq!(
        (post.status, post.title.as_str(), post.content.as_str()),
        (Status::Published, "Title", "Text")
    );
    let mut ids: Vec<TermId> = tags.iter().map(|tag| tag.id).collect();
    ids.sort_unstable();
    assert_eq!(post.tags, ids);
    assert_eq!(client.find_shells(PostKind::Post, &token()).unwrap(), []);

    // Silence changes nothing: it is public still, and has its text and its tags.
    let again = written(&client, &PostFields { title: Some("New".into()), ..PostFields::default() }).unwrap();
    assert_eq!((again.status, again.content.as_str(), again.tags), (Status::Published, "Text", post.tags));
}

#[test]
fn what_cannot_be_said_is_refused_before_anything_is_sent() {
    let held = Held::default();
    let server = plain_server(&held);
    let client = client(&server);
    client.create_shell(PostKind::Post, "T", &token()).unwrap();
    let before = held.lock().unwrap().clone();
    let status = |status| PostFields { status: Some(status), ..PostFields::default() };
    for fields in [
        status(Status::Private),
        status(Status::Pending),
        status(Status::Scheduled),
        PostFields { password: Some("sesame".into()), ..PostFields::default() },
        PostFields { categories: Some(vec![TermId(99)]), ..PostFields::default() },
    ] {
        assert_eq!(written(&client, &fields), Err(Failure::Rejected), "{fields:?}");
    }
    let page = client.read_post(PostKind::Page, RemoteId(7)).unwrap_err();
    assert!(page.failure == Failure::Rejected && page.message.contains("pages"), "{page}");
    let new = client.ensure_term(Taxonomy::Category, "New", None).unwrap_err();
    assert_eq!(new.failure, Failure::Forbidden);
    assert_eq!(client.ensure_term(Taxonomy::Category, "travel", None).unwrap().id, TermId(3));
    written(&client, &PostFields { content: Some("Text".into()), ..status(Status::Published) }).unwrap();
    let trash = client.trash_post(PostKind::Post, RemoteId(7)).unwrap_err();
    assert!(trash.message.contains("trash"), "what readers see is not thrown away for ever: {trash}");
    assert_ne!(*held.lock().unwrap(), before);
}

#[test]
fn a_server_that_speaks_neither_is_closed() {
    let server = FaultServer::start(|_| refuses(-32601));
    assert_eq!(client(&server).identity().unwrap_err().failure, Failure::Blocked);
    assert_eq!(server.heard().len(), 2);
}
