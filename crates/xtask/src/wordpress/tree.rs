//! WordPress's own files, from the packages of two Debian suites: the oldest supported version and the newest.
//!
//! apt works in a folder of its own here: own list of sources, own package lists, signatures checked, nothing installed.

use crate::failure::{Doing, Failure, Outcome};
use crate::process::{quietly, read};
use crate::setup::DEBIAN_TEMPLATE;
use crate::workspace::{Workspace, make_folder, remove_folder, write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A WordPress that Debian packages.
#[derive(Debug)]
pub struct Release {
    /// How its version begins.
    pub version: &'static str,
    suite: &'static str,
}

/// The oldest WordPress that Copydesk supports.
pub const OLDEST: Release = Release { version: "6.1", suite: "bookworm" };
/// The newest WordPress that Debian packages; it moves on with Debian.
pub const NEWEST: Release = Release { version: "7.1", suite: "sid" };

/// WordPress's files, unpacked.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The whole version, as in "6.1.9".
    pub version: String,
    /// The folder with `wp-load.php` in it.
    pub path: PathBuf,
}

/// Returns the tree from the cache; fetches it first when it is not there.
pub fn fetch(workspace: &Workspace, release: &Release) -> Outcome<Tree> {
    let path = workspace.cache.join("wordpress").join(release.suite);
    if !path.join("wp-config.php").is_file() {
        println!("WordPress {}: fetching Debian's packages ({}).", release.version, release.suite);
        download(workspace, release, &path)?;
    }
    let version = version(&path)?;
    println!("WordPress {version}: {}", path.display());
    Ok(Tree { version, path })
}

fn download(workspace: &Workspace, release: &Release, path: &Path) -> Outcome {
    let apt = Apt::set_up(workspace, release.suite)?;
    quietly("read Debian's package lists", apt.get().arg("update"), &workspace.log("wordpress-lists")?)?;
    let packages = std::iter::once("wordpress".to_owned()).chain(companions(&read(apt.cache().args([
        "show",
        "--no-all-versions",
        "wordpress",
    ]))?));
    let debs = apt.folder.join("debs");
    make_folder(&debs)?;
    quietly(
        "download WordPress",
        apt.get().arg("download").args(packages).current_dir(&debs),
        &workspace.log("wordpress-download")?,
    )?;

    let unpacked = apt.folder.join("root");
    for deb in fs::read_dir(&debs).doing("list the downloaded packages")? {
        let deb = deb.doing("list the downloaded packages")?.path();
        quietly(
            "unpack WordPress",
            Command::new("dpkg-deb").arg("-x").args([&deb, &unpacked]),
            &workspace.log("wordpress-unpack")?,
        )?;
    }
    // Debian replaced some libraries by links to the companions; following them gives a plain tree. Links to what only
    // an installed package has (certificates, configuration) lead nowhere: cp complains, and nothing here needs them.
    let part = path.with_extension("part");
    remove_folder(&part)?;
    let mut copy = Command::new("cp");
    copy.arg("-rL").args([unpacked.join("usr/share/wordpress"), part.clone()]);
    let _ = quietly("copy WordPress", &mut copy, &workspace.log("wordpress-copy")?);
    for needed in [
        "wp-load.php",
        "wp-includes/js/dist/blocks.js",
        "wp-includes/js/underscore.min.js",
        "wp-content/themes",
    ] {
        if !part.join(needed).exists() {
            let log = workspace.log("wordpress-copy")?;
            return Err(Failure::new(format!(
                "Debian's WordPress has no {needed}, so it cannot run here. See {}.",
                log.display()
            )));
        }
    }
    // 6.1 refuses to run without MySQL's PHP module unless it sees a drop-in here; the one in use is the blog's own.
    write(&part.join("wp-content/db.php"), "<?php\n")?;
    write(&part.join("wp-config.php"), "<?php\nrequire getenv('BLOG_CONFIG');\n")?;
    remove_folder(path)?;
    fs::rename(&part, path).doing("put WordPress into the cache")?;
    remove_folder(&apt.folder)
}

/// The packages that hold files which Debian moved out of WordPress, from its description.
fn companions(description: &str) -> Vec<String> {
    let fields = description
        .lines()
        .filter_map(|line| line.strip_prefix("Depends:").or_else(|| line.strip_prefix("Recommends:")));
    let names = fields.flat_map(|list| list.split(',')).filter_map(|entry| entry.split_whitespace().next());
    let ours = |name: &&str| {
        ["libjs-", "libphp-", "wordpress-theme-"].iter().any(|prefix| name.starts_with(prefix))
            || *name == "php-getid3"
    };
    let mut names: Vec<String> = names.filter(ours).map(str::to_owned).collect();
    names.dedup();
    // 6.1 uses these without saying so in its dependencies.
    for quiet in ["libjs-jquery-ui", "libphp-phpmailer", "libjs-lodash"] {
        if !names.iter().any(|name| name == quiet) {
            names.push(quiet.to_owned());
        }
    }
    names
}

fn version(tree: &Path) -> Outcome<String> {
    let source =
        fs::read_to_string(tree.join("wp-includes/version.php")).doing("read WordPress's version")?;
    source
        .lines()
        .find_map(|line| line.strip_prefix("$wp_version = '")?.split('\'').next().map(str::to_owned))
        .ok_or_else(|| {
            Failure::new(format!(
                "{} does not say which WordPress it is. Remove the folder and try again.",
                tree.display()
            ))
        })
}

/// apt with a folder of its own.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn set_up(workspace: &Workspace, suite: &str) -> Outcome<Self> {
        let folder = workspace.cache.join("wordpress").join(format!("{suite}.apt"));
        remove_folder(&folder)?;
        make_folder(&folder.join("lists/partial"))?;
        make_folder(&folder.join("cache/archives/partial"))?;
        let key = "/usr/share/keyrings/debian-archive-keyring.gpg";
        write(&folder.join("sources.list"), format!("deb [signed-by={key}] {} {suite} main\n", archive()?))?;
        Ok(Self { folder })
    }

    fn get(&self) -> Command {
        self.command("apt-get")
    }

    fn cache(&self) -> Command {
        self.command("apt-cache")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let at = |name: &str| self.folder.join(name).display().to_string();
        for option in [
            format!("Dir::Etc::sourcelist={}", at("sources.list")),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            format!("Dir::State::lists={}", at("lists")),
            "Dir::State::status=/dev/null".to_owned(),
            format!("Dir::Cache={}", at("cache")),
            "APT::Sandbox::User=".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        command.arg("-qq");
        command
    }
}

/// The address of a Debian archive: the one said, else the one this machine's apt uses, else the one that apt's
/// description of Debian names (on Ubuntu).
fn archive() -> Outcome<String> {
    if let Some(said) = env::var("COPYDESK_DEBIAN_ARCHIVE").ok().filter(|said| !said.is_empty()) {
        return Ok(said);
    }
    let targets =
        read(Command::new("apt-get").args(["indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)"]))
            .unwrap_or_default();
    let own = targets.lines().find_map(|line| line.strip_prefix("Debian|Debian|").map(str::to_owned));
    let described = || {
        let template = fs::read_to_string(DEBIAN_TEMPLATE).ok()?;
        template.lines().find_map(|line| line.strip_prefix("BaseURI:").map(|uri| uri.trim().to_owned()))
    };
    own.or_else(described).ok_or_else(|| {
        Failure::new(
            "No Debian archive is known to this machine's apt. Set COPYDESK_DEBIAN_ARCHIVE to the address of one (the part before \
             the suite in a sources.list line) and run the command again.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::companions;

    #[test]
    fn the_companions_are_what_debian_moved_out() {
        let description = "Package: wordpress\n\
             Depends: apache2 | httpd, php-gd, libjs-cropper (>= 1.2.2), libjs-jquery-ui (<< 2), libjs-jquery-ui (>= 1), php-getid3 (>= 1.9)\n\
             Recommends: wordpress-l10n, wordpress-theme-twentytwentyfive\n";
        let expected = [
            "libjs-cropper",
            "libjs-jquery-ui",
            "php-getid3",
            "wordpress-theme-twentytwentyfive",
            "libphp-phpmailer",
            "libjs-lodash",
        ];
        assert_eq!(companions(description), expected);
    }
}
