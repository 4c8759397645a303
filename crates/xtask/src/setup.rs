//! Finds out what this machine lacks, and installs it: system packages through apt, npm packages from the lock file.
//!
//! A tool is looked for by what it can do (a program answers, a library is known to pkg-config, PHP has a module), so the
//! check also holds where there is no apt; there the missing things are named and installing them is left to the reader.

use crate::failure::{Doing, Failure, Outcome};
use crate::process;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// What a command is about to do, and so what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compile the app.
    Build,
    /// Make system calls of a save fail on purpose.
    Faults,
    /// Run a throwaway WordPress.
    Blog,
    /// Open the window without a display and drive it.
    Headless,
    /// Measure the window from outside.
    Measure,
    /// Measure pictures beside a peer.
    Pictures,
}

enum Probe {
    Program(&'static str),
    Library(&'static str),
    PhpModule(&'static str),
    File(&'static str),
}

use Probe::{File, Library, PhpModule, Program};

/// What is needed for what, and the Debian package that brings it.
const TOOLS: &[(Need, Probe, &str)] = &[
    (Need::Build, Program("cc"), "build-essential"),
    (Need::Build, Program("pkg-config"), "pkg-config"),
    (Need::Build, Library("webkit2gtk-4.1"), "libwebkit2gtk-4.1-dev"),
    (Need::Build, Library("librsvg-2.0"), "librsvg2-dev"),
    (Need::Faults, Program("strace"), "strace"),
    (Need::Blog, Program("php"), "php-cli"),
    (Need::Blog, PhpModule("pdo_sqlite"), "php-sqlite3"),
    (Need::Blog, PhpModule("curl"), "php-curl"),
    (Need::Blog, PhpModule("gd"), "php-gd"),
    (Need::Blog, PhpModule("dom"), "php-xml"),
    (Need::Blog, PhpModule("mbstring"), "php-mbstring"),
    (Need::Blog, PhpModule("intl"), "php-intl"),
    (Need::Blog, Program("unzip"), "unzip"),
    (Need::Blog, File("/usr/share/keyrings/debian-archive-keyring.gpg"), "debian-archive-keyring"),
    (Need::Blog, File(DEBIAN_TEMPLATE), "python-apt-common"),
    (Need::Headless, Program("Xvfb"), "xvfb"),
    (Need::Headless, Program("dbus-daemon"), "dbus"),
    (Need::Headless, Program("gnome-keyring-daemon"), "gnome-keyring"),
    (Need::Headless, Program("WebKitWebDriver"), "webkit2gtk-driver"),
    (Need::Measure, Program("ghostwriter"), "ghostwriter"),
    (Need::Pictures, File("/usr/bin/convert"), "imagemagick"),
];

/// Debian's own description of its archive; Ubuntu ships it too.
pub const DEBIAN_TEMPLATE: &str = "/usr/share/python-apt/templates/Debian.info";

/// Makes sure that everything for `needs` is on this machine, and says what it did.
pub fn system(workspace: &Workspace, needs: &[Need]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return elsewhere(needs);
    }
    let missing = missing(needs);
    if missing.is_empty() {
        println!("System packages: everything needed is installed.");
        return Ok(());
    }
    let list = missing.join(" ");
    if !process::succeeds(Command::new("apt-get").arg("--version")) {
        return Err(Failure::new(format!(
            "This machine lacks what these Debian packages bring: {list}. There is no apt here, so install their counterparts with your \
             package manager and run the command again."
        )));
    }
    println!("System packages: installing with apt: {list}");
    apt(workspace, "apt-update", &["update"])?;
    let mut words = vec!["install", "--yes", "--no-install-recommends"];
    words.extend(&missing);
    apt(workspace, "apt-install", &words)?;
    match self::missing(needs).as_slice() {
        [] => Ok(()),
        still => Err(Failure::new(format!(
            "apt installed the packages, but what they should bring is still not found: {}. Look into {}.",
            still.join(" "),
            workspace.log("apt-install")?.display()
        ))),
    }
}

/// Checks Rust's own tools; rustup adds what its minimal profile left out.
pub fn rust_components(workspace: &Workspace) -> Outcome {
    for (component, probe) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if process::succeeds(Command::new("cargo").args([probe, "--version"])) {
            continue;
        }
        println!("Rust: adding {component} with rustup.");
        let mut rustup = Command::new("rustup");
        process::quietly(
            &format!("add {component}; install it with your Rust toolchain"),
            rustup.args(["component", "add", component]),
            &workspace.log("rustup")?,
        )?;
    }
    Ok(())
}

/// Installs the interface's npm packages from the lock file, when they are not there as locked.
pub fn npm(workspace: &Workspace) -> Outcome {
    node_version()?;
    let ui = workspace.root.join("ui");
    let lock = fs::read(ui.join("package-lock.json")).doing("read ui/package-lock.json")?;
    let installed = ui.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|before| before == lock) {
        println!("npm packages: as locked.");
        return Ok(());
    }
    println!("npm packages: installing what ui/package-lock.json names.");
    let mut command = npm_command(&ui);
    process::quietly(
        "install the npm packages",
        command.args(["ci", "--no-audit", "--no-fund"]),
        &workspace.log("npm-ci")?,
    )?;
    fs::write(&installed, lock).doing("note which npm packages are installed")
}

/// `npm`, in the folder of the interface.
pub fn npm_command(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// A machine can be on a bus or at a desk: whether windows can be shown to somebody.
pub fn has_display() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn missing(needs: &[Need]) -> Vec<&'static str> {
    TOOLS
        .iter()
        .filter(|(need, probe, _)| needs.contains(need) && !found(probe))
        .map(|(_, _, package)| *package)
        .collect()
}

fn found(probe: &Probe) -> bool {
    match probe {
        Program(name) => on_path(name),
        Library(name) => process::succeeds(Command::new("pkg-config").args(["--exists", name])),
        PhpModule(name) => process::succeeds(
            Command::new("php").args(["-r", &format!("exit(extension_loaded('{name}') ? 0 : 1);")]),
        ),
        File(path) => Path::new(path).is_file(),
    }
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

fn apt(workspace: &Workspace, log: &str, words: &[&str]) -> Outcome {
    let root = process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let what = format!("run apt-get {}", words[0]);
    let log = workspace.log(log)?;
    if root {
        let mut command = Command::new("apt-get");
        return process::quietly(&what, command.args(words).env("DEBIAN_FRONTEND", "noninteractive"), &log)
            .map(drop);
    }
    if !on_path("sudo") {
        return Err(Failure::new(format!(
            "Installing needs root rights and there is no sudo. Run as root: apt-get {}",
            words.join(" ")
        )));
    }
    // In the foreground, with the terminal: sudo may ask for a password.
    let mut command = Command::new("sudo");
    let status = command
        .args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(words)
        .stdin(Stdio::inherit())
        .status();
    match status.doing("start sudo")?.success() {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "apt-get failed; its messages are above. To try it by hand: sudo apt-get {}",
            words.join(" ")
        ))),
    }
}

fn elsewhere(needs: &[Need]) -> Outcome {
    if needs.contains(&Need::Blog) || needs.contains(&Need::Headless) {
        return Err(Failure::new(
            "The throwaway WordPress and the window tests run on Debian and Ubuntu only. Here use `cargo xtask run --no-blog` and \
             `cargo xtask test --only check,ui,rust`.",
        ));
    }
    if cfg!(target_os = "macos") && !on_path("cc") {
        return Err(Failure::new(
            "The compiler is missing. Install it with `xcode-select --install` and run the command again.",
        ));
    }
    Ok(())
}

fn node_version() -> Outcome {
    let said = process::read(Command::new("node").arg("--version"))?;
    let mut numbers =
        said.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version >= (20, 19) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Node.js 20.19 or newer is needed and {} is installed. Install a newer Node.js and run the command again.",
        said.trim()
    )))
}
