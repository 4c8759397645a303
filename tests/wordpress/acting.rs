//! Off the blog, into its trash, back and away for ever: on real servers, over both interfaces.

use app::wire::acting::{ActOnBlog, ActionName, PlanAction};
use app::wire::error::ErrorCode;
use app::wire::library::OnePost;
use blog::Transport;
use serde_json::json;
use tests::desk::Desk;
use tests::servers;

#[test]
fn a_post_goes_off_the_blog_into_the_trash_back_and_away() {
    for server in servers::all() {
        for way in [Transport::Rest, Transport::XmlRpc] {
            let context = format!("WordPress {} {way:?}", server.version);
            let person = server.person("author");
            let desk = Desk::new().outside("post.md", "---\ntitle: Fleeting\n---\nText.\n");
            let (account, _) =
                desk.connect_over(way, &server.url, &person.login, &person.app_password).unwrap();
            let url = desk.published("post.md", &account, "published").url.unwrap();
            let status = || {
                let route = format!("/wp/v2/posts?author={}&status=any,trash&context=edit", person.id);
                server.get(&route)[0]["status"].clone()
            };
            let plan = |action| {
                let request = PlanAction { path: "post.md".into(), account: account.clone(), action };
                (desk.app.plan_action(request.clone()).unwrap(), request)
            };
            let (refused, _) = plan(ActionName::Delete);
            assert!(refused.refusal.is_some_and(|why| why.contains("trash first")), "{context}");
            let (first, request) = plan(ActionName::Unpublish);
            assert!(
                first.headline.contains("Fleeting") && first.consequence.contains(&url),
                "{context}: {first:?}"
            );
            let stale = ActOnBlog { request, fingerprint: "0".repeat(64) };
            assert_eq!(desk.app.act_on_blog(stale).unwrap_err().code, ErrorCode::PlanChanged, "{context}");
            assert_eq!(status(), "publish", "{context}");

            for (action, after) in [
                (ActionName::Unpublish, json!("draft")),
                (ActionName::Trash, json!("trash")),
                (ActionName::Restore, json!("draft")),
                (ActionName::Trash, json!("trash")),
                (ActionName::Delete, json!(null)),
            ] {
                let (view, request) = plan(action);
                assert_eq!(view.refusal, None, "{context} {action:?}");
                desk.app.act_on_blog(ActOnBlog { request, fingerprint: view.fingerprint }).unwrap();
                assert_eq!(status(), after, "{context} {action:?}");
                assert!(desk.file("post.md").ends_with("Text.\n"), "{context}: the file stays");
                assert!(desk.file("post.md").contains("status: draft"), "{context}");
            }
            let twins = desk.app.list_twins(OnePost { path: "post.md".into() }).unwrap();
            assert_eq!(twins, [], "{context}: it is a post that was never sent");
            desk.published("post.md", &account, "draft");
            assert_eq!(status(), "draft", "{context}: and can be sent anew");
        }
    }
}
