//! A picture of every screen in both themes, under `screens` in the target folder, for looking at.

use crate::machine::Machine;
use crate::screen::id;
use serde_json::json;

#[test]
fn every_screen_in_both_themes() {
    for theme in ["light", "dark"] {
        let machine =
            Machine::new().with_settings(&json!({ "view": { "theme": theme, "showPostPanel": true } }));
        let window = machine.start();
        window.see(&id("title-input"));
        window.preview_has("//p");
        let name = |screen: &str| format!("{screen}-{theme}");
        window.screenshot(&name("welcome"));
        let shown = "return document.documentElement.dataset.theme ?? getComputedStyle(document.documentElement).colorScheme";
        let shown = window.eval(shown, json!([]));
        assert!(shown.as_str().unwrap_or_default().contains(theme), "{shown}");
        for post in ["kitchen-sink.md", "right-to-left.md", "broken-front-matter.md"] {
            window.choose(post);
            window.preview_has("//p");
            window.screenshot(&name(post.trim_end_matches(".md")));
        }
        window.click(&id("connect-blog"));
        window.see(&id("connect-address"));
        window.screenshot(&name("connect"));
    }
}
