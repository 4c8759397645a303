//! The command line as a shell meets it, without display, keyring or blog: what it prints, where, and its exit code.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A home folder that goes away with the test.
struct Home(tempfile::TempDir);

#[derive(Debug)]
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("not one JSON document ({error}): {self:?}"))
    }
}

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(home.library()).expect("a library");
        home
    }

    fn library(&self) -> PathBuf {
        self.0.path().join("posts")
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.library().join(name), text).expect("a post");
        self
    }

    /// Runs the program in the library, with nothing of this machine's own set-up.
    fn run(&self, words: &[&str]) -> Answer {
        self.run_in(&self.library(), words)
    }

    fn run_in(&self, folder: &Path, words: &[&str]) -> Answer {
        let home = self.0.path();
        let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(words)
            .current_dir(folder)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("no-bus").display()))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Answer {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

const POST: &str = "---\ntitle: Tides\nstatus: draft\ntags: [sea]\n---\n\nHigh *water*.\n";
const BROKEN: &str = "---\ntitle: \"never closed\n---\n\nText.\n";

#[test]
fn a_window_without_a_display_is_explained() {
    let answer = Home::new().run(&[]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(answer.err.contains("no display") && answer.err.contains("--help"), "{answer:?}");
}

#[test]
fn help_and_version_go_to_standard_output() {
    let home = Home::new();
    for (words, expected) in [
        (&["--help"][..], "First steps:"),
        (&["--version"], "copydesk 0."),
        (&["publish", "--help"], "Examples:"),
        (&["account", "add", "--help"], "application password"),
    ] {
        let answer = home.run(words);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{words:?}");
        assert!(answer.out.contains(expected), "{words:?}: {}", answer.out);
    }
    let wrong = home.run(&["pubish"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
}

#[test]
fn posts_are_listed_found_and_made() {
    let home = Home::new().with("tides.md", POST).with("broken.md", BROKEN);
    let all = home.run(&["--library", ".", "list", "--json"]).json();
    assert_eq!(all.as_array().map(Vec::len), Some(2), "{all}");
    for (words, files) in [
        (&["list", "sea"][..], &["tides.md"][..]),
        (&["list", "high", "tides"], &["tides.md"]),
        (&["list", "status:draft", "tid"], &["tides.md"]),
        (&["list", "tides", "before:1980"], &[]),
        (&["list", "mountain"], &[]),
        (&["list", "--status", "published"], &[]),
    ] {
        let words: Vec<&str> = words.iter().copied().chain(["--library", ".", "--json"]).collect();
        let found = home.run(&words).json();
        let found: Vec<&str> =
            found.as_array().into_iter().flatten().filter_map(|post| post["file"].as_str()).collect();
        assert_eq!(found, files, "{words:?}");
    }

    let made = home.run(&["--library", ".", "new", "Low water"]);
    assert_eq!(made.code, 0, "{made:?}");
    let file = PathBuf::from(made.out.trim_end());
    assert!(
        file.is_absolute() && fs::read_to_string(&file).is_ok_and(|text| text.contains("Low water")),
        "{made:?}"
    );
    let again = home.run(&["--library", ".", "new", "Low water", "--json"]).json();
    assert_ne!(again["file"], file.file_name().and_then(|name| name.to_str()).unwrap_or_default());

    let table = home.run(&["--library", ".", "list", "tides"]);
    assert!(table.out.starts_with("STATE") && table.out.contains("tides.md"), "{table:?}");
    assert!(table.err.contains("1 of 4 posts"), "{table:?}");
    assert_eq!(home.run(&["--library", ".", "list", "--quiet"]).err, "");
}

#[test]
fn a_post_is_rendered_in_each_form() {
    let home = Home::new().with("tides.md", POST);
    for (form, expected) in [
        ("html", "<em>water</em>"),
        ("blocks", "<!-- wp:paragraph -->\n<p>High <em>water</em>.</p>\n<!-- /wp:paragraph -->"),
        ("classic", "High <em>water</em>."),
    ] {
        let plain = home.run(&["--library", ".", "render", "tides.md", "--as", form]);
        assert_eq!((plain.code, plain.err.as_str()), (0, ""), "{form}");
        assert!(plain.out.contains(expected) && plain.out.ends_with('\n'), "{form}: {}", plain.out);
        assert!(!plain.out.contains("title:"), "{form}: {}", plain.out);
        let json = home.run(&["--library", ".", "render", "tides.md", "--as", form, "--json"]).json();
        assert_eq!((&json["as"], &json["file"]), (&Value::from(form), &Value::from("tides.md")));
    }
}

#[test]
fn checks_say_where_and_decide_the_exit_code() {
    let home = Home::new()
        .with("tides.md", POST)
        .with("broken.md", BROKEN)
        .with("boat.md", "---\ntitle: Boat\n---\n\n![](media/boat.jpg)\n");
    fs::write(home.library().join("latin.md"), b"Caf\xe9\n").expect("a file");
    for (file, code, words) in [
        ("tides.md", 0, "tides.md: nothing to mend, 2 words\n"),
        ("broken.md", 3, "broken.md:2: blocking: "),
        ("boat.md", 3, "boat.jpg"),
        ("latin.md", 3, "not UTF-8"),
        ("gone.md", 3, ""),
    ] {
        let answer = home.run(&["--library", ".", "check", file]);
        assert_eq!(answer.code, code, "{answer:?}");
        assert!(answer.out.contains(words), "{answer:?}");
    }
    let json = home.run(&["--library", ".", "check", "broken.md", "--json"]).json();
    assert_eq!(
        (&json["publishable"], &json["problems"][0]["line"]),
        (&Value::from(false), &Value::from(2)),
        "{json}"
    );
    let clean = fs::read_to_string(home.library().join("broken.md")).expect("the post");
    assert_eq!(clean, BROKEN, "looking changes nothing");
}

#[test]
fn failures_are_json_too_and_explain_themselves() {
    let home = Home::new().with("tides.md", POST);
    let not_text = home.library().join("latin.md");
    fs::write(&not_text, b"Caf\xe9\n").expect("a file");
    for (words, code) in [
        (&["check", "gone.md"][..], 3),
        (&["render", "latin.md"], 3),
        (&["status", "gone.md"], 3),
        (&["publish", "tides.md"], 5),
        (&["account", "remove", "nobody"], 5),
        (&["outbox", "cancel", "7"], 3),
        (&["outbox", "log", "7"], 3),
        (&["outbox", "pause", "nobody"], 5),
        (&["list", "--library", "no/such/folder"], 3),
    ] {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let words =
            if words.contains(&"--library") { words } else { [&["--library", "."], &words[..]].concat() };
        let answer = home.run(&words);
        assert_eq!(answer.code, code, "{words:?}: {answer:?}");
        let error = &answer.json()["error"];
        assert_eq!(error["exit"], code, "{words:?}");
        for part in ["message", "hint"] {
            let sentence = error[part].as_str().unwrap_or_default();
            assert!(
                sentence.ends_with(['.', ')']) || sentence.contains("copydesk "),
                "{words:?}: {part} is {sentence:?}"
            );
        }
        assert!(answer.err.starts_with("copydesk: "), "{answer:?}");
    }
}

#[test]
fn where_things_stand_is_told_without_a_blog() {
    let home = Home::new().with("tides.md", POST);
    let one = home.run(&["--library", ".", "status", "tides.md"]);
    assert!(one.out.contains("State     draft") && one.out.contains("2 words"), "{one:?}");
    let all = home.run(&["--library", ".", "status", "--json"]).json();
    assert_eq!(
        (&all["posts"], &all["outbox"], &all["states"]["draft"]),
        (&1.into(), &0.into(), &1.into()),
        "{all}"
    );
    assert_eq!(home.run(&["account", "list", "--json"]).json(), serde_json::json!([]));
    assert_eq!(home.run(&["outbox", "list", "--json"]).json(), serde_json::json!([]));
    assert_eq!(home.run(&["outbox", "run"]).out, "Nothing was waiting.\n");
}

/// A connected blog, as the settings folder keeps it; its password is nowhere.
const ACCOUNTS: &str = r#"[{
    "id": "travel-1", "name": "Travel", "address": "https://travel.example.org", "blogTitle": "Travel", "user": "me",
    "transport": "rest", "endpoint": "https://travel.example.org/wp-json/", "markup": "blocks", "zone": "Asia/Kolkata",
    "offsetMinutes": 330
}]"#;

#[test]
fn a_blog_is_paused_and_resumed_by_its_name() {
    let home = Home::new().with("tides.md", POST);
    let config = home.0.path().join("config/copydesk");
    fs::create_dir_all(&config).expect("a folder");
    fs::write(config.join("accounts.json"), ACCOUNTS).expect("the accounts");
    let paused = home.run(&["--library", ".", "outbox", "pause", "Travel"]);
    assert_eq!(
        (paused.code, paused.out.as_str()),
        (0, "Travel: paused. What you publish waits in the outbox.\n")
    );
    let list = home.run(&["--library", ".", "outbox", "list", "--log"]);
    assert_eq!((list.code, list.out.as_str()), (0, ""), "{list:?}");
    assert!(list.err.contains("Travel is paused. To go on: copydesk outbox resume \"Travel\""), "{list:?}");
    let resumed = home.run(&["outbox", "resume", "travel.example.org", "--json"]).json();
    assert_eq!(resumed, serde_json::json!({ "account": "Travel", "paused": false, "waiting": 0 }));
    assert!(!home.run(&["--library", ".", "outbox", "list"]).err.contains("paused"));
}

#[test]
fn a_file_may_be_named_from_anywhere() {
    let home = Home::new().with("tides.md", POST);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let full = home.library().join("tides.md").display().to_string();
    let library = home.library().display().to_string();
    for (folder, words) in [
        (home.library(), vec!["check", "tides.md"]),
        (home.library(), vec!["check", "./tides.md"]),
        (home.0.path().to_path_buf(), vec!["check", "posts/tides.md"]),
        (elsewhere.path().to_path_buf(), vec!["check", &full]),
        (elsewhere.path().to_path_buf(), vec!["--library", &library, "check", "tides.md"]),
    ] {
        let answer = home.run_in(&folder, &words);
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (0, "tides.md: nothing to mend, 2 words\n"),
            "{words:?}: {answer:?}"
        );
    }
}
