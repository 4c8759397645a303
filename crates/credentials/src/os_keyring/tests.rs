//! The real Secret Service, in a session of its own: nothing of the person who runs the tests is touched.
//!
//! Each test runs this very program again, alone, in an isolated home and session bus.

use super::*;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names the isolated home in the program's second life.
const INSIDE: &str = "COPYDESK_TEST_KEYRING_HOME";

const CANARY: &str = "canary ünï 7f3a 🗝";

/// Tells the two lives of the kept password apart.
const LIFE: &str = "COPYDESK_TEST_KEYRING_LIFE";

#[test]
fn a_password_is_kept_changed_found_again_and_removed() {
    let Some(home) = std::env::var_os(INSIDE) else {
        let home = tempfile::tempdir().unwrap();
        for life in ["first", "second"] {
            let mut session = session_of_its_own();
            run(session.env(LIFE, life), "a_password_is_kept_changed_found_again_and_removed", home.path());
        }
        return;
    };
    let _daemon = Daemon::start();
    let store = OsKeyring::open().unwrap();
    let (ann, ben) = (AccountId::new("ann-example.org").unwrap(), AccountId::new("ben").unwrap());
    let kept = |account: &AccountId| store.get(account).unwrap().map(|secret| secret.reveal().to_owned());
    if std::env::var(LIFE).unwrap() == "first" {
        assert_eq!(kept(&ann), None);
        store.remove(&ann).unwrap();
        store.set(&ann, &Secret::new("first")).unwrap();
        store.set(&ann, &Secret::new(CANARY)).unwrap();
        store.set(&ben, &Secret::new("other")).unwrap();
        assert_eq!((kept(&ann).as_deref(), kept(&ben).as_deref()), (Some(CANARY), Some("other")));

        let (files, hits) = search(Path::new(&home), b"canary");
        println!("the password in clear in {hits} of {files} files of the session");
        assert!(files > 0 && hits == 0);

        lock();
        for locked in [store.get(&ann).unwrap_err(), store.set(&ann, &Secret::new("x")).unwrap_err()] {
            assert!(matches!(locked, KeyringError::Locked(_)), "{locked:?}");
        }
    } else {
        assert_eq!(kept(&ann).as_deref(), Some(CANARY));
        store.remove(&ann).unwrap();
        store.remove(&ann).unwrap();
        assert_eq!((kept(&ann), kept(&ben).as_deref()), (None, Some("other")));
    }
}

#[test]
fn without_a_session_bus_there_is_no_keyring() {
    if std::env::var_os(INSIDE).is_some() {
        let absent = OsKeyring::open().unwrap_err();
        assert!(matches!(absent, KeyringError::Absent(_)), "{absent:?}");
        assert!(absent.to_string().contains("this run only"), "{absent}");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let mut program = Command::new(std::env::current_exe().unwrap());
    run(&mut program, "without_a_session_bus_there_is_no_keyring", home.path());
}

/// This program on a session bus of its own.
fn session_of_its_own() -> Command {
    for (tool, package) in [
        ("dbus-run-session", "dbus-daemon"),
        ("dbus-send", "dbus-bin"),
        ("gnome-keyring-daemon", "gnome-keyring"),
    ] {
        let there = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(
            there.is_ok(),
            "{tool} is missing, so the keyring cannot be tested. Install the package {package}."
        );
    }
    let mut session = Command::new("dbus-run-session");
    session.arg("--").arg(std::env::current_exe().unwrap());
    session
}

/// Runs one test of this program in an isolated home, without a display that could show a dialog.
fn run(command: &mut Command, test: &str, home: &Path) {
    let test = format!("os_keyring::tests::{test}");
    command.args(["--exact", &test, "--nocapture"]).env(INSIDE, home).env("HOME", home);
    for folder in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
        let path = home.join(folder);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        command.env(folder, path);
    }
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{test} failed in its own session:\n{said}\n{why}"
    );
}

/// A keyring daemon that is ended, by its own number, with the test.
struct Daemon(Child);

impl Daemon {
    fn start() -> Self {
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        daemon.stdin.take().unwrap().write_all(b"login").unwrap();
        let daemon = Self(daemon);
        let started = Instant::now();
        while !is_there() {
            assert!(started.elapsed() < Duration::from_secs(20), "gnome-keyring-daemon did not come up.");
            std::thread::sleep(Duration::from_millis(20));
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn is_there() -> bool {
    ask(
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.NameHasOwner",
        "string:org.freedesktop.secrets",
    )
    .contains("boolean true")
}

fn lock() {
    let service = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
    let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
    let reply = ask(service.0, service.1, "org.freedesktop.Secret.Service.Lock", collection);
    assert!(reply.contains("collection/login"), "{reply}");
}

fn ask(to: &str, path: &str, method: &str, argument: &str) -> String {
    let to = format!("--dest={to}");
    let reply =
        Command::new("dbus-send").args(["--session", "--print-reply", &to, path, method, argument]).output();
    String::from_utf8_lossy(&reply.unwrap().stdout).into_owned()
}

/// How many files there are below a folder, and how many of them hold the word.
fn search(folder: &Path, word: &[u8]) -> (usize, usize) {
    let (mut files, mut hits) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let below = search(&path, word);
            (files, hits) = (files + below.0, hits + below.1);
        } else if path.is_file() {
            files += 1;
            hits +=
                usize::from(std::fs::read(&path).unwrap().windows(word.len()).any(|window| window == word));
        }
    }
    (files, hits)
}

#[test]
fn errors_are_told_apart_and_never_hold_the_password() {
    let cause = || Box::new(std::io::Error::other("Prompt"));
    for (error, expected) in [
        (Error::NoStorageAccess(cause()), "locked"),
        (Error::NoDefaultStore, "no keyring"),
        (Error::PlatformFailure(cause()), "failed"),
        (Error::BadEncoding(b"canary-7f3a91".to_vec()), "failed"),
        (Error::BadDataFormat(b"canary-7f3a91".to_vec(), cause()), "failed"),
    ] {
        let meant = meaning(&error);
        assert!(meant.to_string().contains(expected), "{meant}");
        assert!(!format!("{meant} {meant:?}").contains("canary"), "{meant:?}");
        assert!(!format!("{meant:?}").contains("99, 97, 110"), "{meant:?}");
    }
}
