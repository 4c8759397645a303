//! A writer's computer: home folders of its own, a library, and Copydesk on it.

use crate::screen::Window;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tests::servers::{Person, Server, unique};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_copydesk");

/// Home folders and a library in a scratch folder that goes away with the test.
pub struct Machine {
    home: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// What a run of the command line gave.
#[derive(Debug)]
pub struct Answer {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }
}

impl Machine {
    /// A new computer with an empty library. Fails with what to run when display, bus or keyring are missing.
    pub fn new() -> Self {
        for name in ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
            assert!(
                std::env::var_os(name).is_some(),
                "{name} is not set. These tests need a display, a session bus and a keyring; run `cargo xtask test --only window`."
            );
        }
        let home = tempfile::Builder::new().prefix("copydesk-window-").tempdir().unwrap();
        let mut environment = vec![("HOME".to_owned(), home.path().display().to_string())];
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            let path = home.path().join(folder);
            fs::create_dir(&path).unwrap();
            environment.push((name.to_owned(), path.display().to_string()));
        }
        fs::create_dir(home.path().join("posts")).unwrap();
        Self { home, environment }
    }

    /// A computer on which nobody keeps secrets.
    pub fn without_keyring() -> Self {
        let mut machine = Self::new();
        let nowhere = format!("unix:path={}", machine.home.path().join("no-bus").display());
        machine.environment.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), nowhere));
        machine
    }

    /// With Copydesk's settings as this JSON.
    pub fn with_settings(self, settings: &Value) -> Self {
        let folder = self.home.path().join("config/copydesk");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("settings.json"), settings.to_string()).unwrap();
        self
    }

    /// The home folder: everything that Copydesk may write is below it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The library.
    pub fn library(&self) -> PathBuf {
        self.home.path().join("posts")
    }

    /// Puts a file into the library.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.library().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// A file of the library.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.library().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Paints a picture into the library that no other test has: a blog recognises a picture by its bytes.
    pub fn picture(&self, name: &str) {
        let file = self.library().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let paint = unique().into_bytes();
        let pixels: Vec<u8> = (0..96 * 64 * 3).map(|n| paint[n % paint.len()].wrapping_mul(3)).collect();
        let mut encoder = png::Encoder::new(fs::File::create(file).unwrap(), 96, 64);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    }

    /// Opens the window on the library.
    pub fn open(&self) -> Window {
        let library = self.library().display().to_string();
        Window::open(&self.environment, &["--library", &library])
    }

    /// Opens the window with a post, as a file browser does.
    pub fn open_file(&self, name: &str) -> Window {
        let file = self.library().join(name).display().to_string();
        Window::open(&self.environment, &["--open", &file])
    }

    /// Opens the window as somebody does who starts Copydesk from the desktop.
    pub fn start(&self) -> Window {
        Window::open(&self.environment, &[])
    }

    /// Starts Copydesk once more, as a second click on its icon does, and waits until it ends.
    pub fn start_again(&self, words: &[&str]) -> Answer {
        let mut command = Command::new(PROGRAM);
        command.args(["--library".as_ref(), self.library().as_os_str()]).args(words);
        answer(command.envs(self.environment.iter().cloned()).output().unwrap())
    }

    /// Runs a command on the library.
    pub fn run(&self, words: &[&str]) -> Answer {
        self.run_with(words, "")
    }

    /// Runs a command on the library with this on its standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> Answer {
        let mut command = Command::new(PROGRAM);
        command.args(["--library".as_ref(), self.library().as_os_str()]).args(words);
        // A command needs no display.
        command.envs(self.environment.iter().cloned()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        answer(child.wait_with_output().unwrap())
    }

    /// Connects a blog by the command line; returns the account's id.
    pub fn connect(&self, server: &Server, person: &Person) -> String {
        let words = ["account", "add", &server.url, "--user", &person.login, "--password-stdin", "--json"];
        let answer = self.run_with(&words, &person.app_password);
        assert_eq!(answer.code, 0, "{answer:?}");
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// The files below the home folder that hold one of these, however deep.
    pub fn files_with(&self, needles: &[String]) -> (Vec<PathBuf>, usize) {
        let mut found = Vec::new();
        let mut count = 0;
        let mut folders = vec![self.home.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    count += 1;
                    let bytes = fs::read(entry.path()).unwrap_or_default();
                    let holds =
                        |needle: &String| bytes.windows(needle.len()).any(|part| part == needle.as_bytes());
                    if needles.iter().any(holds) {
                        found.push(entry.path());
                    }
                }
            }
        }
        (found, count)
    }
}

fn answer(output: Output) -> Answer {
    let Output { status, stdout, stderr } = output;
    Answer {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// How many passwords the keyring holds under this account id.
pub fn in_keyring(id: &str) -> usize {
    let output = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .arg("org.freedesktop.Secret.Service.SearchItems")
        .arg(format!("dict:string:string:service,copydesk,username,{id}"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).matches("object path").count()
}
