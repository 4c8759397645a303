//! `cargo xtask run`: from a fresh checkout to a window with posts in it and a blog to publish them to.

use crate::arguments::Arguments;
use crate::cargo::cargo;
use crate::check::{npm_run, step};
use crate::desktop::Desktop;
use crate::failure::{Doing, Failure, Outcome};
use crate::job;
use crate::process::{Group, shown};
use crate::setup::{self, Need};
use crate::wordpress::{self, Blog};
use crate::workspace::{Workspace, copy_folder, make_folder, remove_folder};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

const ACCOUNT: &str = "throwaway";
/// The command line's exit code for "there is no keyring, so the password was not kept".
const NO_KEYRING: i32 = 5;

struct Options {
    blog: bool,
    keep: bool,
    release: bool,
    library: Option<PathBuf>,
}

/// Sets up, builds, starts the blog, connects it and opens the window.
pub fn run(workspace: &Workspace, mut arguments: Arguments) -> Outcome<String> {
    let options = Options {
        blog: !arguments.flag("--no-blog"),
        keep: arguments.flag("--keep"),
        release: arguments.flag("--release"),
        library: arguments.option("--library")?.map(PathBuf::from),
    };
    arguments.end()?;
    let by_itself = !setup::has_display();
    let mut needs = vec![Need::Build];
    needs.extend(options.blog.then_some(Need::Blog));
    needs.extend(by_itself.then_some(Need::Headless));
    setup::system(workspace, &needs)?;
    setup::npm(workspace)?;
    let copydesk = build(workspace, options.release)?;

    let scratch = Scratch::prepare(workspace, options.library.as_deref(), by_itself)?;
    let blog = options.blog.then(|| {
        let tree = wordpress::fetch(workspace, &wordpress::NEWEST)?;
        wordpress::start(workspace, &tree, "run", 0)
    });
    let blog = blog.transpose()?;
    let summary = if by_itself {
        let desktop = Desktop::start(workspace)?;
        let app = App {
            copydesk: &copydesk,
            scratch: &scratch,
            environment: [desktop.environment(), scratch.environment()].concat(),
        };
        without_display(&app, blog.as_ref())
    } else {
        let app = App { copydesk: &copydesk, scratch: &scratch, environment: scratch.environment() };
        with_display(workspace, &app, blog.as_ref())
    }?;
    match blog {
        Some(blog) if options.keep => {
            let url = blog.url().to_owned();
            blog.leave_running();
            Ok(format!("{summary} The blog runs on at {url} until `cargo xtask blog stop`."))
        }
        _ => Ok(summary),
    }
}

/// Builds the interface and the program; returns where the program is.
pub fn build(workspace: &Workspace, release: bool) -> Outcome<PathBuf> {
    npm_run(workspace, "build")?;
    let mut command = cargo(workspace, &["build", "--bin", "copydesk"]);
    command.args(release.then_some("--release"));
    step(workspace, "build", &mut command)?;
    let program = if cfg!(windows) { "copydesk.exe" } else { "copydesk" };
    Ok(workspace.target.join(if release { "release" } else { "debug" }).join(program))
}

/// The posts to write in, and the app's own folders, away from the user's.
pub struct Scratch {
    /// Where the posts are.
    pub library: PathBuf,
    /// Where screenshots go.
    pub folder: PathBuf,
}

impl Scratch {
    /// The sample posts are copied anew for the machine, but a person's changes to the last copy stay.
    fn prepare(workspace: &Workspace, library: Option<&Path>, afresh: bool) -> Outcome<Self> {
        let folder = workspace.target.join("run");
        if afresh {
            remove_folder(&folder)?;
        }
        for of_the_last_blog in ["config", "data", "cache"] {
            remove_folder(&folder.join(of_the_last_blog))?;
        }
        make_folder(&folder)?;
        let library = match library {
            Some(own) if own.is_dir() => std::path::absolute(own).doing("find the library")?,
            Some(own) => {
                return Err(Failure::new(format!(
                    "There is no folder {}. Make it first, or leave --library out.",
                    own.display()
                )));
            }
            None => folder.join("library"),
        };
        if !library.is_dir() {
            copy_folder(&workspace.root.join("content"), &library)?;
            let welcome = std::fs::File::options().write(true).open(library.join("welcome.md"));
            // The window opens on the newest post. A second is what coarse file systems tell apart.
            let newest = SystemTime::now() + Duration::from_secs(1);
            welcome.and_then(|file| file.set_modified(newest)).doing("put the welcome post first")?;
        }
        println!("Posts: {}", library.display());
        Ok(Self { library, folder })
    }

    fn environment(&self) -> Vec<(String, String)> {
        let at = |name: &str| self.folder.join(name).display().to_string();
        [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")]
            .map(|(variable, name)| (variable.to_owned(), at(name)))
            .to_vec()
    }
}

/// Copydesk, with its posts and its environment.
pub struct App<'a> {
    /// The program.
    pub copydesk: &'a Path,
    /// Its folders.
    pub scratch: &'a Scratch,
    /// The variables that it is started with.
    pub environment: Vec<(String, String)>,
}

impl App<'_> {
    /// The arguments that open the window on the posts.
    pub fn arguments(&self) -> Vec<String> {
        vec!["--library".to_owned(), self.scratch.library.display().to_string()]
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.copydesk);
        command.args(self.arguments()).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Connects the blog through the command line; returns whether the password is in the keyring.
    fn connect(&self, blog: &Blog) -> Outcome<bool> {
        let mut command = self.command();
        command.args([
            "account",
            "add",
            blog.url(),
            "--user",
            "admin",
            "--name",
            ACCOUNT,
            "--password-stdin",
        ]);
        println!("$ {}", shown(&command));
        let mut add = command.stdin(Stdio::piped()).spawn().doing("start Copydesk's command line")?;
        let password = blog.app_password("admin");
        add.stdin
            .take()
            .map_or(Ok(()), |mut pipe| pipe.write_all(password.as_bytes()))
            .doing("hand over the password")?;
        let status = add.wait().doing("wait for Copydesk's command line")?;
        match status.code() {
            Some(0) => Ok(true),
            Some(NO_KEYRING) => Ok(false),
            _ => Err(Failure::new("Copydesk could not connect the throwaway blog. What it said is above.")),
        }
    }

    /// Takes the account and its password out again; the keyring may be the user's own.
    fn disconnect(&self) {
        let mut command = self.command();
        let _ =
            command.args(["--yes", "--quiet", "account", "remove", ACCOUNT]).stdin(Stdio::null()).status();
    }
}

fn with_display(workspace: &Workspace, app: &App, blog: Option<&Blog>) -> Outcome<String> {
    if let Some(blog) = blog
        && !app.connect(blog)?
    {
        println!(
            "There is no keyring here. The window asks for the password of `admin`; it is: {}",
            blog.app_password("admin")
        );
    }
    println!(
        "Copydesk is open. Close its window to end this; its messages go to {}.",
        workspace.log("copydesk")?.display()
    );
    let log = || std::fs::File::create(workspace.log("copydesk")?).doing("write the log of the window");
    let window = Group::start(app.command().stdin(Stdio::null()).stdout(log()?).stderr(log()?));
    let status = window.and_then(Group::wait);
    if blog.is_some() {
        app.disconnect();
    }
    if status?.success() {
        return Ok("The window was closed.".to_owned());
    }
    Err(Failure::new(format!(
        "Copydesk ended with a failure. Its messages are in {}.",
        workspace.log("copydesk")?.display()
    )))
}

fn without_display(app: &App, blog: Option<&Blog>) -> Outcome<String> {
    println!("There is no display here, so the main job is done in a virtual one.");
    let Some(blog) = blog else { return job::write(app) };
    if !app.connect(blog)? {
        return Err(Failure::new(
            "The keyring of the virtual desk did not take the password. Look into desktop.log in the target folder's xtask folder.",
        ));
    }
    job::publish(app, blog)
}
