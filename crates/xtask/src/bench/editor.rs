//! The editors that are measured: how each is started on one file, and where it writes and shows.

use super::memory::MARK;
use super::pixels::Rect;
use crate::failure::{Doing, Outcome};
use crate::workspace::{make_folder, write};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The size every window is given.
pub const WINDOW: (u16, u16) = (1400, 900);

/// One program that edits Markdown with a live preview.
#[derive(Clone, Debug)]
pub struct Editor {
    /// Its name in the tables.
    pub name: &'static str,
    /// The program.
    pub program: PathBuf,
    /// Inside the pane where one types.
    pub text: Rect,
    /// Inside the pane that shows the result.
    pub preview: Rect,
}

impl Editor {
    /// Copydesk, as built.
    pub fn copydesk(program: PathBuf) -> Self {
        Self {
            name: "copydesk",
            program,
            text: Rect::new(480, 130, 440, 500),
            preview: Rect::new(945, 60, 440, 600),
        }
    }

    /// ghostwriter from Debian, preview open and side bar closed.
    pub fn ghostwriter() -> Self {
        let program = PathBuf::from("ghostwriter");
        Self {
            name: "ghostwriter",
            program,
            text: Rect::new(20, 40, 640, 760),
            preview: Rect::new(720, 40, 640, 760),
        }
    }

    /// The command that opens a fresh copy of `text` in a home of its own under `scratch`.
    pub fn command(
        &self,
        text: &str,
        scratch: &Path,
        desktop: Vec<(String, String)>,
        mark: &str,
    ) -> Outcome<Command> {
        let (home, posts) = (scratch.join("home"), scratch.join("posts"));
        for folder in [&home, &posts] {
            // A post that an earlier run changed, and windows that remember it, would be another measurement.
            if folder.exists() {
                fs::remove_dir_all(folder).doing("clear the scratch folder")?;
            }
            make_folder(folder)?;
        }
        let file = posts.join("measured.md");
        write(&file, text)?;
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.envs(desktop).env("HOME", &home).env(MARK, mark);
        ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"].iter().for_each(|name| {
            command.env_remove(name);
        });
        match self.name {
            "copydesk" => command.arg("--library").arg(&posts).arg("--open").arg(&file),
            _ => {
                let folder = home.join(".config/ghostwriter");
                make_folder(&folder)?;
                write(&folder.join("ghostwriter.conf"), GHOSTWRITER)?;
                // Chromium inside Qt refuses to run as root with its sandbox; nothing foreign is shown here.
                command.env("QTWEBENGINE_DISABLE_SANDBOX", "1").env("QT_QPA_PLATFORM", "xcb").arg(&file)
            }
        };
        Ok(command)
    }
}

/// Its defaults, with the preview open, no side bar, no spelling underlines, and the window of the measured size.
const GHOSTWRITER: &str = r#"[Application]
locale=C

[Preview]
htmlPreviewOpen=true
lastUsedExporter=cmark-gfm

[Session]
rememberFileHistory=false
restoreSession=false

[Spelling]
liveSpellCheck=false

[Window]
sidebarOpen=false
mainWindowGeometry=@ByteArray(\x1\xd9\xd0\xcb\0\x3\0\0\0\0\0\0\0\0\0\0\0\0\x5w\0\0\x3\x83\0\0\0\0\0\0\0\0\0\0\x5w\0\0\x3\x83\0\0\0\0\0\0\0\0\x5x\0\0\0\0\0\0\0\0\0\0\x5w\0\0\x3\x83)
"#;
