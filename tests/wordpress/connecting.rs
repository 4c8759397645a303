//! Connecting real blogs: approval in the browser without a browser, and the doctor on a blog on which each thing goes
//! wrong in turn.
//!
//! A blog answers to any name of this machine. Faults that concern the whole blog are in force only for `localhost`, so that
//! the tests that run at the same time, and call it 127.0.0.1, notice nothing.

use app::Folders;
use app::wire::Nothing;
use app::wire::accounts::{MarkupView, RemoveAccount};
use app::wire::connecting::{ApprovalView, ApproveBlog, ExamineBlog, FindingState};
use app::wire::events::AppEvent;
use std::fs;
use std::time::{Duration, Instant};
use tests::browser::Browser;
use tests::desk::{Desk, files_with};
use tests::servers::{self, Server, unique};

fn approve(desk: &Desk, server: &Server) -> String {
    let request = ApproveBlog {
        address: server.url.clone(),
        name: String::new(),
        markup: MarkupView::Blocks,
        allow_http: false,
        certificate: String::new(),
    };
    desk.app.approve_blog(request).unwrap().page
}

/// What became of the approvals so far; waits for `count` of them.
fn outcomes(desk: &Desk, count: usize) -> Vec<ApprovalView> {
    let begun = Instant::now();
    loop {
        let outcomes: Vec<ApprovalView> = desk
            .heard()
            .into_iter()
            .filter_map(|event| match event {
                AppEvent::Approval { outcome } => Some(outcome),
                _ => None,
            })
            .collect();
        if outcomes.len() >= count {
            return outcomes;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{} of {count} outcomes came", outcomes.len());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_approval_on_the_blog_connects_it_and_the_password_is_in_the_keyring_only() {
    for server in servers::all() {
        let person = server.person("author");
        let browser = Browser::signed_in(&server, &person);
        let desk = Desk::new();
        let page = approve(&desk, &server);
        let back = browser.press(&page, "approve");
        assert!(back.starts_with("http://127.0.0.1:") && back.contains("state="), "{}", server.version);
        let goodbye = browser.open(&back);
        assert_eq!(goodbye.status, 303, "the browser leaves the address with the password at once");
        let [ApprovalView::Approved { account, .. }] = &outcomes(&desk, 1)[..] else {
            panic!("not approved: {:?}", outcomes(&desk, 1))
        };
        assert_eq!(
            (account.user.as_str(), account.address.as_str()),
            (person.login.as_str(), server.url.as_str())
        );
        let password = browser.password_of(&back);
        let found = files_with(desk.home(), &password);
        assert!(found.is_empty() && !format!("{:?}", desk.heard()).contains(&password), "{found:?}");
        // Taken once: nobody listens any more, and the same address by the other way in changes nothing.
        assert!(browser.try_open(&back).is_none(), "the door is closed");
        desk.app.take_address(&back.replace("http://", "copydesk://"));
        assert_eq!(desk.app.account_views().len(), 1);
        // Another approval by the same program is another name on the blog (6.1 refuses a name twice).
        std::thread::sleep(Duration::from_millis(1_100));
        let back = browser.press(&approve(&desk, &server), "approve");
        // Where the system hands over addresses of our own scheme, it starts the program anew, and that start hands on.
        let ours = format!("copydesk://authorized?{}", back.split_once('?').unwrap().1);
        let folder = |name: &str| desk.home().join(name);
        let folders = Folders { config: folder("config"), data: folder("data"), cache: folder("cache") };
        assert!(app::hand_over(&folders, &ours.replace("state=", "state=0")).is_err());
        app::hand_over(&folders, &ours).unwrap();
        assert!(matches!(outcomes(&desk, 2)[1], ApprovalView::Approved { .. }), "{:?}", outcomes(&desk, 2));
        let error = app::hand_over(&folders, &ours).unwrap_err();
        assert!(error.message.contains("No approval is waited for"), "{error:?}");
        // Forgotten, and taken back on the blog.
        let gone = desk.app.remove_account(RemoveAccount { id: account.id.clone(), revoke: true }).unwrap();
        assert!(gone.note.is_some_and(|note| note.contains("was taken back")), "{}", server.version);
        let left = server.get(&format!("/wp/v2/users/{}/application-passwords", person.id));
        let ours: Vec<&str> = left
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["name"].as_str())
            .filter(|name| name.starts_with("Copydesk"))
            .collect();
        assert_eq!(ours.len(), 1, "of two approvals one password was taken back: {ours:?}");
    }
}

#[test]
fn an_approval_that_was_not_asked_for_is_not_taken() {
    let mut tries = 0;
    for server in servers::all() {
        let person = server.person("author");
        let browser = Browser::signed_in(&server, &person);
        let desk = Desk::new();
        desk.app.takes_own_scheme();
        let page = approve(&desk, &server);
        let right = browser.press(&page, "approve").replace("http://127.0.0.1", "copydesk://127.0.0.1");
        let state = right.split("state=").nth(1).and_then(|rest| rest.split('&').next()).unwrap().to_owned();
        let other: String = state.chars().rev().collect();
        let site = server.url.replace(':', "%3A").replace('/', "%2F");
        for wrong in [
            right.replace(&state, &other),
            right.replace(&state, ""),
            right.replace("state=", "nothing="),
            "copydesk://authorized".to_owned(),
            "https://example.org/".to_owned(),
            "nonsense".to_owned(),
        ] {
            desk.app.take_address(&wrong);
            tries += 1;
            assert!(desk.app.account_views().is_empty(), "{wrong}");
        }
        assert_eq!(outcomes(&desk, 0).len(), 0, "what was not asked for is not even talked about");
        // For another blog: refused, said, and no longer waited for.
        desk.app.take_address(&right.replace(&site, "https%3A%2F%2Fexample.test"));
        tries += 1;
        let said = outcomes(&desk, 1);
        assert!(
            matches!(&said[..], [ApprovalView::NotApproved { error }] if error.message.contains("another blog")),
            "{said:?}"
        );
        desk.app.take_address(&right);
        tries += 1;
        assert!(desk.app.account_views().is_empty(), "a second answer to one question");
        // Rejected on the blog.
        let page = approve(&desk, &server);
        browser.open(&browser.press(&page, "reject"));
        let said = outcomes(&desk, 2);
        assert!(
            matches!(&said[1], ApprovalView::NotApproved { error } if error.message.contains("No was pressed")),
            "{said:?}"
        );
        // Given up here.
        let page = approve(&desk, &server);
        desk.app.cancel_approval(Nothing {}).unwrap();
        desk.app.take_address(
            &browser.press(&page, "approve").replace("http://127.0.0.1", "copydesk://127.0.0.1"),
        );
        tries += 1;
        assert!(desk.app.account_views().is_empty() && outcomes(&desk, 2).len() == 2);
    }
    println!("approvals that were not asked for and were taken: 0 of {tries}");
}

/// What goes wrong for whoever calls the blog `localhost`; the file `cause` beside it names one.
const CAUSES: &str = r#"<?php
if (!str_starts_with($_SERVER['HTTP_HOST'] ?? '', 'localhost')) { return; }
$cause = (string) @file_get_contents(__DIR__ . '/cause');
$uri = $_SERVER['REQUEST_URI'] ?? '';
$is_rest = str_contains($uri, '/wp-json') || str_contains($uri, 'rest_route');
$is_rpc = str_contains($uri, 'xmlrpc.php');
function show(int $status, string $body, string ...$headers): void {
    http_response_code($status);
    array_map('header', $headers);
    exit($body);
}
switch ($cause) {
    case 'passwords off': add_filter('wp_is_application_passwords_available', '__return_false'); break;
    case 'rest off': add_filter('rest_authentication_errors', fn() => new WP_Error('rest_disabled', 'REST is disabled.', ['status' => 403])); break;
    case 'rest for members': add_filter('rest_authentication_errors', fn($e) => $e ?: (is_user_logged_in() ? $e : new WP_Error('rest_login_required', 'Members only.', ['status' => 401]))); break;
    case 'rest refused': if ($is_rest) { show(403, '<h1>Forbidden</h1>'); } break;
    case 'xmlrpc off': add_filter('xmlrpc_methods', fn() => []); break;
    case 'xmlrpc refused': if ($is_rpc) { show(403, '<h1>Forbidden</h1>'); } break;
    case 'header lost': if (!$is_rpc) { unset($_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['HTTP_AUTHORIZATION']); } break;
    case 'maintenance': show(503, 'Briefly unavailable for scheduled maintenance. Check back in a minute.', 'Retry-After: 600');
    case 'challenge': show(403, '<title>Just a moment...</title>', 'cf-mitigated: challenge');
    case 'locked': show(401, 'locked', 'WWW-Authenticate: Basic realm="Staging"');
    case 'upload limit': if ((int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > 1000000) { show(413, '<h1>413 Request Entity Too Large</h1>'); } break;
    case 'firewall': if (str_contains(urldecode((string) file_get_contents('php://input')), 'DROP TABLE')) { show(403, '<h1>Forbidden</h1>'); } break;
}
"#;

/// A blog on which one thing goes wrong for those who call it `localhost`.
struct Patient<'a> {
    server: &'a Server,
    address: String,
    /// Whoever holds it has the blog's other name to themselves: tests run at the same time.
    _alone: fs::File,
}

impl<'a> Patient<'a> {
    fn new(server: &'a Server) -> Self {
        let alone = fs::File::create(server.folder.join("causes.lock")).unwrap();
        alone.lock().unwrap();
        let plugins = server.folder.join("wp-content/mu-plugins");
        fs::create_dir_all(&plugins).unwrap();
        fs::write(plugins.join("causes.php"), CAUSES).unwrap();
        Self { server, address: server.url.replace("127.0.0.1", "localhost"), _alone: alone }
    }

    fn suffers(&self, cause: &str) {
        fs::write(self.server.folder.join("wp-content/mu-plugins/cause"), cause).unwrap();
    }
}

impl Drop for Patient<'_> {
    fn drop(&mut self) {
        let plugins = self.server.folder.join("wp-content/mu-plugins");
        let _gone = fs::remove_file(plugins.join("causes.php")).and(fs::remove_file(plugins.join("cause")));
    }
}

#[test]
fn the_doctor_finds_each_cause_on_a_real_blog() {
    use FindingState::{Broken, Fine, Note, Skipped};
    for server in servers::all() {
        let (author, contributor) = (server.person("author"), server.person("subscriber"));
        let patient = Patient::new(&server);
        let desk = Desk::new();
        let mut verdicts = 0;
        for (cause, person, password, subject, state, culprit) in [
            ("", &author, None, "sign_in", Fine, ""),
            ("", &author, None, "rights", Fine, ""),
            ("", &author, None, "clock", Fine, ""),
            ("", &author, None, "uploads", Fine, ""),
            ("", &contributor, None, "rights", Broken, "your role"),
            (
                "",
                &author,
                Some("abcd efgh ijkl mnop qrst uvwx"),
                "sign_in",
                Broken,
                "the user name or the password",
            ),
            ("passwords off", &author, None, "application_passwords", Broken, "https"),
            ("passwords off", &author, None, "sign_in", Broken, "application passwords"),
            ("rest off", &author, None, "rest", Broken, "plugin"),
            ("rest off", &author, None, "sign_in", Fine, ""),
            ("rest for members", &author, None, "rest", Fine, ""),
            ("rest refused", &author, None, "rest", Broken, "host"),
            ("xmlrpc off", &author, None, "xmlrpc", Note, "plugin or the host"),
            ("xmlrpc refused", &author, None, "xmlrpc", Note, "plugin or the host"),
            ("header lost", &author, None, "sign_in", Note, "drops the Authorization header"),
            ("maintenance", &author, None, "front_door", Broken, "update"),
            ("challenge", &author, None, "front_door", Broken, "Cloudflare"),
            ("locked", &author, None, "front_door", Broken, "HTTP authentication"),
            ("locked", &author, None, "sign_in", Skipped, ""),
            ("upload limit", &author, None, "uploads", Note, "limit"),
        ] {
            patient.suffers(cause);
            let asked = ExamineBlog {
                address: patient.address.clone(),
                user: person.login.clone(),
                password: password.unwrap_or(&person.app_password).to_owned(),
                ..ExamineBlog::default()
            };
            let findings = desk.app.examine_blog(asked).unwrap();
            let finding = findings.iter().find(|finding| finding.subject == subject).unwrap();
            let what = format!("WordPress {}, {cause:?}: {findings:#?}", server.version);
            assert_eq!(finding.state, state, "{subject} {what}");
            assert!(finding.culprit.contains(culprit), "{subject} {what}");
            assert!(!format!("{findings:?}").contains(&person.app_password), "no password in a report");
            verdicts += 1;
        }
        println!("WordPress {}: {verdicts} of {verdicts} causes with their verdict", server.version);
    }
}

#[test]
fn a_closed_interface_is_gone_round_by_the_other_and_remembered() {
    for server in servers::all() {
        let person = server.person("author");
        let patient = Patient::new(&server);
        let title = format!("Gone round {}", unique());
        for (cause, transport) in [("rest refused", "XML-RPC"), ("", "XML-RPC"), ("xmlrpc refused", "REST")] {
            patient.suffers("");
            let desk = Desk::new().outside("a.md", format!("---\ntitle: {title} {cause}\n---\n\nWords.\n"));
            let (account, _) = desk.connect(&patient.address, &person.login, &person.app_password).unwrap();
            assert_eq!(desk.app.account_views()[0].transport, "REST");
            // Made to speak XML-RPC by a first closing, where the second one is to be of XML-RPC.
            if cause != "rest refused" {
                patient.suffers("rest refused");
                desk.published("a.md", &account, "draft");
            }
            patient.suffers(cause);
            let job = desk.published("a.md", &account, "published");
            assert!(job.url.is_some(), "WordPress {}, {cause}: {job:?}", server.version);
            assert_eq!(
                desk.app.account_views()[0].transport,
                transport,
                "WordPress {}, {cause}",
                server.version
            );
            let told = job.log.iter().any(|line| line.text.contains("is closed on the blog"));
            assert_eq!(told, !cause.is_empty(), "{:?}", job.log);
            let found =
                server.get(&format!("/wp/v2/posts?search={}&status=any&per_page=5", title.replace(' ', "+")));
            let ours = found.as_array().unwrap().iter().filter(|post| {
                post["title"]["rendered"]
                    .as_str()
                    .is_some_and(|found| found == format!("{title} {cause}").trim())
            });
            assert_eq!(ours.count(), 1, "one post, whichever way it went");
        }
    }
}

#[test]
fn the_lines_that_a_firewall_refuses_are_found_over_both_interfaces() {
    for server in servers::all() {
        let person = server.person("author");
        let patient = Patient::new(&server);
        let lines: Vec<String> = (0..40).map(|n| format!("Paragraph {n} of an ordinary post.\n")).collect();
        let mut text = lines.clone();
        text[17] = "To start over: DROP TABLE notes; and be done.\n".to_owned();
        for closed in ["", "rest refused first"] {
            let desk = Desk::new().outside("a.md", format!("# SQL\n\n{}", text.join("\n")));
            patient.suffers("");
            let (account, _) = desk.connect(&patient.address, &person.login, &person.app_password).unwrap();
            if !closed.is_empty() {
                patient.suffers("rest refused");
                desk.app.list_terms(app::wire::accounts::OneAccount { id: account.clone() }).unwrap();
            }
            patient.suffers("firewall");
            let asked = ExamineBlog { account, path: "a.md".to_owned(), ..ExamineBlog::default() };
            let findings = desk.app.examine_blog(asked).unwrap();
            let finding = findings.iter().find(|finding| finding.subject == "text").unwrap();
            assert_eq!(finding.state, FindingState::Broken, "{closed}: {finding:?}");
            assert!(finding.detail.contains("DROP TABLE notes"), "{finding:?}");
            assert!(!finding.detail.contains("Paragraph 3 "), "only what is refused: {finding:?}");
            assert!(finding.for_host.contains("firewall"), "{finding:?}");
            let left = server.get(&format!("/wp/v2/posts?author={}&status=draft,pending,publish", person.id));
            assert_eq!(left.as_array().map(Vec::len), Some(0), "the throw-away draft is in the trash");
        }
    }
}
