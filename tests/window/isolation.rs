//! What the page may not do, asked from inside the page; and how the program prepared itself for this display.

use crate::machine::Machine;
use serde_json::json;

#[test]
fn the_page_reaches_nothing_but_its_own_commands() {
    let machine = Machine::new();
    machine.write("a.md", "# A\n\nText.\n\n<script>parent.document.title = 'script'</script>\n\n<img src=x onerror=\"parent.document.title = 'handler'\">\n");
    let window = machine.open();
    window.choose("a.md");
    window.preview_has("//p[. = 'Text.']");

    let calls = [
        "plugin:dialog|open",
        "plugin:fs|read_file",
        "plugin:opener|open_url",
        "plugin:shell|execute",
        "plugin:window-state|save_window_state",
        "plugin:window|create",
        "plugin:webview|create_webview_window",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "no_such_command",
    ];
    for call in calls {
        let script = "const key = arguments[0]; document.body.dataset.answer = '';
            window.__TAURI_INTERNALS__.invoke(key, {}).then(() => document.body.dataset.answer = 'done', e => document.body.dataset.answer = String(e))";
        window.eval(script, json!([call]));
        let answer = window.until("an answer", "return document.body.dataset.answer", json!([]));
        assert_ne!(answer, "done", "{call}");
    }

    let facts = window.eval(
        "const frame = document.querySelector('[data-testid=preview-frame]');
         return { global: typeof window.__TAURI__, sandbox: frame.getAttribute('sandbox'), title: document.title,
                  scripts: frame.contentDocument.querySelectorAll('script').length,
                  handlers: frame.contentDocument.querySelectorAll('[onerror]').length,
                  popup: window.open('https://example.org') === null }",
        json!([]),
    );
    assert_eq!(facts["global"], "undefined");
    assert!(!facts["sandbox"].as_str().unwrap().contains("allow-scripts"), "{facts}");
    assert_eq!(
        (&facts["scripts"], &facts["handlers"], &facts["popup"]),
        (&json!(0), &json!(0), &json!(true)),
        "{facts}"
    );
    assert!(!["script", "handler"].contains(&facts["title"].as_str().unwrap()), "{facts}");

    // It does not go elsewhere either.
    let here = window.eval("return location.href", json!([]));
    window.eval("location.href = 'https://example.org/'", json!([]));
    window.eval("document.querySelector('[data-testid=preview-frame]').contentWindow.location.href = 'https://example.org/'", json!([]));
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(window.eval("return location.href", json!([])), here);

    // Text sent by hand cannot be more than text.
    let policy = "const found = []; document.addEventListener('securitypolicyviolation', e => found.push(e.effectiveDirective));
        window.found = found; const s = document.createElement('script'); s.src = 'data:text/javascript,document.title=1'; document.head.append(s);
        fetch('https://example.org/').catch(() => {}); new Image().src = 'https://example.org/x.png'";
    window.eval(policy, json!([]));
    let found =
        window.until("the policy to speak", "return window.found.length >= 3 && window.found", json!([]));
    for directive in ["script-src-elem", "connect-src", "img-src"] {
        assert!(found.as_array().unwrap().contains(&json!(directive)), "{directive}: {found}");
    }
}

#[test]
fn software_rendering_is_recognised_on_a_display_in_memory() {
    let machine = Machine::new();
    let window = machine.start();
    let web = window.processes("WebKitWebProces");
    assert_eq!(web.len(), 1, "{web:?}");
    let environment = std::fs::read(format!("/proc/{}/environ", web[0])).unwrap();
    let set = environment.split(|byte| *byte == 0).any(|pair| pair == b"WEBKIT_DISABLE_DMABUF_RENDERER=1");
    assert!(set, "the web view draws through DMA-BUF on a display without a card");
}
