//! A desk without a screen: a virtual display, a session bus of its own and an unlocked keyring of its own.
//!
//! Without an own bus, programs start the user's; without an own HOME, the keyring writes into the user's. Neither may
//! happen, so everything lives in a scratch folder and ends when this is dropped.

use crate::failure::{Doing, Failure, Outcome};
use crate::process::{Group, read};
use crate::workspace::{Workspace, make_folder};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// The running desk. Dropping it ends the keyring, the bus and the display, in this order.
#[derive(Debug)]
pub struct Desktop {
    environment: Vec<(String, String)>,
    _keyring: Group,
    _bus: Group,
    _display: Group,
    _scratch: tempfile::TempDir,
}

impl Desktop {
    /// Starts all three and waits until they answer.
    pub fn start(workspace: &Workspace) -> Outcome<Self> {
        // Not below the target folder: a socket's path may have 107 bytes at most.
        let scratch =
            tempfile::Builder::new().prefix("copydesk-desk-").tempdir().doing("make a scratch folder")?;
        let folder = |name: &str| {
            let path = scratch.path().join(name);
            make_folder(&path).map(|()| path.display().to_string())
        };
        let home = folder("home")?;
        let mut environment = vec![
            ("XDG_RUNTIME_DIR".to_owned(), folder("runtime")?),
            ("GTK_A11Y".to_owned(), "none".to_owned()),
            ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
        ];
        let log = || File::create(workspace.log("desktop")?).doing("write the log of the desk");
        let errors = log()?;
        let errors = || errors.try_clone().doing("write the log of the desk");

        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"]);
        let (display, number) = first_line(display.stderr(errors()?), "display")?;
        environment.push(("DISPLAY".to_owned(), format!(":{number}")));

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address"]);
        let (bus, address) =
            first_line(bus.env("HOME", &home).envs(environment.clone()).stderr(errors()?), "session bus")?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), address));

        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring.args(["--unlock", "--components=secrets", "--foreground"]).stdin(Stdio::piped());
        keyring.env("HOME", &home).env("XDG_DATA_HOME", &home).envs(environment.clone()).stderr(errors()?);
        let mut keyring = Group::start(keyring.stdout(Stdio::null()))?;
        let password = keyring.child().stdin.take();
        password.map_or(Ok(()), |mut pipe| pipe.write_all(b"throwaway")).doing("unlock the keyring")?;
        wait_for_keyring(&environment)?;
        Ok(Self { environment, _keyring: keyring, _bus: bus, _display: display, _scratch: scratch })
    }

    /// What a program needs to find the display, the bus and the keyring.
    /// The display's name, such as `:99`.
    pub fn display(&self) -> &str {
        self.environment.iter().find(|(name, _)| name == "DISPLAY").map_or("", |(_, display)| display)
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }
}

/// The keyring says nothing when it is ready; the bus knows.
fn wait_for_keyring(environment: &[(String, String)]) -> Outcome {
    let question = [
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.NameHasOwner",
        "string:org.freedesktop.secrets",
    ];
    for _ in 0..200 {
        let mut ask = Command::new("dbus-send");
        ask.args(question).envs(environment.iter().map(|(name, value)| (name, value)));
        if read(&mut ask).is_ok_and(|answer| answer.contains("boolean true")) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Err(not_started("keyring"))
}

fn not_started(name: &str) -> Failure {
    Failure::new(format!(
        "The {name} for the window did not start. What it said is in desktop.log, in the folder `xtask` of the target folder."
    ))
}

/// Starts a program that says in its first line where it can be found.
fn first_line(command: &mut Command, name: &str) -> Outcome<(Group, String)> {
    let mut group = Group::start(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    let said =
        group.child().stdout.take().ok_or_else(|| Failure::new(format!("The {name} has no output.")))?;
    Ok((group, line_of(said, name)?))
}

fn line_of(said: ChildStdout, name: &str) -> Outcome<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(said);
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        let _ = sender.send(line);
        // The pipe is kept open and empty, so that the program never meets a closed or a full one.
        let _ = std::io::copy(&mut reader.by_ref(), &mut std::io::sink());
    });
    match receiver.recv_timeout(Duration::from_secs(20)) {
        Ok(line) if !line.trim().is_empty() => Ok(line.trim().to_owned()),
        _ => Err(not_started(name)),
    }
}
