//! Answers that no blog gives, and turns that a blog takes between the plan and the press: each ends in a typed state with
//! three sentences (what happened, what is safe, what to do), nothing is lost, and afterwards the post goes out exactly once.

use crate::stage::{BOTH, Scene, Stage, blog};
use crate::verdict::Verdict;
use app::wire::publishing::{JobState, JobView};
use std::io::Write;
use tests::model::{Blog, Role};

/// A whole answer with this body.
fn with(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn ok(kind: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    with("200 OK", &format!("Content-Type: {kind}\r\n"), body.as_ref())
}

fn bomb() -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 64 << 20]).unwrap();
    gzip.finish().unwrap()
}

/// What comes instead of an answer, and the state that it leads to.
fn answers() -> Vec<(&'static str, Vec<u8>, JobState)> {
    use JobState::{NeedsSignIn, Waiting};
    let (json, xml, html) = ("application/json", "text/xml", "text/html");
    let nested = |open: &str, close: &str| open.repeat(20_000) + &close.repeat(20_000);
    let deep_xml = nested("<value><array><data>", "</data></array></value>");
    let xml_of = |value: &str| {
        format!(
            "<?xml version=\"1.0\"?><methodResponse><params><param>{value}</param></params></methodResponse>"
        )
    };
    let endless = [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n".as_slice(),
        &vec![b' '; 2 << 20],
    ]
    .concat();
    vec![
        (
            "a sign-in page with 200",
            ok(html, "<html><script>var a = {\"id\":7};</script>Welcome</html>"),
            Waiting,
        ),
        ("nothing at all", ok(json, ""), Waiting),
        (
            "a PHP notice and no answer",
            ok(json, "<br />\n<b>Warning</b>: Undefined index [x] in {main}"),
            Waiting,
        ),
        ("a cut answer", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":1,\"user".to_vec(), Waiting),
        ("a body without end", endless, Waiting),
        (
            "a gzip bomb",
            with("200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", &bomb()),
            Waiting,
        ),
        (
            "a document type with entities",
            ok(xml, "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><methodResponse/>"),
            Waiting,
        ),
        ("JSON nested 20,000 deep", ok(json, nested("[", "]")), Waiting),
        ("XML nested 20,000 deep", ok(xml, xml_of(&deep_xml)), Waiting),
        ("wrong types, JSON", ok(json, "{\"id\":\"seven\",\"username\":[],\"capabilities\":7}"), Waiting),
        (
            "wrong types, XML",
            ok(
                xml,
                xml_of(
                    "<value><struct><member><name>user_id</name><value><array><data/></array></value></member></struct></value>",
                ),
            ),
            Waiting,
        ),
        ("too many requests", with("429 Slow Down", "Retry-After: 900\r\n", b""), Waiting),
        (
            "a proxy's error",
            with("502 Bad Gateway", "Content-Type: text/html\r\n", b"<h1>Bad gateway</h1>"),
            Waiting,
        ),
        (
            "a lock in front",
            with("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n", b"<h1>401</h1>"),
            NeedsSignIn,
        ),
    ]
}

#[test]
fn hostile_answers_end_in_three_sentences_and_lose_nothing() {
    let blog = blog();
    let (mut verdict, mut tried) = (Verdict::default(), 0);
    for over in BOTH {
        for (what, bytes, state) in answers() {
            let mut stage = Scene::NewPost.set(&blog, over, Role::Administrator, tried + 1);
            blog.calm();
            let press = stage.press.clone();
            stage.laptop.press(&blog, &press);
            let file = stage.laptop.read(&press.path);
            blog.hostile(move |_| Some(bytes.clone()));
            stage.laptop.work();
            let job = last(&stage);
            assert_eq!(job.state, state, "{over:?}, {what}: {job:#?}");
            three_sentences(&job, what);
            assert_eq!(
                blog.world(|world| (world.live().len(), world.media.len())),
                (0, 0),
                "{over:?}, {what}"
            );
            assert_eq!(stage.laptop.read(&press.path), file, "{over:?}, {what}: the file is as it was");
            blog.friendly();
            stage.laptop.settle(&blog);
            verdict.judge(&stage, &blog, &format!("{over:?}, {what}"));
            tried += 1;
        }
    }
    verdict.is_clean("hostile answers");
}

fn last(stage: &Stage) -> JobView {
    stage.laptop.jobs().pop().unwrap()
}

fn three_sentences(job: &JobView, what: &str) {
    let message = job.message.as_ref().unwrap_or_else(|| panic!("{what}: nothing is said: {job:#?}"));
    for sentence in [&message.happened, &message.safe, &message.next] {
        assert!(sentence.ends_with(['.', '”']) && sentence.len() > 10, "{what}: {message:?}");
    }
}

#[test]
fn who_may_not_publish_is_told_before_and_hands_in_for_review() {
    let blog = blog();
    for over in BOTH {
        let mut stage = Scene::PlainPost.set(&blog, over, Role::Contributor, 1);
        stage.laptop.write(&stage.press.path, &stage.press.file);
        let warnings = stage.laptop.plan(&stage.press).unwrap().warnings;
        assert!(warnings.iter().any(|warning| warning.contains("review")), "{over:?}: {warnings:?}");
        stage.press.wanted.status = "pending";
        stage.may_be_seen.clear();
        goes_out(&blog, stage, &format!("{over:?}, a contributor"));
    }
}

/// Presses, settles and judges.
fn goes_out(blog: &Blog, mut stage: Stage, what: &str) {
    let press = stage.press.clone();
    stage.laptop.press(blog, &press);
    stage.laptop.settle(blog);
    let mut verdict = Verdict::default();
    verdict.judge(&stage, blog, what);
    verdict.is_clean(what);
}

#[test]
fn a_category_that_vanished_after_the_plan_is_there_again_once() {
    let blog = blog();
    for over in BOTH {
        let mut stage = Scene::NewPost.set(&blog, over, Role::Administrator, 1);
        blog.world(|world| world.term("post_tag", "wind", 0).unwrap());
        let press = stage.press.clone();
        stage.laptop.press(&blog, &press);
        blog.world(|world| world.terms.retain(|term| term.name != "wind"));
        stage.laptop.settle(&blog);
        let mut verdict = Verdict::default();
        verdict.judge(&stage, &blog, &format!("{over:?}, a term that vanished"));
        verdict.is_clean("a term that vanished");
        assert_eq!(blog.world(|world| world.terms.iter().filter(|term| term.name == "wind").count()), 1);
    }
}

#[test]
fn a_picture_over_the_limit_stops_the_post_and_goes_out_when_it_may() {
    let blog = blog();
    for over in BOTH {
        let mut stage = Scene::NewPost.set(&blog, over, Role::Administrator, 1);
        blog.world(|world| world.upload_limit = 10);
        let press = stage.press.clone();
        stage.laptop.press(&blog, &press);
        stage.laptop.work();
        let job = last(&stage);
        assert_eq!(job.state, JobState::Rejected, "{over:?}: {job:#?}");
        three_sentences(&job, "a picture over the limit");
        assert!(job.message.unwrap().happened.contains("media/1.png"), "{over:?}: it names the picture");
        assert_eq!(blog.world(|world| world.live().len()), 0, "{over:?}: the post did not go out without it");
        blog.world(|world| world.upload_limit = 1 << 20);
        stage.laptop.settle(&blog);
        let mut verdict = Verdict::default();
        verdict.judge(&stage, &blog, &format!("{over:?}, an upload over the limit"));
        verdict.is_clean("an upload over the limit");
    }
}

#[test]
fn an_address_that_is_taken_is_told() {
    let blog = blog();
    for over in BOTH {
        let mut stage = Scene::NewPost.set(&blog, over, Role::Administrator, 1);
        let other = blog.world(|world| world.publish("My trip of last year", "my-trip"));
        let press = stage.press.clone();
        stage.laptop.press(&blog, &press);
        stage.laptop.settle(&blog);
        let job = last(&stage);
        assert_eq!(job.state, JobState::Done, "{over:?}: {job:#?}");
        assert!(job.message.unwrap().next.contains("my-trip-2"), "{over:?}: the address it has is told");
        let slugs = blog.world(|world| {
            world.live().into_iter().map(|post| (post.id == other, post.slug)).collect::<Vec<_>>()
        });
        assert_eq!(slugs, [(true, "my-trip".to_owned()), (false, "my-trip-2".to_owned())], "{over:?}");
    }
}

#[test]
fn a_post_that_was_deleted_meanwhile_is_not_made_again_by_itself() {
    let blog = blog();
    for over in BOTH {
        let mut stage = Scene::Update.set(&blog, over, Role::Administrator, 1);
        let press = stage.press.clone();
        stage.laptop.press(&blog, &press);
        blog.world(|world| world.posts.clear());
        stage.laptop.work();
        let job = last(&stage);
        assert_eq!(job.state, JobState::NeedsWriter, "{over:?}: {job:#?}");
        three_sentences(&job, "deleted meanwhile");
        assert!(blog.world(|world| world.posts.is_empty()), "{over:?}: nothing was made");
        assert!(stage.laptop.read(&press.path).contains("calm at the harbour"), "{over:?}");
    }
}
