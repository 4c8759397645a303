//! One blog: a folder, a port, and PHP's own web server in a process group of its own.

use super::{Tree, blogs};
use crate::failure::{Doing, Failure, Outcome};
use crate::http;
use crate::process::{Group, end_group, quietly};
use crate::workspace::{Workspace, copy_folder, make_folder, read, remove_folder, write};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running blog. Dropping it ends the server; its folder stays for looking into.
#[derive(Debug)]
pub struct Blog {
    /// What is known of it: version, url, dir, tree, pid, users.
    pub facts: Value,
    server: Group,
}

impl Blog {
    /// The address, without a slash at the end.
    pub fn url(&self) -> &str {
        self.facts["url"].as_str().unwrap_or_default()
    }

    /// The application password of one of its users: admin, editor, author, contributor, subscriber.
    pub fn app_password(&self, user: &str) -> &str {
        self.facts["users"][user]["app_password"].as_str().unwrap_or_default()
    }

    /// Lets it run on; `cargo xtask blog stop` ends it.
    pub fn leave_running(self) {
        self.server.leave_running();
    }
}

/// Starts a fresh blog.
pub fn start(workspace: &Workspace, tree: &Tree, sqlite: &Path, name: &str, port: u16) -> Outcome<Blog> {
    let folder = blogs(workspace).join(name);
    stop_one(&folder);
    remove_folder(&folder)?;
    let template = template(workspace, tree, sqlite)?;
    copy_folder(&template, &folder)?;
    link_code(&folder, tree, sqlite)?;

    let begun = Instant::now();
    for _ in 0..5 {
        let port = if port == 0 { free_port()? } else { port };
        let mut server = serve(workspace, tree, &folder, port)?;
        let url = format!("http://127.0.0.1:{port}");
        if answers(&mut server, &url) {
            let facts = facts(tree, &folder, &url, server.id())?;
            println!(
                "WordPress {} answers at {url} after {:.1} s.",
                tree.version,
                begun.elapsed().as_secs_f64()
            );
            return Ok(Blog { facts, server });
        }
    }
    let log = folder.join("server.log");
    Err(Failure::new(format!(
        "WordPress {} did not answer within 30 seconds. Its log is {}.",
        tree.version,
        log.display()
    )))
}

/// The blogs of this checkout that are running.
pub fn running(workspace: &Workspace) -> Vec<Value> {
    folders(workspace).iter().filter_map(|folder| facts_of_running(folder)).collect()
}

/// Ends the blogs of this checkout; returns the addresses of those that were running.
pub fn stop(workspace: &Workspace) -> Vec<String> {
    folders(workspace).iter().filter_map(|folder| stop_one(folder)).collect()
}

fn folders(workspace: &Workspace) -> Vec<PathBuf> {
    let entries = fs::read_dir(blogs(workspace)).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).collect()
}

fn stop_one(folder: &Path) -> Option<String> {
    let facts = facts_of_running(folder)?;
    end_group(u32::try_from(facts["pid"].as_u64()?).ok()?);
    facts["url"].as_str().map(str::to_owned)
}

/// The facts of the blog in `folder`, if its server is still the process that was started for it.
fn facts_of_running(folder: &Path) -> Option<Value> {
    let facts: Value = serde_json::from_str(&fs::read_to_string(folder.join("blog.json")).ok()?).ok()?;
    let command = fs::read_to_string(format!("/proc/{}/cmdline", facts["pid"].as_u64()?)).ok()?;
    command.contains(&format!("error_log={}", folder.join("php.log").display())).then_some(facts)
}

fn facts(tree: &Tree, folder: &Path, url: &str, pid: u32) -> Outcome<Value> {
    let users: Value = serde_json::from_str(&read(&folder.join("users.json"))?)
        .doing("understand the blog's list of users")?;
    let facts = json!({ "version": tree.version, "url": url, "dir": folder, "tree": tree.path, "pid": pid, "users": users });
    write(&folder.join("blog.json"), facts.to_string())?;
    Ok(facts)
}

/// A blog as it is right after the installation, made once and copied from then on.
fn template(workspace: &Workspace, tree: &Tree, sqlite: &Path) -> Outcome<PathBuf> {
    let mut hasher = DefaultHasher::new();
    for name in ["install.php", "wp-config.php"] {
        read(&workspace.asset(name))?.hash(&mut hasher);
    }
    sqlite.hash(&mut hasher);
    let name = format!("template-{}-{:016x}", tree.version.replace('.', "_"), hasher.finish());
    let template = workspace.cache.join("wordpress").join(name);
    if template.join("users.json").is_file() {
        return Ok(template);
    }
    let part = template.with_extension("part");
    remove_folder(&part)?;
    for folder in ["database", "wp-content/uploads", "wp-content/plugins", "wp-content/mu-plugins"] {
        make_folder(&part.join(folder))?;
    }
    link_code(&part, tree, sqlite)?;
    let mut install = php(workspace, tree, &part);
    let users = quietly(
        "install WordPress",
        install.arg(workspace.asset("install.php")),
        &workspace.log("wordpress-install")?,
    )?;
    for link in ["wp-content/themes", "wp-content/plugins/sqlite-database-integration"] {
        fs::remove_file(part.join(link)).doing("finish the installation of WordPress")?;
    }
    write(&part.join("users.json"), users)?;
    remove_folder(&template)?;
    fs::rename(&part, &template).doing("keep the installed WordPress")?;
    Ok(template)
}

/// The code that all blogs share: themes and the SQLite drop-in.
fn link_code(folder: &Path, tree: &Tree, sqlite: &Path) -> Outcome {
    let content = folder.join("wp-content");
    link(&tree.path.join("wp-content/themes"), &content.join("themes"))?;
    link(sqlite, &content.join("plugins/sqlite-database-integration"))?;
    fs::copy(sqlite.join("db.copy"), content.join("db.php")).map(drop).doing("set WordPress up for SQLite")
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> Outcome {
    std::os::unix::fs::symlink(target, at).doing(format_args!("link {}", at.display()))
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> Outcome {
    copy_folder(target, at)
}

fn serve(workspace: &Workspace, tree: &Tree, folder: &Path, port: u16) -> Outcome<Group> {
    let log = || File::create(folder.join("server.log")).doing("write the blog's log");
    let mut server = php(workspace, tree, folder);
    server
        .args(["-S", &format!("127.0.0.1:{port}"), "-t"])
        .arg(&tree.path)
        .arg(workspace.asset("router.php"));
    // Four at once: a picture upload makes WordPress busy while the app asks on.
    server.env("PHP_CLI_SERVER_WORKERS", "4").stdin(Stdio::null()).stdout(log()?).stderr(log()?);
    Group::start(&mut server)
}

fn php(workspace: &Workspace, tree: &Tree, folder: &Path) -> Command {
    let mut php = Command::new("php");
    for setting in [
        "memory_limit=256M",
        "upload_max_filesize=16M",
        "post_max_size=20M",
        "sendmail_path=/bin/true",
        "date.timezone=UTC",
        "opcache.enable_cli=1",
        "opcache.revalidate_freq=0",
        "display_errors=0",
        "log_errors=1",
    ] {
        php.args(["-d", setting]);
    }
    php.args(["-d", &format!("error_log={}", folder.join("php.log").display())]);
    php.env("BLOG_DIR", folder)
        .env("BLOG_TREE", &tree.path)
        .env("BLOG_CONFIG", workspace.asset("wp-config.php"));
    php
}

fn answers(server: &mut Group, url: &str) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) && server.is_running() {
        if http::get(&format!("{url}/?rest_route=/"))
            .is_ok_and(|answer| answer.json()["namespaces"].is_array())
        {
            return server.is_running();
        }
        sleep(Duration::from_millis(50));
    }
    false
}

/// A port that nobody uses now.
pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).doing("find a free port")?;
    Ok(listener.local_addr().doing("find a free port")?.port())
}
