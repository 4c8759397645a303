//! A computer without display and keyring: the password comes with every command, as on a server.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;
use tests::model::Dice;
use tests::servers::{Person, Server, unique};

/// Home folders and a library that go away with the run.
pub struct Machine {
    home: tempfile::TempDir,
    password: String,
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Whether it was killed as by `kill -9`.
    pub fn is_killed(&self) -> bool {
        self.status.signal() == Some(9)
    }
}

/// What shall end the program.
#[derive(Clone, Debug)]
pub enum Kill {
    /// Nothing.
    None,
    /// Itself, when it passes a point so many times.
    At(&'static str, usize),
    /// Somebody outside, after a time.
    After(Duration),
}

/// The points at which a crash must not matter.
const POINTS: [&str; 11] = [
    "*",
    "*",
    "saved",
    "picture answered",
    "picture kept",
    "terms known",
    "create answered",
    "place known",
    "id recorded",
    "write answered",
    "publication recorded",
];

impl Kill {
    /// Any.
    pub fn random(dice: &mut Dice) -> Self {
        if dice.chance(30) {
            return Self::After(Duration::from_millis(100 + 20 * dice.roll(120) as u64));
        }
        match *dice.pick(&POINTS) {
            "*" => Self::At("*", 1 + dice.roll(20)),
            "saved" => Self::At("saved", 1 + dice.roll(12)),
            point @ ("picture answered" | "picture kept") => Self::At(point, 1 + dice.roll(2)),
            point => Self::At(point, 1),
        }
    }
}

impl Machine {
    /// Connected to the server as this person.
    pub fn new(server: &Server, person: &Person, transport: &str) -> Self {
        let home = tempfile::Builder::new().prefix("copydesk-killing-").tempdir().unwrap();
        fs::create_dir_all(home.path().join("posts/media")).unwrap();
        let machine = Self { home, password: person.app_password.clone() };
        // Without a keyring the account is kept and its password is not; that this is told is tested elsewhere.
        let words = ["account", "add", &server.url, "--user", &person.login, "--password-stdin"];
        let ended = machine.run(&words, &Kill::None);
        let file = machine.home.path().join("config/copydesk/accounts.json");
        let accounts = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        if transport == "xmlrpc" {
            // As on a blog whose REST interface is closed: the account speaks the other one.
            let mut accounts: Value = serde_json::from_str(&accounts).unwrap();
            accounts[0]["transport"] = "xmlrpc".into();
            accounts[0]["endpoint"] = format!("{}/xmlrpc.php", server.url).into();
            fs::write(&file, accounts.to_string()).unwrap();
        }
        machine
    }

    /// The folder above everything that is written.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A file of the library.
    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join("posts").join(name)
    }

    /// Paints a small picture that no other run has.
    pub fn picture(&self, name: &str) {
        let paint = unique().into_bytes();
        let pixels: Vec<u8> = (0..16 * 16 * 3).map(|n| paint[n % paint.len()].wrapping_mul(3)).collect();
        let mut encoder = png::Encoder::new(fs::File::create(self.file(name)).unwrap(), 16, 16);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    }

    /// Runs the program with these words, to its end or to its death.
    pub fn run(&self, words: &[&str], kill: &Kill) -> Ended {
        let home = self.home.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.args(["--library".as_ref(), self.file("").as_os_str()]).args(words).current_dir(home);
        command
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("no-bus").display()))
            .env("RUST_LOG", "trace")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        if let Kill::At(point, count) = kill {
            command.env("COPYDESK_CRASH_AT", format!("{point}:{count}"));
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that is killed at once does not read any more.
        let _ = writeln!(child.stdin.take().unwrap(), "{}", self.password);
        if let Kill::After(time) = kill {
            std::thread::sleep(*time);
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended { status: output.status, out: text(output.stdout), err: text(output.stderr) }
    }
}
